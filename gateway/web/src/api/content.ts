// Names of the answers that pages show as they are.
import type { Schemas } from "./client";

export type Faq = Schemas["faq"];
export type Question = Schemas["question"];
export type Contact = NonNullable<Faq["contact"]>;
export type SuggestionPage = Schemas["suggestion_page"];
export type OutputTables = Schemas["table_list"];
export type OutputTable = OutputTables["tables"][number];
export type HsFound = Schemas["hs_page"];
export type HsChapter = HsFound["chapters"][number];

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
