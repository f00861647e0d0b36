import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../src/api/problem";
import { session } from "../src/state/session";
import { after, keptOf, next, type Phase, restored, type Upload, type UploadEvent } from "../src/state/upload-machine";
import { Uploads } from "../src/state/uploads";

const away = new Problem(0, "offline", "putus");
const wrong = new Problem(422, "wrong_kind", "bukan data");

function upload(phase: Phase, more: Partial<Upload> = {}): Upload {
  const base = { key: "a", name: "a.sav", size: 100, modified: 1, purpose: "data" as const, sent: 40 };
  return { ...base, address: null, problem: null, phase, ...more };
}

test("an upload moves only as its phase lets it", () => {
  const cases: [Phase, UploadEvent, Phase][] = [
    ["waiting", { kind: "turn" }, "sending"],
    ["paused", { kind: "turn" }, "paused"],
    ["sending", { kind: "done" }, "done"],
    ["sending", { kind: "broken", problem: away }, "broken"],
    ["sending", { kind: "signed-out" }, "signed-out"],
    ["sending", { kind: "refused", problem: wrong }, "refused"],
    ["sending", { kind: "pause" }, "paused"],
    ["broken", { kind: "pause" }, "paused"],
    ["done", { kind: "pause" }, "done"],
    ["broken", { kind: "resume" }, "waiting"],
    ["signed-out", { kind: "resume" }, "waiting"],
    ["refused", { kind: "resume" }, "waiting"],
    ["done", { kind: "resume" }, "done"],
    ["paused", { kind: "done" }, "paused"],
    ["lost", { kind: "found" }, "waiting"],
    ["done", { kind: "found" }, "done"],
  ];
  for (const [phase, event, expected] of cases) {
    assert.equal(after(upload(phase), event).phase, expected, `${phase} + ${event.kind}`);
  }
});

test("progress never passes the size, and a late word of a paused one is not heard", () => {
  assert.equal(after(upload("sending"), { kind: "progress", sent: 120 }).sent, 100);
  assert.equal(after(upload("paused"), { kind: "progress", sent: 90 }).sent, 40);
  assert.equal(after(upload("sending"), { kind: "done" }).sent, 100);
});

test("a reload loses the file of what was not whole, and nothing else", () => {
  const whole = restored(keptOf(upload("done", { address: "/api/v1/uploads/1f" })));
  assert.deepEqual([whole.phase, whole.address], ["done", "/api/v1/uploads/1f"]);
  for (const phase of ["waiting", "sending", "paused", "broken", "signed-out", "refused", "lost"] as const) {
    const kept = restored(keptOf(upload(phase)));
    assert.deepEqual([kept.phase, kept.sent], ["lost", 40], phase);
  }
});

test("as many start as there is room for", () => {
  const all = [upload("sending"), upload("waiting", { key: "b" }), upload("waiting", { key: "c" })];
  assert.deepEqual(
    next(all, 2).map((one) => one.key),
    ["b"],
  );
  assert.deepEqual(next(all, 1), []);
});

interface Started {
  name: string;
  address: string | null;
  tell: (event: UploadEvent) => void;
  stopped: boolean;
}

/** A queue whose sender only notes what it is told. */
function queue() {
  const started: Started[] = [];
  const forgotten: string[] = [];
  const waits: { work: () => void; milliseconds: number }[] = [];
  let link: (up: boolean) => void = () => undefined;
  const uploads = new Uploads("data", {
    onLink: (tell) => {
      link = tell;
    },
    send: ({ file, address }, tell) => {
      const one = { name: file.name, address, tell, stopped: false };
      started.push(one);
      return {
        stop: () => {
          one.stopped = true;
        },
      };
    },
    forget: (address) => {
      forgotten.push(address);
      return Promise.resolve();
    },
    later: (work, milliseconds) => {
      const wait = { work, milliseconds };
      waits.push(wait);
      return () => void waits.splice(waits.indexOf(wait), 1);
    },
  });
  const phases = () => uploads.all.value.map((one) => `${one.name} ${one.phase}`);
  return { uploads, started, forgotten, waits, phases, link: (up: boolean) => link(up) };
}

function file(name: string, lastModified = 1): File {
  const bytes = new Blob(["x".repeat(100)]);
  return Object.assign(bytes, { name, lastModified }) as unknown as File;
}

