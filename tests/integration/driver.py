"""Inputs as tables of changes to one clean row, runs of the program, and what it wrote.

Used by the contract tests of this folder; knows the command line and the file formats, no rule.
"""

import hashlib
import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass, field

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "second"))

import openpyxl  # noqa: E402
from sav_bytes import Variable, write_sav  # noqa: E402

TIME = "2025-06-20T10:46:00+07:00"
TIMEOUT_SECONDS = 60
NUMBERS = ("BULAN", "TAHUN", "BERAT", "NILAI")

# A row that breaks no rule. NILAI and PROVASAL are set by position, so that no two rows are equal by chance.
CLEAN_ROW = {
    "BULAN": 4.0, "TAHUN": 2025.0, "PROPINSI": "21", "PELABUHAN": "21248", "HS": "03022900", "NEGARA": "124",
    "BERAT": 2500.0, "NILAI": None, "PROVASAL": None, "HSDUA": "03", "KABKOT": "KARIMUN",
    "PELABUHAN1": "TANJUNG BALAI KARIMUN", "NEGARA2": "Malaysia", "HS2": "Ikan dan udang", "JENIS": "NON MIGAS",
    "SEKTOR": "INDUSTRI PENGOLAHAN", "KOMODITI": "Ikan segar",
}
VARIABLES = list(CLEAN_ROW)


@dataclass
class Source:
    """An input file. `rows` are changes to CLEAN_ROW, `base` changes to all of its rows.

    `numeric` names text variables that the file holds as numbers ("024" is then written as 24), `renamed` gives the
    file's own names, `year` is given on the command line. A text in BULAN, TAHUN, BERAT or NILAI makes it a text
    variable.
    """

    rows: list
    name: str = "data.sav"
    base: dict = field(default_factory=dict)
    without: tuple = ()
    renamed: dict = field(default_factory=dict)
    numeric: tuple = ()
    labels: dict = field(default_factory=dict)
    user_missing: dict = field(default_factory=dict)
    file_label: str = ""
    encoding: str = "UTF-8"
    compressed: bool = True
    year: int | None = None
    # Set by `write`:
    path: str = ""
    sha256: str = ""
    filled: list = field(default_factory=list)

    def variables(self):
        return [name for name in VARIABLES if name not in self.without]

    def value_usd(self, case):
        """What the case adds to value_usd: its finite NILAI; user-missing is missing."""
        value = self.filled[case - 1]["NILAI"]
        known = isinstance(value, float) and math.isfinite(value) and value not in self.user_missing.get("NILAI", ())
        return value if known else 0.0


def fill(source, first):
    """The rows in full. `first`: how many rows of the run come before this file's."""
    filled = []
    for number, changes in enumerate(source.rows, start=first + 1):
        row = dict(CLEAN_ROW, NILAI=1000.0 * number + 0.01 * number, PROVASAL=f"{number:02d}")
        row.update(source.base)
        row.update(changes)
        filled.append({name: float(v) if isinstance(v, int) else v for name, v in row.items()})
    return filled


def shortest(number):
    return str(int(number)) if math.isfinite(number) and number == int(number) else repr(number)


def column(source, name):
    """The variable and its cells as the file holds them."""
    cells = [row[name] for row in source.filled]
    text = name not in NUMBERS and name not in source.numeric or \
        name in NUMBERS and any(isinstance(cell, str) for cell in cells)
    about = {"value_labels": source.labels.get(name, {}), "user_missing": source.user_missing.get(name, ())}
    own_name = source.renamed.get(name, name)
    if not text:
        return Variable(own_name, 0, **about), [float(c) if c not in (None, "") else None for c in cells]
    cells = ["" if c is None else shortest(c) if isinstance(c, float) else c for c in cells]
    width = max([1] + [len(c.encode(source.encoding)) for c in cells])
    return Variable(own_name, width, **about), cells


def write(sources, folder):
    """Writes each file into the folder, or below it where its name has a folder."""
    first = 0
    for source in sources:
        source.filled = fill(source, first)
        first += len(source.rows)
        columns = [column(source, name) for name in source.variables()]
        source.path = os.path.join(folder, source.name)
        os.makedirs(os.path.dirname(source.path), exist_ok=True)
        rows = list(zip(*[cells for _, cells in columns])) if source.rows else []
        content = write_sav(source.path, [v for v, _ in columns], rows, source.file_label, source.encoding,
                            source.compressed)
        source.sha256 = hashlib.sha256(content).hexdigest()
    return sources


# ---- the program ----------------------------------------------------------------------------------------------------


def run(command, cwd=None, **environment):
    """A value of None takes a variable out of the environment."""
    env = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=TIMEOUT_SECONDS, encoding="utf-8", errors="replace", check=False, cwd=cwd, env=env)


def preprocess(sipro, sources, out, options=(), flow="ekspor", time=TIME):
    years = [word for s in sources if s.year is not None for word in ("--year", f"{s.path}={s.year}")]
    return run([sipro, "preprocess", "--flow", flow, *years, *options, "--time", time, "--out", out,
                *[s.path for s in sources]])


def olah(sipro, what, inputs, out, options=(), year=2025, month=4, time=TIME):
    return run([sipro, "olah", what, "--year", year, "--month", month, *options, "--time", time, "--out", out, *inputs])


def clean_path(out, flow="ekspor"):
    return os.path.join(out, f"Data Bersih {flow.capitalize()}.sav")


def read_json(folder, name="laporan.json"):
    with open(os.path.join(folder, name), encoding="utf-8") as source:
        return json.load(source, parse_constant=reject_constant)


def reject_constant(word):
    raise ValueError(f"{word} is not JSON")


def read_bytes(path):
    with open(path, "rb") as source:
        return source.read()


def files_below(folder):
    """Relative path -> bytes, hidden ones too."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            found[os.path.relpath(path, folder)] = read_bytes(path)
    return found


def sheet_rows(workbook, sheet, first_heading):
    """The rows below the head, as dicts by heading, up to the first empty row."""
    rows = list(workbook[sheet].iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row and row[0] == first_heading)
    head = rows[at]
    found = []
    for row in rows[at + 1:]:
        if all(cell is None for cell in row):
            break
        found.append(dict(zip(head, row)))
    return found


def read_workbook(out):
    return openpyxl.load_workbook(os.path.join(out, "Laporan Pemeriksaan.xlsx"))


# ---- results --------------------------------------------------------------------------------------------------------


class Results:
    """Counts the checks; differences are printed as they come."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def add(self, name, differences):
        if not differences:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}")
        for difference in differences[:8]:
            print(f"    {difference}")
        sys.stdout.flush()

    def check(self, name, *arguments):
        """Runs `arguments[0]` on the rest; an exception is a failure of this check, not of the whole script."""
        try:
            self.add(name, arguments[0](*arguments[1:]))
        except (OSError, KeyError, ValueError, IndexError, TypeError, StopIteration, AttributeError,
                subprocess.TimeoutExpired) as error:
            self.add(name, [f"{type(error).__name__}: {error}"])

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def unequal(what, expected, got):
    return [] if expected == got else [f"{what}: got {got!r}, expected {expected!r}"]
