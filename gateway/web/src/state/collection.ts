// The files of a page for both flows, and what was chosen about months that several files have.
import { type Signal, signal } from "@preact/signals";
import { type DataFile, flowOf } from "../checks/data-file";
import type { Flow } from "../checks/file-name";
import type { OverlapChoice } from "../checks/overlap";
import { type DataFiles, dataFilesOf } from "./data-files";

export class Collection {
  readonly files: DataFiles;
  readonly overlap: Signal<Readonly<Record<Flow, OverlapChoice>>>;

  constructor(page: string, district: string) {
    this.files = dataFilesOf(page, district);
    this.overlap = signal({ ekspor: "stop", impor: "stop" });
  }

  /** null: those whose flow is not known. */
  filesOf(flow: Flow | null): DataFile[] {
    return this.files.all.value.filter((file) => flowOf(file) === flow);
  }

  chooseOverlap(flow: Flow, choice: OverlapChoice): void {
    this.overlap.value = { ...this.overlap.value, [flow]: choice };
  }

  clear(): void {
    this.files.clear();
    this.overlap.value = { ekspor: "stop", impor: "stop" };
  }
}
