// Pictures of what may go wrong, each brought about as it happens: nothing is painted.
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkOf } from "../support/browser.mjs";
import { karimun } from "./stage.mjs";
import { copyOf, drop, file, go, ready, signIn, visit } from "./steps.mjs";

async function opened(stage, browser, path, heading) {
  const window = await stage.window(browser);
  await signIn(window);
  await go(window, path, heading);
  return window;
}

const preprocessing = (stage, browser) => opened(stage, browser, "/preprocessing", "Preprocessing Data");

export async function files(stage, browser, camera) {
  const window = await preprocessing(stage, browser);
  const [first, second] = stage.data.ekspor.map((one) => one.file);
  const wrong = join(stage.folder, "Surat pengantar.sav");
  writeFileSync(wrong, "ini bukan berkas statistik".repeat(400));
  const cut = copyOf(stage, first, "Ekspor terpotong.sav");
  truncateSync(cut, Math.floor(statSync(cut).size / 2));
  const twin = copyOf(stage, second, "Ekspor 2024 salinan.sav");
  await drop(window, [second, wrong, cut, twin]);
  await window.getByText(/bukan berkas statistik/).waitFor();
  await window.getByText(/Isinya sama persis/).waitFor();
  await window.getByText(/tidak dapat dibaca/).waitFor();
  await camera.take("berkas-salah", "Preprocessing Data", window, {
    of: [window.locator("main h2").first(), window.locator(".run-bar")],
  });
  for (const name of ["Surat pengantar.sav", "Ekspor terpotong.sav", "Ekspor 2024 salinan.sav"]) {
    await window.getByRole("button", { name: `Buang ${name}` }).click();
  }
  await ready(window, "Preprocessing Data");
  await window.getByLabel("Tahun data Ekspor 2024.sav").fill("");
  await window.getByText("Ada berkas yang tahunnya belum diisi.").waitFor();
  await camera.take("tahun-kosong", "Preprocessing Data", window, {
    of: [window.locator("main h2").first(), window.locator(".run-bar")],
  });
  await window.context().close();
}

export async function overlap(stage, browser, camera) {
  const window = await preprocessing(stage, browser);
  await drop(window, [
    stage.data.ekspor[2].file,
    copyOf(stage, stage.before.ekspor[2].file, "Ekspor kiriman pertama.sav"),
  ]);
  await window.getByText("Ada bulan yang dobel: pilih cara menyelesaikannya.").waitFor();
  await window.getByLabel("Pakai berkas yang terakhir").check();
  const panel = window.locator(".notice").filter({ hasText: "Bulan yang sama ada" });
  await camera.take("bulan-dobel", "Preprocessing Data", window, {
    of: [panel],
    marks: [
      window.getByLabel("Pakai berkas yang terakhir"),
      window.getByLabel("Pakai semuanya"),
      window.getByRole("button", { name: /^Jadikan terakhir/ }),
    ],
  });
  await window.context().close();
}

/** An earlier clean file of exports, given as imports. */
export async function flow(stage, browser, camera) {
  const window = await preprocessing(stage, browser);
  await drop(window, [stage.data.ekspor[2].file]);
  await ready(window, "Preprocessing Data");
  await window.getByRole("button", { name: "Preprocessing Data" }).click();
  const link = window.getByRole("link", { name: "Download Data Bersih" });
  await link.waitFor();
  const [got] = await Promise.all([window.waitForEvent("download"), link.click()]);
  const clean = join(stage.folder, "Impor Mei 2025.sav");
  await got.saveAs(clean);
  await window.getByRole("button", { name: "Mulai baru" }).click();
  await drop(window, [clean]);
  await window.getByText(/Nama berkas menyebut impor/).waitFor();
  await window.getByLabel("Arus Impor Mei 2025.sav").selectOption("impor");
  await window.getByText("Ada berkas yang arusnya bertentangan dengan isinya.").waitFor();
  await camera.take("arus-bertentangan", "Preprocessing Data", window, {
    of: [window.locator("main h2").first(), window.locator(".run-bar")],
  });
  await window.context().close();
}

/** Months that imports do not have; a file without TAHUN in Olah Data. */
export async function months(stage, browser, camera) {
  const window = await opened(stage, browser, "/paket", "Paket Bulanan");
  const [late] = stage.samples(
    "--seed",
    "5",
    "--rows",
    "200",
    "--from",
    "2025-03",
    "--to",
    "2025-05",
    "--layout",
    "single",
  ).impor;
  await drop(window, [stage.data.ekspor[2].file, copyOf(stage, late.file, "Impor Mar-Mei 2025.sav")]);
  const question = window.locator(".notice").filter({ hasText: "Ada bulan yang datanya hanya di satu arus" });
  await question.waitFor();
  await camera.take("satu-arus", "Olah Data", window, {
    of: [window.locator(".month-choice"), question, window.locator(".run-bar")],
  });
  await go(window, "/olah/ekspor", "Olah Data Ekspor");
  await window.getByText("Pakai berkas lain").click();
  await drop(window, [stage.data.ekspor[1].file]);
  await window.getByText("Berkas tanpa TAHUN tidak dapat diolah langsung").waitFor();
  await camera.take("olah-tanpa-tahun", "Olah Data", window, {
    of: [window.locator("main h1"), window.locator(".run-bar")],
  });
  await window.context().close();
}

