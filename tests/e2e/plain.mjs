// The pages that are read and looked up: login, Beranda, Data Historis, Publikasi, Kalender Kegiatan.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { accessible, fits, laptop, logIn, openBrowser, openPage, phone, watchShifts } from "./support/browser.mjs";
import { districts, Service, until } from "./support/service.mjs";

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

/** Sends the file and has it preprocessed as exports, by the API of the page's session; resolves when that is done. */
async function preprocess(page, name, bytes, year) {
  const upload = await page.evaluate(
    async ([filename, data]) => {
      const body = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": String(body.length),
        "Upload-Metadata": `filename ${btoa(filename)}`,
        "Content-Type": "application/offset+octet-stream",
      };
      const answer = await fetch("/api/v1/uploads", { method: "POST", headers, body });
      return answer.headers.get("Location").split("/").pop();
    },
    [name, bytes.toString("base64")],
  );
  const post = (input) =>
    page.evaluate(async (one) => {
      const body = JSON.stringify({ kind: "preprocess", flow: "ekspor", inputs: [one] });
      const answer = await fetch("/api/v1/jobs", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
      const told = await answer.json();
      if (answer.status !== 202) throw new Error(told.detail);
      return told.id;
    }, input);
  const state = (id) => page.evaluate(async (one) => (await (await fetch(`/api/v1/jobs/${one}`)).json()).state, id);
  // A file that has TAHUN wants no year, one that has none wants it.
  for (const input of [{ upload }, { upload, year }]) {
    const job = await post(input);
    const ended = await until("the job has ended", 30, async () => {
      const now = await state(job);
      return ["succeeded", "failed"].includes(now) ? now : "";
    });
    if (ended === "succeeded") return;
  }
  assert.fail("the file was not preprocessed");
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

test("the login page is small, and nothing on it moves", async (t) => {
  const page = await opened(t);
  await watchShifts(page);
  await page.goto(service.address);
  await page.getByLabel("Kode akses login").waitFor();
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate(() =>
    performance
      .getEntries()
      .filter(({ entryType }) => entryType === "resource" || entryType === "navigation")
      .map(({ name, transferSize }) => ({ name, transferSize })),
  );
  assert.ok(loaded.length <= 12, loaded.map(({ name }) => name).join("\n"));
  const bytes = loaded.reduce((sum, { transferSize }) => sum + transferSize, 0);
  assert.ok(bytes > 10_000 && bytes <= 200_000, `${bytes} bytes`);
  assert.deepEqual(await page.evaluate(() => globalThis.shifts), []);
});

test("too many wrong codes: how long to wait is told, and what was typed stays", async (t) => {
  // As from another machine: the delay is that of an address and a district.
  const page = await opened(t);
  await page.goto(service.address);
  await page.getByLabel("Kabupaten/Kota").selectOption(districts[1].id);
  await page.getByLabel(/Nama atau inisial/).fill("Budi");
  const submit = page.getByRole("button", { name: "Masuk" });
  // The first waits are over before a busy machine has looked at them: wrong on, until one is long.
  let wait = 0;
  for (let tries = 0; tries < 12 && wait < 4; tries += 1) {
    await submit.and(page.locator(":enabled")).waitFor();
    await page.getByLabel("Kode akses login").fill(`salah ${tries}`);
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === "POST" && one.url().endsWith("/api/v1/session")),
      submit.click(),
    ]);
    wait = Number(answer.headers()["retry-after"] ?? 0);
  }
  await page.getByText("Terlalu banyak kode salah", { exact: true }).waitFor();
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

test("Beranda gives the handbook, as it was printed", async (t) => {
  const page = await loggedIn(t);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download Handbook" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "Handbook SIPRO.pdf");
  assert.deepEqual(
    readFileSync(await download.path()),
    readFileSync(new URL("../../docs/handbook/handbook.pdf", import.meta.url)),
  );
  page.calm();
});

