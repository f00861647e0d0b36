#!/usr/bin/env python3
"""Every stop on the command line: what is told, in which order, and that nothing but laporan.json is written.

    test_stops.py --sipro PATH
"""

import argparse
import math
import os
import re
import shutil
import sys

from checks import Checks
from driver import Results, Source, clean_path, files_below, olah, read_json, run, unequal

STOPS = ["unreadable_file", "identical_files", "variable_missing", "flow_mismatch", "period_overlap", "no_data"]
# Words of an Indonesian sentence that tells somebody what to do, and English ones that must not slip in.
ADVICE = re.compile(r"\b(periksa|pilih|buang|berikan|minta|simpan|unggah|jalankan|terima|kirim|gunakan|pakai|buka|ulang)",
                    re.I)
ENGLISH = re.compile(r"\b(the|file|files|not|found|open|opened|read|error|invalid|missing|truncated|is|are|was|of|with)\b",
                     re.I)
ALL_RESULTS = ["Data Bersih Ekspor.sav", "Laporan Pemeriksaan.xlsx", "laporan.json"]


def stopped(process, out, *rules):
    """Exit 3, the stops in their order, their messages on stderr and in laporan.json, and no other file."""
    if process.returncode != 3:
        return [f"exit {process.returncode}, expected 3 for {rules}: {process.stderr.strip()[:300]}"]
    report = read_json(out)
    told = [report["stopped"], *report["also"]]
    found = unequal("stops", list(rules), [stop["rule"] for stop in told])
    found += unequal("files written", ["laporan.json"], sorted(files_below(out)))
    found += unequal("keys of laporan.json", ["also", "stopped"], sorted(report))
    for stop in told:
        found += unequal("keys of a stop", ["details", "message", "rule"], sorted(stop))
        found += check_message(stop["message"], process.stderr)
    return found


def check_message(message, stderr):
    found = [] if message and message in stderr else [f"not on stderr: {message!r}"]
    if not ADVICE.search(message):
        found.append(f"does not say what to do: {message!r}")
    # Names of files may hold any word.
    if word := ENGLISH.search(re.sub(r"\S+\.\w+", "", message)):
        found.append(f"English ({word.group()}): {message!r}")
    return found


def details(out, rule):
    report = read_json(out)
    return [stop["details"] for stop in [report["stopped"], *report["also"]] if stop["rule"] == rule]


