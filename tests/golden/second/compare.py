"""Compares what the program wrote with the second computation.

Every function returns a list of readable differences; an empty list means that all agrees.
"""

import hashlib
import math
import os
import re

from cleaning import BUILT_IN, VARIABLES, clean_label
from program import Number, read_json
from sav_bytes import read_sav
from tables import FULL, SHORT

RELATIVE = 1e-9
LISTED_ITEMS = 10_000
NUMBER_VARIABLES = ("BULAN", "TAHUN", "BERAT", "NILAI")


def same_number(expected, got, scale=0.0):
    """To 1e-9 of itself, or to the rounding that sums of the size `scale` have; an exact zero is exactly zero."""
    if expected == 0 or got == 0:
        return expected == got and math.copysign(1, got) > 0
    return abs(expected - got) <= max(RELATIVE * max(abs(expected), abs(got)), 1e-15 * scale)


def names_of(pairs):
    return sorted({entry["rule"] if isinstance(entry, dict) else entry for entry in pairs})


# ---- stops --------------------------------------------------------------------------------------------------------


def compare_stop(expected, process, out):
    """Exit 3, the reason on stderr, and a report that names the first stop and the rest."""
    differences = []
    if process.returncode != 3:
        return [f"exit {process.returncode}, expected 3 for {[s['rule'] for s in expected]}: {process.stderr[:300]}"]
    if not process.stderr.strip():
        differences.append("nothing on stderr")
    if sorted(os.listdir(out)) != ["laporan.json"]:
        differences.append(f"a stopped job left {sorted(os.listdir(out))}")
    report = read_json(os.path.join(out, "laporan.json"))
    stopped = report["stopped"]
    if stopped["rule"] != expected[0]["rule"]:
        differences.append(f"stopped by {stopped['rule']}, expected {expected[0]['rule']}")
    rest = names_of(report.get("also", []))
    if rest != sorted(s["rule"] for s in expected[1:]):
        differences.append(f"also {rest}, expected {[s['rule'] for s in expected[1:]]}")
    if not stopped.get("message"):
        differences.append("no message")
    told = {entry["rule"]: entry for entry in [stopped] + report.get("also", []) if isinstance(entry, dict)}
    for stop in expected:
        if stop["rule"] in told:
            differences += compare_details(stop, told[stop["rule"]].get("details") or {})
    return differences


def compare_details(stop, details):
    rule, expected = stop["rule"], stop["details"]
    if rule == "unreadable_file":
        return unequal(rule, sorted(expected["files"]), sorted(f["name"] for f in details.get("files", [])))
    if rule == "identical_files":
        return unequal(rule, sorted(sorted(p) for p in expected["files"]),
                       sorted(sorted(p) for p in details.get("files", [])))
    if rule == "variable_missing":
        return compare_missing(expected["files"], details.get("files", []))
    if rule == "period_overlap":
        return compare_periods(expected["periods"], details.get("periods", []))
    if rule == "flow_mismatch":
        says = {f["says"] for f in expected["files"]}
        return [] if details.get("says") in says else [f"flow_mismatch says {details.get('says')}, expected {says}"]
    return []


def unequal(what, expected, got):
    return [] if expected == got else [f"{what}: got {got}, expected {expected}"]


def compare_missing(expected, got):
    """Where one of two variables would do, either wording of what is missing is fine."""
    differences = unequal("variable_missing files", [f["name"] for f in expected], [f["name"] for f in got])
    for want, have in zip(expected, got):
        if not set(have["missing"]) <= set(want["missing"]) or not have["missing"]:
            differences.append(f"{want['name']} misses {have['missing']}, expected {want['missing']}")
    return differences


def compare_periods(expected, got):
    differences = unequal("period_overlap periods", [(p["year"], p["month"]) for p in expected],
                          [(p["year"], p["month"]) for p in got])
    for want, have in zip(expected, got):
        for a, b in zip(want["files"], have["files"]):
            if (a["name"], a["rows"]) != (b["name"], b["rows"]) or not same_number(a["value_usd"], b["value_usd"], 1e9):
                differences.append(f"period_overlap {want['year']}-{want['month']}: got {b}, expected {a}")
    return differences


# ---- the report -----------------------------------------------------------------------------------------------------


