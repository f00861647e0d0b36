import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProvinceDistrict } from "../src/api/content";
import {
  byStage,
  currentMonth,
  dayOf,
  hasReceived,
  isDue,
  madeOf,
  monthInWords,
  placeInWords,
  stageInWords,
  stageOf,
} from "../src/pages/province-matrix";

type Made = ProvinceDistrict["months"][number];

function district(id: string, months: Made[], newest_at: string | null = null): ProvinceDistrict {
  const library = { historis: { files: newest_at ? 1 : 0, newest_at }, publikasi: { files: 0, newest_at: null } };
  return {
    id,
    name: id,
    shared: false,
    jobs: { waiting: 0, running: 0, failed: 0, dead: 0 },
    newest: [],
    library,
    months,
  };
}

const april = { month: "2025-04", receipt_on: "2025-05-28", publication_on: "2025-06-03" };
const may = { month: "2025-05", receipt_on: "2025-06-28", publication_on: "2025-07-03" };

test("a month goes from nothing over clean data to all tables", () => {
  const cases: [Pick<Made, "preprocessed" | "processed">, string, string][] = [
    [{ preprocessed: [], processed: [] }, "none", "Belum"],
    [{ preprocessed: ["impor"], processed: [] }, "part-clean", "Data bersih impor"],
    [{ preprocessed: ["ekspor", "impor"], processed: [] }, "clean", "Data bersih"],
    [{ preprocessed: ["ekspor", "impor"], processed: ["ekspor"] }, "part-tables", "Tabel ekspor"],
    [{ preprocessed: [], processed: ["ekspor", "neraca"] }, "part-tables", "Tabel ekspor, neraca"],
    [{ preprocessed: [], processed: ["ekspor", "impor", "neraca"] }, "tables", "Tabel lengkap"],
    [{ preprocessed: ["ekspor"], processed: ["semua"] }, "tables", "Tabel lengkap"],
  ];
  for (const [made, stage, words] of cases) {
    assert.equal(stageOf(made), stage);
    assert.equal(stageInWords(made), words);
  }
});

test("the month that is worked on is the newest that has been received", () => {
  assert.equal(currentMonth([may, april], "2025-06-01"), april);
  assert.equal(currentMonth([may, april], "2025-06-28"), may);
  assert.equal(currentMonth([may, april], "2025-05-01"), may);
  assert.equal(currentMonth([], "2025-05-01"), null);
  assert.equal(isDue(april, "2025-05-27"), false);
  assert.equal(isDue(april, "2025-05-28"), true);
});

test("a district has received a month when files came since, or clean data hold it", () => {
  assert.equal(hasReceived(district("a", []), april), false);
  assert.equal(hasReceived(district("a", [], "2025-05-27T23:00:00+07:00"), april), false);
  assert.equal(hasReceived(district("a", [], "2025-05-28T08:00:00+07:00"), april), true);
  const made = [{ month: "2025-04", preprocessed: ["ekspor" as const], processed: [] }];
  assert.equal(hasReceived(district("a", made), april), true);
  assert.equal(hasReceived(district("a", made), may), false);
});

test("districts are told by how far they are, the furthest first", () => {
  const districts = [
    district("Natuna", []),
    district("Karimun", [{ month: "2025-04", preprocessed: ["ekspor", "impor"], processed: ["semua"] }]),
    district("Lingga", []),
  ];
  const found = byStage({ months: [april], districts, complete: true }, "2025-04");
  assert.deepEqual(
    found.map(({ stage, districts: here }) => [stage, here.map((one) => one.name)]),
    [
      ["tables", ["Karimun"]],
      ["none", ["Natuna", "Lingga"]],
    ],
  );
});

test("a month that a district tells nothing of is empty", () => {
  assert.deepEqual(madeOf(district("a", []), "2025-04"), { preprocessed: [], processed: [] });
  assert.equal(monthInWords("2025-04"), "April 2025");
  assert.equal(dayOf(new Date(2025, 5, 3)), "2025-06-03");
});

test("an activity is over, under way, today, or so many days away", () => {
  const today = "2025-06-28";
  const cases: [string, string, string][] = [
    ["2025-06-27", "2025-06-27", "sudah lewat"],
    ["2025-06-28", "2025-06-28", "hari ini"],
    ["2025-06-27", "2025-06-29", "sedang berlangsung"],
    ["2025-06-29", "2025-07-01", "besok"],
    ["2025-07-03", "2025-07-03", "5 hari lagi"],
  ];
  for (const [first, last, words] of cases) assert.equal(placeInWords({ first, last }, today), words, first);
});
