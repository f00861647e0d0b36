"""Opens a clean file of `sipro preprocess` in PSPP and in R (haven), as its users will, and compares with what must be in it.

    python3 tests/integration/test_clean_file_opens.py --clean FILE.sav --json EXPECTED.json

EXPECTED.json: {"rows": 1250, "nilai_sum": 1.5e9, "berat_sum": 2.5e9,
                "label": "SIPRO Data Bersih Ekspor 2023-01..2025-05",
                "first_rows": [[17 cells in the order of the variables: number, text or null], ...],
                "notes": ["2024.sav", "<its SHA-256>", ...],          texts that the notes must hold, optional
                "leading_zeros": {"HS": 210, "NEGARA": 12, ...}}      cells that begin with 0, optional
Sums are of the cells that are not missing, right to 1e-12. Exit code 1 when something differs.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

VARIABLES = ["BULAN", "TAHUN", "PROPINSI", "PELABUHAN", "HS", "NEGARA", "BERAT", "NILAI", "PROVASAL", "HSDUA", "KABKOT",
             "PELABUHAN1", "NEGARA2", "HS2", "JENIS", "SEKTOR", "KOMODITI"]
NUMERIC = {"BULAN", "TAHUN", "BERAT", "NILAI"}
LABEL_WORDS = {"BULAN": "bulan", "TAHUN": "tahun", "PELABUHAN": "pelabuhan", "NEGARA": "negara", "BERAT": "berat", "NILAI": "nilai",
               "PELABUHAN1": "pelabuhan", "NEGARA2": "negara", "SEKTOR": "sektor", "KOMODITI": "komoditi"}
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8")

R_READS = r"""
options(warn = 1)
data <- haven::read_sav(path)
text <- function(x) jsonlite::toJSON(as.character(x), auto_unbox = TRUE)
number <- function(x) if (is.na(x)) "null" else sprintf("%.17g", x)
cell <- function(x) if (is.na(x)) "null" else if (is.character(x)) text(x) else number(x)
list_of <- function(x) paste0("[", paste(x, collapse = ","), "]")
first <- head(data, first_rows)
rows <- vapply(seq_len(nrow(first)), function(i) list_of(vapply(names(first), function(n) cell(as.vector(first[[n]])[i]), "")), "")
label <- function(n) { found <- attr(data[[n]], "label"); if (is.null(found)) "" else found }
zeros <- vapply(names(data), function(n) if (is.character(data[[n]])) sum(startsWith(data[[n]], "0"), na.rm = TRUE) else 0L, 0L)
file_label <- attr(data, "label")
notes <- attr(data, "notes")
cat("{\"names\":", list_of(vapply(names(data), text, "")), ",\"rows\":", nrow(data),
    ",\"text\":", list_of(vapply(names(data), function(n) if (is.character(data[[n]])) "true" else "false", "")),
    ",\"formats\":", list_of(vapply(names(data), function(n) text(attr(data[[n]], "format.spss")), "")),
    ",\"labels\":", list_of(vapply(names(data), function(n) text(label(n)), "")),
    ",\"nilai_sum\":", number(sum(as.vector(data$NILAI), na.rm = TRUE)),
    ",\"berat_sum\":", number(sum(as.vector(data$BERAT), na.rm = TRUE)),
    ",\"zeros\":", list_of(zeros), ",\"label\":", if (is.null(file_label)) "null" else text(file_label),
    ",\"notes\":", list_of(vapply(notes, text, "")), ",\"first_rows\":", list_of(rows), "}\n", sep = "")
"""

PSPP_READS = """
GET FILE='{clean}'.
DISPLAY DICTIONARY.
DISPLAY FILE LABEL.
DISPLAY DOCUMENTS.
TEMPORARY.
SELECT IF ($CASENUM <= {first_rows}).
SAVE TRANSLATE /OUTFILE='{folder}/first.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.
{zeros}
COMPUTE all_rows = 1.
FORMATS NILAI BERAT (E40.16).
AGGREGATE OUTFILE=* /BREAK=all_rows /n_rows=N /nilai_sum=SUM(NILAI) /berat_sum=SUM(BERAT) {zero_sums}.
FORMATS nilai_sum berat_sum (E40.16) n_rows {zero_names} (F12.0).
SAVE TRANSLATE /OUTFILE='{folder}/sums.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.
"""


class Checks:
    """Counts what was compared and tells what differs."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def expect(self, what, found, expected):
        if found == expected:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {what}: found {found!r:.200}, expected {expected!r:.200}")

    def near(self, what, found, expected):
        close = found is not None and math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-9)
        self.expect(what, found if not close else expected, expected)


def run(command, text):
    done = subprocess.run(command, input=text.encode(), capture_output=True, env=ENVIRONMENT, timeout=600, check=False)
    output = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        sys.exit(f"{command[0]} failed: {output[-2000:]}{done.stderr.decode(errors='replace')}")
    return output, done.stderr.decode("utf-8", "replace")


def read_by_r(clean, first_rows):
    script = f"path <- {json.dumps(str(clean))}\nfirst_rows <- {first_rows}\n{R_READS}"
    output, told = run(["Rscript", "--vanilla", "-"], script)
    return json.loads(output.splitlines()[-1]), told


