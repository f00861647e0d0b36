// Answers that pages show as they are.

export interface AnswerPartText {
  text: string;
}

export interface AnswerPartList {
  list: string[];
}

export interface Question {
  id: string;
  question: string;
  answer: (AnswerPartText | AnswerPartList)[];
  pages: string[];
}

export interface Contact {
  name: string;
  /** https://wa.me/... */
  whatsapp: string | null;
}

export interface Faq {
  questions: Question[];
  contact: Contact | null;
}

export interface SuggestionPage {
  suggestions: { id: string; name: string; text: string; sent_at: string }[];
  total: number;
  offset: number;
  limit: number;
}

export interface OutputTable {
  id: string;
  set: "ekspor" | "impor" | "neraca";
  number: number;
  title: string;
  shows: string;
  unit: string;
}

export interface OutputTables {
  tables: OutputTable[];
}

export interface HsChapter {
  chapter: string;
  name: string;
  count: number;
}

export interface HsFound {
  rows: { code: string; uraian: string; description: string; chapter: string }[];
  total: number;
  offset: number;
  limit: number;
  chapters: HsChapter[];
  master: { codes: number; source: string; imported_at: string } | null;
  note: string | null;
}

export interface LibraryState {
  files: number;
  newest_at: string | null;
}

export interface ProvinceJob {
  id: string;
  kind: "preprocess" | "olah";
  about: "ekspor" | "impor" | "neraca" | "semua" | null;
  month: string | null;
  state: "blocked" | "queued" | "running" | "retrying" | "succeeded" | "failed" | "cancelled";
  by: string;
  created_at: string;
  finished_at: string | null;
}

export interface ProvinceDistrict {
  id: string;
  name: string;
  shared: boolean;
  jobs: { waiting: number; running: number; failed: number; dead: number };
  newest: ProvinceJob[];
  library: { historis: LibraryState; publikasi: LibraryState };
  months: {
    month: string;
    preprocessed: ("ekspor" | "impor")[];
    processed: ("ekspor" | "impor" | "neraca" | "semua")[];
  }[];
}

export interface ProvinceMonth {
  month: string;
  receipt_on: string;
  publication_on: string;
}

export interface Province {
  months: ProvinceMonth[];
  districts: ProvinceDistrict[];
  complete: boolean;
}
