"""Names of variables, times and offices, and what inspect tells."""

import hashlib
import json
import math

from checks import RAW_ROWS, Checks
from driver import VARIABLES, Source, clean_path, olah, preprocess, read_json, unequal, write
from sav_bytes import read_sav, write_sav


ALIASES = {
    "TAHUN": ["THN"], "BULAN": ["BLN"], "PROPINSI": ["PROV", "PROVINSI"], "HS": ["KODE_HS", "KDHS", "HS8", "HS10"],
    "HSDUA": ["HS2DIGIT"], "BERAT": ["NETTO", "NETWEIGHT", "BERAT_BERSIH", "WEIGHT"],
    "NILAI": ["FOB", "CIF", "VALUE", "NILAI_USD"], "NEGARA": ["KDNEG", "NEGARA_TUJUAN", "NEGARA_ASAL"],
    "PELABUHAN": ["PELABUHAN_MUAT", "PELABUHAN_BONGKAR", "PELAB"],
}
INSPECT_KEYS = ["charset", "clean", "flow_hint", "format", "kabkot", "missing", "name", "periods", "rows", "sha256",
                "stops", "variables"]


class Files(Checks):
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
                    found += unequal(f"{spelled} for {name}", spelled,
                                     read_json(self.out)["files"][0]["variables"].get(name))
                    found += unequal(f"findings with {spelled}", [], read_json(self.out)["findings"])
        return found

    def own_name_wins(self):
        """A variable's own name wins over its alias, wherever it stands."""
        path, = self.write(Source([{"NILAI": 5, "BERAT": 9}], renamed={"PROPINSI": "VALUE"}, base={"PROPINSI": "77"},
                                  numeric=("PROPINSI",)))
        found = self.finished(self.sipro_run("preprocess", "--flow", "ekspor", "--out", self.out, path))
        report = read_json(self.out)
        found += unequal("NILAI", "NILAI", report["files"][0]["variables"]["NILAI"])
        return found + unequal("value", 5.0, report["value_usd"]["kept"])

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
        sources = write([Source(RAW_ROWS, name="a.sav", base={"TAHUN": 2023}),
                         Source(RAW_ROWS, name="b.sav", base={"NEGARA2": "Malaisia"}),
                         Source([{"BULAN": 7}] * 3, name="c.sav", without=("TAHUN",), year=2022)], self.folder)
        told = []
        for name, order in (("forth", sources), ("back", [sources[2], sources[0], sources[1]])):
            out = self.place(name)
            process = preprocess(self.sipro, order, out, ["--overlap", "keep"])
            if process.returncode:
                return [process.stderr]
            findings = [(f["rule"], f["action"], f["count"], f["value_usd"],
                         sorted((i["file"], i["case"]) for i in f["items"]))
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
            found += self.finished(process) or unequal(time, {source},
                                                       {t["notes"][-1] for t in read_json(self.out,
                                                                                          "tables.json")["tables"]})
        return found

    def offices(self):
        """The office stands in headings and in the source note."""
        path, = self.write(Source([{}]))
        found = []
        for options, office in (((), "Kabupaten Karimun"), (("--office", "Kota Batam"), "Kota Batam")):
            found += self.finished(olah(self.sipro, "ekspor", [path], self.out, options))
            tables = read_json(self.out, "tables.json")
            found += unequal("office", office, tables["office"])
            found += unequal("heading", f"Tabel 1. Nilai Ekspor Menurut Sektor, {office}, April 2025 (Juta US$)",
                             tables["tables"][0]["heading"])
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
        expected = {"name": "data.sav", "sha256": source.sha256, "rows": 6, "missing": [], "flow_hint": "ekspor",
                    "clean": False,
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
        return found + more + unequal("told", (True, "impor", [], []),
                                      (told["clean"], told["flow_hint"], told["stops"], told["missing"]))

    def inspect_bad(self):
        """inspect tells the stops of bad files beside the good ones."""
        good, lacking, nihil = self.write(Source([{}], name="baik.sav"),
                                          Source([{}], name="kurang.sav", without=("BERAT", "NEGARA", "NEGARA2")),
                                          Source([], name="nihil.sav"))
        text = self.place("teks.sav")
        with open(text, "w", encoding="utf-8") as out:
            out.write("bukan data\n")
        found, told = self.inspected(good, lacking, text, self.place("tiada.sav"), nihil)
        rules = [[stop["rule"] for stop in entry["stops"]] for entry in told]
        found += unequal("stops", [[], ["variable_missing"], *[["unreadable_file"]] * 3], rules)
        found += unequal("names", ["baik.sav", "kurang.sav", "teks.sav", "tiada.sav", "nihil.sav"],
                         [e["name"] for e in told])
        found += unequal("missing", True, "BERAT" in told[1]["missing"]
                         and not {"NEGARA", "NEGARA2"}.isdisjoint(told[1]["missing"]))
        with open(text, "rb") as source:
            found += unequal("hash", hashlib.sha256(source.read()).hexdigest(), told[2]["sha256"])
        return found + [f"a stop without a message: {s}" for e in told for s in e["stops"] if not s["message"]
                        or sorted(s) != ["message", "rule"]]

    def inspect_charset(self):
        """inspect tells the charset of a file."""
        path, = self.write(Source([{"NEGARA2": "C\u00f4te d'Ivoire"}], encoding="windows-1252"))
        found, (told,) = self.inspected(path)
        return found + unequal("charset", "windows-1252", told["charset"].lower())
