#!/usr/bin/env python3
"""Small examples worked out by hand from the specification, against the second computation. Run it as it is."""

import os
import sys
import tempfile
import unittest
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cleaning  # noqa: E402
import compare  # noqa: E402
import data  # noqa: E402
import sav_bytes  # noqa: E402
import tables  # noqa: E402

BASE = {"BULAN": 4.0, "TAHUN": 2025.0, "PROPINSI": "21", "PELABUHAN": "21248", "HS": "03022900", "NEGARA": "124",
        "BERAT": 10.0, "NILAI": 100.0, "PROVASAL": "21", "HSDUA": "03", "KABKOT": "KARIMUN",
        "PELABUHAN1": "MORO", "NEGARA2": "Malaysia", "HS2": "Ikan", "JENIS": "NON MIGAS", "SEKTOR": "INDUSTRI",
        "KOMODITI": ""}


def file_of(*changes, name="a.sav", drop=(), **more):
    rows = [{k: v for k, v in {**BASE, **change}.items() if k not in drop} for change in changes]
    return {"name": name, "variables": list(rows[0]), "rows": rows, **more}


def clean(*files, flow="ekspor", **choices):
    return cleaning.clean(list(files), flow, **choices)


def findings(result):
    return {(f["rule"], f["action"]): f for f in result["report"]["findings"]}


def counts(result):
    return {key: f["count"] for key, f in findings(result).items() if "count" in f}


def row(year, month, value, sector="INDUSTRI", kind="NON MIGAS", country="A", chapter="01", port="P", weight=0):
    return {"TAHUN": year, "BULAN": month, "NILAI": Fraction(value), "BERAT": Fraction(weight), "JENIS": kind,
            "SEKTOR": sector, "NEGARA2": country, "HSDUA": chapter, "HS2": f"Bab {chapter}", "PELABUHAN1": port}


def table(rows, table_id, year=2025, month=4, flow="ekspor"):
    made = tables.flow_tables(flow, rows, year, month, "Kabupaten Karimun", "2025-06-20T10:46:00+07:00")
    return next(t for t in made if t["id"] == table_id)


