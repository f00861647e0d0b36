"""Damaged, cut, oversized, encrypted and foreign files, built by hand. Where PSPP 1.6.2 refuses a .sav, so must we; where it
only warns, reading the same table and refusing are both right."""

import io
import struct
import zipfile
import zlib

from corpus_case import DAMAGED, NOT_STATISTICS, TRUNCATED, TRUNCATED_OR_DAMAGED, Case, Either, refused, sav_case, table_of
from corpus_readable import ENCODINGS, small, wide
from sav_bytes import BYTECODE, UNCOMPRESSED, ZLIB, SavFile, Variable

TOO_LARGE = refused("file_too_large")
BLANK = SavFile([], [])  # for its packing of little-endian integers and records


def i32(*values):
    return BLANK.i32(*values)


def record(subtype, data, size=1, count=None):
    return BLANK.extension(subtype, size, data, count)


def harmless(name, sav, *codes, data=None, **changes):
    """PSPP warns and reads on: the table, or a refusal."""
    expected = Either(table_of(sav, **changes), refused("file_damaged", *codes))
    return sav_case(name, sav, expected, data=data)


def refused_by_pspp():
    """The eight that ReadStat 1.1.8 opens without a word."""
    for width in (256, 32767, 0x7FFFFFFF, -5):
        yield sav_case(f"string_width_{width}", SavFile([Variable("KABKOT", 8, type_field=width)], [["a"]]), DAMAGED)
    missing = [Variable("BULAN"), Variable("TEKS", 24, continuations=1), Variable("NILAI")]
    yield sav_case("string_continuation_missing", SavFile(missing, [[1, "a", 2]]), DAMAGED)
    yield sav_case("string_continuation_missing_at_the_end", SavFile(
        [Variable("BULAN"), Variable("TEKS", 24, continuations=0)], [[1, "a"]]), DAMAGED)
    for float_format in (0, 2, 3, 99):
        yield sav_case(f"float_format_{float_format}", small(float_format=float_format), DAMAGED)
    for length in ("00000", "-0300", "99999", "abcde", "32768", "", "00300x"):
        sav = SavFile([Variable("TEKS", 300, declared_width=length), Variable("NILAI")], [["a", 1]])
        yield sav_case(f"very_long_length_{length or 'empty'}", sav, DAMAGED)
    for name, widths in (("first_too_narrow", [200, 48]), ("last_too_narrow", [255, 8]), ("last_too_wide", [255, 80])):
        sav = SavFile([Variable("TEKS", 300, segment_widths=widths), Variable("NILAI")], [["a", 1]])
        yield sav_case(f"segment_{name}", sav, DAMAGED)
    number = SavFile([Variable("TEKS", 255, declared_width=300), Variable("NILAI")], [["a", 1]])
    yield sav_case("segment_is_a_number", number, DAMAGED)
    yield sav_case("segments_overflow_the_dictionary", SavFile([Variable("TEKS", 255, declared_width=300)], [["a"]]), DAMAGED)
    for name, text in (("not_closed", b"asal('BPS'\n"), ("no_value", b"asal("), ("not_quoted", b"asal(BPS\n)"),
                       ("no_parenthesis", b"asal")):
        yield sav_case(f"file_attribute_{name}", small(file_attributes=text), DAMAGED)
        yield sav_case(f"variable_attribute_{name}", small(variable_attributes=b"BULAN:" + text), DAMAGED)
    yield harmless("variable_attribute_of_no_variable", small(variable_attributes=b"TIDAKADA:asal('BPS'\n)"))
    yield harmless("variable_attribute_without_colon", small(variable_attributes=b"BULAN asal('BPS'\n)"))
    yield from zlib_damage()


