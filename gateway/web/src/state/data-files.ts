// The files that a page collects for its job: sent, each looked at as soon as it is up, all at once, and what the officer
// chose about each. Other pages may be opened meanwhile; a reload finds all of it again.
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { Problem } from "../api/problem";
import { type Check, type Choices, type DataFile, type Input, NO_CHOICES } from "../checks/data-file";
import type { Flow } from "../checks/file-name";
import type { Inspection } from "../checks/inspection";
import type { OverlapChoice } from "../checks/overlap";
import { text } from "../text/text";
import { jobEnd, joinJob, readResult } from "./jobs";
import { keep, own, recall } from "./keep";
import { byTus } from "./sender";
import { idOf, type Kept, type Upload, Uploads } from "./uploads";

/** A file of Data Historis that is used as it lies there. */
export interface Archived {
  key: string;
  id: string;
  name: string;
}

/** What was chosen about months that several files of a flow have. */
type OverlapChoices = Readonly<Record<Flow, OverlapChoice>>;

interface KeptFiles {
  uploads: Kept[];
  archived: Archived[];
  choices: Record<string, Choices>;
  moved: string[];
  overlap: OverlapChoices;
}

const NO_OVERLAP: OverlapChoices = { ekspor: "stop", impor: "stop" };
const NOTHING: KeptFiles = { uploads: [], archived: [], choices: {}, moved: [], overlap: NO_OVERLAP };

export class DataFiles {
  readonly all: ReadonlySignal<readonly DataFile[]>;
  /** What an earlier visit left is there. */
  readonly ready = signal(false);
  readonly #overlap = signal(NO_OVERLAP);
  readonly #uploads: Uploads;
  readonly #archived = signal<readonly Archived[]>([]);
  readonly #checks = signal<Readonly<Record<string, Check>>>({});
  readonly #choices = signal<Readonly<Record<string, Choices>>>({});
  /** Keys of files that were made the last one, in turn. */
  readonly #moved = signal<readonly string[]>([]);
  readonly #stops = new Map<string, AbortController>();

  /** `place` names what is kept: a page and a district. */
  constructor(place: string) {
    this.#uploads = new Uploads("data", byTus);
    this.all = computed(() => {
      const files = [
        ...this.#archived.value.map((one) => this.#file(one.key, one.name, null, { file: one.id })),
        ...this.#uploads.all.value.map((one) => this.#file(one.key, one.name, one, inputOf(one))),
      ];
      const turn = (file: DataFile) => this.#moved.value.indexOf(file.key);
      return files.sort((a, b) => turn(a) - turn(b));
    });
    effect(() => {
      for (const file of this.all.value) untracked(() => this.#lookOnce(file));
    });
    void this.#keepAs(`sipro.berkas.${place}`);
  }

  add(files: readonly File[]): { known: string[] } {
    return this.#uploads.add(files);
  }

  addArchived(files: readonly { id: string; name: string }[]): { known: string[] } {
    const isKnown = ({ id }: { id: string }) => this.#archived.value.some((one) => one.id === id);
    const known = files.filter(isKnown).map(({ name }) => name);
    const news = files.filter((one) => !isKnown(one)).map(({ id, name }) => ({ key: id, id, name }));
    this.#archived.value = [...this.#archived.value, ...news];
    return { known };
  }

  pause(key: string): void {
    this.#uploads.pause(key);
  }

  resume(key: string): void {
    this.#uploads.resume(key);
  }

  remove(key: string): void {
    this.#stops.get(key)?.abort();
    this.#stops.delete(key);
    this.#archived.value = this.#archived.value.filter((one) => one.key !== key);
    this.#uploads.remove(key);
    this.#checks.value = without(this.#checks.value, key);
    this.#choices.value = without(this.#choices.value, key);
    this.#moved.value = this.#moved.value.filter((one) => one !== key);
  }

  clear(): void {
    for (const file of this.all.peek()) this.remove(file.key);
    this.#overlap.value = NO_OVERLAP;
  }

  get overlap(): OverlapChoices {
    return this.#overlap.value;
  }

  chooseOverlap(flow: Flow, choice: OverlapChoice): void {
    this.#overlap.value = { ...this.#overlap.value, [flow]: choice };
  }

  /** The file that stands last has a month that several have, where the officer chose so. */
  moveLast(key: string): void {
    this.#moved.value = [...this.#moved.value.filter((one) => one !== key), key];
  }

  choose(key: string, choices: Partial<Choices>): void {
    const now = this.#choices.value[key] ?? NO_CHOICES;
    this.#choices.value = { ...this.#choices.value, [key]: { ...now, ...choices } };
  }

  /** Looks once more at a file whose check failed. */
  lookAgain(key: string): void {
    this.#checks.value = without(this.#checks.value, key);
  }

  #file(key: string, name: string, upload: Upload | null, input: Input | null): DataFile {
    const check = this.#checks.value[key] ?? { kind: "none" as const };
    return { key, name, upload, input, check, choices: this.#choices.value[key] ?? NO_CHOICES };
  }

  #lookOnce({ key, input, check }: DataFile): void {
    if (input === null || check.kind !== "none") return;
    const stop = new AbortController();
    this.#stops.set(key, stop);
    this.#checked(key, { kind: "looking" });
    inspect(input, stop.signal)
      .then((inspection) => this.#checked(key, { kind: "looked", inspection }))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        this.#checked(key, { kind: "failed", problem: error });
      });
  }

  #checked(key: string, check: Check): void {
    if (!this.all.peek().some((file) => file.key === key)) return;
    this.#checks.value = { ...this.#checks.value, [key]: check };
  }

  async #keepAs(key: string): Promise<void> {
    const mine = await own(key);
    if (mine) this.#restore(key);
    this.ready.value = true;
    if (!mine) return;
    effect(() => {
      keep(key, {
        uploads: this.#uploads.kept(),
        archived: this.#archived.value,
        choices: this.#choices.value,
        moved: this.#moved.value,
        overlap: this.#overlap.value,
      });
    });
  }

  #restore(key: string): void {
    const found = { ...NOTHING, ...recall<Partial<KeptFiles>>(key, {}) };
    this.#choices.value = { ...found.choices, ...this.#choices.value };
    this.#moved.value = [...found.moved, ...this.#moved.value];
    this.#overlap.value = found.overlap;
    this.#archived.value = [...found.archived, ...this.#archived.value];
    this.#uploads.restore(found.uploads);
  }
}

function inputOf(upload: Upload): Input | null {
  const id = idOf(upload);
  return upload.phase === "done" && id !== null ? { upload: id } : null;
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** Throws Problem: what the job said, or why it could not be asked for. */
async function inspect(input: Input, stop: AbortSignal): Promise<Inspection> {
  const asked = await joinJob({ kind: "preprocess", check: true, inputs: [input] }, stop);
  const job = await jobEnd(asked.id, stop);
  if (job.error) throw new Problem(422, job.error.code, job.error.message);
  const [inspection] = await readResult<Inspection[]>(job.id, "periksa.json", stop);
  if (!inspection) throw new Problem(422, "no_result", text.check.noResult);
  return inspection;
}

const places = new Map<string, DataFiles>();

/** The files of a page for a district: the same ones as long as the browser has the page open. */
export function dataFilesOf(page: string, district: string): DataFiles {
  const place = `${page}.${district}`;
  const found = places.get(place) ?? new DataFiles(place);
  places.set(place, found);
  return found;
}
