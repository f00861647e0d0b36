// Clean data that earlier jobs made, and the months that they hold.
import { useEffect, useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import type { Schemas } from "../api/client";
import { Problem } from "../api/problem";
import type { Flow } from "../checks/file-name";
import type { Period } from "../checks/inspection";
import { type Job, readResult } from "./jobs";
import { session } from "./session";

export interface CleanJobs {
  /** Newest first. */
  jobs: Job[];
  asking: boolean;
  problem: Problem | null;
}

function hasCleanData(job: Job): boolean {
  return job.results.some(({ name }) => name.startsWith("Data Bersih"));
}

/** `from` is among them, also where it is older. null asks nothing. */
export function useCleanJobs(flow: Flow | null, from: Job | null): CleanJobs {
  const path = flow && `/jobs?kind=preprocess&state=succeeded&limit=20&flow=${flow}`;
  const { value, asking, problem } = useAnswer<Schemas["job_page"]>(path, session.value.kind);
  const jobs = (value?.jobs ?? []).filter(hasCleanData);
  if (from && value && !jobs.some(({ id }) => id === from.id)) jobs.push(from);
  return { jobs, asking: asking && value === null, problem: value === null ? problem : null };
}

interface Held {
  job: string | null;
  periods: Period[] | null;
  problem: Problem | null;
}

/** Of a preprocess job's clean data; null while not known. */
export function usePeriods(job: string | null): Held {
  const [held, setHeld] = useState<Held>({ job: null, periods: null, problem: null });
  useEffect(() => {
    if (job === null) return undefined;
    const stop = new AbortController();
    readResult<{ periods: Period[] }>(job, "periode.json", stop.signal)
      .then(({ periods }) => setHeld({ job, periods, problem: null }))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        setHeld({ job, periods: null, problem: error });
      });
    return () => stop.abort();
  }, [job]);
  return held.job === job ? held : { job, periods: null, problem: null };
}
