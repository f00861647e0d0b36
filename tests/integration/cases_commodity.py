"""Cases of the rules about HS codes and chapters."""

from expected import ANY, Case, OneOf, found

OIL = {"HSDUA": "27", "HS2": "Bahan bakar"}
FISH = "03022900"


def invalid(*items):
    return found("hs_invalid", "kept", *items)


def no_chapter(*items):
    return found("hs_invalid", "rejected", *items)


def padded(*items):
    return found("hs_padded", "corrected", *items)


def cut(*items):
    return found("hs_cut", "corrected", *items)


def mismatch(*items):
    return found("chapter_mismatch", "corrected", *items)


LENGTHS = [
    Case("text codes of 6 to 11 digits", [
        {"HS": "030229"}, {"HS": "3022900"}, {"HS": "03022900"}, {"HS": "302290012"}, {"HS": "0302290012"},
        {"HS": "03022900123"}],
         [invalid((2, "HS", "030229"), (7, "HS", "03022900123")), padded((3, "HS", "3022900")),
          cut((5, "HS", "302290012"), (6, "HS", "0302290012"))],
         clean={2: {"HS": ANY}, 3: {"HS": FISH}, 5: {"HS": FISH}, 6: {"HS": FISH}, 7: {"HS": ANY}}),
    Case("numeric codes of 6 to 11 digits", [
        dict(OIL, HS="271012"), {"HS": "3022900"}, dict(OIL, HS="27101210"), {"HS": "302290012"},
        dict(OIL, HS="2710121001"), dict(OIL, HS="27101210012")],
         [invalid((2, "HS", "271012"), (7, "HS", "27101210012")), padded((1, "HS", "3022900"), (3, "HS", "3022900")),
          cut((5, "HS", "302290012"), (6, "HS", "2710121001"))],
         clean={1: {"HS": FISH}, 2: {"HS": ANY}, 3: {"HS": FISH}, 5: {"HS": FISH}, 6: {"HS": "27101210"},
                7: {"HS": ANY}},
         about={"numeric": ("HS",)}),
    Case("numbers that are no code", [{"HS": "3022900.5"}, {"HS": "-3022900"}, {"HS": ""}],
         [invalid((2, "HS", OneOf("3022900.5", "3022900,5")), (3, "HS", "-3022900"), (4, "HS", "")),
          padded((1, "HS", "3022900"))],
         clean={1: {"HS": FISH}, 2: {"HS": ANY}, 3: {"HS": ANY}, 4: {"HS": ANY}}, about={"numeric": ("HS",)}),
    Case("dots and blanks do not count", [
        {"HS": "0302.29.00"}, {"HS": "0302 29 00"}, {"HS": "302.29.00"}, {"HS": "0302.29.00.12"},
        {"HS": "302 29 00 12"},
        {"HS": "0302.29"}, {"HS": "..."}],
         [padded((4, "HS", "302.29.00")), cut((5, "HS", "0302.29.00.12"), (6, "HS", "302 29 00 12")),
          invalid((7, "HS", "0302.29"), (8, "HS", "..."))],
         clean={case: {"HS": FISH} for case in range(2, 7)} | {7: {"HS": ANY}, 8: {"HS": ANY}}),
    Case("a code with a blank before it is also tidied text", [{"HS": " 03022900"}, {"HS": " 3022900"}],
         [padded((3, "HS", " 3022900")), found("text_cleaned", "corrected", (2, "HS", " 03022900"),
                                               (3, "HS", " 3022900"))],
         clean={2: {"HS": FISH}, 3: {"HS": FISH}}),
    Case("letters and signs are no code", [{"HS": "0302290A"}, {"HS": "HS030229"}, {"HS": "+3022900"},
                                           {"HS": "3.0229e6"}],
         [invalid((2, "HS", "0302290A"), (3, "HS", "HS030229"), (4, "HS", "+3022900"), (5, "HS", "3.0229e6"))],
         clean={case: {"HS": ANY} for case in range(2, 6)}),
    Case("a kept row with a bad code may break further rules", [{"HS": "0302", "NILAI": 0, "BERAT": -1}],
         [invalid((2, "HS", "0302")), found("weight_invalid", "corrected", (2, "BERAT", "-1")),
          found("value_zero", "kept", (2, "NILAI", "0"))], clean={2: {"HS": ANY, "BERAT": None}}),
]

