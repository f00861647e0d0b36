"""The clean files of a month (deploy/month) hold, for PSPP and R, what a second cleaning of the same sample says.

    python3 tests/integration/test_sample_opens.py DIR

DIR: data/ (the sample), ekspor/ and impor/ (the clean files). The sample is read by tests/golden/second/sav_bytes.py and
cleaned by tests/golden/second/cleaning.py, which use none of the program's code; test_clean_file_opens.py opens the
clean files and compares. Ends with "N passed, N failed".
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden/second"))

import cleaning  # noqa: E402
import sav_bytes  # noqa: E402

FIRST_ROWS = 40
CODES = ("PROPINSI", "PELABUHAN", "HS", "NEGARA", "PROVASAL", "HSDUA")


def source_file(folder, entry):
    path = folder / entry["file"]
    content = path.read_bytes()
    file = sav_bytes.read_sav(path)
    return {"name": path.name, "variables": [v.name for v in file.variables], "rows": file.rows, "label": file.label,
            "user_missing": {v.name: v.user_missing for v in file.variables}, "content": content,
            "year": entry.get("year")}


def exact_sum(rows, name):
    return float(sum((Fraction(row[name]) for row in rows if row[name] is not None), Fraction(0)))


def plain(value):
    return value if value is None or isinstance(value, str) else float(value)


def expected_of(flow, files):
    result = cleaning.clean(files, flow)
    if result["stops"]:
        sys.exit(f"the second cleaning stops at the sample: {result['stops']}")
    rows = result["rows"]
    first = [[plain(row[name]) for name in cleaning.VARIABLES] for row in rows[:FIRST_ROWS]]
    if any(cleaning.BUILT_IN in row for row in first):
        sys.exit("the sample's chapters have no names of their own: nothing to compare them with")
    notes = [text for file in files for text in (file["name"], hashlib.sha256(file["content"]).hexdigest())]
    zeros = {name: sum(1 for row in rows if (row[name] or "").startswith("0")) for name in CODES}
    return {"rows": len(rows), "nilai_sum": exact_sum(rows, "NILAI"), "berat_sum": exact_sum(rows, "BERAT"),
            "label": cleaning.clean_label(flow, rows), "first_rows": first, "notes": notes, "leading_zeros": zeros}


def open_clean_file(clean, expected):
    """(passed, failed) of the two programs."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as out:
        json.dump(expected, out)
        out.flush()
        run = subprocess.run([sys.executable, HERE / "test_clean_file_opens.py", "--clean", clean, "--json", out.name],
                             text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    count = re.search(r"^(\d+) passed, (\d+) failed$", run.stdout, re.MULTILINE)
    print(re.sub(r"^\d+ passed, \d+ failed\n", "", run.stdout, flags=re.MULTILINE), end="")
    passed, failed = map(int, count.groups()) if count else (0, 1)
    return passed, max(failed, 1 if run.returncode else 0)


def main():
    month = pathlib.Path(sys.argv[1])
    listed = json.loads((month / "data/sampel.json").read_text(encoding="utf-8"))
    passed = failed = 0
    for flow in ("ekspor", "impor"):
        expected = expected_of(flow, [source_file(month / "data", entry) for entry in listed[flow]])
        if not any(expected["leading_zeros"].values()):
            sys.exit(f"{flow}: no code begins with 0, so nothing shows that zeros are kept")
        counts = open_clean_file(month / flow / f"Data Bersih {flow.capitalize()}.sav", expected)
        print(f"{flow}: {expected['rows']} rows, {counts[0]} of {sum(counts)} checks hold")
        passed, failed = passed + counts[0], failed + counts[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
