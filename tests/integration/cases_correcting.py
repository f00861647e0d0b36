"""Cases of the rules that correct or note a row: weight, zero value, missing names, text; and of codes and labels."""

from expected import ANY, Case, OneOf, found

UNKNOWN = "TIDAK DIKETAHUI"
CAFE_1252 = "C\u00f4te d'Ivoire"


def no_weight(*items):
    return found("weight_invalid", "corrected", *items)


def no_name(*items):
    return found("name_missing", "corrected", *items)


def tidied(*items):
    return found("text_cleaned", "corrected", *items)


WEIGHT = [
    Case("a weight that is missing, negative or not finite becomes missing", [
        {"BERAT": None}, {"BERAT": -0.01}, {"BERAT": 0}, {"BERAT": float("inf")}, {"BERAT": float("nan")},
        {"BERAT": 0.01}],
         [no_weight((2, "BERAT", ""), (3, "BERAT", OneOf("-0.01", "-0,01")), (5, "BERAT", ANY), (6, "BERAT", ANY))],
         clean={case: {"BERAT": None} for case in (2, 3, 5, 6)}),
    Case("a user-missing weight is missing", [{"BERAT": 99999}, {"BERAT": 99998}], [no_weight((2, "BERAT", ANY))],
         clean={2: {"BERAT": None}}, about={"user_missing": {"BERAT": (99999.0,)}}),
    Case("a row may lack weight and value", [{"BERAT": None, "NILAI": 0}],
         [no_weight((2, "BERAT", "")), found("value_zero", "kept", (2, "NILAI", "0"))]),
]

MISSING_NAMES = [
    Case("an empty sector becomes unknown", [{"SEKTOR": ""}, {"SEKTOR": "   "}],
         [no_name((2, "SEKTOR", ""), (3, "SEKTOR", ""))], clean={2: {"SEKTOR": UNKNOWN}, 3: {"SEKTOR": UNKNOWN}}),
    Case("a sector is put in upper case", [{"SEKTOR": "hasil kopi \u00e9"}, {"SEKTOR": "Pertanian"}],
         clean={2: {"SEKTOR": "HASIL KOPI \u00c9"}, 3: {"SEKTOR": "PERTANIAN"}}),
    Case("a country without code and name becomes unknown, one with either does not",
         [{"NEGARA": "", "NEGARA2": ""}, {"NEGARA": "", "NEGARA2": "Laos"}, {"NEGARA": "124", "NEGARA2": ""}],
         [no_name((2, OneOf("NEGARA", "NEGARA2"), ""))], clean={2: {"NEGARA2": UNKNOWN}, 4: {"NEGARA2": "Malaysia"}}),
    Case("a port without code and name becomes unknown, one with either does not",
         [{"PELABUHAN": "", "PELABUHAN1": " "}, {"PELABUHAN": "", "PELABUHAN1": "MORO"}, {"PELABUHAN1": ""}],
         [no_name((2, OneOf("PELABUHAN", "PELABUHAN1"), ""))],
         clean={2: {"PELABUHAN1": UNKNOWN}, 4: {"PELABUHAN1": "TANJUNG BALAI KARIMUN"}}),
    Case("a row that lacks every name counts once",
         [{"SEKTOR": "", "NEGARA": "", "NEGARA2": "", "PELABUHAN": "", "PELABUHAN1": ""}], [no_name((2, ANY, ""))],
         clean={2: {"SEKTOR": UNKNOWN, "NEGARA2": UNKNOWN, "PELABUHAN1": UNKNOWN}}),
    Case("user-missing codes without a name are missing", [{"NEGARA": "999", "NEGARA2": ""},
                                                           {"NEGARA": "999", "NEGARA2": "Laos"}],
         [no_name((2, OneOf("NEGARA", "NEGARA2"), ""))],
         clean={2: {"NEGARA": "", "NEGARA2": UNKNOWN}, 3: {"NEGARA": ""}},
         about={"numeric": ("NEGARA",), "user_missing": {"NEGARA": (999.0,)}}),
    Case("a file without names of countries has none missing", [{"NEGARA": "130"}], clean={"all": {"NEGARA2": ANY}},
         about={"without": ("NEGARA2",)}),
    Case("a file without codes keeps its names", [{"NEGARA2": "Laos", "PELABUHAN1": "MORO"}, {"NEGARA2": "LAOS"}],
         about={"without": ("NEGARA", "PELABUHAN")}),
    Case("a file without codes misses empty names", [{"NEGARA2": ""}], [no_name((2, OneOf("NEGARA", "NEGARA2"), ""))],
         clean={2: {"NEGARA2": UNKNOWN}}, about={"without": ("NEGARA",)}),
    Case("a chapter without a name takes that of its other rows", [{"HS2": ""}], clean={2: {"HS2": "Ikan dan udang"}}),
    Case("a chapter that no row names gets the built-in name", [{"HS": "27101210", "HSDUA": "27", "HS2": ""}],
         clean={2: {"HS2": "Bahan bakar mineral"}}),
    Case("a file without chapter names gets the built-in ones", [], clean={1: {"HS2": "Ikan, krustasea, dan moluska"}},
         about={"without": ("HS2",)}),
]

