#!/usr/bin/env python3
"""What must hold for any data: parts and totals, shares, balances, and independence of order and threads.

    test_invariants.py --sipro PATH [--seeds N[,N..]|all] [--jobs N]

No second computation takes part here. Numbers that must be the same are compared as the text in tables.json.
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "second"))

import cleaning  # noqa: E402
import data  # noqa: E402
import program  # noqa: E402

DEFAULT_SEEDS = [3, 5, 6, 17, 19, 21, 22, 23, 25, 28, 31, 36, 38, 39, 40, 41, 44, 45, 48, 49]
# Without those in which one flow has no data in the month of analysis.
ALL_SEEDS = [seed for seed in data.SEEDS if not data.FEATURES[seed] & data.ONE_SIDED]
RELATIVE = 1e-12


class Invariants:
    def __init__(self, sipro, seed, folder):
        self.sipro, self.seed, self.folder = sipro, seed, folder
        self.dataset = data.build(seed)
        self.rng = random.Random(f"invariants {seed}")
        self.results = []

    def note(self, name, differences):
        self.results.append((f"seed {self.seed} {name}", differences))

    # running

    def tables_json(self, name, flows, extra=()):
        """Cleans both flows and makes all tables; returns the text of tables.json, or None after noting a failure."""
        folder = os.path.join(self.folder, name)
        clean = []
        for flow in data.FLOWS:
            files, overlap, accept_flow = flows[flow]
            written = program.write_files(files, os.path.join(folder, f"{flow} in"))
            out = os.path.join(folder, f"{flow} out")
            process = program.preprocess(self.sipro, flow, written, out, self.dataset, overlap, accept_flow, extra)
            if process.returncode:
                self.note(f"{name} preprocess {flow}", [f"exit {process.returncode}: {process.stderr[:300]}"])
                return None
            clean.append(program.clean_path(out, flow))
        out = os.path.join(folder, "semua")
        process = program.olah(self.sipro, "semua", clean, out, self.dataset, extra=extra)
        if process.returncode:
            self.note(f"{name} olah semua", [f"exit {process.returncode}: {process.stderr[:300]}"])
            return None
        with open(os.path.join(out, "tables.json"), encoding="utf-8") as source:
            return source.read()

    def run(self):
        flows = {flow: (runs[-1]["files"], runs[-1]["overlap"], runs[-1]["accept_flow"])
                 for flow, runs in self.dataset["flows"].items()}
        plain = self.tables_json("plain", flows)
        if plain is None:
            return self.results
        report = program.read_json(os.path.join(self.folder, "plain", "semua", "tables.json"))
        tables = {t["id"]: t for t in report["tables"]}
        for letter in "EI":
            self.check_parts(letter, tables)
            self.check_shares(letter, tables)
        self.check_balance(tables)
        for name, change in (("shuffled rows", self.shuffle_rows), ("reordered files", self.reorder_files),
                             ("split by month", self.split_by_month)):
            changed = {flow: self.changed(flow, change, *flows[flow]) for flow in data.FLOWS}
            self.same_text(name, plain, self.tables_json(name, changed))
        self.check_threads(flows, plain)
        return self.results

    def same_text(self, name, plain, other):
        if other is not None:
            self.note(name, [] if plain == other else [first_difference(plain, other)])

    # changes that must change nothing

    def changed(self, flow, change, files, overlap, accept_flow):
        return ([dict(f) for f in files], overlap, accept_flow) if overlap == "latest" \
            else (change(files), overlap, accept_flow)

    def shuffle_rows(self, files):
        return [dict(f, rows=self.rng.sample(f["rows"], len(f["rows"]))) for f in files]

    def reorder_files(self, files):
        return self.rng.sample(files, len(files))

    def split_by_month(self, files):
        """One file a month; rows without a valid month go with the first."""
        parts = []
        for file in files:
            by_month = {}
            name = data.name_of(file, "BULAN")
            for row in file["rows"]:
                by_month.setdefault(cleaning.parse_month(row[name]) or 0, []).append(row)
            strays = by_month.pop(0, []) if len(by_month) > 1 else []
            for month, rows in sorted(by_month.items()):
                parts.append(dict(file, rows=strays + rows, name=f"{month:02d} {file['name']}"))
                strays = []
        return parts

    def check_threads(self, flows, plain):
        digests = []
        for threads in ("1", "2"):
            name = f"threads {threads}"
            text = self.tables_json(name, flows, ("--threads", threads))
            self.same_text(name, plain, text)
            digests.append(digests_of(os.path.join(self.folder, name)))
        unequal = [path for path in digests[0] if digests[0][path] != digests[1].get(path)]
        if set(digests[0]) != set(digests[1]):
            unequal.append(f"{sorted(set(digests[0]) ^ set(digests[1]))[:4]} exist in one only")
        self.note("threads 1 and 2 give the same bytes", unequal)

    # sums within the tables

    def check_parts(self, letter, tables):
        """Sectors add up to their kind and kinds to the total; the same total stands in every table."""
        sector = tables[f"{letter}01"]
        total = sector["rows"][0]
        blocks = sector_blocks(sector["rows"])
        differences = []
        for column, _label in value_columns(sector):
            differences += not_equal(f"{letter}01 kinds", add(b[0][column] for b in blocks), total[column])
            for head, *members in blocks:
                differences += not_equal(f"{letter}01 {head[0]}", add(m[column] for m in members), head[column])
        for number in ("02", "05", "06", "07", "08", "09", "11", "13", "14", "15"):
            table = tables[letter + number]
            for column, label in value_columns(table):
                members, last = table["rows"][:-1], table["rows"][-1]
                if not members:
                    continue  # whether the change of nothing at all is 0 or missing is not an invariant
                differences += not_equal(f"{letter}{number} {label}", add(m[column] for m in members), last[column])
        differences += self.same_totals(letter, tables, total, blocks)
        self.note(f"{letter} parts add up", differences)

    def same_totals(self, letter, tables, total, blocks):
        differences = []
        sector = tables[f"{letter}01"]
        at = {label: column for column, label in value_columns(sector)}
        for number, expected in (("02", total), ("07", blocks[1][0]), ("08", blocks[0][0]), ("13", blocks[1][0])):
            table = tables[letter + number]
            for column, label in value_columns(table):
                differences += not_equal(f"total of {letter}{number} {label}", table["rows"][-1][column],
                                         expected[at[label]])
        ports = [row[0] for row in tables[f"{letter}05"]["rows"]]
        differences += not_equal("ports", sorted(ports), sorted(r[0] for r in tables[f"{letter}02"]["rows"]))
        for number in ("03", "10"):
            rows = tables[letter + number]["rows"]
            for column in range(1, len(rows[0])):
                differences += not_equal(f"{letter}{number} Jumlah", add(r[column] for r in rows[:12]),
                                         rows[12][column])
        month = tables[f"{letter}06"]["rows"][-1][1]
        now = total[list(at.values())[-1 if self.dataset["month"] == 1 else -2]]
        return differences + not_equal(f"total of {letter}06", month, now)

    def check_shares(self, letter, tables):
        differences = []
        for number in ("01", "02", "05", "06", "07", "08", "09", "11", "13", "15"):
            table = tables[letter + number]
            column = len(table["columns"]) - 1
            rows = table["rows"]
            parts = [b[0][column] for b in sector_blocks(rows)] if number == "01" else [r[column] for r in rows[:-1]]
            whole = rows[0][column] if number == "01" else rows[-1][column]
            if whole is not None:
                differences += not_equal(f"{letter}{number} share", whole, 100.0)
                differences += not_equal(f"{letter}{number} shares", add(parts), 100.0)
        self.note(f"{letter} shares add to 100", differences)

    def check_balance(self, tables):
        differences = []
        for row in tables["N01"]["rows"]:
            if row[3] is not None:
                differences += not_equal(f"N01 {row[0]}", row[3], row[1] - row[2], abs(row[1]) + abs(row[2]))
        flows = [flow_months(tables[t]) for t in ("E03", "I03")]
        for column, label in value_columns(tables["N02"]):
            for row in tables["N02"]["rows"]:
                if row[column] is not None:
                    exports, imports = (months.get((label[-4:], row[0])) for months in flows)
                    if exports is None or imports is None:
                        differences.append(f"N02 {row[0]} {label}: a balance where a flow has no data")
                    else:
                        differences += not_equal(f"N02 {row[0]} {label}", row[column], exports - imports,
                                                 abs(exports) + abs(imports))
        self.note("balance is export less import", differences)


def flow_months(table):
    """(year, month name) -> value of table 3."""
    return {(label[-4:], row[0]): row[column] for column, label in value_columns(table) for row in table["rows"][:12]}


def value_columns(table):
    return [(n, c["label"]) for n, c in enumerate(table["columns"]) if c["kind"] == "value"]


def sector_blocks(rows):
    """[MIGAS row, its sectors...], [NON MIGAS row, its sectors...]."""
    blocks = []
    for row in rows[1:]:
        if row[0] in ("MIGAS", "NON MIGAS"):
            blocks.append([row])
        else:
            blocks[-1].append(row)
    return blocks


def add(cells):
    present = [c for c in cells if c is not None]
    return sum(present) if present else None


def not_equal(what, got, expected, scale=None):
    if got is None or expected is None or isinstance(got, list):
        return [] if got == expected else [f"{what}: {got} is not {expected}"]
    size = max(abs(got), abs(expected)) if scale is None else scale
    # Members of the difference column have either sign, so a small slack of the column's usual size is allowed.
    return [] if abs(got - expected) <= RELATIVE * size + 1e-9 else [f"{what}: {got!r} is not {expected!r}"]


def first_difference(a, b):
    at = next((n for n, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"tables.json differs at {at}: {a[max(0, at - 80):at + 60]!r} and {b[max(0, at - 80):at + 60]!r}"


def digests_of(folder):
    digests = {}
    for base, _folders, names in os.walk(folder):
        if os.path.basename(base).endswith(" in"):
            continue
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as source:
                digests[os.path.relpath(path, folder)] = hashlib.sha256(source.read()).hexdigest()
    return digests


def check_seed(arguments):
    sipro, seed = arguments
    try:
        with tempfile.TemporaryDirectory(prefix="invariants-") as folder:
            return Invariants(sipro, seed, folder).run()
    except (OSError, KeyError, TypeError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        return [(f"seed {seed}", [f"{type(error).__name__}: {error}"])]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sipro", required=True)
    parser.add_argument("--seeds", default="")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    seeds = DEFAULT_SEEDS
    if options.seeds:
        seeds = ALL_SEEDS if options.seeds == "all" else [int(part) for part in options.seeds.split(",")]
    passed = failed = 0
    with multiprocessing.Pool(options.jobs) as pool:
        for results in pool.imap_unordered(check_seed, [(os.path.abspath(options.sipro), s) for s in seeds]):
            for name, differences in results:
                passed += not differences
                failed += bool(differences)
                if differences:
                    print(f"FAILED {name}: {len(differences)} differences")
                    for difference in differences[:6]:
                        print(f"    {difference}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
