import assert from "node:assert/strict";
import { test } from "node:test";
import type { Question } from "../src/api/content";
import { countWords, findQuestions, foldedWords, maySend } from "../src/pages/faq-words";

test("words are what blanks part", () => {
  assert.equal(countWords(""), 0);
  assert.equal(countWords(" \n\t "), 0);
  assert.equal(countWords("Ani"), 1);
  assert.equal(countWords("  tambah   grafik\nper\tnegara "), 4);
  assert.equal(countWords("satu\u00a0dua"), 2);
  assert.equal(countWords("a-b c/d"), 2);
});

test("a suggestion needs a name of one word and a text of five", () => {
  assert.equal(maySend("", "satu dua tiga empat lima"), false);
  assert.equal(maySend("  ", "satu dua tiga empat lima"), false);
  assert.equal(maySend("Ani", "satu dua tiga empat"), false);
  assert.equal(maySend("Ani", "satu dua tiga empat     "), false);
  assert.equal(maySend("Ani", "satu dua tiga empat lima"), true);
});

test("a search compares words without case, marks and signs", () => {
  assert.deepEqual(foldedWords("Café (20 °C), c-to-c"), ["cafe", "20", "c", "c", "to", "c"]);
});

const questions: Question[] = [
  { id: "a", question: "Mengapa ada baris yang ditolak?", answer: [{ text: "Lihat laporan." }], pages: ["Riwayat"] },
  { id: "b", question: "Apa itu c-to-c?", answer: [{ list: ["kumulatif", "sejak Januari"] }], pages: [] },
];
const found = (wanted: string) => findQuestions(questions, wanted).map((question) => question.id);

test("a question is found by the beginnings of its words, its answer's and its pages'", () => {
  assert.deepEqual(found(""), ["a", "b"]);
  assert.deepEqual(found("  ?! "), ["a", "b"]);
  assert.deepEqual(found("TOLAK"), []);
  assert.deepEqual(found("dito bar"), ["a"]);
  assert.deepEqual(found("kumul jan"), ["b"]);
  assert.deepEqual(found("riwayat"), ["a"]);
  assert.deepEqual(found("kumul riwayat"), []);
});
