// Preprocessing Data: from files as they are delivered to clean data, with everything that goes wrong on the way.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessible, fits, linkOf, logIn, openBrowser, openPage, phone } from "./support/browser.mjs";
import { districts, Service, until } from "./support/service.mjs";

let service;
let browser;
let samples;
let folder;
before(async () => {
  service = await Service.begin();
  browser = await openBrowser();
  samples = service.samples("--seed", "1", "--rows", "1250", "--from", "2023-01", "--to", "2025-05", "--dirt", "2");
  folder = join(service.folder, "berkas");
  mkdirSync(folder);
});
after(async () => {
  await browser?.close();
  await service?.end();
});

const paths = (flow) => samples[flow].map((one) => one.file);
const copyOf = (path, name) => {
  copyFileSync(path, join(folder, name));
  return join(folder, name);
};

async function openPreprocessing(options = {}, district = districts[0]) {
  const page = await openPage(browser, service, options);
  await logIn(page, district);
  await page.goto(`${service.address}/preprocessing`);
  await page.getByRole("heading", { level: 1, name: "Preprocessing Data" }).waitFor();
  return page;
}

const drop = (page, files) => page.locator("input[type=file]").setInputFiles(files);
const file = (page, name) =>
  page
    .getByRole("listitem")
    .filter({ has: page.getByText(name, { exact: false }) })
    .first();
const runButton = (page) => page.getByRole("button", { name: "Preprocessing Data" });

async function ready(page) {
  await page.locator("button.primary[aria-disabled=false]").filter({ hasText: "Preprocessing Data" }).waitFor();
}

/** Returns a function that tells at how many places the columns of the last page stood while its rows joined. */
async function columnsWatched(grid) {
  await grid.evaluate((region) => {
    const table = region.querySelector("table");
    globalThis.columnPlaces = new Set();
    new MutationObserver(() => {
      const count = region.querySelectorAll("tbody:not([aria-hidden]) tr").length;
      if (count <= 50) globalThis.columnPlaces.clear();
      const places = [...table.querySelectorAll("th")].map((one) => one.getBoundingClientRect().x);
      globalThis.columnPlaces.add(JSON.stringify(places));
    }).observe(table, { childList: true, subtree: true });
  });
  return () => grid.evaluate(() => globalThis.columnPlaces.size);
}

async function download(page, name) {
  const [got] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).first().click()]);
  return { name: got.suggestedFilename(), bytes: readFileSync(await got.path()) };
}

