// A district's jobs, a page of them, as they move on.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { poll } from "../api/poll";
import type { Problem } from "../api/problem";
import type { Job } from "./jobs";
import { district } from "./session";

export type StateGroup = "" | "open" | "succeeded" | "failed" | "cancelled";

export interface HistoryFilter {
  /** "": all but the checks of single files. */
  kind: "" | "preprocess" | "olah";
  state: StateGroup;
  /** Only what is kept until further notice. */
  kept: boolean;
  q: string;
}

interface HistoryView {
  filter: HistoryFilter;
  /** Where the pages begin that were gone through. */
  trail: readonly number[];
}

const FIRST: HistoryView = { filter: { kind: "", state: "", kept: false, q: "" }, trail: [0] };

/** What Riwayat shows: whoever comes back from one of its jobs finds it as it was. */
export const historyView = signal(FIRST);

district.subscribe(() => {
  historyView.value = FIRST;
});

const PAGE = 25;

const STATES: Record<StateGroup, string | undefined> = {
  "": undefined,
  open: "blocked,queued,running,retrying",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

/** Of the list of jobs. */
export function queryOf(
  { kind, state, kept, q }: HistoryFilter,
  offset: number,
): Record<string, string | number | boolean | undefined> {
  return {
    kind: kind === "" ? "preprocess,olah" : kind,
    state: STATES[state],
    kept: kept || undefined,
    q: q === "" ? undefined : q,
    offset,
    limit: PAGE,
  };
}

export interface HistoryPage {
  jobs: Job[];
  offset: number;
  /** Where the next page begins, among all jobs; null: this is the last one. */
  next: number | null;
}

export interface Seen {
  page: HistoryPage | null;
  problem: Problem | null;
}

/** `path`: below /api/v1, the list of whose jobs. */
export function useHistory(filter: HistoryFilter, offset: number, path = "/jobs"): Seen {
  const [seen, setSeen] = useState<Seen>({ page: null, problem: null });
  useEffect(() => {
    const stop = new AbortController();
    void poll<HistoryPage>(
      {
        path,
        query: queryOf(filter, offset),
        every: 3_000,
        changed: (page) => {
          setSeen({ page, problem: null });
          return false;
        },
        failed: (problem) => setSeen((before) => ({ ...before, problem })),
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [filter, offset, path]);
  return seen;
}
