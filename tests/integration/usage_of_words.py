"""Wrong usage, and the names of files."""

import json
import os
import shutil

from checks import Checks
from driver import Source, clean_path, files_below, olah, read_json, run, unequal
from sav_bytes import read_sav


class Words(Checks):
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
            ("preprocess", *made, "--time", "kemarin", path),
            ("preprocess", *made, "--time", "2025-02-30T10:00:00+07:00", path),
            ("preprocess", *made, "--time", "2025-06-20T25:00:00+07:00", path),
            ("preprocess", *made, "--time", "", path),
            ("preprocess", *made, "--time", "2025-06-20T10:46:00+07:00x", path),
            ("olah",), ("olah", "dunia", *table, path), ("olah", "ekspor", *table),
            ("olah", "ekspor", *table, path, path),
            ("olah", "neraca", *table, path), ("olah", "semua", *table, path),
            ("olah", "semua", *table, path, path, path),
            ("olah", "neraca", *table, "--gaps", "kosong", path, path),
            ("olah", "ekspor", "--month", 4, "--out", self.out, path),
            ("olah", "ekspor", "--year", 2025, "--out", self.out, path),
            ("olah", "ekspor", "--year", 2025, "--month", 4, path),
            *[("olah", "ekspor", "--year", 2025, "--month", month, "--out", self.out, path)
              for month in (0, 13, -1, "April", "4.5")],
            *[("olah", "ekspor", "--year", year, "--month", 4, "--out", self.out, path)
              for year in ("25", "dua", "20255")],
            ("inspect",), ("inspect", "--cepat", path),
        ]
        return [line for words in lines for line in self.refused(*words)]

    def wrong_years(self):
        """A year for no file, for an ambiguous name, for a file that has TAHUN, or that is no year, is wrong usage."""
        made = ("preprocess", "--flow", "ekspor", "--out", self.out)
        undated, dated, *same = self.write(
            Source([{}], name="tanpa.sav", without=("TAHUN",)), Source([{"BULAN": 5}], name="dengan.sav"),
            Source([{}], name="a/data.sav", without=("TAHUN",)),
            Source([{"BULAN": 5}], name="b/data.sav", without=("TAHUN",)))
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
        for out, given in ((self.out, path), (link, path), (self.out, self.place("sama.sav")),
                           (os.path.join(self.out, "."), path),
                           (self.out, os.path.join(link, "Data Bersih Ekspor.sav"))):
            process = self.sipro_run("preprocess", "--flow", "ekspor", "--out", out, given)
            found += unequal(f"exit for {out} {given}", 2, process.returncode) + unequal("files", before,
                                                                                         files_below(self.out))
        return found + self.finished(self.sipro_run("preprocess", "--flow", "impor", "--accept-flow", "--out", self.out,
                                                    path))

    def unwritable(self):
        """A folder that cannot be made is exit 1."""
        path, = self.write(Source([{}]))
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--out", os.path.join(path, "x"), path)
        return unequal("exit", 1, process.returncode) + ([] if process.stderr.strip() else ["nothing on stderr"])

    # names of files

    def odd_names(self):
        """Names with '=', blanks and letters beyond ASCII work, for years and in the reports."""
        names = ["ekspor=2024.sav", "data ekspor  maret.sav", "Ekspor Riau \u2013 \u00e9 \u4e2d.sav",
                 "'kutip\" $(x).sav", "a=b=2023=.sav"]
        paths = self.write(*[Source([{"BULAN": m}], name=n, without=("TAHUN",)) for m, n in enumerate(names, start=1)])
        years = [w for at, (path, name) in enumerate(zip(paths, names))
                 for w in ("--year", f"{(path, name)[at % 2]}=2024")]
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
        a, b = self.write(Source([{}], name="a/data.sav", without=("TAHUN",)),
                          Source([{}, {"BULAN": 13}], name="b/data.sav", without=("TAHUN",)))
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--year", f"{a}=2024", "--year", f"{b}=2025",
                                 "--out", self.out, a, b)
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
        self.write(Source([{}], name="a/data.sav", without=("TAHUN",)),
                   Source([{"BULAN": 5}], name="b/data.sav", without=("TAHUN",)))
        process = run([self.sipro, "preprocess", "--flow", "ekspor", "--year", "a/data.sav=2024", "--year",
                       "./b/data.sav=2025",
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
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--name", "unggahan-0002.sav=Ekspor Mei.sav",
                                 "--out", self.out, gone)
        entry, = read_json(self.out)["stopped"]["details"]["files"]
        found += unequal("stopped", "Ekspor Mei.sav", entry["name"])
        found += ["the upload's name is told"] if "unggahan" in process.stderr + str(entry) else []
        line = json.loads(self.sipro_run("inspect", "--name", "unggahan-0001.sav=April.sav", path).stdout)
        return found + unequal("inspect", "April.sav", line["name"])