test("files of both flows become clean data, with findings, rows and downloads", async () => {
  const page = await openPreprocessing();
  await accessible(page);
  await drop(page, [...paths("ekspor"), ...paths("impor")]);
  await ready(page);
  assert.equal(await page.getByLabel("Tahun data Ekspor 2024.sav").inputValue(), "2024", "preset from the name");
  assert.match(await file(page, "Ekspor 2024.sav").innerText(), /505 baris · Januari - Desember 2024/);
  await page.getByLabel("Tahun data Ekspor 2024.sav").fill("20");
  await page.getByText("Ada berkas yang tahunnya belum diisi.").waitFor();
  await page.getByLabel("Tahun data Ekspor 2024.sav").fill("2024");
  await accessible(page);
  await ready(page);
  await runButton(page).click();
  await page.getByRole("link", { name: "Download Data Bersih" }).nth(1).waitFor();
  const report = page.locator(".result").first();
  await report.getByRole("cell", { name: "1.245", exact: true }).waitFor();
  assert.match(await report.innerText(), /BULAN bukan 1 sampai 12[\s\S]*Ditolak/);
  await report.getByText("Lihat contoh").first().click();
  await accessible(page);

  const grid = report.getByRole("region", { name: /^Data bersih/ });
  await grid.getByRole("row").nth(1).waitFor();
  assert.match(await report.locator(".grid-count").innerText(), /1\.245 baris/);
  const rows = () => grid.locator("tbody:not([aria-hidden]) tr").count();
  assert.equal(await rows(), 50);
  const stands = await columnsWatched(grid);
  await report.getByLabel("Baris per halaman").selectOption("250");
  await until("all rows of the page are drawn", 30, async () => (await rows()) === 250);
  assert.equal(await stands(), 1, "no column moves while rows join");
  await report.getByLabel("Baris per halaman").selectOption("50");
  await until("so are those of a shorter one, and no more", 30, async () => (await rows()) === 50);
  await report.getByLabel("Cari di semua kolom").fill("singapura");
  await report.getByText(/^\d+ dari 1\.245 baris cocok$/).waitFor();
  await grid.getByRole("button", { name: /Urutkan menurut NILAI/ }).click();
  await grid.locator("th[aria-sort=ascending]").waitFor();
  await report.getByLabel("Cari di semua kolom").fill("tidak ada sama sekali");
  await report.getByText("Tidak ada baris yang cocok.").waitFor();
  await report.getByLabel("Cari di semua kolom").fill("");
  await report
    .getByText(/1\.245 baris/)
    .first()
    .waitFor();
  await report.getByRole("button", { name: "Halaman terakhir" }).click();
  await report.getByText(/Baris 1\.201 - 1\.245 dari 1\.245/).waitFor();

  const clean = await download(page, "Download Data Bersih");
  assert.equal(clean.name, "Data Bersih Ekspor.sav");
  assert.equal(clean.bytes.subarray(0, 4).toString(), "$FL2");
  const workbook = await download(page, "Laporan Pemeriksaan");
  assert.equal(workbook.bytes.subarray(0, 2).toString(), "PK");
  page.calm();

  await page.reload();
  await page.getByRole("link", { name: "Download Data Bersih" }).nth(1).waitFor();
  await page.getByRole("link", { name: "Lanjut ke Olah Data" }).first().waitFor();
  await page.getByRole("button", { name: "Mulai baru" }).click();
  await page.getByText("Belum ada berkas.").waitFor();
  page.calm();
  await page.context().close();
});

test("months that two files have are shown with both values, and wait for her choice", async () => {
  const page = await openPreprocessing();
  const [first] = service.samples(
    "--seed",
    "7",
    "--rows",
    "300",
    "--from",
    "2025-04",
    "--to",
    "2025-06",
    "--layout",
    "single",
  ).ekspor;
  await drop(page, [paths("ekspor")[2], copyOf(first.file, "Ekspor susulan.sav")]);
  await page.getByText("Ada bulan yang dobel: pilih cara menyelesaikannya.").waitFor();
  const table = page.getByRole("table", { name: /Baris dan nilai bulan yang dobel/ });
  assert.match(await table.innerText(), /April 2025[\s\S]*\d+ baris, US\$[\s\S]*Mei 2025/);
  await accessible(page);
  await page.getByLabel("Pakai berkas yang terakhir").check();
  await page.getByRole("button", { name: "Jadikan terakhir: Ekspor Jan-Mei 2025.sav" }).click();
  await page.getByText(/paling bawah dalam daftar \(Ekspor Jan-Mei 2025\.sav\)/).waitFor();
  await page.reload();
  await page.getByText(/paling bawah dalam daftar \(Ekspor Jan-Mei 2025\.sav\)/).waitFor();
  assert.equal(await page.getByLabel("Pakai berkas yang terakhir").isChecked(), true, "her choice stands");
  await accessible(page);
  await page.setViewportSize(phone);
  await fits(page);
  await runButton(page).click();
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  await page.getByText(/Bulan yang dobel di lebih dari satu berkas: .* hanya baris berkas yang terakhir/).waitFor();
  page.calm();
  await page.context().close();
});

test("what cannot be used is told beside the file, all of it at once", async () => {
  const page = await openPreprocessing({}, districts[1]);
  const wrong = join(folder, "bukan data.sav");
  writeFileSync(wrong, "ini bukan berkas statistik".repeat(400));
  const cut = copyOf(paths("ekspor")[0], "Ekspor terpotong 2022.sav");
  truncateSync(cut, Math.floor(statSync(cut).size / 2));
  const twin = copyOf(paths("ekspor")[1], "Ekspor salinan 2024.sav");
  await drop(page, [paths("ekspor")[1], wrong, cut, twin]);
  await page.getByText(/bukan berkas statistik/).waitFor();
  await page.getByRole("heading", { name: "Tidak dapat dipakai" }).waitFor();
  assert.equal(await page.getByText("Pilih ekspor atau impor untuk setiap berkas").count(), 0);
  await page.getByText(/Isinya sama persis dengan Ekspor 2024\.sav/).waitFor();
  await page.getByText(/Berkas tidak dapat dibaca/).waitFor();
  assert.equal(await runButton(page).getAttribute("aria-disabled"), "true");
  await accessible(page);
  for (const name of ["bukan data.sav", "Ekspor terpotong 2022.sav", "Ekspor salinan 2024.sav"]) {
    await page.getByRole("button", { name: `Buang ${name}` }).click();
  }
  await ready(page);
  page.calm(/422/);
  await page.context().close();
});

