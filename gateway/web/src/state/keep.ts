// What the browser keeps over a reload or a closed tab. A browser that keeps nothing forgets, and nothing else happens.

export function recall<T>(key: string, fallback: T): T {
  try {
    const kept = localStorage.getItem(key);
    return kept === null ? fallback : (JSON.parse(kept) as T);
  } catch {
    return fallback;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or not allowed.
  }
}

const HAND_OVER_MS = 1_000;

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
    locks.request(key, { signal: AbortSignal.timeout(HAND_OVER_MS) }, held).catch(() => resolve(false));
  });
}
