"""The same month in every format that is accepted gives the same tables: the .sav of the sample is turned by PSPP into plain
and zlib-compressed .sav and into .por, by R (haven, foreign) into .dta, and each goes through preprocess and olah.

    python3 tests/integration/test_formats.py --sipro BIN
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

TIME = "2025-06-20T10:46:00+07:00"

PSPP = """
GET FILE='{source}'.
SAVE OUTFILE='{folder}/plain.sav' /UNCOMPRESSED.
SAVE OUTFILE='{folder}/zlib.zsav' /ZCOMPRESSED.
* A renamed variable loses the short name that the file had for it: PSPP cuts the name itself, as for data of its own.
RENAME VARIABLES (PELABUHAN1=X).
RENAME VARIABLES (X=PELABUHAN1).
EXPORT OUTFILE='{folder}/portable.por' /DIGITS=30.
"""

R = """
data <- haven::read_sav(source)
haven::write_dta(data, file.path(folder, "haven118.dta"), version = 14)
haven::write_dta(data, file.path(folder, "haven114.dta"), version = 11)
foreign::write.dta(as.data.frame(haven::zap_formats(haven::zap_label(data))), file.path(folder, "foreign.dta"), version = 10L)
"""


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False,
                          **options)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}: {done.stdout[-600:]}")
    return done.stdout


def tables_of(sipro, source, out):
    run(sipro, "preprocess", "--flow", "ekspor", "--time", TIME, "--out", out, source)
    run(sipro, "olah", "ekspor", "--year", "2025", "--month", "4", "--time", TIME, "--out", out, out / "Data Bersih Ekspor.sav")
    report = json.loads((out / "laporan.json").read_text(encoding="utf-8"))
    return report, json.loads((out / "tables.json").read_text(encoding="utf-8"))["tables"]


def close(left, right):
    """PSPP writes a .por number in base 30 with the digits asked for; every other format is exact."""
    if isinstance(left, float) and isinstance(right, (int, float)):
        return abs(left - right) <= 1e-12 * max(abs(left), abs(right))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(close(a, b) for a, b in zip(left, right))
    return left == right


def differences(expected, got):
    for one, other in zip(expected, got):
        if one["heading"] != other["heading"] or not close(one["rows"], other["rows"]):
            yield one["id"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sipro", required=True)
    sipro = str(pathlib.Path(parser.parse_args().sipro).resolve())
    passed = failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run(sipro, "sample", "--seed", "5", "--rows", "400", "--layout", "single", "--from", "2024-01", "--to", "2025-05", "--out",
            folder / "sample")
        source = next((folder / "sample" / "ekspor").glob("*.sav"))
        made = folder / "made"
        made.mkdir()
        (folder / "make.sps").write_text(PSPP.format(source=source, folder=made), encoding="utf-8")
        run("pspp", "-O", "format=txt", str(folder / "make.sps"))
        run("Rscript", "-e", f'source <- "{source}"; folder <- "{made}"' + R)
        report, expected = tables_of(sipro, source, folder / "out" / "sav")
        for file in sorted(made.iterdir()):
            got_report, got = tables_of(sipro, file, folder / "out" / file.name)
            wrong = list(differences(expected, got))
            if got_report["rows"] != report["rows"]:
                wrong.append(f"rows {got_report['rows']}")
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if wrong:
                print(f"FAILED {file.name}: {', '.join(wrong)}; findings {[f['rule'] for f in got_report['findings']]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
