import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byMonth,
  type Calendar,
  type CalendarEntry,
  closedDays,
  dayAfter,
  inDays,
  monthAfter,
  monthEvents,
  ofMonth,
  spanOf,
  weekdayOf,
  withoutYear,
  yearsAround,
} from "../src/pages/calendar-words";

function entry(id: string, first: string, last = first): CalendarEntry {
  const activity = id.split("-")[0] as CalendarEntry["activity"];
  const data = { year: Number(id.slice(-7, -3)), month: Number(id.slice(-2)) };
  return { id, activity, title: id, description: "x", data, first, last, moved: false, reason: null, off_days: [] };
}

function calendar(year: number, entries: CalendarEntry[], holidays: Calendar["holidays"] = []): Calendar {
  const next = { entry: entry("penerimaan-2025-05", "2025-06-28"), days: 3 };
  const rest = { month: null, today: "2025-06-25", complete: true, decrees: [], note: null, subscription: null };
  return { year, entries, holidays, current: [], next, ...rest };
}

const making = entry("pembuatan-2024-11", "2024-12-29", "2025-01-01");
const check = entry("pemeriksaan-2024-11", "2025-01-02");
const receipt = entry("penerimaan-2025-04", "2025-05-28");
const newYear: Calendar["holidays"][number] = {
  date: "2025-01-01",
  weekday: "Rabu",
  name: "Tahun Baru Masehi",
  kind: "libur_nasional",
};

test("how far away a day is", () => {
  assert.equal(inDays(0), "hari ini");
  assert.equal(inDays(1), "besok");
  assert.equal(inDays(28), "28 hari lagi");
});

test("days are told with their weekday, spans with what differs", () => {
  assert.equal(weekdayOf("2025-06-03"), "Selasa");
  assert.equal(spanOf("2025-06-03", "2025-06-03"), "Selasa, 3 Juni 2025");
  assert.equal(spanOf("2025-05-29", "2025-06-01"), "29 Mei sampai 1 Juni 2025");
  assert.equal(spanOf("2025-06-01", "2025-06-02"), "1 sampai 2 Juni 2025");
  assert.equal(spanOf("2024-12-29", "2025-01-01"), "29 Desember 2024 sampai 1 Januari 2025");
  assert.equal(
    withoutYear("29 Desember 2024 sampai 1 Januari 2025", "2025-01-01"),
    "29 Desember 2024 sampai 1 Januari",
  );
});

test("the day after crosses months, years and leap days", () => {
  assert.equal(dayAfter("2025-02-28"), "2025-03-01");
  assert.equal(dayAfter("2024-02-28"), "2024-02-29");
  assert.equal(dayAfter("2025-12-31"), "2026-01-01");
});

test("days on which the office is closed are told with the reason", () => {
  const days = [
    { date: "2025-05-29", weekday: "Kamis" as const, weekend: false, holiday: "Kenaikan Yesus Kristus" },
    { date: "2025-05-31", weekday: "Sabtu" as const, weekend: true, holiday: null },
  ];
  assert.equal(closedDays({ ...receipt, off_days: days }), "Kamis 29 Mei (Kenaikan Yesus Kristus), Sabtu 31 Mei");
  assert.equal(closedDays(receipt), "");
});

test("the month view gets each thing once, ending the day after its last", () => {
  const events = monthEvents([calendar(2024, [making]), calendar(2025, [making, check], [newYear])]);
  assert.deepEqual(
    events.map(({ id, start, end }) => [id, start, end]),
    [
      ["pembuatan-2024-11", "2024-12-29", "2025-01-02"],
      ["pemeriksaan-2024-11", "2025-01-02", "2025-01-03"],
      ["2025-01-01", "2025-01-01", "2025-01-02"],
    ],
  );
  assert.deepEqual(events[2]?.classNames, ["holiday", "libur_nasional"]);
});

test("a year's list loses nothing at its edges", () => {
  const months = byMonth(calendar(2025, [making, check, receipt], [newYear]));
  assert.equal(months.length, 12);
  assert.deepEqual(
    months.map(({ items }) => items.length),
    [3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
  );
});

test("a month has what only ends in it, too", () => {
  const span = entry("pembuatan-2025-04", "2025-05-29", "2025-06-01");
  const year = calendar(2025, [receipt, span]);
  assert.deepEqual(
    ofMonth(year, 6).map((item) => item.date),
    ["2025-05-29"],
  );
  assert.equal(ofMonth(year, 5).length, 2);
  assert.equal(ofMonth(year, 7).length, 0);
});

test("months step over years, and the grid's neighbours are asked for", () => {
  assert.deepEqual(monthAfter(2025, 12, 1), { year: 2026, month: 1 });
  assert.deepEqual(monthAfter(2025, 1, -1), { year: 2024, month: 12 });
  assert.deepEqual(monthAfter(2025, 5, -12), { year: 2024, month: 5 });
  assert.deepEqual(yearsAround(2025, 1), [2024, 2025]);
  assert.deepEqual(yearsAround(2025, 6), [2025]);
  assert.deepEqual(yearsAround(2025, 12), [2025, 2026]);
});
