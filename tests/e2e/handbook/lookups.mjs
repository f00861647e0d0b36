// Pictures of what is read and looked up: login, Beranda, the libraries, Kalender Kegiatan, FAQ, Tabel Output, Kode HS, Provinsi.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { phone } from "../support/browser.mjs";
import { districts } from "../support/service.mjs";
import { karimun, province } from "./stage.mjs";
import { drop, fillIn, go, signIn, unlock, visit } from "./steps.mjs";

export async function login(stage, browser, camera) {
  const window = await stage.window(browser);
  await visit(window, "/");
  const form = window.locator(".sign-in-page");
  await window.getByLabel("Kabupaten/Kota").selectOption(karimun.id);
  await window.getByLabel(/Nama atau inisial/).fill("Ani");
  const district = window.getByLabel("Kabupaten/Kota");
  const code = window.getByLabel("Kode akses login");
  const marks = [district, code, window.getByLabel(/Nama atau inisial/), window.getByRole("button", { name: "Masuk" })];
  await camera.take("login", "Login", window, { of: [form], marks });
  await code.fill("kode lama");
  await window.getByRole("button", { name: "Masuk" }).click();
  await window.getByRole("alert").waitFor();
  await camera.take("login-salah", "Login", window, { of: [form] });
  // Another office's, since the wait is for this address and that office.
  await district.selectOption(districts[1].id);
  const warning = window.getByText("Terlalu banyak kode salah", { exact: true });
  for (let tries = 0; tries < 12 && !(await warning.isVisible()); tries += 1) {
    await code.fill(`salah ${tries}`);
    await window.getByRole("button", { name: "Masuk" }).click();
    await window.waitForFunction(
      () => !document.querySelector("form button.primary").disabled || document.querySelector(".notice.warning"),
    );
    await window.waitForTimeout(100);
  }
  await camera.take("login-tunggu", "Login", window, { of: [form] });
  await window.context().close();
}

export async function home(stage, browser, camera) {
  const window = await stage.window(browser, { viewport: { width: 1366, height: 860 } });
  await signIn(window);
  const marks = [
    window.getByRole("navigation", { name: "Menu" }).getByRole("list"),
    window.getByRole("button", { name: "Keluar" }),
    window.locator(".guides"),
    window.getByRole("region", { name: "Langkah pengolahan" }).getByRole("heading"),
    window.getByRole("region", { name: "Jadwal terdekat" }).getByRole("heading"),
    window.locator(".cards li").first(),
  ];
  await camera.take("beranda", "Beranda", window, { marks });
  await window.context().close();
  const small = await stage.window(browser, { viewport: phone, scale: 2 });
  await signIn(small);
  await camera.take("ponsel-beranda", "Beranda", small);
  await small.getByRole("button", { name: "Menu" }).click();
  await camera.take("ponsel-menu", "Beranda", small);
  await small.context().close();
}

export async function libraries(stage, browser, camera) {
  const window = await stage.window(browser);
  await signIn(window);
  await go(window, "/data-historis", "Data Historis");
  await window.locator(".gate").waitFor();
  await camera.take("kode-fitur", "Perpustakaan", window, { of: [window.locator("main h1"), window.locator(".gate")] });
  await unlock(window);
  const { ekspor, impor } = stage.data;
  const past = [...ekspor.slice(0, 2), ...impor.slice(0, 2)].map((one) => one.file);
  await drop(window, past);
  await window
    .locator(".shelf")
    .getByRole("link")
    .nth(past.length - 1)
    .waitFor();
  await window.reload();
  const shelf = window.locator(".shelf li");
  await shelf.nth(past.length - 1).waitFor();
  const marks = [
    shelf.first().getByRole("link"),
    shelf.first().getByRole("button"),
    window.locator("button", { hasText: "Pilih Berkas" }),
  ];
  await camera.take("data-historis", "Perpustakaan", window, { marks });
  await shelf
    .first()
    .getByRole("button", { name: /^Hapus/ })
    .click();
  await camera.take("hapus-berkas", "Perpustakaan", window, { of: [window.getByRole("dialog")] });
  await window.getByRole("dialog").getByRole("button", { name: "Batal" }).click();
  await go(window, "/publikasi", "Publikasi");
  const paper = join(stage.folder, "BRS Ekspor Impor Karimun April 2025.pdf");
  writeFileSync(paper, "%PDF-1.7\n%%EOF\n");
  await drop(window, paper);
  await shelf
    .first()
    .getByRole("link", { name: /^Download/ })
    .waitFor();
  await window.reload();
  await shelf.first().waitFor();
  await camera.take("publikasi", "Perpustakaan", window, { height: 560, of: [window.locator("main")] });
  await window.context().close();
}

