// Pictures of the month's work: Preprocessing Data, Olah Data, Paket Bulanan, Riwayat; and its second delivery.
import { phone } from "../support/browser.mjs";
import { drop, file, go, ready, signIn, visit } from "./steps.mjs";

const all = (stage) => [...stage.data.ekspor, ...stage.data.impor].map((one) => one.file);

export async function preprocessing(stage, browser, camera) {
  const window = await stage.window(browser, { viewport: { width: 1366, height: 860 } });
  await signIn(window);
  await go(window, "/preprocessing", "Preprocessing Data");
  const choose = window.locator("button", { hasText: "Pilih Berkas" });
  await camera.take("preprocessing", "Preprocessing Data", window, {
    marks: [choose, window.getByRole("button", { name: "Ambil dari Data Historis" })],
    of: [window.locator("main")],
  });
  // As they were delivered first: the earlier years lie in Data Historis, the running year is on the officer's computer.
  await window.getByRole("button", { name: "Ambil dari Data Historis" }).click();
  const dialog = window.getByRole("dialog");
  const boxes = dialog.getByRole("checkbox");
  await boxes.first().waitFor();
  for (let at = 0; at < (await boxes.count()); at += 1) await boxes.nth(at).check();
  await camera.take("ambil-historis", "Preprocessing Data", window, { of: [dialog] });
  await dialog.getByRole("button", { name: "Pakai yang dipilih" }).click();
  await drop(window, [stage.before.ekspor[2].file, stage.before.impor[2].file]);
  await ready(window, "Preprocessing Data");
  await window.getByRole("button", { name: "Preprocessing Data" }).click();
  await window.getByRole("link", { name: "Download Data Bersih" }).nth(1).waitFor();
  await window.getByRole("button", { name: "Mulai baru" }).click();
  await drop(window, all(stage));
  await ready(window, "Preprocessing Data");
  const marks = [
    file(window, "Ekspor 2023.sav").locator(".data-file-name"),
    window.getByLabel("Arus Ekspor 2023.sav"),
    window.getByLabel("Tahun data Ekspor 2024.sav"),
    window.getByRole("button", { name: "Buang Ekspor 2023.sav" }),
    window.getByRole("button", { name: "Preprocessing Data" }),
  ];
  await camera.take("preprocessing-berkas", "Preprocessing Data", window, {
    marks,
    of: [window.locator("main h2").first(), window.locator(".run-bar")],
  });
  await window.getByRole("button", { name: "Preprocessing Data" }).click();
  await window.getByRole("link", { name: "Download Data Bersih" }).nth(1).waitFor();
  await result(window, camera);
  await window.context().close();
}

async function result(window, camera) {
  const report = window.locator(".result").first();
  const part = (name) =>
    report.locator("section").filter({ has: window.getByRole("heading", { level: 3, name, exact: true }) });
  await part("Baris dan nilai").waitFor();
  await camera.take("hasil-baris", "Hasil Preprocessing", window, {
    of: [report.locator("h2"), report.locator(".actions").first(), part("Baris dan nilai")],
    marks: [
      report.getByRole("link", { name: "Download Data Bersih" }),
      report.getByRole("link", { name: "Laporan Pemeriksaan" }),
      report.getByRole("link", { name: "Lanjut ke Olah Data" }),
      part("Baris dan nilai").getByRole("heading"),
    ],
  });
  const findings = part("Temuan");
  await findings.getByText("Lihat contoh").first().click();
  await camera.take("hasil-temuan", "Hasil Preprocessing", window, { of: [findings], height: 760 });
  await part("Perubahan dari kiriman sebelumnya").waitFor();
  await camera.take("hasil-perubahan", "Hasil Preprocessing", window, {
    of: [part("Perubahan dari kiriman sebelumnya")],
  });
  const rows = part("Data bersih");
  await report.getByLabel("Cari di semua kolom").fill("singapura");
  await report.getByText(/^\d+ dari [\d.]+ baris cocok$/).waitFor();
  await camera.take("hasil-data", "Hasil Preprocessing", window, {
    of: [rows],
    height: 420,
    marks: [report.getByLabel("Cari di semua kolom"), rows.locator("th button").first()],
  });
}