def compare_report(expected, got, files, loose_rules=()):
    differences = unequal("flow", expected["flow"], got["flow"])
    for name, count in expected["rows"].items():
        differences += unequal(f"rows {name}", count, got["rows"].get(name))
        if not same_number(expected["value_usd"][name], got["value_usd"][name], 1e9):
            differences.append(f"value_usd {name}: got {got['value_usd'][name]}, "
                               f"expected {expected['value_usd'][name]!r}")
    differences += compare_file_entries(expected["files"], got["files"], files)
    want = {(f["rule"], f["action"]): f for f in expected["findings"] if f["rule"] not in loose_rules}
    have = {(f["rule"], f["action"]): f for f in got["findings"] if f["rule"] not in loose_rules}
    if len(have) != len([f for f in got["findings"] if f["rule"] not in loose_rules]):
        differences.append("a rule and action occurs twice in the findings")
    for key in sorted(set(want) | set(have)):
        if key not in have or key not in want:
            side = "missing from" if key in want else "not expected in"
            differences.append(f"finding {key} {side} the report: {summary(want.get(key) or have.get(key))}")
        else:
            differences += compare_finding(key, want[key], have[key])
    return differences


def summary(finding):
    return {k: v for k, v in finding.items() if k in ("count", "value_usd")}


def compare_finding(key, want, have):
    if want["fixed"] == "presence":
        return []
    differences = unequal(f"{key} count", want["count"], have["count"])
    if want["fixed"] == "count":
        return differences
    if not same_number(want["value_usd"], have["value_usd"], 1e9):
        differences.append(f"{key} value_usd: got {have['value_usd']}, expected {want['value_usd']!r}")
    cases = {(item["file"], item["case"]) for item in have["items"]}
    if want["count"] > LISTED_ITEMS:
        if len(have["items"]) < LISTED_ITEMS or not cases <= want["cases"]:
            differences.append(f"{key} lists {len(have['items'])} items, or wrong ones")
    elif cases != want["cases"]:
        differences.append(f"{key} cases: not expected {sorted(cases - want['cases'])[:5]}, "
                           f"missing {sorted(want['cases'] - cases)[:5]}")
    return differences


def compare_file_entries(expected, got, files):
    differences = unequal("files", [f["name"] for f in expected], [f["name"] for f in got])
    sums = {f["name"]: hashlib.sha256(f["content"]).hexdigest() for f in files}
    for want, have in zip(expected, got):
        for part in ("rows", "periods", "variables"):
            differences += unequal(f"{want['name']} {part}", want[part], have[part])
        differences += unequal(f"{want['name']} sha256", sums[want["name"]], have["sha256"])
    return differences


# ---- the clean file -------------------------------------------------------------------------------------------------


def compare_clean_file(path, flow, rows):
    try:
        got = read_sav(path)
    except (ValueError, OSError) as error:
        return [f"clean file: {error}"]
    differences = unequal("variables", VARIABLES, [v.name for v in got.variables])
    differences += unequal("file label", clean_label(flow, rows), got.label)
    differences += unequal("cases", len(rows), len(got.rows))
    differences += [f"variable {v.name} has no label" for v in got.variables if not v.label]
    if differences:
        return differences
    for case, (want, have) in enumerate(zip(rows, got.rows), start=1):
        for name in VARIABLES:
            if not same_clean_cell(want, name, have[name]):
                differences.append(f"clean case {case} {name}: got {have[name]!r}, expected {plain(want[name])!r} "
                                   f"(from {want['_file']} case {want['_case']})")
    return differences


def plain(value):
    return value if value is None or isinstance(value, str) else float(value)


def same_clean_cell(want, name, got):
    expected = plain(want[name])
    if name == "HS" and want["_hs"] is None:
        return isinstance(got, str)  # what an invalid code becomes is not fixed
    if expected == BUILT_IN:
        return isinstance(got, str) and got != ""
    return expected == got


# ---- tables ---------------------------------------------------------------------------------------------------------


def compare_tables(expected, got):
    """Differences by table id, and under "" what concerns the whole set."""
    ids = [t["id"] for t in expected]
    found = {"": unequal("table ids", ids, [t.get("id") for t in got])}
    by_id = {t.get("id"): t for t in got}
    for want in expected:
        if want["id"] in by_id:
            found[want["id"]] = compare_table(want, by_id[want["id"]])
    return found


