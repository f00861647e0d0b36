// The page Preprocessing Data of a district: its files, what was chosen about months that several have, its jobs.
import { effect, type Signal, signal } from "@preact/signals";
import { Problem } from "../api/problem";
import { type DataFile, flowOf } from "../checks/data-file";
import type { Flow } from "../checks/file-name";
import type { OverlapChoice } from "../checks/overlap";
import { jobOf } from "../checks/readiness";
import { type DataFiles, dataFilesOf } from "./data-files";
import { askForJob } from "./jobs";
import { keep, recall } from "./keep";

export interface Run {
  /** null: not there yet. */
  id: string | null;
  asking: boolean;
  problem: Problem | null;
}

const NO_RUN: Run = { id: null, asking: false, problem: null };

export class Preprocessing {
  readonly files: DataFiles;
  readonly overlap: Signal<Readonly<Record<Flow, OverlapChoice>>>;
  readonly runs: Signal<Readonly<Record<Flow, Run>>>;

  constructor(district: string) {
    this.files = dataFilesOf("preprocessing", district);
    const key = `sipro.preprocessing.${district}`;
    const kept = recall<{ ekspor?: string; impor?: string }>(key, {});
    this.overlap = signal({ ekspor: "stop", impor: "stop" });
    this.runs = signal({
      ekspor: { ...NO_RUN, id: kept.ekspor ?? null },
      impor: { ...NO_RUN, id: kept.impor ?? null },
    });
    effect(() => {
      const { ekspor, impor } = this.runs.value;
      keep(key, { ekspor: ekspor.id ?? undefined, impor: impor.id ?? undefined });
    });
  }

  filesOf(flow: Flow | null): DataFile[] {
    return this.files.all.value.filter((file) => flowOf(file) === flow);
  }

  chooseOverlap(flow: Flow, choice: OverlapChoice): void {
    this.overlap.value = { ...this.overlap.value, [flow]: choice };
  }

  /** Precondition: nothing is in the way of the flow's files. */
  async start(flow: Flow): Promise<void> {
    if (this.runs.value[flow].asking) return;
    const body = jobOf(this.filesOf(flow), flow, this.overlap.value[flow]);
    this.#ran(flow, { ...NO_RUN, asking: true });
    try {
      const { id } = await askForJob(body);
      this.#ran(flow, { ...NO_RUN, id });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#ran(flow, { ...NO_RUN, problem: error });
    }
  }

  startOver(): void {
    this.files.clear();
    this.overlap.value = { ekspor: "stop", impor: "stop" };
    this.runs.value = { ekspor: NO_RUN, impor: NO_RUN };
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
