import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDate, formatPeriod, formatTime } from "../src/format/date";
import { formatBytes, formatDuration, formatValue, formatWhole } from "../src/format/number";

test("values have two decimals, points and a comma", () => {
  assert.equal(formatValue(1234.555), "1.234,56");
  assert.equal(formatValue(-22.464), "-22,46");
  assert.equal(formatValue(0), "0,00");
  assert.equal(formatValue(-0.001), "0,00");
  assert.equal(formatValue(null), "-");
});

test("counts have points", () => {
  assert.equal(formatWhole(11554), "11.554");
  assert.equal(formatWhole(null), "-");
});

test("sizes use the unit that fits", () => {
  assert.equal(formatBytes(0), "0 B");
  assert.equal(formatBytes(1023), "1.023 B");
  assert.equal(formatBytes(1536), "1,5 KiB");
  assert.equal(formatBytes(150 * 1024 * 1024), "150 MiB");
});

test("durations are told in words", () => {
  assert.equal(formatDuration(0.4), "0 detik");
  assert.equal(formatDuration(60), "1 menit");
  assert.equal(formatDuration(185), "3 menit 5 detik");
  assert.equal(formatDuration(3720), "1 jam 2 menit");
});

test("dates keep the district's own time", () => {
  assert.equal(formatDate("2025-06-03"), "3 Juni 2025");
  assert.equal(formatTime("2025-06-20T10:46:00+07:00"), "20 Juni 2025 10.46 WIB");
  assert.equal(formatTime("2025-06-20T10:46:00+09:00"), "20 Juni 2025 10.46 WIT");
  assert.equal(formatPeriod(2025, 4), "April 2025");
  assert.equal(formatDate("kemarin"), "kemarin");
});
