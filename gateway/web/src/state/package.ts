// The page Paket Bulanan of a district: the files of both flows, the month, and the package that was asked for.
import { type Signal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ask, type Schemas } from "../api/client";
import { poll } from "../api/poll";
import { Problem } from "../api/problem";
import { lookedOf } from "../checks/data-file";
import type { Flow } from "../checks/file-name";
import { datedPeriods, type Period } from "../checks/inspection";
import { jobOf } from "../checks/readiness";
import { Collection } from "./collection";
import { hasEnded, steadily } from "./jobs";

export type Package = Schemas["package"];
export type Gaps = Schemas["gaps"];

export class MonthPackage extends Collection {
  readonly asking = signal(false);
  readonly problem: Signal<Problem | null> = signal(null);

  constructor(district: string) {
    super("paket", district);
  }

  periodsOf(flow: Flow): Period[] {
    return lookedOf(this.filesOf(flow)).flatMap(({ inspection, year }) => datedPeriods(inspection, year));
  }

  /** The package's id; null where it could not be asked for. Precondition: nothing is in the way of the files. */
  async start({ year, month }: Period, gaps: Gaps): Promise<string | null> {
    if (this.asking.peek()) return null;
    this.asking.value = true;
    this.problem.value = null;
    const body = { ekspor: this.#part("ekspor"), impor: this.#part("impor"), year, month, gaps };
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    try {
      const { id } = await steadily(() => ask<Package>("/packages", { method: "POST", body, headers }));
      return id;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem.value = error;
      return null;
    } finally {
      this.asking.value = false;
    }
  }

  #part(flow: Flow) {
    const { inputs, overlap, accept_flow } = jobOf(this.filesOf(flow), flow, this.files.overlap[flow]);
    return { inputs, overlap, accept_flow };
  }
}

const districts = new Map<string, MonthPackage>();

export function packageOf(district: string): MonthPackage {
  const found = districts.get(district) ?? new MonthPackage(district);
  districts.set(district, found);
  return found;
}

export interface FollowedPackage {
  made: Package | null;
  problem: Problem | null;
}

/** The three jobs as they move on. */
export function usePackage(id: string): FollowedPackage {
  const [followed, setFollowed] = useState<FollowedPackage>({ made: null, problem: null });
  useEffect(() => {
    const stop = new AbortController();
    setFollowed({ made: null, problem: null });
    void poll<Package>(
      {
        path: `/packages/${id}`,
        every: 500,
        changed: (made) => {
          setFollowed({ made, problem: null });
          return made.jobs.every(hasEnded);
        },
        failed: (problem) => setFollowed((before) => ({ ...before, problem })),
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [id]);
  return followed;
}
