// A film of a page, in a time of its own: what stands still is one picture with the seconds that it is shown, and the
// pointer is laid over it afterwards. So a slow machine makes the same film as a fast one.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { book, root } from "./sources.mjs";

const WIDTH = 1280;
const HEIGHT = 720;
const STRIP = 96;
/** The part of the picture that shows the page; below it is the caption. */
export const PAGE = { width: WIDTH, height: HEIGHT - STRIP };

const PER_SECOND = 20;
const MOVE_S = 0.7;
const CLICK_S = 0.4;
const AFTER_S = 0.5;
const SCROLL_S = 0.5;
const SCROLL_STEPS = 5;
/** What is watched is looked at so often; what is shown of it is spread over the seconds that the scene gives it. */
const WATCH_MS = 300;
const WATCH_STEP_S = 0.5;
const UNDER_HEAD_PX = 84;
const AWAY = { x: -200, y: -200 };
const RING_PX = 56;

const inHtml = (words) => words.replace(/\*\*(.+?)\*\*/g, "<b>$1</b>");

function run(program, args) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", failed);
    child.on("exit", (code) => (code === 0 ? done() : failed(new Error(`${program} ended with ${code}`))));
  });
}

export class Film {
  seconds = 0;
  /** [{file, seconds}] of the page, and of what stands below it. */
  pages = [];
  strips = [];
  /** [{at, from, to}] of the pointer, and [{at, x, y}] where it clicks. */
  moves = [];
  clicks = [];
  pointer = AWAY;

  static async begin(browser, window, folder) {
    const film = new Film();
    Object.assign(film, { window, folder, count: 0, words: null });
    // Captions and cards are made beside the page, which stays as it is.
    film.desk = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
    return film;
  }

  async keep(page, options) {
    this.count += 1;
    const file = join(this.folder, `film-${String(this.count).padStart(4, "0")}.png`);
    await page.screenshot({ path: file, animations: "disabled", caret: "hide", ...options });
    return file;
  }

  async onDesk(body, clip, more = {}) {
    const style = readFileSync(join(book, "video.css"), "utf8");
    await this.desk.setContent(
      `<!doctype html><html lang="id"><meta charset="utf-8"><style>${style}</style><body>${body}</body></html>`,
    );
    await this.desk.evaluate(() => document.fonts.ready);
    return this.keep(this.desk, { clip: { x: 0, y: 0, width: WIDTH, height: HEIGHT, ...clip }, ...more });
  }

  /** From now on, until the next. */
  caption(title, words) {
    this.words = { title, words };
  }

  async strip() {
    if (this.words) {
      const { title, words } = this.words;
      this.below = await this.onDesk(`<p class="strip"><i>${title}</i><span>${inHtml(words)}</span></p>`, {
        height: STRIP,
      });
      this.words = null;
    }
    return this.below;
  }

  show(file, below, seconds) {
    this.pages.push({ file, seconds });
    this.strips.push({ file: below, seconds });
    this.seconds += seconds;
  }

  /** The page as it is now, for so long. */
  async hold(seconds) {
    if (seconds <= 0) return;
    await this.window.evaluate(() => document.fonts.ready);
    this.show(await this.keep(this.window), await this.strip(), seconds);
  }

  async card({ title, lines, seconds }) {
    const logo = readFileSync(join(root, "gateway/web/public/sipro.svg"), "utf8");
    const body = `<div class="card">${logo}<h1>${title}</h1>${lines.map((line) => `<p>${line}</p>`).join("")}</div>`;
    const upper = await this.onDesk(body, { height: PAGE.height });
    const lower = await this.keep(this.desk, { clip: { x: 0, y: PAGE.height, width: WIDTH, height: STRIP } });
    this.moves.push({ at: this.seconds, from: AWAY, to: AWAY });
    this.pointer = AWAY;
    this.show(upper, lower, seconds);
  }

  async pointAt(target, more = 0) {
    await target.waitFor();
    await target.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await target.boundingBox();
    const to = { x: Math.round(x + Math.min(width / 2, 160)), y: Math.round(y + height / 2) };
    const from = this.pointer === AWAY ? { x: WIDTH / 2, y: PAGE.height / 2 } : this.pointer;
    this.moves.push({ at: this.seconds, from, to });
    this.pointer = to;
    await this.hold(MOVE_S + (more || AFTER_S));
  }

  /** Up to the click, which the caller does. */
  async clickAt(target) {
    await this.pointAt(target, CLICK_S);
    this.clicks.push({ at: this.seconds - CLICK_S, ...this.pointer });
  }

