// Takes the pictures: a part of a page as it is, with numbered marks where the text says "(1)".
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashesOf, pageSources } from "./sources.mjs";

const QUALITY = 78;
const MARGIN = 10;
/** Room for the numbers on the left. */
const MARKED_MARGIN = 26;

export class Camera {
  constructor(folder, list) {
    this.folder = folder;
    this.list = list;
    this.taken = {};
    mkdirSync(folder, { recursive: true });
  }

  /**
   * `page` of the handbook's list is what the picture shows. `of`: the locators that it has to hold (else all that the
   * window shows); `marks`: locators that get a number, or [locator, pixels to the right]; `height`: at most so many pixels of it.
   */
  async take(name, shows, window, { of, marks = [], height = Infinity, full = false } = {}) {
    if (this.taken[name]) throw new Error(`taken twice: ${name}`);
    await window.evaluate(() => document.activeElement?.blur());
    await window.mouse.move(0, 0);
    // What sticks to the top of the window would else lie over it.
    await window.evaluate(() => scrollTo(0, 0));
    await window.evaluate(() => document.fonts.ready);
    await mark(marks);
    const clip = of ? await around(window, of, height, marks.length > 0 ? MARKED_MARGIN : MARGIN) : undefined;
    const bytes = await window.screenshot({
      type: "jpeg",
      quality: QUALITY,
      animations: "disabled",
      caret: "hide",
      fullPage: clip !== undefined || full,
      ...(clip ? { clip } : {}),
    });
    await window.evaluate(() => {
      for (const mark of document.querySelectorAll(".handbook-mark")) mark.remove();
    });
    writeFileSync(join(this.folder, `${name}.jpg`), bytes);
    const width = Math.round(clip?.width ?? window.viewportSize().width);
    this.taken[name] = { page: shows, width, sources: hashesOf(pageSources[shows]) };
    console.log(`${name}: ${Math.round(bytes.length / 1024)} KiB`);
  }

  /** `all`: every scene was played, so that a picture that none takes any more is removed; else the others stay as known. */
  save(all) {
    const known = all || !existsSync(this.list) ? {} : JSON.parse(readFileSync(this.list, "utf8"));
    const list = Object.entries({ ...known, ...this.taken }).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(this.list, `${JSON.stringify(Object.fromEntries(list), null, 1)}\n`);
    if (!all) return;
    for (const name of readdirSync(this.folder))
      if (!(name.replace(/\.jpg$/, "") in this.taken)) rmSync(join(this.folder, name));
  }
}

/** In pixels of the whole page, a little more than what the elements take. */
async function around(window, locators, height, margin) {
  const boxes = [];
  for (const locator of locators) {
    const box = await locator.evaluate((element) => {
      const { x, y, width, height: tall } = element.getBoundingClientRect();
      return { x: x + scrollX, y: y + scrollY, right: x + scrollX + width, bottom: y + scrollY + tall };
    });
    boxes.push(box);
  }
  const { width } = window.viewportSize();
  const frame = await window.evaluate(() => ({
    right: document.querySelector(".menu")?.getBoundingClientRect().right ?? 0,
    bottom: document.querySelector(".head")?.getBoundingClientRect().bottom ?? 0,
  }));
  const x = Math.max(frame.right + 1, Math.min(...boxes.map((box) => box.x)) - margin);
  const y = Math.max(frame.bottom, Math.min(...boxes.map((box) => box.y)) - MARGIN);
  const right = Math.min(width, Math.max(...boxes.map((box) => box.right)) + MARGIN);
  const bottom = Math.min(y + height, Math.max(...boxes.map((box) => box.bottom)) + MARGIN);
  return { x, y, width: right - x, height: bottom - y };
}

async function mark(marks) {
  for (const [index, one] of marks.entries()) {
    const [locator, shift] = Array.isArray(one) ? one : [one, 0];
    await locator.evaluate(
      (element, [number, right]) => {
        const { left, top, height } = element.getBoundingClientRect();
        const badge = document.createElement("div");
        badge.className = "handbook-mark";
        badge.textContent = number;
        Object.assign(badge.style, {
          position: "absolute",
          left: `${Math.max(2, left + scrollX - 21 + right)}px`,
          top: `${Math.max(2, top + scrollY + Math.min(0, height / 2 - 12) - 10)}px`,
          zIndex: 9999,
          width: "24px",
          height: "24px",
          borderRadius: "50%",
          background: "#d9730d",
          color: "#fff",
          font: "700 14px/24px 'Open Sans'",
          textAlign: "center",
          boxShadow: "0 0 0 2px #fff",
        });
        // What a modal dialog covers can't be seen otherwise.
        (element.closest("dialog") ?? document.body).append(badge);
      },
      [String(index + 1), shift],
    );
  }
}
