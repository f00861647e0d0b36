// Whether the handbook is as new as what it shows and is made of. The last line is "N passed, N failed".
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { bookHash, picturesShown } from "./book.mjs";
import { pageCount } from "./pdf.mjs";
import { MOST_SECONDS, namesSaid, scenario, scriptHash, sourcesShown } from "./scenario.mjs";
import { book, hashesOf, isOnPages, pageSources, sha256, unlisted } from "./sources.mjs";

const LEAST_PAGES = 25;
const MOST_BYTES = 6_000_000;
const MOST_VIDEO_BYTES = 8_000_000;
const STREAM = { codec_name: "h264", width: 1280, height: 720, pix_fmt: "yuv420p" };

let passed = 0;
let failed = 0;

/** `wrong`: what is wrong, nothing where all is well. `mend`: what to do then. */
function check(name, wrong, mend = "Run deploy/handbook") {
  if (wrong.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAIL ${name}: ${wrong.join(", ")}. ${mend}`);
}

const changed = (before, now) =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((source) => before[source] !== now[source]);

const read = (name) => JSON.parse(readFileSync(join(book, name), "utf8"));
const pictures = read("pictures.json");
const made = read("handbook.json");
const names = Object.keys(pictures);
const shown = picturesShown();
const lying = readdirSync(join(book, "pictures")).map((name) => name.replace(/\.jpg$/, ""));

check(
  "every page, part, style and text of the pages is shown by a picture or known to need none",
  unlisted(),
  "Name it in pageSources or unpictured (sources.mjs)",
);
for (const name of names) {
  const { page, sources } = pictures[name];
  const now = page in pageSources ? hashesOf(pageSources[page]) : {};
  check(`${name} shows ${page} as it is`, changed(sources, now));
}
check(
  "every picture that was taken lies there",
  names.filter((name) => !lying.includes(name)),
);
check(
  "no other picture lies there",
  lying.filter((name) => !names.includes(name)),
);
check(
  "every picture is shown",
  names.filter((name) => !shown.includes(name)),
);
check(
  "every picture that is shown was taken",
  shown.filter((name) => !names.includes(name)),
);
check(
  "no picture is shown twice",
  shown.filter((name, at) => shown.indexOf(name) !== at),
);

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

const film = join(book, "tutorial.mp4");
const scenes = scenario();
check(
  "names in captions are those of the pages",
  namesSaid(scenes).filter((name) => !isOnPages(name)),
);
if (existsSync(film)) {
  const tutorial = read("tutorial.json");
  const bytes = readFileSync(film);
  const now = sourcesShown(scenes);
  for (const page of Object.keys(now))
    check(`the video shows ${page} as it is`, changed(tutorial.sources[page] ?? {}, now[page]));
  check("the video is the one that was made", sha256(bytes) === tutorial.video ? [] : ["another hash"]);
  check("it is as new as its scenes and their style", scriptHash() === tutorial.script ? [] : ["it is older"]);
  check(`it takes at most ${MOST_SECONDS} s`, tutorial.seconds <= MOST_SECONDS ? [] : [`${tutorial.seconds} s`]);
  check(
    `it has at most ${MOST_VIDEO_BYTES / 1e6} MB`,
    bytes.length <= MOST_VIDEO_BYTES ? [] : [`${bytes.length} bytes`],
  );
  check(
    "it is what browsers play",
    JSON.stringify(tutorial.streams) === JSON.stringify([STREAM]) ? [] : [JSON.stringify(tutorial.streams)],
  );
  check(
    "it begins to play before it is there",
    bytes.indexOf("moov") < bytes.indexOf("mdat") ? [] : ["its index is at the end"],
  );
} else {
  check("there is a video", ["tutorial.mp4"]);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