LABELLED = {"numeric": ("NEGARA", "PELABUHAN"),
            "labels": {"NEGARA": {124.0: "Malaysia", 24.0: "Laos"}, "PELABUHAN": {21248.0: "TANJUNG BALAI KARIMUN"}}}
CODES = [
    Case("numeric codes get their zeros back without a finding", [
        {"NEGARA": "024", "NEGARA2": "Laos", "PELABUHAN": "01248", "PELABUHAN1": "MORO", "PROPINSI": "01",
         "PROVASAL": "09",
         "HSDUA": "03"},
        {"NEGARA": "004", "NEGARA2": "Vietnam", "PELABUHAN": "00048", "PELABUHAN1": "DURAI"}],
         about={"numeric": ("NEGARA", "PELABUHAN", "PROPINSI", "PROVASAL", "HSDUA")}),
    Case("labels fill missing names", [{"NEGARA2": "", "PELABUHAN1": ""}, {"NEGARA": "024", "NEGARA2": ""}],
         clean={2: {"NEGARA2": "Malaysia", "PELABUHAN1": "TANJUNG BALAI KARIMUN"}, 3: {"NEGARA2": "Laos"}},
         about=LABELLED),
    Case("labels name the codes of a file without names", [{"NEGARA": "024"}],
         clean={"all": {"NEGARA2": "Malaysia", "PELABUHAN1": "TANJUNG BALAI KARIMUN"}, 2: {"NEGARA2": "Laos"}},
         about=dict(LABELLED, without=("NEGARA2", "PELABUHAN1"))),
    Case("a label leaves a name that is there", [{"NEGARA": "024", "NEGARA2": "Lao PDR"}], about=LABELLED),
    Case("a labelled sector takes its label in upper case", [{"SEKTOR": "2"}, {"SEKTOR": ""}],
         [no_name((3, "SEKTOR", ""))],
         clean={1: {"SEKTOR": "HASIL MINYAK"}, 2: {"SEKTOR": "PERTANIAN"}, 3: {"SEKTOR": UNKNOWN}},
         about={"base": {"SEKTOR": "1"}, "numeric": ("SEKTOR",),
                "labels": {"SEKTOR": {1.0: "Hasil Minyak", 2.0: "Pertanian"}}}),
]

TEXT = [
    Case("leading blanks go and inner ones collapse", [
        {"PELABUHAN1": "TANJUNG  BALAI KARIMUN"}, {"NEGARA2": " Malaysia"}, {"KOMODITI": "  Ikan   segar"},
        {"SEKTOR": "INDUSTRI   PENGOLAHAN"}],
         [tidied((2, "PELABUHAN1", "TANJUNG  BALAI KARIMUN"), (3, "NEGARA2", " Malaysia"),
                 (4, "KOMODITI", "  Ikan   segar"), (5, "SEKTOR", "INDUSTRI   PENGOLAHAN"))],
         clean={2: {"PELABUHAN1": "TANJUNG BALAI KARIMUN"}, 3: {"NEGARA2": "Malaysia"}, 4: {"KOMODITI": "Ikan segar"},
                5: {"SEKTOR": "INDUSTRI PENGOLAHAN"}}),
    Case("trailing blanks of fixed-width text do not count", [{"NEGARA2": "Malaysia     ",
                                                               "KOMODITI": "Ikan segar  "}]),
    Case("a row with several changed texts counts once", [{"NEGARA2": " Malaysia", "KOMODITI": " Ikan segar"}],
         [tidied((2, OneOf("NEGARA2", "KOMODITI"), OneOf(" Malaysia", " Ikan segar")))],
         clean={2: {"NEGARA2": "Malaysia", "KOMODITI": "Ikan segar"}}),
    Case("a code with a blank before it is tidied", [{"NEGARA": " 124"}], [tidied((2, "NEGARA", " 124"))],
         clean={2: {"NEGARA": "124"}}),
    Case("rejected rows have no changed text", [{"NEGARA2": " Malaysia", "NILAI": None}],
         [found("value_invalid", "rejected", (2, "NILAI", ""))]),
    Case("of a file in another charset only rows whose text changed count", [
        {"NEGARA": "130", "NEGARA2": CAFE_1252}, {}, {"KOMODITI": "caf\u00e9"}],
         [tidied((2, "NEGARA2", CAFE_1252), (4, "KOMODITI", "caf\u00e9"))], about={"encoding": "windows-1252"}),
    Case("a file in UTF-8 with letters beyond ASCII changes nothing", [{"NEGARA": "130", "NEGARA2": CAFE_1252}]),
    Case("a very long text is tidied whole", [{"KOMODITI": " " + "Ikan  segar " * 40 + "."}],
         [tidied((2, "KOMODITI", " " + "Ikan  segar " * 40 + "."))], clean={2: {"KOMODITI": "Ikan segar " * 40 + "."}}),
    Case("uncompressed files read alike", [{"NEGARA2": " Malaysia"}, {"BULAN": None}],
         [tidied((2, "NEGARA2", " Malaysia")), found("month_invalid", "rejected", (3, "BULAN", ""))],
         clean={2: {"NEGARA2": "Malaysia"}}, about={"compressed": False}),
]

CASES = WEIGHT + MISSING_NAMES + CODES + TEXT
