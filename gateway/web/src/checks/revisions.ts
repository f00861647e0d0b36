// What a delivery says differently of months that the one before had told already (/jobs/ID/revisi).
import type { Period } from "./inspection";

export interface RevisedPeriod extends Period {
  before_usd: number | null;
  now_usd: number | null;
  difference_usd: number | null;
  percent: number | null;
}

export interface Revisions {
  /** null: there is no earlier delivery. */
  against: { job: string; created_at: string; by: string } | null;
  periods: RevisedPeriod[];
}

export interface SortedRevisions {
  changed: RevisedPeriod[];
  added: Period[];
  removed: Period[];
}

// Sums of the same rows in another order agree to the last bit; less than a cent is no change that a table shows.
const LEAST_USD = 0.005;

export function sortRevisions({ periods }: Revisions): SortedRevisions {
  return {
    changed: periods.filter((one) => Math.abs(one.difference_usd ?? 0) >= LEAST_USD),
    added: periods.filter((one) => one.before_usd === null),
    removed: periods.filter((one) => one.now_usd === null),
  };
}
