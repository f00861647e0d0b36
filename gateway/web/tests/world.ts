// What the browser gives, for tests of what asks, waits and keeps: answers in turn, timers that run when told, a storage.
import type { TestContext } from "node:test";

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
}

interface Told {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer of the gateway; "offline": none comes. */
export type Answer = Told | "offline";

function put(t: TestContext, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, name, before);
    else Reflect.deleteProperty(globalThis, name);
  });
}

/** Answers the requests in turn. What was asked, in order. */
export function answering(t: TestContext, ...answers: Answer[]): Asked[] {
  const asked: Asked[] = [];
  put(t, "document", { hidden: false });
  put(t, "fetch", async (path: string, { method, headers }: { method: string; headers: Record<string, string> }) => {
    asked.push({ method, path, headers });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`nobody answers ${path}`);
    if (answer === "offline") throw new TypeError("Failed to fetch");
    const body = answer.body === undefined || method === "HEAD" ? null : JSON.stringify(answer.body);
    return new Response(body, { status: answer.status, ...(answer.headers ? { headers: answer.headers } : {}) });
  });
  return asked;
}

/** Timers that run when told to, each at once; the milliseconds that were asked for, in order. */
export function timers(t: TestContext): { waited: number[]; run: () => void } {
  const waited: number[] = [];
  const due = new Map<number, () => void>();
  put(t, "setTimeout", (work: () => void, milliseconds: number) => {
    waited.push(milliseconds);
    due.set(waited.length, work);
    return waited.length;
  });
  put(t, "clearTimeout", (id: number) => due.delete(id));
  const run = () => {
    const works = [...due.values()];
    due.clear();
    for (const work of works) work();
  };
  return { waited, run };
}

/** Timers that have passed as soon as they are asked for. */
export function hurried(t: TestContext): number[] {
  const waited: number[] = [];
  put(t, "setTimeout", (work: () => void, milliseconds: number) => {
    waited.push(milliseconds);
    queueMicrotask(work);
  });
  return waited;
}

/** What the browser keeps. */
export function storing(t: TestContext, kept: Record<string, string> = {}): Map<string, string> {
  const store = new Map(Object.entries(kept));
  put(t, "localStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
  });
  return store;
}

/** Another tab holds these locks. */
export function locking(t: TestContext, ...taken: string[]): void {
  const request = async (name: string, _options: unknown, held: () => Promise<never>) => {
    if (taken.includes(name)) throw new DOMException("", "TimeoutError");
    void held();
  };
  put(t, "navigator", { locks: { request } });
  put(t, "window", { addEventListener: () => undefined });
}
