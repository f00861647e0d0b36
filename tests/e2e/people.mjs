// Several people at once: officers of two districts, two tabs of one officer, and one who has no mouse.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { logIn, openBrowser, openPage } from "./support/browser.mjs";
import { districts, Service, until } from "./support/service.mjs";

let service;
let browser;
let samples;
before(async () => {
  service = await Service.begin();
  browser = await openBrowser();
  samples = service.samples("--seed", "4", "--rows", "300", "--from", "2023-01", "--to", "2025-05");
});
after(async () => {
  await browser?.close();
  await service?.end();
});

const run = (page) => page.locator("button.primary[aria-disabled=false]").filter({ hasText: "Preprocessing Data" });
const result = (page) => page.getByRole("link", { name: "Download Data Bersih" });

async function go(page, path, heading) {
  await page.goto(service.address + path);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

/** What an officer leaves behind, all of it with her own word in its name; resolves to her page and its addresses. */
async function work(t, district, officer, word) {
  const page = await openPage(browser, service);
  t.after(() => page.context().close());
  await logIn(page, district, officer);
  const folder = join(service.folder, word);
  mkdirSync(folder);
  const named = (file, name) => {
    copyFileSync(file, join(folder, name));
    return join(folder, name);
  };
  await go(page, "/preprocessing", "Preprocessing Data");
  await page.locator("input[type=file]").setInputFiles(named(samples.ekspor[2].file, `Ekspor ${word}.sav`));
  await run(page).click();
  // The sample's rows are Karimun's, which is what a job of Batam says.
  await result(page).or(page.getByText("SIPRO berhenti, belum ada hasil")).first().waitFor();
  const upload = await page.evaluate(async () => (await (await fetch("/api/v1/uploads")).json()).uploads[0].id);
  const job = (await page.getByRole("link", { name: "Buka di Riwayat" }).getAttribute("href")).split("/").pop();

  await go(page, "/data-historis", "Data Historis");
  await page.getByLabel("Kode akses fitur").fill(district.feature);
  await page.getByRole("button", { name: "Buka" }).click();
  await page.locator("input[type=file]").setInputFiles(named(samples.impor[0].file, `Impor ${word} 2023.sav`));
  await page.getByRole("link", { name: `Download Impor ${word} 2023.sav` }).waitFor();
  const file = await page.evaluate(async () => (await (await fetch("/api/v1/library/historis")).json()).files[0].id);

  await go(page, "/faq", "FAQ");
  await page.getByLabel("Saran", { exact: true }).fill(`saran dari ${word} untuk halaman ini`);
  await page.getByRole("button", { name: "Kirim", exact: true }).click();
  await page.getByText("Saran Anda berhasil terkirim").waitFor();
  return {
    page,
    word,
    officer,
    addresses: [`jobs/${job}`, `jobs/${job}/rows`, `uploads/${upload}`, `library/historis/${file}`],
  };
}

const PAGES = [
  ["/", "Selamat datang"],
  ["/preprocessing", "Preprocessing Data"],
  ["/olah/ekspor", "Olah Data Ekspor"],
  ["/paket", "Paket Bulanan"],
  ["/riwayat", "Riwayat"],
  ["/data-historis", "Data Historis"],
  ["/publikasi", "Publikasi"],
  ["/faq/saran", "Lihat Saran"],
];

/** Walks all pages; resolves to everything that the gateway told on the way. */
async function toldTo({ page }) {
  const told = [];
  const listen = (response) => {
    if (response.url().includes("/api/")) told.push(response.text().catch(() => ""));
  };
  page.on("response", listen);
  for (const [path, heading] of PAGES) {
    await go(page, path, heading);
    await page.waitForLoadState("networkidle");
    told.push(page.content());
  }
  page.off("response", listen);
  return (await Promise.all(told)).join("\n");
}

/** Status and body of an answer, without the number of the request. */
function asked(page, address) {
  return page.evaluate(async (path) => {
    const answer = await fetch(`/api/v1/${path}`, { headers: { "Tus-Resumable": "1.0.0" } });
    return [answer.status, (await answer.text()).replace(/"request_id":"[0-9a-f]+"/, "")];
  }, address);
}

test("officers of two districts at once: neither meets the other's files, jobs or names", async (t) => {
  const [ani, budi] = await Promise.all([
    work(t, districts[0], "Ani Lestari", "mangga"),
    work(t, districts[1], "Budi Santoso", "durian"),
  ]);
  for (const [one, other] of [
    [ani, budi],
    [budi, ani],
  ]) {
    const told = await toldTo(one);
    assert.ok(told.includes(one.word) && told.includes(one.officer), "her own is there");
    assert.ok(!told.includes(other.word), `${one.officer} is told of ${other.word}`);
    assert.ok(!told.includes(other.officer), `${one.officer} is told of ${other.officer}`);
    one.page.calm();
    for (const address of other.addresses) {
      const unknown = address.replace(/[0-9a-f]{16,}/, (id) => "0".repeat(id.length));
      assert.notEqual(unknown, address);
      const answer = await asked(one.page, address);
      assert.equal(answer[0], 404, address);
      assert.deepEqual(answer, await asked(one.page, unknown), `${address} is answered as one that is not there`);
    }
    one.page.calm(/404/);
  }
});

test("two tabs of one officer: each has its files, and a logout in one asks in the other without a loss", async (t) => {
  const first = await openPage(browser, service);
  t.after(() => first.context().close());
  await logIn(first, districts[0]);
  await go(first, "/preprocessing", "Preprocessing Data");
  await first.locator("input[type=file]").setInputFiles(samples.ekspor[1].file);
  await first.getByLabel("Tahun data Ekspor 2024.sav").fill("2024");
  await run(first).waitFor();

  const second = await first.context().newPage();
  await go(second, "/preprocessing", "Preprocessing Data");
  await second.getByText("Belum ada berkas.").waitFor();
  await second.locator("input[type=file]").setInputFiles(samples.impor[2].file);
  await run(second).click();
  await result(second).waitFor();

  await second.getByRole("button", { name: "Keluar" }).click();
  await second.getByRole("heading", { name: "Masuk ke SIPRO" }).waitFor();
  await run(first).click();
  const login = first.getByRole("dialog", { name: "Masuk ke SIPRO" });
  await login.getByLabel("Kode akses login").fill(districts[0].code);
  await login.getByRole("button", { name: "Masuk" }).click();
  await result(first).waitFor();
  assert.equal(await first.getByLabel("Tahun data Ekspor 2024.sav").inputValue(), "2024");
  // On a busy machine the page before a reload may still be taken for another tab.
  await until("her files are there after a reload", 90, async () => {
    await first.reload();
    await first.getByLabel("Tahun data Ekspor 2024.sav").waitFor({ timeout: 10_000 });
    return true;
  });
  assert.equal(
    await first.locator(".data-files").getByText("Impor Jan-Mei 2025.sav").count(),
    0,
    "the other tab's files are not mixed in",
  );
  first.calm(/401/);
});

test("without a mouse: from files to clean data, and on to the tables", async (t) => {
  const page = await openPage(browser, service);
  t.after(() => page.context().close());
  await logIn(page, districts[0]);
  const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
  const press = async (locator, key = "Enter") => {
    await locator.waitFor();
    for (let tabs = 0; tabs < 60 && !(await focused(locator)); tabs += 1) await page.keyboard.press("Tab");
    assert.ok(await focused(locator), `not reached by the keyboard: ${locator}`);
    await page.keyboard.press(key);
  };
  await press(page.getByRole("navigation").getByRole("link", { name: "Preprocessing Data" }));
  const chooser = page.waitForEvent("filechooser");
  await press(page.locator("button", { hasText: "Pilih Berkas" }));
  await (await chooser).setFiles(samples.ekspor[2].file);
  await press(run(page));
  await result(page).waitFor();
  const download = page.waitForEvent("download");
  await press(result(page));
  assert.equal(
    readFileSync(await (await download).path())
      .subarray(0, 4)
      .toString(),
    "$FL2",
  );
  await press(page.getByRole("link", { name: "Lanjut ke Olah Data" }));
  const month = page.getByRole("combobox", { name: "Bulan", exact: true });
  await press(month, "A");
  await until("April is chosen", 60, async () => (await month.inputValue()) === "4");
  await press(page.getByRole("button", { name: "Analisis" }));
  await page.getByRole("link", { name: "Download Tabel" }).waitFor();
  await press(page.locator(".table-list").getByRole("link", { name: /^2\. / }));
  await until("the second table is open", 60, async () =>
    /^Tabel 2\./.test(await page.locator(".table-view h2").textContent()),
  );
  page.calm();
});
