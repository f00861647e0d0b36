// Files on their way to the gateway. They go on while other pages are open, by themselves after the link was away or the
// session had ended, and after a reload as soon as the same file is given again.
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { offline, type Problem } from "../api/problem";
import { session } from "./session";
import {
  after,
  type Fingerprint,
  idOf,
  isSameFile,
  type Kept,
  keptOf,
  next,
  type Purpose,
  restored,
  type Upload,
  type UploadEvent,
} from "./upload-machine";

// Small files wait for answers more than for the line.
const PARALLEL = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

export interface Sending {
  file: File;
  purpose: Purpose;
  /** Where it goes on; null: a new upload. */
  address: string | null;
}

/** What the queue needs of the world. */
export interface Outside {
  send: (sending: Sending, tell: (event: UploadEvent) => void) => { stop: () => void };
  /** Takes an upload away from the gateway. */
  forget: (address: string) => Promise<void>;
  /** Tells when the computer gets a link, and when it loses it. */
  onLink: (tell: (up: boolean) => void) => void;
  /** Does the work after so many milliseconds, unless what it returns is called. */
  later: (work: () => void, milliseconds: number) => () => void;
}

function fingerprintOf(file: File): Fingerprint {
  return { name: file.name, size: file.size, modified: file.lastModified };
}

export class Uploads {
  readonly all = signal<readonly Upload[]>([]);
  /** Bytes of those that are on their way: sent and all. */
  readonly progress: ReadonlySignal<{ sent: number; size: number }> = computed(() => {
    const moving = this.all.value.filter((one) => one.phase !== "done" && one.phase !== "lost");
    return {
      sent: moving.reduce((sum, one) => sum + one.sent, 0),
      size: moving.reduce((sum, one) => sum + one.size, 0),
    };
  });

  readonly #purpose: Purpose;
  readonly #outside: Outside;
  readonly #files = new Map<string, File>();
  readonly #running = new Map<string, { stop: () => void }>();
  readonly #breaks = new Map<string, number>();
  readonly #waits = new Map<string, () => void>();

  constructor(purpose: Purpose, outside: Outside) {
    this.#purpose = purpose;
    this.#outside = outside;
    session.subscribe((now) => {
      if (now.kind === "open") this.#resumeAll("signed-out");
    });
    outside.onLink((up) => (up ? this.#resumeAll("broken") : this.#breakAll()));
  }

  /** What `kept` told before a reload. */
  restore(kept: readonly Kept[]): void {
    this.all.value = [...kept.map(restored), ...this.all.value];
  }

  /** Takes the files in. A file that is there already is not taken twice; one that was lost by a reload goes on. */
  add(files: readonly File[]): { known: string[] } {
    const known: string[] = [];
    for (const file of files) {
      const same = this.all.value.find((one) => isSameFile(one, fingerprintOf(file)));
      if (same && same.phase !== "lost") {
        known.push(file.name);
        continue;
      }
      const key = same?.key ?? crypto.randomUUID();
      this.#files.set(key, file);
      if (same) this.#tell(key, { kind: "found" });
      else this.all.value = [...this.all.value, this.#fresh(key, file)];
    }
    this.#go();
    return { known };
  }

  pause(key: string): void {
    this.#stop(key);
    this.#tell(key, { kind: "pause" });
    this.#go();
  }

  resume(key: string): void {
    this.#tell(key, { kind: "resume" });
    this.#go();
  }

  /** Also takes it away from the gateway, where it is not whole: what is whole may be of use to a job. */
  remove(key: string): void {
    const upload = this.all.value.find((one) => one.key === key);
    this.#stop(key);
    this.#files.delete(key);
    this.all.value = this.all.value.filter((one) => one.key !== key);
    if (upload?.address && upload.phase !== "done") void this.#outside.forget(upload.address);
    this.#go();
  }

  kept(): Kept[] {
    return this.all.value.map(keptOf);
  }

  #fresh(key: string, file: File): Upload {
    const { name, size, modified } = fingerprintOf(file);
    return {
      key,
      name,
      size,
      modified,
      purpose: this.#purpose,
      phase: "waiting",
      sent: 0,
      address: null,
      problem: null,
    };
  }

  #tell(key: string, event: UploadEvent): void {
    this.all.value = this.all.value.map((one) => (one.key === key ? after(one, event) : one));
  }

  #go(): void {
    for (const upload of next(this.all.value, PARALLEL)) this.#start(upload);
  }

  #start({ key, purpose, address }: Upload): void {
    const file = this.#files.get(key);
    if (!file) return;
    this.#tell(key, { kind: "turn" });
    this.#running.set(
      key,
      this.#outside.send({ file, purpose, address }, (event) => this.#heard(key, event)),
    );
  }

  #heard(key: string, event: UploadEvent): void {
    this.#tell(key, event);
    if (event.kind === "progress" || event.kind === "address") {
      if (event.kind === "progress" && event.sent > 0) this.#breaks.delete(key);
      return;
    }
    this.#running.delete(key);
    if (event.kind === "broken") this.#tryLater(key, event.problem);
    if (event.kind === "done") this.#files.delete(key);
    this.#go();
  }

  #tryLater(key: string, problem: Problem): void {
    const breaks = this.#breaks.get(key) ?? 0;
    this.#breaks.set(key, breaks + 1);
    const pause = Math.max(problem.retryAfter * 1000, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** breaks));
    this.#waits.set(
      key,
      this.#outside.later(() => this.resume(key), pause),
    );
  }

  #stop(key: string): void {
    this.#waits.get(key)?.();
    this.#waits.delete(key);
    this.#running.get(key)?.stop();
    this.#running.delete(key);
  }

  /** A request without a link may hang for long before it fails. */
  #breakAll(): void {
    for (const one of this.all.peek()) {
      if (one.phase !== "sending") continue;
      this.#stop(one.key);
      this.#heard(one.key, { kind: "broken", problem: offline() });
    }
  }

  #resumeAll(phase: "signed-out" | "broken"): void {
    for (const one of this.all.peek()) {
      if (one.phase !== phase) continue;
      this.#waits.get(one.key)?.();
      this.resume(one.key);
    }
  }
}

export { idOf, type Kept, type Purpose, type Upload };
