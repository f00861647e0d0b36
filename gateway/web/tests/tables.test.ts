import assert from "node:assert/strict";
import { test } from "node:test";
import { chartOf, topOf } from "../src/tables/chart-data";
import { gapsOf, monthsOf, newestMonth } from "../src/tables/periods";
import { asText, cellText, searchRows, shownRows, sortRows, type Table, workbookOf } from "../src/tables/view";

const asked = { year: 2025, month: 4 };

function table(id: string, columns: [string, "text" | "value" | "percent"][], rows: Table["rows"]): Table {
  return {
    id,
    number: Number(id.slice(1)),
    title: "Judul",
    heading: "Tabel 1. Judul",
    unit: "juta US$",
    columns: columns.map(([label, kind]) => ({ label, kind })),
    rows,
    notes: ["Sumber: BPS"],
  };
}

const sectors = table(
  "E01",
  [
    ["Uraian", "text"],
    ["Jan - Apr 2025", "value"],
    ["m-to-m (%)", "percent"],
  ],
  [
    ["TOTAL EKSPOR", 1763.4, -22.4567],
    ["MIGAS", 1724.42, 0],
    ["- MINYAK MENTAH", 0, null],
    ["- HASIL MINYAK", 1724.42, 64.1],
    ["NON MIGAS", 38.98, -0.001],
    ["- PERTANIAN", 1, 2],
    ["- INDUSTRI", 37.98, null],
  ],
);

const months = table(
  "E03",
  [
    ["Bulan", "text"],
    ["Nilai Ekspor 2024", "value"],
    ["Nilai Ekspor 2025", "value"],
  ],
  [
    ..."Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
      .split(" ")
      .map((name, at): (string | number | null)[] => [
        name,
        at === 1 ? null : at + 1,
        at < 4 && at !== 2 ? 10 * at : null,
      ]),
    ["Jumlah", 76, 40],
  ],
);

const balance = table(
  "N01",
  [
    ["Uraian", "text"],
    ["Ekspor", "value"],
    ["Impor", "value"],
    ["Neraca Perdagangan", "value"],
  ],
  [
    ["April 2025", null, null, null],
    ["Total Ekspor/Impor", 10, 4, 6],
    ["- Migas", 10, 0, 10],
    ["Jan - Apr 2025", null, null, null],
    ["Total Ekspor/Impor", 30, 12, null],
    ["- Migas", 30, 0, 30],
  ],
);

test("numbers are written as they are published", () => {
  assert.equal(cellText(sectors, 0, 1, asked), "1.763,40");
  assert.equal(cellText(sectors, 0, 2, asked), "-22,46");
  assert.equal(cellText(sectors, 2, 1, asked), "-", "a value of exactly zero");
  assert.equal(cellText(sectors, 1, 2, asked), "0,00", "a growth of exactly zero");
  assert.equal(cellText(sectors, 4, 2, asked), "0,00", "no negative zero");
  assert.equal(cellText(sectors, 2, 2, asked), "-");
});

test("the balance leaves what is absent empty, and shows its zeros", () => {
  assert.equal(cellText(balance, 2, 2, asked), "0,00");
  assert.equal(cellText(balance, 4, 3, asked), "");
});

test("months to come are empty, months without data are not", () => {
  assert.equal(cellText(months, 2, 2, asked), "-", "March of the year asked for");
  assert.equal(cellText(months, 4, 2, asked), "", "May is still to come");
  assert.equal(cellText(months, 1, 1, asked), "-", "an earlier year is whole");
});

const names = (rows: { cells: string[] }[]) => rows.map(({ cells }) => cells[0]);

test("rows are put in order within their sums, absent ones last", () => {
  const rows = shownRows(sectors, asked);
  assert.deepEqual(
    rows.map(({ role }) => role),
    ["total", "parent", "part", "part", "parent", "part", "part"],
  );
  assert.deepEqual(names(sortRows(sectors, rows, { column: 1, descending: true })), [
    "TOTAL EKSPOR",
    "MIGAS",
    "- HASIL MINYAK",
    "- MINYAK MENTAH",
    "NON MIGAS",
    "- INDUSTRI",
    "- PERTANIAN",
  ]);
  for (const descending of [true, false]) {
    assert.equal(names(sortRows(sectors, rows, { column: 2, descending })).at(-1), "- INDUSTRI");
  }
  assert.deepEqual(names(sortRows(sectors, rows, null)), names(rows));
});

test("months stand in the year's order, also backwards; their sum stays below", () => {
  const sorted = names(sortRows(months, shownRows(months, asked), { column: 0, descending: true }));
  assert.deepEqual([sorted[0], sorted[11], sorted[12]], ["Desember", "Januari", "Jumlah"]);
});

test("headings and totals of the balance keep their places", () => {
  assert.deepEqual(
    shownRows(balance, asked).map(({ role }) => role),
    ["head", "total", "part", "head", "total", "part"],
  );
});

test("a search looks at what is shown", () => {
  const rows = shownRows(sectors, asked);
  assert.deepEqual(names(searchRows(rows, " minyak ")), ["- MINYAK MENTAH", "- HASIL MINYAK"]);
  assert.deepEqual(names(searchRows(rows, "1.763,4")), ["TOTAL EKSPOR"]);
  assert.equal(searchRows(rows, "tidak ada").length, 0);
  assert.equal(searchRows(rows, "").length, 7);
});

