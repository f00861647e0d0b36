"""Seeded random datasets of both flows. The same seed always gives the same data.

build(seed) returns a dict:
    seed, time, office, year, month, gaps, district (or None), hs_master (set or None)
    flows     {"ekspor": [run, ...], "impor": [run, ...]}
A run is one call of the preprocessing: {"files": [...], "overlap", "accept_flow"}. The last run of a flow is the one
whose clean file is processed further; earlier ones try the same data with something that must stop the job.
A file is what cleaning.clean() takes, with what the writer needs besides: `order` (names in file order), `widths`,
`encoding`, `compressed`.

Values are multiples of 0.25 wherever ties matter, since only such sums are exact in every arithmetic.
"""

import math
import random

from cleaning import ALIASES, CODE_DIGITS, MONTHS_EN, MONTHS_ID, VARIABLES

SEEDS = list(range(1, 51))
LARGE = {**{seed: 2_000 for seed in range(41, 49)}, 49: 20_000, 50: 20_000}
FLOWS = ("ekspor", "impor")
TIMES = ["2025-06-20T10:46:00+07:00", "2025-06-20T10:46:00+08:00", "2025-07-01T00:05:59+09:00",
         "2025-06-20T20:30:00Z", "2025-12-01T09:00:00-03:30"]
OFFICES = ["Kabupaten Karimun", "Kabupaten Karimun", "Kabupaten Natuna", "Kota Tanjungpinang"]

PORTS = [("21248", "TANJUNG BALAI KARIMUN"), ("21249", "TANJUNG BATU"), ("21201", "MORO"), ("02117", "PASIR PANJANG"),
         ("21777", "TANJUNG BALAI KARIMUN")]  # the last one shares the name of the first
COUNTRIES = [("124", "Malaysia"), ("122", "Singapura"), ("001", "Jepang"), ("045", "Tiongkok"), ("360", "Indonesia"),
             ("411", "Amerika Serikat"), ("512", "Belanda"), ("033", "Thailand"), ("077", "India"), ("915", "Panama"),
             ("301", "Côte d'Ivoire"), ("302", "Réunion"), ("090", "Korea Selatan"), ("091", "Vietnam"),
             ("611", "Australia"), ("612", "Papua Nugini"), ("700", "malaysia timur"), ("125", "Malaysia"),
             ("046", "Tiongkok"), ("800", "Åland")]
CHAPTERS = ["01", "03", "08", "09", "15", "27", "29", "40", "44", "72", "73", "84", "85", "89", "97"]
MIGAS_SECTORS = ["HASIL MINYAK", "MINYAK MENTAH", "GAS"]
NONMIGAS_SECTORS = ["INDUSTRI PENGOLAHAN", "PERTANIAN", "PERTAMBANGAN", "GAS"]
KINDS = {"MIGAS": ["MIGAS", "MIGAS", "migas", "Mi-Gas"],
         "NON MIGAS": ["NON MIGAS", "NON MIGAS", "Nonmigas", "NON-MIGAS", "non_migas"]}
NUMERIC_CHOICES = ["BULAN", "TAHUN", "HS", "NEGARA", "PELABUHAN", "HSDUA", "PROPINSI", "PROVASAL"]
OPTIONAL = ["PROPINSI", "PROVASAL", "KABKOT", "HS2", "KOMODITI"]

