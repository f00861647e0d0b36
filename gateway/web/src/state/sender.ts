// Sends one file by tus. What to do after a break is decided by the queue (uploads.ts), not here.
import { type DetailedError, Upload as Tus } from "tus-js-client";
import { address, tellSessionEnd } from "../api/client";
import { offline, Problem, problemFrom } from "../api/problem";
import { text } from "../text/text";
import type { UploadEvent } from "./upload-machine";
import type { Outside } from "./uploads";

// Pieces small enough that a proxy which holds requests back loses little, large enough not to wait for answers.
const PIECE_BYTES = 4 * 1024 * 1024;
// So small that a second request would take longer than sending it once more after a break.
const AT_ONCE_BYTES = 64 * 1024;
// A link that hangs without an error is cut, and tried anew.
const STALLED_MS = 30_000;

function problemOfError(error: Error | DetailedError): Problem {
  if (!("originalResponse" in error)) return new Problem(-1, "file_unreadable", text.upload.fileUnreadable);
  const response = error.originalResponse;
  if (!response || response.getStatus() === 0) return offline();
  return problemFrom(response.getStatus(), response.getBody(), (name) => response.getHeader(name) ?? null);
}

/** Another connection went on with the upload, or the link lost count: asking for the offset again settles it. */
function isSettledByAsking(problem: Problem): boolean {
  return (
    problem.status === 409 || problem.status === 423 || problem.status === 408 || problem.code === "upload_incomplete"
  );
}

function eventOf(problem: Problem): UploadEvent {
  if (problem.status === 401) {
    tellSessionEnd();
    return { kind: "signed-out" };
  }
  const goesOn = problem.passes || problem.status === 429 || isSettledByAsking(problem);
  return goesOn ? { kind: "broken", problem } : { kind: "refused", problem };
}

const send: Outside["send"] = ({ file, purpose, address: from }, tell) => {
  let watch: ReturnType<typeof setTimeout> | undefined;
  const end = (event: UploadEvent) => {
    clearTimeout(watch);
    tell(event);
  };
  const upload = new Tus(file, {
    endpoint: address("/uploads"),
    ...(from === null ? {} : { uploadUrl: from }),
    metadata: { filename: file.name, purpose },
    chunkSize: PIECE_BYTES,
    uploadDataDuringCreation: file.size <= AT_ONCE_BYTES,
    retryDelays: null,
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => {
      if (upload.url) tell({ kind: "address", address: upload.url });
    },
    onProgress: (sent) => {
      guard();
      tell({ kind: "progress", sent });
    },
    onSuccess: () => end({ kind: "done" }),
    onError: (error) => end(eventOf(problemOfError(error))),
  });
  const stop = () => {
    clearTimeout(watch);
    void upload.abort().catch(() => undefined);
  };
  function guard(): void {
    clearTimeout(watch);
    watch = setTimeout(() => {
      stop();
      tell({ kind: "broken", problem: offline() });
    }, STALLED_MS);
  }
  guard();
  upload.start();
  return { stop };
};

/** Best effort: what stays there expires. */
async function forget(uploadAddress: string): Promise<void> {
  await Tus.terminate(uploadAddress, { retryDelays: [0, 1000, 3000] }).catch(() => undefined);
}

function later(work: () => void, milliseconds: number): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

function onLink(tell: (up: boolean) => void): void {
  window.addEventListener("online", () => tell(true));
  window.addEventListener("offline", () => tell(false));
}

export const byTus: Outside = { send, forget, later, onLink };
