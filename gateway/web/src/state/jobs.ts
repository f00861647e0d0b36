// Jobs at the gateway: ask for one, follow it, cancel it.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ask, nextSession, patiently, type Schemas } from "../api/client";
import { poll } from "../api/poll";
import { Problem } from "../api/problem";

export type Job = Schemas["job"];
export type JobState = Job["state"];

const ENDED: readonly JobState[] = ["succeeded", "failed", "cancelled"];

export function hasEnded(job: Pick<Job, "state">): boolean {
  return ENDED.includes(job.state);
}

/** `work`, waiting for the link, the service and, where the session has ended, for the login. */
export async function steadily<T>(work: () => Promise<T>, stop?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await patiently(work, stop);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401 || stop?.aborted) throw error;
      await nextSession(stop);
    }
  }
}

/** A new job; asked for again after a break it is the same one. Throws Problem. */
export function askForJob(body: unknown, stop?: AbortSignal): Promise<Job> {
  return post(body, { "Idempotency-Key": crypto.randomUUID() }, stop);
}

/** The job of an equal request, or a new one. Throws Problem. */
export function joinJob(body: unknown, stop?: AbortSignal): Promise<Job> {
  return post(body, {}, stop);
}

function post(body: unknown, headers: Record<string, string>, stop?: AbortSignal): Promise<Job> {
  const request = { method: "POST", body, headers } as const;
  return steadily(() => ask<Job>("/jobs", stop ? { ...request, signal: stop } : request), stop);
}

export function cancelJob(id: string): Promise<Job> {
  return steadily(() => ask<Job>(`/jobs/${id}`, { method: "DELETE" }));
}

/** Keeps the job's data until further notice, or no longer; the job as it stands then. */
export function setKept(id: string, kept: boolean): Promise<Job> {
  return steadily(async () => {
    await ask<null>(`/jobs/${id}/keep`, { method: kept ? "PUT" : "DELETE" });
    return ask<Job>(`/jobs/${id}`);
  });
}

/** The job when it has ended. Throws Problem. */
export async function jobEnd(id: string, stop: AbortSignal): Promise<Job> {
  let end: Job | null = null;
  let trouble: Problem | null = null;
  const changed = (job: Job) => {
    if (hasEnded(job)) end = job;
    return end !== null;
  };
  const failed = (problem: Problem | null) => {
    trouble = problem;
  };
  await poll<Job>({ path: `/jobs/${id}`, changed, failed }, stop);
  if (end) return end;
  throw trouble ?? new Problem(0, "stopped", "");
}

export function resultPath(job: string, name: string): string {
  return `/jobs/${job}/results/${name.split("/").map(encodeURIComponent).join("/")}`;
}

export function readResult<T>(job: string, name: string, stop?: AbortSignal): Promise<T> {
  return steadily(() => ask<T>(resultPath(job, name), stop ? { signal: stop } : {}), stop);
}

export interface Followed {
  job: Job | null;
  problem: Problem | null;
}

/** The job as it moves on; null while nothing is known of it. */
export function useJob(id: string | null): Followed {
  const [followed] = useState(() => signal<Followed>({ job: null, problem: null }));
  useEffect(() => {
    followed.value = { job: null, problem: null };
    if (id === null) return undefined;
    const stop = new AbortController();
    const changed = (job: Job) => {
      followed.value = { job, problem: null };
      return hasEnded(job);
    };
    const failed = (problem: Problem | null) => {
      followed.value = { ...followed.value, problem };
    };
    void poll<Job>({ path: `/jobs/${id}`, changed, failed }, stop.signal);
    return () => stop.abort();
  }, [id, followed]);
  return followed.value;
}
