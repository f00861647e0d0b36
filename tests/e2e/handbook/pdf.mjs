// The handbook's PDF. Rendered twice: the pages of the headings are known after the first time.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "../support/browser.mjs";
import { bookHash, bookHtml } from "./book.mjs";
import { book, sha256 } from "./sources.mjs";

/** {id of a heading: page}, of those that the contents link to. */
function pagesOf(pdf) {
  const told = execFileSync("pdfinfo", ["-dests", pdf], { encoding: "utf8" });
  return Object.fromEntries([...told.matchAll(/^\s*(\d+)\s.*"([^"]+)"$/gm)].map(([, page, id]) => [id, Number(page)]));
}

export function pageCount(pdf) {
  return Number(/^Pages:\s+(\d+)$/m.exec(execFileSync("pdfinfo", [pdf], { encoding: "utf8" }))[1]);
}

/** Equal pages give equal bytes: the time of printing is no part of the book. */
function withoutTime(bytes) {
  const stamp = /\/(CreationDate|ModDate) \(D:\d{14}/g;
  return Buffer.from(bytes.toString("latin1").replace(stamp, "/$1 (D:20250630090000"), "latin1");
}

export async function makePdf() {
  const folder = mkdtempSync(join(tmpdir(), "sipro-handbook."));
  const pictures = JSON.parse(readFileSync(join(book, "pictures.json"), "utf8"));
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const print = async (pageOf) => {
      await page.setContent(bookHtml(pictures, pageOf));
      await page.evaluate(() => document.fonts.ready);
      const path = join(folder, "handbook.pdf");
      await page.pdf({ path, preferCSSPageSize: true, printBackground: true, outline: true, tagged: true });
      return path;
    };
    const pageOf = pagesOf(await print({}));
    const path = await print(pageOf);
    const still = pagesOf(path);
    for (const id of Object.keys(pageOf))
      if (still[id] !== pageOf[id]) throw new Error(`${id} has moved to page ${still[id]}`);
    const bytes = withoutTime(readFileSync(path));
    writeFileSync(join(book, "handbook.pdf"), bytes);
    const made = { pages: pageCount(path), text: bookHash(), pdf: sha256(bytes) };
    writeFileSync(join(book, "handbook.json"), `${JSON.stringify(made, null, 1)}\n`);
    console.log(`handbook.pdf: ${made.pages} pages, ${(bytes.length / 1e6).toFixed(1)} MB`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
