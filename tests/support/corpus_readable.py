"""Well-formed .sav and .zsav files of every variant, built by hand, with the tables they hold."""

from corpus_case import Either, EMPTY, Case, refused, sav_case, table_of
from sav_bytes import BYTECODE, FORMAT_A, FORMAT_DATE, FORMAT_DATETIME, FORMAT_F, HIGHEST, LOWEST, SYSTEM_MISSING
from sav_bytes import UNCOMPRESSED, ZLIB, SavFile, Variable

ENCODINGS = {"uncompressed": UNCOMPRESSED, "bytecode": BYTECODE, "zlib": ZLIB}


def small(**changes):
    """Five variables and three rows that every encoding holds in under 2 KB."""
    settings = {
        "variables": [
            Variable("BULAN", label="Bulan", labels={1: "Januari", 2: "Februari", 3: "Maret"}, format=(FORMAT_F, 2, 0)),
            Variable("PELAB", 5, long_name="PELABUHAN", label="Kode pelabuhan", labels={"21248": "Tanjung Balai"}),
            Variable("NILAI", label="Nilai (US$)", format=(FORMAT_F, 12, 2)),
            Variable("NEGARA2", 12, label="Negara"),
            Variable("BERAT"),
        ],
        "rows": [
            [1, "21248", 28139.21, "Malaysia", 29890],
            [2, "00001", 0.1, "Singapura", None],
            [3, "", -7, "Tiongkok ABC", 1e300],
        ],
        "label": "Ekspor Karimun",
    }
    settings.update(changes)
    return SavFile(**settings)


def wide(variable_count=1, rows=1, **changes):
    variables = [Variable(f"V{i}") for i in range(variable_count)]
    return SavFile(variables, [[r * 1000 + i for i in range(variable_count)] for r in range(rows)], **changes)


def encodings():
    for encoding, compression in ENCODINGS.items():
        for order, endian in (("<", "little"), (">", "big")):
            yield sav_case(f"{encoding}_{endian}_endian", small(compression=compression, order=order))
        yield sav_case(f"{encoding}_cases_in_64_bits", small(compression=compression, cases_64=3))
        yield sav_case(f"{encoding}_cases_unknown", small(compression=compression, cases=-1))
        yield sav_case(f"{encoding}_cases_unknown_one_row", wide(cases=-1, compression=compression))
        yield sav_case(f"{encoding}_case_size_unknown", small(compression=compression, case_size=-1))
        yield sav_case(f"{encoding}_no_optional_records", small(
            compression=compression, charset=None, code_page=None, float_info=(), display=False))
        yield sav_case(f"{encoding}_zero_rows", small(rows=[], compression=compression), EMPTY)
        yield sav_case(f"{encoding}_zero_rows_cases_unknown", small(rows=[], cases=-1, compression=compression), EMPTY)
        yield sav_case(f"{encoding}_many_rows", wide(3, 5000, compression=compression))
        yield sav_case(f"{encoding}_many_rows_cases_unknown", wide(3, 5000, compression=compression, cases=-1))
    yield sav_case("rows_enough_for_several_threads", SavFile(
        [Variable("HS", 8), Variable("JENIS", 9), Variable("NILAI")],
        [[f"{i * 7919 % 70001:08d}", "MIGAS" if i % 3 else "NON MIGAS", i / 4 if i % 5 else None] for i in range(70000)]))
    yield sav_case("bytecode_without_end_code", small(compression=BYTECODE, end_code=False))
    yield sav_case("bytecode_without_end_code_cases_unknown", small(compression=BYTECODE, end_code=False, cases=-1))
    yield sav_case("bytecode_end_code_then_zeros", small(compression=BYTECODE, tail=bytes(64)))
    for bias in (0.0, 1.0, 50.0, 200.0):
        yield sav_case(f"bytecode_bias_{bias:.0f}", small(compression=BYTECODE, bias=bias))
    yield sav_case("zlib_bias_50", small(compression=ZLIB, bias=50.0))
    yield sav_case("zlib_blocks_that_cut_rows", wide(3, 500, compression=ZLIB, zlib_block=100))
    yield sav_case("zlib_stored_blocks", wide(3, 500, compression=ZLIB, zlib_level=0))
    yield sav_case("layout_code_3", small(layout=3))
    yield sav_case("bytecode_zero_codes_between_rows", padded_with_zero_codes())


def padded_with_zero_codes():
    """Code 0 is skipped wherever it stands."""
    codes = bytes([0, 101, 0, 102, 0, 0, 0, 0]) + bytes([0, 0, 103, 252, 0, 0, 0, 0])
    return SavFile([Variable("BULAN")], [[1], [2], [3]], compression=BYTECODE, bytecode=codes)


