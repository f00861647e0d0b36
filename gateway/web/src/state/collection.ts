// The files of a page for both flows.
import { type DataFile, flowOf } from "../checks/data-file";
import type { Flow } from "../checks/file-name";
import { type DataFiles, dataFilesOf } from "./data-files";

export class Collection {
  readonly files: DataFiles;

  constructor(page: string, district: string) {
    this.files = dataFilesOf(page, district);
  }

  /** null: those whose flow is not known. */
  filesOf(flow: Flow | null): DataFile[] {
    return this.files.all.value.filter((file) => flowOf(file) === flow);
  }
}
