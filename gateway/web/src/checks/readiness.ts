// Whether the files of one flow can be preprocessed now, and if not, all that is in the way, at once.
import type { DataFile } from "./data-file";
import { asksYear, isBad, lookedOf, saysOther, yearOf } from "./data-file";
import type { Flow } from "./file-name";
import { type OverlapChoice, overlapsOf, twinsOf } from "./overlap";

export type Obstacle = "sending" | "lost" | "looking" | "bad" | "year" | "flow" | "twins" | "overlap";

export interface Job {
  kind: "preprocess";
  flow: Flow;
  inputs: ({ upload: string; year?: number } | { file: string; year?: number })[];
  overlap: OverlapChoice;
  accept_flow: boolean;
}

/** In the order in which they are told; empty: ready. */
export function obstaclesOf(files: readonly DataFile[], overlap: OverlapChoice): Obstacle[] {
  const looked = lookedOf(files);
  const found: Record<Obstacle, boolean> = {
    sending: files.some((file) => file.input === null && file.upload?.phase !== "lost" && !isBad(file)),
    lost: files.some((file) => file.upload?.phase === "lost"),
    looking: files.some((file) => file.input !== null && (file.check.kind === "none" || file.check.kind === "looking")),
    bad: files.some(isBad),
    year: files.some((file) => !isBad(file) && asksYear(file) && yearOf(file) === null),
    flow: files.some((file) => !isBad(file) && saysOther(file) !== null && !file.choices.sure),
    twins: twinsOf(looked).size > 0,
    overlap: overlap === "stop" && overlapsOf(looked).length > 0,
  };
  return (Object.keys(found) as Obstacle[]).filter((obstacle) => found[obstacle]);
}

/** Precondition: no obstacles. */
export function jobOf(files: readonly DataFile[], flow: Flow, overlap: OverlapChoice): Job {
  const inputs = files.flatMap((file) => {
    if (file.input === null) return [];
    const year = yearOf(file);
    return [year === null ? file.input : { ...file.input, year }];
  });
  const accept_flow = files.some((file) => saysOther(file) !== null && file.choices.sure);
  return { kind: "preprocess", flow, inputs, overlap, accept_flow };
}
