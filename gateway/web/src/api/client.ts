// Requests to the gateway. Paths and bodies are typed by schemas/openapi.yaml (contract.d.ts is made from it).
import { tellAway } from "./away";
import type { components } from "./contract";
import { offline, Problem, problemOf } from "./problem";

export type Schemas = components["schemas"];

const ROOT = "/api/v1";

export interface Ask {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  /** Undefined values are left out. */
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Called with every refusal of a session that is not there any more. */
let sessionEnded: () => void = () => undefined;

export function onSessionEnd(call: () => void): void {
  sessionEnded = call;
}

const awaiting = new Set<() => void>();

/** Lets go on what waits for a login. */
export function tellSessionOpen(): void {
  for (const goOn of awaiting) goOn();
}

/** Until the next login, or the signal. */
export function nextSession(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      awaiting.delete(goOn);
      signal?.removeEventListener("abort", goOn);
      resolve();
    };
    awaiting.add(goOn);
    signal?.addEventListener("abort", goOn);
  });
}

/** For requests that do not go through here, such as uploads. */
export function tellSessionEnd(): void {
  sessionEnded();
}

export function address(path: string, query: Ask["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return ROOT + path + (text === "" ? "" : `?${text}`);
}

async function refusal(response: Response): Promise<Problem> {
  const problem = await problemOf(response);
  if (problem.status === 401 && problem.code === "login_required") sessionEnded();
  return problem;
}

async function send(path: string, ask: Ask): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...ask.headers };
  const init: RequestInit = { method: ask.method ?? "GET", headers, credentials: "same-origin", cache: "no-store" };
  if (ask.signal) init.signal = ask.signal;
  if (ask.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(ask.body);
  }
  try {
    return await fetch(address(path, ask.query), init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw offline();
  }
}

/** The answer and its headers; null where the gateway says that nothing changed (304). Throws Problem. */
export async function askWithHeaders<T>(path: string, ask: Ask = {}): Promise<{ value: T | null; headers: Headers }> {
  const response = await send(path, ask);
  if (response.status === 304) return { value: null, headers: response.headers };
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return { value: null, headers: response.headers };
  try {
    return { value: (await response.json()) as T, headers: response.headers };
  } catch {
    throw offline();
  }
}

/** The answer's JSON. Throws Problem. */
export async function ask<T>(path: string, options: Ask = {}): Promise<T> {
  const { value } = await askWithHeaders<T>(path, options);
  return value as T;
}

/** Whether a file is to be had, without its bytes. Throws Problem: only the answer to a GET has words. */
export async function askForFile(path: string): Promise<void> {
  const { ok } = await send(path, { method: "HEAD" });
  if (ok) return;
  const response = await send(path, {});
  if (!response.ok) throw await refusal(response);
  await response.body?.cancel();
}

/** `work`, again after growing pauses while the link or the service is away; other problems are thrown at once. */
export async function patiently<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const request = Symbol();
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Problem) || !error.passes || signal?.aborted) throw error;
        tellAway(request, error);
        await pause(Math.max(error.retryAfter * 1000, Math.min(15_000, 500 * 2 ** tries)), signal);
      }
    }
  } finally {
    tellAway(request, null);
  }
}

export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
