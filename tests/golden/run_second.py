#!/usr/bin/env python3
"""Runs the program on seeded data and compares everything with the second computation.

    run_second.py --sipro PATH [--seeds N[,N..]|all] [--jobs N] [--keep DIR]

Prints the first differences of each check that fails and, at the end, one line `N passed, N failed`.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "second"))

import cleaning  # noqa: E402
import compare  # noqa: E402
import data  # noqa: E402
import program  # noqa: E402
import tables  # noqa: E402

SHOWN_DIFFERENCES = 6


class SeedCheck:
    """All checks of one seed; `results` collects (name of the check, differences)."""

    def __init__(self, sipro, seed, folder):
        self.sipro, self.seed, self.folder = sipro, seed, folder
        self.dataset = data.build(seed)
        self.results = []
        self.clean_rows = {}
        self.accepted = {}
        self.expected_tables = {}

    def note(self, name, differences):
        self.results.append((f"seed {self.seed} {name}", differences))

    def run(self):
        for flow in data.FLOWS:
            self.check_preprocess(flow)
        for flow in data.FLOWS:
            if flow in self.clean_rows:
                self.check_flow_tables(flow)
        if len(self.clean_rows) == 2:
            self.check_balance()
            self.check_all_tables()
        return self.results

    def out(self, name):
        return os.path.join(self.folder, name)

    # preprocess

    def clean(self, files, flow, **choices):
        year = tables.local_time(self.dataset["time"])[0].year
        return cleaning.clean(files, flow, job_year=year, **choices)

    def check_preprocess(self, flow):
        runs = self.dataset["flows"][flow]
        for number, run in enumerate(runs):
            files = program.write_files(run["files"], self.out(f"{flow} in {number}"))
            out = self.out(f"{flow} out {number}")
            expected = self.clean(files, flow, district=self.dataset["district"], overlap=run["overlap"],
                                  hs_master=self.dataset["hs_master"], accept_flow=run["accept_flow"])
            process = program.preprocess(self.sipro, flow, files, out, self.dataset, run["overlap"],
                                         run["accept_flow"])
            name = f"{flow} run {number}"
            if expected["stops"]:
                self.note(f"{name} stop", compare.compare_stop(expected["stops"], process, out))
            elif process.returncode:
                self.note(f"{name} preprocess", [f"exit {process.returncode}: {process.stderr[:300]}"])
            else:
                self.check_results(name, flow, files, out, expected)
        if not expected["stops"] and not process.returncode:
            self.clean_rows[flow] = (expected["rows"], program.clean_path(out, flow))
            self.check_raw(flow, files, run)

    def check_results(self, name, flow, files, out, expected):
        # In another code page it is not fixed which rows had their text turned to UTF-8.
        loose = ("text_cleaned",) if any(f["encoding"] != "UTF-8" for f in files) else ()
        report = program.read_json(os.path.join(out, "laporan.json"))
        self.note(f"{name} laporan", compare.compare_report(expected["report"], report, files, loose))
        self.note(f"{name} clean file",
                  compare.compare_clean_file(program.clean_path(out, flow), flow, expected["rows"]))
        if not os.path.exists(os.path.join(out, "Laporan Pemeriksaan.xlsx")):
            self.note(f"{name} workbook", ["no Laporan Pemeriksaan.xlsx"])

    def check_raw(self, flow, files, run):
        """The tables of one raw file: the program cleans it itself and says what it left out."""
        if len(files) != 1 or files[0]["year"] is not None or files[0].get("label"):
            return
        expected = self.clean(files, flow, accept_flow=run["accept_flow"])
        out = self.out(f"{flow} raw")
        process = program.olah(self.sipro, flow, [files[0]["path"]], out, self.dataset,
                               accept_flow=run["accept_flow"])
        report = expected.get("report", {"rows": {}, "value_usd": {}})
        if expected["stops"] or not self.has_month(expected["rows"]):
            stops = expected["stops"] or [{"rule": "no_data", "details": {}}]
            self.note(f"{flow} raw stop", compare.compare_stop(stops, process, out))
            return
        rejected = (report["rows"]["rejected"], report["value_usd"]["rejected"]) if report["rows"]["rejected"] else None
        self.check_set(f"{flow} raw", process, out, self.tables_of(flow, expected["rows"], rejected))

    # olah

    def has_month(self, rows):
        return tables.has_month(rows, self.dataset["year"], self.dataset["month"])

    def tables_of(self, flow, rows, rejected=None):
        d = self.dataset
        return tables.flow_tables(flow, rows, d["year"], d["month"], d["office"], d["time"], rejected)

    def balance_of(self, gaps):
        d = self.dataset
        rows = [self.clean_rows[flow][0] for flow in data.FLOWS]
        return tables.balance_tables(*rows, d["year"], d["month"], gaps, d["office"], d["time"])

    def check_flow_tables(self, flow):
        rows, path = self.clean_rows[flow]
        out = self.out(f"olah {flow}")
        process = program.olah(self.sipro, flow, [path], out, self.dataset)
        if not self.has_month(rows):
            self.note(f"{flow} no_data", compare.compare_stop([{"rule": "no_data", "details": {}}], process, out))
            return
        self.expected_tables[flow] = self.tables_of(flow, rows)
        self.check_set(flow, process, out, self.expected_tables[flow])

    def check_balance(self):
        paths = [self.clean_rows[flow][1] for flow in data.FLOWS]
        for gaps in {self.dataset["gaps"], "absent"}:
            out = self.out(f"olah neraca {gaps}")
            process = program.olah(self.sipro, "neraca", paths, out, self.dataset, gaps=gaps)
            self.check_set(f"neraca {gaps}", process, out, self.balance_of(gaps))

    def check_all_tables(self):
        if len(self.expected_tables) < 2:
            return
        out = self.out("olah semua")
        paths = [self.clean_rows[flow][1] for flow in data.FLOWS]
        process = program.olah(self.sipro, "semua", paths, out, self.dataset)
        expected = self.expected_tables["ekspor"] + self.expected_tables["impor"] + self.balance_of("absent")
        self.check_set("semua", process, out, expected)

    def check_set(self, name, process, out, expected):
        if process.returncode:
            self.note(f"{name} olah", [f"exit {process.returncode}: {process.stderr[:300]}"])
            return
        got = program.read_json(os.path.join(out, "tables.json"))
        head = []
        for part in ("year", "month", "office"):
            head += compare.unequal(part, self.dataset[part], got.get(part))
        first = name.split()[0]
        head += compare.unequal("set", first, got.get("set"))
        found = compare.compare_tables(expected, got["tables"])
        self.note(f"{name} set", head + found.pop(""))
        for table_id, differences in found.items():
            self.note(f"{name} {table_id}", differences)


def check_seed(arguments):
    sipro, seed, keep = arguments
    try:
        if keep:
            folder = os.path.join(keep, f"seed {seed}")
            os.makedirs(folder, exist_ok=True)
            return SeedCheck(sipro, seed, folder).run()
        with tempfile.TemporaryDirectory(prefix="second-") as folder:
            return SeedCheck(sipro, seed, folder).run()
    except (OSError, KeyError, TypeError, ValueError, IndexError, AttributeError, subprocess.TimeoutExpired) as error:
        # What the program wrote does not even have the agreed shape: a failure of this seed, not of the driver.
        return [(f"seed {seed}", [f"{type(error).__name__}: {error}"])]


def parse_seeds(text):
    return data.SEEDS if text == "all" else [int(part) for part in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sipro", required=True, help="the command line program")
    parser.add_argument("--seeds", default="all", help="all, or numbers with commas")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", help="a folder in which inputs and outputs stay")
    options = parser.parse_args()
    keep = os.path.abspath(options.keep) if options.keep else None
    # Large seeds first, so that no worker is left with one at the end.
    seeds = sorted(parse_seeds(options.seeds), key=lambda seed: -data.LARGE.get(seed, 0))
    work = [(os.path.abspath(options.sipro), seed, keep) for seed in seeds]
    passed = failed = 0
    with multiprocessing.Pool(options.jobs) as pool:
        for results in pool.imap_unordered(check_seed, work):
            for name, differences in results:
                if not differences:
                    passed += 1
                    continue
                failed += 1
                print(f"FAILED {name}: {len(differences)} differences")
                for difference in differences[:SHOWN_DIFFERENCES]:
                    print(f"    {difference}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
