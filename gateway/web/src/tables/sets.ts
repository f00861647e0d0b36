// The sets of tables: of each flow, and of the balance of both.
import { FLOWS, type Flow } from "../checks/file-name";
import { text } from "../text/text";

export type TableSet = Flow | "neraca";

export const TABLE_SETS: readonly TableSet[] = [...FLOWS, "neraca"];

/** Those that a set's tables are made of. */
export function flowsOf(set: TableSet): readonly Flow[] {
  return set === "neraca" ? FLOWS : [set];
}

/** "Ekspor"; of a flow, too. */
export function setTitle(set: TableSet | "semua"): string {
  return text.flows[`${set}Title`];
}
