import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../src/api/problem";
import {
  type Check,
  type DataFile,
  flowOf,
  lookedOf,
  NO_CHOICES,
  nameSaysOther,
  saysOther,
  yearOf,
  yearText,
} from "../src/checks/data-file";
import { flowOfName, yearOfName } from "../src/checks/file-name";
import { type Inspection, runsOf } from "../src/checks/inspection";
import { type ListedUpload, otherUploads } from "../src/checks/other-uploads";
import { overlapsOf, twinsOf } from "../src/checks/overlap";
import { jobOf, obstaclesOf } from "../src/checks/readiness";
import { inspectionInWords, periodsInWords } from "../src/checks/words";

function inspection(more: Partial<Inspection> = {}): Inspection {
  const periods = [{ year: 2024, month: 1, rows: 10, value_usd: 2_000_000 }];
  const base = {
    name: "a.sav",
    sha256: "aa",
    rows: 10,
    missing: [],
    periods,
    flow_hint: null,
    clean: false,
    stops: [],
  };
  return { ...base, ...more };
}

const UNDATED = { missing: ["TAHUN"], periods: [{ year: null, month: 1, rows: 10, value_usd: 1 }] };

function file(name: string, found: Partial<Inspection> = {}, more: Partial<DataFile> = {}): DataFile {
  const check: Check = { kind: "looked", inspection: inspection({ sha256: name, ...found }) };
  return { key: name, name, upload: null, input: { upload: name }, check, choices: NO_CHOICES, ...more };
}

test("a year is taken from a name that holds one", () => {
  const cases: [string, number | null][] = [
    ["Ekspor 2024.sav", 2024],
    ["ekspor_2023_rev.sav", 2023],
    ["eks2022.sav", 2022],
    ["Ekspor Jan-Mei 2025.sav", 2025],
    ["2024 (2024).sav", 2024],
    ["Ekspor 2023-2024.sav", null],
    ["Ekspor.sav", null],
    ["Ekspor 20245.sav", null],
    ["Ekspor 1999.sav", null],
    ["Ekspor 2090.sav", null],
  ];
  for (const [name, year] of cases) assert.equal(yearOfName(name, 2027), year, name);
});

test("a flow is taken from a name that says one", () => {
  const cases: [string, string | null][] = [
    ["Ekspor 2024.sav", "ekspor"],
    ["EXPORT_2024.sav", "ekspor"],
    ["data_eks_2024.sav", "ekspor"],
    ["exp2024.sav", "ekspor"],
    ["Impor Jan-Mei 2025.sav", "impor"],
    ["imp2024.sav", "impor"],
    ["Data Bersih Impor.sav", "impor"],
    ["ekspor impor.sav", null],
    ["2024.sav", null],
    ["simpan.sav", null],
    ["teks.sav", null],
  ];
  for (const [name, flow] of cases) assert.equal(flowOfName(name), flow, name);
});

test("what the officer types goes before the name, and counts only as a year", () => {
  const asked = file("Ekspor 2024.sav", UNDATED);
  assert.equal(yearOf(asked), 2024);
  const typed = (year: string) => ({ ...asked, choices: { ...NO_CHOICES, year } });
  assert.equal(yearOf(typed("2023")), 2023);
  assert.equal(yearText(typed("")), "");
  for (const wrong of ["", "20", "1999", "2,024", "abcd"]) assert.equal(yearOf(typed(wrong)), null, wrong);
  assert.equal(yearOf(file("Ekspor 2024.sav")), null, "a file with TAHUN is given none");
});

test("the data's own flow goes before the name's, the officer's before both", () => {
  const named = file("Ekspor 2024.sav", { flow_hint: "impor" });
  assert.equal(flowOf(named), "impor");
  assert.equal(nameSaysOther(named), "ekspor");
  assert.equal(saysOther(named), null);
  const chosen = { ...named, choices: { ...NO_CHOICES, flow: "ekspor" as const } };
  assert.equal(flowOf(chosen), "ekspor");
  assert.equal(saysOther(chosen), "impor");
});

test("months in two files are told with what each has, oldest first", () => {
  const months = (...list: number[]) =>
    list.map((month) => ({ year: 2024, month, rows: month, value_usd: month * 10 }));
  const files = [
    file("a", { periods: months(1, 2, 3) }),
    file("b", { periods: months(3, 2) }),
    file("c", { periods: months(12) }),
  ];
  const found = overlapsOf(lookedOf(files));
  assert.deepEqual(
    found.map(({ year, month }) => [year, month]),
    [
      [2024, 2],
      [2024, 3],
    ],
  );
  assert.deepEqual(found[1]?.files, [
    { key: "a", at: 0, name: "a", rows: 3, valueUsd: 30 },
    { key: "b", at: 1, name: "b", rows: 3, valueUsd: 30 },
  ]);
});

