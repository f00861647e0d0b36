// One file of data, from its way to the gateway to what is still asked about it before a job may use it.
import type { Problem } from "../api/problem";
import type { Upload } from "../state/upload-machine";
import { type Flow, flowOfName, isYear, lastYear, yearOfName } from "./file-name";
import { type Inspection, lacksYear } from "./inspection";
import type { Looked } from "./overlap";

/** none: not up yet. */
export type Check =
  | { kind: "none" }
  | { kind: "looking" }
  | { kind: "looked"; inspection: Inspection }
  | { kind: "failed"; problem: Problem };

/** What the officer chose; null: not (yet). Kept over a reload. */
export interface Choices {
  flow: Flow | null;
  /** As typed: may be no year. */
  year: string | null;
  /** The flow stands although the file says another. */
  sure: boolean;
}

export const NO_CHOICES: Choices = { flow: null, year: null, sure: false };

export type Input = { upload: string } | { file: string };

export interface DataFile {
  readonly key: string;
  readonly name: string;
  /** null: of Data Historis, it need not be sent. */
  readonly upload: Upload | null;
  /** What a job is told; null while it is on its way. */
  readonly input: Input | null;
  readonly check: Check;
  readonly choices: Choices;
}

export function inspectionOf(file: DataFile): Inspection | null {
  return file.check.kind === "looked" ? file.check.inspection : null;
}

export function asksYear(file: DataFile): boolean {
  const inspection = inspectionOf(file);
  return inspection !== null && lacksYear(inspection);
}

/** What stands in the field: as typed, else as the name says. */
export function yearText(file: DataFile): string {
  return file.choices.year ?? String(yearOfName(file.name) ?? "");
}

/** The year of a file without TAHUN; null while none is given, and of a file that has its own. */
export function yearOf(file: DataFile): number | null {
  if (!asksYear(file)) return null;
  const typed = yearText(file).trim();
  const year = /^\d{4}$/.test(typed) ? Number(typed) : Number.NaN;
  return isYear(year, lastYear()) ? year : null;
}

/** As chosen, else as the data say, else as the name says. */
export function flowOf(file: DataFile): Flow | null {
  return file.choices.flow ?? inspectionOf(file)?.flow_hint ?? flowOfName(file.name);
}

/** The flow that the data say, where it is not the one that the file counts to. */
export function saysOther(file: DataFile): Flow | null {
  const hint = inspectionOf(file)?.flow_hint ?? null;
  return hint !== null && hint !== flowOf(file) ? hint : null;
}

/** The flow that the name says, where the data say another. */
export function nameSaysOther(file: DataFile): Flow | null {
  const hint = inspectionOf(file)?.flow_hint ?? null;
  const said = flowOfName(file.name);
  return hint !== null && said !== null && said !== hint ? said : null;
}

export function isBad(file: DataFile): boolean {
  return (
    file.upload?.phase === "refused" || file.check.kind === "failed" || (inspectionOf(file)?.stops.length ?? 0) > 0
  );
}

export function lookedOf(files: readonly DataFile[]): Looked[] {
  return files.flatMap((file) => {
    const inspection = inspectionOf(file);
    return inspection && !isBad(file)
      ? [{ key: file.key, inspection: { ...inspection, name: file.name }, year: yearOf(file) }]
      : [];
  });
}
