"""Raw and edited files in olah, and equal bytes for equal inputs."""

import os
import re
import subprocess

from checks import RAW_ROWS, Checks
from driver import TIME, VARIABLES, Source, clean_path, files_below, olah, preprocess, read_json, run, unequal
from sav_bytes import read_sav, write_sav


NOTE = "tidak diolah: jalankan Preprocessing Data"


class Outcomes(Checks):
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
            found += [] if len(notes) == (note is not None) and all(re.fullmatch(note, n)
                                                                    for n in notes) else [f"{have['id']} notes {notes}"]
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
        ekspor, impor = self.write(Source([{}, {"BULAN": 13, "NILAI": 2500.5}], name="e.sav"),
                                   Source([{"NILAI": 7}], name="i.sav"))
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
        for changes in ({"NILAI": None}, {"NILAI": -10.0}, {"JENIS": "MIGASS"}, {"JENIS": ""}, {"BULAN": 13.0},
                        {"TAHUN": 1999.0},
                        {"HSDUA": "", "HS": ""}, {"SEKTOR": ""}, {"NEGARA2": "MALAYSIA"}, {"BERAT": -5.0},
                        {"HS2": "Ikan lain"},
                        {"JENIS": "non-migas"}, {"SEKTOR": "pertanian"}, {"NEGARA": "", "NEGARA2": ""}, {"HSDUA": ""},
                        {"NEGARA2": ""}, {"PELABUHAN1": ""}):
            rows = [dict(row, **(changes if at == 1 else {})) for at, row in enumerate(clean.rows)]
            tables = []
            for label, name in ((clean.label, "edited.sav"), ("", "raw.sav")):
                write_sav(self.place(name), clean.variables, [[row[v] for v in VARIABLES] for row in rows], label)
                tables.append([(t["id"], t["rows"], t["notes"])
                               for t in self.tables_of(self.place(name), name + " out")])
            found += [f"{changes}: {a[0]} differs: {a[1:]} / {b[1:]}"[:600] for a, b in zip(*tables) if a != b][:1]
        return found

    # equal bytes

    def whole_path(self, name, paths, threads=None, **environment):
        # All files that preprocess of both flows and olah semua write.
        out = self.place(name)
        more = ("--threads", threads) if threads else ()
        clean = []
        for flow, path in zip(("ekspor", "impor"), paths):
            process = run([self.sipro, "preprocess", "--flow", flow, *more, "--time", TIME, "--out",
                           os.path.join(out, flow), path],
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
                (1, {"TZ": "America/Los_Angeles"}), (2, {"TZ": "Asia/Jayapura", "LC_ALL": "id_ID.UTF-8",
                                                         "LANG": "id_ID.UTF-8"}),
                (7, {"LC_ALL": "C", "LANG": None}), (3, {"LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8",
                                                         "TZ": "UTC"}))):
            other = self.whole_path(f"run {number}", paths, threads, **environment)
            found += [f"{name} differs under {environment}" for name in set(plain) | set(other)
                      if plain.get(name) != other.get(name)]
        return found

    def two_at_once(self):
        """Two runs at once into different folders do not meet."""
        paths = self.both_flows()
        commands = [[self.sipro, "olah", "semua", "--year", "2025", "--month", "4", "--time", TIME, "--out",
                     self.place(f"out {n}"), *paths]
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
        found += unequal("files", ["Data Bersih Ekspor.sav", "Laporan Pemeriksaan.xlsx", "laporan.json"],
                         sorted(os.listdir(self.out)))
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