def zlib_damage():
    def built(fields):
        return wide(3, 300, compression=ZLIB, zlib_block=1000, zlib_fields=fields)

    def zsav(name, **fields):
        return sav_case(f"zlib_{name}", built(fields), DAMAGED)

    def doubtful(name, **fields):
        return harmless(f"zlib_{name}", built(fields))

    def block(index, field, change):
        def edit(table):
            table[index][field] = change(table[index][field])
            return table
        return edit

    yield zsav("wrong_bias", bias=-99)
    yield doubtful("zero_field_not_zero", zero=5)
    yield zsav("wrong_header_offset", header_offset=1)
    for offset in (0, 10, -1, 1 << 40, 500):
        yield sav_case(f"zlib_wrong_trailer_offset_{offset}", built({"trailer_offset": offset}), TRUNCATED_OR_DAMAGED)
    for length in (0, 24, 25, 47, 1 << 40, -24):
        yield zsav(f"wrong_trailer_length_{length}", trailer_length=length)
    yield doubtful("block_size_zero", block_size=0)
    yield doubtful("block_size_negative", block_size=-4)
    yield doubtful("block_size_too_small", block_size=10)
    for count in (0, 1, 2, 4, 1000, -1, 0x7FFFFFFF):
        yield zsav(f"block_count_{count}", block_count=count)
    yield zsav("no_blocks", blocks=lambda table: [])
    yield zsav("block_left_out", blocks=lambda table: table[:-1])
    for name, field, change in (
            ("plain_offset", 0, lambda x: x + 8), ("packed_offset", 1, lambda x: x + 1),
            ("packed_offset_overlap", 1, lambda x: x - 20),
            ("packed_offset_huge", 1, lambda x: 1 << 50), ("plain_size_small", 2, lambda x: x - 8),
            ("plain_size_huge", 2, lambda x: 0x7FFFFFF0),
            ("plain_size_negative", 2, lambda x: -x), ("packed_size_small", 3, lambda x: x - 4),
            ("packed_size_huge", 3, lambda x: 0x7FFFFFF0)):
        yield zsav(f"second_block_{name}", blocks=block(1, field, change))
    yield zsav("block_not_deflated", payload=lambda packed: [packed[0], b"x" * len(packed[1])] + packed[2:])
    yield zsav("block_with_wrong_checksum", payload=lambda packed: [packed[0][:-4] + b"\0\0\0\0"] + packed[1:])


def header_damage():
    sav = small()
    built = sav.build()

    def patched(name, mark, data, expected=DAMAGED, of=built):
        return Case(name, ".sav", of.patched(mark, data), expected)

    yield patched("compression_7", "compression", i32(7))
    yield patched("compression_minus_1", "compression", i32(-1))
    yield patched("compression_2_in_fl2", "compression", i32(2))
    yield Case("compression_1_in_fl3", ".zsav", small(compression=ZLIB, compression_field=1).bytes(), DAMAGED)
    for layout in (0, 1, 4, 0x01010101, -2):
        yield patched(f"layout_code_{layout}", "layout", i32(layout), refused("file_damaged", "file_not_statistics"))
    yield patched("layout_of_the_other_byte_order", "layout", struct.pack(">i", 2), TRUNCATED_OR_DAMAGED)
    yield patched("magic_ebcdic", "magic", b"\x5b\xc6\xd3\xf2", refused("file_unsupported", "file_damaged", "file_not_statistics"))
    for weight in (99, -1, 5, 2, 0x7FFFFFFF):
        yield harmless(f"weight_index_{weight}", small(weight=weight))
    for size in (1, 3, 1000000, 0x7FFFFFFF, -5):
        yield harmless(f"case_size_{size}", small(case_size=size))
    for cases in (-2, -2147483648):
        yield harmless(f"cases_{cases}", small(cases=cases))
    for bias in ("nan", "inf", "-inf"):
        patched_bias = small(compression=BYTECODE).build().patched("bias", struct.pack("<d", float(bias)))
        yield Case(f"bias_{bias}", ".sav", patched_bias, DAMAGED)


