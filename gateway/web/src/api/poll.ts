// Asks again and again for something that changes, as often as the gateway says, without reading again what it knows.
import { tellAway } from "./away";
import { type Ask, askWithHeaders, nextSession, pause } from "./client";
import { Problem } from "./problem";

const LONGEST_PAUSE = 15_000;
const USUAL_PAUSE = 1_000;

export interface Poll<T> {
  path: string;
  query?: Ask["query"];
  /** Milliseconds between questions where the gateway does not say. */
  every?: number;
  /** Called for each new value. True: it will not change any more. */
  changed: (value: T) => boolean;
  /** Called with a problem that is more than the link or the service being away, and with null when it has passed. */
  failed: (problem: Problem | null) => void;
}

function untilVisible(signal: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    document.addEventListener("visibilitychange", done);
    signal.addEventListener("abort", done);
  });
}

/** Ends with the last value, with a problem that does not pass, or by the signal. */
export async function poll<T>(
  { path, query, every = USUAL_PAUSE, changed, failed }: Poll<T>,
  signal: AbortSignal,
): Promise<void> {
  const request = Symbol();
  let etag = "";
  let troubles = 0;
  signal.addEventListener("abort", () => tellAway(request, null));
  while (!signal.aborted) {
    let wait = every;
    try {
      const headers: Record<string, string> = etag === "" ? {} : { "If-None-Match": etag };
      const answer = await askWithHeaders<T>(path, { headers, signal, ...(query ? { query } : {}) });
      if (troubles > 0) failed(null);
      troubles = 0;
      tellAway(request, null);
      etag = answer.headers.get("ETag") ?? "";
      wait = Number(answer.headers.get("Retry-After") ?? 0) * 1000 || every;
      if (answer.value !== null && changed(answer.value)) return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      tellAway(request, error.passes ? error : null);
      if (!error.passes) failed(error);
      if (error.status === 401) {
        await nextSession(signal);
        troubles = 1;
        continue;
      }
      if (!error.passes && error.status !== 429) return;
      wait = Math.max(error.retryAfter * 1000, Math.min(LONGEST_PAUSE, USUAL_PAUSE * 2 ** troubles));
      troubles += 1;
    }
    await pause(wait, signal);
    await untilVisible(signal);
  }
}
