// Requests that are tried again, and questions that are asked again and again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { away } from "../src/api/away";
import { ask, askForFile, onSessionEnd, patiently, tellSessionOpen } from "../src/api/client";
import { poll } from "../src/api/poll";
import type { Problem } from "../src/api/problem";
import { type Answer, answering, hurried } from "./world";

const refused = (status: number, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: { code: status === 401 ? "login_required" : "of_the_test", detail: `ditolak ${status}` },
});

test("patiently: the link and the service are waited for, longer each time and at least as long as they say", async (t) => {
  answering(
    t,
    "offline",
    refused(503),
    refused(502, { "Retry-After": "30" }),
    refused(504),
    "offline",
    "offline",
    "offline",
    { status: 200, body: 7 },
  );
  const waited = hurried(t);
  assert.equal(await patiently(() => ask<number>("/x")), 7);
  assert.deepEqual(waited, [500, 1000, 30_000, 4000, 8000, 15_000, 15_000]);
  assert.equal(away.value, null, "what is over is not told any more");
});

test("patiently: what does not pass by itself is thrown at once", async (t) => {
  for (const status of [400, 401, 404, 429, 500, 507]) {
    const asked = answering(t, refused(status));
    await assert.rejects(
      patiently(() => ask("/x")),
      (problem: Problem) => problem.status === status && problem.message === `ditolak ${status}`,
    );
    assert.equal(asked.length, 1);
  }
});

test("patiently: the page is told that the service is away, as long as it is", async (t) => {
  answering(t, refused(503), { status: 200, body: 1 });
  hurried(t);
  const told: (number | undefined)[] = [];
  const stop = away.subscribe((problem) => told.push(problem?.status));
  await patiently(() => ask("/x"));
  stop();
  assert.deepEqual(told, [undefined, 503, undefined]);
});

test("a refusal for want of a session is told, whatever was asked for", async (t) => {
  let ends = 0;
  onSessionEnd(() => {
    ends += 1;
  });
  answering(t, refused(401), refused(401), refused(401));
  await assert.rejects(ask("/x"));
  await assert.rejects(askForFile("/x"), /ditolak 401/);
  assert.equal(ends, 2);
});

test("a file is asked for without its bytes, and a refusal is read in words", async (t) => {
  const asked = answering(t, { status: 200 }, refused(404), refused(404));
  await askForFile("/x");
  await assert.rejects(askForFile("/x"), /ditolak 404/);
  assert.deepEqual(
    asked.map(({ method }) => method),
    ["HEAD", "HEAD", "GET"],
  );
});

interface Polled {
  values: number[];
  failures: (number | null)[];
}

/** Polls until `last`, or the end. */
async function polled(last: number, failing: (problem: Problem | null) => void = () => undefined): Promise<Polled> {
  const values: number[] = [];
  const failures: (number | null)[] = [];
  const changed = (value: number) => {
    values.push(value);
    return value === last;
  };
  const failed = (problem: Problem | null) => {
    failures.push(problem?.status ?? null);
    failing(problem);
  };
  await poll<number>({ path: "/x", every: 700, changed, failed }, new AbortController().signal);
  return { values, failures };
}

test("poll: as often as the gateway says, and what did not change is not read again", async (t) => {
  const asked = answering(
    t,
    { status: 200, body: 1, headers: { ETag: '"a"', "Retry-After": "2" } },
    { status: 304, headers: { ETag: '"a"' } },
    { status: 200, body: 2, headers: { ETag: '"b"' } },
  );
  const waited = hurried(t);
  assert.deepEqual(await polled(2), { values: [1, 2], failures: [] });
  assert.deepEqual(
    asked.map(({ headers }) => headers["If-None-Match"]),
    [undefined, '"a"', '"a"'],
  );
  assert.deepEqual(waited, [2000, 700]);
});

test("poll: while the service is away the pauses grow, and the officer is not told of a failure", async (t) => {
  answering(t, "offline", refused(503, { "Retry-After": "5" }), refused(503), { status: 200, body: 1 });
  const waited = hurried(t);
  assert.deepEqual(await polled(1), { values: [1], failures: [null] });
  assert.deepEqual(waited, [1000, 5000, 4000]);
  assert.equal(away.value, null);
});

test("poll: after the session has ended it waits for the login, and goes on", async (t) => {
  onSessionEnd(() => undefined);
  answering(t, { status: 200, body: 1 }, refused(401), { status: 200, body: 2 });
  hurried(t);
  const login = (problem: Problem | null) => {
    if (problem) setImmediate(tellSessionOpen);
  };
  assert.deepEqual(await polled(2, login), { values: [1, 2], failures: [401, null] });
});

test("poll: too many questions are asked later, other refusals end it", async (t) => {
  answering(t, refused(429, { "Retry-After": "9" }), { status: 200, body: 1 }, refused(404));
  const waited = hurried(t);
  assert.deepEqual(await polled(2), { values: [1], failures: [429, null, 404] });
  assert.deepEqual(waited, [9000, 700]);
});