test("a file without TAHUN overlaps by the year that is given to it", () => {
  const dated = file("Ekspor.sav");
  const undated = file("Ekspor lama.sav", UNDATED);
  assert.equal(overlapsOf(lookedOf([dated, undated])).length, 0);
  const given = { ...undated, choices: { ...NO_CHOICES, year: "2024" } };
  assert.equal(overlapsOf(lookedOf([dated, given])).length, 1);
});

test("files that are the same are told as that, and not as an overlap", () => {
  const looked = lookedOf([file("a", { sha256: "x" }), file("b", { sha256: "x" })]);
  assert.equal(twinsOf(looked).get("b")?.key, "a");
  assert.equal(overlapsOf(looked).length, 0);
});

test("all that is in the way is told at once", () => {
  const failed: Check = { kind: "failed", problem: new Problem(422, "x", "rusak") };
  const cases: [string, DataFile[], string[]][] = [
    ["nothing", [file("a")], []],
    ["being looked at", [file("a", {}, { check: { kind: "looking" } })], ["looking"]],
    ["no year", [file("a", UNDATED)], ["year"]],
    ["failed check", [file("a", {}, { check: failed })], ["bad"]],
    [
      "a stop and an overlap",
      [file("a"), file("b"), file("c", { stops: [{ rule: "r", message: "m" }] })],
      ["bad", "overlap"],
    ],
    ["twins", [file("a", { sha256: "x" }), file("b", { sha256: "x" })], ["twins"]],
    ["another flow", [file("a", { flow_hint: "impor" }, { choices: { ...NO_CHOICES, flow: "ekspor" } })], ["flow"]],
  ];
  for (const [what, files, expected] of cases) assert.deepEqual(obstaclesOf(files, "stop"), expected, what);
  assert.deepEqual(obstaclesOf([file("a"), file("b")], "latest"), []);
});

test("the job is told years only where they lack, and that the officer is sure", () => {
  const sure = { flow: "ekspor" as const, year: null, sure: true };
  const files = [file("Ekspor 2024.sav", UNDATED), file("b", { flow_hint: "impor" }, { choices: sure })];
  assert.deepEqual(jobOf(files, "ekspor", "keep"), {
    kind: "preprocess",
    flow: "ekspor",
    inputs: [{ upload: "Ekspor 2024.sav", year: 2024 }, { upload: "b" }],
    overlap: "keep",
    accept_flow: true,
  });
  assert.equal(jobOf([file("a")], "ekspor", "stop").accept_flow, false);
});

test("months are told in runs", () => {
  const months = [
    { year: 2024, month: 12 },
    { year: 2025, month: 1 },
    { year: 2023, month: 5 },
    { year: 2025, month: 3 },
  ];
  assert.equal(runsOf(months).length, 3);
  assert.equal(periodsInWords(months), "Mei 2023, Desember 2024 - Januari 2025, Maret 2025");
  assert.equal(inspectionInWords(inspection(), null), "10 baris · Januari 2024 · US$ 2,00 juta");
  assert.equal(inspectionInWords(inspection(UNDATED), null), "10 baris · Januari · US$ 1,00");
});

test("a page offers to remove the uploads that no list of its own or of a library shows", () => {
  const listed = (id: string, more: Partial<ListedUpload> = {}): ListedUpload => ({
    id,
    name: `${id}.sav`,
    purpose: "data",
    size: 10,
    offset: 10,
    finished: true,
    sha256: null,
    created_at: "2025-06-30T02:00:00Z",
    expires_at: null,
    by: "Ani",
    ...more,
  });
  const upload = {
    key: "k",
    name: "ours.sav",
    size: 10,
    modified: 1,
    purpose: "data" as const,
    phase: "done" as const,
    sent: 10,
    address: "/api/v1/uploads/ours",
    problem: null,
  };
  const uploads = [
    listed("ours"),
    listed("earlier"),
    listed("half", { finished: false, offset: 3 }),
    listed("archived", { purpose: "historis" }),
    listed("half archived", { purpose: "historis", finished: false, offset: 3 }),
  ];
  const found = otherUploads(uploads, [file("ours.sav", {}, { upload }), file("of Data Historis.sav")]);
  assert.deepEqual(
    found.map(({ id }) => id),
    ["earlier", "half", "half archived"],
  );
});
