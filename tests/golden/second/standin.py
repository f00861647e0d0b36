#!/usr/bin/env python3
"""A stand-in for the program, made of the second computation itself.

It only serves to try the drivers without the program: with it they must pass, and with SIPRO_BREAK set to one of
`value`, `null`, `order`, `count`, `case`, `note`, `exit` they must fail. Not a test of anything else.
"""

import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cleaning  # noqa: E402
import sav_bytes  # noqa: E402
import tables  # noqa: E402

BREAK = os.environ.get("SIPRO_BREAK", "")
FLAGS = {"--accept-flow"}
LABELS = {name: f"Label {name}" for name in cleaning.VARIABLES}


def parse(arguments):
    options, positional, at = {"--year": []}, [], 0
    while at < len(arguments):
        word = arguments[at]
        at += 1
        if word in FLAGS:
            options[word] = True
        elif word.startswith("--"):
            if word == "--year":
                options[word].append(arguments[at])
            else:
                options[word] = arguments[at]
            at += 1
        else:
            positional.append(word)
    return options, positional


def load(path, years=()):
    with open(path, "rb") as source:
        content = source.read()
    sav = sav_bytes.read_sav(path)
    name = os.path.basename(path)
    year = next((int(y.rpartition("=")[2]) for y in years if y.rpartition("=")[0] in (path, name)), None)
    return {"name": name, "variables": [v.name for v in sav.variables], "rows": sav.rows, "year": year,
            "label": sav.label, "value_labels": {v.name: v.value_labels for v in sav.variables},
            "user_missing": {v.name: v.user_missing for v in sav.variables}, "content": content}


def write_json(out, name, content):
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, name), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, allow_nan=False)


def stop(out, stops):
    told = [dict(s, message="Berhenti") for s in stops]
    for one in told:
        if one["rule"] == "unreadable_file":
            one["details"] = {"files": [{"name": n, "reason": "kosong"} for n in one["details"]["files"]]}
        if one["rule"] == "flow_mismatch":
            one["details"] = one["details"]["files"][0]
    write_json(out, "laporan.json", {"stopped": told[0], "also": told[1:]})
    print("Berhenti", file=sys.stderr)
    return 0 if BREAK == "exit" else 3


def job_year(options):
    return tables.local_time(options["--time"])[0].year


def preprocess(options, paths):
    files = [load(path, options["--year"]) for path in paths]
    master = None
    if "--hs-master" in options:
        with open(options["--hs-master"], encoding="utf-8") as source:
            master = {line.split(",")[0] for line in source}
    flow, out = options["--flow"], options["--out"]
    result = cleaning.clean(files, flow, options.get("--district"), master, options.get("--overlap", "stop"),
                            options.get("--accept-flow", False), job_year(options))
    if result["stops"]:
        return stop(out, result["stops"])
    report = result["report"]
    for finding in report["findings"]:
        cases = sorted(finding.pop("cases", []))
        finding["items"] = [{"file": f, "case": c + (BREAK == "case"), "variable": "", "value": ""} for f, c in cases]
        finding["count"] = finding.get("count", 1) + (BREAK == "count")
    for entry, file in zip(report["files"], files):
        entry["sha256"] = hashlib.sha256(file["content"]).hexdigest()
    write_json(out, "laporan.json", report)
    open(os.path.join(out, "Laporan Pemeriksaan.xlsx"), "wb").close()
    write_clean(os.path.join(out, f"Data Bersih {flow.capitalize()}.sav"), flow, result["rows"])
    return 0


def write_clean(path, flow, rows):
    values = [[clean_cell(row, name) for name in cleaning.VARIABLES] for row in rows]
    variables = []
    for column, name in enumerate(cleaning.VARIABLES):
        number = name in ("BULAN", "TAHUN", "BERAT", "NILAI")
        width = 0 if number else max(1, max(len(row[column].encode()) for row in values))
        variables.append(sav_bytes.Variable(name, width, LABELS[name]))
    sav_bytes.write_sav(path, variables, values, cleaning.clean_label(flow, rows))


def clean_cell(row, name):
    value = row[name]
    if value == cleaning.BUILT_IN:
        return "Uraian bawaan"
    return value if value is None or isinstance(value, str) else float(value)


def rows_of(path, flow, options):
    """Rows and what was rejected; a clean file passes the rules unchanged."""
    result = cleaning.clean([load(path)], flow, accept_flow=options.get("--accept-flow", False),
                            job_year=job_year(options))
    return result, result.get("report", {})


def olah(options, what, paths):
    year, month, out = int(options["--year"][0]), int(options["--month"]), options["--out"]
    office, time, gaps = options["--office"], options["--time"], options.get("--gaps", "absent")
    made, rows = [], {}
    for flow, path in zip([what] if what in ("ekspor", "impor") else ["ekspor", "impor"], paths):
        result, report = rows_of(path, flow, options)
        if result["stops"]:
            return stop(out, result["stops"])
        rows[flow] = result["rows"]
        if what != "neraca":
            if not tables.has_month(rows[flow], year, month):
                return stop(out, [{"rule": "no_data", "details": {"periods": []}}])
            left_out = (report["rows"]["rejected"], report["value_usd"]["rejected"])
            made += tables.flow_tables(flow, rows[flow], year, month, office, time, left_out if left_out[0] else None)
    if what in ("neraca", "semua"):
        made += tables.balance_tables(rows["ekspor"], rows["impor"], year, month, gaps, office, time)
    write_json(out, "tables.json", {"set": what, "year": year, "month": month, "office": office,
                                    "tables": [as_written(one) for one in made]})
    return 0


def as_written(one):
    notes = [f"{rows} baris (US$ {value:.2f}) tidak diolah: jalankan Preprocessing Data".replace(".", ",")
             for rows, value in one["first_notes"]]
    if BREAK != "note":
        for gap in one["required"]:
            months = ", ".join(tables.SHORT[m - 1] for m in gap["months"])
            notes.append(f"Tidak ada data {gap['flow'] or ''}: {months} {gap['year']}")
    rows = [[broken(cell) for cell in row] for row in one["rows"]]
    if BREAK == "order" and len(rows) > 4:
        rows[1], rows[2] = rows[2], rows[1]
    kept = {key: one[key] for key in ("id", "number", "title", "heading", "unit", "columns")}
    return dict(kept, rows=rows, notes=notes + [one["last_note"]])


def broken(cell):
    if BREAK == "null" and cell is None:
        return 0
    if BREAK == "value" and isinstance(cell, float):
        return cell * (1 + 1e-8)
    return "Uraian bawaan" if cell == cleaning.BUILT_IN else cell


def main():
    options, positional = parse(sys.argv[2:])
    if sys.argv[1] == "preprocess":
        return preprocess(options, positional)
    return olah(options, positional[0], positional[1:])


if __name__ == "__main__":
    sys.exit(main())