def row_counts():
    """The header's number of rows against the rows that are there."""
    for encoding, compression in ENCODINGS.items():
        for cases in (4, 1000, 0x3FFFFFFF):
            too_many = small(compression=compression, cases=cases)
            codes = TRUNCATED_OR_DAMAGED.codes | ({"file_too_large"} if cases == 0x3FFFFFFF else set())
            yield sav_case(f"{encoding}_says_{cases}_rows_has_3", too_many, refused(*codes))
        yield harmless(f"{encoding}_says_{0x7FFFFFFF}_rows_has_3", small(compression=compression, cases=0x7FFFFFFF),
                       "file_truncated", "file_too_large")
        for cases in (1, 2):
            yield sav_case(f"{encoding}_says_{cases}_rows_has_3", small(compression=compression, cases=cases), DAMAGED)
        yield sav_case(f"{encoding}_says_0_rows_has_3", small(compression=compression, cases=0),
                       refused("file_damaged", "file_empty"))
        yield sav_case(f"{encoding}_says_5_rows_in_64_bits", small(compression=compression, cases=-1, cases_64=5),
                       TRUNCATED_OR_DAMAGED)
        yield sav_case(f"{encoding}_partial_last_row", partial_row(compression, 3 + 1), TRUNCATED_OR_DAMAGED)
        yield sav_case(f"{encoding}_partial_last_row_cases_unknown", partial_row(compression, -1), TRUNCATED_OR_DAMAGED)
    for size in (1, 7, 8, 40):
        sav = small(tail=b"\0" * size)
        yield harmless(f"uncompressed_{size}_bytes_after_the_last_row", sav)
    yield sav_case("uncompressed_cases_unknown_partial_last_row_of_8_bytes", small(cases=-1, tail=b"\0" * 8), TRUNCATED)
    yield sav_case("uncompressed_cases_unknown_partial_last_row_of_3_bytes", small(cases=-1, tail=b"\0" * 3), TRUNCATED)
    sav = small(compression=BYTECODE)
    early = sav.bytecodes()
    yield sav_case("bytecode_end_code_first", small(compression=BYTECODE, bytecode=b"\xfc" + early[1:]), TRUNCATED_OR_DAMAGED)
    yield sav_case("bytecode_end_code_first_cases_unknown", small(compression=BYTECODE, cases=-1, bytecode=b"\xfc" + early[1:]),
                   refused("file_damaged", "file_empty", "file_truncated"))
    yield sav_case("bytecode_end_code_in_a_row", small(compression=BYTECODE, bytecode=early[:2] + b"\xfc" + early[3:]),
                   TRUNCATED_OR_DAMAGED)
    blank_number = wide(8, compression=BYTECODE, bytecode=bytes([254] + [101] * 7))
    yield harmless("bytecode_string_code_for_a_number", blank_number,
                   columns={f"V{i}": [1] if i else [any] for i in range(8)})
    yield sav_case("bytecode_data_empty", small(compression=BYTECODE, bytecode=b""), TRUNCATED_OR_DAMAGED)
    yield sav_case("bytecode_only_zeros", small(compression=BYTECODE, bytecode=bytes(4096)), TRUNCATED_OR_DAMAGED)


def partial_row(compression, cases):
    """Three whole rows and the first two cells of a fourth."""
    sav = small(compression=compression, cases=cases, rows=small().rows + [[3, "21248", 1, "", 2]])
    if compression == UNCOMPRESSED:
        sav.tail = b""
        whole = b"".join(b"".join(sav.row_elements(row)) for row in sav.rows)
        return CutRows(sav, len(whole) - 8 * 3)
    pairs = list(sav.element_codes())[:-3]
    codes = bytes(code for code, _ in pairs)
    raws = [raw for _, raw in pairs]
    out = b""
    for at in range(0, len(codes), 8):
        out += codes[at:at + 8].ljust(8, b"\xfc") + b"".join(raws[at:at + 8])
    sav.bytecode = out
    return sav


class CutRows:
    """A SavFile whose uncompressed rows end after `size` bytes."""

    def __init__(self, sav, size):
        self.sav, self.size, self.compression = sav, size, sav.compression

    def bytes(self):
        built = self.sav.build()
        return built.data[:built.marks["data"] + self.size]


