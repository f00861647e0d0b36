// What the browser keeps over a reload or a closed tab. A browser that keeps nothing forgets, and nothing else happens.

export function recall<T>(key: string, fallback: T): T {
  try {
    const kept = localStorage.getItem(key);
    return kept === null ? fallback : (JSON.parse(kept) as T);
  } catch {
    return fallback;
  }
}

const SOON_MS = 200;
const pending = new Map<string, unknown>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Soon: what changes many times a second is written once. */
export function keep(key: string, value: unknown): void {
  pending.set(key, value);
  timer ??= setTimeout(write, SOON_MS);
}

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  for (const [key, value] of pending) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full, or not allowed.
    }
  }
  pending.clear();
}

if (typeof window !== "undefined") window.addEventListener("pagehide", write);

const HAND_OVER_MS = 1_000;
// A busy computer ends the page before a reload late.
const HAND_OVER_AFTER_RELOAD_MS = 5_000;

function handOver(): number {
  const reloaded = performance.getEntriesByType("navigation").some((one) => "type" in one && one.type === "reload");
  return reloaded ? HAND_OVER_AFTER_RELOAD_MS : HAND_OVER_MS;
}

/** Whether this tab alone may speak for `key`: of two tabs the second one keeps nothing, and so overwrites nothing. */
export function own(key: string): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const held = () => {
      resolve(true);
      return new Promise<never>(() => undefined);
    };
    // A reload may be faster than the end of the page before it.
    locks.request(key, { signal: AbortSignal.timeout(handOver()) }, held).catch(() => resolve(false));
  });
}
