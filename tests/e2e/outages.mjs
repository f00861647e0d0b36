// What is in the way from outside: the service away, a full quota, processes that die. The page says it, and nothing is lost.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { accessible, linkOf, logIn, openBrowser, openPage } from "./support/browser.mjs";
import { bin, districts, Service, until } from "./support/service.mjs";

let service;
let browser;
let samples;
before(async () => {
  service = await Service.begin();
  browser = await openBrowser();
  samples = service.samples("--seed", "3", "--rows", "300", "--from", "2023-01", "--to", "2025-05");
});
// What a test took away and did not bring back is no trouble of the next one.
afterEach(async () => {
  if (!service.running.has("redis")) service.startRedis();
  if (!service.running.has("gateway")) service.startGateway();
  await service.stop("worker");
  service.startWorker();
  await service.ready();
});
after(async () => {
  await browser?.close();
  await service?.end();
});

async function opened(t, path, heading, district = districts[0]) {
  const page = await openPage(browser, service);
  t.after(() => page.context().close());
  await logIn(page, district);
  await page.goto(service.address + path);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  return page;
}

const drop = (page, ...files) => page.locator("input[type=file]").setInputFiles(files);
const ready = (page) =>
  page.locator("button.primary[aria-disabled=false]").filter({ hasText: "Preprocessing Data" }).waitFor();
const runButton = (page) => page.getByRole("button", { name: "Preprocessing Data" });
const away = (page, words) => page.locator(".away").filter({ hasText: words });
const result = (page) => page.getByRole("link", { name: "Download Data Bersih" });

/** A file of so many rows, some 370 bytes each. */
const large = (rows, first, last) =>
  service.samples("--rows", rows, "--from", first, "--to", last, "--layout", "single", "--compression", "none")
    .ekspor[0].file;

test("the gateway is killed in the middle of an upload and before a job is asked for", async (t) => {
  const page = await opened(t, "/preprocessing", "Preprocessing Data");
  const link = await linkOf(page);
  await link({ up: 2 * 1024 * 1024 });
  await drop(page, samples.ekspor[2].file, large("30000", "2024-01", "2024-12"));
  await page.getByText(/Mengunggah [3-7]\d% dari/).waitFor();
  await service.stop("gateway", "SIGKILL");
  await page.getByText(/Sambungan terputus pada \d+%. Dilanjutkan dengan sendirinya/).waitFor();
  await accessible(page);
  service.startGateway();
  await page.getByText(/30\.000 baris · Januari - Desember 2024/).waitFor();
  await ready(page);

  await service.stop("gateway", "SIGKILL");
  await runButton(page).click();
  await away(page, "Sambungan ke SIPRO terputus. Dicoba lagi dengan sendirinya").waitFor();
  await accessible(page);
  service.startGateway();
  await result(page).waitFor();
  assert.equal(await away(page, "Sambungan").count(), 0, "what is over is not told any more");
  page.calm(/ERR_|Failed to load resource/);
});

/** Preprocessing Data with a job that no worker takes. */
async function waiting(t) {
  const page = await opened(t, "/preprocessing", "Preprocessing Data");
  await drop(page, samples.impor[2].file);
  await ready(page);
  await service.stop("worker");
  await runButton(page).click();
  await page.getByText(/Giliran berikutnya/).waitFor();
  return page;
}

test("Redis stops while a job waits: the page says so, and shows its result when all is back", async (t) => {
  const page = await waiting(t);
  await service.stop("redis");
  await away(page, "SIPRO sedang tidak dapat melayani. Dicoba lagi dengan sendirinya").waitFor();
  await accessible(page);
  service.startRedis();
  await away(page, "SIPRO").waitFor({ state: "detached" });
  service.startWorker();
  await result(page).waitFor();
  page.calm(/503/);
});