def record_damage():
    built = small().build()
    plain = small(variables=[Variable("BULAN"), Variable("TEKS", 12), Variable("NILAI")], rows=[[1, "a", 2]])
    labels = i32(3, 1) + struct.pack("<d", 1.0) + b"\x04Satu   "

    def extra(name, data, expected=DAMAGED):
        return sav_case(name, small(extra=data), expected)

    for index in (0, -1, 3, 7, 99, 0x7FFFFFFF):
        sav = small(variables=plain.variables, rows=plain.rows, extra=labels + i32(4, 1, index))
        yield harmless(f"value_labels_of_variable_{index}", sav)
    for count in (0, -1, 1000, 0x7FFFFFFF):
        yield extra(f"value_labels_of_{count}_variables", labels + i32(4, count), TRUNCATED_OR_DAMAGED)
    for count in (-1, 0x7FFFFFFF, 100000000):
        yield extra(f"value_labels_count_{count}", i32(3, count) + bytes(64), TRUNCATED_OR_DAMAGED)
    yield extra("value_labels_without_variables", labels)
    yield extra("variables_of_value_labels_alone", i32(4, 1, 1))
    yield harmless("value_labels_of_text_and_number", small(extra=labels + i32(4, 2, 1, 2)), labels=None)
    yield harmless("value_labels_twice", small(extra=labels + i32(4, 1, 1)), labels=None)
    for subtype in (3, 4, 11, 13, 14, 16, 18, 20, 21, 22, 77):
        for name, size, count in (("huge_product", 0x7FFFFFFF, 0x7FFFFFFF), ("huge_count", 1, 0x7FFFFFFF),
                                  ("negative_count", 1, -1), ("negative_size", -1, 5), ("wrapping_product", 0x10000, 0x10000)):
            yield extra(f"extension_{subtype}_{name}", i32(7, subtype, size, count) + bytes(64), TRUNCATED_OR_DAMAGED)
        for size in (2, 16):
            yield harmless(f"extension_{subtype}_size_{size}", small(
                charset=None, code_page=None, float_info=(), display=False, long_names=b"",
                extra=record(subtype, bytes(4 * size), size)),
                "file_unsupported", columns=None)
        yield harmless(f"extension_{subtype}_empty", small(
            charset=None, code_page=None, float_info=(), display=False, long_names=b"", extra=record(subtype, b"")),
            "file_unsupported", columns=None)
    for subtype, data in ((3, i32(1, 0, 0, 0, 1, 1, 2, 1251)), (13, b"BULAN=LAIN"), (20, b"windows-1251")):
        sav = small(extra=record(subtype, data, 4 if subtype == 3 else 1))
        yield harmless(f"extension_{subtype}_twice", sav, **({"columns": None} if subtype == 13 else {}))
    yield harmless("extension_16_against_the_header", small(cases_64=5), "file_truncated")
    inline = SavFile([Variable("KABKOT", 16, missing=["KOSONG"])], [["KARIMUN"], ["KOSONG"]])
    yield harmless("missing_values_in_the_record_of_a_long_string", inline, columns={"KABKOT": ["KARIMUN", None]})
    upside_down = SavFile([Variable("NILAI", missing_range=(9, 1))], [[5], [9], [1]])
    yield harmless("missing_range_upside_down", upside_down, columns={"NILAI": [5, any, any]})
    for count in (-1, 0x7FFFFFFF, 0x7FFFFFFF // 80, 100000):
        yield extra(f"document_lines_{count}", i32(6, count) + b" " * 160, TRUNCATED_OR_DAMAGED)
    yield extra("record_of_unknown_type_5", i32(5, 0))
    yield extra("record_of_unknown_type_minus_1", i32(-1, 0))
    yield sav_case("end_record_twice_cases_unknown", small(terminators=2, cases=-1), TRUNCATED_OR_DAMAGED)
    yield sav_case("end_record_twice", small(terminators=2), DAMAGED)
    endless = built.data[:built.marks["end"]] + built.data[built.marks["data"]:]
    yield Case("end_record_missing", ".sav", endless, TRUNCATED_OR_DAMAGED)
    yield from variable_damage()
    yield from name_damage()


def variable_damage():
    built = small().build()
    at = built.marks["variables"]

    def patched(name, offset, data, expected=DAMAGED):
        return Case(name, ".sav", built.data[:at + offset] + data + built.data[at + offset + len(data):], expected)

    yield patched("variable_label_flag_2", 8, i32(2), TRUNCATED_OR_DAMAGED)
    yield patched("variable_label_flag_minus_1", 8, i32(-1), TRUNCATED_OR_DAMAGED)
    for length in (-1, 0x7FFFFFFF, 0x7FFFFFFC, 100000):
        yield patched(f"variable_label_length_{length}", 32, i32(length), TRUNCATED_OR_DAMAGED)
    for count in (4, -1, -4, 0x7FFFFFFF, -2147483648):
        yield patched(f"missing_value_count_{count}", 12, i32(count), TRUNCATED_OR_DAMAGED)
    yield sav_case("no_variables", SavFile([], [], cases=5), refused("file_damaged", "file_empty"))
    yield sav_case("no_variables_cases_unknown", SavFile([], [], cases=-1), refused("file_damaged", "file_empty"))
    yield Case("first_record_is_a_continuation", ".sav", built.inserted("variables", i32(2, -1, 0, 0, 0, 0) + b" " * 8), DAMAGED)
    many = i32(2, 0, 0, 0, 0x050802, 0x050802) + b"A" * 8
    yield Case("variable_records_to_the_end", ".sav", built.data[:at] + many * 20000, TRUNCATED_OR_DAMAGED)


def name_damage():
    sav = SavFile([Variable("NILAI"), Variable("NILAI"), Variable("BULAN")], [[1, 2, 3]])
    yield sav_case("duplicate_names", sav, Either(table_of(sav, columns=None), DAMAGED))
    longs = SavFile([Variable("V1", long_name="NILAI"), Variable("V2", long_name="NILAI")], [[1, 2]])
    yield sav_case("duplicate_long_names", longs, Either(table_of(longs, columns=None), DAMAGED))
    for name, raw in (("blank", b"        "), ("nul", b"\0" * 8), ("digits", b"12345678"), ("high_bytes", b"\xff\xfe\xfd\xfc    "),
                      ("punctuation", b"A=B\tC\n  ")):
        sav = SavFile([Variable("ZZZZ"), Variable("BULAN")], [[1, 2]])
        data = sav.build().patched("variables", raw, 24)
        yield Case(f"name_{name}", ".sav", data, Either(table_of(sav, columns=None), DAMAGED))
    for name, text in (("no_equals", b"PELAB"), ("unknown_variable", b"TIDAKADA=NAMA"), ("empty_value", b"PELAB="),
                       ("empty_key", b"=NAMA"),
                       ("nul", b"PELAB\0=NAMA"), ("very_long", b"PELAB=" + b"N" * 5000), ("only_tabs", b"\t\t\t\t"),
                       ("only_equals", b"====="),
                       ("control_bytes", b"PELAB=\x01\x02"), ("bad_utf_8", b"PELAB=N\xe9GARA"), ("twice", b"PELAB=SATU\tPELAB=DUA"),
                       ("key_very_long", b"P" * 3000 + b"=NAMA")):
        sav = small(long_names=text)
        yield sav_case(f"long_names_{name}", sav, Either(table_of(sav, columns=None), DAMAGED))
    for name, subtype, data in (
            ("long_labels_of_no_variable", 21, counted(b"TIDAKADA") + i32(12, 0)),
            ("long_labels_cut", 21, counted(b"NEGARA2") + i32(12, 5)),
            ("long_labels_huge_name", 21, i32(0x7FFFFFFF) + b"NEGARA2"), ("long_labels_negative_name", 21, i32(-1) + b"NEGARA2"),
            ("long_labels_wrong_width", 21, counted(b"NEGARA2") + i32(99, 1) + counted(b"x" * 99) + counted(b"label")),
            ("long_labels_huge_count", 21, counted(b"NEGARA2") + i32(12, 0x7FFFFFFF)),
            ("long_labels_huge_value", 21, counted(b"NEGARA2") + i32(12, 1, 0x7FFFFFFF)),
            ("long_missing_huge_value", 22, counted(b"NEGARA2") + b"\x01" + i32(0x7FFFFFFF)),
            ("long_missing_255_values", 22, counted(b"NEGARA2") + b"\xff" + i32(8) + b"x" * 40),
            ("long_missing_of_a_number", 22, counted(b"NILAI") + b"\x01" + i32(8) + b"x" * 8)):
        yield harmless(name, small(extra=record(subtype, data)), "file_truncated")


def counted(data):
    return i32(len(data)) + data


def bombs():
    """Small files that expand far."""
    def of(name, variables, code, blocks, rows):
        sav = SavFile(variables, [], compression=ZLIB, cases=rows)
        size = sav.zlib_block
        packed = zlib.compress(bytes([code]) * size, 9)
        start = sav.build().marks["data"]
        table = [[start + i * size, start + 24 + i * len(packed), size, len(packed)] for i in range(blocks)]
        end = start + 24 + blocks * len(packed)
        data = sav.build().data[:start] + sav.i64(start, end, 24 + 24 * blocks) + packed * blocks
        data += sav.i64(-100, 0) + i32(size, blocks) + b"".join(sav.i64(*e[:2]) + i32(*e[2:]) for e in table)
        return Case(name, ".zsav", data, TOO_LARGE)

    rows = 32 * 0x3FF000
    yield of("zlib_bomb_of_134_million_rows", [Variable("BULAN")], 101, 32, rows)
    yield of("zlib_bomb_cases_unknown", [Variable("BULAN")], 101, 32, -1)
    yield of("zlib_bomb_of_wide_rows", [Variable("TEKS", 32767)], 254, 128, -1)
    plain = SavFile([Variable("TEKS", 32767), Variable("LAIN", 32767)], [["", ""]] * 200, compression=BYTECODE)
    yield sav_case("bytecode_rows_of_64_kilobytes", plain)


def foreign():
    for name, suffix, data in (
            ("png_image", ".sav", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)),
            ("xlsx_workbook", ".xlsx", zip_of("xl/workbook.xml")),
            ("xlsx_renamed_to_sav", ".sav", zip_of("xl/workbook.xml")),
            ("plain_text", ".sav", b"BULAN,TAHUN,NILAI\n1,2025,100\n" * 20),
            ("csv_file", ".csv", b"BULAN,TAHUN,NILAI\n1,2025,100\n" * 20),
            ("html_renamed_to_sav", ".sav", b"<!DOCTYPE html><html><body>404</body></html>\n" * 8),
            ("only_the_magic_of_another", ".sav", b"$FL9" + bytes(400)), ("nul_bytes", ".sav", bytes(1000)),
            ("pdf_renamed_to_por", ".por", b"%PDF-1.7\n" + b"x" * 500), ("text_renamed_to_dta", ".dta", b"BULAN TAHUN\n" * 50),
            ("rar_archive", ".sav", b"Rar!\x1a\x07\x01\0" + bytes(300)),
            ("utf_16_text", ".sav", "BULAN;TAHUN\n".encode("utf-16") * 30)):
        yield Case(name, suffix, data, NOT_STATISTICS)
    yield Case("no_bytes_at_all", ".sav", b"", refused("file_not_statistics", "file_empty", "file_truncated"))
    yield Case("one_byte", ".sav", b"$", refused("file_truncated", "file_not_statistics"))
    yield Case("only_the_magic", ".sav", b"$FL2", refused("file_truncated", "file_not_statistics"))
    yield Case("sav_in_a_zip", ".zip", zip_of("data.sav"), NOT_STATISTICS)
    encrypted = b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV\x15\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[:36]
    yield Case("encrypted", ".sav", encrypted + bytes(range(256)) * 4, refused("file_encrypted"))
    yield Case("encrypted_header_only", ".sav", encrypted, refused("file_encrypted"))
    yield Case("folder", ".sav", b"", refused("file_not_found", "file_not_statistics"), place=lambda path: path.mkdir())
    yield Case("no_such_file", ".sav", b"", refused("file_not_found"), place=lambda path: None)


