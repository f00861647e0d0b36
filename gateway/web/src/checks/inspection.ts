// What a check of one file found (periksa.json: an entry a file).
import type { Flow } from "./file-name";

export interface PeriodAmount {
  /** null: the file has no TAHUN. */
  year: number | null;
  month: number;
  rows: number;
  value_usd: number | null;
}

export interface Inspection {
  name: string;
  sha256: string | null;
  rows: number;
  missing: string[];
  periods: PeriodAmount[];
  flow_hint: Flow | null;
  clean: boolean;
  stops: { rule: string; message: string }[];
}

export function lacksYear(inspection: Inspection): boolean {
  return inspection.missing.includes("TAHUN");
}

export interface Period {
  year: number;
  month: number;
}

/** The periods with the year that the officer gives to a file without one; empty while it is not given. */
export function datedPeriods(inspection: Inspection, given: number | null): (PeriodAmount & Period)[] {
  return inspection.periods.flatMap((one) => {
    const year = one.year ?? given;
    return year === null ? [] : [{ ...one, year }];
  });
}

function monthsSince(period: Period): number {
  return period.year * 12 + period.month - 1;
}

/** Runs of months, oldest first: [[Jan 2023, Dec 2024], [Mar 2025, Mar 2025]]. */
export function runsOf(periods: readonly Period[]): [Period, Period][] {
  const sorted = [...periods].sort((a, b) => monthsSince(a) - monthsSince(b));
  const runs: [Period, Period][] = [];
  for (const period of sorted) {
    const run = runs.at(-1);
    const gap = run ? monthsSince(period) - monthsSince(run[1]) : Number.POSITIVE_INFINITY;
    if (run && gap <= 1) run[1] = period;
    else runs.push([period, period]);
  }
  return runs;
}
