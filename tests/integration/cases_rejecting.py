"""Cases of the rules that take a row out of the data: district, month, year, value, kind.

In every case the row that just does not break the rule stands beside the one that does.
"""

from expected import ANY, Case, OneOf, found

KARIMUN = ("--district", "KARIMUN")
MONTHS = [("Januari", "January"), ("Februari", "February"), ("Maret", "March"), ("April", "April"), ("Mei", "May"),
          ("Juni", "June"), ("Juli", "July"), ("Agustus", "August"), ("September", "September"),
          ("Oktober", "October"), ("November", "November"), ("Desember", "December")]
MONTH_WORDS = [(number, word) for number, pair in enumerate(MONTHS, start=1) for word in pair]
BROKEN = {"BULAN": 13, "NILAI": -7.5, "JENIS": "?", "BERAT": None, "SEKTOR": "", "HS": "x", "HSDUA": "",
          "NEGARA2": " Malaisia"}
NUMBER_4_5 = OneOf("4.5", "4,5")


def rejected(rule, *items):
    return [found(rule, "rejected", *items)]


DISTRICT = [
    Case("a row of another district is set aside", [{"KABKOT": "BATAM"}, {"KABKOT": "KARIMUN"}],
         [found("other_district", "set_aside", (2, "KABKOT", "BATAM"))], options=KARIMUN),
    Case("a blank district is kept", [{"KABKOT": ""}, {"KABKOT": "   "}], options=KARIMUN, clean={3: {"KABKOT": ""}}),
    Case("case of letters makes no other district", [{"KABKOT": "Karimun"}], options=KARIMUN),
    Case("the district may be given in any case", [{"KABKOT": "BINTAN"}],
         [found("other_district", "set_aside", (2, "KABKOT", "BINTAN"))], options=("--district", "karimun")),
    Case("a longer name is another district", [{"KABKOT": "KARIMUN BARAT"}],
         [found("other_district", "set_aside", (2, "KABKOT", "KARIMUN BARAT"))], options=KARIMUN),
    Case("without a district nothing is set aside", [{"KABKOT": "BATAM"}]),
    Case("a file without KABKOT has no other district", [{}], options=KARIMUN, about={"without": ("KABKOT",)}),
    Case("no further rule looks at a row of another district", [dict(BROKEN, KABKOT="BATAM")],
         [found("other_district", "set_aside", (2, "KABKOT", "BATAM"))], options=KARIMUN),
    Case("rows of another district choose no names",
         [{"KABKOT": "BATAM", "NEGARA2": "Malaisia"}, {"KABKOT": "BATAM", "NEGARA2": "Malaisia"}],
         [found("other_district", "set_aside", (2, "KABKOT", "BATAM"), (3, "KABKOT", "BATAM"))], options=KARIMUN),
]

MONTH = [
    Case("months outside 1 to 12 are rejected, 1 and 12 are not",
         [{"BULAN": 0}, {"BULAN": 1}, {"BULAN": 12}, {"BULAN": 13}, {"BULAN": -4}],
         rejected("month_invalid", (2, "BULAN", "0"), (5, "BULAN", "13"), (6, "BULAN", "-4"))),
    Case("a month that is no whole number is rejected", [{"BULAN": 4.5}, {"BULAN": 12.0001}],
         rejected("month_invalid", (2, "BULAN", NUMBER_4_5), (3, "BULAN", ANY))),
    Case("a month that is missing or not finite is rejected",
         [{"BULAN": None}, {"BULAN": float("inf")}, {"BULAN": float("nan")}],
         rejected("month_invalid", (2, "BULAN", ""), (3, "BULAN", ANY), (4, "BULAN", ANY))),
    Case("a user-missing month is missing", [{"BULAN": 9}, {"BULAN": 8}], rejected("month_invalid", (2, "BULAN", ANY)),
         about={"user_missing": {"BULAN": (9.0,)}}),
    Case("text months of one or two digits", [{"BULAN": "04"}, {"BULAN": "4"}, {"BULAN": "12"}, {"BULAN": "01"}],
         clean={1: {"BULAN": 4.0}, 2: {"BULAN": 4.0}, 3: {"BULAN": 4.0}, 4: {"BULAN": 12.0}, 5: {"BULAN": 1.0}}),
    Case("text months that are none",
         [{"BULAN": "0"}, {"BULAN": "13"}, {"BULAN": "Agustusan"}, {"BULAN": ""}, {"BULAN": "4.5"}, {"BULAN": "4a"}],
         rejected("month_invalid", (2, "BULAN", "0"), (3, "BULAN", "13"), (4, "BULAN", "Agustusan"), (5, "BULAN", ""),
                  (6, "BULAN", "4.5"), (7, "BULAN", "4a")), clean={1: {"BULAN": 4.0}}),
    Case("every month name in Indonesian and English", [{"BULAN": word} for _, word in MONTH_WORDS],
         clean={1: {"BULAN": 4.0}, **{at: {"BULAN": float(number)}
                                      for at, (number, _) in enumerate(MONTH_WORDS, start=2)}}),
    Case("month names in any case", [{"BULAN": "AGUSTUS"}, {"BULAN": "august"}, {"BULAN": "mEi"}],
         clean={1: {"BULAN": 4.0}, 2: {"BULAN": 8.0}, 3: {"BULAN": 8.0}, 4: {"BULAN": 5.0}}),
    Case("a row with a bad month and a bad year counts for its month only", [{"BULAN": 13, "TAHUN": 1999}],
         rejected("month_invalid", (2, "BULAN", "13"))),
    Case("a rejected row is looked at no further", [dict(BROKEN)], rejected("month_invalid", (2, "BULAN", "13"))),
]

