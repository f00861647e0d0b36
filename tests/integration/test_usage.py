#!/usr/bin/env python3
"""The command line itself: wrong usage, names of files and variables, times, inspect, raw and edited files, equal bytes.

    test_usage.py --sipro PATH
"""

import argparse
import hashlib
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

from driver import (TIME, VARIABLES, Results, Source, clean_path, files_below, olah, preprocess, read_json, run, unequal,
                    write)
from sav_bytes import read_sav, write_sav

ALIASES = {
    "TAHUN": ["THN"], "BULAN": ["BLN"], "PROPINSI": ["PROV", "PROVINSI"], "HS": ["KODE_HS", "KDHS", "HS8", "HS10"],
    "HSDUA": ["HS2DIGIT"], "BERAT": ["NETTO", "NETWEIGHT", "BERAT_BERSIH", "WEIGHT"],
    "NILAI": ["FOB", "CIF", "VALUE", "NILAI_USD"], "NEGARA": ["KDNEG", "NEGARA_TUJUAN", "NEGARA_ASAL"],
    "PELABUHAN": ["PELABUHAN_MUAT", "PELABUHAN_BONGKAR", "PELAB"],
}
INSPECT_KEYS = ["charset", "clean", "flow_hint", "format", "kabkot", "missing", "name", "periods", "rows", "sha256",
                "stops", "variables"]
NOTE = "tidak diolah: jalankan Preprocessing Data"
RAW_ROWS = [
    {}, {"BULAN": 3}, {"BULAN": 13, "NILAI": 1000.25}, {"JENIS": "?", "NILAI": 500.5}, {"NILAI": None},
    {"HS": "3022900", "HSDUA": "04", "HS2": "Susu", "JENIS": "non-migas"}, {"NEGARA2": "MALAYSIA"}, {"BERAT": -1},
    {"SEKTOR": "hasil minyak", "JENIS": "migas", "HS": "27101210", "HSDUA": "27", "HS2": ""}, {"TAHUN": 2024},
    {"NEGARA": "", "NEGARA2": ""}, {"HS": "", "HSDUA": "99", "HS2": "Lain"},
]


