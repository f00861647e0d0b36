"""Portable files (.por) and Stata files (.dta) built by hand: well-formed, damaged, and cut at every byte."""

from corpus_case import EMPTY, TRUNCATED_OR_DAMAGED, Case, Either, Table, cell_of, refused
from dta_bytes import BYTE, DOUBLE, FLOAT, INT, LONG, DtaFile, DtaVariable
from por_bytes import PorFile, PorVariable

UNREADABLE = refused("file_truncated", "file_damaged", "file_not_statistics", "file_empty", "file_unsupported")


def columns_of(file):
    return {v.name: [cell_of(row[i]) for row in file.rows] for i, v in enumerate(file.variables)}


def table_of(file, **changes):
    given = {
        "format": "por" if isinstance(file, PorFile) else "dta", "rows": len(file.rows), "columns": columns_of(file),
        "labels": {v.name: v.labels for v in file.variables if v.labels},
        "variable_labels": {v.name: v.label for v in file.variables},
        "tolerance": 1e-14 if isinstance(file, PorFile) else 0.0,
    }
    given.update(changes)
    return Table(**given)


def case(name, file, expected=None, **changes):
    suffix = ".por" if isinstance(file, PorFile) else ".dta"
    return Case(name, suffix, file.bytes(), table_of(file, **changes) if expected is None else expected)


def small_por(**changes):
    settings = {
        "variables": [PorVariable("BULAN", label="Bulan", labels={1: "Januari", 2: "Februari"}),
                      PorVariable("PELABUHA", 5, label="Kode pelabuhan", labels={"21248": "Tanjung Balai"}),
                      PorVariable("NILAI", label="Nilai (US$)"), PorVariable("NEGARA2", 12)],
        "rows": [[1, "21248", 28139.21, "Malaysia"], [2, "00001", None, "Singapura"], [12, "", -0.5, "Tiongkok"]],
    }
    settings.update(changes)
    return PorFile(**settings)


def portable():
    yield case("portable", small_por())
    yield case("portable_digits_twice_in_the_table", small_por(repeated_digits=True))
    yield case("portable_strings_without_padding", small_por(padded=False))
    yield case("portable_zero_rows", small_por(rows=[]), EMPTY)
    numbers = [[x] for x in (0, 1, 29, 30, -900, 1e15, 0.1, 28139.21, 123456.75, None)]
    yield case("portable_numbers", small_por(variables=[PorVariable("NILAI")], rows=numbers))
    missing = [PorVariable("NILAI", missing=[-9, 99]), PorVariable("BERAT", missing_record="93J/"),
               PorVariable("NEGARA", 3, missing=["999"]), PorVariable("HARGA", missing_record="A3A/"),
               PorVariable("TAHUN", missing_record="B1/3A/")]  # LO THRU 109; 100 THRU HI; 1 THRU 100
    rows = [[1, 1000, "124", 99, 0], [-9, 109, "999", 100, 1], [99, 5, "12", 1e6, 100]]
    yield case("portable_missing", small_por(variables=missing, rows=rows), columns={
        "NILAI": [1, None, None], "BERAT": [1000, None, None], "NEGARA": ["124", None, "12"], "HARGA": [99, None, None],
        "TAHUN": [0, None, None]})
    yield case("portable_long_string", small_por(variables=[PorVariable("TEKS", 255)], rows=[["x" * 255], ["y"]]))
    yield case("portable_without_end", small_por(end=""), UNREADABLE)
    yield case("portable_other_vanity", small_por(vanity="SPSS PORT FILE BY ANOTHER PROGRAM"))
    yield case("portable_wrong_signature", small_por(signature="SPSSPORX"), UNREADABLE)
    for name, version, date, time in (("version_b", "B", "20250620", "104600"), ("date_blank", "A", "        ", "104600"),
                                      ("date_words", "A", "20 Jun 2", "10:46:"), ("date_short", "A", "2025", "1")):
        file = small_por(version=version, date=date, time=time)
        yield case(f"portable_{name}", file, Either(table_of(file), UNREADABLE))
    for name, count in (("too_many", "9/"), ("too_few", "2/"), ("none", "0/"), ("negative", "-1/"), ("huge", "TTTTTTTTTTTT/"),
                        ("fraction", "3.5/"), ("text", "abc/")):
        yield case(f"portable_variables_{name}", small_por(count=count), UNREADABLE)
    for name, extra in (("unknown_record", "Y"), ("huge_string", "1TTTTTT/x"), ("negative_string", "1-5/x"),
                        ("labels_of_no_variable", "D1/3/XYZ1/1/1/a"),
                        ("huge_label_count", "D1/5/BULANTTTTTT/1/"), ("endless_number", "1" + "1" * 5000)):
        file = small_por(extra=extra)
        yield case(f"portable_{name}", file, Either(table_of(file), UNREADABLE) if name.startswith("labels") else UNREADABLE)
    yield case("portable_partial_last_row", small_por(end="1/Z"), UNREADABLE)
    duplicate = small_por(variables=[PorVariable("NILAI"), PorVariable("NILAI")], rows=[[1, 2]])
    yield case("portable_duplicate_names", duplicate, Either(table_of(duplicate, columns={}, labels=None), UNREADABLE))


