import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agrees,
  byWeight,
  countInWords,
  type Finding,
  ruleInWords,
  stopHint,
  stopsOf,
  stopTitle,
} from "../src/checks/findings";
import { requestOf } from "../src/checks/job-request";
import { cancelInWords, jobName, keptInWords, missingParent, placeInWords, stepsOf } from "../src/checks/job-words";
import { sortRevisions } from "../src/checks/revisions";

const REJECTED = "month_invalid year_invalid period_overlap value_invalid kind_unknown hs_invalid";
const CORRECTED = "hs_padded hs_cut chapter_mismatch weight_invalid name_missing name_variant text_cleaned";
const KEPT = "flow_mismatch period_overlap hs_invalid value_zero hs_unknown name_shared duplicate_row duplicate_key";
const RULES: [Finding["action"], string][] = [
  ["set_aside", "other_district"],
  ["rejected", REJECTED],
  ["corrected", CORRECTED],
  ["kept", KEPT],
];
const STOPS = "unreadable_file identical_files variable_missing flow_mismatch period_overlap no_data";

test("every rule and every stop has its words", () => {
  for (const [action, rules] of RULES)
    for (const rule of rules.split(" ")) assert.notEqual(ruleInWords({ rule, action }), rule);
  for (const stop of STOPS.split(" ")) {
    assert.notEqual(stopTitle(stop), stop);
    assert.notEqual(stopHint(stop), "");
  }
  assert.equal(ruleInWords({ rule: "rule_of_tomorrow", action: "kept" }), "rule_of_tomorrow");
});

test("a rule that keeps or rejects says which", () => {
  const words = (rule: string, action: Finding["action"]) => ruleInWords({ rule, action });
  assert.match(words("hs_invalid", "kept"), /diambil dari HSDUA/);
  assert.doesNotMatch(words("hs_invalid", "rejected"), /diambil/);
  assert.match(words("period_overlap", "kept"), /semua barisnya dipakai/);
  assert.match(words("period_overlap", "rejected"), /hanya baris berkas yang terakhir/);
});

test("a count says what it counts", () => {
  assert.equal(countInWords({ rule: "hs_cut", count: 1234 }), "1.234 baris");
  assert.equal(countInWords({ rule: "name_shared", count: 2 }), "2 nama");
  assert.equal(countInWords({ rule: "flow_mismatch", count: 1 }), "1 berkas");
});

test("what took rows away comes first", () => {
  const finding = (rule: string, action: Finding["action"]): Finding => ({
    rule,
    action,
    count: 1,
    value_usd: 0,
    items: [],
  });
  const sorted = byWeight([
    finding("a", "kept"),
    finding("b", "rejected"),
    finding("c", "corrected"),
    finding("d", "rejected"),
  ]);
  assert.deepEqual(
    sorted.map(({ rule }) => rule),
    ["b", "d", "c", "a"],
  );
});

test("rows agree exactly, values to the last cent of sums in binary", () => {
  const rows = { read: 10, kept: 7, rejected: 2, other_district: 1 };
  const value_usd = {
    read: 15_415_271_041.07,
    kept: 15_417_341_579.93,
    rejected: -2_150_254.06,
    other_district: 79_715.2,
  };
  assert.equal(agrees({ rows, value_usd }), true);
  assert.equal(agrees({ rows: { ...rows, kept: 8 }, value_usd }), false);
  assert.equal(agrees({ rows, value_usd: { ...value_usd, kept: 15_417_000_000 } }), false);
});

test("all stops of a job are told, an error of the service is none", () => {
  const also = [{ rule: "period_overlap", message: "dobel", details: {} }];
  const error = { code: "identical_files", message: "sama", details: { also } };
  assert.deepEqual(
    stopsOf(error).map(({ rule }) => rule),
    ["identical_files", "period_overlap"],
  );
  assert.deepEqual(stopsOf({ code: "worker_killed", message: "x", details: null }), []);
  assert.deepEqual(stopsOf(null), []);
});

