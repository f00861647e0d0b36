// How fast the pages are for an officer, on a service of its own: Lighthouse's scores, and the long tasks of a slow processor.
//   node run.mjs [--runs N]     SIPRO_BIN, SIPRO_WEB, SIPRO_CHROMIUM as for tests/e2e
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { launch } from "puppeteer-core";
import { districts, Service, until } from "../e2e/support/service.mjs";
import { longTasks } from "./long-tasks.mjs";

const at = process.argv.indexOf("--runs");
const runs = at < 0 ? 5 : Number(process.argv[at + 1]);
const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const GOAL = 95;
const COUNTRIES = 300;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const METRICS = {
  FCP: "first-contentful-paint",
  LCP: "largest-contentful-paint",
  TBT: "total-blocking-time",
  CLS: "cumulative-layout-shift",
  SI: "speed-index",
};

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

async function logIn(page, service) {
  await page.goto(service.address);
  await page.waitForSelector("select");
  await page.select("select", districts[0].id);
  await page.locator("input[type=password]").fill(districts[0].code);
  await page.locator("button.primary").click();
  await page.waitForSelector(".who");
}

/** A result whose table of countries has 300 rows, made by the API of the page's session; resolves to its job's id. */
async function makeResult(page, service) {
  const file = join(service.folder, "Ekspor.sav");
  execFileSync("/usr/bin/python3", [join(here, "countries.py"), file, String(COUNTRIES)]);
  await page.goto(`${service.address}/preprocessing`);
  const input = await page.waitForSelector("input[type=file]");
  await input.uploadFile(file);
  await page.locator("button.primary[aria-disabled=false]").click();
  await page.waitForSelector(".result a[href*='Data%20Bersih']");
  return page.evaluate(async () => {
    const headers = { "Content-Type": "application/json" };
    const [preprocess] = (await (await fetch("/api/v1/jobs?kind=preprocess&state=succeeded")).json()).jobs;
    const body = JSON.stringify({
      kind: "olah",
      tables: "ekspor",
      ekspor: { job: preprocess.id },
      year: 2025,
      month: 5,
    });
    const { id } = await (await fetch("/api/v1/jobs", { method: "POST", headers, body })).json();
    return id;
  });
}

/** The scores of the runs, and what Lighthouse asks to be mended. */
async function judged(page, address) {
  const config = { extends: "lighthouse:default", settings: { onlyCategories: CATEGORIES, disableStorageReset: true } };
  const results = [];
  for (let run = 0; run < runs; run += 1) {
    const { lhr } = await lighthouse(address, { logLevel: "error" }, config, page);
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    results.push(lhr);
  }
  return results;
}

function tell(name, results) {
  const scores = (category) => results.map((lhr) => Math.round(lhr.categories[category].score * 100));
  const value = (lhr, metric) => lhr.audits[METRICS[metric]].numericValue;
  console.log(`\n${name}`);
  for (const category of CATEGORIES) {
    const reached = median(scores(category));
    console.log(
      `  ${category.padEnd(15)} ${String(reached).padStart(3)}${reached < GOAL ? ` below ${GOAL}` : ""}   runs: ${scores(category).join(" ")}`,
    );
  }
  for (const metric of Object.keys(METRICS)) {
    const digits = metric === "CLS" ? 3 : 0;
    const values = results.map((lhr) => value(lhr, metric).toFixed(digits));
    console.log(
      `  ${metric.padEnd(15)} ${median(values.map(Number)).toFixed(digits)}${metric === "CLS" ? "" : " ms"}   runs: ${values.join(" ")}`,
    );
  }
  const weighed = new Set(
    CATEGORIES.flatMap((category) => results[0].categories[category].auditRefs.map(({ id }) => id)),
  );
  for (const audit of Object.values(results[0].audits)) {
    if (!weighed.has(audit.id) || audit.score === null || audit.score >= 0.9) continue;
    console.log(`  - ${audit.id}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ""}`);
    for (const item of audit.details?.items?.slice(0, 3) ?? []) {
      console.log(`      ${JSON.stringify(item.node?.selector ?? item.description ?? item.url ?? item.source ?? "")}`);
    }
  }
}

async function main() {
  const service = await Service.begin();
  const browser = await launch({
    executablePath: process.env.SIPRO_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    defaultViewport: { width: 1366, height: 768 },
    protocolTimeout: 300_000,
  });
  try {
    const stranger = await (await browser.createBrowserContext()).newPage();
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    await logIn(page, service);
    const job = await makeResult(page, service);
    const result = `${service.address}/olah/ekspor?job=${job}&tabel=E06`;
    await page.goto(result);
    await until("the table has its rows", 120, () =>
      page.evaluate((rows) => document.querySelectorAll("table.sheet tbody tr").length > rows, COUNTRIES),
    );

    const PLACES = [
      ["Login", stranger, service.address],
      ["Beranda", page, service.address],
      [`A result of ${COUNTRIES} rows`, page, result],
    ];
    console.log(
      `Lighthouse, its default of a middling telephone, median of ${runs}; goal ${GOAL}. What is below 90 is named.`,
    );
    for (const [name, where, address] of PLACES) tell(name, await judged(where, address));

    console.log(
      "\nA processor slowed four times: the longest tasks in ms of its time (goal 200), and what moved (goal 0)",
    );
    for (const [name, where, address] of PLACES) console.log(`  ${name.padEnd(24)} ${await longTasks(where, address)}`);
    const grid = `${service.address}/olah/ekspor?job=${job}&bagian=data`;
    // By a key, as an officer does it: what moves because she asked for it is not counted.
    const most = async (open) => {
      await open.focus(".pager-size select");
      await open.keyboard.press("End");
      await open.waitForFunction(
        () => document.querySelectorAll(".data-table tbody:not([aria-hidden]) tr").length === 250,
      );
    };
    console.log(`  ${"The grid of 250 rows".padEnd(24)} ${await longTasks(page, grid, ".pager-size select", most)}`);
  } finally {
    await browser.close();
    await service.end();
  }
}

await main();
