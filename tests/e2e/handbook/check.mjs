// Whether the handbook is as new as what it shows and is made of. The last line is "N passed, N failed".
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { bookHash, picturesShown } from "./book.mjs";
import { pageCount } from "./pdf.mjs";
import { book, hashesOf, pageSources, sha256 } from "./sources.mjs";

const LEAST_PAGES = 25;
const MOST_BYTES = 6_000_000;

let passed = 0;
let failed = 0;

/** `wrong`: what is wrong, nothing where all is well. */
function check(name, wrong) {
  if (wrong.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAIL ${name}: ${wrong.join(", ")}. Run deploy/handbook`);
}

const read = (name) => JSON.parse(readFileSync(join(book, name), "utf8"));
const pictures = read("pictures.json");
const made = read("handbook.json");
const names = Object.keys(pictures);
const shown = picturesShown();
const lying = readdirSync(join(book, "pictures")).map((name) => name.replace(/\.jpg$/, ""));

for (const name of names) {
  const { page, sources } = pictures[name];
  const now = page in pageSources ? hashesOf(pageSources[page]) : {};
  const changed = [...new Set([...Object.keys(sources), ...Object.keys(now)])].filter((source) => sources[source] !== now[source]);
  check(`${name} shows ${page} as it is`, changed);
}
check("every picture that was taken lies there", names.filter((name) => !lying.includes(name)));
check("no other picture lies there", lying.filter((name) => !names.includes(name)));
check("every picture is shown", names.filter((name) => !shown.includes(name)));
check("every picture that is shown was taken", shown.filter((name) => !names.includes(name)));
check("no picture is shown twice", shown.filter((name, at) => shown.indexOf(name) !== at));

const pdf = join(book, "handbook.pdf");
if (existsSync(pdf)) {
  const { size } = statSync(pdf);
  const pages = pageCount(pdf);
  check("the PDF is the one that was made", sha256(readFileSync(pdf)) === made.pdf ? [] : ["another hash"]);
  check("it is as new as its text, its pictures and its style", bookHash() === made.text ? [] : ["it is older"]);
  check(`it has at least ${LEAST_PAGES} pages`, pages >= LEAST_PAGES ? [] : [`${pages} pages`]);
  check(`it has at most ${MOST_BYTES / 1e6} MB`, size <= MOST_BYTES ? [] : [`${size} bytes`]);
} else {
  check("there is a PDF", ["handbook.pdf"]);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