def charsets():
    names = {"utf_8": ("utf-8", "UTF-8", 65001), "windows_1252": ("cp1252", "windows-1252", 1252),
             "latin1": ("latin-1", "ISO-8859-1", 28591), "windows_1250": ("cp1250", "windows-1250", 1250),
             "latin9": ("iso8859-15", "ISO-8859-15", 28605)}
    for name, (codec, charset, page) in names.items():
        word = "Łódź" if codec == "cp1250" else "Société Générale"
        yield sav_case(f"charset_{name}", texts([word], codec=codec, charset=charset, code_page=page), charsets=(charset,))
        yield sav_case(f"charset_{name}_by_code_page", texts([word], codec=codec, charset=None, code_page=page))
        yield sav_case(f"charset_{name}_lower_case", texts([word], codec=codec, charset=charset.lower(), code_page=page))
        yield sav_case(f"charset_{name}_no_code_page", texts([word], codec=codec, charset=charset, code_page=None))
    yield sav_case("charset_euro_sign", texts(["5 €"], codec="cp1252", charset="windows-1252", code_page=1252))
    yield sav_case("charset_none_windows_1252_text", texts(["Café"], codec="cp1252", charset=None, code_page=None))
    yield sav_case("charset_none_utf_8_text", texts(["Café"], charset=None, code_page=None))
    yield sav_case("charset_ascii_only", texts(["Karimun"], charset=None, code_page=2))
    yield sav_case("charset_code_page_2_windows_1252_text", texts(["Café"], codec="cp1252", charset=None, code_page=2))
    yield sav_case("charset_record_wins_over_code_page", texts(["Café"], charset="UTF-8", code_page=1252))
    yield sav_case("charset_alias_cp1252", texts(["Café"], codec="cp1252", charset="CP1252", code_page=1252))
    yield sav_case("charset_alias_utf8", texts(["Café"], charset="UTF8", code_page=65001))
    yield bad_byte("one_bad_byte_in_utf_8", b"Caf\xe9 Karimun", "Café Karimun")
    yield bad_byte("cut_utf_8_sequence_in_utf_8", b"Karimun \xc3", "Karimun Ã")
    yield bad_byte("byte_that_windows_1252_lacks", b"Karimun \x81 x", None)
    unknown = texts(["Karimun"], charset="X-KLINGON", code_page=None)
    yield sav_case("charset_unknown", unknown, Either(table_of(unknown), refused("file_unsupported", "file_damaged")))
    several = texts(["東京"], codec="shift_jis", charset="windows-31j", code_page=932)
    yield sav_case("charset_windows_31j", several, Either(table_of(several), refused("file_unsupported")))


def texts(words, width=24, **changes):
    variables = [Variable("KABKOT", width, label=words[0], labels={} if width > 8 else {words[0]: words[0]})]
    return SavFile(variables, [[word] for word in words], label=words[0][:16], **changes)


def bad_byte(name, raw, decoded):
    """Raw bytes that are no UTF-8, in a file that says UTF-8: that one string is taken as windows-1252."""
    sav = SavFile([Variable("KABKOT", 16)], [["Daïk"], [raw], ["Moro"]])
    table = table_of(sav, columns={"KABKOT": ["Daïk", decoded, "Moro"]}, charsets=("UTF-8",))
    if decoded is None:
        table.columns["KABKOT"][1] = any
    return Case(name, ".sav", sav.bytes(), table)


def names():
    yield sav_case("long_names", SavFile(
        [Variable("V1", long_name="PELABUHAN_BONGKAR_YANG_NAMANYA_SEPANJANG_ENAM_PULUH_EMPAT_HURUFA"),
         Variable("PELABUHA", 5, long_name="PELABUHAN"), Variable("PELAB_A", 8, long_name="PELABUHAN1")],
        [[1, "21248", "TBK"]]))
    yield sav_case("long_names_utf_8", SavFile([Variable("V1", long_name="Négara")], [[1]]))
    yield sav_case("lower_case_long_names", SavFile([Variable("BULAN", long_name="bulan")], [[1]]))
    yield sav_case("long_names_with_trailing_tab", small(long_names=b"PELAB=PELABUHAN\t"))
    swapped = SavFile([Variable("A", long_name="B"), Variable("B", long_name="A")], [[1, 2]])
    yield sav_case("long_names_swapped", swapped)
    one_char = SavFile([Variable("X")], [[1]])
    yield sav_case("name_of_one_letter", one_char)
    yield sav_case("labels_of_255_bytes", SavFile(
        [Variable("BULAN", label="L" * 255, labels={1: "n" * 255})], [[1]]))
    yield sav_case("variable_label_of_1000_bytes", SavFile([Variable("BULAN", label="L" * 1000)], [[1]]))
    yield sav_case("file_label_of_64_bytes", small(label="F" * 64))