test("Beranda opens the video, as it was made, in a tab of its own", async (t) => {
  const page = await loggedIn(t);
  const link = page.getByRole("link", { name: "Video Tutorial" });
  assert.equal(await link.getAttribute("target"), "_blank");
  const answer = await fetch(new URL(await link.getAttribute("href"), service.address));
  assert.equal(answer.headers.get("Content-Type"), "video/mp4");
  const film = readFileSync(new URL("../../docs/handbook/tutorial.mp4", import.meta.url));
  assert.ok(Buffer.from(await answer.arrayBuffer()).equals(film));
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

test("a file that a colleague removed meanwhile is not downloaded: the page says that it is gone", async (t) => {
  const page = await loggedIn(t);
  const [{ file }] = service.samples("--rows", "50").ekspor;
  await go(page, "/data-historis", "Data Historis");
  await unlock(page);
  await page.locator("input[type=file]").setInputFiles(file);
  const link = page.getByRole("link", { name: `Download ${basename(file)}` });
  await link.waitFor();
  await page.evaluate(async () => {
    const { files } = await (await fetch("/api/v1/library/historis")).json();
    for (const { id } of files) await fetch(`/api/v1/library/historis/${id}`, { method: "DELETE" });
  });
  let downloads = 0;
  page.on("download", () => {
    downloads += 1;
  });
  await link.click();
  await page.getByRole("alert").getByText("Tidak ada yang bernomor itu di sini.").waitFor();
  await accessible(page);
  assert.equal(downloads, 0);
  page.calm(/404/);
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

test("a suggestion is sent only with a name and five words, and is seen behind the feature code", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/faq", "FAQ");
  await page.getByText(/^(\d+) dari \1 pertanyaan$/).waitFor();
  const send = page.getByRole("button", { name: "Kirim", exact: true });
  const name = page.getByLabel("Nama", { exact: true });
  const text = page.getByLabel("Saran", { exact: true });
  assert.equal(await name.inputValue(), "Ani", "the officer's own name stands there");
  for (const [aName, aText, enabled] of [
    ["", "", false],
    ["Ani", "satu dua tiga empat", false],
    ["  ", "satu dua tiga empat lima", false],
    ["Ani", "satu dua tiga empat   \n", false],
    ["Ani", "tambahkan grafik untuk bahan tayang", true],
  ]) {
    await name.fill(aName);
    await text.fill(aText);
    assert.equal(await send.isEnabled(), enabled, `"${aName}" "${aText}"`);
  }
  await send.click();
  await page.getByText("Saran Anda berhasil terkirim").waitFor();
  assert.equal(await text.inputValue(), "");
  assert.equal(await send.isEnabled(), false);
  await accessible(page);
  await page.getByRole("link", { name: "Lihat Saran" }).click();
  await page.getByRole("heading", { level: 1, name: "Lihat Saran" }).waitFor();
  await unlock(page);
  await page.locator(".suggestions").getByText("tambahkan grafik untuk bahan tayang").waitFor();
  await accessible(page);
  page.calm();
});

test("the Contact Person is called by WhatsApp, once the operator has named her", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/faq", "FAQ");
  await page.getByText("Kontak belum diisi oleh pengelola SIPRO.").waitFor();
  service.admin(["district", "add", karimun.id, "--change", "--contact", "Sari", "--whatsapp", "6281234567890"]);
  const link = page.getByRole("link", { name: "WhatsApp Sari" });
  await until("the gateway knows her", 30, async () => {
    await page.reload();
    await page.locator(".question").first().waitFor();
    return link.isVisible();
  });
  assert.match(await link.getAttribute("href"), /^https:\/\/wa\.me\/6281234567890/);
  assert.equal(await link.getAttribute("target"), "_blank");
  await accessible(page);
  page.calm();
});

test("questions are found by words of their answers", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/faq", "FAQ");
  await page.locator(".question").first().waitFor();
  const all = await page.locator(".question").count();
  assert.ok(all >= 15, `${all} questions`);
  await page.getByLabel("Cari dalam pertanyaan").fill("tahun berkas");
  await page.waitForFunction((before) => document.querySelectorAll(".question").length < before, all);
  await page.locator(".question summary").first().click();
  await accessible(page);
  await page.getByLabel("Cari dalam pertanyaan").fill("xyzzy");
  await page.getByText("Tidak ada pertanyaan dengan kata itu").waitFor();
  page.calm();
});

test("Tabel Output names all 33 and what each shows", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/tabel-output", "Tabel Output");
  await page.locator(".outputs li").first().waitFor();
  assert.equal(await page.locator(".outputs li").count(), 33);
  await page.getByText("Nilai Impor Menurut Negara Asal", { exact: true }).waitFor();
  assert.match(await page.locator(".outputs li").nth(4).innerText(), /Volume Ekspor Menurut Pelabuhan\s+ribu ton/i);
  page.calm();
});

