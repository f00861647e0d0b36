// Firefox, as many offices have it, by WebDriver BiDi: the entry page opens, and an officer gets in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch } from "puppeteer-core";
import { laptop } from "./support/browser.mjs";
import { districts, Service } from "./support/service.mjs";

// A busy machine is no failure.
const PATIENCE = 180_000;

test("Firefox logs in and opens pages without an error", async (t) => {
  const service = await Service.begin();
  t.after(() => service.end());
  const browser = await launch({
    browser: "firefox",
    executablePath: process.env.SIPRO_FIREFOX ?? "/usr/bin/firefox-esr",
    defaultViewport: laptop,
    timeout: PATIENCE,
    protocolTimeout: PATIENCE,
  });
  t.after(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  await page.goto(service.address);
  const code = await page.waitForSelector("input[type=password]");
  await page.select("select", districts[0].id);
  await code.type(districts[0].code);
  await (await page.waitForSelector("button.primary")).click();
  const who = await page.waitForSelector(".who");
  assert.match(await who.evaluate((element) => element.textContent), /Kabupaten Karimun/);
  for (const [href, heading] of [
    ["/preprocessing", "Preprocessing Data"],
    ["/kalender", "Kalender Kegiatan"],
  ]) {
    await (await page.waitForSelector(`#menu a[href="${href}"]`)).click();
    await page.waitForFunction((name) => document.querySelector("h1")?.textContent === name, {}, heading);
  }
  assert.deepEqual(troubles, []);
});