test("the phases of a job follow it", () => {
  const at = (state: "queued" | "running" | "succeeded", phase: string) =>
    stepsOf({ kind: "preprocess", state, progress: { phase, done: 0, total: 0 } })
      .map(({ state: mark }) => mark[0])
      .join("");
  assert.equal(at("queued", ""), "nlll");
  assert.equal(at("running", ""), "dnll");
  assert.equal(at("running", "memeriksa"), "ddnl");
  assert.equal(at("succeeded", ""), "dddd");
});

test("a job that waits says for how many and why", () => {
  const queue = { ahead: 2, districts: 3, reason: "workers_busy" as const, retry_at: null };
  assert.match(placeInWords(queue), /^2 pekerjaan kabupaten\/kota Anda di depan\. Semua mesin .* 3 kabupaten\/kota/);
  assert.match(
    placeInWords({ ...queue, ahead: 0, districts: 1, reason: "none" }),
    /^Giliran berikutnya\. Segera dikerjakan\.$/,
  );
  for (const reason of ["after", "retry_at"] as const) {
    assert.doesNotMatch(placeInWords({ ...queue, ahead: 0, reason }), /Giliran/, "it has no place in the queue yet");
  }
  assert.equal(placeInWords(null), "");
});

test("a job is asked for again as it was, without the names that only reports need", () => {
  const inputs = [{ upload: "u1", name: "a.sav", year: 2024 }];
  const params = { flow: "ekspor" as const, inputs, overlap: "latest" as const, accept_flow: false };
  assert.equal(jobName({ params: params as never }), "Preprocessing Ekspor");
  assert.deepEqual(requestOf({ kind: "preprocess", params: params as never }), {
    kind: "preprocess",
    flow: "ekspor",
    inputs: [{ upload: "u1", year: 2024 }],
    overlap: "latest",
    accept_flow: false,
    again: true,
  });
  assert.equal(requestOf({ kind: "olah", params: null }), null);
});

test("a job says until when its data are kept, once it has ended", () => {
  assert.equal(keptInWords({ kept: false, kept_until: "2028-01-28" }), "Disimpan sampai 28 Januari 2028");
  assert.equal(keptInWords({ kept: true, kept_until: null }), "Disimpan seterusnya");
  assert.equal(keptInWords({ kept: false, kept_until: null }), "");
});

test("revisions are months that changed, that are new, that are gone", () => {
  const month = (at: number, before: number | null, now: number | null) => ({
    year: 2025,
    month: at,
    before_usd: before,
    now_usd: now,
    difference_usd: before === null || now === null ? null : now - before,
    percent: null,
  });
  const periods = [month(1, 5, 5), month(2, 5, 6), month(3, null, 6), month(4, 6, null)];
  const { changed, added, removed } = sortRevisions({ against: null, periods });
  assert.deepEqual(
    [changed, added, removed].map((list) => list.map((one) => one.month)),
    [[2], [3], [4]],
  );
});

test("a cancelled job says who cancelled it, or which other job it lacks", () => {
  const by = (name: string) => ({
    error: { code: "cancelled", message: "Pekerjaan dibatalkan.", details: { by: name } },
  });
  assert.match(cancelInWords(by("Ani")), /^Pekerjaan ini dibatalkan oleh Ani\. .*jalankan lagi/);
  assert.match(cancelInWords(by("")), /^Pekerjaan ini dibatalkan\. /);
  assert.match(cancelInWords({ error: null }), /^Pekerjaan ini dibatalkan\. /);
  assert.equal(missingParent(by("Ani")), "");
  const message = "Pekerjaan yang mendahului pekerjaan ini tidak berhasil.";
  const child = { error: { code: "parent_failed", message, details: { parent: "1f" } } };
  assert.equal(cancelInWords(child), message);
  assert.equal(missingParent(child), "1f");
});
