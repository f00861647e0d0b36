// Rows of a table that stays at the gateway: it pages, searches and sorts; here stands one page of it.
import { ArrowDown, ArrowUp, ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { formatValue, formatWhole, MISSING } from "../format/number";
import { text } from "../text/text";
import { ProblemNotice } from "./notice";
import { SearchField } from "./search-field";

export interface GridColumn {
  name: string;
  label: string;
  kind: "text" | "whole" | "real";
}

export type GridCell = string | number | null;

export interface GridPage {
  variables: GridColumn[];
  rows_total: number;
  found: number;
  offset: number;
  rows: GridCell[][];
}

export interface GridQuery {
  offset: number;
  limit: number;
  q: string;
  sort: string;
  descending: boolean;
}

interface Props {
  caption: string;
  /** Stays the same as long as the rows are the same. Throws Problem. */
  load: (query: GridQuery, stop: AbortSignal) => Promise<GridPage>;
}

const SIZES = [50, 100, 250] as const;
const FIRST: GridQuery = { offset: 0, limit: SIZES[0], q: "", sort: "", descending: false };
const TYPING_MS = 300;
/** Rows that are drawn at a time. */
const SLICE = 50;

function cellText(value: GridCell, kind: GridColumn["kind"]): string {
  if (value === null) return MISSING;
  return kind === "real" && typeof value === "number" ? formatValue(value) : String(value);
}

interface Loaded {
  page: GridPage | null;
  problem: Problem | null;
  busy: boolean;
}

/** Keeps the page before on screen until the next one is there. */
function usePage(load: Props["load"], query: GridQuery, tries: number): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ page: null, problem: null, busy: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks once more
  useEffect(() => {
    const stop = new AbortController();
    setLoaded((before) => ({ ...before, busy: true }));
    load(query, stop.signal)
      .then((page) => {
        if (!stop.signal.aborted) setLoaded({ page, problem: null, busy: false });
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        setLoaded((before) => ({ ...before, problem: error, busy: false }));
      });
    return () => stop.abort();
  }, [load, query, tries]);
  return loaded;
}

function Head({ column, query, onSort }: { column: GridColumn; query: GridQuery; onSort: (name: string) => void }) {
  const sorted = query.sort === column.name;
  const direction = sorted ? (query.descending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" class={column.kind === "text" ? "grid-head" : "grid-head number"} aria-sort={direction}>
      <button
        type="button"
        class="quiet sort"
        title={column.label === "" ? undefined : column.label}
        aria-label={text.grid.sortBy(column.label === "" ? column.name : `${column.name}, ${column.label}`)}
        onClick={() => onSort(column.name)}
      >
        {column.name}
        <span class="sort-mark" aria-hidden="true">
          {sorted && (query.descending ? <ArrowDown class="icon" /> : <ArrowUp class="icon" />)}
        </span>
      </button>
    </th>
  );
}