NO_CHAPTER = [
    Case("an empty code is kept with its chapter and rejected without",
         [{"HS": ""}, {"HS": "", "HSDUA": ""}, {"HS": "", "HSDUA": "00"}, {"HS": "", "HSDUA": "99", "HS2": "Lain"},
          {"HS": "", "HSDUA": "1A"}],
         [invalid((2, "HS", ""), (5, "HS", "")), no_chapter((3, "HS", ""), (4, "HS", ""), (6, "HS", ""))],
         clean={2: {"HS": ANY}, 5: {"HS": ANY}}),
    Case("a bad code is rejected where HSDUA tells no chapter",
         [{"HS": "0302", "HSDUA": ""}, {"HS": "0302", "HSDUA": "01"}],
         [no_chapter((2, "HS", "0302")), invalid((3, "HS", "0302"))], clean={3: {"HS": ANY, "HS2": ANY}}),
    Case("chapter 00 is none", [{"HS": "00229000", "HSDUA": "00"}, {"HS": "0229000", "HSDUA": ""},
                                {"HS": "01229000", "HSDUA": "01"}],
         [no_chapter((2, "HS", "00229000"), (3, "HS", "0229000"))]),
    Case("a row without a chapter and with other faults counts once",
         [{"HS": "", "HSDUA": "", "BERAT": None, "SEKTOR": "", "NILAI": 0, "NEGARA2": "Malaisia"}],
         [no_chapter((2, "HS", ""))]),
    Case("a file without HSDUA rejects a bad code and gives the chapter of a good one", [{"HS": "0302"}, {"HS": ""}],
         [no_chapter((2, "HS", "0302"), (3, "HS", ""))], clean={1: {"HSDUA": "03"}}, about={"without": ("HSDUA",)}),
    Case("a file without HS is no finding", [{"HSDUA": "27", "HS2": "Bahan bakar"}, {"HSDUA": "99", "HS2": "Lain"}],
         about={"without": ("HS",)}),
    Case("a file without HS rejects rows without a chapter", [{"HSDUA": ""}, {"HSDUA": "00"}],
         [no_chapter((2, "HSDUA", ""), (3, "HSDUA", "00"))], about={"without": ("HS",)}),
    Case("numeric chapters get their zero back", [dict(OIL), {"HSDUA": "0"}],
         [no_chapter((3, "HSDUA", "0"))], about={"without": ("HS",), "numeric": ("HSDUA",)}),
]

CHAPTERS = [
    Case("HS wins over HSDUA", [{"HSDUA": "04", "HS2": "Susu"}, {"HSDUA": "02", "HS2": "Daging"}],
         [mismatch((2, "HSDUA", "04"), (3, "HSDUA", "02"))],
         clean={2: {"HSDUA": "03", "HS2": "Ikan dan udang"}, 3: {"HSDUA": "03", "HS2": "Ikan dan udang"}}),
    Case("the old chapter's name does not vote even in the majority", [{"HSDUA": "04", "HS2": "Susu"}] * 3,
         [mismatch((2, "HSDUA", "04"), (3, "HSDUA", "04"), (4, "HSDUA", "04"))],
         clean={case: {"HSDUA": "03", "HS2": "Ikan dan udang"} for case in (2, 3, 4)}),
    Case("a chapter that only wrong rows name gets the built-in name",
         [{"HS": "27101210", "HSDUA": "04", "HS2": "Susu"}],
         [mismatch((2, "HSDUA", "04"))], clean={2: {"HSDUA": "27", "HS2": OneOf("Bahan bakar mineral")}}),
    Case("a padded code is compared after its zero is back", [{"HS": "3022900", "HSDUA": "30", "HS2": "Farmasi"}],
         [padded((2, "HS", "3022900")), mismatch((2, "HSDUA", "30"))],
         clean={2: {"HS": FISH, "HSDUA": "03", "HS2": "Ikan dan udang"}}),
    Case("numeric chapters are compared with their zero", [{"HSDUA": "04", "HS2": "Susu"}],
         [mismatch((2, "HSDUA", "4"))], clean={2: {"HSDUA": "03", "HS2": "Ikan dan udang"}},
         about={"numeric": ("HSDUA",)}),
    Case("a bad code mismatches nothing", [{"HS": "0302", "HSDUA": "27", "HS2": "Bahan bakar"}],
         [invalid((2, "HS", "0302"))], clean={2: {"HS": ANY}}),
    Case("an empty chapter beside a good code is filled", [{"HSDUA": "", "HS2": ""}],
         clean={2: {"HSDUA": "03", "HS2": "Ikan dan udang"}}),
]

MASTER = [
    Case("a code that the master lacks is kept", [dict(OIL, HS="27101210"), dict(OIL, HS="27101211")],
         [found("hs_unknown", "kept", (3, "HS", "27101211"))], master=[FISH, "27101210"]),
    Case("codes are looked up padded and cut", [{"HS": "3022900"}, {"HS": "0302290099"}, {"HS": "3022999"}],
         [padded((2, "HS", "3022900"), (4, "HS", "3022999")), cut((3, "HS", "0302290099")),
          found("hs_unknown", "kept", (4, "HS", "3022999"))],
         clean={2: {"HS": FISH}, 3: {"HS": FISH}, 4: {"HS": "03022999"}}, master=[FISH]),
    Case("bad codes and rejected rows are not looked up", [{"HS": "0302"}, {"HS": "03022999", "NILAI": None}],
         [invalid((2, "HS", "0302")), found("value_invalid", "rejected", (3, "NILAI", ""))], clean={2: {"HS": ANY}},
         master=[FISH]),
    Case("without a master nothing is unknown", [{"HS": "03999999"}]),
]

CASES = LENGTHS + NO_CHAPTER + CHAPTERS + MASTER