def compare_table(want, got):
    differences = []
    for part in ("number", "title", "heading", "unit"):
        differences += unequal(part, want[part], got.get(part))
    columns = [(c["label"], c["kind"]) for c in want["columns"]]
    differences += unequal("columns", columns, [(c["label"], c["kind"]) for c in got["columns"]])
    differences += compare_rows(want, got["rows"])
    return differences + compare_notes(want, got["notes"])


def compare_rows(want, rows):
    differences = []
    names = [[c for c in row if isinstance(c, str) and c != BUILT_IN][0] for row in want["rows"]]
    got_names = [row[0] for row in rows]
    if names != got_names:
        differences.append(f"rows: got {got_names[:12]}, expected {names[:12]} "
                           f"({len(got_names)} and {len(names)} rows)")
    scale = max((abs(c) for row in want["rows"] for c in row if isinstance(c, float)), default=0.0)
    for expected, got in zip(want["rows"], rows):
        if expected[0] != got[0]:
            break  # the order differs, as told above
        if len(expected) != len(got):
            differences.append(f"row {expected[0]!r}: {len(got)} cells, expected {len(expected)}")
            continue
        for column, a, b in zip(want["columns"], expected, got):
            if not same_cell(a, b, scale):
                shown = b.text if isinstance(b, Number) else repr(b)
                differences.append(f"row {expected[0]!r}, {column['label']!r}: got {shown}, expected {a!r}")
    return differences


def same_cell(expected, got, scale):
    if expected is None or isinstance(expected, str):
        if expected == BUILT_IN:
            return isinstance(got, str) and got != ""
        return type(got) is type(expected) and got == expected
    return isinstance(got, Number) and same_number(expected, got, scale)


# ---- notes ----------------------------------------------------------------------------------------------------------


def compare_notes(want, notes):
    if not notes or notes[-1] != want["last_note"]:
        return [f"last note: got {notes[-1:]}, expected {want['last_note']!r}"]
    differences, rest = [], list(notes[:-1])
    for rows, value in want["first_notes"]:
        match = [note for note in rest if is_rejection_note(note, rows, value)]
        if match:
            rest.remove(match[0])
        else:
            differences.append(f"no note that {rows} rows (US$ {value}) were not processed: {notes}")
    if want.get("zero"):
        if want["required"] and not rest:
            differences.append("no note says that months without rows count 0")
        return differences
    for gap in want["required"]:
        if not any_names_gap(rest, gap):
            differences.append(f"no note names {gap['flow'] or ''} {gap['year']} months {gap['months']}: {notes}")
    if rest and not want["required"] and not want["optional"]:
        differences.append(f"notes that nothing calls for: {rest}")
    return differences


def is_rejection_note(note, rows, value):
    match = re.fullmatch(r"([\d.]+) baris \(US\$ ([\d.,-]+)\) tidak diolah: jalankan Preprocessing Data", note)
    if not match:
        return False
    amount = float(match[2].replace(".", "").replace(",", "."))
    return int(match[1].replace(".", "")) == rows and abs(amount - value) <= max(1.0, 1e-6 * abs(value))


def any_names_gap(notes, gap):
    """Each month in some note of its year and flow; a year wholly absent may be named as a year."""
    named, year_named = set(), False
    for note in notes:
        if str(gap["year"]) in note and (gap["flow"] or "") in note.lower():
            year_named = True
            named |= months_named(note)
    return year_named and (gap["whole"] or set(gap["months"]) <= named)


MONTH_NUMBER = {name: number % 12 + 1 for number, name in enumerate(FULL + SHORT)}
MONTH_WORD = re.compile(r"\b(" + "|".join(FULL + SHORT) + r")\b")
RANGE = re.compile(r"\s*(\d{4})?\s*(-|–|—|s\.d\.|s/d|sampai|hingga)\s*")


def months_named(note):
    """The months that a text names, ranges such as `Jan - Mar` included."""
    words = list(MONTH_WORD.finditer(note))
    named = {MONTH_NUMBER[word[1]] for word in words}
    for first, second in zip(words, words[1:]):
        if RANGE.fullmatch(note[first.end():second.start()]):
            named |= set(range(MONTH_NUMBER[first[1]], MONTH_NUMBER[second[1]] + 1))
    return named
