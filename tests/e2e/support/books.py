"""Compares the tables that a page showed with the workbooks that it gave: titles, headers, every cell, notes.

Usage: books.py PLACE... < PAGES
PAGES: [{"file", "heading", "columns", "rows", "notes"}] in JSON, all as a person reads them. A PLACE is a folder of workbooks
or a zip with some; each must hold exactly the pages' tables. A line for each difference; the last: "N passed, N failed" places.
"""

import decimal
import io
import json
import pathlib
import sys
import zipfile

import openpyxl

FORMATS = ("#,##0.00_-", '#,##0.00_-;-#,##0.00_-;"-"_-', "#,##0.00_-;#,##0.00_-")


def shown(cell):
    """What the cell shows by its own number format, with Indonesian separators. `_-` only pads."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if cell.number_format not in FORMATS:
        raise ValueError(f"{cell.coordinate} has the number format {cell.number_format}")
    sections = cell.number_format.split(";")
    if value == 0 and len(sections) == 3:
        return "-"
    digits = decimal.Decimal(repr(abs(value))).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP)
    sign = "-" if value < 0 and (len(sections) == 1 or sections[1].startswith("-")) else ""
    return sign + f"{digits:,}".translate(str.maketrans(",.", ".,"))


def read_book(file):
    sheet = openpyxl.load_workbook(file).active
    heading, columns, *rows = [[shown(cell) for cell in row] for row in sheet.iter_rows()]
    # Notes stand below the table, in the first column alone and without a frame.
    first_note = next(i for i, row in enumerate(sheet.iter_rows(min_row=3)) if not row[0].border.left.style)
    notes = [row[0] for row in rows[first_note:] if any(row)]
    return {"heading": heading[0], "columns": columns, "rows": rows[:first_note], "notes": notes}


def books_of(place):
    """(file name, its content) of each workbook."""
    if place.is_dir():
        yield from ((path.name, path) for path in sorted(place.glob("*.xlsx")))
        return
    with zipfile.ZipFile(place) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                yield name, io.BytesIO(archive.read(name))


def differences(pages, place):
    left = {page["heading"]: page for page in pages}
    for name, file in books_of(place):
        book = read_book(file)
        page = left.pop(book["heading"], None)
        if page is None:
            yield f"{name}: no page, or a second one, is called {book['heading']}"
            continue
        if page["file"] != name.split("/")[-1]:
            yield f"{name} is called {page['file']} on the page"
        for part in ("columns", "notes"):
            if book[part] != page[part]:
                yield f"{name}: {part} are {book[part]}, on the page {page[part]}"
        if len(book["rows"]) != len(page["rows"]):
            yield f"{name}: {len(book['rows'])} rows, on the page {len(page['rows'])}"
        for number, (row, wanted) in enumerate(zip(book["rows"], page["rows"]), start=1):
            if row != wanted:
                yield f"{name}: row {number} is {row}, on the page {wanted}"
    for heading in left:
        yield f"no workbook has the page's table {heading}"


def main():
    pages = json.load(sys.stdin)
    failed = 0
    for place in sys.argv[1:]:
        found = list(differences(pages, pathlib.Path(place)))
        failed += bool(found)
        for line in found:
            print(f"{pathlib.Path(place).name}: {line}")
    print(f"{len(sys.argv) - 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
