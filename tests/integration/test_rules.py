#!/usr/bin/env python3
"""Every row rule on the command line: the row that just breaks it, the one that just does not, the one that breaks two.

    test_rules.py --sipro PATH [--only TEXT]

Counts, values, actions and cases are looked for in laporan.json and in the workbook, the corrections in the clean file.
A finding that the case does not name is a failure, and every run must reconcile.
"""

import argparse
import os
import sys
import tempfile

import cases_commodity
import cases_correcting
import cases_names
import cases_rejecting
import cases_repeats
from driver import (VARIABLES, Results, Source, clean_path, preprocess, read_json, read_workbook, sheet_rows, unequal,
                    write)
from expected import LISTED_ITEMS, differences
from sav_bytes import read_sav

CASES = (cases_rejecting.CASES + cases_commodity.CASES + cases_correcting.CASES + cases_names.CASES
         + cases_repeats.CASES)


def run_case(sipro, case, folder):
    files = case.files if case.files is not None else [Source([{}] + case.rows, **case.about)]
    sources = write(files, folder)
    options = list(case.options)
    if case.master is not None:
        options += ["--hs-master", write_master(case.master, folder)]
    out = os.path.join(folder, "out")
    process = preprocess(sipro, sources, out, options, case.flow, case.time)
    if process.returncode:
        return [f"exit {process.returncode}: {process.stderr.strip()[:400]}"]
    return differences(case, sources, out)


def write_master(codes, folder):
    """As the ministry's list comes out of a spreadsheet: byte order mark, quotes, commas in the text."""
    path = os.path.join(folder, "master.csv")
    with open(path, "w", encoding="utf-8-sig", newline="\r\n") as out:
        out.write("code8,uraian_id,description_en\n")
        for code in codes:
            out.write(f'{code},"Ikan, segar","Fish, fresh"\n')
    return path


def check_listed_items(sipro, folder):
    """12,000 findings of one rule from two files: all are counted, 10,000 listed, in both reports."""
    per_file = LISTED_ITEMS * 6 // 10
    optional = ("PROPINSI", "KABKOT", "KOMODITI", "HS2", "NEGARA", "PELABUHAN")
    sources = write([Source([{"NILAI": 0.25, "BULAN": 13}] * per_file + [{}], name=name, without=optional)
                     for name in ("a.sav", "b.sav")], folder)
    out = os.path.join(folder, "out")
    process = preprocess(sipro, sources, out, ["--overlap", "keep"])
    if process.returncode:
        return [f"exit {process.returncode}: {process.stderr}"]
    finding = next(f for f in read_json(out)["findings"] if f["rule"] == "month_invalid")
    listed = {(i["file"], i["case"]) for i in finding["items"]}
    every = {(s.name, case) for s in sources for case in range(1, per_file + 1)}
    book = read_workbook(out)
    summary = next(r for r in sheet_rows(book, "Ringkasan", "Uraian") if r["Aturan"] == "month_invalid")
    rows = [r for r in sheet_rows(book, "Temuan", "Berkas") if r["Aturan"] == "month_invalid"]
    return (unequal("count", 2 * per_file, finding["count"]) + unequal("value_usd", per_file * 0.5,
                                                                       finding["value_usd"])
            + unequal("items", LISTED_ITEMS, len(finding["items"]))
            + unequal("distinct items", LISTED_ITEMS, len(listed))
            + unequal("items of other rows", set(), listed - every)
            + unequal("Ringkasan", (2 * per_file, per_file * 0.5), (summary["Jumlah"], summary["Nilai (US$)"]))
            + unequal("Temuan", listed, {(r["Berkas"], r["Kasus"]) for r in rows}))


def check_order(sipro, folder):
    """TAHUN descending, BULAN descending, then input order; label, notes and variable labels of the clean file."""
    sources = write([
        Source([{"BULAN": m} for m in (1, 12, 3, 12)], name="tahun lalu.sav", without=("TAHUN",), year=2024),
        Source([{"BULAN": m} for m in (2, 5, 2)] + [{"TAHUN": 2023, "BULAN": 7}], name="tahun ini.sav"),
    ], folder)
    out = os.path.join(folder, "out")
    process = preprocess(sipro, sources, out, flow="impor")
    if process.returncode:
        return [f"exit {process.returncode}: {process.stderr}"]
    clean = read_sav(clean_path(out, "impor"))
    order = [(row["TAHUN"], row["BULAN"], row["PROVASAL"]) for row in clean.rows]
    expected = [(2025.0, 5.0, "06"), (2025.0, 2.0, "05"), (2025.0, 2.0, "07"), (2024.0, 12.0, "02"),
                (2024.0, 12.0, "04"),
                (2024.0, 3.0, "03"), (2024.0, 1.0, "01"), (2023.0, 7.0, "08")]
    notes = "\n".join(clean.documents)
    joined = "".join(clean.documents)
    periods = [f["periods"] for f in read_json(out)["files"]]
    return (unequal("order", expected, order) + unequal("variables", VARIABLES, [v.name for v in clean.variables])
            + unequal("label", "SIPRO Data Bersih Impor 2023-07..2025-05", clean.label)
            + unequal("charset", "UTF-8", clean.encoding)
            + unequal("variables without a label", [], [v.name for v in clean.variables if not v.label.strip()])
            + unequal("names in the notes", [True, True], [s.name in notes for s in sources])
            + unequal("hashes in the notes", [True, True], [s.sha256 in joined for s in sources])
            + unequal("periods", [["2024-01", "2024-03", "2024-12"], ["2023-07", "2025-02", "2025-05"]], periods))


def check_periods_as_read(sipro, folder):
    """`periods` of a file are those of its rows as read, also of rows that are then rejected or set aside."""
    sources = write([Source([{}, {"BULAN": 5, "NILAI": None}, {"BULAN": 6, "KABKOT": "BATAM"}, {"BULAN": 13},
                             {"TAHUN": 1999}])], folder)
    out = os.path.join(folder, "out")
    preprocess(sipro, sources, out, ["--district", "KARIMUN"])
    return unequal("periods", ["2025-04", "2025-05", "2025-06"], read_json(out)["files"][0]["periods"])


def check_control_characters(sipro, folder):
    """Text that a workbook cannot hold leaves both reports readable."""
    sources = write([Source([{}, {"JENIS": "A\x01\x0bB"}, {"NEGARA2": "Mal\x1faysia"}])], folder)
    out = os.path.join(folder, "out")
    process = preprocess(sipro, sources, out)
    if process.returncode:
        return [f"exit {process.returncode}: {process.stderr}"]
    rules = {f["rule"] for f in read_json(out)["findings"]}
    listed = {r["Aturan"] for r in sheet_rows(read_workbook(out), "Temuan", "Berkas")}
    return unequal("rules", True, {"kind_unknown", "name_variant"} <= rules) + unequal("Temuan", rules, listed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sipro", required=True)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    sipro = os.path.abspath(arguments.sipro)
    results = Results()
    checks = [(case.name, run_case, sipro, case) for case in CASES]
    checks += [(f.__doc__.splitlines()[0], f, sipro) for f in (check_listed_items, check_order, check_periods_as_read,
                                                               check_control_characters)]
    for name, function, *rest in checks:
        if arguments.only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            results.check(name, function, *rest, folder)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