/** The session is over while a large file is under way; then the link is away. */
export async function uploads(stage, browser, camera) {
  const window = await preprocessing(stage, browser);
  const big = copyOf(stage, stage.data.ekspor[0].file, "Ekspor 2023 besar.sav");
  // Larger than its rows are: what comes after them is no concern of the upload.
  writeFileSync(big, Buffer.concat([readFileSync(big), Buffer.alloc(24 * 1024 * 1024)]));
  const link = await linkOf(window);
  await link({ up: 4 * 1024 * 1024 });
  await drop(window, [big]);
  await window.getByText(/Mengunggah (2|3|4)\d% dari/).waitFor();
  await link({ offline: true });
  await window.getByText(/Sambungan terputus pada \d+%/).waitFor();
  await camera.take("sambungan-putus", "Preprocessing Data", window, { of: [file(window, "Ekspor 2023 besar.sav")] });
  await window.context().clearCookies();
  await link({});
  const dialog = window.getByRole("dialog");
  await dialog.waitFor();
  await window
    .getByText(/Sesi berakhir pada/)
    .first()
    .waitFor();
  await camera.take("sesi-berakhir", "Login", window);
  await dialog.getByLabel("Kode akses login").fill(karimun.code);
  await dialog.getByRole("button", { name: "Masuk" }).click();
  await window
    .getByText(/505 baris|\d+ baris|tidak dapat dibaca/)
    .first()
    .waitFor();
  await window.getByRole("button", { name: "Mulai baru" }).click();
  await link({ up: 2 * 1024 * 1024 });
  await drop(window, [big]);
  await window.getByText(/Mengunggah (2|3|4)\d% dari/).waitFor();
  await window.reload();
  await window.getByText(/Unggahan belum selesai \(\d+%\)/).waitFor();
  await camera.take("unggahan-terputus", "Preprocessing Data", window, { of: [file(window, "Ekspor 2023 besar.sav")] });
  await window.context().close();
}

export async function queue(stage, browser, camera) {
  const window = await preprocessing(stage, browser);
  await drop(window, [stage.data.impor[2].file]);
  await ready(window, "Preprocessing Data");
  await stage.stop("worker");
  await window.getByRole("button", { name: "Preprocessing Data" }).click();
  await window.getByText(/Giliran berikutnya/).waitFor();
  await camera.take("antrean", "Pekerjaan", window, {
    of: [window.locator(".result")],
    marks: [window.getByRole("button", { name: "Batalkan" })],
  });
  await window.getByRole("button", { name: "Batalkan" }).click();
  await window.getByText(/Pekerjaan ini dibatalkan/).waitFor();
  await window.getByRole("link", { name: "Buka di Riwayat" }).click();
  await window.getByRole("heading", { level: 1, name: "Preprocessing Impor" }).waitFor();
  await camera.take("dibatalkan", "Pekerjaan", window, { of: [window.locator("main")], height: 420 });
  stage.startWorker();
  await window.context().close();
}

/** The same file twice, as a program of an officer might ask: the data stop the job. */
export async function stopped(stage, browser, camera) {
  const window = await preprocessing(stage, browser);
  await drop(window, [stage.data.ekspor[1].file]);
  await ready(window, "Preprocessing Data");
  const id = await window.evaluate(async () => {
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
  await visit(window, `/riwayat/${id}`);
  await window.getByText("SIPRO berhenti, belum ada hasil").waitFor();
  await camera.take("pekerjaan-berhenti", "Pekerjaan", window, {
    of: [window.locator("main h1"), window.locator(".job-progress")],
  });
  await visit(window, `/riwayat/${"0".repeat(26)}`);
  await window.getByRole("heading", { level: 1, name: "Pekerjaan ini tidak ada" }).waitFor();
  await camera.take("tidak-ada", "Riwayat", window, { of: [window.locator("main")], height: 240 });
  await window.context().close();
}

export async function quota(stage, browser, camera) {
  const window = await preprocessing(stage, browser);
  await stage.setQuota(1);
  await drop(window, [copyOf(stage, stage.data.ekspor[0].file, "Ekspor tambahan.sav")]);
  await window.getByText(/Kuota penyimpanan/).waitFor();
  await camera.take("kuota-penuh", "Preprocessing Data", window, { of: [file(window, "Ekspor tambahan.sav")] });
  const others = window.locator(".other-uploads");
  await others.locator("summary").click();
  await camera.take("unggahan-lain", "Preprocessing Data", window, { of: [others], height: 420 });
  await stage.setQuota(0);
  await window.context().close();
}

export async function away(stage, browser, camera) {
  const window = await opened(stage, browser, "/", "Selamat datang");
  await stage.stop("redis");
  await window.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Riwayat" }).click();
  await window.locator(".away").waitFor();
  await camera.take("layanan-terputus", "Riwayat", window);
  stage.startRedis();
  await stage.ready();
  await window.context().close();
}