test("a file of the other flow is a conflict that she has to settle", async () => {
  const page = await openPreprocessing();
  await drop(page, [paths("ekspor")[2]]);
  await ready(page);
  await runButton(page).click();
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  const { bytes } = await download(page, "Download Data Bersih");
  const clean = join(folder, "Impor Mei.sav");
  writeFileSync(clean, bytes);
  await page.getByRole("button", { name: "Mulai baru" }).click();
  await drop(page, [clean]);
  await page.getByText(/Nama berkas menyebut impor, isinya menyebut ekspor/).waitFor();
  await page.getByLabel("Arus Impor Mei.sav").selectOption("impor");
  await page.getByText("Ada berkas yang arusnya bertentangan dengan isinya.").waitFor();
  await page.getByLabel(/Saya yakin ini data impor/).check();
  await ready(page);
  await accessible(page);
  page.calm();
  await page.context().close();
});

test("an upload goes on after a reload, and after the link was away", async () => {
  const page = await openPreprocessing();
  const big = copyOf(paths("ekspor")[1], "Ekspor besar 2024.sav");
  // Larger than its rows are: what comes after them is no concern of the upload.
  writeFileSync(big, Buffer.concat([readFileSync(big), Buffer.alloc(24 * 1024 * 1024)]));
  const link = await linkOf(page);
  await link({ up: 4 * 1024 * 1024 });
  await drop(page, [big]);
  await page.getByText(/Mengunggah (2|3|4)\d% dari/).waitFor();
  await page.reload();
  await page.getByText(/Unggahan belum selesai \(\d+%\)/).waitFor();
  await accessible(page);
  await link({ up: 4 * 1024 * 1024 });
  const offsets = [];
  page.on("response", (response) => {
    if (response.request().method() === "HEAD") offsets.push(Number(response.headers()["upload-offset"]));
  });
  await drop(page, [big]);
  await page.getByText(/Mengunggah (5|6|7)\d% dari/).waitFor();
  assert.ok(offsets[0] > 0, `goes on at ${offsets}`);
  await link({ offline: true });
  await page.getByText(/Sambungan terputus pada \d+%/).waitFor();
  await accessible(page);
  await link({});
  await page.getByText(/505 baris|Berkas tidak dapat dibaca/).waitFor();
  assert.ok(offsets.at(-1) > offsets[0], `goes on at ${offsets}`);
  page.calm(/ERR_|Failed to load resource/);
  await page.context().close();
});

test("a pause holds an upload until it is taken back", async () => {
  const page = await openPreprocessing();
  const big = copyOf(paths("impor")[1], "Impor besar 2024.sav");
  writeFileSync(big, Buffer.concat([readFileSync(big), Buffer.alloc(8 * 1024 * 1024)]));
  const link = await linkOf(page);
  await link({ up: 2 * 1024 * 1024 });
  await drop(page, [big]);
  await page.getByRole("button", { name: "Jeda unggahan Impor besar 2024.sav" }).click();
  await page.getByText(/Dijeda pada \d+%/).waitFor();
  await page.getByRole("button", { name: "Lanjutkan unggahan Impor besar 2024.sav" }).click();
  await page.getByText(/512 baris|Berkas tidak dapat dibaca/).waitFor();
  page.calm(/ERR_|Failed to load resource/);
  await page.context().close();
});