test("Kode HS 8 Digit: without a master it says how to get one; with it words, codes and chapters find", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/kode-hs", "Kode HS 8 Digit");
  await page.getByText("Master HS belum diimpor").waitFor();
  await accessible(page);
  const csv = join(service.folder, "hs.csv");
  const fish = Array.from({ length: 60 }, (_, i) => `0302${String(i + 10)}00,Ikan segar nomor ${i},Fresh fish no ${i}`);
  writeFileSync(csv, ["code8,uraian_id,description_en", ...fish, "27090010,Minyak mentah,Crude oil", ""].join("\n"));
  service.admin(["hs", "import", csv]);
  await until("the master is known", 20, async () => {
    await page.reload();
    await page
      .getByText(/^\d+ kode ditemukan$/)
      .first()
      .waitFor();
    return (await page.getByText("Master HS belum diimpor").count()) === 0;
  });
  await page.getByLabel("Cari kode atau barang").fill("crude");
  await page.getByRole("row", { name: /27090010/ }).waitFor();
  assert.match(page.url(), /cari=crude/);
  await page.getByLabel("Cari kode atau barang").fill("ikan seg");
  await page.locator(".pager").getByText("1 sampai 50 dari 60").waitFor();
  await page.getByRole("button", { name: "Berikutnya" }).click();
  await page.locator(".pager").getByText("51 sampai 60 dari 60").waitFor();
  await page.reload();
  await page.locator(".pager").getByText("51 sampai 60 dari 60").waitFor();
  await page.getByLabel("Golongan barang").selectOption("27");
  await page.getByText("Tidak ada kode yang cocok").waitFor();
  await accessible(page);
  await page.getByRole("button", { name: "Kosongkan pencarian" }).click();
  await page.getByLabel("Cari kode atau barang").fill("0302.15");
  await page.getByRole("row", { name: /03021500/ }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download hasil" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "Kode HS 8 Digit.xlsx");
  page.calm();
});

test("a session that ends while a suggestion is typed: she logs in above it, and nothing is lost", async (t) => {
  const page = await loggedIn(t);
  await go(page, "/faq", "FAQ");
  const text = page.getByLabel("Saran", { exact: true });
  await text.fill("tolong jangan hilangkan tulisan ini");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Kirim", exact: true }).click();
  const login = page.getByRole("dialog", { name: "Masuk ke SIPRO" });
  await login.getByLabel("Kode akses login").fill(karimun.code);
  await accessible(page);
  await login.getByRole("button", { name: "Masuk" }).click();
  await login.waitFor({ state: "detached" });
  assert.equal(await text.inputValue(), "tolong jangan hilangkan tulisan ini");
  await page.getByRole("button", { name: "Kirim", exact: true }).click();
  await page.getByText("Saran Anda berhasil terkirim").waitFor();
  page.calm(/401/);
});