YEAR = [
    Case("years from 2000 to the year after the job's", [{"TAHUN": 1999}, {"TAHUN": 2000}, {"TAHUN": 2026},
                                                         {"TAHUN": 2027}],
         rejected("year_invalid", (2, "TAHUN", "1999"), (5, "TAHUN", "2027"))),
    Case("a year that is missing, short or no whole number", [{"TAHUN": None}, {"TAHUN": 25}, {"TAHUN": 2024.5}],
         rejected("year_invalid", (2, "TAHUN", ""), (3, "TAHUN", "25"), (4, "TAHUN", OneOf("2024.5", "2024,5")))),
    Case("a user-missing year is missing", [{"TAHUN": 2024}, {"TAHUN": 2023}],
         rejected("year_invalid", (2, "TAHUN", ANY)), about={"user_missing": {"TAHUN": (2024.0,)}}),
    Case("text years", [{"TAHUN": "2024"}, {"TAHUN": "1999"}, {"TAHUN": "dua ribu"}, {"TAHUN": ""}],
         rejected("year_invalid", (3, "TAHUN", "1999"), (4, "TAHUN", "dua ribu"), (5, "TAHUN", "")),
         clean={1: {"TAHUN": 2025.0}, 2: {"TAHUN": 2024.0}}),
    Case("a second before the new year the job's year is the old one", [{"TAHUN": 2026}],
         rejected("year_invalid", (2, "TAHUN", "2026")), time="2024-12-31T23:59:59+07:00"),
    Case("a time in another offset is turned to WIB before its year is taken", [{"TAHUN": 2026}],
         time="2024-12-31T20:00:00Z"),
    Case("a time in WIT counts in WIT", [{"TAHUN": 2026}], time="2025-01-01T00:30:00+09:00"),
    Case("the year given for a file stands in every row", [{}, {"BULAN": 13}],
         rejected("month_invalid", (3, "BULAN", "13")),
         about={"without": ("TAHUN",), "year": 2024}),
    Case("a row with a bad year and a bad value counts for its year only", [{"TAHUN": 1999, "NILAI": None}],
         rejected("year_invalid", (2, "TAHUN", "1999"))),
]

