// A file of the gateway as a download. Whether it is to be had is asked first: a browser would save the refusal as the
// file.
import { Download } from "lucide-preact";
import { useState } from "preact/hooks";
import { address, askForFile } from "../api/client";
import { Problem } from "../api/problem";
import { ProblemNotice } from "./notice";

interface Props {
  /** Below /api/v1. */
  path: string;
  label: string;
  /** For a list of many: names the file too, and on a phone the icon stands alone. */
  name?: string;
  primary?: boolean;
}

export function DownloadLink({ path, label, name, primary = false }: Props) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const get = async (event: MouseEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await askForFile(path);
      const link = document.createElement("a");
      link.href = address(path);
      link.download = "";
      link.click();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status !== 401) setProblem(error);
    }
  };
  return (
    <>
      <a
        class={primary ? "button primary" : "button"}
        href={address(path)}
        download
        aria-label={name && `${label} ${name}`}
        onClick={get}
      >
        <Download class="icon" aria-hidden="true" />
        {name ? <span class="wide-only">{label}</span> : label}
      </a>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