test("a province sees how far its districts are; a district is told that the page is not for it", async (t) => {
  service.admin(["district", "add", "2100", "--name", "Provinsi Kepulauan Riau", "--province"]);
  service.admin(["district", "code", "2100", "--login", "--from-stdin"], "kode-provinsi\n");
  for (const { id } of districts) service.admin(["district", "add", id, "--change", "--in-province", "2100"]);
  const page = await loggedIn(t);
  assert.equal(await page.getByRole("link", { name: "Provinsi" }).count(), 0);
  await go(page, "/provinsi", "Provinsi");
  await page.getByText("Halaman ini untuk BPS Provinsi").waitFor();
  // The month before the last one: its data came on the 28th of last month at the latest.
  const month = new Date();
  month.setMonth(month.getMonth() - 2, 1);
  const year = month.getFullYear();
  const first = `${year}-${String(month.getMonth() + 1).padStart(2, "0")}`;
  const [{ file }] = service.samples("--rows", "50", "--from", first, "--to", first).ekspor;
  await preprocess(page, basename(file), readFileSync(file), year);
  const province = await opened(t);
  await until("the province is known", 20, async () => {
    await province.goto(service.address);
    const choice = province.getByLabel("Kabupaten/Kota");
    await choice.locator(`option[value='${karimun.id}']`).waitFor({ state: "attached" });
    return (await choice.locator("option[value='2100']").count()) === 1;
  });
  await logIn(province, { id: "2100", code: "kode-provinsi" });
  await province.getByRole("link", { name: "Provinsi" }).click();
  await province.getByRole("heading", { level: 2, name: /^Data / }).waitFor();
  const name = new Intl.DateTimeFormat("id-ID", { month: "long", year: "numeric" }).format(month);
  await province.getByRole("columnheader", { name }).waitFor();
  const row = province.locator("table.matrix").getByRole("row", { name: /Kabupaten Karimun/ });
  await row.getByText("Data bersih ekspor").waitFor();
  await province.getByText(/^Terakhir/).click();
  await province.getByText(/Preprocessing Data Ekspor: Selesai/).waitFor();
  await accessible(province);
  await province.setViewportSize(phone);
  await fits(province);
  await accessible(province);
  province.calm();
  await province.locator("table.matrix").getByRole("link", { name: "Kabupaten Karimun" }).click();
  await province.getByText("belum membagikan berkasnya").waitFor();
  await province.getByText(/^Preprocessing Ekspor/).waitFor();
  assert.equal(await province.getByRole("link", { name: /Data Bersih Ekspor/ }).count(), 0);
  service.admin(["district", "add", districts[0].id, "--change", "--shared"]);
  await until("the files are shared", 20, async () => {
    await province.reload();
    await province.getByText(/^Preprocessing Ekspor/).waitFor();
    return (await province.getByRole("link", { name: /Data Bersih Ekspor/ }).count()) === 1;
  });
  const [shared] = await Promise.all([
    province.waitForEvent("download"),
    province.getByRole("link", { name: /Data Bersih Ekspor/ }).click(),
  ]);
  assert.equal(shared.suggestedFilename(), "Data Bersih Ekspor.sav");
  await fits(province);
  await accessible(province);
  province.calm();
});

const PAGES = [
  ["/", "Selamat datang"],
  ["/data-historis", "Data Historis"],
  ["/publikasi", "Publikasi"],
  ["/tabel-output", "Tabel Output"],
  ["/kode-hs", "Kode HS 8 Digit"],
  ["/kalender", "Kalender Kegiatan"],
  ["/faq", "FAQ"],
  ["/faq/saran", "Lihat Saran"],
];

test("in the dark all can be read, too", async (t) => {
  const page = await loggedIn(t, { colorScheme: "dark" });
  for (const [path, heading] of PAGES.filter(([path]) => ["/", "/kode-hs", "/kalender", "/faq"].includes(path))) {
    await go(page, path, heading);
    await page.waitForLoadState("networkidle");
    assert.notEqual(
      await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      "rgb(245, 247, 250)",
    );
    await accessible(page);
  }
  page.calm();
});

for (const [name, viewport] of Object.entries({ laptop, phone })) {
  test(`every page is accessible and fits: ${name}`, async (t) => {
    const page = await loggedIn(t, { viewport });
    await watchShifts(page);
    for (const [path, heading] of PAGES) {
      await t.test(path, async () => {
        await go(page, path, heading);
        await page.waitForLoadState("networkidle");
        assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], "nothing moves while it loads");
        await accessible(page);
        await fits(page);
      });
    }
    page.calm();
  });
}
