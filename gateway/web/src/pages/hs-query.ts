// What is looked for among the HS codes: in the page's address, so that it can be sent to a colleague, and in the
// gateway's.

export const HS_PAGE = 50;
const LONGEST = 200;

export interface HsQuery {
  words: string;
  /** "01" to "99"; empty: all. */
  chapter: string;
  offset: number;
}

export const NOTHING: HsQuery = { words: "", chapter: "", offset: 0 };

/** Of the page's query; what makes no sense there is left out. */
export function readHsQuery(query: Record<string, string>): HsQuery {
  const chapter = Number(query.bab ?? "");
  const page = Number(query.hal ?? "1");
  return {
    words: (query.cari ?? "").slice(0, LONGEST),
    chapter: Number.isInteger(chapter) && chapter >= 1 && chapter <= 99 ? String(chapter).padStart(2, "0") : "",
    offset: Number.isInteger(page) && page > 1 && page < 10_000 ? (page - 1) * HS_PAGE : 0,
  };
}

/** The page's address. */
export function hsAddress({ words, chapter, offset }: HsQuery): string {
  const search = new URLSearchParams();
  if (words !== "") search.set("cari", words);
  if (chapter !== "") search.set("bab", chapter);
  if (offset > 0) search.set("hal", String(Math.floor(offset / HS_PAGE) + 1));
  const told = search.toString();
  return told === "" ? "/kode-hs" : `/kode-hs?${told}`;
}

function wanted({ words, chapter }: HsQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (words.trim() !== "") search.set("q", words.trim());
  if (chapter !== "") search.set("chapter", String(Number(chapter)));
  return search;
}

/** Below /api/v1: a page of what is found. */
export function hsPath(query: HsQuery): string {
  const search = wanted(query);
  search.set("offset", String(query.offset));
  search.set("limit", String(HS_PAGE));
  return `/hs?${search}`;
}

/** Below /api/v1: all that is found, as a workbook. */
export function hsBookPath(query: HsQuery): string {
  const search = wanted(query).toString();
  return search === "" ? "/hs.xlsx" : `/hs.xlsx?${search}`;
}

/** Other words, or another chapter, begin at the first page. */
export function withWords(query: HsQuery, words: string): HsQuery {
  return { ...query, words: words.slice(0, LONGEST), offset: 0 };
}

export function withChapter(query: HsQuery, chapter: string): HsQuery {
  return { ...query, chapter, offset: 0 };
}
