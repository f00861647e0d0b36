import assert from "node:assert/strict";
import { test } from "node:test";
import { hsAddress, hsBookPath, hsPath, NOTHING, readHsQuery, withChapter, withWords } from "../src/pages/hs-query";

test("an address tells what is looked for, and is read back", () => {
  const query = { words: "ikan beku & udang", chapter: "03", offset: 100 };
  assert.equal(hsAddress(query), "/kode-hs?cari=ikan+beku+%26+udang&bab=03&hal=3");
  assert.deepEqual(readHsQuery({ cari: "ikan beku & udang", bab: "03", hal: "3" }), query);
  assert.equal(hsAddress(NOTHING), "/kode-hs");
  assert.deepEqual(readHsQuery({}), NOTHING);
});

test("what makes no sense in an address is left out", () => {
  for (const bab of ["0", "100", "-1", "1.5", "x", "1e9"]) assert.equal(readHsQuery({ bab }).chapter, "");
  assert.equal(readHsQuery({ bab: "7" }).chapter, "07");
  for (const hal of ["0", "-3", "1.5", "x", "99999999"]) assert.equal(readHsQuery({ hal }).offset, 0);
  assert.equal(readHsQuery({ cari: "a".repeat(300) }).words.length, 200);
});

test("the gateway is asked for one page, the workbook for all", () => {
  const query = { words: "  ikan ", chapter: "03", offset: 50 };
  assert.equal(hsPath(query), "/hs?q=ikan&chapter=3&offset=50&limit=50");
  assert.equal(hsBookPath(query), "/hs.xlsx?q=ikan&chapter=3");
  assert.equal(hsPath(NOTHING), "/hs?offset=0&limit=50");
  assert.equal(hsBookPath(NOTHING), "/hs.xlsx");
});

test("other words or another chapter begin at the first page", () => {
  const query = { words: "ikan", chapter: "03", offset: 50 };
  assert.deepEqual(withWords(query, "udang"), { words: "udang", chapter: "03", offset: 0 });
  assert.deepEqual(withChapter(query, ""), { words: "ikan", chapter: "", offset: 0 });
});
