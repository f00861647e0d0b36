// Kode HS 8 Digit: found by Indonesian or English words, by the beginning of a code, and by chapter.
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useAnswer } from "../api/answer";
import type { HsChapter, HsFound } from "../api/content";
import { formatWhole } from "../format/number";
import { DownloadLink } from "../parts/download-link";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { Pager } from "../parts/pager";
import { SearchField } from "../parts/search-field";
import { text } from "../text/text";
import { type HsQuery, hsAddress, hsBookPath, hsPath, NOTHING, readHsQuery, withChapter, withWords } from "./hs-query";

const TYPING_MS = 250;

/** What is typed, told once it rests. */
function useTyped(words: string, onRest: (words: string) => void): [string, (words: string) => void] {
  const [typed, setTyped] = useState(words);
  useEffect(() => setTyped(words), [words]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait
  useEffect(() => {
    if (typed === words) return undefined;
    const timer = setTimeout(() => onRest(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}

interface ChapterProps {
  chapters: HsChapter[];
  value: string;
  onChange: (chapter: string) => void;
}

function ChapterChoice({ chapters, value, onChange }: ChapterProps) {
  return (
    <label>
      {text.hs.chapter}
      <select value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        <option value="">{text.hs.allChapters}</option>
        {chapters.map(({ chapter, name, count }) => (
          <option key={chapter} value={chapter}>
            {`${chapter} ${name} (${formatWhole(count)})`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Rows({ found, chapter }: { found: HsFound; chapter: string }) {
  const names = new Map(found.chapters.map(({ chapter, name }) => [chapter, name]));
  return (
    <table class="list codes">
      <thead>
        <tr>
          <th scope="col">{text.hs.code}</th>
          <th scope="col">{text.hs.goods}</th>
        </tr>
      </thead>
      <tbody>
        {found.rows.map((row) => (
          <tr key={row.code}>
            <th scope="row">{row.code}</th>
            <td>
              {row.uraian}
              {row.description !== "" && (
                <span class="small english" lang="en">
                  {row.description}
                </span>
              )}
              {chapter === "" && (
                <span class="small">{text.hs.inChapter(row.chapter, names.get(row.chapter) ?? "")}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Without a master there may be no code at all; the chapters are known anyway. */
function Chapters({ chapters }: { chapters: HsChapter[] }) {
  return (
    <>
      <h2>{text.hs.chapter}</h2>
      <ol class="outputs">
        {chapters.map(({ chapter, name }) => (
          <li key={chapter} value={Number(chapter)}>
            {name}
          </li>
        ))}
      </ol>
    </>
  );
}

function Found({ found, query, onGo }: { found: HsFound; query: HsQuery; onGo: (query: HsQuery) => void }) {
  if (found.total === 0 && query.words === "" && query.chapter === "") return <Chapters chapters={found.chapters} />;
  if (found.total === 0) {
    return (
      <Notice kind="info" title={text.hs.none}>
        <p>{text.hs.noneHint}</p>
        <button type="button" onClick={() => onGo(NOTHING)}>
          {text.hs.clear}
        </button>
      </Notice>
    );
  }
  return (
    <>
      <div class="found">
        <span>{text.hs.found(formatWhole(found.total))}</span>
        <DownloadLink path={hsBookPath(query)} label={text.hs.book} />
      </div>
      <Rows found={found} chapter={query.chapter} />
      <Pager
        offset={found.offset}
        limit={found.limit}
        total={found.total}
        onOffset={(offset) => onGo({ ...query, offset })}
      />
    </>
  );
}

export default function Commodities() {
  const { query: told, route } = useLocation();
  const query = readHsQuery(told);
  const go = (to: HsQuery) => route(hsAddress(to), true);
  const [typed, setTyped] = useTyped(query.words, (words) => go(withWords(query, words)));
  const { value, problem, asking, reload } = useAnswer<HsFound>(hsPath(query));
  return (
    <Page title={text.pages.commodities}>
      <p class="lead">{text.hs.lead}</p>
      <search class="hs-search">
        <SearchField label={text.hs.search} hint={text.hs.searchHint} value={typed} onInput={setTyped} />
        <ChapterChoice
          chapters={value?.chapters ?? []}
          value={query.chapter}
          onChange={(chapter) => go(withChapter(query, chapter))}
        />
      </search>
      {problem && <ProblemNotice problem={problem} again={reload} />}
      <div class="hs-found" aria-busy={asking}>
        {value?.note && <Notice kind="warning">{value.note}</Notice>}
        <p role="status" class="visually-hidden">
          {value && !asking ? text.hs.found(formatWhole(value.total)) : ""}
        </p>
        {value === null ? !problem && <p>{text.app.loading}</p> : <Found found={value} query={query} onGo={go} />}
      </div>
      {value?.master && <p class="small">{text.hs.source(formatWhole(value.master.codes), value.master.source)}</p>}
    </Page>
  );
}