def zip_of(member):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(member), "<xml/>" * 100)
    return out.getvalue()


def cut(name, suffix, data, table, data_at, strict):
    """One case for each length shorter than the whole: never a table with fewer rows. `strict`: nothing can be missed."""
    for size in range(1, len(data)):
        codes = {"file_truncated", "file_damaged"}
        if size < 180:
            codes |= {"file_not_statistics", "file_empty", "file_unsupported"}
        if strict and size >= data_at:
            codes = {"file_truncated"}
        refusal = refused(*codes)
        yield Case(f"cut_{name}_{size:04d}", suffix, data[:size], refusal if strict or size < data_at else Either(table, refusal))


def cuts():
    for encoding, compression in ENCODINGS.items():
        for order, endian in (("<", ""), (">", "_big_endian")):
            sav = small(compression=compression, order=order)
            built = sav.build()
            suffix = ".zsav" if compression == ZLIB else ".sav"
            at = built.marks["data"] if compression != ZLIB else len(built.data)
            yield from cut(encoding + endian, suffix, built.data, table_of(sav), at, compression == UNCOMPRESSED)
    sav = small(cases=-1)
    built = sav.build()
    row = sav.elements() * 8
    for size in range(built.marks["data"] + 1, len(built.data)):
        rows, rest = divmod(size - built.marks["data"], row)
        whole = small(rows=sav.rows[:rows])
        yield Case(f"cut_cases_unknown_{size:04d}", ".sav", built.data[:size], TRUNCATED if rest else table_of(whole))


def flips():
    """Each byte of a small file changed: an error, or all rows, whatever their cells have become."""
    unreadable = refused("file_truncated", "file_damaged", "file_not_statistics", "file_unsupported", "file_too_large",
                         "file_empty")
    for encoding, compression in ENCODINGS.items():
        sav = small(compression=compression)
        data = sav.bytes()
        table = table_of(sav, columns=None, label=None, labels=None, variable_labels={})
        suffix = ".zsav" if compression == ZLIB else ".sav"
        for at in range(len(data)):
            for mask in (0x01, 0xFF):
                changed = data[:at] + bytes([data[at] ^ mask]) + data[at + 1:]
                yield Case(f"flip_{encoding}_{at:04d}_{mask:02x}", suffix, changed, Either(table, unreadable))


def cases():
    for group in (refused_by_pspp, header_damage, row_counts, record_damage, bombs, foreign):
        yield from group()
