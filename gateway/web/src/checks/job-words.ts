// A job in words: what it does, how far it is, what it waits for.
import { formatDate, formatPeriod } from "../format/date";
import { formatWhole } from "../format/number";
import type { Job } from "../state/jobs";
import { setTitle } from "../tables/sets";
import { text } from "../text/text";

export type JobParams = NonNullable<Job["params"]>;
export type JobInput = NonNullable<Extract<JobParams, { inputs: unknown }>["inputs"]>[number];

export function jobName({ params }: Pick<Job, "params">): string {
  if (!params) return text.job.unknown;
  if ("check" in params) return text.job.check;
  if ("tables" in params) return text.job.process(setTitle(params.tables), formatPeriod(params.year, params.month));
  return text.job.preprocess(setTitle(params.flow));
}

/** Until when its clean data and results are there for sure. */
export function keptInWords({ kept, kept_until }: Pick<Job, "kept" | "kept_until">): string {
  if (kept) return text.keep.kept;
  return kept_until === null ? "" : text.keep.until(formatDate(kept_until));
}

export function inputsOf({ params }: Pick<Job, "params">): JobInput[] {
  if (!params) return [];
  if ("inputs" in params) return params.inputs;
  return [params.ekspor, params.impor].filter((input) => input !== undefined);
}

const PHASES = {
  preprocess: ["antre", "membaca", "memeriksa", "menulis"],
  olah: ["antre", "membaca", "menghitung", "membuat tabel"],
} as const;

export interface Step {
  name: string;
  state: "done" | "now" | "later";
}

/** The phases of a job in their order. A job that ended well has done them all. */
export function stepsOf({ kind, state, progress }: Pick<Job, "kind" | "state" | "progress">): Step[] {
  const phases: readonly (keyof typeof text.job.phases)[] = PHASES[kind];
  const waits = state === "queued" || state === "blocked" || state === "retrying";
  const told = (phases as readonly string[]).indexOf(progress.phase);
  const now = state === "succeeded" ? phases.length : waits ? 0 : Math.max(told, 1);
  return phases.map((phase, index) => ({
    name: text.job.phases[phase],
    state: index < now ? "done" : index === now ? "now" : "later",
  }));
}

/** Why a job waits and for how many; "" where it does not wait. */
export function placeInWords(queue: Job["queue"]): string {
  if (!queue) return "";
  const why = text.job.reasons[queue.reason];
  // Not in the queue yet.
  if (queue.reason === "after" || queue.reason === "retry_at") return why;
  const parts: string[] = [queue.ahead === 0 ? text.job.next : text.job.ahead(formatWhole(queue.ahead)), why];
  if (queue.districts > 1) parts.push(text.job.districts(formatWhole(queue.districts)));
  return parts.join(" ");
}

interface Ended {
  error: { code: string; message: string; details: unknown } | null;
}

function detailOf({ error }: Ended, name: "by" | "parent"): string {
  const told = (error?.details as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof told === "string" ? told : "";
}

/** The job without whose result a cancelled one cannot be done, today or again; "" where there is none. */
export function missingParent(job: Ended): string {
  return job.error?.code === "parent_failed" ? detailOf(job, "parent") : "";
}

/** By whom it was cancelled, or what for. */
export function cancelInWords(job: Ended): string {
  if (job.error && job.error.code !== "cancelled") return job.error.message;
  return text.job.cancelled(detailOf(job, "by"));
}

/** One line for what the job does now. */
export function stateInWords(job: Pick<Job, "kind" | "state" | "progress" | "queue" | "cancel_asked">): string {
  if (job.cancel_asked && job.state === "running") return text.job.cancelling;
  if (job.queue) return placeInWords(job.queue);
  const { done, total } = job.progress;
  if (job.state === "running" && total > 0) return text.job.rowsDone(formatWhole(done), formatWhole(total));
  return text.job.states[job.state];
}