test("a suggestion that could not be sent stays where it was typed", async (t) => {
  const page = await opened(t, "/faq", "FAQ");
  const words = page.getByLabel("Saran", { exact: true });
  const send = page.getByRole("button", { name: "Kirim", exact: true });
  await words.fill("tolong tambahkan grafik yang lebih besar");
  await service.stop("redis");
  await send.click();
  await page.getByText("Saran Anda belum terkirim dan masih ada di kolom di atas").waitFor();
  const told = await page.getByText(/^Nomor permintaan untuk pengelola: /).textContent();
  const log = readFileSync(join(service.folder, "gateway.log"), "utf8");
  assert.ok(log.includes(`"${told.split(": ").pop()}"`), `the log has ${told}`);
  await accessible(page);
  assert.equal(await words.inputValue(), "tolong tambahkan grafik yang lebih besar");
  service.startRedis();
  await until("the suggestion is taken", 30, async () => {
    if (await send.isEnabled()) await send.click();
    return await page.getByText("Saran Anda berhasil terkirim").isVisible();
  });
  page.calm(/503/);
});

test("a full quota is told in words, with what to do; what is there stays", async (t) => {
  const [, batam] = districts;
  service.admin(["district", "add", batam.id, "--change", "--quota-mib", "1"]);
  const page = await opened(t, "/preprocessing", "Preprocessing Data", batam);
  await drop(page, samples.ekspor[1].file);
  await page.getByLabel("Tahun data Ekspor 2024.sav").fill("2024");
  const file = large("5000", "2025-01", "2025-05");
  const name = basename(file);
  const refused = page.getByText(/Kuota penyimpanan kabupaten\/kota Anda tidak cukup: terpakai .* Hapus .* atau minta/);
  await until("the gateway knows the quota", 30, async () => {
    await drop(page, file);
    await refused.or(page.getByText(/5\.000 baris/)).waitFor();
    if (await refused.isVisible()) return true;
    await page.getByRole("button", { name: `Buang ${name}` }).click();
    return false;
  });
  await accessible(page);
  assert.equal(await page.getByLabel("Tahun data Ekspor 2024.sav").inputValue(), "2024");
  service.admin(["district", "add", batam.id, "--change", "--quota-mib", "0"]);
  await until("the file is taken", 90, async () => {
    if (await page.getByText(/5\.000 baris/).isVisible()) return true;
    await page.getByRole("button", { name: `Coba lagi ${name}` }).click({ timeout: 1_000 });
    return false;
  });
  page.calm(/507/);
});

test("a job whose process dies each time says that it failed, and runs again when asked", async (t) => {
  const deadly = join(service.folder, "mematikan");
  const child = join(service.folder, "sipro-rapuh");
  writeFileSync(child, `#!/bin/sh\n[ ! -e ${deadly} ] || kill -9 $$\nexec ${join(bin, "sipro")} "$@"\n`, {
    mode: 0o755,
  });
  await service.stop("worker");
  service.startWorker("--child", child);
  const page = await opened(t, "/preprocessing", "Preprocessing Data");
  await drop(page, samples.impor[0].file);
  await ready(page);
  writeFileSync(deadly, "");
  await runButton(page).click();
  await page.getByText("Pekerjaan ini gagal").waitFor();
  await accessible(page);
  rmSync(deadly);
  await page.getByRole("link", { name: "Buka di Riwayat" }).click();
  await page.getByRole("button", { name: "Jalankan lagi" }).click();
  await result(page).waitFor();
  page.calm();
});

const menu = (page, name) => page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name });
const heading = (page, name) => page.getByRole("heading", { level: 1, name });
const refusal = (status, detail) => (route) =>
  route.fulfill({
    status,
    contentType: "application/problem+json",
    body: JSON.stringify({ status, code: "of_the_test", detail, request_id: "" }),
  });

test("a page that cannot be fetched says so, and is there after Muat ulang", async (t) => {
  const page = await opened(t, "/", "Selamat datang");
  await page.route("**/assets/work-*", (route) => route.abort());
  await menu(page, "Riwayat").click();
  await heading(page, "Halaman ini tidak dapat ditampilkan").waitFor();
  await accessible(page);
  await menu(page, "FAQ").click();
  await heading(page, "FAQ").waitFor();
  await menu(page, "Riwayat").click();
  await page.unroute("**/assets/work-*");
  await page.getByRole("button", { name: "Muat ulang" }).click();
  await heading(page, "Riwayat").waitFor();
  page.calm(/ERR_FAILED/);
});

