// Which files of the pages each part of the handbook shows. A picture remembers their hashes, so that a test can say
// which pictures are older than what they show. What all pages share is with the first page that shows it only.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
export const root = resolve(here, "../../..");
/** What the handbook is made of. */
export const book = join(root, "docs/handbook");
const web = join(root, "gateway/web/src");

// "text#login": that part of the pages' words.
export const pageSources = {
  Login: ["parts/sign-in.tsx", "parts/code-field.tsx", "parts/notice.tsx", "text#login", "text#code", "text#problem"],
  Beranda: [
    "pages/home.tsx",
    "parts/frame.tsx",
    "parts/page.tsx",
    "styles/base.css",
    "styles/plain.css",
    "styles/touch.css",
    "text#app",
    "text#home",
    "text#pages",
  ],
  "Preprocessing Data": [
    "pages/preprocessing.tsx",
    "parts/file-intake.tsx",
    "parts/drop-zone.tsx",
    "parts/archive-picker.tsx",
    "parts/dialog.tsx",
    "parts/data-file-item.tsx",
    "parts/upload-line.tsx",
    "parts/overlap-panel.tsx",
    "parts/radio-choices.tsx",
    "parts/file-groups.tsx",
    "parts/other-uploads.tsx",
    "styles/files.css",
    "styles/dialog.css",
    "text#preprocessing",
    "text#archivePicker",
    "text#flows",
    "text#upload",
    "text#check",
    "text#overlap",
  ],
  "Hasil Preprocessing": [
    "parts/preprocess-report.tsx",
    "parts/revisions.tsx",
    "parts/data-grid.tsx",
    "parts/download-link.tsx",
    "parts/scroll-table.tsx",
    "parts/search-field.tsx",
    "styles/data.css",
    "text#report",
    "text#rules",
    "text#actions",
    "text#countUnits",
    "text#revisions",
    "text#grid",
  ],
  "Olah Data": ["pages/process.tsx", "parts/month-choice.tsx", "text#process"],
  "Tabel dan grafik": [
    "parts/table-viewer.tsx",
    "parts/table-grid.tsx",
    "parts/chart-figure.tsx",
    "parts/chart.tsx",
    "styles/tables.css",
    "styles/touch.css",
    "text#tables",
  ],
  "Paket Bulanan": ["pages/package.tsx", "text#package"],
  Riwayat: [
    "pages/history.tsx",
    "pages/job.tsx",
    "parts/again-button.tsx",
    "parts/copy-field.tsx",
    "parts/keep-button.tsx",
    "parts/result-files.tsx",
    "parts/step-pager.tsx",
    "text#history",
    "text#keep",
  ],
  Pekerjaan: ["parts/job-progress.tsx", "styles/job.css", "text#job", "text#stops"],
  "Kalender Kegiatan": [
    "pages/calendar.tsx",
    "pages/calendar-words.ts",
    "parts/month-view.tsx",
    "styles/calendar.css",
    "text#calendar",
  ],
  FAQ: [
    "pages/faq.tsx",
    "pages/faq-words.ts",
    "pages/suggestions.tsx",
    "parts/suggestion-form.tsx",
    "text#faq",
    "text#suggestion",
  ],
  Perpustakaan: [
    "pages/archive.tsx",
    "pages/publications.tsx",
    "parts/library.tsx",
    "parts/library-upload.tsx",
    "parts/feature-gate.tsx",
    "parts/remove-dialog.tsx",
    "text#library",
    "text#remove",
    "text#gate",
  ],
  "Tabel Output": ["pages/outputs.tsx", "text#outputs"],
  "Kode HS 8 Digit": ["pages/commodities.tsx", "pages/hs-query.ts", "parts/pager.tsx", "text#hs", "text#pager"],
  Provinsi: [
    "pages/province.tsx",
    "pages/province-district.tsx",
    "pages/province-matrix.ts",
    "pages/province-words.ts",
    "text#province",
  ],
};

/** What no picture shows, and why. */
const unpictured = {
  "pages/work.ts": "only fetches pages",
  "parts/announcer.tsx": "is heard, not seen",
  "parts/countdown.ts": "only counts",
  "parts/fetched.tsx": "is seen where a page cannot be fetched",
  "styles/print.css": "is for paper",
};

/** Pages, parts, styles and texts that neither have a picture nor are said to need none, and names that are of nothing. */
export function unlisted() {
  const files = ["pages", "parts", "styles"].flatMap((folder) =>
    readdirSync(join(web, folder)).map((name) => `${folder}/${name}`),
  );
  const texts = [...allWords().matchAll(/^ {2}(\w+): \{$/gm)].map(([, part]) => `text#${part}`);
  const there = [...files, ...texts];
  const listed = [...Object.values(pageSources).flat(), ...Object.keys(unpictured)];
  return [...there.filter((one) => !listed.includes(one)), ...listed.filter((one) => !there.includes(one))];
}

export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

const allWords = () => readFileSync(join(web, "text/id.ts"), "utf8");

/** Whether the pages have this text, as a whole or with something put into it. */
export function isOnPages(words) {
  const texts = [...allWords().matchAll(/^\s+\w+: (?:\([^)]*\) =>\s+)?(?:"([^"]*)"|`([^`]*)`)/gm)];
  const literally = (text) => text.replace(/[.*+?^$(){}|[\]\\]/g, "\\$&");
  const matches = (text) =>
    new RegExp(
      `^${text
        .split(/\$\{[^}]*\}/)
        .map(literally)
        .join(".+")}$`,
    ).test(words);
  return texts.some(([, whole, filled]) => whole === words || (filled !== undefined && matches(filled)));
}

function wordsOf(part) {
  const found = new RegExp(`^  ${part}: \\{\\n[\\s\\S]*?^  \\},\\n`, "m").exec(allWords());
  if (!found) throw new Error(`text/id.ts has no part ${part}`);
  return found[0];
}

/** {source: hash} of sources of the pages. */
export function hashesOf(sources) {
  return Object.fromEntries(
    sources.map((source) => {
      const [file, part] = source.split("#");
      return [source, sha256(file === "text" ? wordsOf(part) : readFileSync(join(web, file)))];
    }),
  );
}