class Cleaning(unittest.TestCase):
    def test_first_rule_that_rejects_wins(self):
        result = clean(file_of({"BULAN": 13.0, "TAHUN": 1999.0, "NILAI": -1.0}, {}))
        self.assertEqual(counts(result), {("month_invalid", "rejected"): 1})
        self.assertEqual(result["report"]["rows"], {"read": 2, "kept": 1, "rejected": 1, "other_district": 0})
        self.assertEqual(result["report"]["value_usd"]["rejected"], -1.0)

    def test_other_district_is_set_aside_and_blank_kept(self):
        result = clean(file_of({"KABKOT": "BINTAN", "NILAI": -5.0}, {"KABKOT": ""}, {"BULAN": 5.0}),
                       district="KARIMUN")
        self.assertEqual(counts(result), {("other_district", "set_aside"): 1})

    def test_hs_lengths(self):
        result = clean(file_of({"HS": "3022900"}, {"HS": "0302290010", "BULAN": 1.0}, {"HS": "302290010", "BULAN": 2.0},
                               {"HS": "0302.29.00", "BULAN": 3.0}))
        self.assertEqual(counts(result), {("hs_padded", "corrected"): 1, ("hs_cut", "corrected"): 2})
        self.assertEqual({r["HS"] for r in result["rows"]}, {"03022900"})

    def test_numeric_codes_get_their_zeros(self):
        result = clean(file_of({"HS": 3022900.0, "HSDUA": 3.0, "NEGARA": 1.0, "PELABUHAN": 2117.0}))
        kept = result["rows"][0]
        self.assertEqual((kept["HS"], kept["HSDUA"], kept["NEGARA"], kept["PELABUHAN"]),
                         ("03022900", "03", "001", "02117"))
        self.assertEqual(counts(result), {("hs_padded", "corrected"): 1})

    def test_invalid_hs_is_kept_with_a_chapter_only(self):
        result = clean(file_of({"HS": "ABC"}, {"HS": "ABC", "HSDUA": "00"}, {}))
        self.assertEqual(counts(result), {("hs_invalid", "kept"): 1, ("hs_invalid", "rejected"): 1})

    def test_chapter_of_hs_wins_and_old_name_is_no_variant(self):
        result = clean(file_of({}, {"HSDUA": "84", "HS2": "Mesin", "BULAN": 1.0}))
        self.assertEqual(counts(result), {("chapter_mismatch", "corrected"): 1})
        self.assertEqual([r["HS2"] for r in result["rows"]], ["Ikan", "Ikan"])

    def test_name_variants(self):
        most = clean(file_of({"BULAN": 1.0}, {"BULAN": 2.0}, {"NEGARA2": "MALAYSIA", "BULAN": 3.0}))
        self.assertEqual({r["NEGARA2"] for r in most["rows"]}, {"Malaysia"})
        self.assertEqual(counts(most), {("name_variant", "corrected"): 1})
        latest = clean(file_of({"BULAN": 1.0}, {"NEGARA2": "malaysia", "BULAN": 3.0}))
        self.assertEqual({r["NEGARA2"] for r in latest["rows"]}, {"malaysia"})
        first = clean(file_of({"NILAI": 1.0}, {"NEGARA2": "MALAYSIA"}))
        self.assertEqual({r["NEGARA2"] for r in first["rows"]}, {"MALAYSIA"})

    def test_missing_and_shared_names(self):
        result = clean(file_of({"NEGARA": "", "NEGARA2": ""}, {"NEGARA2": "", "BULAN": 1.0}, {"BULAN": 2.0},
                               {"NEGARA": "125", "BULAN": 3.0}))
        self.assertEqual(counts(result), {("name_missing", "corrected"): 1, ("name_shared", "kept"): 1})
        self.assertEqual([r["NEGARA2"] for r in result["rows"]], ["TIDAK DIKETAHUI"] + ["Malaysia"] * 3)

    def test_duplicates(self):
        result = clean(file_of({}, {}, {"NILAI": 5.0}))
        found = findings(result)
        self.assertEqual(found["duplicate_row", "kept"]["cases"], {("a.sav", 2)})
        self.assertEqual(found["duplicate_key", "kept"]["cases"], {("a.sav", 2), ("a.sav", 3)})
        self.assertEqual(found["duplicate_key", "kept"]["value_usd"], 105.0)

    def test_text_and_weight(self):
        result = clean(file_of({"NEGARA2": " Malaysia", "BERAT": None}, {"SEKTOR": "industri  ", "BULAN": 1.0}))
        self.assertEqual(counts(result), {("text_cleaned", "corrected"): 1, ("weight_invalid", "corrected"): 1})
        self.assertEqual({r["SEKTOR"] for r in result["rows"]}, {"INDUSTRI"})

    def test_overlap(self):
        files = [file_of({"NILAI": 1.0}, {"BULAN": 3.0}), file_of({"NILAI": 2.0}, {"BULAN": 5.0}, name="b.sav")]
        stop = clean(*files)["stops"][0]
        self.assertEqual(stop["rule"], "period_overlap")
        self.assertEqual([(p["year"], p["month"]) for p in stop["details"]["periods"]], [(2025, 4)])
        latest = clean(*files, overlap="latest")
        self.assertEqual(findings(latest)["period_overlap", "rejected"]["cases"], {("a.sav", 1)})
        self.assertEqual(latest["report"]["rows"]["kept"], 3)
        self.assertEqual(clean(*files, overlap="keep")["report"]["rows"]["kept"], 4)

    def test_all_stops_are_told_in_their_order(self):
        files = [file_of({}, content=b"1"), file_of({}, name="b.sav", content=b"1"),
                 file_of({"BULAN": 7.0}, name="c.sav", drop=("JENIS", "TAHUN")),
                 dict(file_of({}, name="d.sav"), rows=[]),
                 {**file_of({"BULAN": 9.0}, name="e.sav"), "label": "SIPRO Data Bersih Impor 2023-01..2024-01"}]
        self.assertEqual([s["rule"] for s in clean(*files)["stops"]],
                         ["unreadable_file", "identical_files", "variable_missing", "flow_mismatch", "period_overlap"])

    def test_flow_of_fob_and_cif(self):
        renamed = {("CIF" if k == "NILAI" else k): v for k, v in BASE.items()}
        file = {"name": "a", "variables": list(renamed), "rows": [renamed]}
        self.assertEqual(clean(file)["stops"][0]["rule"], "flow_mismatch")
        self.assertEqual(clean(file, flow="impor")["stops"], [])
        self.assertIn(("flow_mismatch", "kept"), findings(clean(file, accept_flow=True)))

    def test_month_names_and_given_year(self):
        result = clean(file_of({"BULAN": "Agustus"}, {"BULAN": "may"}, drop=("TAHUN",), year=2024))
        self.assertEqual([(r["TAHUN"], r["BULAN"]) for r in result["rows"]], [(2024, 8), (2024, 5)])

    def test_labels(self):
        file = file_of({"NEGARA": 124.0, "JENIS": 1.0}, drop=("NEGARA2",),
                       value_labels={"NEGARA": {124.0: "Malaysia"}, "JENIS": {1.0: "MIGAS"}})
        kept = clean(file)["rows"][0]
        self.assertEqual((kept["NEGARA"], kept["NEGARA2"], kept["JENIS"]), ("124", "Malaysia", "MIGAS"))