# What each small seed is surely about; besides, every seed draws from the features below at random.
FEATURES = {
    1: {"one_row", "january"}, 2: {"one_row"}, 3: {"january"}, 4: {"january", "no_previous"}, 5: {"no_migas_export"},
    6: {"no_nonmigas_import"}, 7: {"overlap_latest"}, 8: {"overlap_keep"}, 9: {"cif_in_export"},
    10: {"identical_files"}, 11: {"missing_variables"}, 12: {"year_not_given"}, 13: {"empty_file"},
    14: {"all_invalid_import"}, 15: {"import_without_month"}, 16: {"year_only_in_export"}, 17: {"ties"},
    18: {"month_of_zeros", "ties"}, 19: {"all_numeric"}, 20: {"code_page"}, 21: {"chapters_only"},
    22: {"names_only"}, 23: {"labelled"}, 24: {"december"}, 25: {"many_errors"}, 26: {"many_stops"},
    27: {"text_months"}, 28: {"hs_master", "many_errors"}, 29: {"later_years"}, 30: {"first_year"}, 31: {"gap_year"},
    32: {"ties", "january"}, 33: {"no_previous"}, 34: {"overlap_latest", "many_errors"}, 35: {"label_of_other_flow"},
    36: {"ties", "shared_names"}, 37: {"very_long", "many_errors"}, 38: {"ties", "many_gaps"},
    39: {"years_given", "many_errors"}, 40: {"ties", "many_errors", "district"},
    41: {"many_errors", "district", "hs_master"}, 42: {"ties"}, 43: {"overlap_latest"}, 44: {"january", "ties"},
    45: {"shared_names", "many_errors"}, 46: {"all_numeric"}, 47: {"many_gaps"}, 48: {"years_given", "ties"},
    49: {"many_errors", "district", "hs_master"}, 50: {"ties", "shared_names"},
}
ONE_SIDED = {"all_invalid_import", "import_without_month", "year_only_in_export"}


