// The tutorial video: plays the scenes of docs/handbook/video.json on the stage, each as long as the scenes say.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Film, PAGE } from "./film.mjs";
import { MOST_SECONDS, scenario, scriptHash, sourcesShown } from "./scenario.mjs";
import { book, sha256 } from "./sources.mjs";
import { Stage } from "./stage.mjs";

/** How fast a caption is read, and how long until the eye is there. */
const READ_PER_S = 17;
const READ_FROM_S = 1;

const FIND = {
  button: (window, name) => window.getByRole("button", { name, exact: true }),
  link: (window, name) => window.getByRole("link", { name, exact: true }),
  menu: (window, name) => window.getByRole("navigation", { name: "Menu" }).getByRole("link", { name, exact: true }),
  heading: (window, name) => window.getByRole("heading", { name }),
  label: (window, name) => window.getByLabel(name),
  text: (window, words) => window.getByText(words),
  css: (window, selector) => window.locator(selector),
};

/** "button:Masuk": the first of that kind and name. */
function find(window, target) {
  const colon = target.indexOf(":");
  return FIND[target.slice(0, colon)](window, target.slice(colon + 1)).first();
}

const ACTIONS = {
  open: ({ window, stage }, path) => window.goto(stage.address + path),
  wait: ({ window }, target) => find(window, target).waitFor(),
  point: ({ window, film }, target) => film.pointAt(find(window, target)),
  scroll: ({ window, film }, target) => film.scrollTo(find(window, target)),
  watch: ({ window, film }, target, seconds) => film.watch(find(window, target), seconds),
  async click({ window, film }, target) {
    await film.clickAt(find(window, target));
    await find(window, target).click();
  },
  async fill({ window, film }, target, value) {
    await film.clickAt(find(window, target));
    await find(window, target).fill(value);
  },
  async choose({ window, film }, target, label) {
    await film.clickAt(find(window, target));
    await find(window, target).selectOption({ label });
  },
  async drop({ window, stage }, ...names) {
    const all = [...stage.data.ekspor, ...stage.data.impor].map((one) => one.file);
    await window
      .locator("input[type=file]")
      .first()
      .setInputFiles(names.map((name) => all.find((path) => basename(path) === name)));
  },
  async back({ window }, target) {
    await window.goBack();
    await find(window, target).waitFor();
  },
};

async function play(scene, place) {
  const { film } = place;
  const begun = film.seconds;
  film.caption(scene.title, scene.caption);
  for (const [name, ...values] of scene.actions) await ACTIONS[name](place, ...values);
  const read = READ_FROM_S + scene.caption.length / READ_PER_S;
  await film.hold(Math.max(scene.hold, begun + read - film.seconds));
  console.log(`${begun.toFixed(1)} s: ${scene.caption}`);
}

/** What ffprobe says of the file. */
function probe(path) {
  const told = execFileSync("ffprobe", [
    "-v",
    "error",
    "-of",
    "json",
    "-show_entries",
    "stream=codec_name,pix_fmt,width,height:format=duration",
    path,
  ]);
  const { streams, format } = JSON.parse(told);
  return { seconds: Number(format.duration), streams };
}

export async function makeVideo() {
  const { opening, scenes, closing } = scenario();
  const stage = await Stage.begin();
  const browser = await stage.browser();
  try {
    const window = await stage.window(browser, { viewport: PAGE, scale: 1 });
    const film = await Film.begin(browser, window, stage.folder);
    const place = { stage, window, film };
    await film.card(opening);
    for (const scene of scenes) await play(scene, place);
    await film.card(closing);
    if (film.seconds > MOST_SECONDS) throw new Error(`${film.seconds.toFixed(1)} s are too long`);
    const path = join(book, "tutorial.mp4");
    await film.develop(path);
    const bytes = readFileSync(path);
    const made = { ...probe(path), video: sha256(bytes), script: scriptHash(), sources: sourcesShown({ scenes }) };
    writeFileSync(join(book, "tutorial.json"), `${JSON.stringify(made, null, 1)}\n`);
    console.log(`tutorial.mp4: ${made.seconds} s, ${(bytes.length / 1e6).toFixed(1)} MB`);
  } finally {
    await browser.close();
    await stage.end();
  }
}
