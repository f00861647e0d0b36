"""Cases of equal rows, of months in two files, and of an accepted flow."""

from driver import Source
from expected import ANY, Case, found, present

SAME = {"NILAI": 5000.25, "PROVASAL": "77"}


def row_repeats(*cases):
    return found("duplicate_row", "kept", *[(case, ANY, ANY) for case in cases])


def key_repeats(*cases):
    return found("duplicate_key", "kept", *[(case, ANY, ANY) for case in cases])


def in_file(position, *cases):
    return [(case, ANY, ANY, position) for case in cases]


REPEATS = [
    Case("a row equal in all variables repeats row and key", [SAME, SAME], [row_repeats(3), key_repeats(3)]),
    Case("three equal rows are two repeats", [SAME, SAME, SAME], [row_repeats(3, 4), key_repeats(3, 4)]),
    Case("repeats need not stand together", [SAME, {}, SAME, {}, SAME], [row_repeats(4, 6), key_repeats(4, 6)]),
    *[Case(f"a row that differs in {name} repeats the key only", [SAME, dict(SAME, **{name: other})],
           [key_repeats(3), *more], clean=clean)
      for name, other, more, clean in (
          ("NILAI", 5000.26, [], {}), ("BERAT", 2500.5, [], {}), ("PROPINSI", "14", [], {}),
          ("KABKOT", "BATAM", [], {}), ("SEKTOR", "PERTANIAN", [], {}), ("KOMODITI", "Udang", [], {}),
          ("JENIS", "MIGAS", [], {}),
          ("BERAT", None, [found("weight_invalid", "corrected", (3, "BERAT", ""))], {}))],
    *[Case(f"a row that differs in {name} repeats nothing", [SAME, dict(SAME, **{name: other})], findings)
      for name, other, findings in (
          ("BULAN", 3, []), ("TAHUN", 2024, []), ("PELABUHAN", "21249", [present("name_shared", "kept", 1)]),
          ("HS", "03022901", []), ("NEGARA", "125", [present("name_shared", "kept", 1)]), ("PROVASAL", "15", []))],
    Case("rows that cleaning made equal are repeats", [
        SAME, dict(SAME, HS="3022900", JENIS="non_migas", SEKTOR="industri pengolahan", NEGARA2="", HS2="")],
         [row_repeats(3), key_repeats(3), found("hs_padded", "corrected", (3, "HS", "3022900"))],
         clean={3: {"HS": "03022900", "JENIS": "NON MIGAS", "SEKTOR": "INDUSTRI PENGOLAHAN", "NEGARA2": "Malaysia",
                    "HS2": "Ikan dan udang"}}),
    Case("a name variant repeats the row it becomes", [SAME, dict(SAME, NEGARA2="MALAYSIA")],
         [row_repeats(3), key_repeats(3), found("name_variant", "corrected", (3, "NEGARA2", "MALAYSIA"))],
         clean={3: {"NEGARA2": "Malaysia"}}),
    Case("two missing weights are equal", [dict(SAME, BERAT=None), dict(SAME, BERAT=-5)],
         [row_repeats(3), key_repeats(3), found("weight_invalid", "corrected", (2, "BERAT", ""), (3, "BERAT", "-5"))],
         clean={2: {"BERAT": None}, 3: {"BERAT": None}}),
    Case("rejected rows repeat nothing", [SAME, dict(SAME, NILAI=None), dict(SAME, JENIS="?")],
         [found("value_invalid", "rejected", (3, "NILAI", "")), found("kind_unknown", "rejected", (4, "JENIS", "?"))]),
    Case("rows of another district repeat nothing", [SAME, dict(SAME, KABKOT="BATAM")],
         [found("other_district", "set_aside", (3, "KABKOT", "BATAM"))], options=("--district", "KARIMUN")),
    Case("empty parts of the key are equal", [dict(SAME, PROVASAL=""), dict(SAME, PROVASAL="", NILAI=1)],
         [key_repeats(3)]),
]


def overlapping():
    """April in the first two files, May only in the first, March only in the second."""
    return [Source([{}, {"BULAN": 5}, {"BULAN": 13}, {"NILAI": -3}], name="lama.sav"),
            Source([{}, {"BULAN": 3}], name="baru.sav")]