def strings():
    for width in (1, 7, 8, 9, 16, 17, 254, 255, 256, 257, 300, 504, 505, 1000, 32767):
        cells = ["x" * width, "", "ab", "y" * (width - 1) + "z", "".join(chr(97 + i % 26) for i in range(width))]
        sav = SavFile([Variable("BULAN"), Variable("TEKS", width, long_name="TEKS_PANJANG"), Variable("NILAI")],
                      [[i, cell[:width], -i] for i, cell in enumerate(cells)])
        for encoding, compression in ENCODINGS.items():
            sav.compression = compression
            yield sav_case(f"string_of_{width}_{encoding}", sav)
    yield sav_case("two_very_long_strings", SavFile(
        [Variable("SATU", 300), Variable("DUA", 600), Variable("TIGA", 255)], [["a" * 300, "b" * 599, "c" * 255]]))
    yield very_long_with_missing_and_labels()
    inner = SavFile([Variable("KABKOT", 16)], [[" dua  blank"], ["\tTAB"], ["ujung \t"]])
    yield sav_case("blanks_within_strings_are_kept", inner)
    nul = SavFile([Variable("KABKOT", 16)], [[b"Moro\0Karimun"], [b"\0" * 16], [b"Moro\0\0\0\0\0\0\0\0\0\0\0\0"]])
    yield sav_case("nul_bytes_within_strings", nul, columns={"KABKOT": ["MoroKarimun", "", "Moro"]})
    yield sav_case("nul_segment_of_a300", nul_segment(), columns={"TEKS": ["y" * 45, "x" * 300]})
    yield sav_case("nul_segment_of_a300_bytecode", nul_segment(compression=BYTECODE), columns={"TEKS": ["y" * 45, "x" * 300]})


def nul_segment(**changes):
    """ReadStat issue 285: a very long string whose first segment is all NUL. NUL is no text: what is left are the y."""
    return SavFile([Variable("TEKS", 300)], [[b"\0" * 255 + b"y" * 45], ["x" * 300]], **changes)


def very_long_with_missing_and_labels():
    long_value = "kosong".ljust(300)
    sav = SavFile([Variable("TEKS", 300, long_name="TEKS_PANJANG", label="Teks", labels={long_value: "Tidak ada"}),
                   Variable("BULAN", labels={1: "Januari"})], [["kosong", 1], ["isi", 2]])
    return sav_case("value_labels_behind_and_of_a_very_long_string", sav,
                    labels={"TEKS_PANJANG": {"kosong": "Tidak ada"}, "BULAN": {1: "Januari"}})


def missing():
    cells = [[1], [-9], [None], [99], [1e6], [-1e6], [0]]

    def numeric(name, expected, **limits):
        sav = SavFile([Variable("NILAI", **limits)], cells)
        return sav_case(f"missing_{name}", sav, columns={"NILAI": expected})

    yield numeric("none", [1, -9, None, 99, 1e6, -1e6, 0])
    yield numeric("one_value", [1, None, None, 99, 1e6, -1e6, 0], missing=[-9])
    yield numeric("three_values", [None, None, None, None, 1e6, -1e6, 0], missing=[-9, 99, 1])
    yield numeric("range", [1, -9, None, None, 1e6, -1e6, 0], missing_range=(50, 100))
    yield numeric("range_and_value", [None, -9, None, None, 1e6, -1e6, 0], missing_range=(50, 100), missing=[1])
    yield numeric("lowest_to_minus_nine", [1, None, None, 99, 1e6, None, 0], missing_range=(LOWEST, -9))
    yield numeric("lowest_as_spss_21", [1, None, None, 99, 1e6, None, 0], missing_range=(SYSTEM_MISSING, -9))
    yield numeric("99_to_highest", [1, -9, None, None, None, -1e6, 0], missing_range=(99, HIGHEST))
    yield numeric("range_without_float_info", [1, -9, None, None, None, -1e6, 0], missing_range=(99, HIGHEST))
    strings_ = SavFile([Variable("NEGARA", 3, missing=["999", "XX"]), Variable("KABKOT", 16, long_missing=["KOSONG"]),
                        Variable("JENIS", 9, label="x")],
                       [["124", "KARIMUN", "MIGAS"], ["999", "KOSONG", "999"], ["XX", "KOSONGAN", "XX"], ["", "", ""]])
    yield sav_case("missing_strings", strings_, columns={
        "NEGARA": ["124", None, None, ""], "KABKOT": ["KARIMUN", None, "KOSONGAN", ""]})
    labelled = SavFile([Variable("NILAI", missing=[9], labels={9: "tidak tahu", 1: "satu"})], [[1], [9], [2]])
    yield sav_case("missing_value_with_a_label", labelled, columns={"NILAI": [1, None, 2]},
                   labels={"NILAI": {9: "tidak tahu", 1: "satu"}})
    other = SavFile([Variable("NILAI")], [[1], [None], [-1e300]], float_info=(-1e300, HIGHEST, LOWEST))
    yield sav_case("missing_when_float_info_names_another_number", other, columns={"NILAI": [1, None, any]})
    nan = SavFile([Variable("NILAI")], [[float("nan")], [1], [float("inf")], [float("-inf")]])
    yield sav_case("not_a_number_and_infinities", nan, columns={"NILAI": [None, 1, any, any]})


