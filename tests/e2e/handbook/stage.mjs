// The service that the handbook shows: the sample district at its own address, on a day when a month is worked on.
// Everything is real; only the clock of all programs stands at the same day each time, so that pictures stay alike.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { laptop, openBrowser } from "../support/browser.mjs";
import { districts, Service, until } from "../support/service.mjs";

/** Monday, on which the release of May 2025 is made. */
const CLOCK = "2025-06-30T09:00:00+07:00";
const HOST = "sipro.web.id";
const PROVINCE = { id: "2100", name: "Provinsi Kepulauan Riau", code: "kode-provinsi" };
const OTHERS = [
  ["2102", "Kabupaten Bintan", "BINTAN"],
  ["2172", "Kota Tanjungpinang", "TANJUNGPINANG"],
];

export const [karimun] = districts;
export const province = PROVINCE;

/** Seconds by which the stage's clock is ahead of this machine's. */
const ahead = Math.round((Date.parse(CLOCK) - Date.now()) / 1000);

export class Stage extends Service {
  constructor() {
    super();
    this.clock = join(this.folder, "clock.so");
    execFileSync("cc", [
      "-shared",
      "-fPIC",
      "-O1",
      "-o",
      this.clock,
      fileURLToPath(new URL("clock.c", import.meta.url)),
    ]);
  }

  /** All programs but the browser run at the stage's time; how long things take is measured as it is. */
  start(name, program, args, env = {}) {
    const more = name === "gateway" ? ["--trusted-proxies", "127.0.0.1", "--metrics-port", "0"] : [];
    return super.start(name, program, [...args, ...more], {
      LD_PRELOAD: this.clock,
      STAGE_CLOCK: String(ahead),
      ...env,
    });
  }

  async ready() {
    await until("the gateway is ready", 30, async () => (await fetch(`${this.local ?? this.address}/readyz`)).ok);
  }

  static async begin() {
    // biome-ignore lint/complexity/noThisInStatic: it makes one of the class that it is called on, which Service would not be.
    const stage = await super.begin();
    stage.local = stage.address;
    await stage.openDoor();
    stage.furnish();
    const usual = ["--seed", "1", "--from", "2023-01", "--dirt", "2"];
    stage.data = stage.samples(...usual, "--rows", "1250", "--to", "2025-05");
    /** The delivery of the month before: the months that both have differ in one only. */
    stage.before = stage.samples(...usual, "--rows", "1207", "--to", "2025-04");
    // What a file of the operator says counts within seconds.
    await until("the gateway knows the districts", 20, async () => {
      const { districts: known } = await (await fetch(`${stage.local}/api/v1/districts`)).json();
      return known.some(({ id }) => id === PROVINCE.id);
    });
    return stage;
  }

  /** https at the official address, as a proxy in front of the gateways gives it. */
  async openDoor() {
    const [key, cert] = [join(this.folder, "door.key"), join(this.folder, "door.crt")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        `/CN=${HOST}`,
        "-keyout",
        key,
        "-out",
        cert,
      ],
      { stdio: "ignore" },
    );
    this.door = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (from, to) => {
      const headers = { ...from.headers, "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https" };
      const onward = request({ port: this.port, method: from.method, path: from.url, headers }, (answer) => {
        to.writeHead(answer.statusCode, answer.headers);
        answer.pipe(to);
      });
      onward.on("error", () => to.destroy());
      from.pipe(onward);
    });
    await new Promise((listening) => this.door.listen(0, "127.0.0.1", listening));
    this.address = `https://${HOST}`;
  }

  /** What a district's operator sets up: the other offices, whom to ask, the HS codes of the sample. */
  furnish() {
    this.admin(["district", "add", PROVINCE.id, "--name", PROVINCE.name, "--province"]);
    this.admin(["district", "code", PROVINCE.id, "--login", "--from-stdin"], `${PROVINCE.code}\n`);
    for (const [id, name, kabkot] of OTHERS) this.admin(["district", "add", id, "--name", name, "--kabkot", kabkot]);
    for (const id of [...districts.map((one) => one.id), ...OTHERS.map(([one]) => one)])
      this.admin(["district", "add", id, "--change", "--in-province", PROVINCE.id]);
    this.admin([
      "district",
      "add",
      karimun.id,
      "--change",
      "--contact",
      "Ketua Tim Distribusi",
      "--whatsapp",
      "6281200000000",
    ]);
    const goods = JSON.parse(
      readFileSync(new URL("../../../schemas/sample/commodities.json", import.meta.url), "utf8"),
    );
    const master = join(this.folder, "hs8.csv");
    const lines = goods.map(({ hs, komoditi }) => `${hs},"${komoditi.replaceAll('"', '""')}",`);
    writeFileSync(master, ["code8,uraian_id,description_en", ...new Set(lines), ""].join("\n"));
    this.admin(["hs", "import", master]);
  }

  /** In MiB; 0: as the gateway is set. The gateways see it within seconds. */
  setQuota(mib) {
    this.admin(["district", "add", karimun.id, "--change", "--quota-mib", String(mib)]);
    return new Promise((seen) => setTimeout(seen, 6000));
  }

  browser() {
    return openBrowser(
      `--host-resolver-rules=MAP ${HOST}:443 127.0.0.1:${this.door.address().port}`,
      "--hide-scrollbars",
    );
  }

  /** A browser window at the stage's time, signed in as the officer of `signedIn` where there is one. */
  async window(browser, { viewport = laptop, scale = 1.25, ...more } = {}) {
    const context = await browser.newContext({
      viewport,
      deviceScaleFactor: scale,
      locale: "id-ID",
      timezoneId: "Asia/Jakarta",
      colorScheme: "light",
      reducedMotion: "reduce",
      ignoreHTTPSErrors: true,
      acceptDownloads: true,
      storageState: this.signedIn,
      ...more,
    });
    await context.clock.install({ time: Date.now() + ahead * 1000 });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    page.service = this;
    return page;
  }

  async end() {
    this.door?.closeAllConnections();
    this.door?.close();
    await super.end();
  }
}
