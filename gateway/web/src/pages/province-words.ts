// A district's job as the province sees it, in words.
import type { ProvinceJob } from "../api/content";
import { setTitle } from "../tables/sets";
import { text } from "../text/text";
import { monthInWords } from "./province-matrix";

export function provinceJobName({ kind, about, month }: ProvinceJob): string {
  if (about === null) return text.job.check;
  const subject = setTitle(about);
  if (kind === "preprocess") return `${text.pages.preprocessing} ${subject}`;
  return `${text.pages.process} ${subject}${month === null ? "" : ` ${monthInWords(month)}`}`;
}
