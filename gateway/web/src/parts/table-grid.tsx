// One table with its numbers as they are published: searched, put in another order, copied.
import { ArrowDown, ArrowUp, Check, Copy } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { formatWhole } from "../format/number";
import {
  type Asked,
  asText,
  type ShownRow,
  type Sorting,
  searchRows,
  shownRows,
  sortRows,
  type Table,
} from "../tables/view";
import { text } from "../text/text";
import { SearchField } from "./search-field";

function next(sorting: Sorting | null, column: number): Sorting | null {
  if (sorting?.column !== column) return { column, descending: false };
  return sorting.descending ? null : { column, descending: true };
}

/** A heading breaks at blanks only, not at the hyphens of "m-to-m". */
function unbroken(label: string): ComponentChildren[] {
  return label.split(/( )/).map((word, index) => (word === " " ? word : <span key={`${index}`}>{word}</span>));
}

function Head({ table, sorting, onSort }: { table: Table; sorting: Sorting | null; onSort: (column: number) => void }) {
  return (
    <thead>
      <tr>
        {table.columns.map(({ label, kind }, column) => {
          const sorted = sorting?.column === column;
          const direction = sorted ? (sorting.descending ? "descending" : "ascending") : undefined;
          return (
            <th
              key={label}
              scope="col"
              class={kind === "text" ? "grid-head" : "grid-head number"}
              aria-sort={direction}
            >
              <button
                type="button"
                class="quiet sort"
                aria-label={text.grid.sortBy(label)}
                onClick={() => onSort(column)}
              >
                <span>{unbroken(label)}</span>
                {sorted && (
                  <span class="sort-mark" aria-hidden="true">
                    {sorting.descending ? <ArrowDown class="icon" /> : <ArrowUp class="icon" />}
                  </span>
                )}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Row({ table, row }: { table: Table; row: ShownRow }) {
  if (row.role === "head") {
    return (
      <tr class="row-head">
        <th scope="rowgroup" colSpan={table.columns.length}>
          {row.cells[0]}
        </th>
      </tr>
    );
  }
  return (
    <tr class={`row-${row.role}`}>
      {row.cells.map((cell, column) => {
        const { label = "", kind = "text" } = table.columns[column] ?? {};
        const Cell = column === 0 ? "th" : "td";
        return (
          <Cell key={label} class={kind === "text" ? "" : "number"} {...(column === 0 ? { scope: "row" } : {})}>
            {cell}
          </Cell>
        );
      })}
    </tr>
  );
}

function CopyButton({ table, rows }: { table: Table; rows: ShownRow[] }) {
  const [state, setState] = useState<"" | "copied" | "refused">("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are not copied yet
  useEffect(() => setState(""), [rows]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(asText(table, rows));
      setState("copied");
    } catch {
      setState("refused");
    }
  };
  const words = { "": text.tables.copy, copied: text.app.copied, refused: text.tables.copyRefused };
  return (
    <button type="button" onClick={() => void copy()}>
      {state === "copied" ? <Check class="icon" aria-hidden="true" /> : <Copy class="icon" aria-hidden="true" />}
      <span aria-live="polite">{words[state]}</span>
    </button>
  );
}

export function TableGrid({ table, asked }: { table: Table; asked: Asked }) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [words, setWords] = useState("");
  const all = useMemo(() => shownRows(table, asked), [table, asked]);
  const rows = useMemo(() => sortRows(table, searchRows(all, words), sorting), [table, all, words, sorting]);
  const count =
    words.trim() === ""
      ? text.grid.all(formatWhole(all.length))
      : text.grid.found(formatWhole(rows.length), formatWhole(all.length));
  return (
    <div class="grid">
      <div class="grid-tools">
        <SearchField label={text.tables.search} value={words} onInput={setWords} />
        <CopyButton table={table} rows={rows} />
        <p class="small grid-count" role="status">
          {count}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="sheet-scroll" tabIndex={0} aria-label={table.heading}>
        <table class="sheet">
          <caption class="visually-hidden">{table.heading}</caption>
          <Head table={table} sorting={sorting} onSort={(column) => setSorting(next(sorting, column))} />
          <tbody>
            {rows.map((row) => (
              <Row key={row.at} table={table} row={row} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="grid-none">{text.grid.none}</p>}
      </section>
    </div>
  );
}