test("a session that ends in the middle asks for the login, and everything goes on", async () => {
  const page = await openPreprocessing();
  await page.context().clearCookies();
  await drop(page, paths("impor"));
  await page.getByRole("dialog").waitFor();
  await page
    .getByText(/Sesi berakhir pada/)
    .first()
    .waitFor();
  await page.getByRole("dialog").getByLabel("Kode akses login").fill(districts[0].code);
  await page.getByRole("dialog").getByRole("button", { name: "Masuk" }).click();
  await ready(page);
  page.calm(/401/);
  await page.context().close();
});

test("a check that failed is asked for again", async () => {
  const page = await openPreprocessing();
  const refuse = (route) =>
    route.fulfill({
      status: 429,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "jobs_a_day", detail: "Batas harian tercapai." }),
    });
  await page.route("**/api/v1/jobs", refuse);
  await drop(page, [paths("impor")[2]]);
  await page.getByText("Batas harian tercapai.").waitFor();
  await accessible(page);
  await page.unroute("**/api/v1/jobs", refuse);
  const again = page.getByRole("button", { name: "Coba lagi Impor Jan-Mei 2025.sav" });
  const results = "**/results/periksa.json";
  await page.route(results, (route) => route.fulfill({ json: [] }));
  await again.click();
  await page.getByText("Pemeriksaan berkas ini tidak memberi hasil.").waitFor();
  await page.unroute(results);
  await again.click();
  await ready(page);
  page.calm(/429/);
  await page.context().close();
});

test("a job that is cancelled says so, and runs again", async () => {
  const page = await openPreprocessing();
  await drop(page, [paths("ekspor")[2]]);
  await ready(page);
  await service.stop("worker");
  await runButton(page).click();
  await page.getByText(/Giliran berikutnya/).waitFor();
  await accessible(page);
  await page.getByRole("button", { name: "Batalkan" }).click();
  await page.getByText(/Pekerjaan ini dibatalkan/).waitFor();
  service.startWorker();
  await page.getByRole("link", { name: "Buka di Riwayat" }).click();
  await page.getByRole("heading", { level: 1, name: "Preprocessing Ekspor" }).waitFor();
  await page.getByRole("button", { name: "Jalankan lagi" }).click();
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  page.calm();
  await page.context().close();
});

/** On the page of an ended job: Simpan, seen in Riwayat, and back. */
async function keepsAndShows(page) {
  const keep = page.getByRole("button", { name: /^Simpan/ });
  await page.getByText(/^Disimpan sampai \d+ [A-Z][a-z]+ 20\d\d$/).waitFor();
  assert.equal(await keep.getAttribute("aria-pressed"), "false");
  await keep.click();
  await page.getByText("Disimpan seterusnya").waitFor();
  assert.equal(await keep.getAttribute("aria-pressed"), "true");
  await accessible(page);
  const address = page.url();
  await page.goto(`${service.address}/riwayat`);
  await page.getByLabel("Hanya yang disimpan").check();
  await until(
    "only the kept job is shown",
    10,
    async () => (await page.getByRole("link", { name: /^Buka/ }).count()) === 1,
  );
  await accessible(page);
  await page.getByRole("button", { name: /^Simpan Preprocessing Impor/, pressed: true }).click();
  await page.getByText("Tidak ada pekerjaan yang cocok dengan saringan ini.").waitFor();
  await page.goto(address);
  await page.getByText(/^Disimpan sampai/).waitFor();
}

test("Riwayat shows the district's jobs, each at an address for colleagues", async () => {
  const page = await openPage(browser, service);
  await logIn(page, districts[0], "Budi");
  await page.goto(`${service.address}/riwayat`);
  await page
    .getByRole("link", { name: /^Buka Preprocessing/ })
    .first()
    .waitFor();
  assert.equal(await page.getByText("Pemeriksaan berkas").count(), 0, "checks of single files are left out");
  await accessible(page);
  await page.getByLabel("Keadaan").selectOption("cancelled");
  await until(
    "only the cancelled job is shown",
    10,
    async () => (await page.getByRole("link", { name: /^Buka/ }).count()) === 1,
  );
  await page.getByLabel("Keadaan").selectOption("succeeded");
  await page
    .getByRole("link", { name: /^Buka Preprocessing Impor/ })
    .first()
    .click();
  await page.getByRole("heading", { level: 1, name: "Preprocessing Impor" }).waitFor();
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  assert.match(await page.locator("main").innerText(), /[0-9a-f]{64}/, "the hashes of its inputs");
  await page.getByRole("link", { name: "Kembali ke Riwayat" }).click();
  assert.equal(await page.getByLabel("Keadaan").inputValue(), "succeeded", "Riwayat is as it was left");
  await page.goBack();
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  await keepsAndShows(page);
  const address = page.url();
  const stranger = await openPage(browser, service);
  await logIn(stranger, districts[1]);
  await stranger.goto(address);
  await stranger.getByRole("heading", { level: 1, name: "Pekerjaan ini tidak ada" }).waitFor();
  stranger.calm(/404/);
  page.calm();
  await stranger.context().close();
  await page.context().close();
});