class Tables(unittest.TestCase):
    def test_pattern_a(self):
        rows = [row(2024, 4, 1_000_000, country="A"), row(2024, 2, 3_000_000, country="B"),
                row(2025, 3, 2_000_000, country="A"), row(2025, 4, 1_000_000, country="A"),
                row(2025, 4, 3_000_000, country="C")]
        made = table(rows, "E07")
        self.assertEqual([c["label"] for c in made["columns"]],
                         ["Negara", "Apr 2024", "Jan - Apr 2024", "Mar 2025", "Apr 2025", "Jan - Apr 2025",
                          "m-to-m (%)", "y-on-y (%)", "c-to-c (%)", "Peran (%) Jan - Apr 2025"])
        self.assertEqual(made["rows"], [
            ["A", 1, 1, 2, 1, 3, -50, 0, 200, 50],
            ["C", None, None, None, 3, 3, None, None, None, 50],
            ["B", None, 3, None, None, None, None, None, -100, None],
            ["TOTAL", 1, 4, 2, 4, 6, 100, 300, 50, 100],
        ])

    def test_january(self):
        rows = [row(2024, 12, 4_000_000), row(2025, 1, 1_000_000, chapter="02"), row(2024, 5, 1)]
        made = table(rows, "E13", month=1)
        self.assertEqual([c["label"] for c in made["columns"]][2:],
                         ["Jan 2024", "Des 2024", "Jan 2025", "m-to-m (%)", "y-on-y (%)", "Peran (%) Jan 2025"])
        self.assertEqual(made["rows"], [["02", "Bab 02", None, None, 1, None, None, 100],
                                        ["01", "Bab 01", None, 4, None, -100, None, None],
                                        ["TOTAL", "", None, 4, 1, -75, None, 100]])

    def test_sectors_always_have_their_kinds(self):
        made = table([row(2025, 4, 0)], "E01")
        self.assertEqual([r[0] for r in made["rows"]], ["TOTAL EKSPOR", "MIGAS", "NON MIGAS", "- INDUSTRI"])
        self.assertEqual(made["rows"][0][4:], [0, 0, None, None, None, None])
        self.assertEqual(made["rows"][1][1:], [None] * 9)

    def test_country_of_note_ties(self):
        rows = [row(2025, 4, 5, country="B"), row(2025, 4, 5, country="A"), row(2025, 1, 1, country="B")]
        self.assertEqual(table(rows, "E09")["heading"],
                         "Tabel 9. Nilai Ekspor Negara Tujuan Utama (B) HS2 Digit, Kabupaten Karimun, April 2025 "
                         "(Juta US$)")
        self.assertEqual(table(rows[:2], "E09")["heading"].split("(")[1][0], "A")

    def test_months_and_years(self):
        rows = [row(2023, 2, 1_000_000), row(2025, 4, 2_000_000), row(2025, 6, 9_000_000), row(2024, 9, 3_000_000)]
        months = table(rows, "E03")
        self.assertEqual([c["label"] for c in months["columns"]],
                         ["Bulan", "Nilai Ekspor 2023", "Nilai Ekspor 2024", "Nilai Ekspor 2025"])
        self.assertEqual(months["rows"][5], ["Juni", None, None, None])
        self.assertEqual(months["rows"][12], ["Jumlah", 1, 3, 2])
        years = table(rows, "E04")
        self.assertEqual(years["rows"], [["Jan - Apr 2023", 1, None], ["Jan - Apr 2024", None, None],
                                         ["Jan - Apr 2025", 2, None]])
        self.assertEqual([(g["year"], g["whole"]) for g in years["required"]],
                         [(2023, False), (2024, True), (2025, False)])

    def test_change_by_chapter(self):
        rows = [row(2025, 3, 4_000_000), row(2025, 4, 1_000_000, chapter="02"), row(2025, 1, 5, chapter="03")]
        self.assertEqual(table(rows, "E14")["rows"], [["02", "Bab 02", None, 1, 1, None],
                                                      ["01", "Bab 01", 4, None, -4, -100],
                                                      ["TOTAL", "", 4, 1, -3, -75]])
        alone = table(rows[1:2], "E14")
        self.assertEqual(alone["rows"][0], ["02", "Bab 02", None, 1, None, None])

    def test_volume_counts_missing_weight_as_zero(self):
        rows = [row(2025, 4, 1, weight=0), row(2025, 4, 1, weight=2_000_000, port="Q")]
        rows[0]["BERAT"] = None
        made = table(rows, "E05")
        self.assertEqual([(r[0], r[4]) for r in made["rows"]], [("Q", 2), ("P", 0), ("TOTAL", 2)])
        self.assertTrue(made["heading"].endswith("(Ribu Ton)"))

    def test_balance(self):
        exports = [row(2025, 3, 5_000_000), row(2025, 4, 5_000_000)]
        imports = [row(2025, 4, 2_000_000, kind="MIGAS"), row(2025, 1, 1_000_000)]
        made = tables.BalanceTables(exports, imports, 2025, 4, "absent").all()
        self.assertEqual(made[0]["rows"], [
            ["Apr 2025", None, None, None], ["Total Ekspor/Impor", 5, 2, 3], ["- Migas", 0, 2, -2],
            ["- Non Migas", 5, 0, 5], ["Jan - Apr 2025", None, None, None], ["Total Ekspor/Impor", 10, 3, None],
            ["- Migas", 0, 2, None], ["- Non Migas", 10, 1, None]])
        self.assertEqual([r[1] for r in made[1]["rows"][:5]], [None, None, None, 3, None])
        zero = tables.BalanceTables(exports, imports, 2025, 4, "zero").all()
        self.assertEqual([r[1] for r in zero[1]["rows"][:5]], [-1, 0, 5, 3, None])
        self.assertEqual(zero[2]["rows"], [["Jan - Apr 2025", 7]])

    def test_time_zones(self):
        self.assertTrue(tables.source_note("X", "2025-06-20T10:46:00+08:00").endswith("20 Juni 2025 pukul 10.46 WITA"))
        self.assertTrue(tables.source_note("X", "2025-12-31T20:05:00Z").endswith("1 Januari 2026 pukul 03.05 WIB"))