class Stops(Checks):
    def path(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(content)
        return path

    def preprocess(self, paths, *options, flow="ekspor", out=None):
        return run([self.sipro, "preprocess", "--flow", flow, *options, "--out", out or self.out, *paths])

    def goes_on(self, paths, *options, flow="ekspor"):
        # Its results go elsewhere than those of the stopped runs.
        process = self.preprocess(paths, *options, flow=flow, out=os.path.join(self.folder, "finished"))
        return [] if process.returncode == 0 else [f"exit {process.returncode} for {options}: {process.stderr.strip()}"]

    # unreadable_file

    def unreadable(self, paths, names):
        process = self.preprocess(paths)
        found = stopped(process, self.out, "unreadable_file")
        entries = details(self.out, "unreadable_file")[0]["files"]
        found += unequal("details", names, [entry["name"] for entry in entries])
        found += unequal("keys", [["name", "reason"]] * len(names), [sorted(entry) for entry in entries])
        for entry in entries:
            found += [f"no reason for {entry['name']}"] if not entry["reason"].strip() else []
            found += [f"English: {entry['reason']}"] if ENGLISH.search(entry["reason"]) else []
            found += [f"{entry['name']} is not in the message"] if entry["name"] not in process.stderr else []
        return found

    def missing_path(self):
        """A path that does not exist is unreadable."""
        return self.unreadable([os.path.join(self.folder, "tiada.sav")], ["tiada.sav"])

    def folder_as_file(self):
        """A folder is unreadable."""
        os.mkdir(os.path.join(self.folder, "map.sav"))
        return self.unreadable([os.path.join(self.folder, "map.sav")], ["map.sav"])

    def not_statistics(self):
        """Text, nothing at all, and a picture are no statistics files."""
        paths = [self.path("catatan.sav", b"BULAN,TAHUN\n4,2025\n" * 40), self.path("kosong.sav", b""),
                 self.path("foto.sav", b"\x89PNG\r\n\x1a\n" + bytes(500))]
        return self.unreadable(paths, ["catatan.sav", "kosong.sav", "foto.sav"])

    def truncated(self):
        """A file cut anywhere is unreadable, compressed or not."""
        names, paths = [], []
        for compressed in (True, False):
            whole = self.write(Source([{"BULAN": m} for m in range(1, 13)] * 5, compressed=compressed))[0]
            with open(whole, "rb") as source:
                content = source.read()
            for part in (0.02, 0.2, 0.5, 0.9):
                names.append(f"potong {compressed} {part}.sav")
                paths.append(self.path(names[-1], content[:int(len(content) * part)]))
            if not compressed:
                names.append("kurang satu bita.sav")
                paths.append(self.path(names[-1], content[:-1]))
        return self.unreadable(paths, names)

    def zero_rows(self):
        """A file without rows is unreadable."""
        return self.unreadable(self.write(Source([], name="nihil.sav")), ["nihil.sav"])

    def one_of_several(self):
        """A good file beside an unreadable one is not told, and not written."""
        good = self.write(Source([{}], name="baik.sav"))
        return self.unreadable(good + [self.path("rusak.sav", b"$FL2")], ["rusak.sav"])

    # identical_files

    def identical(self):
        """Two files with equal bytes are identical, and overlap."""
        a = self.write(Source([{}], name="a.sav"))[0]
        b = shutil.copy(a, os.path.join(self.folder, "salinan.sav"))
        c = self.write(Source([{"BULAN": 5}], name="c.sav"))[0]
        found = stopped(self.preprocess([a, c, b]), self.out, "identical_files", "period_overlap")
        return found + unequal("details", [{"files": [["a.sav", "salinan.sav"]]}], details(self.out, "identical_files"))

    def identical_kept(self):
        """Identical files stop whatever is chosen for months in two files."""
        a = self.write(Source([{}], name="a.sav"))[0]
        b = shutil.copy(a, os.path.join(self.folder, "b.sav"))
        found = stopped(self.preprocess([a, b], "--overlap", "keep"), self.out, "identical_files")
        return found + stopped(self.preprocess([a, b], "--overlap", "latest"), self.out, "identical_files")

    def identical_three(self):
        """Of three identical files each is told."""
        a = self.write(Source([{}], name="a.sav"))[0]
        others = [shutil.copy(a, os.path.join(self.folder, name)) for name in ("b.sav", "c.sav")]
        found = stopped(self.preprocess([a, *others], "--overlap", "keep"), self.out, "identical_files")
        pairs = details(self.out, "identical_files")[0]["files"]
        found += [] if all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs) else [f"pairs: {pairs}"]
        return found + unequal("files", {"a.sav", "b.sav", "c.sav"}, {name for pair in pairs for name in pair})

    # variable_missing

    def one_missing(self):
        """Each needed variable is missed by name, with what was found."""
        found = []
        for lacking in (("BULAN",), ("BERAT",), ("NILAI",), ("JENIS",), ("SEKTOR",), ("TAHUN",), ("HS", "HSDUA"),
                        ("NEGARA", "NEGARA2"), ("PELABUHAN", "PELABUHAN1"), ("BULAN", "SEKTOR", "TAHUN")):
            source = Source([{}], without=lacking, renamed={"BERAT": "netto"})
            found += stopped(self.preprocess(self.write(source)), self.out, "variable_missing")
            entry, = details(self.out, "variable_missing")[0]["files"]
            found += unequal("keys", ["found", "missing", "name"], sorted(entry))
            either = lacking[0] + "2" in lacking or lacking[0] + "1" in lacking or lacking[0] == "HS"
            if either:
                found += [] if entry["missing"] and set(entry["missing"]) <= set(lacking) else [f"{lacking}: {entry}"]
            else:
                found += unequal("missing", sorted(lacking), sorted(entry["missing"]))
            in_file = [source.renamed.get(v, v) for v in source.variables()]
            found += unequal("found", sorted(in_file), sorted(entry["found"]))
        return found

    def one_of_two(self):
        """One of HS and HSDUA, of code and name, is enough; so is a year that is given."""
        found = []
        for lacking in ("HS", "HSDUA", "NEGARA", "NEGARA2", "PELABUHAN", "PELABUHAN1", "PROPINSI", "PROVASAL", "KABKOT",
                        "HS2", "KOMODITI"):
            found += self.goes_on(self.write(Source([{}], without=(lacking,))))
        path, = self.write(Source([{}], without=("TAHUN",)))
        return found + self.goes_on([path], "--year", f"{path}=2025")

    def several_missing(self):
        """Every file that lacks something is told."""
        paths = self.write(Source([{}], name="a.sav", without=("SEKTOR",)), Source([{"BULAN": 5}], name="b.sav"),
                           Source([{"BULAN": 6}], name="c.sav", without=("TAHUN", "JENIS")))
        found = stopped(self.preprocess(paths), self.out, "variable_missing")
        files = [(f["name"], sorted(f["missing"])) for f in details(self.out, "variable_missing")[0]["files"]]
        return found + unequal("files", [("a.sav", ["SEKTOR"]), ("c.sav", ["JENIS", "TAHUN"])], files)

    # flow_mismatch

    def mismatched(self):
        """CIF says impor, FOB ekspor, and the label of a clean file its flow."""
        found = []
        for flow, says, about in (("ekspor", "impor", {"renamed": {"NILAI": "CIF"}}),
                                  ("impor", "ekspor", {"renamed": {"NILAI": "fob"}}),
                                  ("impor", "ekspor", {"file_label": "SIPRO Data Bersih Ekspor 2025-04..2025-04"}),
                                  ("ekspor", "impor", {"file_label": "SIPRO Data Bersih Impor 2024-01..2025-04"}),
                                  ("ekspor", "impor", {"file_label": "SIPRO Data Bersih Ekspor 2025-04..2025-04",
                                                       "renamed": {"NILAI": "CIF"}})):
            paths = self.write(Source([{}], **about))
            found += stopped(self.preprocess(paths, flow=flow), self.out, "flow_mismatch")
            found += unequal("details", [{"file": "data.sav", "says": says}], details(self.out, "flow_mismatch"))
            found += [f"both flows: {flow} {says}"] if flow not in read_json(self.out)["stopped"]["message"] else []
            found += self.goes_on(paths, "--accept-flow", flow=flow)
        return found

    def says_nothing(self):
        """FOB and CIF together say nothing, nor does another file's label."""
        paths = self.write(Source([{}], renamed={"NILAI": "FOB", "PROPINSI": "CIF"}))
        other = self.write(Source([{}], name="lain.sav", file_label="Data ekspor dan impor"))
        return [line for flow in ("ekspor", "impor") for files in (paths, other)
                for line in self.goes_on(files, flow=flow)]

    def both_values(self):
        """Where a file has FOB and CIF, the value is the flow's own."""
        paths = self.write(Source([{"NILAI": 700.5}], renamed={"NILAI": "FOB", "BERAT": "CIF", "KOMODITI": "NETTO"},
                                  numeric=("KOMODITI",), base={"KOMODITI": "11"}))
        found = []
        for flow, value in (("ekspor", 700.5), ("impor", 2500.0)):
            process = self.preprocess(paths, flow=flow)
            found += unequal("exit", 0, process.returncode) or unequal("value", value,
                                                                       read_json(self.out)["value_usd"]["read"])
        return found

    def two_mismatched(self):
        """Each file of the other flow is told."""
        paths = self.write(Source([{}], name="a.sav", renamed={"NILAI": "CIF"}),
                           Source([{"BULAN": 5}], name="b.sav", renamed={"NILAI": "CIF"}))
        process = self.preprocess(paths)
        text = str(read_json(self.out))
        return unequal("exit", 3, process.returncode) + [f"{n} is not told" for n in ("a.sav", "b.sav")
                                                         if n not in text]

    # period_overlap

    def overlap(self):
        """A month in two files is told with the rows and values of both."""
        paths = self.write(
            Source([{"NILAI": 0.1}, {"NILAI": 0.2}, {"BULAN": 5}, {"NILAI": -2.5}, {"NILAI": float("inf")}],
                   name="a.sav"),
            Source([{"NILAI": 7}, {"BULAN": 3}], name="b.sav"),
            Source([{"BULAN": 6}, {"BULAN": 3, "NILAI": 9}], name="c.sav"))
        found = stopped(self.preprocess(paths), self.out, "period_overlap")
        expected = [{"year": 2025, "month": 3, "files": [{"name": "b.sav", "rows": 1, "value_usd": 7000.07},
                                                         {"name": "c.sav", "rows": 1, "value_usd": 9.0}]},
                    {"year": 2025, "month": 4,
                     "files": [{"name": "a.sav", "rows": 4, "value_usd": math.fsum([0.1, 0.2, -2.5])},
                               {"name": "b.sav", "rows": 1, "value_usd": 7.0}]}]
        return found + unequal("details", [{"periods": expected}], details(self.out, "period_overlap"))

    def overlap_by_given_year(self):
        """A given year makes months overlap, and keeps them apart."""
        paths = self.write(Source([{}], name="a.sav", without=("TAHUN",)), Source([{}], name="b.sav"))
        found = stopped(self.preprocess(paths, "--year", "a.sav=2025"), self.out, "period_overlap")
        return found + self.goes_on(paths, "--year", "a.sav=2024")

    def no_overlap(self):
        """Invalid periods in two files do not overlap."""
        rows = [{"BULAN": 13}, {"TAHUN": 1999}]
        paths = self.write(Source([{}, *rows], name="a.sav"), Source([{"BULAN": 5}, *rows], name="b.sav"))
        return self.goes_on(paths)

    # no_data

    def nothing_kept(self):
        """No kept row: the months that there are are told."""
        paths = self.write(Source([{"JENIS": "?"}, {"NILAI": None, "BULAN": 5, "TAHUN": 2024}, {"BULAN": 13}]))
        found = stopped(self.preprocess(paths), self.out, "no_data")
        message = read_json(self.out)["stopped"]["message"]
        found += [f"{month} is not in: {message}" for month in ("Mei 2024", "April 2025") if month not in message]
        return found + unequal("periods", 2, len(details(self.out, "no_data")[0]["periods"]))

    def all_elsewhere(self):
        """A file of another district has no data."""
        paths = self.write(Source([{"KABKOT": "BATAM"}]))
        return stopped(self.preprocess(paths, "--district", "KARIMUN"), self.out, "no_data")

    def year_out_of_range(self):
        """A given year before 2000 leaves no data."""
        path, = self.write(Source([{}], without=("TAHUN",)))
        return stopped(self.preprocess([path], "--year", f"{path}=1999"), self.out, "no_data")

    # several, and what stays

    def several_in_order(self):
        """All stops are told together, in the order of the rules."""
        a, lacking, cif = self.write(
            Source([{}], name="a.sav"), Source([{"BULAN": 7}], name="tanpa sektor.sav", without=("SEKTOR",)),
            Source([{"BULAN": 8}], name="cif.sav", renamed={"NILAI": "CIF"}))
        copy = shutil.copy(a, os.path.join(self.folder, "b.sav"))
        gone = os.path.join(self.folder, "tiada.sav")
        return stopped(self.preprocess([cif, lacking, a, copy, gone]), self.out, *STOPS[:5])

    def missing_and_overlap(self):
        """A missing variable does not hide a month in two files."""
        paths = self.write(Source([{}], name="a.sav", without=("SEKTOR",)), Source([{}], name="b.sav"))
        return stopped(self.preprocess(paths), self.out, "variable_missing", "period_overlap")

    def mismatch_and_no_data(self):
        """A wrong flow does not hide that nothing is kept."""
        paths = self.write(Source([{"JENIS": ""}], renamed={"NILAI": "CIF"}))
        return stopped(self.preprocess(paths), self.out, "flow_mismatch", "no_data")

    def earlier_results_stay(self):
        """A stop leaves earlier results, and laporan.json is its own; a later run replaces all."""
        good = self.write(Source([{}], name="baik.sav"))
        first = self.preprocess(good, "--time", "2025-06-20T10:46:00+07:00")
        before = files_below(self.out)
        stop = self.preprocess([os.path.join(self.folder, "tiada.sav")])
        after = files_below(self.out)
        found = unequal("exits", [0, 3], [first.returncode, stop.returncode])
        found += unequal("files", ALL_RESULTS, sorted(after))
        found += [f"{name} changed" for name in ALL_RESULTS[:2] if before[name] != after[name]]
        found += unequal("report", "unreadable_file", read_json(self.out)["stopped"]["rule"])
        again = self.preprocess(good, "--time", "2025-06-20T10:46:00+07:00")
        return found + unequal("exit", 0, again.returncode) + unequal("all files", before, files_below(self.out))

    # olah

    def olah_stopped(self, what, inputs, *rules, options=(), month=4):
        return stopped(olah(self.sipro, what, inputs, self.out, options, month=month), self.out, *rules)

    def olah_no_data(self):
        """A month that the flow lacks has no tables."""
        ekspor, impor = self.write(Source([{}, {"BULAN": 3}], name="e.sav"),
                                   Source([{"BULAN": 3}, {"BULAN": 2}], name="i.sav"))
        found = self.olah_stopped("ekspor", [ekspor], "no_data", month=5)
        message = read_json(self.out)["stopped"]["message"]
        found += [f"{m} is not in: {message}" for m in ("Mei 2025", "Maret 2025", "April 2025") if m not in message]
        found += self.olah_stopped("impor", [impor], "no_data")
        found += self.olah_stopped("semua", [ekspor, impor], "no_data")
        found += self.olah_stopped("neraca", [ekspor, impor], "no_data", month=5)
        process = olah(self.sipro, "neraca", [ekspor, impor], os.path.join(self.folder, "neraca"))
        return found + unequal("exit of a balance that one flow has", 0, process.returncode)

    def olah_flow(self):
        """A clean file of the other flow stops olah, and is accepted on demand."""
        ekspor, impor = self.write(Source([{}], name="e.sav"), Source([{"BULAN": 4, "NILAI": 9}], name="i.sav"))
        clean = {}
        for flow, path in (("ekspor", ekspor), ("impor", impor)):
            place = os.path.join(self.folder, flow)
            run([self.sipro, "preprocess", "--flow", flow, "--out", place, path])
            clean[flow] = clean_path(place, flow)
        name = os.path.basename(clean["ekspor"])
        found = self.olah_stopped("impor", [clean["ekspor"]], "flow_mismatch")
        found += unequal("details", [{"file": name, "says": "ekspor"}], details(self.out, "flow_mismatch"))
        found += self.olah_stopped("neraca", [clean["impor"], clean["ekspor"]], "flow_mismatch", "flow_mismatch")
        process = olah(self.sipro, "impor", [clean["ekspor"]], os.path.join(self.folder, "ok"), ["--accept-flow"])
        found += unequal("exit with --accept-flow", 0, process.returncode)
        raw, = self.write(Source([{}], name="cif.sav", renamed={"NILAI": "CIF"}))
        return found + self.olah_stopped("ekspor", [raw], "flow_mismatch")

    def olah_bad_files(self):
        """What stops preprocessing stops olah."""
        good, lacking, undated, bad = self.write(
            Source([{}], name="e.sav"), Source([{}], name="x.sav", without=("BERAT",)),
            Source([{}], name="t.sav", without=("TAHUN",)), Source([{"JENIS": "?"}], name="j.sav"))
        gone = os.path.join(self.folder, "tiada.sav")
        found = self.olah_stopped("ekspor", [gone], "unreadable_file")
        found += self.olah_stopped("ekspor", [lacking], "variable_missing")
        found += self.olah_stopped("ekspor", [undated], "variable_missing")
        found += self.olah_stopped("ekspor", [bad], "no_data")
        found += self.olah_stopped("semua", [gone, lacking], "unreadable_file", "variable_missing")
        found += self.olah_stopped("neraca", [lacking, gone], "unreadable_file", "variable_missing")
        copy = shutil.copy(good, os.path.join(self.folder, "salinan.sav"))
        return found + self.olah_stopped("neraca", [good, copy], "identical_files")

    def olah_results_stay(self):
        """A stopped olah leaves the earlier tables; a finished one leaves no stop behind."""
        path, = self.write(Source([{}]))
        first = olah(self.sipro, "ekspor", [path], self.out)
        before = files_below(self.out)
        stop = olah(self.sipro, "ekspor", [path], self.out, month=9)
        after = files_below(self.out)
        found = unequal("exits", [0, 3], [first.returncode, stop.returncode])
        found += unequal("report", "no_data", read_json(self.out)["stopped"]["rule"])
        found += [f"{name} changed" for name in before if before[name] != after.get(name)]
        found += unequal("new files", ["laporan.json"], sorted(set(after) - set(before)))
        olah(self.sipro, "ekspor", [path], self.out)
        report = read_json(self.out) if os.path.exists(os.path.join(self.out, "laporan.json")) else {}
        return found + (["laporan.json still tells of a stop"] if "stopped" in report else [])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sipro", required=True)
    results = Results()
    Stops(os.path.abspath(parser.parse_args().sipro), results).run_all()
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