VALUE = [
    Case("a negative value is rejected, zero and a cent are not", [{"NILAI": -0.01}, {"NILAI": 0}, {"NILAI": 0.01}],
         rejected("value_invalid", (2, "NILAI", OneOf("-0.01", "-0,01")))
         + [found("value_zero", "kept", (3, "NILAI", "0"))]),
    Case("a value that is missing or not finite is rejected",
         [{"NILAI": None}, {"NILAI": float("inf")}, {"NILAI": float("-inf")}, {"NILAI": float("nan")},
          {"NILAI": 1e300}],
         rejected("value_invalid", (2, "NILAI", ""), (3, "NILAI", ANY), (4, "NILAI", ANY), (5, "NILAI", ANY))),
    Case("a user-missing value is missing and adds nothing", [{"NILAI": 999}, {"NILAI": 998}, {"NILAI": -9}],
         rejected("value_invalid", (2, "NILAI", ANY), (4, "NILAI", ANY)),
         about={"user_missing": {"NILAI": (999.0, -9.0)}}),
    Case("negative values take part in the sums with their sign", [{"NILAI": -250000.25}, {"NILAI": -0.5}],
         rejected("value_invalid", (2, "NILAI", ANY), (3, "NILAI", OneOf("-0.5", "-0,5")))),
    Case("sums lose nothing to rounding",
         [{"NILAI": 1e16}, {"NILAI": 1.0}, {"NILAI": 1.0, "BULAN": 13}, {"NILAI": -1e16}, {"NILAI": 0.1},
          {"NILAI": 0.2}],
         rejected("value_invalid", (5, "NILAI", ANY)) + rejected("month_invalid", (4, "BULAN", "13"))),
    Case("a row with a bad value and an unknown kind counts for its value only", [{"NILAI": -1, "JENIS": "X"}],
         rejected("value_invalid", (2, "NILAI", "-1"))),
]

KIND = [
    Case("kinds written in many ways", [
        {"JENIS": "non-migas"}, {"JENIS": "Non_Migas"}, {"JENIS": "NONMIGAS"}, {"JENIS": "Non - Migas"},
        {"JENIS": "migas"}, {"JENIS": "M_I-G A S"}, {"JENIS": "NON MIGAS"}],
         clean={**{case: {"JENIS": "NON MIGAS"} for case in range(2, 6)}, 6: {"JENIS": "MIGAS"},
                7: {"JENIS": "MIGAS"}}),
    Case("a kind with blanks around it is tidied", [{"JENIS": " MIGAS "}, {"JENIS": "MIGAS  "}],
         [found("text_cleaned", "corrected", (2, "JENIS", OneOf(" MIGAS", " MIGAS ")))],
         clean={2: {"JENIS": "MIGAS"}}),
    Case("an unknown kind is rejected", [
        {"JENIS": "M1GAS"}, {"JENIS": ""}, {"JENIS": "BUKAN MIGAS"}, {"JENIS": "NON"}, {"JENIS": "NON.MIGAS"},
        {"JENIS": "MIGASS"}],
         rejected("kind_unknown", (2, "JENIS", "M1GAS"), (3, "JENIS", ""), (4, "JENIS", "BUKAN MIGAS"),
                  (5, "JENIS", "NON"), (6, "JENIS", "NON.MIGAS"), (7, "JENIS", "MIGASS"))),
    Case("a labelled kind takes its label, a code without label is unknown",
         [{"JENIS": "2"}, {"JENIS": "1"}, {"JENIS": "3"}],
         rejected("kind_unknown", (4, "JENIS", "3")),
         clean={1: {"JENIS": "NON MIGAS"}, 2: {"JENIS": "NON MIGAS"}, 3: {"JENIS": "MIGAS"}},
         about={"base": {"JENIS": "2"}, "numeric": ("JENIS",), "labels": {"JENIS": {1.0: "Migas", 2.0: "Non-Migas"}}}),
    Case("a labelled text kind takes its label", [{"JENIS": "N"}, {"JENIS": "X"}],
         rejected("kind_unknown", (3, "JENIS", "X")),
         clean={1: {"JENIS": "MIGAS"}, 2: {"JENIS": "NON MIGAS"}},
         about={"base": {"JENIS": "M"}, "labels": {"JENIS": {"M": "MIGAS", "N": "NON MIGAS"}}}),
    Case("a kind that looks like a formula is text", [{"JENIS": "=1+1"}, {"JENIS": "@SUM(A1)"}],
         rejected("kind_unknown", (2, "JENIS", "=1+1"), (3, "JENIS", "@SUM(A1)"))),
    Case("a user-missing kind is missing, whatever its label", [{"JENIS": "9"}],
         rejected("kind_unknown", (2, "JENIS", ANY)), clean={1: {"JENIS": "MIGAS"}},
         about={"base": {"JENIS": "1"}, "numeric": ("JENIS",), "labels": {"JENIS": {1.0: "MIGAS", 9.0: "MIGAS"}},
                "user_missing": {"JENIS": (9.0,)}}),
    Case("a row with an unknown kind and no chapter counts for its kind only", [{"JENIS": "X", "HS": "", "HSDUA": ""}],
         rejected("kind_unknown", (2, "JENIS", "X"))),
]

CASES = DISTRICT + MONTH + YEAR + VALUE + KIND