def timestamps():
    for name, date, time in (
            ("blank", b"         ", b"        "), ("nul", b"\0" * 9, b"\0" * 8), ("lower_case_month", b"20 jun 25", b"10:46:00"),
            ("upper_case_month", b"20 JUN 25", b"10:46:00"), ("indonesian_month", b"20 Mei 25", b"10:46:00"),
            ("german_month", b"20 M\xe4r 25", b"10:46:00"), ("chinese_month", "20 6月 25".encode(), b"10:46:00"),
            ("dashes", b"20-Jun-25", b"10:46:00"), ("single_digits", b" 2 Jun 25", b" 9:04:00"),
            ("wrong_time", b"20 Jun 25", b"99:99:99"), ("no_day", b"00 Jan 00", b"00:00:00"),
            ("garbage", b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7", b"\x01\x02\x03\x04\x05\x06\x07\x08"),
            ("month_13", b"31 13  99", b"24:61:61")):
        yield sav_case(f"timestamp_{name}", small(date=date, time=time))
    yield sav_case("product_name_garbage", small(product="\x01\x02 apa saja"))
    yield sav_case("product_name_blank", small(product=""))


def kinds_of_numbers():
    dates = SavFile([Variable("TANGGAL", format=(FORMAT_DATE, 11, 0)), Variable("SAAT", format=(FORMAT_DATETIME, 20, 0))],
                    [[13967596800, 13967635560], [None, 0]])
    yield sav_case("date_variables_stay_seconds", dates)
    numbers = [0.0, -0.0, 151, 152, -99, -100, 1e-308, 5e-324, 1.7976931348623155e308, 0.1, 1 / 3, 123456789012345678]
    for encoding, compression in ENCODINGS.items():
        yield sav_case(f"numbers_exact_to_the_last_bit_{encoding}",
                       SavFile([Variable("NILAI")], [[x] for x in numbers], compression=compression))
    for name, shown in (("type_0", (0, 0, 0)), ("type_99", (99, 8, 2)), ("width_0", (FORMAT_F, 0, 0)),
                        ("width_255", (FORMAT_F, 255, 255)), ("text_on_a_number", (FORMAT_A, 8, 0))):
        sav = SavFile([Variable("NILAI", format=shown)], [[1.5], [2.5]])
        yield sav_case(f"format_{name}", sav, Either(table_of(sav), refused("file_damaged")))
    yield sav_case("variables_2000", wide(2000, 3))
    yield sav_case("variables_2000_bytecode", wide(2000, 3, compression=BYTECODE))


def records():
    yield sav_case("documents", small(documents=["sumber: a.sav", "", "baris tiga"]))
    yield sav_case("documents_none_but_record", small(extra=b"\x06\0\0\0\0\0\0\0"))
    yield sav_case("attributes", small(
        file_attributes=b"asal('BPS'\n)", variable_attributes=b"BULAN:$@Role('0'\n)/NILAI:a('1'\n'2'\n)"))
    yield sav_case("weighted", small(weight=4))
    for subtype in (0, 5, 6, 10, 12, 19, 24, 99, 12345):
        extra = SavFile([], []).extension(subtype, 1, b"apa saja")
        yield sav_case(f"unknown_extension_{subtype}", small(extra=extra))
    yield sav_case("extension_without_content", small(extra=SavFile([], []).extension(77, 8, b"", count=0)))
    yield sav_case("display_record_too_short", small(display=False, extra=SavFile([], []).extension(11, 4, bytes(12))))


def cases():
    for group in (encodings, charsets, names, strings, missing, timestamps, kinds_of_numbers, records):
        yield from group()
