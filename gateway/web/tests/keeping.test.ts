// What outlives a reload, and what the pages keep while others are open.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flow } from "../src/checks/file-name";
import { Collection } from "../src/state/collection";
import { DataFiles } from "../src/state/data-files";
import { historyView, queryOf } from "../src/state/history";
import { keep, own, recall } from "../src/state/keep";
import { session } from "../src/state/session";
import { locking, storing, timers } from "./world";

const turn = () => new Promise((done) => setImmediate(done));

test("what changes many times a second is written once, as it is at last", (t) => {
  const store = storing(t);
  const { waited, run } = timers(t);
  for (let value = 0; value < 50; value += 1) keep("a", value);
  keep("b", ["x"]);
  assert.equal(store.size, 0);
  run();
  assert.deepEqual([waited.length, recall("a", 0), recall("b", [])], [1, 49, ["x"]]);
});

test("what is not there, or was not written by us, is as if nothing had been kept", (t) => {
  storing(t, { broken: "{" });
  assert.equal(recall("nothing", 3), 3);
  assert.equal(recall("broken", 3), 3);
});

test("a browser that keeps nothing forgets, and nothing else happens", (t) => {
  const { run } = timers(t);
  keep("a", 1);
  run();
  assert.equal(recall("a", 3), 3);
});

test("of two tabs the second one does not speak for what is kept", async (t) => {
  locking(t, "taken");
  assert.equal(await own("free"), true);
  assert.equal(await own("taken"), false);
});

test("files of Data Historis, their order and the choice about their months stand after a reload", async (t) => {
  locking(t);
  storing(t);
  const { run } = timers(t);
  const { files } = new Collection("halaman", "2101");
  await turn();
  files.addArchived([
    { id: "f1", name: "Ekspor 2024.sav" },
    { id: "f2", name: "Ekspor susulan.sav" },
  ]);
  assert.deepEqual(files.addArchived([{ id: "f1", name: "Ekspor 2024.sav" }]), { known: ["Ekspor 2024.sav"] });
  files.moveLast("f1");
  files.choose("f2", { year: "2024" });
  files.chooseOverlap("ekspor", "latest");
  run();
  const after = new DataFiles("halaman.2101");
  await turn();
  assert.deepEqual(
    after.all.value.map(({ name, choices }) => [name, choices.year]),
    [
      ["Ekspor susulan.sav", "2024"],
      ["Ekspor 2024.sav", null],
    ],
  );
  assert.deepEqual(after.overlap, { ekspor: "latest", impor: "stop" });
  after.clear();
  assert.deepEqual([after.all.value, after.overlap.ekspor], [[], "stop"]);
});

test("a collection gives each flow its files, as chosen or as their names say", async (t) => {
  locking(t);
  storing(t);
  timers(t);
  const state = new Collection("lain", "2101");
  await turn();
  state.files.addArchived([
    { id: "a", name: "Ekspor 2024.sav" },
    { id: "b", name: "Impor 2024.sav" },
    { id: "c", name: "Data 2024.sav" },
  ]);
  const names = (flow: Flow | null) => state.filesOf(flow).map(({ key }) => key);
  assert.deepEqual([names("ekspor"), names("impor"), names(null)], [["a"], ["b"], ["c"]]);
  state.files.choose("c", { flow: "impor" });
  assert.deepEqual([names("impor"), names(null)], [["b", "c"], []]);
});

test("Riwayat asks for what is chosen, and leaves the checks of single files out", () => {
  const all = { kind: "", state: "", kept: false, q: "" } as const;
  assert.deepEqual(JSON.parse(JSON.stringify(queryOf(all, 0))), { kind: "preprocess,olah", offset: 0, limit: 25 });
  assert.deepEqual(JSON.parse(JSON.stringify(queryOf({ kind: "olah", state: "open", kept: true, q: "Ani" }, 50))), {
    kind: "olah",
    state: "blocked,queued,running,retrying",
    kept: true,
    q: "Ani",
    offset: 50,
    limit: 25,
  });
});

test("Riwayat stays as it was left, but not for another district", () => {
  const open = (id: string) => {
    session.value = {
      kind: "open",
      session: { district: { id, name: id }, name: "Ani", unlocked: false, expires_at: "" },
    };
  };
  open("2101");
  historyView.value = { filter: { kind: "olah", state: "failed", kept: false, q: "Mei" }, trail: [0, 25] };
  session.value = { kind: "ended" };
  open("2101");
  assert.deepEqual(historyView.value.trail, [0, 25]);
  open("2171");
  assert.deepEqual(historyView.value, { filter: { kind: "", state: "", kept: false, q: "" }, trail: [0] });
});
