// The page Preprocessing Data of a district: its files, what was chosen about months that several have, its jobs.
import { effect, type Signal, signal } from "@preact/signals";
import { Problem } from "../api/problem";
import { FLOWS, type Flow } from "../checks/file-name";
import { jobOf } from "../checks/readiness";
import { Collection } from "./collection";
import { askForJob, joinJob } from "./jobs";
import { keep, own, recall } from "./keep";

export interface Run {
  /** null: not there yet. */
  id: string | null;
  asking: boolean;
  problem: Problem | null;
  /** What was asked for, in this visit. */
  body: string;
}

const NO_RUN: Run = { id: null, asking: false, problem: null, body: "" };

export class Preprocessing extends Collection {
  readonly runs: Signal<Readonly<Record<Flow, Run>>>;

  constructor(district: string) {
    super("preprocessing", district);
    this.runs = signal({ ekspor: NO_RUN, impor: NO_RUN });
    void this.#keepAs(`sipro.preprocessing.${district}`);
  }

  /** A second click for the same finds the job of the first. Precondition: nothing is in the way of the flow's files. */
  async start(flow: Flow): Promise<void> {
    const before = this.runs.value[flow];
    if (before.asking) return;
    const request = jobOf(this.filesOf(flow), flow, this.files.overlap[flow]);
    const body = JSON.stringify(request);
    this.#ran(flow, { ...NO_RUN, body, asking: true });
    try {
      const { id } = await (body === before.body ? joinJob(request) : askForJob(request));
      this.#ran(flow, { ...NO_RUN, body, id });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#ran(flow, { ...NO_RUN, problem: error });
    }
  }

  startOver(): void {
    this.files.clear();
    this.runs.value = { ekspor: NO_RUN, impor: NO_RUN };
  }

  async #keepAs(key: string): Promise<void> {
    if (!(await own(key))) return;
    const kept = recall<{ ekspor?: string; impor?: string }>(key, {});
    for (const flow of FLOWS) {
      const id = kept[flow];
      if (id !== undefined && this.runs.value[flow] === NO_RUN) this.#ran(flow, { ...NO_RUN, id });
    }
    effect(() => {
      const { ekspor, impor } = this.runs.value;
      keep(key, { ekspor: ekspor.id ?? undefined, impor: impor.id ?? undefined });
    });
  }

  #ran(flow: Flow, run: Run): void {
    this.runs.value = { ...this.runs.value, [flow]: run };
  }
}

const districts = new Map<string, Preprocessing>();

export function preprocessingOf(district: string): Preprocessing {
  const found = districts.get(district) ?? new Preprocessing(district);
  districts.set(district, found);
  return found;
}