BAD_MONTH = found("month_invalid", "rejected", (3, "BULAN", "13"))
CHOICES = [
    Case("latest rejects the earlier file's rows of the month", files=overlapping(), options=("--overlap", "latest"),
         findings=[found("period_overlap", "rejected", *in_file(0, 1, 4)), BAD_MONTH]),
    Case("latest goes by the order of the files, not by their names", files=overlapping()[::-1],
         options=("--overlap", "latest"),
         findings=[found("period_overlap", "rejected", *in_file(0, 1)),
                   found("month_invalid", "rejected", (3, "BULAN", "13", 1)),
                   found("value_invalid", "rejected", (4, "NILAI", "-3", 1))]),
    Case("latest of three files keeps the last one's month", options=("--overlap", "latest"), files=[
        Source([{}], name="a.sav"), Source([{}, {"BULAN": 6}], name="b.sav"), Source([{}], name="c.sav")],
         findings=[found("period_overlap", "rejected", *in_file(0, 1), *in_file(1, 1))]),
    Case("the last file has the month even where its rows are rejected", options=("--overlap", "latest"), files=[
        Source([{}, {"BULAN": 3}], name="a.sav"), Source([{"NILAI": None}], name="b.sav")],
         findings=[found("period_overlap", "rejected", *in_file(0, 1)),
                   found("value_invalid", "rejected", (1, "NILAI", "", 1))]),
    Case("latest without a month in two files finds nothing", options=("--overlap", "latest"), files=[
        Source([{}], name="a.sav"), Source([{"BULAN": 5}], name="b.sav")]),
    Case("keep leaves both files' rows and a finding", files=overlapping(), options=("--overlap", "keep"),
         findings=[present("period_overlap", "kept"), BAD_MONTH,
                   found("value_invalid", "rejected", (4, "NILAI", "-3"))]),
    Case("keep finds repeats across files", options=("--overlap", "keep"), files=[
        Source([SAME, {}], name="a.sav"), Source([SAME], name="b.sav", numeric=("NEGARA",))],
         findings=[present("period_overlap", "kept"), found("duplicate_row", "kept", *in_file(1, 1)),
                   found("duplicate_key", "kept", *in_file(1, 1))]),
    Case("keep without a month in two files finds nothing", options=("--overlap", "keep"), files=[
        Source([{}], name="a.sav"), Source([{"BULAN": 5}], name="b.sav")]),
    Case("bad months in two files are no overlap", files=[
        Source([{}, {"BULAN": 13}], name="a.sav"), Source([{"BULAN": 5}, {"BULAN": 13}], name="b.sav")],
         findings=[found("month_invalid", "rejected", (2, "BULAN", "13", 0), (2, "BULAN", "13", 1))]),
    Case("an accepted flow leaves a finding", [], [present("flow_mismatch", "kept")], options=("--accept-flow",),
         about={"renamed": {"NILAI": "CIF"}}),
    Case("accepting a flow that is right finds nothing", [], options=("--accept-flow",),
         about={"renamed": {"NILAI": "FOB"}}),
    Case("an accepted file label leaves a finding", [], [present("flow_mismatch", "kept")], options=("--accept-flow",),
         flow="impor", about={"file_label": "SIPRO Data Bersih Ekspor 2025-04..2025-04"}),
]

EVERYTHING = Case("every rule at once reconciles", [
    {"KABKOT": "BATAM", "BULAN": 13}, {"BULAN": 13}, {"TAHUN": 1999}, {"NILAI": -12.34}, {"JENIS": "?"},
    {"HS": "0302"}, {"HS": "0302", "HSDUA": ""}, {"HS": "3022900"}, {"HS": "302290012"}, {"HSDUA": "04", "HS2": "Susu"},
    {"BERAT": -1, "NILAI": 0}, {"HS": "03022999"}, {"SEKTOR": ""}, {"NEGARA2": "MALAYSIA"}, {"NEGARA": "125"},
    SAME, SAME, {"KOMODITI": " Ikan segar"}, {"NILAI": 0.1}, {"NILAI": 0.2}, {"NILAI": 0.3, "BULAN": 0}],
    [found("other_district", "set_aside", (2, "KABKOT", "BATAM")),
     found("month_invalid", "rejected", (3, "BULAN", "13"), (22, "BULAN", "0")),
     found("year_invalid", "rejected", (4, "TAHUN", "1999")),
     found("value_invalid", "rejected", (5, "NILAI", ANY)), found("kind_unknown", "rejected", (6, "JENIS", "?")),
     found("hs_invalid", "kept", (7, "HS", "0302")), found("hs_invalid", "rejected", (8, "HS", "0302")),
     found("hs_padded", "corrected", (9, "HS", "3022900")), found("hs_cut", "corrected", (10, "HS", "302290012")),
     found("chapter_mismatch", "corrected", (11, "HSDUA", "04")),
     found("weight_invalid", "corrected", (12, "BERAT", "-1")),
     found("value_zero", "kept", (12, "NILAI", "0")), found("hs_unknown", "kept", (13, "HS", "03022999")),
     found("name_missing", "corrected", (14, "SEKTOR", "")), found("name_variant", "corrected",
                                                                   (15, "NEGARA2", "MALAYSIA")),
     present("name_shared", "kept", 1), row_repeats(18), key_repeats(18),
     found("text_cleaned", "corrected", (19, "KOMODITI", " Ikan segar"))],
    clean={7: {"HS": ANY}, 9: {"HS": "03022900"}, 10: {"HS": "03022900"}, 11: {"HSDUA": "03", "HS2": "Ikan dan udang"},
           12: {"BERAT": None}, 14: {"SEKTOR": "TIDAK DIKETAHUI"}, 15: {"NEGARA2": "Malaysia"},
           19: {"KOMODITI": "Ikan segar"}},
    options=("--district", "KARIMUN"), master=["03022900"])

CASES = REPEATS + CHOICES + [EVERYTHING]