class Usage:
    def __init__(self, sipro, results):
        self.sipro, self.results = sipro, results

    def check(self, function):
        with tempfile.TemporaryDirectory() as folder:
            self.folder, self.out = folder, os.path.join(folder, "out")
            self.results.check(function.__doc__.splitlines()[0], function)

    def place(self, name):
        return os.path.join(self.folder, name)

    def write(self, *sources):
        return [source.path for source in write(list(sources), self.folder)]

    def sipro_run(self, *words):
        return run([self.sipro, *words])

    def finished(self, process):
        return [] if process.returncode == 0 else [f"exit {process.returncode}: {process.stderr.strip()[:300]}"]

    # wrong usage

    def refused(self, *words):
        # Exit 2, a reason on stderr, and nothing written.
        process = self.sipro_run(*words)
        found = unequal(f"exit of {[os.path.basename(str(w)) for w in words]}", 2, process.returncode)
        found += [] if process.stderr.strip() else [f"nothing on stderr for {words}"]
        found += unequal(f"files after {words}", [], sorted(files_below(self.out)))
        shutil.rmtree(self.out, ignore_errors=True)
        return found

    def wrong_options(self):
        """Unknown or missing words on the command line are wrong usage."""
        path, = self.write(Source([{}]))
        made = ("--flow", "ekspor", "--out", self.out)
        table = ("--year", 2025, "--month", 4, "--out", self.out)
        lines = [
            (), ("sulap",), ("preprocess",), ("preprocess", *made), ("preprocess", "--out", self.out, path),
            ("preprocess", "--flow", "ekspor", path), ("preprocess", "--flow", "ekspr", "--out", self.out, path),
            ("preprocess", *made, "--overlap", "semua", path), ("preprocess", *made, "--cepat", path),
            ("preprocess", *made, "--time", "kemarin", path), ("preprocess", *made, "--time", "2025-02-30T10:00:00+07:00", path),
            ("preprocess", *made, "--time", "2025-06-20T25:00:00+07:00", path), ("preprocess", *made, "--time", "", path),
            ("preprocess", *made, "--time", "2025-06-20T10:46:00+07:00x", path),
            ("olah",), ("olah", "dunia", *table, path), ("olah", "ekspor", *table), ("olah", "ekspor", *table, path, path),
            ("olah", "neraca", *table, path), ("olah", "semua", *table, path), ("olah", "semua", *table, path, path, path),
            ("olah", "neraca", *table, "--gaps", "kosong", path, path), ("olah", "ekspor", "--month", 4, "--out", self.out, path),
            ("olah", "ekspor", "--year", 2025, "--out", self.out, path), ("olah", "ekspor", "--year", 2025, "--month", 4, path),
            *[("olah", "ekspor", "--year", 2025, "--month", month, "--out", self.out, path) for month in (0, 13, -1, "April", "4.5")],
            *[("olah", "ekspor", "--year", year, "--month", 4, "--out", self.out, path) for year in ("25", "dua", "20255")],
            ("inspect",), ("inspect", "--cepat", path),
        ]
        return [line for words in lines for line in self.refused(*words)]

    def wrong_years(self):
        """A year for no file, for an ambiguous name, for a file that has TAHUN, or that is no year, is wrong usage."""
        made = ("preprocess", "--flow", "ekspor", "--out", self.out)
        undated, dated, *same = self.write(
            Source([{}], name="tanpa.sav", without=("TAHUN",)), Source([{"BULAN": 5}], name="dengan.sav"),
            Source([{}], name="a/data.sav", without=("TAHUN",)), Source([{"BULAN": 5}], name="b/data.sav", without=("TAHUN",)))
        found = self.refused(*made, "--year", "lain.sav=2024", undated)
        found += self.refused(*made, "--year", "data.sav=2024", *same)
        found += self.refused(*made, "--year", f"{dated}=2024", dated)
        found += self.refused(*made, "--year", f"{undated}=2024", "--year", "dengan.sav=2024", undated, dated)
        for year in ("", "24", "20x4", "2024.0", " 2024", "-2024", "20245"):
            found += self.refused(*made, "--year", f"tanpa.sav={year}", undated)
        for words in ("2024", "tanpa.sav", "tanpa.sav:2024", "=2024"):
            found += self.refused(*made, "--year", words, undated)
        found += self.refused(*made, "--name", "data.sav=Lain", *same)
        return found + self.refused(*made, "--name", "lain.sav=Lain", dated)

    def overwriting(self):
        """An output that would overwrite an input is wrong usage, also by another name of it."""
        os.mkdir(self.out)
        path, = self.write(Source([{}], name="out/Data Bersih Ekspor.sav"))
        before = files_below(self.out)
        link = self.place("tautan")
        os.symlink(self.out, link)
        os.link(path, self.place("sama.sav"))
        found = []
        for out, given in ((self.out, path), (link, path), (self.out, self.place("sama.sav")), (os.path.join(self.out, "."), path),
                           (self.out, os.path.join(link, "Data Bersih Ekspor.sav"))):
            process = self.sipro_run("preprocess", "--flow", "ekspor", "--out", out, given)
            found += unequal(f"exit for {out} {given}", 2, process.returncode) + unequal("files", before, files_below(self.out))
        return found + self.finished(self.sipro_run("preprocess", "--flow", "impor", "--accept-flow", "--out", self.out, path))

    def unwritable(self):
        """A folder that cannot be made is exit 1."""
        path, = self.write(Source([{}]))
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--out", os.path.join(path, "x"), path)
        return unequal("exit", 1, process.returncode) + ([] if process.stderr.strip() else ["nothing on stderr"])

    # names of files

    def odd_names(self):
        """Names with '=', blanks and letters beyond ASCII work, for years and in the reports."""
        names = ["ekspor=2024.sav", "data ekspor  maret.sav", "Ekspor Riau \u2013 \u00e9 \u4e2d.sav", "'kutip\" $(x).sav", "a=b=2023=.sav"]
        paths = self.write(*[Source([{"BULAN": m}], name=n, without=("TAHUN",)) for m, n in enumerate(names, start=1)])
        years = [w for at, (path, name) in enumerate(zip(paths, names)) for w in ("--year", f"{(path, name)[at % 2]}=2024")]
        process = self.sipro_run("preprocess", "--flow", "ekspor", *years, "--out", self.out, *paths)
        found = self.finished(process)
        if found:
            return found
        report = read_json(self.out)
        clean = read_sav(clean_path(self.out))
        documents = "\n".join(clean.documents)
        return (unequal("names", names, [f["name"] for f in report["files"]])
                + unequal("periods", [[f"2024-{m:02d}"] for m in range(1, 6)], [f["periods"] for f in report["files"]])
                + [f"{name} is not in the notes" for name in names if name not in documents])

    def names_that_are_no_text(self):
        """A name on disk that is not UTF-8 leaves the reports readable; options that are not are wrong usage."""
        path, = self.write(Source([{}], name="data\udcff.sav"))
        found = self.finished(self.sipro_run("preprocess", "--flow", "ekspor", "--out", self.out, path))
        name = read_json(self.out)["files"][0]["name"]
        found += [] if name.startswith("data") and name.endswith(".sav") else [f"name {name!r}"]
        found += unequal("inspect", name, json.loads(self.sipro_run("inspect", path).stdout)["name"])
        shutil.rmtree(self.out)
        for words in (("olah", "ekspor", "--year", 2025, "--month", 4, "--office", "Kab \udcff"),
                      ("preprocess", "--flow", "ekspor", "--district", "K\udcff"),
                      ("preprocess", "--flow", "ekspor", "--name", f"{path}=\udcff")):
            found += self.refused(*words, "--out", self.out, path)
        return found

    def months_with_zeros(self):
        """A month or year is a decimal number, also with a zero before it."""
        path, = self.write(Source([{"BULAN": 8}, {"BULAN": 10}]))
        found = []
        for word, month in (("8", 8), ("08", 8), ("10", 10), ("010", 10)):
            found += self.finished(olah(self.sipro, "ekspor", [path], self.out, month=word))
            found += unequal(f"month {word}", month, read_json(self.out, "tables.json")["month"])
            shutil.rmtree(self.out, ignore_errors=True)
        for word in ("0x8", "8.0", "8e0", " 8", "+8", "", "\u0668"):
            found += self.refused("olah", "ekspor", "--year", 2025, "--month", word, "--out", self.out, path)
        return found

    def equal_base_names(self):
        """Files of one name in two folders are told apart, and take years by path."""
        a, b = self.write(Source([{}], name="a/data.sav", without=("TAHUN",)), Source([{}, {"BULAN": 13}], name="b/data.sav", without=("TAHUN",)))
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--year", f"{a}=2024", "--year", f"{b}=2025", "--out", self.out, a, b)
        found = self.finished(process)
        if found:
            return found
        report = read_json(self.out)
        names = [f["name"] for f in report["files"]]
        found += [] if len(set(names)) == 2 else [f"names: {names}"]
        found += unequal("periods", [["2024-04"], ["2025-04"]], [f["periods"] for f in report["files"]])
        return found + unequal("file of the finding", names[1], report["findings"][0]["items"][0]["file"])

    def path_as_given(self):
        """A year goes by the path as it was given, also a relative one."""
        self.write(Source([{}], name="a/data.sav", without=("TAHUN",)), Source([{"BULAN": 5}], name="b/data.sav", without=("TAHUN",)))
        process = run([self.sipro, "preprocess", "--flow", "ekspor", "--year", "a/data.sav=2024", "--year", "./b/data.sav=2025",
                       "--out", "out", "a/data.sav", "./b/data.sav"], cwd=self.folder)
        return self.finished(process) or unequal("periods", [["2024-04"], ["2025-05"]],
                                                 [f["periods"] for f in read_json(self.out)["files"]])

    def given_names(self):
        """--name is the name in reports, notes and stops."""
        path, = self.write(Source([{}, {"BULAN": 13}], name="unggahan-0001.sav"))
        given = ("--name", f"{path}=Ekspor April.sav")
        found = self.finished(self.sipro_run("preprocess", "--flow", "ekspor", *given, "--out", self.out, path))
        report = read_json(self.out)
        found += unequal("file", "Ekspor April.sav", report["files"][0]["name"])
        found += unequal("item", "Ekspor April.sav", report["findings"][0]["items"][0]["file"])
        found += unequal("notes", True, "Ekspor April.sav" in "\n".join(read_sav(clean_path(self.out)).documents))
        gone = self.place("unggahan-0002.sav")
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--name", "unggahan-0002.sav=Ekspor Mei.sav", "--out", self.out, gone)
        entry, = read_json(self.out)["stopped"]["details"]["files"]
        found += unequal("stopped", "Ekspor Mei.sav", entry["name"])
        found += ["the upload's name is told"] if "unggahan" in process.stderr + str(entry) else []
        line = json.loads(self.sipro_run("inspect", "--name", "unggahan-0001.sav=April.sav", path).stdout)
        return found + unequal("inspect", "April.sav", line["name"])

    # names of variables

    def aliases(self):
        """Every alias, in any case of letters, stands for its variable."""
        found = []
        for name, others in ALIASES.items():
            for alias in [name, *others]:
                for spelled in (alias.lower(), alias.capitalize()):
                    path, = self.write(Source([{}], renamed={name: spelled}))
                    flow = "impor" if alias == "CIF" else "ekspor"
                    process = self.sipro_run("preprocess", "--flow", flow, "--out", self.out, path)
                    if process.returncode:
                        found.append(f"{spelled}: exit {process.returncode}, {process.stderr.strip()}")
                        continue
                    found += unequal(f"{spelled} for {name}", spelled, read_json(self.out)["files"][0]["variables"].get(name))
                    found += unequal(f"findings with {spelled}", [], read_json(self.out)["findings"])
        return found

    def own_name_wins(self):
        """A variable's own name wins over its alias, wherever it stands."""
        path, = self.write(Source([{"NILAI": 5, "BERAT": 9}], renamed={"PROPINSI": "VALUE"}, base={"PROPINSI": "77"}, numeric=("PROPINSI",)))
        found = self.finished(self.sipro_run("preprocess", "--flow", "ekspor", "--out", self.out, path))
        report = read_json(self.out)
        return found + unequal("NILAI", "NILAI", report["files"][0]["variables"]["NILAI"]) + unequal("value", 5.0, report["value_usd"]["kept"])

    def variable_order(self):
        """The order of a file's variables changes no byte of the clean file's rows."""
        source, = write([Source(RAW_ROWS)], self.folder)
        plain = self.clean_rows(source.path, "plain")
        file = read_sav(source.path)
        backwards = self.place("mundur.sav")
        write_sav(backwards, file.variables[::-1], [[row[v.name] for v in file.variables[::-1]] for row in file.rows])
        return unequal("rows", plain, self.clean_rows(backwards, "backwards"))

    def file_order(self):
        """The order of files with different months changes neither the clean rows nor the findings."""
        sources = write([Source(RAW_ROWS, name="a.sav", base={"TAHUN": 2023}), Source(RAW_ROWS, name="b.sav", base={"NEGARA2": "Malaisia"}),
                         Source([{"BULAN": 7}] * 3, name="c.sav", without=("TAHUN",), year=2022)], self.folder)
        told = []
        for name, order in (("forth", sources), ("back", [sources[2], sources[0], sources[1]])):
            out = self.place(name)
            process = preprocess(self.sipro, order, out, ["--overlap", "keep"])
            if process.returncode:
                return [process.stderr]
            findings = [(f["rule"], f["action"], f["count"], f["value_usd"], sorted((i["file"], i["case"]) for i in f["items"]))
                        for f in read_json(out)["findings"] if f["rule"] != "name_shared"]
            rows = sorted(str(row) for row in read_sav(clean_path(out)).rows)
            told.append((findings, rows, read_json(out)["value_usd"]))
        return unequal("findings", told[0][0], told[1][0]) + unequal("rows and sums", told[0][1:], told[1][1:])

    def cleaned_twice(self):
        """A clean file that is cleaned again stays as it is, and no row is corrected."""
        source, = write([Source(RAW_ROWS)], self.folder)
        once = self.clean_rows(source.path, "once")
        twice = self.clean_rows(clean_path(self.place("once")), "twice")
        corrected = [f["rule"] for f in read_json(self.place("twice"))["findings"] if f["action"] != "kept"]
        return unequal("rows", once, twice) + unequal("corrected", ["weight_invalid"], corrected)

    def clean_rows(self, path, name):
        out = self.place(name)
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--time", TIME, "--out", out, path)
        return process.stderr if process.returncode else read_sav(clean_path(out)).rows

    # times and offices

    def times(self):
        """The job's time is shown in its own zone, others in WIB."""
        path, = self.write(Source([{}]))
        found = []
        for time, shown in (("2025-06-20T10:46:00+07:00", "20 Juni 2025 pukul 10.46 WIB"),
                            ("2025-06-20T10:46:59+08:00", "20 Juni 2025 pukul 10.46 WITA"),
                            ("2025-06-20T00:05:00+09:00", "20 Juni 2025 pukul 00.05 WIT"),
                            ("2025-06-20T03:46:00Z", "20 Juni 2025 pukul 10.46 WIB"),
                            ("2025-12-31T20:00:00+00:00", "1 Januari 2026 pukul 03.00 WIB"),
                            ("2025-06-19T22:46:00-05:00", "20 Juni 2025 pukul 10.46 WIB"),
                            ("2025-06-20T09:16:00+05:30", "20 Juni 2025 pukul 10.46 WIB")):
            process = olah(self.sipro, "ekspor", [path], self.out, time=time)
            source = f"Sumber: BPS Kabupaten Karimun (data diolah), diakses pada {shown}"
            found += self.finished(process) or unequal(time, {source}, {t["notes"][-1] for t in read_json(self.out, "tables.json")["tables"]})
        return found

    def offices(self):
        """The office stands in headings and in the source note."""
        path, = self.write(Source([{}]))
        found = []
        for options, office in (((), "Kabupaten Karimun"), (("--office", "Kota Batam"), "Kota Batam")):
            found += self.finished(olah(self.sipro, "ekspor", [path], self.out, options))
            tables = read_json(self.out, "tables.json")
            found += unequal("office", office, tables["office"])
            found += unequal("heading", f"Tabel 1. Nilai Ekspor Menurut Sektor, {office}, April 2025 (Juta US$)", tables["tables"][0]["heading"])
            source = f"Sumber: BPS {office} (data diolah), diakses pada 20 Juni 2025 pukul 10.46 WIB"
            found += unequal("source", {source}, {t["notes"][-1] for t in tables["tables"]})
        return found

    # inspect

    def inspected(self, *paths):
        process = self.sipro_run("inspect", *paths)
        lines = process.stdout.splitlines()
        found = self.finished(process) + unequal("lines", len(paths), len(lines))
        objects = [json.loads(line) for line in lines]
        for entry in objects:
            found += unequal("keys", INSPECT_KEYS, sorted(entry))
        return found, objects

    def inspect_raw(self):
        """inspect tells what a raw file holds."""
        source, = write([Source([{"NILAI": 0.1}, {"NILAI": 0.2}, {"NILAI": -5, "BULAN": 3, "KABKOT": "BATAM"},
                                 {"NILAI": None, "BULAN": 3, "KABKOT": ""}, {"BULAN": 13}, {"TAHUN": 1999}],
                                renamed={"HS": "KODE_HS", "NILAI": "fob"})], self.folder)
        found, (told,) = self.inspected(source.path)
        expected = {"name": "data.sav", "sha256": source.sha256, "rows": 6, "missing": [], "flow_hint": "ekspor", "clean": False,
                    "stops": [], "kabkot": {"KARIMUN": 4, "BATAM": 1},
                    "variables": {**{name: name for name in VARIABLES}, "HS": "KODE_HS", "NILAI": "fob"},
                    "periods": [{"year": 2025, "month": 3, "rows": 2, "value_usd": -5.0},
                                {"year": 2025, "month": 4, "rows": 2, "value_usd": math.fsum([0.1, 0.2])}]}
        for key, value in expected.items():
            found += unequal(key, value, told[key])
        found += unequal("charset", "UTF-8", told["charset"].upper())
        return found + unequal("format", True, "sav" in told["format"].lower())

    def inspect_undated(self):
        """Without TAHUN the year is null, and TAHUN is missing."""
        path, = self.write(Source([{"NILAI": 2}, {"BULAN": 0}], without=("TAHUN", "KABKOT")))
        found, (told,) = self.inspected(path)
        found += unequal("missing", ["TAHUN"], told["missing"]) + unequal("kabkot", {}, told["kabkot"])
        found += unequal("flow_hint", None, told["flow_hint"])
        return found + unequal("periods", [{"year": None, "month": 4, "rows": 1, "value_usd": 2.0}], told["periods"])

    def inspect_clean(self):
        """inspect knows a clean file and its flow."""
        path, = self.write(Source([{}, {"BULAN": 2}]))
        found = self.finished(self.sipro_run("preprocess", "--flow", "impor", "--out", self.out, path))
        more, (told,) = self.inspected(clean_path(self.out, "impor"))
        return found + more + unequal("told", (True, "impor", [], []), (told["clean"], told["flow_hint"], told["stops"], told["missing"]))

    def inspect_bad(self):
        """inspect tells the stops of bad files beside the good ones."""
        good, lacking, nihil = self.write(Source([{}], name="baik.sav"), Source([{}], name="kurang.sav", without=("BERAT", "NEGARA", "NEGARA2")),
                                          Source([], name="nihil.sav"))
        text = self.place("teks.sav")
        with open(text, "w", encoding="utf-8") as out:
            out.write("bukan data\n")
        found, told = self.inspected(good, lacking, text, self.place("tiada.sav"), nihil)
        rules = [[stop["rule"] for stop in entry["stops"]] for entry in told]
        found += unequal("stops", [[], ["variable_missing"], *[["unreadable_file"]] * 3], rules)
        found += unequal("names", ["baik.sav", "kurang.sav", "teks.sav", "tiada.sav", "nihil.sav"], [e["name"] for e in told])
        found += unequal("missing", True, "BERAT" in told[1]["missing"] and not {"NEGARA", "NEGARA2"}.isdisjoint(told[1]["missing"]))
        with open(text, "rb") as source:
            found += unequal("hash", hashlib.sha256(source.read()).hexdigest(), told[2]["sha256"])
        return found + [f"a stop without a message: {s}" for e in told for s in e["stops"] if not s["message"] or sorted(s) != ["message", "rule"]]

    def inspect_charset(self):
        """inspect tells the charset of a file."""
        path, = self.write(Source([{"NEGARA2": "C\u00f4te d'Ivoire"}], encoding="windows-1252"))
        found, (told,) = self.inspected(path)
        return found + unequal("charset", "windows-1252", told["charset"].lower())

    # raw and edited files

    def tables_of(self, path, name, flow="ekspor"):
        out = self.place(name)
        process = olah(self.sipro, flow, [path], out)
        if process.returncode:
            raise ValueError(f"olah of {path}: exit {process.returncode}: {process.stderr}")
        return read_json(out, "tables.json")["tables"]

    def compare_tables(self, expected, got, note):
        found = []
        for want, have in zip(expected, got):
            found += unequal(f"{want['id']} rows", want["rows"], have["rows"])
            notes = [n for n in have["notes"] if n not in want["notes"]]
            found += [] if len(notes) == (note is not None) and all(re.fullmatch(note, n) for n in notes) else [f"{have['id']} notes {notes}"]
        return found + unequal("tables", len(expected), len(got))

    def raw_file(self):
        """A raw file gives the tables of its cleaned self, with a note on rejected rows in each."""
        path, = self.write(Source(RAW_ROWS))
        self.clean_rows(path, "clean")
        expected = self.tables_of(clean_path(self.place("clean")), "from clean")
        return self.compare_tables(expected, self.tables_of(path, "from raw"), rf"3 baris \(US\$ 1\.500,75\) {NOTE}")

    def raw_without_rejects(self):
        """A raw file of which every row counts has no such note."""
        path, = self.write(Source([{}, {"BULAN": 3}, {"NEGARA2": "MALAYSIA"}, {"HS": "3022900"}]))
        self.clean_rows(path, "clean")
        expected = self.tables_of(clean_path(self.place("clean")), "from clean")
        return self.compare_tables(expected, self.tables_of(path, "from raw"), None)

    def raw_balance(self):
        """The balance tables of raw files carry the note too."""
        ekspor, impor = self.write(Source([{}, {"BULAN": 13, "NILAI": 2500.5}], name="e.sav"), Source([{"NILAI": 7}], name="i.sav"))
        found = self.finished(olah(self.sipro, "semua", [ekspor, impor], self.out))
        for table in read_json(self.out, "tables.json")["tables"]:
            noted = any(re.search(rf"1 baris \(US\$ 2\.500,50\) {NOTE}", n) for n in table["notes"])
            found += unequal(f"note in {table['id']}", not table["id"].startswith("I"), noted)
        return found

    def edited_clean_file(self):
        """A clean file with rows that break a rule is not trusted for its label."""
        path, = self.write(Source([{}, {"BULAN": 3}, {"NEGARA": "130", "NEGARA2": "Laos"}, {"SEKTOR": "PERTANIAN"}]))
        self.clean_rows(path, "clean")
        clean = read_sav(clean_path(self.place("clean")))
        found = []
        for changes in ({"NILAI": None}, {"NILAI": -10.0}, {"JENIS": "MIGASS"}, {"JENIS": ""}, {"BULAN": 13.0}, {"TAHUN": 1999.0},
                        {"HSDUA": "", "HS": ""}, {"SEKTOR": ""}, {"NEGARA2": "MALAYSIA"}, {"BERAT": -5.0}, {"HS2": "Ikan lain"},
                        {"JENIS": "non-migas"}, {"SEKTOR": "pertanian"}, {"NEGARA": "", "NEGARA2": ""}):
            rows = [dict(row, **(changes if at == 1 else {})) for at, row in enumerate(clean.rows)]
            tables = []
            for label, name in ((clean.label, "edited.sav"), ("", "raw.sav")):
                write_sav(self.place(name), clean.variables, [[row[v] for v in VARIABLES] for row in rows], label)
                tables.append([(t["id"], t["rows"], t["notes"]) for t in self.tables_of(self.place(name), name + " out")])
            found += [f"{changes}: {a[0]} differs: {a[1:]} / {b[1:]}"[:600] for a, b in zip(*tables) if a != b][:1]
        return found

    # equal bytes

    def whole_path(self, name, paths, threads=None, **environment):
        # All files that preprocess of both flows and olah semua write.
        out = self.place(name)
        more = ("--threads", threads) if threads else ()
        clean = []
        for flow, path in zip(("ekspor", "impor"), paths):
            process = run([self.sipro, "preprocess", "--flow", flow, *more, "--time", TIME, "--out", os.path.join(out, flow), path],
                          **environment)
            clean.append(clean_path(os.path.join(out, flow), flow))
            if process.returncode:
                return {"failed": process.stderr}
        process = run([self.sipro, "olah", "semua", "--year", 2025, "--month", 4, *more, "--time", TIME, "--out",
                       os.path.join(out, "tables"), *clean], **environment)
        return {"failed": process.stderr} if process.returncode else files_below(out)

    def both_flows(self):
        return self.write(Source(RAW_ROWS, name="e.sav"), Source(RAW_ROWS[::-1] + [{"NILAI": 4321.5}], name="i.sav"))

    def equal_bytes(self):
        """Equal inputs and time give equal bytes, whatever zone, locale, threads and folder."""
        paths = self.both_flows()
        plain = self.whole_path("plain", paths)
        found = [plain["failed"]] if "failed" in plain else []
        found += unequal("files", 2 * 3 + 33 + 3, len(plain))
        for number, (threads, environment) in enumerate((
                (1, {"TZ": "America/Los_Angeles"}), (2, {"TZ": "Asia/Jayapura", "LC_ALL": "id_ID.UTF-8", "LANG": "id_ID.UTF-8"}),
                (7, {"LC_ALL": "C", "LANG": None}), (3, {"LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8", "TZ": "UTC"}))):
            other = self.whole_path(f"run {number}", paths, threads, **environment)
            found += [f"{name} differs under {environment}" for name in set(plain) | set(other) if plain.get(name) != other.get(name)]
        return found

    def two_at_once(self):
        """Two runs at once into different folders do not meet."""
        paths = self.both_flows()
        commands = [[self.sipro, "olah", "semua", "--year", "2025", "--month", "4", "--time", TIME, "--out", self.place(f"out {n}"), *paths]
                    for n in range(3)]
        running = [subprocess.Popen(c, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for c in commands]
        errors = [process.communicate(timeout=60)[1].decode() for process in running]
        found = [error for error in errors if error]
        trees = [files_below(self.place(f"out {n}")) for n in range(3)]
        found += unequal("exits", [0, 0, 0], [process.returncode for process in running])
        return found + [f"run {n} differs" for n in (1, 2) if trees[n] != trees[0] or not trees[n]]

    def leaves_nothing_hidden(self):
        """A finished run leaves its results and nothing else."""
        path, = self.write(Source([{}]))
        found = self.finished(preprocess(self.sipro, [Source([], path=path)], self.out))
        found += unequal("files", ["Data Bersih Ekspor.sav", "Laporan Pemeriksaan.xlsx", "laporan.json"], sorted(os.listdir(self.out)))
        found += self.finished(olah(self.sipro, "impor", [path], self.place("tables")))
        expected = 15 + ["Semua Tabel Impor.zip", "tables.json"].__len__()
        return found + unequal("tables, zip and tables.json", 17, len(os.listdir(self.place("tables"))))

    def same_folder(self):
        """olah may write beside the clean file that it reads, and leaves it as it is."""
        path, = self.write(Source(RAW_ROWS))
        self.clean_rows(path, "out")
        before = files_below(self.out)
        found = self.finished(olah(self.sipro, "ekspor", [clean_path(self.out)], self.out))
        after = files_below(self.out)
        found += [f"{name} changed" for name in before if name != "laporan.json" and after.get(name) != before[name]]
        return found + unequal("new files", 17, len(set(after) - set(before)))

    def run_all(self):
        for name, function in vars(Usage).items():
            if callable(function) and function.__doc__ and not name.startswith("_"):
                self.check(getattr(self, name))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sipro", required=True)
    results = Results()
    Usage(os.path.abspath(parser.parse_args().sipro), results).run_all()
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