def build(seed):
    rng = random.Random(f"sipro {seed}")
    features = set(FEATURES.get(seed, ()))
    for feature, chance in (("district", 0.3), ("hs_master", 0.25), ("shared_names", 0.3), ("cents", 0.3)):
        if rng.random() < chance:
            features.add(feature)
    if "ties" in features:
        features.discard("cents")
    year, month = pick_month(rng, features)
    dataset = {
        "seed": seed, "features": features, "year": year, "month": month, "time": rng.choice(TIMES),
        "office": rng.choice(OFFICES), "gaps": rng.choice(["absent", "zero"]),
        "district": "KARIMUN" if "district" in features else None, "hs_master": None, "flows": {},
    }
    for flow in FLOWS:
        dataset["flows"][flow] = FlowData(random.Random(f"sipro {seed} {flow}"), flow, dataset).runs()
    if "hs_master" in features:
        codes = sorted(all_hs(dataset))
        dataset["hs_master"] = set(rng.sample(codes, max(1, len(codes) * 3 // 4)))
    return dataset


def all_hs(dataset):
    return {hs for runs in dataset["flows"].values() for run in runs for f in run["files"] for hs in f["goods"]}


def pick_month(rng, features):
    year = rng.choice([2024, 2025, 2025])
    if "later_years" in features:
        year = 2023
    if "gap_year" in features:
        year = 2025
    month = rng.randint(2, 11)
    if "january" in features:
        month = 1
    elif "december" in features:
        month = 12
    elif rng.random() < 0.1:
        month = rng.choice([1, 12])
    return year, month


class FlowData:
    """Draws one flow of a dataset: first clean rows in canonical form, then files with their spelling and errors."""

    def __init__(self, rng, flow, dataset):
        self.rng, self.flow, self.dataset = rng, flow, dataset
        self.features = dataset["features"]
        self.now = (dataset["year"], dataset["month"])
        self.code_page = "code_page" in self.features
        self.error_rate = rng.choice([0.0, 0.02, 0.1])
        if "many_errors" in self.features:
            self.error_rate = 0.35
        self.size = self.pick_size()
        self.periods = self.pick_periods()
        self.world()

    def has(self, feature):
        return feature in self.features

    def pick_size(self):
        if self.has("one_row"):
            return 1
        if self.dataset["seed"] in LARGE:
            return LARGE[self.dataset["seed"]]
        size = self.rng.choice([2, 5, 20, 60, 150, 300])
        structural = self.features & {"many_stops", "missing_variables", "overlap_latest", "overlap_keep", "empty_file",
                                      "many_errors", "year_not_given", "cif_in_export", "identical_files"}
        return max(size, 60) if structural else size

    def pick_periods(self):
        """The months in which the flow has data; the month of analysis is among them unless the feature says not."""
        year, month = self.now
        first = self.rng.choice([2022, 2023, year - 1])
        if self.has("first_year"):
            first = year
        last = 2026 if self.has("later_years") else year
        end = self.rng.choice([month, month, 12])
        every = [(y, m) for y in range(first, last + 1) for m in range(1, 13) if (y, m) <= (last, end)]
        chance = 0.5 if self.has("many_gaps") else self.rng.choice([0.0, 0.0, 0.15, 0.4])
        kept = {p for p in every if self.rng.random() >= chance} | {self.now}
        previous = (year - 1, 12) if month == 1 else (year, month - 1)
        if self.has("no_previous"):
            kept.discard(previous)
        if self.has("gap_year"):
            kept = {p for p in kept if p[0] != year - 1} | {(year - 2, 1), (year - 2, month)}
        if self.flow == "impor" and self.has("import_without_month"):
            kept = (kept - {self.now}) | {(year - 1, month), (year, month - 1)}
        if self.flow == "impor" and self.has("year_only_in_export"):
            kept = {p for p in kept if p[0] < year} | {(year - 1, 1), (year - 1, month)}
        return sorted(kept)

    def world(self):
        """Ports, countries and goods of this flow, with what varies in their names."""
        rng = self.rng
        shared = self.has("shared_names")
        ports = PORTS if shared else PORTS[:4]
        countries = [c for c in COUNTRIES if shared or c[0] not in ("125", "046")]
        self.ports = rng.sample(ports, rng.randint(1, len(ports)))
        self.countries = rng.sample(countries, rng.randint(1, len(countries)))
        if shared:
            self.ports = list(dict.fromkeys([PORTS[0], PORTS[4]] + self.ports))
            self.countries = list(dict.fromkeys([COUNTRIES[0], COUNTRIES[17]] + self.countries))
        self.country_periods = {c: self.active_periods() for c, _ in self.countries}
        self.goods = [self.draw_good() for _ in range(rng.randint(2, 40))]
        self.invalid_hs = rng.choice(["", "ABC", "123", "12345678901"])
        self.weights = [1 / (rank + 1) ** 1.3 for rank in range(len(self.goods))]

    def active_periods(self):
        """Countries appear and vanish: some are seen in a part of the months only."""
        if self.rng.random() < 0.5:
            return set(self.periods)
        return {p for p in self.periods if self.rng.random() < 0.4}

    def draw_good(self):
        rng = self.rng
        migas = rng.random() < 0.35
        if self.has("no_migas_export") and self.flow == "ekspor":
            migas = False
        if self.has("no_nonmigas_import") and self.flow == "impor":
            migas = True
        chapter = "27" if migas or rng.random() < 0.05 else rng.choice(CHAPTERS)
        hs = chapter + f"{rng.randint(1, 999_999):06d}"
        if migas:
            return {"HS": hs, "JENIS": "MIGAS", "SEKTOR": rng.choice(MIGAS_SECTORS)}
        return {"HS": hs, "JENIS": "NON MIGAS", "SEKTOR": rng.choice(NONMIGAS_SECTORS)}

    # ---- canonical rows -----------------------------------------------------------------------------------------

    def draw_rows(self):
        rng = self.rng
        rows = [self.draw_row(self.now if self.now in self.periods else self.periods[-1])]
        rows[0]["anchor"] = True
        while len(rows) < self.size:
            if rng.random() < 0.03:
                rows.append(self.repeat(rng.choice(rows)))
            else:
                rows.append(self.draw_row(rng.choice(self.periods)))
        if self.has("month_of_zeros"):
            for row in rows:
                if (row["TAHUN"], row["BULAN"]) == self.now:
                    row["NILAI"] = 0.0
        rows[1:] = rng.sample(rows[1:], len(rows) - 1)
        return rows

    def repeat(self, row):
        """An exact duplicate, or one of the key only."""
        copy = dict(row, anchor=False)
        if self.rng.random() < 0.5:
            copy["NILAI"] = self.draw_value()
        return copy

    def draw_row(self, period):
        rng = self.rng
        good = rng.choices(self.goods, self.weights)[0]
        active = [c for c in self.countries if period in self.country_periods[c[0]]] or self.countries[:1]
        country = rng.choice(active)
        port = rng.choice(self.ports)
        chapter = good["HS"][:2]
        return {
            "BULAN": period[1], "TAHUN": period[0], "PROPINSI": "21", "PELABUHAN": port[0], "HS": good["HS"],
            "NEGARA": country[0], "BERAT": self.draw_weight(), "NILAI": self.draw_value(),
            "PROVASAL": rng.choice(["21", "14", "09"]), "HSDUA": chapter, "KABKOT": "KARIMUN",
            "PELABUHAN1": port[1], "NEGARA2": country[1], "HS2": self.chapter_name(chapter), "JENIS": good["JENIS"],
            "SEKTOR": good["SEKTOR"], "KOMODITI": rng.choice(["", "Komoditi A", "Komoditi B"]), "anchor": False,
        }

    def chapter_name(self, chapter):
        text = f"Uraian golongan {chapter}"
        if self.has("very_long") and chapter in ("27", "84"):
            text += " dan barang lain yang sejenis" * 12
        return text

    def draw_value(self):
        rng = self.rng
        if self.has("ties") and rng.random() < 0.85:
            return rng.choice([0.0, 0.25, 0.25, 1.0, 1.0, 2.0, 1_000_000.0, 1_000_000.0, 2_500_000.75])
        if rng.random() < 0.02:
            return 0.0
        if rng.random() < 0.03:
            return rng.choice([0.25, 0.5, 1.0])
        value = math.exp(rng.gauss(9, 3))
        return round(value, 2) if self.has("cents") else round(value * 4) / 4

    def draw_weight(self):
        if self.has("ties") and self.rng.random() < 0.7:
            return self.rng.choice([0.0, 0.5, 1000.0, 1000.0, 250_000.0])
        return round(math.exp(self.rng.gauss(8, 3)) * 2) / 2

    # ---- files --------------------------------------------------------------------------------------------------

    def runs(self):
        files = self.final_files()
        final = {"files": files, "overlap": "stop", "accept_flow": False}
        if self.has("overlap_latest"):
            final["overlap"] = "latest"
        if self.has("overlap_keep"):
            final["overlap"] = "keep"
        if any(f.get("says_other_flow") for f in files):
            final["accept_flow"] = True
        return [run for run in self.stopped_runs(final)] + [final]

    def final_files(self):
        rows = self.draw_rows()
        groups = self.split(rows)
        files = []
        anchored = set()
        for number, group in enumerate(groups):
            files.append(self.make_file(number, group, anchored))
        self.rng.shuffle(files)
        return files

    def split(self, rows):
        """Groups of rows for one file each: all, by year, or months at random; overlapping where asked for."""
        rng = self.rng
        way = rng.choice(["one", "years", "parts"])
        if self.features & {"year_not_given", "years_given"}:
            way = "years"
        if self.features & {"many_stops", "missing_variables", "overlap_latest", "overlap_keep"}:
            way = "parts"
        part = {p: rng.randint(0, 3) for p in self.periods}
        overlapping = self.features & {"overlap_latest", "overlap_keep"}
        groups = {}
        for row in rows:
            period = (row["TAHUN"], row["BULAN"])
            key = {"one": 0, "years": period[0], "parts": part[period]}[way]
            if overlapping and rng.random() < 0.15:
                key = (key + 1) % 4
            groups.setdefault(key, []).append(row)
        return list(groups.values())

    def make_file(self, number, rows, anchored):
        """One file: its spelling of names and values, then errors in some of its rows."""
        rng = self.rng
        spelling = self.draw_spelling(rows)
        self.mark_anchors(rows, anchored)
        rendered = []
        for row in rows:
            values = self.render(row, spelling)
            if not row["anchor"] and rng.random() < self.error_rate:
                for _ in range(rng.choice([1, 1, 1, 2])):
                    self.spoil(values, spelling)
            rendered.append(values)
        if self.has("all_invalid_import") and self.flow == "impor":
            for values in rendered:
                values["NILAI"] = rng.choice([None, -1.5, math.inf])
        names = spelling["names"]
        file = {
            "name": f"{rng.choice(['Data', 'data', 'Z', 'a'])} {self.flow} {number + 1}.sav",
            "variables": [names[v] for v in spelling["order"]],
            "rows": [{names[v]: values[v] for v in spelling["order"]} for values in rendered],
            "year": spelling["year"], "encoding": "windows-1252" if self.code_page else "UTF-8",
            "compressed": rng.random() < 0.7, "value_labels": spelling["labels"],
            "user_missing": spelling["user_missing"], "goods": [g["HS"] for g in self.goods],
            "says_other_flow": spelling["says_other_flow"], "numeric": [names[v] for v in spelling["numeric"]],
        }
        if self.has("label_of_other_flow") and self.flow == "impor" and number == 0:
            file["label"] = "SIPRO Data Bersih Ekspor 2023-01..2024-12"
            file["says_other_flow"] = True
        return file

    def mark_anchors(self, rows, anchored):
        """The first row of each country and port is kept whole, so that every code has a name somewhere."""
        for row in rows:
            for key in (("NEGARA", row["NEGARA"]), ("PELABUHAN", row["PELABUHAN"])):
                if key not in anchored:
                    anchored.add(key)
                    row["anchor"] = True

    def draw_spelling(self, rows):
        rng = self.rng
        present = list(VARIABLES)
        for variable in OPTIONAL:
            if rng.random() < 0.15 and not (variable == "KABKOT" and self.has("district")):
                present.remove(variable)
        if self.has("chapters_only"):
            present = [v for v in present if v != "HS"]
        elif rng.random() < 0.1:
            present = [v for v in present if v != "HSDUA"]
        if self.has("names_only"):
            present = [v for v in present if v not in ("NEGARA", "PELABUHAN")]
        years = {row["TAHUN"] for row in rows}
        year = None
        wants_no_year = rng.random() < 0.25 or self.features & {"year_not_given", "years_given"}
        if len(years) == 1 and wants_no_year and not self.has("overlap_latest"):
            year = years.pop()
            present.remove("TAHUN")
        numeric = {v for v in NUMERIC_CHOICES if rng.random() < 0.4} | {"BERAT", "NILAI"}
        if self.has("all_numeric"):
            numeric |= set(NUMERIC_CHOICES)
        if self.has("text_months"):
            numeric.discard("BULAN")
        labels = {}
        if self.has("labelled"):
            numeric |= {"NEGARA", "JENIS", "SEKTOR"}
            present = [v for v in present if v != "NEGARA2"]
        numeric &= set(present)
        names = {v: self.spell_name(v) for v in present}
        says_other = self.has("cif_in_export") and self.flow == "ekspor"
        if says_other:
            names["NILAI"] = "CIF"
        if self.has("labelled"):
            labels = {names["NEGARA"]: {float(c): n for c, n in self.countries},
                      names["JENIS"]: {1.0: "MIGAS", 2.0: "NON MIGAS"},
                      names["SEKTOR"]: {float(n): s for n, s in enumerate(self.sectors(), start=1)}}
        missing = {names["BERAT"]: (-99.0,)} if rng.random() < 0.3 else {}
        order = list(present)
        rng.shuffle(order)
        return {"names": names, "numeric": numeric, "order": order, "year": year, "labels": labels,
                "user_missing": missing, "months": rng.choice(["number", "padded", "id", "en", "mixed"]),
                "hs": rng.choice(["plain", "plain", "dots", "mixed"]), "says_other_flow": says_other}

    def sectors(self):
        return sorted(set(MIGAS_SECTORS + NONMIGAS_SECTORS))

    def spell_name(self, variable):
        """The canonical name or an alias of it, in some case. FOB and CIF would name a flow and are left out."""
        choices = [a for a in ALIASES.get(variable, []) if a not in ("FOB", "CIF")]
        if variable == "NILAI" and self.rng.random() < 0.2:
            return "FOB" if self.flow == "ekspor" else "cif"
        name = self.rng.choice(choices) if choices and self.rng.random() < 0.25 else variable
        return self.rng.choice([name, name, name.lower(), name.capitalize()])

    # ---- values as a file holds them ----------------------------------------------------------------------------

    def render(self, row, spelling):
        values = {v: row[v] for v in spelling["order"]}
        numeric = spelling["numeric"]
        if "BULAN" not in numeric:
            values["BULAN"] = self.month_text(row["BULAN"], spelling["months"])
        if "TAHUN" in values and "TAHUN" not in numeric:
            values["TAHUN"] = str(row["TAHUN"])
        if "HS" in values and "HS" not in numeric and self.rng.random() < 0.3:
            values["HS"] = self.hs_text(row["HS"], spelling["hs"])
        if spelling["labels"]:
            values["JENIS"] = 1.0 if row["JENIS"] == "MIGAS" else 2.0
            values["SEKTOR"] = 1.0 + self.sectors().index(row["SEKTOR"])
        elif self.rng.random() < 0.2:
            values["JENIS"] = self.rng.choice(KINDS[row["JENIS"]])
        if "SEKTOR" not in numeric and self.rng.random() < 0.1:
            values["SEKTOR"] = row["SEKTOR"].lower()
        for variable in numeric:
            values[variable] = float(values[variable])
        return values

    def month_text(self, month, way):
        if way == "mixed":
            way = self.rng.choice(["number", "padded", "id", "en"])
        if way == "number":
            return str(month)
        if way == "padded":
            return f"{month:02d}"
        name = (MONTHS_ID if way == "id" else MONTHS_EN)[month - 1]
        return self.rng.choice([name, name.lower(), name.capitalize()])

    def hs_text(self, hs, way):
        if way == "mixed":
            way = self.rng.choice(["plain", "dots", "ten", "short", "nine"])
        if way == "dots":
            return f"{hs[:4]}.{hs[4:6]}.{hs[6:]}"
        if way == "ten":
            return hs + "00"
        if way == "short" and hs[0] == "0":
            return hs[1:]
        if way == "nine" and hs[0] == "0":
            return hs[1:] + "00"
        return hs

    # ---- errors -------------------------------------------------------------------------------------------------

    def spoil(self, values, spelling):
        """One error of a random rule, where the file's variables allow it."""
        errors = [self.bad_month, self.bad_year, self.bad_value, self.bad_kind, self.bad_hs, self.bad_hs,
                  self.other_chapter, self.bad_weight, self.zero_value, self.no_name, self.blank_name,
                  self.other_name, self.other_name, self.other_name, self.untidy_text, self.other_district]
        self.rng.choice(errors)(values, spelling["numeric"])

    def bad_month(self, values, numeric):
        values["BULAN"] = self.rng.choice([13.0, 0.0, None, 4.5, -1.0] if "BULAN" in numeric
                                          else ["13", "0", "", "XX", "BULAN APRIL"])

    def bad_year(self, values, numeric):
        if "TAHUN" in values:
            values["TAHUN"] = self.rng.choice([1999.0, 25.0, 2099.0, None, 2025.5] if "TAHUN" in numeric
                                              else ["1999", "25", "", "20XX"])

    def bad_value(self, values, numeric):
        values["NILAI"] = self.rng.choice([None, -1.0, -250_000.5, math.inf, math.nan])

    def bad_kind(self, values, numeric):
        values["JENIS"] = 3.0 if "JENIS" in numeric else self.rng.choice(["", "LAIN", "MIGASS", "NON"])

    def bad_hs(self, values, numeric):
        if "HS" in values:
            if "HS" in numeric:
                values["HS"] = float(self.invalid_hs) if self.invalid_hs.isdigit() else None
            else:
                values["HS"] = self.invalid_hs
        if "HSDUA" in values and ("HS" not in values or self.rng.random() < 0.3):
            values["HSDUA"] = self.rng.choice([0.0, None, 123.0] if "HSDUA" in numeric else ["00", "", "XX", "123"])

    def other_chapter(self, values, numeric):
        """HSDUA says another chapter, and HS2 with it; HS must win. An invalid HS is left alone."""
        if "HS" in values and "HSDUA" in values and self.valid_hs(values["HS"]):
            chapter = self.rng.choice(CHAPTERS)
            values["HSDUA"] = float(chapter) if "HSDUA" in numeric else chapter
            if "HS2" in values and self.rng.random() < 0.8:
                values["HS2"] = self.chapter_name(chapter)

    @staticmethod
    def valid_hs(value):
        text = value.replace(".", "") if isinstance(value, str) else "" if value is None else str(int(value))
        return text.isdigit() and 7 <= len(text) <= 10

    def bad_weight(self, values, numeric):
        values["BERAT"] = self.rng.choice([None, -5.0, -99.0, math.inf])

    def zero_value(self, values, numeric):
        values["NILAI"] = 0.0

    def no_name(self, values, numeric):
        """Nothing tells the sector, the country or the port."""
        which = self.rng.choice([("SEKTOR",), ("NEGARA", "NEGARA2"), ("PELABUHAN", "PELABUHAN1")])
        for variable in which:
            if variable in values:
                values[variable] = None if variable in numeric else ""

    def blank_name(self, values, numeric):
        """The name beside a code, or the code beside a name."""
        choices = ["NEGARA2", "PELABUHAN1", "HS2", "NEGARA", "PELABUHAN"]
        variable = self.rng.choice([v for v in choices if v in values])
        values[variable] = None if variable in numeric else ""

    def other_name(self, values, numeric):
        """A variant: the same words in another spelling, of few kinds so that majorities and ties both happen."""
        variable = self.rng.choice([v for v in ("NEGARA2", "PELABUHAN1", "HS2") if v in values])
        name = values[variable]
        if name:
            values[variable] = self.rng.choice([name.upper(), name.lower(), name + " "]) if len(name) < 200 \
                else name[:100].rstrip()

    def untidy_text(self, values, numeric):
        choices = [v for v in ("NEGARA2", "PELABUHAN1", "HS2", "SEKTOR", "KOMODITI") if v in values]
        variable = self.rng.choice([v for v in choices if v not in numeric])
        text = values[variable]
        if text:
            values[variable] = self.rng.choice([" " + text, text.replace(" ", "  "), "   " + text + "  "])

    def other_district(self, values, numeric):
        if "KABKOT" in values:
            values["KABKOT"] = self.rng.choice(["BINTAN", "Natuna", "", "Karimun"])

    # ---- runs that must stop ------------------------------------------------------------------------------------

    def stopped_runs(self, final):
        """The same data with something wrong that stops the job."""
        files, runs = final["files"], []

        def run(changed, **choices):
            return {**final, "files": changed, **choices}

        if self.features & {"overlap_latest", "overlap_keep"}:
            runs.append(run(files, overlap="stop"))
        if final["accept_flow"]:
            runs.append(run(files, accept_flow=False))
        if self.has("identical_files"):
            runs.append(run(files + [dict(files[0], name=f"salinan {self.flow}.sav")]))
        if self.has("missing_variables"):
            runs.append(run([without(f, self.rng) for f in files]))
        if self.has("year_not_given") and any(f["year"] for f in files):
            runs.append(run([dict(f, year=None) for f in files]))
        if self.has("empty_file"):
            runs.append(run(files[:1] + [dict(files[0], name=f"kosong {self.flow}.sav", rows=[])] + files[1:]))
        if self.has("many_stops"):
            wrong = "cif" if self.flow == "ekspor" else "FOB"
            renamed = [rename(f, "NILAI", wrong) for f in files]
            empty = dict(renamed[0], name=f"kosong {self.flow}.sav", rows=[])
            double = dict(renamed[0], name=f"salinan {self.flow}.sav")
            lacking = drop(dict(renamed[-1], name=f"kurang {self.flow}.sav"), "JENIS")
            runs.append(run(renamed[:-1] + [lacking, double, empty]))
        return runs


def without(file, rng):
    """The file less one variable that it cannot do without; every third file stays whole."""
    variable = rng.choice(["BULAN", "BERAT", "NILAI", "JENIS", "SEKTOR", None])
    return drop(file, variable) if variable else file


def name_of(file, canonical):
    for candidate in [canonical] + ALIASES.get(canonical, []):
        for name in file["variables"]:
            if name.upper() == candidate:
                return name
    raise KeyError(canonical)


def drop(file, canonical):
    name = name_of(file, canonical)
    rows = [{v: value for v, value in row.items() if v != name} for row in file["rows"]]
    return dict(file, variables=[v for v in file["variables"] if v != name], rows=rows)


def rename(file, canonical, new):
    old = name_of(file, canonical)
    rows = [{new if v == old else v: value for v, value in row.items()} for row in file["rows"]]
    numeric = [new if v == old else v for v in file["numeric"]]
    return dict(file, variables=[new if v == old else v for v in file["variables"]], rows=rows, numeric=numeric)


def text_width(file, name):
    """Bytes for the longest value; SPSS knows no width of 0."""
    longest = max((len((row[name] or "").encode(file["encoding"])) for row in file["rows"]), default=0)
    return max(longest, CODE_DIGITS.get(name.upper(), 1), 1)
