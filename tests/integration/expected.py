"""What a case expects of the report and of the clean file, and the comparison with what the program wrote."""

import math
import os
from dataclasses import dataclass, field

from driver import NUMBERS, VARIABLES, clean_path, read_json, read_workbook, sheet_rows, unequal
from sav_bytes import read_sav

LISTED_ITEMS = 10_000
ACTION_WORDS = {"kept": "tetap dipakai", "corrected": "dibetulkan", "rejected": "ditolak", "set_aside": "disisihkan"}


class AnyValue:
    """Equal to everything: where the specification leaves the wording or figure open."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __repr__(self):
        return "ANY"


class OneOf:
    def __init__(self, *choices):
        self.choices = choices

    def __eq__(self, other):
        return other in self.choices

    __hash__ = None

    def __repr__(self):
        return f"one of {self.choices}"


def close_to(number):
    return float(f"{number:.15g}")


ANY = AnyValue()


@dataclass
class Finding:
    """`items`: (case, variable, value) of the first file, or (case, variable, value, position of the file)."""

    rule: str
    action: str
    items: list
    count: object = None  # None: as many as there are items
    value_usd: object = None  # None: the sum of the items' rows
    listed: bool = True  # False: items and value are not fixed by the specification


def found(rule, action, *items):
    return Finding(rule, action, [item if len(item) == 4 else (*item, 0) for item in items])


def present(rule, action, count=ANY):
    """A finding of which the specification fixes only that it is there, or its count."""
    return Finding(rule, action, [], count, ANY, False)


@dataclass
class Case:
    """One run. `rows` go into one file behind a clean row, which is case 1; or `files` are given whole.

    `clean`: {case or (position of the file, case): {variable: cell}}, where the clean file differs from the input.
    `master`: the codes of an HS master.
    """

    name: str
    rows: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    clean: dict = field(default_factory=dict)
    files: list = None
    options: tuple = ()
    flow: str = "ekspor"
    time: str = "2025-06-20T10:46:00+07:00"
    master: list = None
    about: dict = field(default_factory=dict)  # further fields of the one file


def differences(case, sources, out):
    """Everything that the report, the workbook and the clean file say otherwise than the case."""
    report = read_json(out)
    kept = kept_cases(case, sources)
    return (compare_totals(case, sources, kept, report) + compare_files(sources, report)
            + compare_findings(case, sources, report) + compare_workbook(sources, report, out)
            + compare_clean_file(case, sources, kept, clean_path(out, case.flow)))


def leaving(case, action):
    return {(position, number) for f in case.findings if f.action == action for number, _, _, position in f.items}


def kept_cases(case, sources):
    gone = leaving(case, "rejected") | leaving(case, "set_aside")
    every = [(position, number) for position, s in enumerate(sources) for number in range(1, len(s.rows) + 1)]
    return [who for who in every if who not in gone]


def compare_totals(case, sources, kept, report):
    every = [(position, number) for position, s in enumerate(sources) for number in range(1, len(s.rows) + 1)]
    groups = {"read": every, "kept": kept, "rejected": leaving(case, "rejected"),
              "other_district": leaving(case, "set_aside")}
    out = unequal("flow", case.flow, report["flow"])
    for name, rows in groups.items():
        out += unequal(f"rows.{name}", len(rows), report["rows"][name])
        value = math.fsum(sources[position].value_usd(number) for position, number in rows)
        out += unequal(f"value_usd.{name}", value, report["value_usd"][name])
    return out


def compare_files(sources, report):
    out = unequal("files", [os.path.basename(s.name) for s in sources], [f["name"] for f in report["files"]])
    for source, entry in zip(sources, report["files"]):
        out += unequal(f"{source.name} sha256", source.sha256, entry["sha256"])
        out += unequal(f"{source.name} rows", len(source.rows), entry["rows"])
        mapped = {name: source.renamed.get(name, name) for name in source.variables()}
        out += unequal(f"{source.name} variables", mapped, entry["variables"])
    return out


def compare_findings(case, sources, report):
    want = {(f.rule, f.action): f for f in case.findings}
    have = {(f["rule"], f["action"]): f for f in report["findings"]}
    out = [] if len(have) == len(report["findings"]) else ["a rule and action has two findings"]
    for key in sorted(set(want) | set(have)):
        if key not in want:
            out.append(f"unexpected {key}: {have[key]['count']} x, {have[key]['items'][:3]}")
        elif key not in have:
            out.append(f"missing {key}: {want[key].items}")
        else:
            out += compare_finding(key, want[key], have[key], sources)
    return out


def compare_finding(key, want, have, sources):
    count = len(want.items) if want.count is None else want.count
    out = unequal(f"{key} count", count, have["count"])
    if not want.listed:
        return out
    value = math.fsum(sources[position].value_usd(number) for number, _, _, position in want.items)
    out += unequal(f"{key} value_usd", value if want.value_usd is None else want.value_usd, have["value_usd"])
    expected = [(os.path.basename(sources[position].name), number, variable, text)
                for number, variable, text, position in want.items]
    got = [(i["file"], i["case"], i["variable"], i["value"]) for i in have["items"]]
    return out + unequal(f"{key} items", expected, got)


def compare_workbook(sources, report, out):
    """The workbook says the same as laporan.json, which was compared with the case; its sums have 15 digits."""
    book = read_workbook(out)
    summary = [(r["Tindakan"] or "", r["Jumlah"], close_to(r["Nilai (US$)"]), r["Aturan"] or "")
               for r in sheet_rows(book, "Ringkasan", "Uraian")]
    totals = [("", report["rows"][name], close_to(report["value_usd"][name]), "")
              for name in ("read", "kept", "rejected", "other_district")]
    rules = [(ACTION_WORDS[f["action"]], f["count"], close_to(f["value_usd"]), f["rule"]) for f in report["findings"]]
    differing = unequal("Ringkasan", totals + rules, summary)
    files = [(r["Berkas"], r["SHA-256"], r["Baris dibaca"], r["Periode"] or "")
             for r in sheet_rows(book, "Berkas", "Berkas")]
    wanted = [(f["name"], f["sha256"], f["rows"], ", ".join(f["periods"])) for f in report["files"]]
    differing += unequal("Berkas", wanted, files)
    listed = [(r["Berkas"], r["Kasus"] or 0, r["Variabel"] or "", r["Isi"] or "", r["Aturan"], r["Tindakan"])
              for r in sheet_rows(book, "Temuan", "Berkas")]
    wanted = [(i["file"], i["case"], i["variable"], i["value"], f["rule"], ACTION_WORDS[f["action"]])
              for f in report["findings"] for i in f["items"]]
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return differing + unequal("Temuan", wanted, listed) + unequal("formulas", [], formulas)


# ---- the clean file -------------------------------------------------------------------------------------------------


def expected_row(case, sources, who):
    """The input's cells, with the case's changes. Variables that the file lacks are empty."""
    position, number = who
    source = sources[position]
    row = {name: source.filled[number - 1][name] if name in source.variables() else "" for name in VARIABLES}
    if "TAHUN" in source.without:
        row["TAHUN"] = float(source.year)
    for name in VARIABLES:
        if isinstance(row[name], str):
            row[name] = row[name].rstrip(" ")
        elif row[name] is None and name not in NUMBERS:
            row[name] = ""
    row.update(case.clean.get("all", {}))
    row.update(case.clean.get(number if len(sources) == 1 else who, {}))
    return row


def compare_clean_file(case, sources, kept, path):
    clean = read_sav(path)
    rows = [expected_row(case, sources, who) for who in kept]
    order = sorted(range(len(rows)), key=lambda i: (-float(rows[i]["TAHUN"]), -float(rows[i]["BULAN"])))
    out = unequal("variables of the clean file", VARIABLES, [v.name for v in clean.variables])
    out += unequal("kinds in the clean file", [n for n in VARIABLES if n in NUMBERS],
                   [v.name for v in clean.variables if v.width == 0])
    out += unequal("rows of the clean file", len(rows), len(clean.rows))
    for at, got in zip(order, clean.rows):
        for name in VARIABLES:
            if rows[at][name] != got.get(name):
                out.append(f"clean file, (file, case) {kept[at]} {name}: got {got.get(name)!r}, "
                           f"expected {rows[at][name]!r}")
    return out
