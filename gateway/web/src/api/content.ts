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

export interface LibraryFile {
  id: string;
  name: string;
  size: number;
  created_at: string;
  by: string;
}

export interface Library {
  files: LibraryFile[];
  /** Where they lie instead, or besides. */
  outside?: string;
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