test("a job that the data stopped says every reason, and what to do", async () => {
  const page = await openPage(browser, service);
  await logIn(page, districts[0]);
  const id = await page.evaluate(async () => {
    const { uploads } = await (await fetch("/api/v1/uploads")).json();
    const upload = uploads.find((one) => one.name === "Ekspor 2024.sav").id;
    const body = JSON.stringify({ kind: "preprocess", flow: "ekspor", inputs: [{ upload }, { upload }] });
    const asked = await fetch("/api/v1/jobs", {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json" },
    });
    return (await asked.json()).id;
  });
  await page.goto(`${service.address}/riwayat/${id}`);
  await page.getByText("SIPRO berhenti, belum ada hasil").waitFor();
  for (const stop of ["Berkas sama persis", "Variabel tidak ada"])
    await page.getByText(stop, { exact: true }).waitFor();
  await accessible(page);
  page.calm();
  await page.context().close();
});

test("on a phone it all fits", async () => {
  const page = await openPreprocessing({ viewport: phone });
  await fits(page);
  await drop(page, paths("impor"));
  await ready(page);
  await fits(page);
  await accessible(page);
  await runButton(page).click();
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  await page
    .getByRole("region", { name: /^Data bersih/ })
    .getByRole("row")
    .nth(1)
    .waitFor();
  await fits(page);
  await accessible(page);
  await page.goto(`${service.address}/riwayat`);
  await page.getByRole("link", { name: /^Buka/ }).first().waitFor();
  await fits(page);
  await accessible(page);
  page.calm();
  await page.context().close();
});

test("files of Data Historis are used as they lie there, behind the feature code", async () => {
  const page = await openPreprocessing();
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const api = `${service.address}/api/v1`;
  const json = { "Content-Type": "application/json", Cookie: cookies };
  await fetch(`${api}/session/unlock`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ code: districts[0].feature }),
  });
  const body = readFileSync(paths("impor")[0]);
  const encoded = (word) => Buffer.from(word).toString("base64");
  const sent = await fetch(`${api}/uploads`, {
    method: "POST",
    body,
    headers: {
      Cookie: cookies,
      "Tus-Resumable": "1.0.0",
      "Content-Type": "application/offset+octet-stream",
      "Upload-Length": String(body.length),
      "Upload-Metadata": `filename ${encoded("Impor 2023.sav")},purpose ${encoded("historis")}`,
    },
  });
  assert.equal(sent.status, 201);
  const colleague = await openPreprocessing();
  await colleague.getByRole("button", { name: "Ambil dari Data Historis" }).click();
  await accessible(colleague);
  await colleague.getByLabel("Kode akses fitur").fill(districts[0].feature);
  await colleague.getByRole("dialog").getByRole("button", { name: "Buka" }).click();
  await colleague.getByRole("checkbox", { name: /Impor 2023\.sav/ }).check();
  await accessible(colleague);
  await colleague.getByRole("button", { name: "Pakai yang dipilih" }).click();
  await ready(colleague);
  assert.match(await file(colleague, "Impor 2023.sav").innerText(), /519 baris/);
  await runButton(colleague).click();
  await colleague.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  colleague.calm();
  await colleague.context().close();
  await page.context().close();
});

