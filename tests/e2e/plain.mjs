// The pages that are read and looked up: login, Beranda, Data Historis, Publikasi, Kalender Kegiatan.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { accessible, fits, laptop, logIn, openBrowser, openPage, phone } from "./support/browser.mjs";
import { districts, Service } from "./support/service.mjs";

let service;
let browser;
before(async () => {
  service = await Service.begin();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.end();
});

const [karimun] = districts;
async function opened(t, options = {}) {
  const page = await openPage(browser, service, options);
  t.after(() => page.context().close());
  return page;
}

async function loggedIn(t, options = {}) {
  const page = await opened(t, options);
  await logIn(page, options.district ?? karimun);
  return page;
}

/** Opens a page of the app and waits for its name. */
async function go(page, path, heading) {
  await page.goto(service.address + path);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

async function unlock(page) {
  await page.getByLabel("Kode akses fitur").fill(karimun.feature);
  await page.getByRole("button", { name: "Buka" }).click();
  await page.getByLabel("Kode akses fitur").waitFor({ state: "detached" });
}

async function tabTo(page, locator, most = 30) {
  for (let i = 0; i < most; i += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`not reached by the keyboard: ${locator}`);
}

test("the keyboard alone logs in, walks the menu and leaves", async (t) => {
  const page = await opened(t);
  await page.goto(service.address);
  await page.getByLabel("Kode akses login").waitFor();
  await tabTo(page, page.getByLabel("Kabupaten/Kota"));
  await page.keyboard.type("Kabupaten");
  await tabTo(page, page.getByLabel("Kode akses login"));
  await page.keyboard.type(karimun.code);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Selamat datang" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Langsung ke isi halaman");
  await tabTo(page, page.getByRole("navigation").getByRole("link", { name: "Kalender Kegiatan" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Kalender Kegiatan" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "isi", "the new page has the focus");
  await page.keyboard.press("Shift+Tab");
  await tabTo(page, page.getByRole("button", { name: "Keluar" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Masuk ke SIPRO" }).waitFor();
});

test("too many wrong codes: how long to wait is told, and what was typed stays", async (t) => {
  // As from another machine: the delay is that of an address and a district.
  const page = await opened(t);
  await page.goto(service.address);
  await page.getByLabel("Kabupaten/Kota").selectOption(districts[1].id);
  await page.getByLabel(/Nama atau inisial/).fill("Budi");
  const submit = page.getByRole("button", { name: "Masuk" });
  const warning = page.getByText("Terlalu banyak kode salah", { exact: true });
  for (let tries = 0; tries < 12 && !(await warning.isVisible()); tries += 1) {
    await page.getByLabel("Kode akses login").fill(`salah ${tries}`);
    await submit.click();
    await page.locator(".notice").waitFor();
    await page.waitForFunction(() => !document.querySelector("form button.primary").disabled
      || document.querySelector(".notice.warning"));
  }
  assert.equal(await warning.isVisible(), true, "the delay is told");
  assert.match(await page.locator(".notice").innerText(), /Tunggu \d+ detik/);
  assert.equal(await submit.isDisabled(), true);
  await accessible(page);
  await page.getByText("Sekarang Anda dapat mencoba lagi").waitFor();
  assert.equal(await page.getByLabel(/Nama atau inisial/).inputValue(), "Budi");
  await page.getByLabel("Kode akses login").fill(districts[1].code);
  await submit.click();
  await page.getByRole("heading", { level: 1, name: "Selamat datang" }).waitFor();
  page.calm(/401|429/);
});

test("Beranda leads to everything and tells what is next", async (t) => {
  const page = await loggedIn(t);
  await page.getByText(/hari lagi|besok/).waitFor();
  for (const name of ["Data Historis", "Tabel Output", "Publikasi", "Kode HS 8 Digit"]) {
    assert.equal(await page.getByRole("link", { name: new RegExp(`^${name}`) }).isVisible(), true, name);
  }
  await page.getByRole("link", { name: "Lihat jadwal lengkap" }).click();
  await page.getByRole("heading", { level: 1, name: "Kalender Kegiatan" }).waitFor();
  assert.equal(await page.title(), "Kalender Kegiatan · SIPRO");
  page.calm();
});

test("the feature code is asked once a session", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/data-historis", "Data Historis");
  await page.getByLabel("Kode akses fitur").fill("salah");
  await page.getByRole("button", { name: "Buka" }).click();
  await page.getByRole("alert").waitFor();
  await accessible(page);
  await unlock(page);
  await page.getByText("Belum ada berkas di sini").waitFor();
  await accessible(page);
  await go(page, "/publikasi", "Publikasi");
  assert.equal(await page.getByLabel("Kode akses fitur").count(), 0);
  page.calm(/401/);
});

test("a file joins Data Historis, is downloaded as it is, and is removed when asked twice", async (t) => {
  const page = await loggedIn(t);
  const [{ file }] = service.samples("--rows", "50").ekspor;
  const name = basename(file);
  await go(page, "/data-historis", "Data Historis");
  await unlock(page);
  await page.locator("input[type=file]").setInputFiles(file);
  const line = page.locator(".shelf li", { hasText: name });
  await line.getByRole("link", { name: `Download ${name}` }).waitFor();
  await accessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    line.getByRole("link", { name: `Download ${name}` }).click(),
  ]);
  assert.equal(download.suggestedFilename(), name);
  assert.deepEqual(readFileSync(await download.path()), readFileSync(file));
  await line.getByRole("button", { name: `Hapus ${name}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("tidak dapat dikembalikan").waitFor();
  await accessible(page);
  await dialog.getByRole("button", { name: "Batal" }).click();
  await line.waitFor();
  await line.getByRole("button", { name: `Hapus ${name}` }).click();
  await dialog.getByRole("button", { name: "Hapus", exact: true }).click();
  await page.getByText("Belum ada berkas di sini").waitFor();
  page.calm();
});

test("Publikasi refuses what is no publication, and says why", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/publikasi", "Publikasi");
  await unlock(page);
  const sent = { name: "BRS.pdf", mimeType: "application/pdf", buffer: Buffer.from("bukan PDF sama sekali") };
  await page.locator("input[type=file]").setInputFiles(sent);
  await page.locator(".shelf .bad").waitFor();
  await accessible(page);
  await page.getByRole("button", { name: "Buang BRS.pdf" }).click();
  await page.locator("input[type=file]").setInputFiles({ ...sent, buffer: Buffer.from("%PDF-1.7\n%%EOF\n") });
  await page.getByRole("link", { name: "Download BRS.pdf" }).waitFor();
  page.calm(/422|415/);
});

test("Kalender Kegiatan shows a month, any year, and an address to subscribe to", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/kalender", "Kalender Kegiatan");
  await page.locator(".ec-event").first().waitFor();
  await accessible(page);
  await page.getByLabel("Tahun", { exact: true }).fill("2025");
  await page.getByLabel("Tahun", { exact: true }).press("Tab");
  await page.getByLabel("Bulan", { exact: true }).selectOption("6");
  await page.getByRole("heading", { name: "Juni 2025" }).waitFor();
  const june = page.getByRole("list", { name: "Juni 2025" });
  await june.getByText("Publikasi data April 2025").waitFor();
  assert.match(await june.innerText(), /29 Mei sampai 1 Juni[\s\S]*Kantor tutup pada Kamis 29 Mei \(Kenaikan/);
  await page.locator(".ec-event", { hasText: "Publikasi data April 2025" }).waitFor();
  await page.getByRole("button", { name: "Bulan sebelumnya" }).click();
  await page.getByRole("heading", { name: "Mei 2025" }).waitFor();
  await page.getByRole("button", { name: "Daftar" }).click();
  await page.getByText("Publikasi data Oktober 2025").waitFor();
  await accessible(page);
  await page.getByRole("button", { name: "Tahun berikutnya" }).click();
  await page.getByRole("heading", { name: "Tahun 2026", exact: true }).waitFor();
  const address = await page.getByLabel("Alamat langganan").inputValue();
  const answer = await fetch(address);
  assert.match(await answer.text(), /^BEGIN:VCALENDAR/);
  const link = await page.getByRole("link", { name: "Buka di aplikasi kalender" }).getAttribute("href");
  assert.match(link, /^webcal:\/\/127\.0\.0\.1/);
  page.calm();
});

const PAGES = [
  ["/", "Selamat datang"],
  ["/data-historis", "Data Historis"],
  ["/publikasi", "Publikasi"],
  ["/kalender", "Kalender Kegiatan"],
];

for (const [name, viewport] of Object.entries({ laptop, phone })) {
  test(`every page is accessible and fits: ${name}`, async (t) => {
    const page = await loggedIn(t, { viewport });
    for (const [path, heading] of PAGES) {
      await t.test(path, async () => {
        await go(page, path, heading);
        await page.waitForLoadState("networkidle");
        await accessible(page);
        await fits(page);
      });
    }
    page.calm();
  });
}
