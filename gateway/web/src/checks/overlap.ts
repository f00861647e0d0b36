// Months that are in more than one file, and files that are the same: both would count twice.
import { datedPeriods, type Inspection, type Period } from "./inspection";

export type OverlapChoice = "stop" | "latest" | "keep";

export interface Looked {
  key: string;
  inspection: Inspection;
  year: number | null;
}

export interface Overlap extends Period {
  /** In the order of the files, `at` being the place among all: with "latest" the last one has the month. */
  files: { key: string; at: number; name: string; rows: number; valueUsd: number | null }[];
}

/** Oldest first. Files that are the same as an earlier one are left out: they are told by `twinsOf`. */
export function overlapsOf(files: readonly Looked[]): Overlap[] {
  const twins = twinsOf(files);
  const months = new Map<number, Overlap>();
  for (const [at, { key, inspection, year }] of files.entries()) {
    if (twins.has(key)) continue;
    for (const one of datedPeriods(inspection, year)) {
      const id = one.year * 12 + one.month;
      const month = months.get(id) ?? { year: one.year, month: one.month, files: [] };
      month.files.push({ key, at, name: inspection.name, rows: one.rows, valueUsd: one.value_usd });
      months.set(id, month);
    }
  }
  return [...months.entries()]
    .filter(([, month]) => month.files.length > 1)
    .sort(([a], [b]) => a - b)
    .map(([, month]) => month);
}

/** By the key of a file: the earlier file whose content is the same. */
export function twinsOf(files: readonly Looked[]): Map<string, Looked> {
  const first = new Map<string, Looked>();
  const twins = new Map<string, Looked>();
  for (const file of files) {
    const hash = file.inspection.sha256;
    if (hash === null) continue;
    const earlier = first.get(hash);
    if (earlier) twins.set(file.key, earlier);
    else first.set(hash, file);
  }
  return twins;
}
