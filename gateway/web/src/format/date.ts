// Dates in Indonesian, in the district's zone: the API tells times with the district's offset, which is kept.

const MONTHS = [
  "Januari",
  "Februari",
  "Maret",
  "April",
  "Mei",
  "Juni",
  "Juli",
  "Agustus",
  "September",
  "Oktober",
  "November",
  "Desember",
] as const;
const ZONES: Record<string, string> = { "+07:00": "WIB", "+08:00": "WITA", "+09:00": "WIT" };
const STAMP = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

export function monthName(month: number): string {
  const name = MONTHS[month - 1];
  if (name === undefined) throw new RangeError(`no month ${month}`);
  return name;
}

/** "April 2025" */
export function formatPeriod(year: number, month: number): string {
  return `${monthName(month)} ${year}`;
}

/** "3 Juni 2025" of "2025-06-03" or of a time stamp; the text itself where it is neither. */
export function formatDate(stamp: string): string {
  const parts = STAMP.exec(stamp);
  if (!parts) return stamp;
  return `${Number(parts[3])} ${monthName(Number(parts[2]))} ${parts[1]}`;
}

/** "3 Juni 2025 10.46 WIB", as the stamp's own offset has it. */
export function formatTime(stamp: string): string {
  const parts = STAMP.exec(stamp);
  if (!parts?.[4]) return formatDate(stamp);
  const offset = parts[6] ?? "";
  return `${formatDate(stamp)} ${parts[4]}.${parts[5]} ${ZONES[offset] ?? (offset === "Z" ? "UTC" : offset)}`;
}