class Reading(unittest.TestCase):
    def test_system_file_round_trip(self):
        variables = [sav_bytes.Variable("PELABUHAN1", 12), sav_bytes.Variable("PELABUHAN", 5),
                     sav_bytes.Variable("NILAI", 0, "Nilai", {1.0: "satu"}, (-9.0,)), sav_bytes.Variable("HS2", 700)]
        rows = [["MORO", " 123", 1.0, "x" * 700], ["", "", None, ""], ["Åland", "a", 28139.21, "é" * 300]]
        for compressed in (True, False):
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "a.sav")
                sav_bytes.write_sav(path, variables, rows, "Judul", compressed=compressed)
                got = sav_bytes.read_sav(path)
            self.assertEqual([list(r.values()) for r in got.rows], rows)
            self.assertEqual([v.name for v in got.variables], [v.name for v in variables])
            self.assertEqual((got.label, got.variables[2].value_labels, got.variables[2].user_missing),
                             ("Judul", {1.0: "satu"}, (-9.0,)))

    def test_months_in_notes(self):
        self.assertEqual(compare.months_named("Tidak ada data Feb, Mar dan Mei 2025"), {2, 3, 5})
        self.assertEqual(compare.months_named("tanpa data: Januari - Maret 2024"), {1, 2, 3})
        self.assertEqual(compare.months_named("Sumber: diunduh"), set())

    def test_same_seed_same_data(self):
        self.assertEqual(repr(data.build(7)), repr(data.build(7)))


if __name__ == "__main__":
    unittest.main()
