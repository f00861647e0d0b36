import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { findSession, logIn, logOut, remembered, session } from "../src/state/session";

const SESSION = {
  district: { id: "2101", name: "Kabupaten Karimun" },
  name: "Ani",
  unlocked: false,
  expires_at: "2025-06-30T14:00:00Z",
};

let kept: Map<string, string>;
let asked: string[];
let answer: () => Response;

beforeEach(() => {
  kept = new Map();
  asked = [];
  answer = () => Response.json(SESSION);
  session.value = { kind: "asking" };
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
  globalThis.fetch = async (path, init) => {
    asked.push(`${init?.method ?? "GET"} ${path}`);
    return answer();
  };
});

const kind = () => session.value.kind;
const refused = () => Response.json({ code: "login_required" }, { status: 401 });

test("a browser that never logged in does not ask for a session", async () => {
  await findSession();
  assert.equal(kind(), "none");
  assert.deepEqual(asked, []);
});

test("a browser that logged in asks after a reload, until it logs out", async () => {
  await logIn("2101", "kode", "Ani");
  session.value = { kind: "asking" };
  await findSession();
  assert.equal(kind(), "open");
  await logOut();
  asked = [];
  await findSession();
  assert.equal(kind(), "none");
  assert.deepEqual(asked, []);
  assert.equal(remembered().district, "2101", "the office is known all the same");
});

test("a session that has ended is asked for once only", async () => {
  await logIn("2101", "kode", "Ani");
  session.value = { kind: "asking" };
  answer = refused;
  for (const _ of ["once", "again"]) await findSession();
  assert.equal(kind(), "none");
  assert.deepEqual(asked, ["POST /api/v1/session", "GET /api/v1/session"]);
});

test("a browser that keeps nothing asks each time", async () => {
  Object.defineProperty(globalThis, "localStorage", { value: null, configurable: true });
  await findSession();
  assert.equal(kind(), "open");
});