test("a part that cannot be fetched says so, and the rest of its page stands", async (t) => {
  const page = await opened(t, "/publikasi", "Publikasi");
  await page.route("**/assets/library-upload-*", (route) => route.abort());
  await page.getByLabel("Kode akses fitur").fill(districts[0].feature);
  await page.getByRole("button", { name: "Buka" }).click();
  await page.getByText("Bagian ini tidak dapat ditampilkan").waitFor();
  await page.getByText("Belum ada berkas di sini").waitFor();
  await accessible(page);
  await page.unroute("**/assets/library-upload-*");
  await page.getByRole("button", { name: "Muat ulang" }).click();
  await page.getByRole("button", { name: "Pilih Berkas" }).first().waitFor();
  page.calm(/ERR_FAILED/);
});

test("a page that breaks says so, and the way to the others stays", async (t) => {
  const page = await opened(t, "/", "Selamat datang");
  await page.route("**/api/v1/tables", (route) => route.fulfill({ json: { tables: null } }));
  await page.getByRole("link", { name: /^Tabel Output/ }).click();
  await heading(page, "Halaman ini tidak dapat ditampilkan").waitFor();
  await accessible(page);
  await menu(page, "FAQ").click();
  await heading(page, "FAQ").waitFor();
  page.calm(/uncaught/);
});

test("a logout that did not reach the service is told, and the officer stays in until it does", async (t) => {
  const page = await opened(t, "/faq", "FAQ");
  await service.stop("redis");
  await page.getByRole("button", { name: "Keluar" }).click();
  await page.getByText("Anda belum keluar").waitFor();
  await accessible(page);
  assert.equal((await page.context().cookies()).length, 1, "the session stands");
  await heading(page, "FAQ").waitFor();
  service.startRedis();
  await until("she is out", 30, async () => {
    if (await heading(page, "Masuk ke SIPRO").isVisible()) return true;
    await page.getByRole("button", { name: "Coba lagi" }).click({ timeout: 1_000 });
    return false;
  });
  assert.deepEqual(await page.context().cookies(), []);
  page.calm(/503/);
});

test("where nothing tells who is logged in, or which offices there are, that is said and asked again", async (t) => {
  const page = await opened(t, "/faq", "FAQ");
  await page.route("**/api/v1/session", refusal(500, "Kesalahan di dalam SIPRO."));
  await page.reload();
  await heading(page, "SIPRO belum dapat dibuka").waitFor();
  await page.getByText("Kesalahan di dalam SIPRO.").waitFor();
  await accessible(page);
  await page.unroute("**/api/v1/session");
  await page.getByRole("button", { name: "Coba lagi" }).click();
  await heading(page, "FAQ").waitFor();

  await page.route("**/api/v1/districts", refusal(429, "Terlalu banyak permintaan."));
  await page.getByRole("button", { name: "Keluar" }).click();
  await page.getByText("Terlalu banyak permintaan.").waitFor();
  await accessible(page);
  await page.unroute("**/api/v1/districts");
  await page.getByRole("button", { name: "Coba lagi" }).click();
  await page.getByLabel("Kabupaten/Kota").and(page.locator(":enabled")).waitFor();
  page.calm(/500|429/);
});

test("a cancel that was refused is told beside its job", async (t) => {
  const page = await waiting(t);
  await menu(page, "Riwayat").click();
  const cancel = page.getByRole("button", { name: /^Batalkan Preprocessing Impor/ });
  await page.route("**/api/v1/jobs/*", refusal(429, "Terlalu banyak permintaan."));
  await cancel.click();
  await page.getByRole("alert").getByText("Terlalu banyak permintaan.").waitFor();
  await accessible(page);
  await page.unroute("**/api/v1/jobs/*");
  await cancel.click();
  await cancel.waitFor({ state: "detached" });
  page.calm(/429/);
});
