// One answer of the gateway for a component: asked for patiently, again when the address changes or when asked to.
import { useCallback, useEffect, useState } from "preact/hooks";
import { ask, patiently } from "./client";
import { Problem } from "./problem";

export interface Answer<T> {
  /** The last one, also while a newer is asked for. */
  value: T | null;
  problem: Problem | null;
  asking: boolean;
  reload: () => void;
}

/** `path` with its query; null asks nothing. `again`: a change asks once more, as a new login does. */
export function useAnswer<T>(path: string | null, again: unknown = null): Answer<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asking, setAsking] = useState(path !== null);
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn and `again` ask once more
  useEffect(() => {
    if (path === null) return undefined;
    const stop = new AbortController();
    setAsking(true);
    patiently(() => ask<T>(path, { signal: stop.signal }), stop.signal)
      .then((found) => {
        if (stop.signal.aborted) return;
        setValue(found);
        setProblem(null);
        setAsking(false);
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        setProblem(error instanceof Problem ? error : null);
        setAsking(false);
      });
    return () => stop.abort();
  }, [path, turn, again]);
  return { value, problem, asking, reload };
}