export async function calendar(stage, browser, camera) {
  const window = await stage.window(browser, { viewport: { width: 1366, height: 1000 } });
  await signIn(window);
  await go(window, "/kalender", "Kalender Kegiatan");
  await window.locator(".ec-event").first().waitFor();
  const marks = [
    window.getByRole("region", { name: "Kegiatan terdekat" }),
    window.getByRole("button", { name: "Bulan sebelumnya" }),
    window.getByRole("button", { name: "Daftar" }),
  ];
  await camera.take("kalender", "Kalender Kegiatan", window, { marks });
  const links = window.getByRole("region", { name: "Langganan" });
  // Whoever has the address may read the schedule; the sample's is worth nothing, and another one each time.
  await links.getByLabel("Alamat langganan").evaluate((field) => {
    field.value = field.value.replace(/token=.*/, "token=...");
  });
  await camera.take("kalender-langganan", "Kalender Kegiatan", window, { of: [links] });
  await window.getByRole("button", { name: "Daftar" }).click();
  await camera.take("kalender-daftar", "Kalender Kegiatan", window, {
    of: [window.locator("#kalender-judul"), window.locator(".calendar-place > .year-list")],
    height: 560,
  });
  await window.context().close();
}

export async function questions(stage, browser, camera) {
  const window = await stage.window(browser);
  await signIn(window);
  await go(window, "/faq", "FAQ");
  await window.locator(".question").first().waitFor();
  await window.locator(".question summary").nth(1).click();
  const side = window.locator(".faq-side");
  const marks = [
    window.getByLabel("Cari dalam pertanyaan"),
    side.getByLabel("Nama", { exact: true }),
    side.getByLabel("Saran", { exact: true }),
    side.getByRole("button", { name: "Kirim" }),
    side.getByRole("link", { name: "Lihat Saran" }),
    window.getByRole("region", { name: "Contact Person" }).getByRole("link"),
  ];
  await camera.take("faq", "FAQ", window, { marks });
  await window.getByLabel("Saran", { exact: true }).fill("Tambahkan pilihan warna grafik untuk bahan tayang.");
  await window.getByRole("button", { name: "Kirim", exact: true }).click();
  await window.getByText("Saran Anda berhasil terkirim").waitFor();
  await camera.take("saran-terkirim", "FAQ", window, { of: [side.locator("section").first()] });
  await window.getByRole("link", { name: "Lihat Saran" }).click();
  await window.locator(".suggestions li").first().waitFor();
  await camera.take("lihat-saran", "FAQ", window, { of: [window.locator("main")], height: 360 });
  await window.context().close();
}

export async function references(stage, browser, camera) {
  const window = await stage.window(browser);
  await signIn(window);
  await go(window, "/tabel-output", "Tabel Output");
  await window.locator(".outputs li").first().waitFor();
  await camera.take("tabel-output", "Tabel Output", window);
  await go(window, "/kode-hs", "Kode HS 8 Digit");
  await window.getByLabel("Cari kode atau barang").fill("minyak");
  await window
    .getByText(/^\d+ kode ditemukan$/)
    .first()
    .waitFor();
  await window.waitForURL(/cari=/);
  await window.locator(".hs-found[aria-busy=false]").waitFor();
  const marks = [
    window.getByLabel("Cari kode atau barang"),
    window.getByLabel("Golongan barang"),
    window.getByRole("link", { name: "Download hasil" }),
  ];
  await camera.take("kode-hs", "Kode HS 8 Digit", window, { marks });
  await window.context().close();
}

/** After the month's work, so that there is something to see. */
export async function provinces(stage, browser, camera) {
  const window = await stage.window(browser, { viewport: { width: 1366, height: 900 }, storageState: undefined });
  await fillIn(window, province, "Budi");
  await go(window, "/provinsi", "Provinsi");
  await window.locator("table.matrix").getByText("Tabel lengkap").first().waitFor();
  await camera.take("provinsi", "Provinsi", window, {
    of: [window.locator("main h1"), window.locator("table.matrix")],
  });
  await window.context().close();
}
