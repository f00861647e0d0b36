// What becomes of one upload, as a machine without a link: events in, the upload as it then is out.
import type { Problem } from "../api/problem";

export type Purpose = "data" | "historis" | "publikasi";

/**
 * waiting   for its turn; moved on by the queue
 * sending   bytes go out
 * paused    by the officer
 * broken    the link or the service is away; tried again by itself
 * signed-out  the session has ended; goes on after the login
 * refused   the gateway does not take it; the problem says why
 * lost      of an earlier visit: the browser has its name, but not the file any more; the same file is needed again
 * done      the gateway has all of it
 */
export type Phase = "waiting" | "sending" | "paused" | "broken" | "signed-out" | "refused" | "lost" | "done";

export interface Upload {
  /** Of this browser; stays over a reload. */
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** When the file was last changed, in milliseconds: with name and size it tells the same file again. */
  readonly modified: number;
  readonly purpose: Purpose;
  readonly phase: Phase;
  readonly sent: number;
  /** Where it is at the gateway; null before that is told. */
  readonly address: string | null;
  readonly problem: Problem | null;
}

export type UploadEvent =
  | { kind: "turn" }
  | { kind: "address"; address: string }
  | { kind: "progress"; sent: number }
  | { kind: "broken"; problem: Problem }
  | { kind: "signed-out" }
  | { kind: "refused"; problem: Problem }
  | { kind: "pause" }
  | { kind: "resume" }
  | { kind: "found" }
  | { kind: "done" };

const PAUSABLE: readonly Phase[] = ["waiting", "sending", "broken", "signed-out"];
const RESUMABLE: readonly Phase[] = ["paused", "broken", "signed-out", "refused"];

/** The upload after the event; the same object where the event means nothing to it. */
export function after(upload: Upload, event: UploadEvent): Upload {
  const { phase } = upload;
  switch (event.kind) {
    case "turn":
      return phase === "waiting" ? { ...upload, phase: "sending", problem: null } : upload;
    case "address":
      return phase === "sending" ? { ...upload, address: event.address } : upload;
    case "progress":
      return phase === "sending" ? { ...upload, sent: Math.min(event.sent, upload.size) } : upload;
    case "broken":
      return phase === "sending" ? { ...upload, phase: "broken", problem: event.problem } : upload;
    case "signed-out":
      return phase === "sending" ? { ...upload, phase: "signed-out" } : upload;
    case "refused":
      return phase === "sending" ? { ...upload, phase: "refused", problem: event.problem } : upload;
    case "pause":
      return PAUSABLE.includes(phase) ? { ...upload, phase: "paused", problem: null } : upload;
    case "resume":
      return RESUMABLE.includes(phase) ? { ...upload, phase: "waiting", problem: null } : upload;
    case "found":
      return phase === "lost" ? { ...upload, phase: "waiting" } : upload;
    case "done":
      return phase === "sending" ? { ...upload, phase: "done", sent: upload.size, problem: null } : upload;
  }
}

/** The id that the gateway gave it, or null. */
export function idOf(upload: Upload): string | null {
  return upload.address?.split("/").pop() ?? null;
}

export interface Fingerprint {
  name: string;
  size: number;
  modified: number;
}

export function isSameFile(a: Fingerprint, b: Fingerprint): boolean {
  return a.name === b.name && a.size === b.size && a.modified === b.modified;
}

/** What the browser keeps of an upload over a reload. */
export type Kept = Pick<Upload, "key" | "name" | "size" | "modified" | "purpose" | "sent" | "address"> & {
  done: boolean;
};

export function keptOf({ key, name, size, modified, purpose, sent, address, phase }: Upload): Kept {
  return { key, name, size, modified, purpose, sent, address, done: phase === "done" };
}

/** The upload as it is after a reload: whole, or in need of its file. */
export function restored({ done, ...kept }: Kept): Upload {
  return { ...kept, phase: done ? "done" : "lost", problem: null };
}

/** Which may start now, so that at most `parallel` go out at once: first come, first served. */
export function next(uploads: readonly Upload[], parallel: number): Upload[] {
  const busy = uploads.filter((one) => one.phase === "sending").length;
  return uploads.filter((one) => one.phase === "waiting").slice(0, Math.max(0, parallel - busy));
}