test("three go out at once, the next one when one is done", () => {
  const { uploads, started, phases } = queue();
  uploads.add(["a", "b", "c", "d"].map((name) => file(name)));
  assert.equal(started.length, 3);
  started[0]?.tell({ kind: "done" });
  assert.equal(started.length, 4);
  assert.deepEqual(phases(), ["a done", "b sending", "c sending", "d sending"]);
});

test("a file that is there already is not taken twice", () => {
  const { uploads } = queue();
  assert.deepEqual(uploads.add([file("a")]), { known: [] });
  assert.deepEqual(uploads.add([file("a"), file("a", 2)]), { known: ["a"] });
  assert.equal(uploads.all.value.length, 2);
});

test("a refused file makes room, and goes out again when asked", () => {
  const { uploads, started, phases } = queue();
  uploads.add([file("a")]);
  started[0]?.tell({ kind: "refused", problem: wrong });
  assert.deepEqual(phases(), ["a refused"]);
  uploads.resume(uploads.all.value[0]?.key ?? "");
  assert.deepEqual(phases(), ["a sending"]);
});

test("a broken one goes on where it was, after pauses that grow", () => {
  const { uploads, started, waits, phases } = queue();
  uploads.add([file("a")]);
  started[0]?.tell({ kind: "address", address: "/api/v1/uploads/1f" });
  started[0]?.tell({ kind: "broken", problem: away });
  assert.deepEqual(phases(), ["a broken"]);
  waits.shift()?.work();
  assert.equal(started[1]?.address, "/api/v1/uploads/1f");
  started[1]?.tell({ kind: "broken", problem: away });
  assert.equal(waits[0]?.milliseconds, 2000);
});

test("a service that says when to come back is taken at its word", () => {
  const { uploads, started, waits } = queue();
  uploads.add([file("a")]);
  started[0]?.tell({ kind: "broken", problem: new Problem(503, "busy", "sibuk", "", 30) });
  assert.equal(waits[0]?.milliseconds, 30_000);
});

test("without a link nothing is waited for, and with it all goes on at once", () => {
  const { uploads, started, waits, phases, link } = queue();
  uploads.add([file("a"), file("b")]);
  started[1]?.tell({ kind: "done" });
  link(false);
  assert.deepEqual([phases(), started[0]?.stopped], [["a broken", "b done"], true]);
  link(true);
  assert.deepEqual([phases(), waits], [["a sending", "b done"], []]);
});

test("a pause stops the sender and what waits, and holds until it is taken back", () => {
  const { uploads, started, waits, phases } = queue();
  uploads.add([file("a")]);
  const key = uploads.all.value[0]?.key ?? "";
  started[0]?.tell({ kind: "broken", problem: away });
  uploads.pause(key);
  assert.deepEqual([phases(), waits], [["a paused"], []]);
  uploads.resume(key);
  uploads.pause(key);
  assert.equal(started[1]?.stopped, true);
});

test("after a login, what the end of the session stopped goes on", () => {
  const { uploads, started, phases } = queue();
  uploads.add([file("a")]);
  started[0]?.tell({ kind: "signed-out" });
  assert.deepEqual(phases(), ["a signed-out"]);
  const opened = { district: { id: "2101", name: "Karimun" }, name: "", unlocked: false, expires_at: "" };
  session.value = { kind: "open", session: opened as never };
  assert.deepEqual(phases(), ["a sending"]);
});

test("the same file again goes on after a reload, another one with its name does not", () => {
  const { uploads, started } = queue();
  uploads.restore([
    {
      key: "k",
      name: "a",
      size: 100,
      modified: 1,
      purpose: "data",
      sent: 40,
      address: "/api/v1/uploads/1f",
      done: false,
    },
  ]);
  uploads.add([file("a", 7)]);
  assert.equal(started[0]?.address, null);
  uploads.add([file("a", 1)]);
  assert.equal(started[1]?.address, "/api/v1/uploads/1f");
});

test("what is taken away unfinished is taken from the gateway too, what is whole stays for jobs", () => {
  const { uploads, started, forgotten } = queue();
  uploads.add([file("a"), file("b")]);
  for (const [index, one] of started.entries()) one.tell({ kind: "address", address: `/api/v1/uploads/${index}` });
  started[1]?.tell({ kind: "done" });
  for (const { key } of uploads.all.value) uploads.remove(key);
  assert.deepEqual(forgotten, ["/api/v1/uploads/0"]);
  assert.equal(started[0]?.stopped, true);
  assert.deepEqual(uploads.all.value, []);
});
