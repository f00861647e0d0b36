// What a file holds, in a line.
import { formatPeriod, monthName } from "../format/date";
import { formatValue, formatWhole } from "../format/number";
import { text } from "../text/text";
import { datedPeriods, type Inspection, type Period, runsOf } from "./inspection";

function runInWords([first, last]: [Period, Period]): string {
  if (first.year === last.year && first.month === last.month) return formatPeriod(first.year, first.month);
  if (first.year === last.year) return `${monthName(first.month)} - ${formatPeriod(last.year, last.month)}`;
  return `${formatPeriod(first.year, first.month)} - ${formatPeriod(last.year, last.month)}`;
}

/** "Januari 2024 - Mei 2025, Juli 2025" */
export function periodsInWords(periods: readonly Period[]): string {
  return runsOf(periods).map(runInWords).join(", ");
}

/** "2024-01" as the report has it. */
export function periodOfIso(iso: string): Period {
  const [year, month] = iso.split("-").map(Number);
  return { year: year ?? 0, month: month ?? 0 };
}

/** US$ in millions where there are millions: "318,40 juta". */
export function formatUsd(value: number | null): string {
  if (value === null || Math.abs(value) < 1e6) return formatValue(value);
  return `${formatValue(value / 1e6)} juta`;
}

/** "505 baris, Januari - Desember 2024, US$ 6.449,99 juta" */
export function inspectionInWords(inspection: Inspection, year: number | null): string {
  const dated = datedPeriods(inspection, year);
  const months =
    dated.length > 0
      ? periodsInWords(dated)
      : runsOf(inspection.periods.map(({ month }) => ({ year: 0, month })))
          .map(([a, b]) => (a.month === b.month ? monthName(a.month) : `${monthName(a.month)} - ${monthName(b.month)}`))
          .join(", ") || text.check.noPeriods;
  const value = inspection.periods.reduce((sum, one) => sum + (one.value_usd ?? 0), 0);
  const parts = [text.check.rows(formatWhole(inspection.rows)), months, `US$ ${formatUsd(value)}`];
  if (inspection.clean) parts.push(text.check.clean);
  return parts.join(" · ");
}
