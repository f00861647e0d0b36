// The district's jobs, a page of them, as they move on.
import { useEffect, useState } from "preact/hooks";
import { poll } from "../api/poll";
import type { Problem } from "../api/problem";
import type { Job } from "./jobs";

export type StateGroup = "" | "open" | "succeeded" | "failed" | "cancelled";

export interface HistoryFilter {
  /** "": all but the checks of single files. */
  kind: "" | "preprocess" | "olah";
  state: StateGroup;
  /** Only what is kept until further notice. */
  kept: boolean;
  q: string;
  offset: number;
}

export const PAGE = 25;

const STATES: Record<StateGroup, string | undefined> = {
  "": undefined,
  open: "blocked,queued,running,retrying",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

export function queryOf({
  kind,
  state,
  kept,
  q,
  offset,
}: HistoryFilter): Record<string, string | number | boolean | undefined> {
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
  total: number;
  offset: number;
}

export interface Seen {
  page: HistoryPage | null;
  problem: Problem | null;
}

export function useHistory(filter: HistoryFilter): Seen {
  const [seen, setSeen] = useState<Seen>({ page: null, problem: null });
  useEffect(() => {
    const stop = new AbortController();
    void poll<HistoryPage>(
      {
        path: "/jobs",
        query: queryOf(filter),
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
  }, [filter]);
  return seen;
}
