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
export type Province = Schemas["province"];
export type ProvinceMonth = Province["months"][number];
export type ProvinceDistrict = Schemas["province_district"];
export type ProvinceJob = ProvinceDistrict["newest"][number];
