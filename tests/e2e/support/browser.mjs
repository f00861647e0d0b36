// Chromium for the tests, and what every page has to hold.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

// Of a page as the browser has it: how its source was written is not asked.
const markup = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:browser"],
  // A list may have a name, by ARIA.
  rules: { "aria-label-misuse": ["error", { allowAnyNamable: true }] },
});
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const laptop = { width: 1366, height: 768 };
export const phone = { width: 390, height: 844 };

export async function openBrowser(...more) {
  return chromium.launch({
    executablePath: process.env.SIPRO_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/** Makes every answer of the service late, each by another time up to `most` ms. */
async function late(context, most) {
  await context.route("**/api/**", async (route) => {
    await new Promise((done) => setTimeout(done, Math.random() * most));
    await route.continue();
  });
}

/** A page whose console errors, uncaught errors and refused resources fail the test at `page.calm()`. */
export async function openPage(browser, service, { viewport = laptop, ...more } = {}) {
  const context = await browser.newContext({ viewport, locale: "id-ID", acceptDownloads: true, ...more });
  if (process.env.SIPRO_LAG) await late(context, Number(process.env.SIPRO_LAG));
  // axe is injected by the test, not by the page: the page's own policy stays as it is for everything else.
  const page = await context.newPage();
  // A busy machine is no failure.
  page.setDefaultTimeout(90_000);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.troubles = troubles;
  page.calm = (...expected) => {
    const left = troubles.filter((trouble) => !expected.some((pattern) => pattern.test(trouble)));
    assert.deepEqual(left, [], "the page stays without errors");
    troubles.length = 0;
  };
  page.service = service;
  return page;
}

export async function logIn(page, district, name = "Ani") {
  await page.goto(`${page.service.address}/`);
  const choice = page.getByLabel("Kabupaten/Kota");
  await choice.selectOption(district.id);
  await page.getByLabel("Kode akses login").fill(district.code);
  await page.getByLabel(/Nama atau inisial/).fill(name);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.getByRole("heading", { level: 1, name: "Selamat datang" }).waitFor();
  page.calm();
}

/** No violation of the accessibility rules and of HTML's on the page as it is now. */
export async function accessible(page) {
  await page.evaluate(`${axe}; undefined`);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((one) => ({ id: one.id, nodes: one.nodes.map((node) => node.html).slice(0, 3) }));
  });
  assert.deepEqual(found, [], "axe finds no violation");
  // The month's grid is the markup of another project: axe has looked at it.
  const content = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    for (const grid of copy.querySelectorAll(".ec")) grid.remove();
    return copy.outerHTML;
  });
  const { results } = await markup.validateString(content);
  const wrong = results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} ${selector}`),
  );
  assert.deepEqual(wrong, [], "html-validate finds nothing");
}

/** Nothing of the page is wider than the screen. */
export async function fits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
}

/** The page's link: a function that sets what it lets through, in bytes a second (-1: all), its delay in ms, and whether it is cut. */
export async function linkOf(page) {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  return ({ up = -1, down = -1, latency = 20, offline = false }) =>
    network.send("Network.emulateNetworkConditions", {
      offline,
      latency,
      downloadThroughput: down,
      uploadThroughput: up,
    });
}

/** Collects what moves without being asked to, from the next address on. */
export async function watchShifts(page) {
  await page.addInitScript(() => {
    globalThis.shifts = [];
    const tell = (entry) => `${entry.value} ${entry.sources.map(({ node }) => node?.className || node?.nodeName)}`;
    new PerformanceObserver((list) => {
      globalThis.shifts.push(
        ...list
          .getEntries()
          .filter((entry) => !entry.hadRecentInput)
          .map(tell),
      );
    }).observe({ type: "layout-shift", buffered: true });
  });
}
