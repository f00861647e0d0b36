// Login, logout, and a session that ends while a page is open.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, fits, logIn, openBrowser, openPage, phone } from "./support/browser.mjs";
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

test("a wrong code is told in words, the right one opens Beranda", async () => {
  const page = await openPage(browser, service);
  await page.goto(service.address);
  const choice = page.getByLabel("Kabupaten/Kota");
  const submit = page.getByRole("button", { name: "Masuk" });
  await page.getByLabel("Kode akses login").fill("salah");
  await submit.click();
  assert.equal(
    await choice.evaluate((field) => field === document.activeElement && field.value),
    "",
    "an office has to be chosen",
  );
  await choice.selectOption(districts[0].id);
  await submit.click();
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /[Kk]ode/);
  await accessible(page);
  page.calm(/401|403/);
  await logIn(page, districts[0]);
  assert.match(await page.locator(".who").innerText(), /Kabupaten Karimun\s+Ani/);
  await accessible(page);
  await page.getByRole("button", { name: "Keluar" }).click();
  await page.getByRole("heading", { name: "Masuk ke SIPRO" }).waitFor();
  assert.equal(await page.getByLabel(/Nama atau inisial/).inputValue(), "Ani");
  await choice.and(page.locator(":enabled")).waitFor();
  assert.equal(await choice.inputValue(), districts[0].id, "the office of last time");
  page.calm();
  await page.context().close();
});

test("the login fits a phone", async () => {
  const page = await openPage(browser, service, { viewport: phone });
  await page.goto(service.address);
  await page.getByRole("heading", { name: "Masuk ke SIPRO" }).waitFor();
  await fits(page);
  await accessible(page);
  await logIn(page, districts[1]);
  await fits(page);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("link", { name: "Kalender Kegiatan" }).waitFor();
  await accessible(page);
  await page.context().close();
});

test("an address that is none says so, and offers the way back", async () => {
  const page = await openPage(browser, service);
  await logIn(page, districts[0]);
  await page.goto(`${service.address}/riwayat/x/y/z`);
  await page.getByRole("link", { name: "Ke Beranda" }).click();
  await page.getByRole("heading", { name: "Selamat datang" }).waitFor();
  page.calm();
  await page.context().close();
});

test("over plain http from another machine the page says what to do, and the service refuses the code", async (t) => {
  // As a proxy tells of a client that did not come by https.
  const far = await Service.begin([districts[0]], "--trusted-proxies", "127.0.0.1");
  t.after(() => far.end());
  const plain = await openBrowser("--host-resolver-rules=MAP sipro.kantor 127.0.0.1");
  t.after(() => plain.close());
  const page = await openPage(plain, far, { extraHTTPHeaders: { "X-Forwarded-For": "192.0.2.7" } });
  await page.goto(`http://sipro.kantor:${far.port}/`);
  const notice = page.getByText("Halaman ini dibuka lewat http", { exact: true });
  await notice.waitFor();
  assert.equal(await page.getByLabel("Kode akses login").count(), 0);
  assert.equal(await page.locator(".notice a").getAttribute("href"), "https://sipro.kantor/");
  await page.getByRole("button", { name: "Tampilkan formulir di sini" }).click();
  await page.getByText("Kabupaten Karimun").waitFor();
  assert.equal(await page.getByRole("combobox").count(), 0, "a single office is no choice");
  await accessible(page);
  await page.getByLabel("Kode akses login").fill(districts[0].code);
  await page.getByRole("button", { name: "Masuk" }).click();
  await notice.waitFor();
  assert.equal(await page.getByRole("button", { name: "Tampilkan formulir di sini" }).count(), 0);
  assert.deepEqual(await page.context().cookies(), []);
  page.calm(/401|403/);
});
