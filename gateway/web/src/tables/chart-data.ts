// Which chart suits a table, and what it shows.
import { setOfTable, type Table } from "./view";

/** Rankings. Of `mirrored` ones the second value is drawn to the left, though it is not negative. */
export interface Bars {
  kind: "bars";
  series: string[];
  mirrored: boolean;
  items: { label: string; values: (number | null)[] }[];
}

/** Values in time, a line or a column each. `columns`: around zero. */
export interface Course {
  kind: "lines" | "columns";
  labels: string[];
  series: { name: string; values: (number | null)[] }[];
}

export type ChartData = Bars | Course;

const TOP = 10;
const SHORT = /^(Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Des)/;

function numberAt(table: Table, row: number, column: number): number | null {
  const value = table.rows[row]?.[column];
  return typeof value === "number" ? value : null;
}

function isTotal(name: string): boolean {
  return /^(total|jumlah)\b/i.test(name);
}

/** What a row is called: its description where it has one. */
function labelOf(table: Table, row: number): string {
  const [first, second] = table.rows[row] ?? [];
  const described = table.columns[1]?.kind === "text" && typeof second === "string" && second !== "";
  return described ? `${first} ${second}` : String(first ?? "").replace(/^- /, "");
}

/** The largest ten, and the sum of the others. Changes count by their size, whatever their sign. */
export function topOf(
  members: readonly { label: string; value: number }[],
  others: (count: number) => string,
): { label: string; values: number[] }[] {
  const sorted = [...members].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rest = sorted.slice(TOP);
  const shown = sorted.slice(0, TOP).sort((a, b) => b.value - a.value);
  const items = shown.map(({ label, value }) => ({ label, values: [value] }));
  if (rest.length > 0)
    items.push({ label: others(rest.length), values: [rest.reduce((sum, one) => sum + one.value, 0)] });
  return items;
}

/** The value that the table is sorted by: the newest of its values, or the difference. */
function rankedColumn(table: Table): number {
  return table.columns.map(({ kind }) => kind).lastIndexOf("value");
}

function ranking(table: Table, others: (count: number) => string): Bars {
  const column = rankedColumn(table);
  const sectors = table.rows.some((row) => String(row[0]).startsWith("- "));
  const members = table.rows.flatMap((row, at) => {
    const name = String(row[0] ?? "");
    const value = numberAt(table, at, column);
    if (value === null || value === 0 || (sectors ? !name.startsWith("- ") : isTotal(name))) return [];
    return [{ label: labelOf(table, at), value }];
  });
  return { kind: "bars", series: [table.columns[column]?.label ?? ""], mirrored: false, items: topOf(members, others) };
}

/** Exports to the right, imports to the left. */
function balanceBars(table: Table): Bars {
  let period = "";
  const items = table.rows.flatMap((row, at) => {
    const values = [numberAt(table, at, 1), numberAt(table, at, 2)];
    if (values.every((value) => value === null)) {
      period = String(row[0] ?? "");
      return [];
    }
    return [{ label: `${String(row[0]).replace(/^- |\s*Ekspor\/Impor$/g, "")}, ${period}`, values }];
  });
  const series = [table.columns[1]?.label ?? "", table.columns[2]?.label ?? ""];
  return { kind: "bars", series, mirrored: true, items };
}

/** Each column of values in time; without years of which nothing is known. */
function course(table: Table, kind: Course["kind"]): Course {
  const rows = table.rows.flatMap((row, at) => (isTotal(String(row[0])) ? [] : [at]));
  const series = table.columns.flatMap(({ label, kind: cell }, column) => {
    const values = rows.map((row) => numberAt(table, row, column));
    if (cell !== "value" || values.every((value) => value === null)) return [];
    return [{ name: /\d{4}$/.exec(label)?.[0] ?? label, values }];
  });
  const labels = rows.map((row) => {
    const name = String(table.rows[row]?.[0] ?? "");
    return table.columns[0]?.label === "Bulan" ? (SHORT.exec(name)?.[0] ?? name) : name;
  });
  return { kind, labels, series };
}

/** null: a chart would show nothing that the table does not say by itself, as of one row. */
export function chartOf(table: Table, others: (count: number) => string): ChartData | null {
  const heading = table.columns[0]?.label;
  const balance = setOfTable(table.id) === "neraca";
  if (heading === "Bulan" || heading === "Periode") {
    const made = course(table, balance ? "columns" : "lines");
    return made.labels.length > 1 && made.series.length > 0 ? made : null;
  }
  const bars = balance ? balanceBars(table) : ranking(table, others);
  return bars.items.length > 1 ? bars : null;
}
