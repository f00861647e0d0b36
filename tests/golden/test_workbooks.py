#!/usr/bin/python3
"""Reads every workbook of a run back with openpyxl and compares it with tables.json, cell by cell.

Usage: test_workbooks.py OUT_DIR
OUT_DIR is what `sipro olah` wrote: of one set (books in it) or of all (books in a folder a set).
Prints a line for each failure, then `N passed, N failed`; exit 1 where something failed.
"""

import json
import math
import pathlib
import re
import sys
import zipfile

import openpyxl
from openpyxl.utils.escape import unescape

FOLDERS = {"E": "Ekspor", "I": "Impor", "N": "Neraca Perdagangan"}
THIN = {"left": "thin", "right": "thin", "top": "thin", "bottom": "thin"}
# What follows "_" pads by its width and shows nothing.
FORMATS = {
    "number": "#,##0.00_-",
    "value": '#,##0.00_-;-#,##0.00_-;"-"_-',
    "tiny": "#,##0.00_-;#,##0.00_-",
}
A4 = 9


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.context = ""

    def equal(self, what, got, wanted):
        # A type differs too: True == 1, and 1 == 1.0 where the file says otherwise is told by data_type.
        if got == wanted:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {self.context}: {what} is {got!r}, not {wanted!r}")


def borders(cell):
    return {side: getattr(cell.border, side).style for side in THIN}


def same_text(value, wanted):
    """Control characters are escaped in the file; openpyxl 3.0 decodes them only in part."""
    return wanted in (value or "", unescape(value or ""))


def shown_format(balance, kind, number):
    if -0.005 < number < 0:
        return FORMATS["tiny"]
    return FORMATS["value"] if kind == "value" and not balance else FORMATS["number"]


def is_not_yet(run, table, r, column):
    """A month after the one asked for, in the year asked for, of a table of months: empty, where others show `-`."""
    after = table["columns"][0]["label"] == "Bulan" and run["month"] <= r < 12
    return after and column["label"].endswith(str(run["year"]))


def check_null(check, cell, empty):
    check.equal(cell.coordinate, cell.value, None if empty else "-")
    if not empty:
        check.equal(f"{cell.coordinate} alignment", cell.alignment.horizontal, "right")


def check_cell(check, cell, wanted, column, balance, not_yet):
    where = cell.coordinate
    check.equal(f"{where} borders", borders(cell), THIN)
    if isinstance(wanted, str):
        if not same_text(cell.value, wanted):
            check.equal(where, cell.value, wanted)
        if wanted:
            check.equal(f"{where} type", cell.data_type, "s")
    elif wanted is None:
        check_null(check, cell, balance or not_yet)
    else:
        check.equal(f"{where} type", cell.data_type, "n")
        check.equal(where, cell.value, wanted)
        if isinstance(cell.value, (int, float)):
            check.equal(f"{where} negative zero", math.copysign(1, cell.value) < 0 and cell.value == 0, False)
        check.equal(f"{where} format", cell.number_format, shown_format(balance, column["kind"], wanted))


def check_heads(check, sheet, table):
    heading = sheet["A1"]
    check.equal("A1", heading.value, table["heading"])
    check.equal("A1 bold", heading.font.b, True)
    check.equal("A1 size", heading.font.sz, 12)
    for c, column in enumerate(table["columns"], 1):
        head = sheet.cell(2, c)
        check.equal(f"{head.coordinate}", head.value, column["label"])
        check.equal(f"{head.coordinate} bold", head.font.b, True)
        check.equal(f"{head.coordinate} centred", head.alignment.horizontal, "center")
        check.equal(f"{head.coordinate} wrapped", head.alignment.wrap_text, True)
        check.equal(f"{head.coordinate} borders", borders(head), THIN)