export async function tables(stage, browser, camera) {
  const window = await stage.window(browser, { viewport: { width: 1366, height: 860 } });
  await signIn(window);
  await go(window, "/olah", "Olah Data");
  await camera.take("olah", "Olah Data", window, { of: [window.locator("main")], height: 430 });
  await window.getByRole("link", { name: "Ekspor", exact: true }).click();
  await window.getByText("Berisi Januari 2023 - Mei 2025").waitFor();
  const month = window.getByRole("combobox", { name: "Bulan", exact: true });
  await month.waitFor();
  const marks = [
    window.getByLabel("Data ekspor"),
    window.getByText("Pakai berkas lain"),
    window.getByRole("combobox", { name: "Tahun", exact: true }),
    month,
    window.getByRole("button", { name: "Analisis" }),
  ];
  await camera.take("olah-ekspor", "Olah Data", window, { marks, of: [window.locator("main")], height: 520 });
  await window.getByRole("button", { name: "Analisis" }).click();
  await window.locator(".chart-frame svg").waitFor();
  const view = [
    window.locator(".table-list"),
    window.getByRole("link", { name: "Download Tabel" }),
    window.getByRole("link", { name: "Download Semua Tabel" }),
    window.getByRole("button", { name: "Salin tabel" }),
    [window.locator(".tabs").getByRole("link", { name: "Data", exact: true }), 14],
  ];
  await camera.take("tabel-ekspor", "Tabel dan grafik", window, { marks: view });
  await camera.take("grafik", "Tabel dan grafik", window, { of: [window.locator("figure.chart")] });
  await go(window, "/olah/neraca", "Olah Data Neraca Perdagangan");
  await month.waitFor();
  await window.getByRole("button", { name: "Analisis" }).click();
  await window.locator(".chart-frame svg").waitFor();
  await camera.take("tabel-neraca", "Tabel dan grafik", window, { of: [window.locator("main")], height: 620 });
  await window.context().close();
  const small = await stage.window(browser, { viewport: phone, scale: 2 });
  await signIn(small);
  await go(small, "/preprocessing", "Preprocessing Data");
  await drop(small, [stage.data.impor[2].file]);
  await ready(small, "Preprocessing Data");
  await camera.take("ponsel-preprocessing", "Preprocessing Data", small);
  await visit(small, window.url().slice(stage.address.length));
  await small.locator(".chart-frame svg").waitFor();
  await camera.take("ponsel-tabel", "Tabel dan grafik", small);
  await small.context().close();
}

export async function monthly(stage, browser, camera) {
  const window = await stage.window(browser, { viewport: { width: 1366, height: 860 } });
  await signIn(window);
  await go(window, "/paket", "Paket Bulanan");
  await drop(window, all(stage));
  const run = window.getByRole("button", { name: "Buat Paket Mei 2025" });
  await ready(window, "Buat Paket Mei 2025");
  await camera.take("paket", "Paket Bulanan", window, {
    full: true,
    of: [window.locator("main")],
    marks: [
      window.locator("button", { hasText: "Pilih Berkas" }),
      window.getByRole("combobox", { name: "Tahun", exact: true }),
      run,
    ],
  });
  await run.click();
  await window.getByRole("link", { name: "Download Paket" }).waitFor();
  await window.locator(".package-tables a").nth(32).waitFor();
  await camera.take("paket-hasil", "Paket Bulanan", window, {
    of: [window.locator("main")],
    height: 760,
    marks: [
      window.getByRole("link", { name: "Download Paket" }),
      window.getByRole("link", { name: "Kecocokan" }),
      window.getByRole("link", { name: "Data Bersih Ekspor", exact: true }),
      window.getByRole("link", { name: "Lihat temuan Ekspor" }),
      window.locator(".package-tables ol").first(),
    ],
  });
  await window.context().close();
}

export async function history(stage, browser, camera) {
  const window = await stage.window(browser);
  await signIn(window);
  await go(window, "/riwayat", "Riwayat");
  const open = window.getByRole("link", { name: /^Buka / });
  await open.first().waitFor();
  await camera.take("riwayat", "Riwayat", window, {
    marks: [window.getByLabel("Jenis"), open.first(), window.getByRole("button", { name: /^Jalankan lagi/ }).first()],
  });
  await window
    .getByRole("link", { name: /^Buka Preprocessing Ekspor/ })
    .first()
    .click();
  await window.getByRole("link", { name: "Download Data Bersih" }).waitFor();
  await window.getByRole("heading", { name: "Baris dan nilai" }).waitFor();
  await camera.take("riwayat-pekerjaan", "Riwayat", window, { of: [window.locator("main")], height: 560 });
  await window.context().close();
}
