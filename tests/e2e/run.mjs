// Every browser test, one file after the other. Usage: node run.mjs [FILE...]    The last line is "N passed, N failed".
// SIPRO_BIN: the programs' folder; SIPRO_WEB: the built pages; SIPRO_CHROMIUM: the browser. SIPRO_LAG: each answer of the
// service is late by up to so many ms, which a test that does not wait for what it reads does not pass.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const chosen = process.argv.slice(2);
const files =
  chosen.length > 0 ? chosen : readdirSync(here).filter((name) => name.endsWith(".mjs") && name !== "run.mjs");

let passed = 0;
let failed = 0;
for (const file of files.sort()) {
  const started = Date.now();
  const { stdout, status } = spawnSync(process.execPath, ["--test", join(here, file)], { encoding: "utf8" });
  const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(stdout)?.[1] ?? 0);
  const bad = count("fail") + count("cancelled");
  passed += count("pass");
  failed += bad > 0 || status === 0 ? bad : 1;
  console.log(`${file}: ${count("pass")} passed, ${bad} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  for (const [, told] of stdout.matchAll(/^# (login to zip.*|once more.*)$/gm)) console.log(`NOTE: ${told}`);
  // Without what passed: deploy/test shows the end of a failed step's log.
  if (bad > 0 || status !== 0)
    console.log(stdout.replaceAll(/^ *(# Subtest: .*\n *)?ok \d+ - .*\n *---\n( .*\n)*? *\.\.\.\n/gm, ""));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
