// What an officer does, as the pictures and the video of the handbook need it.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { karimun } from "./stage.mjs";

/** Once more where something else on this machine changes its network just then. */
export async function visit(window, path) {
  const changed = (error) => /ERR_NETWORK_CHANGED/.test(error.message);
  for (let tries = 0; tries < 5; tries += 1) {
    const error = await window.goto(window.service.address + path).then(
      () => null,
      (caught) => caught,
    );
    if (error === null) return;
    if (!changed(error)) throw error;
  }
  throw new Error("the network of this machine changes all the time");
}

/** Beranda of the sample district; its session is begun once, and the feature code asked once in it. */
export async function signIn(window) {
  const stage = window.service;
  if (stage.signedIn) await visit(window, "/");
  else await fillIn(window, karimun, "Ani");
  await window
    .getByRole("region", { name: "Jadwal terdekat" })
    .getByText(/hari lagi|besok/)
    .waitFor();
  stage.signedIn ??= await window.context().storageState();
}

export async function fillIn(window, district, name) {
  await visit(window, "/");
  await window.getByLabel("Kabupaten/Kota").selectOption(district.id);
  await window.getByLabel("Kode akses login").fill(district.code);
  await window.getByLabel(/Nama atau inisial/).fill(name);
  await window.getByRole("button", { name: "Masuk" }).click();
  await window.getByRole("heading", { level: 1, name: "Selamat datang" }).waitFor();
}

export async function go(window, path, heading) {
  await visit(window, path);
  await window.getByRole("heading", { level: 1, name: heading }).waitFor();
}

export async function unlock(place, code = karimun.feature) {
  await place.getByLabel("Kode akses fitur").fill(code);
  await place.getByRole("button", { name: "Buka" }).click();
  await place.getByLabel("Kode akses fitur").waitFor({ state: "detached" });
}

export const drop = (window, files) => window.locator("input[type=file]").setInputFiles(files);

export const ready = (window, name) =>
  window.locator("button.primary[aria-disabled=false]").filter({ hasText: name }).waitFor();

export const file = (window, name) =>
  window
    .locator(".data-file")
    .filter({ has: window.getByText(name, { exact: false }) })
    .first();

/** A copy of a sample file under a name that the text can speak of. */
export function copyOf(stage, path, name) {
  const folder = join(stage.folder, "berkas");
  mkdirSync(folder, { recursive: true });
  copyFileSync(path, join(folder, name));
  return join(folder, name);
}
