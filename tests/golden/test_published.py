#!/usr/bin/env python3
"""The published figures of export table 1, April 2025, cell by cell.

    test_published.py --sipro PATH

The data below are one solution of the published figures: every cell, rounded to two decimals, must come out as
printed. NON MIGAS grew 0,35 % from unrounded values; from the rounded 10,63 and 10,67 it would be 0,38 %.
"""

import argparse
import os
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "second"))

import program  # noqa: E402
from sav_bytes import Variable, write_sav  # noqa: E402

HEADINGS = ["Uraian", "Apr 2024", "Jan - Apr 2024", "Mar 2025", "Apr 2025", "Jan - Apr 2025", "m-to-m (%)",
            "y-on-y (%)", "c-to-c (%)", "Peran (%) Jan - Apr 2025"]
PUBLISHED = """
TOTAL EKSPOR    | 153,37 | 602,50 | 308,08 | 238,89 | 763,40 | -22,46 | 55,76  | 26,71   | 100,00
MIGAS           | 139,02 | 544,99 | 297,45 | 228,23 | 724,42 | -23,27 | 64,16  | 32,92   | 94,89
- HASIL MINYAK  | 139,02 | 538,94 | 297,45 | 228,23 | 724,42 | -23,27 | 64,16  | 34,42   | 94,89
- MINYAK MENTAH | -      | 6,05   | -      | -      | -      | -      | -      | -100,00 | -
NON MIGAS       | 14,35  | 57,51  | 10,63  | 10,67  | 38,98  | 0,35   | -25,63 | -32,23  | 5,11
"""
# US$ by sector: April 2024, January - April 2024, March 2025, April 2025, January - April 2025.
FIGURES = {
    "HASIL MINYAK": ("MIGAS", 139_023_976.0, 538_940_560.0, 297_452_220.0, 228_225_375.0, 724_419_080.0),
    "INDUSTRI PENGOLAHAN": ("NON MIGAS", 14_345_337.0, 57_510_125.0, 10_630_818.0, 10_668_539.0, 38_976_393.0),
}
CRUDE_OIL_FEBRUARY_2024 = 6_047_374.0
TIME = "2025-06-20T10:46:00+07:00"
COLUMNS = [("BULAN", 0), ("TAHUN", 0), ("PELABUHAN", 5), ("HS", 8), ("NEGARA", 3), ("BERAT", 0), ("NILAI", 0),
           ("HSDUA", 2), ("PELABUHAN1", 30), ("NEGARA2", 20), ("HS2", 30), ("JENIS", 10), ("SEKTOR", 30)]


def row(year, month, kind, sector, value):
    hs, chapter = ("27101210", "Bahan bakar mineral") if kind == "MIGAS" else ("73269099", "Benda dari besi")
    return [float(month), float(year), "21248", hs, "122", value / 2, value, hs[:2], "TANJUNG BALAI KARIMUN",
            "Singapura", chapter, kind, sector]


def rows_of_year(year):
    """Each sum is spread over several rows, so that a program that reads only one of them is found out."""
    rows = []
    for sector, (kind, april_before, until_before, march, april, until) in FIGURES.items():
        if year == 2024:
            months = {4: april_before, 1: until_before - april_before}
        else:
            months = {4: april, 3: march, 1: until - april - march}
        for month, value in months.items():
            rows += [row(year, month, kind, sector, part) for part in (value * 0.25, value * 0.5, value * 0.25)]
    if year == 2024:
        rows.append(row(2024, 2, "MIGAS", "MINYAK MENTAH", CRUDE_OIL_FEBRUARY_2024))
    return rows


def as_published(number):
    if number is None:
        return "-"
    rounded = Decimal(float(number)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(rounded).replace(".", ",")


def published_rows():
    return [[cell.strip() for cell in line.split(" | ")] for line in PUBLISHED.strip().splitlines()]


def table_one(sipro, folder):
    variables = [Variable(name, width) for name, width in COLUMNS]
    paths = []
    for year, compressed in ((2024, False), (2025, True)):
        path = os.path.join(folder, f"ekspor {year}.sav")
        write_sav(path, variables, rows_of_year(year), compressed=compressed)
        paths.append(path)
    clean_out, out = os.path.join(folder, "clean"), os.path.join(folder, "tables")
    commands = [
        [sipro, "preprocess", "--flow", "ekspor", "--time", TIME, "--out", clean_out, *paths],
        [sipro, "olah", "ekspor", "--year", "2025", "--month", "4", "--office", "Kabupaten Karimun", "--time", TIME,
         "--out", out, program.clean_path(clean_out, "ekspor")],
    ]
    for command in commands:
        process = program.run(command)
        if process.returncode:
            raise SystemExit(f"exit {process.returncode} of {command}: {process.stderr}")
    return program.read_json(os.path.join(out, "tables.json"))["tables"][0]


def failures_of(table):
    failures = []
    expected_heading = "Tabel 1. Nilai Ekspor Menurut Sektor, Kabupaten Karimun, April 2025 (Juta US$)"
    if table["heading"] != expected_heading:
        failures.append(f"heading {table['heading']!r}")
    labels = [c["label"] for c in table["columns"]]
    if labels != HEADINGS:
        failures.append(f"column labels {labels}")
    if table["notes"][-1] != "Sumber: BPS Kabupaten Karimun (data diolah), diakses pada 20 Juni 2025 pukul 10.46 WIB":
        failures.append(f"last note {table['notes'][-1:]}")
    got = [[r[0]] + [as_published(c) for c in r[1:]] for r in table["rows"]]
    for want, have in zip(published_rows(), got):
        for label, a, b in zip(HEADINGS, want, have):
            if a != b:
                failures.append(f"{want[0]}, {label}: got {b}, published {a}")
    if len(got) != len(published_rows()) + 1:
        failures.append(f"{len(got)} rows, expected the five published and one sector of NON MIGAS")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sipro", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="published-") as folder:
        failures = failures_of(table_one(os.path.abspath(options.sipro), folder))
    cells = len(published_rows()) * len(HEADINGS)
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{cells - min(cells, len(failures))} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
