// Requests that are tried again because the link or the service is away: the page says so as long as there is one.
import { computed, signal } from "@preact/signals";
import type { Problem } from "./problem";

const waiting = signal<ReadonlyMap<symbol, Problem>>(new Map());

/** The newest of their problems, or null. */
export const away = computed<Problem | null>(() => [...waiting.value.values()].at(-1) ?? null);

/** null: the request is not tried again any more. */
export function tellAway(request: symbol, problem: Problem | null): void {
  const all = new Map(waiting.peek());
  if (problem) all.set(request, problem);
  else if (!all.delete(request)) return;
  waiting.value = all;
}
