// How far each district is with each month's data, for the province.
import type { Province, ProvinceDistrict, ProvinceMonth } from "../api/content";
import { formatPeriod } from "../format/date";
import { TABLE_SETS } from "../tables/sets";
import { text } from "../text/text";
import { type Calendar, type CalendarEntry, inDays } from "./calendar-words";

/** none: nothing yet; the others in the order in which a month goes. */
export type Stage = "none" | "part-clean" | "clean" | "part-tables" | "tables";

export const STAGES: readonly Stage[] = ["tables", "part-tables", "clean", "part-clean", "none"];

type Made = ProvinceDistrict["months"][number];

const DAY_MS = 86_400_000;

export function stageOf({ preprocessed, processed }: Pick<Made, "preprocessed" | "processed">): Stage {
  if (processed.includes("semua") || TABLE_SETS.every((set) => processed.includes(set))) return "tables";
  if (processed.length > 0) return "part-tables";
  if (preprocessed.length >= 2) return "clean";
  return preprocessed.length === 1 ? "part-clean" : "none";
}

/** "Tabel ekspor", "Data bersih impor": what is there, in words. */
export function stageInWords(made: Pick<Made, "preprocessed" | "processed">): string {
  const stage = stageOf(made);
  if (stage === "part-tables") return text.province.partTables(made.processed.join(", "));
  if (stage === "part-clean") return text.province.partClean(made.preprocessed.join(", "));
  return text.province.stages[stage];
}

const NOTHING = { preprocessed: [], processed: [] };

export function madeOf(district: ProvinceDistrict, month: string): Pick<Made, "preprocessed" | "processed"> {
  return district.months.find((one) => one.month === month) ?? NOTHING;
}

/** "April 2025" of "2025-04". */
export function monthInWords(month: string): string {
  return formatPeriod(Number(month.slice(0, 4)), Number(month.slice(5, 7)));
}

/** The month that is worked on: the newest whose data have been received by `today`; else the newest. */
export function currentMonth(months: readonly ProvinceMonth[], today: string): ProvinceMonth | null {
  return months.find((month) => month.receipt_on <= today) ?? months[0] ?? null;
}

/** A month whose data are not there yet has nothing to be late with. */
export function isDue(month: ProvinceMonth, today: string): boolean {
  return month.receipt_on <= today;
}

/** Data Historis was added to since the month's data came: the sign that a district has received them. */
export function hasReceived(district: ProvinceDistrict, month: ProvinceMonth): boolean {
  const made = madeOf(district, month.month);
  const newest = district.library.historis.newest_at;
  return made.preprocessed.length > 0 || (newest !== null && newest.slice(0, 10) >= month.receipt_on);
}

/** Districts by how far they are with a month, the furthest first; stages that nobody is at are left out. */
export function byStage(province: Province, month: string): { stage: Stage; districts: ProvinceDistrict[] }[] {
  return STAGES.map((stage) => ({
    stage,
    districts: province.districts.filter((district) => stageOf(madeOf(district, month)) === stage),
  })).filter(({ districts }) => districts.length > 0);
}

/** What is done with a month's data, in the order of its days. */
export function activitiesOf(calendars: readonly (Calendar | null)[], month: string): CalendarEntry[] {
  const entries = calendars.flatMap((calendar) => calendar?.entries ?? []);
  const found = new Map<string, CalendarEntry>();
  for (const entry of entries) if (monthOf(entry.data) === month) found.set(entry.id, entry);
  return [...found.values()].sort((one, other) => one.first.localeCompare(other.first));
}

function monthOf({ year, month }: CalendarEntry["data"]): string {
  return `${year}-${String(month).padStart(2, "0")}`;
}

type Span = Pick<CalendarEntry, "first" | "last">;

export function placeOf({ first, last }: Span, today: string): "over" | "now" | "ahead" {
  if (last < today) return "over";
  return first <= today ? "now" : "ahead";
}

/** "selesai", "hari ini", "sedang berlangsung", "3 hari lagi". */
export function placeInWords(entry: Span, today: string): string {
  const place = placeOf(entry, today);
  if (place === "over") return text.province.over;
  if (place === "now") return entry.first === entry.last ? text.calendar.today : text.province.underWay;
  return inDays((Date.parse(entry.first) - Date.parse(today)) / DAY_MS);
}

/** The local day, as "2026-11-25". */
export function dayOf(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
