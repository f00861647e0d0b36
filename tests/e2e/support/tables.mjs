// The tables of a result as its page shows them, and the workbooks that it gives.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** The open table, each text as a person reads it. A heading inside a table is one wide cell on the page. */
export function pageTable(page) {
  return page.locator(".table-view").evaluate((view) => {
    const texts = (elements) => [...elements].map((one) => one.textContent);
    const table = view.querySelector("table.sheet");
    const columns = texts(table.tHead.rows[0].cells);
    const wide = (row) => [...row, ...Array(columns.length - row.length).fill("")];
    return {
      heading: table.caption.textContent,
      columns,
      rows: [...table.tBodies[0].rows].map((row) => wide(texts(row.cells))),
      notes: texts(view.querySelectorAll(".table-notes li")),
    };
  });
}

/** Saves what the click on the link gives; resolves to its path. */
export async function save(page, locator, folder) {
  mkdirSync(folder, { recursive: true });
  const [got] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  const path = join(folder, got.suggestedFilename());
  await got.saveAs(path);
  return path;
}

/** Opens each table of the list, and takes its workbook into the folder. */
export async function everyTable(page, folder) {
  const tables = [];
  for (const entry of await page.locator(".table-list a").all()) {
    const name = await entry.innerText();
    await entry.click();
    const number = Number.parseInt(name, 10);
    await page.locator(`.table-list a[aria-current=true]:text-is(${JSON.stringify(name)})`).waitFor();
    await page
      .locator("table.sheet caption", { hasText: new RegExp(`^Tabel ${number}\\.`) })
      .waitFor({ state: "attached" });
    const table = await pageTable(page);
    assert.equal(await page.locator(".table-view h2").textContent(), table.heading);
    await save(page, page.getByRole("link", { name: "Download Tabel" }), folder);
    // The name of a file has no slash.
    tables.push({ file: `${name.replaceAll("/", "_")}.xlsx`, ...table });
  }
  return tables;
}

/** Each folder or zip holds the workbooks of these tables and no others, equal in every cell. */
export function assertEqualBooks(tables, places) {
  const program = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "books.py");
  const run = spawnSync("/usr/bin/python3", [program, ...places], { input: JSON.stringify(tables), encoding: "utf8" });
  assert.equal(run.stdout.trimEnd().split("\n").at(-1), `${places.length} passed, 0 failed`, run.stdout + run.stderr);
}
