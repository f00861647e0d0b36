// The findings of laporan.json in plain words.
import { formatWhole } from "../format/number";
import { text } from "../text/text";
import type { Flow } from "./file-name";

export interface FindingItem {
  file: string;
  case: number;
  variable: string;
  value: string;
}

export interface Finding {
  rule: string;
  action: "kept" | "corrected" | "rejected" | "set_aside";
  count: number;
  value_usd: number | null;
  items: FindingItem[];
}

export interface Amounts {
  read: number;
  kept: number;
  rejected: number;
  other_district: number;
}

export interface Report {
  flow: Flow;
  rows: Amounts;
  value_usd: Amounts;
  files: { name: string; sha256: string; rows: number; periods: string[] }[];
  findings: Finding[];
}

/** What a rule found, and what became of it where it may do one thing or another. One of a newer service is told by its name. */
export function ruleInWords({ rule, action }: Pick<Finding, "rule" | "action">): string {
  const words: Record<string, string> = text.rules;
  return words[`${rule}_${action}`] ?? words[rule] ?? rule;
}

/** "12 baris", "1 nama": what the count of the rule counts. */
export function countInWords({ rule, count }: Pick<Finding, "rule" | "count">): string {
  const unit =
    rule === "name_shared"
      ? text.countUnits.names
      : rule === "flow_mismatch"
        ? text.countUnits.files
        : text.countUnits.rows;
  return `${formatWhole(count)} ${unit}`;
}

const WEIGHT = { rejected: 0, set_aside: 1, corrected: 2, kept: 3 };

/** What took rows away comes first; the order of the rules stays within. */
export function byWeight(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => WEIGHT[a.action] - WEIGHT[b.action]);
}

/** Whether the parts make up what was read; values up to a cent a million. */
export function agrees({ rows, value_usd }: Pick<Report, "rows" | "value_usd">): boolean {
  const values = value_usd.kept + value_usd.rejected + value_usd.other_district;
  const tolerance = Math.max(0.01, Math.abs(value_usd.read) * 1e-8);
  return (
    rows.read === rows.kept + rows.rejected + rows.other_district && Math.abs(value_usd.read - values) <= tolerance
  );
}

export interface Stop {
  rule: string;
  message: string;
}

function stopsIn(details: unknown): Stop[] {
  if (typeof details !== "object" || details === null || !("also" in details) || !Array.isArray(details.also))
    return [];
  return details.also.filter((one): one is Stop => typeof one?.rule === "string" && typeof one?.message === "string");
}

/** Every stop of a job's error, the first one first. Empty where the error is none of the data. */
export function stopsOf(error: { code: string; message: string; details: unknown } | null): Stop[] {
  if (!error || !(error.code in text.stops)) return [];
  return [{ rule: error.code, message: error.message }, ...stopsIn(error.details)];
}

export function stopTitle(rule: string): string {
  const words: Record<string, string> = text.stops;
  return words[rule] ?? rule;
}

export function stopHint(rule: string): string {
  const words: Record<string, string> = text.stops;
  return words[`${rule}Hint`] ?? "";
}