def check_notes(check, sheet, table, row):
    for c in range(1, len(table["columns"]) + 1):
        check.equal(f"empty row {row}", sheet.cell(row, c).value, None)
    for note in table["notes"]:
        row += 1
        cell = sheet.cell(row, 1)
        check.equal(cell.coordinate, cell.value, note)
        check.equal(f"{cell.coordinate} italic", cell.font.i, True)
        check.equal(f"{cell.coordinate} size", cell.font.sz, 9)
        for c in range(2, len(table["columns"]) + 1):
            check.equal(f"beside {cell.coordinate}", sheet.cell(row, c).value, None)
    check.equal("last row", sheet.max_row, row)
    check.equal("last column", sheet.max_column, len(table["columns"]))


def shown_width(value, bold):
    """Characters that a number takes as an Indonesian viewer shows it."""
    return len(f"{value:,.2f}") * (1.05 if bold else 1)


def check_page(check, sheet, table):
    check.equal("frozen", sheet.freeze_panes, "A3")
    check.equal("orientation", sheet.page_setup.orientation, "landscape")
    check.equal("paper", sheet.page_setup.paperSize and int(sheet.page_setup.paperSize), A4)
    check.equal("fit to page", sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage, True)
    check.equal("pages wide", sheet.page_setup.fitToWidth in (None, 1), True)
    check.equal("pages high", sheet.page_setup.fitToHeight, 0)
    check.equal("repeated rows", sheet.print_title_rows, "$1:$2")
    for c in range(1, len(table["columns"]) + 1):
        letter = openpyxl.utils.get_column_letter(c)
        width = sheet.column_dimensions[letter].width
        for r in range(3, 3 + len(table["rows"])):
            cell = sheet.cell(r, c)
            if isinstance(cell.value, (int, float)):
                check.equal(f"{cell.coordinate} fits", shown_width(cell.value, cell.font.b) <= width - 0.7, True)


def check_parts(check, path):
    """What openpyxl does not show: formulas and stamps in the file's own parts."""
    with zipfile.ZipFile(path) as book:
        check.equal("damaged part", book.testzip(), None)
        for part in book.infolist():
            check.equal(f"stamp of {part.filename}", part.date_time, (1980, 1, 1, 0, 0, 0))
            if part.filename.startswith("xl/worksheets/"):
                check.equal(f"formula in {part.filename}", re.search(rb"<f[ >]", book.read(part)), None)


def check_book(check, path, table, run):
    check_parts(check, path)
    book = openpyxl.load_workbook(path)
    check.equal("sheets", book.sheetnames, [f"Tabel {table['number']}"])
    check.equal("author", book.properties.creator, "SIPRO")
    sheet = book.worksheets[0]
    check_heads(check, sheet, table)
    balance = table["id"][0] == "N"
    for r, wanted in enumerate(table["rows"]):
        check.equal(f"row {3 + r} has all columns", len(wanted), len(table["columns"]))
        for c, column in enumerate(table["columns"]):
            cell = sheet.cell(3 + r, 1 + c)
            check_cell(check, cell, wanted[c], column, balance, is_not_yet(run, table, r, column))
    check_notes(check, sheet, table, 3 + len(table["rows"]))
    check_page(check, sheet, table)


def book_path(out, table):
    name = f"{table['number']}. {table['title'].replace('/', '_')}.xlsx"
    below = out / FOLDERS[table["id"][0]] / name
    return below if below.exists() else out / name


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    out = pathlib.Path(sys.argv[1])
    run = json.loads((out / "tables.json").read_text(encoding="utf-8"))
    tables = run["tables"]
    check = Checks()
    expected = set()
    for table in tables:
        check.context = table["id"]
        path = book_path(out, table)
        expected.add(path)
        check.equal("book exists", path.is_file(), True)
        if path.is_file():
            check_book(check, path, table, run)
    check.context = str(out)
    found = {p for p in out.rglob("*.xlsx") if re.match(r"\d+\. ", p.name)}
    check.equal("books without a table", sorted(map(str, found - expected)), [])
    check.equal("unfinished files", sorted(map(str, out.rglob("*.part"))), [])
    print(f"{len(tables)} books")
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed or not tables else 0


if __name__ == "__main__":
    sys.exit(main())