test("a copy has tabs between its cells", () => {
  const [first, second] = asText(sectors, shownRows(sectors, asked)).split("\n");
  assert.equal(first, "Uraian\tJan - Apr 2025\tm-to-m (%)");
  assert.equal(second, "TOTAL EKSPOR\t1.763,40\t-22,46");
});

test("a workbook is found by set and number", () => {
  const all = [
    "Ekspor/1. A.xlsx",
    "Ekspor/11. B.xlsx",
    "Impor/1. C.xlsx",
    "Neraca Perdagangan/1. D.xlsx",
    "tables.json",
  ];
  assert.equal(workbookOf(all, "ekspor", 1), "Ekspor/1. A.xlsx");
  assert.equal(workbookOf(all, "neraca", 1), "Neraca Perdagangan/1. D.xlsx");
  assert.equal(workbookOf(["1. A.xlsx"], "impor", 1), "1. A.xlsx");
  assert.equal(workbookOf(all, "impor", 2), undefined);
});

const others = (count: number) => `Lainnya (${count})`;

test("a ranking shows the largest ten and the others as one", () => {
  const members = Array.from({ length: 13 }, (_, at) => ({ label: `N${at + 1}`, value: at + 1 }));
  const top = topOf(members, others);
  assert.equal(top.length, 11);
  assert.deepEqual(
    [top[0], top[9], top[10]],
    [
      { label: "N13", values: [13] },
      { label: "N4", values: [4] },
      { label: "Lainnya (3)", values: [6] },
    ],
  );
  assert.equal(topOf(members.slice(0, 10), others).length, 10);
});

test("changes are ranked by their size, and stand from rise to fall", () => {
  const members = Array.from({ length: 12 }, (_, at) => ({ label: `N${at}`, value: at % 2 === 0 ? at : -at }));
  const top = topOf(members, others);
  assert.deepEqual([top[0]?.values[0], top[9]?.values[0], top[10]?.values[0]], [10, -11, -1]);
});

test("sectors are charted without their sums, and without what has no value", () => {
  const chart = chartOf(sectors, others);
  assert.ok(chart?.kind === "bars");
  assert.deepEqual(
    chart.items.map(({ label }) => label),
    ["HASIL MINYAK", "INDUSTRI", "PERTANIAN"],
  );
});

test("months are lines, a year each, without the sum", () => {
  const chart = chartOf(months, others);
  assert.ok(chart?.kind === "lines");
  assert.deepEqual([chart.labels.length, chart.labels[4], chart.labels[11]], [12, "Mei", "Des"]);
  assert.deepEqual(
    chart.series.map(({ name }) => name),
    ["2024", "2025"],
  );
  assert.deepEqual(chart.series[1]?.values.slice(0, 5), [0, 10, null, 30, null]);
});

test("the balance has two sides", () => {
  const chart = chartOf(balance, others);
  assert.ok(chart?.kind === "bars" && chart.mirrored);
  assert.deepEqual(chart.series, ["Ekspor", "Impor"]);
  assert.deepEqual(chart.items[0], { label: "Total, April 2025", values: [10, 4] });
  const monthly = chartOf({ ...months, id: "N02" }, others);
  assert.equal(monthly?.kind, "columns");
});

test("one row has no chart", () => {
  const one = table(
    "E02",
    [
      ["Pelabuhan", "text"],
      ["Mei 2025", "value"],
    ],
    [
      ["KARIMUN", 3],
      ["TOTAL", 3],
    ],
  );
  assert.equal(chartOf(one, others), null);
  assert.equal(chartOf({ ...one, rows: [["TOTAL", null]] }, others), null);
  const years = table(
    "E04",
    [
      ["Periode", "text"],
      ["Nilai", "value"],
    ],
    [["Jan - Apr 2025", 3]],
  );
  assert.equal(chartOf(years, others), null);
});

const month = (year: number, at: number) => ({ year, month: at });

test("the month that is preset is the newest that both flows have", () => {
  const ekspor = [month(2024, 12), month(2025, 3), month(2025, 5)];
  const impor = [month(2025, 2), month(2025, 3), month(2025, 4)];
  assert.deepEqual(newestMonth([ekspor, impor]), month(2025, 3));
  assert.deepEqual(newestMonth([ekspor]), month(2025, 5));
  assert.equal(newestMonth([ekspor, []]), null);
  assert.deepEqual(newestMonth([[month(2025, 1)], [month(2025, 2)]]), month(2025, 2), "none that both have");
});

test("months to choose are those of years that both flows have", () => {
  const months = monthsOf([
    [month(2024, 12), month(2025, 5)],
    [month(2025, 4), month(2025, 5)],
  ]);
  assert.deepEqual(months, [month(2025, 5), month(2025, 4)]);
});

test("gaps are months up to the one asked for that one flow lacks", () => {
  const ekspor = [month(2024, 12), month(2025, 1), month(2025, 2), month(2025, 3), month(2025, 4)];
  const impor = [month(2025, 1), month(2025, 3)];
  assert.deepEqual(gapsOf(ekspor, impor, month(2025, 3)), [month(2025, 2)]);
  assert.deepEqual(gapsOf(ekspor, impor, month(2025, 4)), [month(2025, 2), month(2025, 4)]);
  assert.deepEqual(gapsOf(impor, ekspor, month(2025, 4)), []);
});