def small_dta(**changes):
    settings = {
        "variables": [DtaVariable("BULAN", BYTE, "Bulan", {1: "Januari", 2: "Februari"}),
                      DtaVariable("PELABUHAN", 5, "Kode pelabuhan"),
                      DtaVariable("NILAI", DOUBLE, "Nilai (US$)"), DtaVariable("TAHUN", INT), DtaVariable("BERAT", LONG),
                      DtaVariable("NEGARA2", 12), DtaVariable("HARGA", FLOAT)],
        "rows": [[1, "21248", 28139.21, 2025, 29890, "Malaysia", 0.5], [2, "00001", None, None, None, "Singapura", None],
                 [-3, "", -0.1, -5, -1000000, "Tiongkok ABC", 1.25]],
        "label": "Ekspor Karimun",
    }
    settings.update(changes)
    return DtaFile(**settings)


def stata():
    for release in (113, 114, 115, 117, 118):
        codec = "utf-8" if release >= 118 else "cp1252"
        for order, endian in (("<", "little"), (">", "big")):
            yield case(f"stata_{release}_{endian}_endian", small_dta(release=release, order=order), label="Ekspor Karimun")
        accents = small_dta(release=release, codec=codec, variables=[DtaVariable("KABKOT", 16, "Café")], rows=[["Société"]])
        yield case(f"stata_{release}_accents", accents)
        yield case(f"stata_{release}_zero_rows", small_dta(release=release, rows=[]), EMPTY)
        yield case(f"stata_{release}_blank_timestamp", small_dta(release=release, timestamp=""))
        odd = small_dta(release=release, timestamp="20 Mei 2025 10:46")
        yield case(f"stata_{release}_indonesian_timestamp", odd)
        for rows in (4, 1000, 0x7FFFFFFF):
            yield case(f"stata_{release}_says_{rows}_rows_has_3", small_dta(release=release, row_count=rows), refused(
                "file_truncated", "file_damaged", "file_too_large"))
        yield case(f"stata_{release}_says_2_rows_has_3", small_dta(release=release, row_count=2), TRUNCATED_OR_DAMAGED)
        for count in (0, 1, 6, 8, 0x7FFF):
            odd = small_dta(release=release, variable_count=count)
            yield case(f"stata_{release}_says_{count}_variables_has_7", odd, UNREADABLE)
    yield case("stata_114_minus_1_rows", small_dta(release=114, row_count=-1), refused(
        "file_damaged", "file_truncated", "file_too_large"))
    yield case("stata_114_minus_1_variables", small_dta(release=114, variable_count=-1), UNREADABLE)
    for shift in (1, -8, 1 << 40):
        file = small_dta(release=118, map_shift=shift)
        yield case(f"stata_118_map_shifted_by_{shift}", file, Either(table_of(file), UNREADABLE))
    for release in (1, 99, 112, 200):
        data = small_dta(release=114).bytes()
        yield Case(f"stata_release_{release}", ".dta", bytes([release]) + data[1:], UNREADABLE)
    # ReadStat 1.1.8 reads beyond a label set's name that fills its field without a NUL: found by fuzzing.
    for release, size in ((115, 33), (118, 129)):
        file = small_dta(release=release)
        name = next(name for name in reversed(file.label_names()) if name).encode()
        named = name + bytes(size - len(name))
        at = file.bytes().index(named)
        endless = file.bytes()[:at] + b"L" * size + file.bytes()[at + size:]
        yield Case(f"stata_{release}_label_set_name_without_end", ".dta", endless, Either(table_of(file, labels=None), UNREADABLE))
    wide = small_dta(variables=[DtaVariable("TEKS", 244), DtaVariable("BULAN", BYTE)], rows=[["x" * 244, 1], ["", 2]])
    yield case("stata_115_string_of_244", wide)
    long_text = [DtaVariable("TEKS", 2045), DtaVariable("BULAN", BYTE)]
    yield case("stata_118_string_of_2045", small_dta(release=118, variables=long_text, rows=[["x" * 2045, 1], ["", 2]]))


def cut(name, suffix, data, table, whole_at):
    """Each length shorter than the whole: an error, or, from `whole_at` on, the whole table."""
    for size in range(1, len(data)):
        expected = UNREADABLE if size < whole_at else Either(table, UNREADABLE)
        yield Case(f"cut_{name}_{size:04d}", suffix, data[:size], expected)


def cuts():
    por = small_por()
    data = por.bytes()
    yield from cut("portable", ".por", data, table_of(por), len(data.rstrip(b"Z\r\n")) + 1)
    for release in (115, 118):
        dta = small_dta(release=release)
        data = dta.bytes()
        rows = dta.data()
        end_of_rows = data.index(rows) + len(rows)
        unlabelled = table_of(dta, labels=None)
        yield from cut(f"stata_{release}", ".dta", data, unlabelled, end_of_rows)


def cases():
    yield from portable()
    yield from stata()
