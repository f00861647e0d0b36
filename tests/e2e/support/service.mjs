// SIPRO for the browser tests: a Redis, gateway and worker of its own in a temporary folder, with the sample districts.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../..");

export const bin = resolve(process.env.SIPRO_BIN ?? join(root, "build/release/bin"));
export const web = resolve(process.env.SIPRO_WEB ?? join(root, "build/web"));

/** The sample districts and their codes. */
export const districts = [
  { id: "2101", name: "Kabupaten Karimun", kabkot: "KARIMUN", code: "kode-karimun", feature: "fitur-karimun" },
  { id: "2171", name: "Kota Batam", kabkot: "BATAM", code: "kode-batam", feature: "fitur-batam" },
];

export async function until(what, seconds, holds) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const got = await holds().catch(() => false);
    if (got) return got;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

export class Service {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "sipro-e2e."));
    this.storage = join(this.folder, "storage");
    mkdirSync(this.storage);
    this.socket = join(this.folder, "redis.sock");
    this.running = new Map();
  }

  start(name, program, args, env = {}) {
    const log = openSync(join(this.folder, `${name}.log`), "a");
    const child = spawn(program, args, { stdio: ["ignore", log, log], env: { ...process.env, ...env } });
    this.running.set(name, child);
    return child;
  }

  /** Ends a program; resolves when it is gone. */
  stop(name, signal = "SIGTERM") {
    const child = this.running.get(name);
    this.running.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((gone) => {
      child.once("exit", gone);
      child.kill(signal);
    });
  }

  admin(args, input) {
    const env = { ...process.env, SIPRO_DATA: this.storage, SIPRO_REDIS: `unix:${this.socket}` };
    return execFileSync(join(bin, "sipro-admin"), args, { env, input, encoding: "utf8" });
  }

  startRedis() {
    this.start("redis", "redis-server", [
      join(root, "deploy/redis.conf"),
      "--dir",
      this.folder,
      "--unixsocket",
      this.socket,
      "--appendfsync",
      "no",
    ]);
  }

  startGateway(...more) {
    const args = ["--data", this.storage, "--redis", `unix:${this.socket}`, "--port", String(this.port), "--web", web];
    this.start("gateway", join(bin, "sipro-gateway"), [...args, ...more]);
  }

  startWorker(...more) {
    const args = ["--data", this.storage, "--redis", `unix:${this.socket}`, "--name", "e2e", "--drain", "1s", ...more];
    this.start("worker", join(bin, "sipro-worker"), args);
  }

  async ready() {
    await until("the gateway is ready", 20, async () => (await fetch(`${this.address}/readyz`)).ok);
  }

  /** With these districts, and with more options of the gateway. */
  static async begin(having = districts, ...more) {
    const service = new this();
    service.port = await freePort();
    service.address = `http://127.0.0.1:${service.port}`;
    service.startRedis();
    await until("Redis answers", 20, async () => readdirSync(service.folder).includes("redis.sock"));
    for (const { id, name, kabkot, code, feature } of having) {
      service.admin(["district", "add", id, "--name", name, "--kabkot", kabkot]);
      service.admin(["district", "code", id, "--login", "--from-stdin"], `${code}\n`);
      service.admin(["district", "code", id, "--feature", "--from-stdin"], `${feature}\n`);
    }
    service.startGateway(...more);
    service.startWorker();
    await service.ready();
    return service;
  }

  /** Sample files: {ekspor: [{file, year?}], impor: [...]} with absolute paths. `more`: options of `sipro sample`. */
  samples(...more) {
    const folder = join(this.folder, `contoh-${Math.random().toString(16).slice(2)}`);
    execFileSync(join(bin, "sipro"), ["sample", "--out", folder, ...more]);
    const list = JSON.parse(readFileSync(join(folder, "sampel.json"), "utf8"));
    const absolute = (files) => files.map((one) => ({ ...one, file: join(folder, one.file) }));
    return { ekspor: absolute(list.ekspor), impor: absolute(list.impor) };
  }

  async end() {
    await Promise.all([...this.running.keys()].map((name) => this.stop(name)));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