function Slice({ page, from }: { page: GridPage; from: number }) {
  // The same node again: a slice that stands is not looked at when another one joins.
  return useMemo(
    () => (
      <tbody>
        {page.rows.slice(from, from + SLICE).map((row, index) => (
          <tr key={page.offset + from + index}>
            {row.map((value, at) => {
              const column = page.variables[at];
              const kind = column?.kind ?? "text";
              return (
                <td key={column?.name ?? at} class={kind === "text" ? "" : "number"}>
                  {cellText(value, kind)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    ),
    [page, from],
  );
}

/** All rows of the page: the first slice at once, the others one by one, so that a slow computer answers in between. */
function Rows({ page }: { page: GridPage }) {
  const [drawn, setDrawn] = useState({ page, slices: 1 });
  const slices = drawn.page === page ? drawn.slices : 1;
  const more = slices * SLICE < page.rows.length;
  useEffect(() => {
    if (!more) return undefined;
    const timer = setTimeout(() => setDrawn({ page, slices: slices + 1 }));
    return () => clearTimeout(timer);
  }, [page, slices, more]);
  return Array.from({ length: slices }, (_, at) => <Slice key={at} page={page} from={at * SLICE} />);
}

/** The one that is drawn widest in the page's font. */
function widestOf(texts: Set<string>): string {
  const pen = document.createElement("canvas").getContext("2d");
  if (pen) pen.font = getComputedStyle(document.body).font;
  const width = (one: string) => pen?.measureText(one).width ?? one.length;
  let widest = "";
  for (const one of texts) if (width(one) > width(widest)) widest = one;
  return widest;
}

/** Of each column the widest text so far, in a row that is not seen: no column moves when further rows join. */
function Sizer({ page }: { page: GridPage }) {
  const held = useRef(new Map<string, string>());
  const texts = useMemo(() => {
    page.variables.forEach(({ name, kind }, at) => {
      const all = page.rows.map((row) => cellText(row[at] ?? null, kind));
      held.current.set(name, widestOf(new Set([held.current.get(name) ?? "", ...all])));
    });
    return page.variables.map(({ name }) => held.current.get(name));
  }, [page]);
  return (
    <tbody class="grid-sizer" aria-hidden="true">
      <tr>
        {page.variables.map(({ name }, at) => (
          <td key={name}>{texts[at]}</td>
        ))}
      </tr>
    </tbody>
  );
}

interface PagerProps {
  page: GridPage;
  query: GridQuery;
  onQuery: (change: Partial<GridQuery>) => void;
}

function Pager({ page, query, onQuery }: PagerProps) {
  const last = Math.max(0, Math.floor((page.found - 1) / query.limit) * query.limit);
  const steps = [
    { label: text.grid.first, Icon: ChevronFirst, to: 0 },
    { label: text.grid.previous, Icon: ChevronLeft, to: Math.max(0, query.offset - query.limit) },
    { label: text.grid.next, Icon: ChevronRight, to: Math.min(last, query.offset + query.limit) },
    { label: text.grid.last, Icon: ChevronLast, to: last },
  ];
  const from = page.rows.length === 0 ? 0 : page.offset + 1;
  return (
    <div class="grid-pager">
      <span class="small">
        {text.grid.rowsOf(formatWhole(from), formatWhole(page.offset + page.rows.length), formatWhole(page.found))}
      </span>
      <span class="pager-steps">
        {steps.map(({ label, Icon, to }) => (
          <button
            key={label}
            type="button"
            class="quiet"
            aria-label={label}
            aria-disabled={to === query.offset}
            onClick={() => to !== query.offset && onQuery({ offset: to })}
          >
            <Icon class="icon" aria-hidden="true" />
          </button>
        ))}
      </span>
      <label class="pager-size">
        <span class="small">{text.grid.size}</span>
        <select
          value={String(query.limit)}
          onChange={(event) => onQuery({ limit: Number(event.currentTarget.value), offset: 0 })}
        >
          {SIZES.map((size) => (
            <option key={size} value={String(size)}>
              {size}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Search({ onSearch }: { onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => onSearch(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, onSearch]);
  return <SearchField label={text.grid.search} hint={text.grid.searchHint} value={typed ?? ""} onInput={setTyped} />;
}

export function DataGrid({ caption, load }: Props) {
  const [query, setQuery] = useState(FIRST);
  const [tries, setTries] = useState(0);
  const { page, problem, busy } = usePage(load, query, tries);
  const change = (part: Partial<GridQuery>) => setQuery((now) => ({ ...now, ...part }));
  const [search] = useState(() => (q: string) => setQuery((now) => (now.q === q ? now : { ...now, q, offset: 0 })));
  const sort = (name: string) => {
    if (query.sort !== name) change({ sort: name, descending: false, offset: 0 });
    else if (!query.descending) change({ descending: true, offset: 0 });
    else change({ sort: "", descending: false, offset: 0 });
  };
  const count = page === null ? "" : countWords(page, query.q);
  return (
    <div class="grid">
      <div class="grid-tools">
        <Search onSearch={search} />
        <p class="small grid-count" role="status">
          {count}
        </p>
      </div>
      {problem && <ProblemNotice problem={problem} again={() => setTries(tries + 1)} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class={busy ? "grid-scroll busy" : "grid-scroll"} tabIndex={0} aria-label={caption} aria-busy={busy}>
        {page && (
          <table class="data-table">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
              <tr>
                {page.variables.map((column) => (
                  <Head key={column.name} column={column} query={query} onSort={sort} />
                ))}
              </tr>
            </thead>
            <Sizer page={page} />
            <Rows page={page} />
          </table>
        )}
        {page?.rows.length === 0 && <p class="grid-none">{text.grid.none}</p>}
        {!page && !problem && <p class="grid-none">{text.app.loading}</p>}
      </section>
      {page && <Pager page={page} query={query} onQuery={change} />}
    </div>
  );
}

function countWords({ found, rows_total }: GridPage, q: string): string {
  if (q === "") return text.grid.all(formatWhole(rows_total));
  return text.grid.found(formatWhole(found), formatWhole(rows_total));
}
