// A table as the page shows it: its cells in words, its order, what a search leaves, its text for the clipboard.
import type { Schemas } from "../api/client";
import { formatValue, MISSING } from "../format/number";
import type { TableSet } from "./sets";

export type Table = Schemas["table"];
export type Column = Table["columns"][number];

/** The month that the tables were asked for. */
export interface Asked {
  year: number;
  month: number;
}

/** head: a heading inside the table; parent: the sum of the parts below it. */
type Role = "head" | "total" | "parent" | "part" | "row";

export interface ShownRow {
  /** Its place in the table as it was made. */
  at: number;
  cells: string[];
  role: Role;
}

export interface Sorting {
  column: number;
  descending: boolean;
}

export function setOfTable(id: string): TableSet {
  if (id.startsWith("N")) return "neraca";
  return id.startsWith("E") ? "ekspor" : "impor";
}

function firstCell(table: Table, at: number): string {
  return String(table.rows[at]?.[0] ?? "");
}

function roleOf(table: Table, at: number): Role {
  const name = firstCell(table, at);
  const numbers = (table.rows[at] ?? []).filter((_, column) => table.columns[column]?.kind !== "text");
  if (table.id === "N01" && numbers.every((cell) => cell === null)) return "head";
  if (/^(total|jumlah)\b/i.test(name) && (at === 0 || at === table.rows.length - 1 || table.id === "N01"))
    return "total";
  if (name.startsWith("- ")) return "part";
  return firstCell(table, at + 1).startsWith("- ") ? "parent" : "row";
}

/** Months of the year asked for that are still to come: the table says nothing of them. */
function isLater(table: Table, at: number, column: Column, { year, month }: Asked): boolean {
  return table.columns[0]?.label === "Bulan" && at < 12 && at >= month && column.label.endsWith(` ${year}`);
}

/** Absent is "-", an exact zero too but for growth, shares and the balance; the balance leaves what is absent empty. */
export function cellText(table: Table, at: number, index: number, asked: Asked): string {
  const column = table.columns[index];
  const value = table.rows[at]?.[index] ?? null;
  if (!column || column.kind === "text" || typeof value === "string") return String(value ?? "");
  const balance = setOfTable(table.id) === "neraca";
  if (value === null) return balance || isLater(table, at, column, asked) ? "" : MISSING;
  if (value === 0 && column.kind === "value" && !balance) return MISSING;
  return formatValue(value);
}

export function shownRows(table: Table, asked: Asked): ShownRow[] {
  return table.rows.map((row, at) => ({
    at,
    cells: row.map((_, column) => cellText(table, at, column, asked)),
    role: roleOf(table, at),
  }));
}

const words = new Intl.Collator("id", { numeric: true });

function compare(table: Table, column: number, a: ShownRow, b: ShownRow): number {
  const [left, right] = [table.rows[a.at]?.[column] ?? null, table.rows[b.at]?.[column] ?? null];
  const label = table.columns[column]?.label;
  if (label === "Bulan" || label === "Periode") return a.at - b.at;
  if (typeof left === "number" && typeof right === "number") return left - right;
  return words.compare(String(left), String(right));
}

function isAbsent(table: Table, column: number, row: ShownRow): boolean {
  return (table.rows[row.at]?.[column] ?? null) === null;
}

/** Totals, sums and headings keep their places; between them the rows are put in order, absent ones last. */
export function sortRows(table: Table, rows: readonly ShownRow[], sorting: Sorting | null): ShownRow[] {
  if (!sorting) return [...rows];
  const { column, descending } = sorting;
  const order = (a: ShownRow, b: ShownRow) => {
    const [left, right] = [isAbsent(table, column, a), isAbsent(table, column, b)];
    if (left !== right) return left ? 1 : -1;
    const way = compare(table, column, a, b);
    return (descending ? -way : way) || a.at - b.at;
  };
  const sorted: ShownRow[] = [];
  let run: ShownRow[] = [];
  for (const row of rows) {
    if (row.role === "row" || row.role === "part") {
      run.push(row);
      continue;
    }
    sorted.push(...run.sort(order), row);
    run = [];
  }
  return [...sorted, ...run.sort(order)];
}

export function searchRows(rows: readonly ShownRow[], words: string): ShownRow[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return [...rows];
  return rows.filter(({ cells }) => cells.some((cell) => cell.toLowerCase().includes(wanted)));
}

/** For a spreadsheet: headings and rows, cells between tabs. */
export function asText(table: Table, rows: readonly ShownRow[]): string {
  const lines = [table.columns.map(({ label }) => label), ...rows.map(({ cells }) => cells)];
  return lines.map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
}

const FOLDERS: Record<TableSet, string> = { ekspor: "Ekspor", impor: "Impor", neraca: "Neraca Perdagangan" };

/** The name among a job's results of one table's workbook; undefined where there is none. */
export function workbookOf(names: readonly string[], set: TableSet, number: number): string | undefined {
  return names.find((name) => {
    const [file = "", folder = ""] = name.split("/").reverse();
    return file.startsWith(`${number}. `) && file.endsWith(".xlsx") && (folder === "" || folder === FOLDERS[set]);
  });
}