def read_by_pspp(clean, first_rows, zero_names):
    zeros = "".join(f"COMPUTE z_{name} = (SUBSTR({name}, 1, 1) = '0').\n" for name in zero_names)
    sums = "".join(f"/s_{name}=SUM(z_{name}) " for name in zero_names)
    with tempfile.TemporaryDirectory() as folder:
        syntax = PSPP_READS.format(clean=clean, folder=folder, first_rows=first_rows, zeros=zeros, zero_sums=sums,
                                   zero_names=" ".join(f"s_{name}" for name in zero_names))
        output, told = run(["pspp", "-O", "format=csv", "-"], syntax)
        tables = []
        for name in ("first", "sums"):
            with (pathlib.Path(folder) / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
                tables.append(list(csv.reader(lines)))
    return output, told, tables[0], dict(zip(*tables[1]))


def check_r(checks, clean, expected):
    found, told = read_by_r(clean, len(expected["first_rows"]))
    checks.expect("haven: warnings", told, "")
    checks.expect("haven: variables in order", found["names"], VARIABLES)
    checks.expect("haven: text variables", [name for name, text in zip(found["names"], found["text"]) if text],
                  [name for name in VARIABLES if name not in NUMERIC])
    for name, shown in zip(found["names"], found["formats"]):
        if name in ("BULAN", "TAHUN"):
            checks.expect(f"haven: {name} is shown as an integer", bool(re.fullmatch(r"F\d+(\.0)?", shown)), True)
    labels = dict(zip(found["names"], found["labels"]))
    check_labels(checks, "haven", labels)
    checks.expect("haven: rows", found["rows"], expected["rows"])
    checks.near("haven: sum of NILAI", found["nilai_sum"], expected["nilai_sum"])
    checks.near("haven: sum of BERAT", found["berat_sum"], expected["berat_sum"])
    checks.expect("haven: file label", found["label"], expected["label"])
    check_notes(checks, "haven", "\n".join(found["notes"]), expected)
    zeros = dict(zip(found["names"], found["zeros"]))
    for name, count in expected.get("leading_zeros", {}).items():
        checks.expect(f"haven: cells of {name} that begin with 0", zeros.get(name), count)
    for i, row in enumerate(expected["first_rows"]):
        check_row(checks, f"haven: row {i + 1}", found["first_rows"][i], row)


def check_pspp(checks, clean, expected):
    zero_names = list(expected.get("leading_zeros", {}))
    output, told, first, sums = read_by_pspp(clean, len(expected["first_rows"]), zero_names)
    complaints = [line for line in (output + told).splitlines() if "warning:" in line or "error:" in line]
    checks.expect("PSPP: warnings", complaints, [])
    lines = list(csv.reader(output.splitlines()))
    dictionary = [row for row in lines if len(row) in (9, 10) and row[1].isdigit()]  # the tenth: missing values, if any
    checks.expect("PSPP: variables in order", [row[0] for row in dictionary], VARIABLES)
    checks.expect("PSPP: text variables", [row[0] for row in dictionary if row[7].startswith("A")],
                  [name for name in VARIABLES if name not in NUMERIC])
    for row in dictionary:
        if row[0] in ("BULAN", "TAHUN"):
            checks.expect(f"PSPP: {row[0]} is shown as an integer", bool(re.fullmatch(r"F\d+\.0", row[7])), True)
    check_labels(checks, "PSPP", {row[0]: row[2] for row in dictionary})
    checks.expect("PSPP: file label", expected["label"] in [cell for row in lines for cell in row], True)
    check_notes(checks, "PSPP", output, expected)
    checks.expect("PSPP: rows", int(float(sums["n_rows"])), expected["rows"])
    checks.near("PSPP: sum of NILAI", float(sums["nilai_sum"]), expected["nilai_sum"])
    checks.near("PSPP: sum of BERAT", float(sums["berat_sum"]), expected["berat_sum"])
    for name in zero_names:
        checks.expect(f"PSPP: cells of {name} that begin with 0", int(float(sums[f"s_{name}"])), expected["leading_zeros"][name])
    for i, row in enumerate(expected["first_rows"]):
        cells = [pspp_cell(name, text) for name, text in zip(first[0], first[i + 1])]
        check_row(checks, f"PSPP: row {i + 1}", cells, row)


def pspp_cell(name, text):
    if name not in NUMERIC:
        return text
    return float(text) if text.strip() else None


def check_labels(checks, program, labels):
    for name in VARIABLES:
        checks.expect(f"{program}: {name} has a label", bool(labels.get(name, "").strip()), True)
    for name, word in LABEL_WORDS.items():
        checks.expect(f"{program}: label of {name} says {word}", word in labels.get(name, "").lower(), True)


def check_notes(checks, program, notes, expected):
    """Notes are lines of 80 bytes: a text may be broken between two."""
    joined = re.sub(r"\s+", "", notes)
    for text in expected.get("notes", []):
        checks.expect(f"{program}: notes name {text}", re.sub(r"\s+", "", text) in joined, True)


def check_row(checks, what, found, expected):
    for name, cell, wanted in zip(VARIABLES, found, expected):
        if isinstance(wanted, str):
            checks.expect(f"{what}, {name}", (cell or "").rstrip(" "), wanted.rstrip(" "))
        elif wanted is None:
            checks.expect(f"{what}, {name}", cell or None, None)
        else:
            checks.near(f"{what}, {name}", cell, wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=pathlib.Path, required=True)
    parser.add_argument("--json", type=pathlib.Path, required=True)
    options = parser.parse_args()
    expected = json.loads(options.json.read_text(encoding="utf-8"))
    checks = Checks()
    check_r(checks, options.clean.resolve(), expected)
    check_pspp(checks, options.clean.resolve(), expected)
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
