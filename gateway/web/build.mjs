// Bundles the pages into OUT (../../build/web): files named by their hash, each with its compressed twins, and
// pages.json, by which the gateway knows the addresses that are pages.
//   node build.mjs [--out OUT]     node build.mjs --tests   (the unit tests, into build/tests)
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
// What Beranda offers where docs/handbook has it.
const guideFolder = join(here, "../../docs/handbook");
const guides = ["handbook.pdf", "tutorial.mp4"].filter((name) => existsSync(join(guideFolder, name)));
const guideSizes = Object.fromEntries(guides.map((name) => [name, statSync(join(guideFolder, name)).size]));
const compressible = new Set([".js", ".css", ".html", ".svg", ".json", ".webmanifest"]);
// Two years of the browsers that officers have.
const target = ["chrome128", "edge128", "firefox128", "safari17"];

function option(name, fallback) {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
}

async function buildTests() {
  const out = join(here, "build/tests");
  rmSync(out, { recursive: true, force: true });
  const tests = readdirSync(join(here, "tests")).filter((name) => /\.test\.tsx?$/.test(name));
  await esbuild.build({
    entryPoints: tests.map((name) => join(here, "tests", name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Packages as the pages have them.
    platform: "browser",
    format: "esm",
    target: "node18",
    jsx: "automatic",
    jsxImportSource: "preact",
    external: ["node:*"],
    // Debian 12's node 18 does not call it by the name that browsers do.
    banner: { js: 'import { webcrypto } from "node:crypto";\nglobalThis.crypto ??= webcrypto;' },
    logLevel: "warning",
  });
}

function outputOf(metafile, entry) {
  const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint?.endsWith(entry));
  if (!found) throw new Error(`nothing was built from ${entry}`);
  return { script: found[0], style: found[1].cssBundle };
}

function compress(file) {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

async function buildPages(out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "assets"), { recursive: true });
  const result = await esbuild.build({
    entryPoints: [join(here, "src/main.tsx")],
    outdir: join(out, "assets"),
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target,
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "file" },
    define: { GUIDES: JSON.stringify(guideSizes) },
    metafile: true,
    legalComments: "linked",
    logLevel: "warning",
    absWorkingDir: here,
  });
  const main = outputOf(result.metafile, "src/main.tsx");
  const template = readFileSync(join(here, "index.html"), "utf8");
  const page = template
    .replace("{{script}}", `/assets/${basename(main.script)}`)
    .replace("{{style}}", `/assets/${basename(main.style)}`);
  writeFileSync(join(out, "index.html"), page);
  for (const name of readdirSync(join(here, "public"))) copyFileSync(join(here, "public", name), join(out, name));
  for (const name of guides) copyFileSync(join(guideFolder, name), join(out, name));
  copyFileSync(join(here, "src/pages.json"), join(out, "pages.json"));
  for (const file of walk(out)) if (compressible.has(extname(file))) compress(file);
}

if (process.argv.includes("--tests")) await buildTests();
else await buildPages(resolve(option("--out", join(here, "../../build/web"))));