test("the keyboard is enough", async () => {
  const page = await openPreprocessing();
  await drop(page, [paths("ekspor")[2]]);
  await ready(page);
  await runButton(page).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  assert.match(focused ?? "", /Hasil Ekspor/, "the focus is at the result that was asked for");
  page.calm();
  await page.context().close();
});

test("a later delivery says what it changed of the one before", async () => {
  const page = await openPreprocessing({}, districts[0]);
  const deliver = async (seed) => {
    const months = ["--from", "2025-01", "--to", "2025-03", "--layout", "single"];
    const [sample] = service.samples("--seed", seed, "--rows", "300", ...months).ekspor;
    await drop(page, [copyOf(sample.file, `Ekspor kiriman ${seed}.sav`)]);
    await ready(page);
    await runButton(page).click();
    await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
    const job = (await page.getByRole("link", { name: "Buka di Riwayat" }).getAttribute("href")).split("/").pop();
    return page.evaluate(async (id) => {
      const { periods } = await (await fetch(`/api/v1/jobs/${id}/results/periode.json`)).json();
      return periods.find(({ year, month }) => year === 2025 && month === 2).value_usd;
    }, job);
  };
  const before = await deliver("21");
  await page.getByRole("button", { name: "Mulai baru" }).click();
  await page.route("**/revisi", (route) =>
    route.fulfill({
      status: 429,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "of_the_test", detail: "Terlalu banyak permintaan." }),
    }),
  );
  const now = await deliver("22");
  await page.getByText("Terlalu banyak permintaan.").waitFor();
  await accessible(page);
  await page.unroute("**/revisi");
  await page.getByRole("button", { name: "Coba lagi" }).click();
  const shown = new Intl.NumberFormat("id-ID", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const row = page
    .getByRole("table", { name: "Bulan yang nilainya berubah" })
    .getByRole("row", { name: /^Februari 2025/ });
  await row.waitFor();
  assert.deepEqual(
    await row.getByRole("cell").allInnerTexts(),
    [before, now, now - before, (100 * (now - before)) / before].map((value) => shown.format(value)),
  );
  await accessible(page);
  page.calm(/429/);
  await page.context().close();
});

test("while a job goes on, its state is told politely and the focus stays where it is", async () => {
  const page = await openPreprocessing();
  await drop(page, [paths("impor")[2]]);
  await ready(page);
  service.admin(["queue", "pause"]);
  await runButton(page).click();
  await page.getByText(/Pengelola SIPRO sedang menghentikan antrean sementara/).waitFor();
  await accessible(page);
  const told = page.getByRole("status").filter({ hasText: "Preprocessing Impor:" });
  assert.equal(await told.textContent(), "Preprocessing Impor: Dalam antrean");
  const polled = () => page.waitForResponse((response) => /\/jobs\/[0-9a-f]+$/.test(response.url()));
  const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
  const cancel = page.getByRole("button", { name: "Batalkan" });
  await cancel.focus();
  await polled();
  await polled();
  assert.ok(await focused(cancel), "polling leaves the focus alone");
  const menu = page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Riwayat" });
  await menu.focus();
  service.admin(["queue", "resume"]);
  await told.filter({ hasText: "Preprocessing Impor: Selesai" }).waitFor({ state: "attached" });
  await page.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  assert.ok(await focused(menu), "the result does not take the focus either");
  page.calm();
  await page.context().close();
});

test("an upload that no job needs is removed below the list, and room is made", async () => {
  const page = await openPreprocessing({}, districts[1]);
  const name = "Impor salah kirim.sav";
  await drop(page, [copyOf(paths("impor")[2], name)]);
  await ready(page);
  await page.getByRole("button", { name: `Buang ${name}` }).click();
  const others = page.locator(".other-uploads");
  await others.getByText(/^Unggahan lain di kabupaten\/kota ini: \d+ berkas/).click();
  await accessible(page);
  await others.getByRole("button", { name: `Hapus ${name}` }).click();
  await accessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Hapus" }).click();
  await others.getByRole("button", { name: `Hapus ${name}` }).waitFor({ state: "detached" });
  const { uploads } = await page.evaluate(async () => (await fetch("/api/v1/uploads")).json());
  assert.equal(
    uploads.some((one) => one.name === name),
    false,
  );
  page.calm();
  await page.context().close();
});
