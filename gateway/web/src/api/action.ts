// What a button sets going at the gateway: not a second time while it goes on, and what it was refused for.
import { useState } from "preact/hooks";
import { Problem } from "./problem";

export interface Action {
  act: () => Promise<void>;
  busy: boolean;
  /** Of the last time; null while it goes on. */
  problem: Problem | null;
}

/** `work` throws Problem; `refused` hears of it too. */
export function useAction(work: () => Promise<unknown>, refused?: (problem: Problem) => void): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      refused?.(error);
    } finally {
      setBusy(false);
    }
  };
  return { act, busy, problem };
}
