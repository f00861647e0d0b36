// Who is logged in. `ended` while a page is open: the login is asked for above it, and nothing of it is lost.
import { signal } from "@preact/signals";
import { ask, onSessionEnd, patiently, tellSessionOpen } from "../api/client";
import { Problem } from "../api/problem";

export interface Session {
  district: { id: string; name: string; role?: "district" | "province" };
  name: string;
  unlocked: boolean;
  expires_at: string;
}

export type SessionState =
  | { kind: "asking" }
  /** It could not be asked for. */
  | { kind: "unknown"; problem: Problem }
  | { kind: "none" }
  | { kind: "ended" }
  | { kind: "open"; session: Session };

export function isProvince(of: Session | null): boolean {
  return of?.district.role === "province";
}

export const session = signal<SessionState>({ kind: "asking" });

/** The district of the open session, or of the one that has ended while its page stands. */
export const district = signal("");

session.subscribe((now) => {
  if (now.kind !== "open") return;
  district.value = now.session.district.id;
  tellSessionOpen();
});

onSessionEnd(() => {
  remember({ left: true });
  if (session.value.kind === "open") session.value = { kind: "ended" };
  else if (session.value.kind === "asking") session.value = { kind: "none" };
});

export async function findSession(): Promise<void> {
  // To ask in vain would show an error in the browser's console, and keep the login waiting.
  if (remembered().left) {
    session.value = { kind: "none" };
    return;
  }
  try {
    const found = await patiently(() => ask<Session>("/session"));
    session.value = { kind: "open", session: found };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    session.value = error.status === 401 ? { kind: "none" } : { kind: "unknown", problem: error };
  }
}

/** Throws Problem: a wrong code, a wait, https_required. */
export async function logIn(district: string, code: string, name: string): Promise<void> {
  const opened = await ask<Session>("/session", { method: "POST", body: { district, code, name } });
  remember({ district, name, left: false });
  session.value = { kind: "open", session: opened };
}

/** Throws Problem where the session still stands: the next one at this computer would be in it. */
export async function logOut(): Promise<void> {
  try {
    await ask("/session", { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
  }
  remember({ left: true });
  session.value = { kind: "none" };
}

/** Opens what lies behind the feature code. Throws Problem. */
export async function unlock(code: string): Promise<void> {
  await ask("/session/unlock", { method: "POST", body: { code } });
  const now = session.value;
  if (now.kind === "open") session.value = { kind: "open", session: { ...now.session, unlocked: true } };
}

const KEY = "sipro.masuk";

interface Remembered {
  district: string;
  name: string;
  /** There can be no session, whose cookie can't be read here: nobody logged in, or the session is known to have ended. */
  left: boolean;
}

function remember(part: Partial<Remembered>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...part }));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export function remembered(): Remembered {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{"left":true}');
    const fields = kept as Record<string, unknown>;
    return { district: String(fields.district ?? ""), name: String(fields.name ?? ""), left: fields.left === true };
  } catch {
    return { district: "", name: "", left: false };
  }
}
