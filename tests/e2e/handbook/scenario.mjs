// What the tutorial video shows: docs/handbook/video.json, and the hashes by which a test says whether the video is older.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { book, hashesOf, pageSources, sha256 } from "./sources.mjs";

export const MOST_SECONDS = 180;

export const scenario = () => JSON.parse(readFileSync(join(book, "video.json"), "utf8"));

/** The names of buttons, fields and pages in its captions. */
export function namesSaid({ scenes }) {
  return [...new Set(scenes.flatMap(({ caption }) => [...caption.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name)))];
}

/** {page: {source: hash}} of all pages that the scenes show. */
export function sourcesShown({ scenes }) {
  const pages = [...new Set(scenes.flatMap(({ shows }) => shows))].sort();
  return Object.fromEntries(pages.map((page) => [page, hashesOf(pageSources[page])]));
}

/** Of everything else that the video is made of. */
export function scriptHash() {
  return sha256(["video.json", "video.css"].map((name) => sha256(readFileSync(join(book, name)))).join("\n"));
}
