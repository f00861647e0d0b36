// The request that asks for a job's work once more.
import type { Job } from "../state/jobs";
import type { JobInput } from "./job-words";

function inputOf(input: JobInput): Record<string, string> {
  if (input.upload !== undefined) return { upload: input.upload };
  if (input.file !== undefined) return { file: input.file };
  return { job: input.job ?? "" };
}

function datedInput(input: JobInput): Record<string, string | number> {
  return input.year === undefined ? inputOf(input) : { ...inputOf(input), year: input.year };
}

/** null: a newer service made the job, and we do not know how to ask for it. */
export function requestOf({ kind, params }: Pick<Job, "kind" | "params">): Record<string, unknown> | null {
  if (!params) return null;
  if ("check" in params) return { kind, check: true, inputs: params.inputs.map(datedInput), again: true };
  if ("tables" in params) {
    const { tables, year, month, gaps, accept_flow, ekspor, impor } = params;
    return {
      kind,
      tables,
      year,
      month,
      gaps,
      accept_flow,
      ...(ekspor ? { ekspor: inputOf(ekspor) } : {}),
      ...(impor ? { impor: inputOf(impor) } : {}),
      again: true,
    };
  }
  const { flow, inputs, overlap, accept_flow } = params;
  return { kind, flow, inputs: inputs.map(datedInput), overlap, accept_flow, again: true };
}