  /** Until the target stands below the head of the page, or the page ends. */
  async scrollTo(target) {
    await target.waitFor();
    const from = await this.window.evaluate(() => scrollY);
    const to = from + (await target.boundingBox()).y - UNDER_HEAD_PX;
    for (let step = 1; step <= SCROLL_STEPS; step += 1) {
      await this.window.evaluate((y) => scrollTo(0, y), from + ((to - from) * step) / SCROLL_STEPS);
      await this.hold(SCROLL_S / SCROLL_STEPS);
    }
  }

  /** What happens until the target is there, in so many seconds. */
  async watch(target, seconds) {
    const seen = [];
    while (!(await target.isVisible())) {
      seen.push(await this.keep(this.window));
      await this.window.waitForTimeout(WATCH_MS);
    }
    const steps = Math.min(seen.length, Math.ceil(seconds / WATCH_STEP_S));
    for (let step = 0; step < steps; step += 1) {
      this.show(seen[Math.floor((step * seen.length) / steps)], await this.strip(), seconds / steps);
    }
  }

  /** What the pointer and its ring do, for ffmpeg's sendcmd. */
  commands() {
    const lines = [];
    const put = (at, what, { x, y }) =>
      lines.push([at, `${at.toFixed(3)} overlay@${what} x ${x}, overlay@${what} y ${y};`]);
    for (const { at, from, to } of this.moves) {
      const frames = MOVE_S * PER_SECOND;
      for (let frame = 0; frame <= frames; frame += 1) {
        const share = frame / frames;
        const eased = share * share * (3 - 2 * share);
        const [x, y] = [from.x + (to.x - from.x) * eased, from.y + (to.y - from.y) * eased];
        put(at + frame / PER_SECOND, "pointer", { x: Math.round(x), y: Math.round(y) });
      }
    }
    for (const { at, x, y } of this.clicks) {
      put(at, "ring", { x: x - RING_PX / 2, y: y - RING_PX / 2 });
      put(at + CLICK_S, "ring", AWAY);
    }
    return lines
      .sort(([a], [b]) => a - b)
      .map(([, line]) => line)
      .join("\n");
  }

  list(name, pictures) {
    const path = join(this.folder, name);
    const lines = pictures.map(({ file, seconds }) => `file '${file}'\nduration ${seconds.toFixed(4)}`);
    // concat shows the last one only when it is named again.
    writeFileSync(path, ["ffconcat version 1.0", ...lines, `file '${pictures.at(-1).file}'`, ""].join("\n"));
    return path;
  }

  /** Writes the video. */
  async develop(path) {
    const drawn = (name, size) =>
      this.onDesk(`<div class="${name}"></div>`, { width: size, height: size }, { omitBackground: true });
    const [pointer, ring] = [await drawn("pointer", 32), await drawn("ring", RING_PX)];
    const commands = join(this.folder, "commands");
    writeFileSync(commands, this.commands());
    // Each picture becomes video once, not at every frame that shows it.
    const still = `scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,fps=${PER_SECOND}`;
    const filter = [
      `[0]${still}[page]`,
      `[1]${still}[strip]`,
      `[page][strip]vstack,sendcmd=f=${commands}[film]`,
      `[film][3]overlay@ring=x=${AWAY.x}:y=${AWAY.y}[clicked]`,
      `[clicked][2]overlay@pointer=x=${AWAY.x}:y=${AWAY.y}[out]`,
    ].join(";");
    const concat = (list) => ["-f", "concat", "-safe", "0", "-i", list];
    await run("ffmpeg", [
      "-v",
      "error",
      "-y",
      ...concat(this.list("pages", this.pages)),
      ...concat(this.list("strips", this.strips)),
      "-i",
      pointer,
      "-i",
      ring,
      "-filter_complex",
      filter,
      "-map",
      "[out]",
      "-t",
      this.seconds.toFixed(3),
      "-c:v",
      "libx264",
      "-preset",
      "fast",
      "-crf",
      "23",
      "-tune",
      "animation",
      "-g",
      String(PER_SECOND * 5),
      "-pix_fmt",
      "yuv420p",
      "-colorspace",
      "bt709",
      "-color_primaries",
      "bt709",
      "-color_trc",
      "bt709",
      "-movflags",
      "+faststart",
      "-fflags",
      "+bitexact",
      "-flags:v",
      "+bitexact",
      path,
    ]);
  }
}
