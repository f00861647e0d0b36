"""Cases of name_variant and name_shared."""

from driver import Source
from expected import ANY, Case, OneOf, found, present


def variant(*items):
    return found("name_variant", "corrected", *items)


def country(*names, **more):
    return [dict(more, NEGARA2=name) for name in names]


CHOICE = [
    Case("the name with most rows wins", country("Malaysia", "MALAYSIA", "Malaisia"),
         [variant((3, "NEGARA2", "MALAYSIA"), (4, "NEGARA2", "Malaisia"))],
         clean={3: {"NEGARA2": "Malaysia"}, 4: {"NEGARA2": "Malaysia"}}),
    Case("rows decide, not values and not the latest period",
         country("Malaysia") + country("MALAYSIA", NILAI=9e9, TAHUN=2026, BULAN=12),
         [variant((3, "NEGARA2", "MALAYSIA"))], clean={3: {"NEGARA2": "Malaysia"}}),
    Case("the winner need not come first", country("Malaisia", "Malaisia"), [variant((1, "NEGARA2", "Malaysia"))],
         clean={1: {"NEGARA2": "Malaisia"}}),
    Case("on a tie the name of the latest month wins", country("Malaisia", BULAN=5),
         [variant((1, "NEGARA2", "Malaysia"))],
         clean={1: {"NEGARA2": "Malaisia"}}),
    Case("on a tie a later year beats a later month", country("Malaisia", TAHUN=2024, BULAN=12),
         [variant((2, "NEGARA2", "Malaisia"))], clean={2: {"NEGARA2": "Malaysia"}}),
    Case("on a tie the latest of all of a name's rows counts",
         country("Malaisia", BULAN=5) + country("Malaisia", "Malaysia", BULAN=1),
         [variant((1, "NEGARA2", "Malaysia"), (4, "NEGARA2", "Malaysia"))],
         clean={1: {"NEGARA2": "Malaisia"}, 4: {"NEGARA2": "Malaisia"}}),
    Case("on a tie within a period the first by code point wins", country("MALAYSIA"),
         [variant((1, "NEGARA2", "Malaysia"))],
         clean={1: {"NEGARA2": "MALAYSIA"}}),
    Case("code points beyond ASCII come last", country("\u00c5land", NEGARA="130") + country("Zeland", NEGARA="130"),
         [variant((2, "NEGARA2", "\u00c5land"))], clean={2: {"NEGARA2": "Zeland"}}),
    Case("ports and chapters have one name too",
         [{}, {"PELABUHAN1": "Tg. Balai"}, {"HS2": "Ikan, dan udang"}],
         [variant((3, "PELABUHAN1", "Tg. Balai"), (4, "HS2", "Ikan, dan udang"))],
         clean={3: {"PELABUHAN1": "TANJUNG BALAI KARIMUN"}, 4: {"HS2": "Ikan dan udang"}}),
    Case("a row with several variants counts once", [{}, {"PELABUHAN1": "Tg. Balai", "NEGARA2": "MALAYSIA"}],
         [variant((3, ANY, ANY))], clean={3: {"PELABUHAN1": "TANJUNG BALAI KARIMUN", "NEGARA2": "Malaysia"}}),
    Case("blanks make no variant", [{"NEGARA2": "  Malaysia  "}],
         [found("text_cleaned", "corrected", (2, "NEGARA2", OneOf("  Malaysia", "  Malaysia  ")))],
         clean={2: {"NEGARA2": "Malaysia"}}),
    Case("votes are counted after blanks are tidied", country(" MALAYSIA", "MALAYSIA"),
         [variant((1, "NEGARA2", "Malaysia")), found("text_cleaned", "corrected", (2, "NEGARA2", " MALAYSIA"))],
         clean={1: {"NEGARA2": "MALAYSIA"}, 2: {"NEGARA2": "MALAYSIA"}}),
    Case("empty names do not vote", country("", "", ""),
         clean={case: {"NEGARA2": "Malaysia"} for case in (2, 3, 4)}),
    Case("rejected rows do not vote", country("Malaisia", "Malaisia", BULAN=13),
         [found("month_invalid", "rejected", (2, "BULAN", "13"), (3, "BULAN", "13"))]),
    Case("rows without a code keep their own names", country("Laos", "LAOS", "LAOS", NEGARA="")),
    Case("each code has its own name", country("Laos", NEGARA="130") + country("LAOS", NEGARA="131")),
    Case("a code with lost zeros and one with them are one code",
         country("Laos", NEGARA="024") + country("LAOS", "LAOS", NEGARA="024"), [variant((2, "NEGARA2", "Laos"))],
         clean={2: {"NEGARA2": "LAOS"}}, about={"numeric": ("NEGARA",)}),
    Case("the files of a run vote together", files=[
        Source([{}, {"NEGARA2": "Malaisia"}], name="a.sav"),
        Source([{"BULAN": 5, "NEGARA2": "Malaisia"}, {"BULAN": 5, "NEGARA2": "Malaisia"}], name="b.sav")],
         findings=[variant((1, "NEGARA2", "Malaysia", 0))], clean={(0, 1): {"NEGARA2": "Malaisia"}}),
    Case("a numeric code in one file and text in another are one code", files=[
        Source([{"NEGARA": "024", "NEGARA2": "Laos"}] * 2, name="a.sav", numeric=("NEGARA",)),
        Source([{"NEGARA": "024", "NEGARA2": "LAOS", "BULAN": 5}], name="b.sav")],
         findings=[variant((1, "NEGARA2", "LAOS", 1))], clean={(1, 1): {"NEGARA2": "Laos"}}),
]

SHARED = [
    Case("two codes of one country name", country("Malaysia", NEGARA="125"), [present("name_shared", "kept", 1)]),
    Case("three codes of one name are one name", country("Malaysia", NEGARA="125") + country("Malaysia", NEGARA="126"),
         [present("name_shared", "kept", 1)]),
    Case("a country and a port name are two names",
         [{"NEGARA": "125"}, {"PELABUHAN": "21249"}], [present("name_shared", "kept", 2)]),
    Case("names are compared with their case", country("MALAYSIA", NEGARA="125")),
    Case("a name that only became equal is shared", country("Malaysia", "MALAYSIA", "Malaysia", NEGARA="125"),
         [variant((3, "NEGARA2", "MALAYSIA")), present("name_shared", "kept", 1)], clean={3: {"NEGARA2": "Malaysia"}}),
    Case("a variant that lost is not shared", country("Laos", "Laos", "Malaysia", NEGARA="125"),
         [variant((4, "NEGARA2", "Malaysia"))], clean={4: {"NEGARA2": "Laos"}}),
    Case("a rejected row shares nothing", country("Malaysia", NEGARA="125", NILAI=None),
         [found("value_invalid", "rejected", (2, "NILAI", ""))]),
    Case("rows without a code share nothing", country("Malaysia", NEGARA="")),
    Case("a port that bears a country's name shares nothing", [{"PELABUHAN": "21249", "PELABUHAN1": "Malaysia"}]),
]

CASES = CHOICE + SHARED
