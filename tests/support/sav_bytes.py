"""Builds SPSS system files (.sav, .zsav) byte by byte, after the format's description in the PSPP developer manual.

It shares no code with the project's reader and writer: what it builds is the reference that the reader is held against.
Everything that a file may say wrongly can be said wrongly here: fields of SavFile that are None are derived from the
variables and rows, any other value is written as it is; `marks` of a built file name the places to patch or to cut.
"""

import struct
import zlib
from dataclasses import dataclass, field

SYSTEM_MISSING = -1.7976931348623157e308
HIGHEST = 1.7976931348623157e308
LOWEST = struct.unpack("<d", bytes.fromhex("feffffffffffefff"))[0]  # the second lowest number

UNCOMPRESSED, BYTECODE, ZLIB = 0, 1, 2
FORMAT_A, FORMAT_F, FORMAT_DATE, FORMAT_DATETIME = 1, 5, 20, 22

SEGMENT_TEXT, SEGMENT_STEP = 255, 252  # bytes of text a segment holds; bytes of width that each segment stands for


@dataclass
class Variable:
    """Numeric (width 0) or a string of `width` bytes; above 255 it is spread over segments."""

    name: str                    # up to 8 bytes
    width: int = 0
    long_name: str = ""          # record 7/13
    label: str = ""
    format: tuple = None         # (type, width, decimals)
    missing: list = field(default_factory=list)        # up to 3 discrete values
    missing_range: tuple = None                        # (low, high), with at most one discrete value besides
    long_missing: list = field(default_factory=list)   # record 7/22: first 8 bytes of values of a string wider than 8
    labels: dict = field(default_factory=dict)         # value -> label; records 3/4 or, above 8 bytes, 7/21
    type_field: int = None       # damage: another type in the variable record
    continuations: int = None    # damage: another number of continuation records
    segment_widths: list = None  # damage: other widths of the segments
    declared_width: object = None  # damage: another width (number or text) in record 7/14

    def segments(self):
        """Widths of the string variables that stand for this one in the file."""
        if self.segment_widths is not None:
            return self.segment_widths
        if self.width <= SEGMENT_TEXT:
            return [self.width]
        count = (self.width + SEGMENT_STEP - 1) // SEGMENT_STEP
        return [SEGMENT_TEXT] * (count - 1) + [self.width - (count - 1) * SEGMENT_STEP]

    def segment_names(self):
        return [self.name] + [f"{self.name[:5]}{i}" for i in range(1, len(self.segments()))]


@dataclass
class Built:
    data: bytes
    marks: dict  # name -> offset

    def patched(self, mark, replacement, shift=0):
        """The bytes with `replacement` written over those at the mark."""
        at = self.marks[mark] + shift
        return self.data[:at] + replacement + self.data[at + len(replacement):]

    def inserted(self, mark, addition):
        at = self.marks[mark]
        return self.data[:at] + addition + self.data[at:]


@dataclass
class SavFile:
    variables: list
    rows: list                         # cells: number, None (system-missing), str, or bytes for a string as it stands
    compression: int = UNCOMPRESSED
    order: str = "<"                   # "<" little-endian, ">" big-endian
    codec: str = "utf-8"               # Python's codec for all text of this file
    charset: str = "UTF-8"             # record 7/20; None: no such record
    code_page: int = 65001             # record 7/3; None: no such record
    float_format: int = 1              # of record 7/3; 1: IEEE 754
    float_info: tuple = (SYSTEM_MISSING, HIGHEST, LOWEST)  # record 7/4; empty: no such record
    display: bool = True               # record 7/11
    label: str = ""
    documents: list = field(default_factory=list)
    file_attributes: bytes = None      # record 7/17
    variable_attributes: bytes = None  # record 7/18
    cases: int = None                  # of the header
    cases_64: int = None               # record 7/16; None: no such record
    case_size: int = None
    bias: float = 100.0
    weight: int = 0
    magic: bytes = None
    compression_field: int = None
    layout: int = 2
    product: str = "@(#) SPSS DATA FILE"
    date: bytes = b"20 Jun 25"
    time: bytes = b"10:46:00"
    long_names: bytes = None           # text of record 7/13
    very_long: bytes = None            # text of record 7/14
    extra: bytes = b""                 # records before the dictionary's end
    terminators: int = 1
    end_code: bool = True              # bytecode 252 after the last row
    bytecode: bytes = None             # damage: the bytecodes themselves
    tail: bytes = b""                  # bytes after the last row
    zlib_block: int = 0x3FF000         # bytes of a block before compression
    zlib_level: int = 6
    zlib_fields: dict = field(default_factory=dict)  # damage: see zlib_data()

    # -- small pieces

    def i32(self, *values):
        return struct.pack(f"{self.order}{len(values)}i", *values)

    def i64(self, *values):
        return struct.pack(f"{self.order}{len(values)}q", *values)

    def f64(self, *values):
        return struct.pack(f"{self.order}{len(values)}d", *values)

    def text(self, value, width=None):
        data = value if isinstance(value, bytes) else value.encode(self.codec)
        return data if width is None else data[:width].ljust(width)

    def extension(self, subtype, size, data, count=None):
        return self.i32(7, subtype, size, len(data) // size if count is None else count) + data

    # -- the dictionary

    def elements(self):
        """8-byte elements of a row."""
        return sum(max(1, (width + 7) // 8) for v in self.variables for width in v.segments())

    def header(self, marks):
        magic = self.magic or (b"$FL3" if self.compression == ZLIB else b"$FL2")
        parts = [
            ("magic", magic),
            ("product", self.text(self.product, 60)),
            ("layout", self.i32(self.layout)),
            ("case_size", self.i32(self.elements() if self.case_size is None else self.case_size)),
            ("compression", self.i32(self.compression if self.compression_field is None else self.compression_field)),
            ("weight", self.i32(self.weight)),
            ("cases", self.i32(len(self.rows) if self.cases is None else self.cases)),
            ("bias", self.f64(self.bias)),
            ("date", self.date.ljust(9)[:9]),
            ("time", self.time.ljust(8)[:8]),
            ("label", self.text(self.label, 64)),
            ("padding", bytes(3)),
        ]
        return self.marked(parts, marks, 0)

    @staticmethod
    def marked(parts, marks, at):
        out = b""
        for name, data in parts:
            marks[name] = at + len(out)
            out += data
        return out

    def packed_format(self, kind, width, decimals):
        return self.i32((kind << 16) | (width << 8) | decimals)

    def variable_records(self):
        return b"".join(self.variable_record(v, i, width, name)
                        for v in self.variables
                        for i, (width, name) in enumerate(zip(v.segments(), v.segment_names())))

    def variable_record(self, v, segment, width, name):
        kind = width if v.type_field is None or segment else v.type_field
        code, values = self.missing_values(v) if segment == 0 else (0, b"")
        shown = v.format if v.format and segment == 0 else ((FORMAT_A, width, 0) if width else (FORMAT_F, 8, 2))
        packed = self.packed_format(*shown)
        label = self.text(v.label) if segment == 0 else b""
        record = self.i32(2, kind, 1 if label else 0, code) + packed + packed + self.text(name, 8)
        if label:
            record += self.i32(len(label)) + label.ljust((len(label) + 3) // 4 * 4)
        record += values
        count = max(1, (width + 7) // 8) - 1 if v.continuations is None or segment else v.continuations
        return record + (self.i32(2, -1, 0, 0, 0, 0) + b" " * 8) * count

    def missing_values(self, v):
        values = list(v.missing_range or []) + list(v.missing)
        if not values:
            return 0, b""
        data = b"".join(self.value(x) for x in values)
        return (-len(values) if v.missing_range else len(values)), data

    def value(self, x):
        return self.f64(x) if isinstance(x, (int, float)) else self.text(x, 8)

    def label_records(self):
        """Records 3 and 4 of numbers and of strings up to 8 bytes."""
        out, index = b"", 1
        for v in self.variables:
            if v.labels and v.width <= 8:
                out += self.i32(3, len(v.labels))
                for value, label in v.labels.items():
                    encoded = self.text(label)
                    out += self.value(value) + bytes([len(encoded)])
                    out += encoded.ljust((len(encoded) + 8) // 8 * 8 - 1)
                out += self.i32(4, 1, index)
            index += sum(max(1, (width + 7) // 8) for width in v.segments())
        return out

    def document_record(self):
        if not self.documents:
            return b""
        return self.i32(6, len(self.documents)) + b"".join(self.text(line, 80) for line in self.documents)

    def extensions(self):
        out = b""
        if self.code_page is not None:
            endian = 1 if self.order == ">" else 2
            out += self.extension(3, 4, self.i32(20, 0, 0, 720, self.float_format, 1, endian, self.code_page))
        if self.float_info:
            out += self.extension(4, 8, self.f64(*self.float_info))
        if self.display:
            shown = [self.i32(1 if v.width else 3, 8, 0 if v.width else 1) for v in self.variables for _ in v.segments()]
            out += self.extension(11, 4, b"".join(shown))
        out += self.long_name_record() + self.very_long_record()
        if self.cases_64 is not None:
            out += self.extension(16, 8, self.i64(1, self.cases_64))
        if self.file_attributes is not None:
            out += self.extension(17, 1, self.file_attributes)
        if self.variable_attributes is not None:
            out += self.extension(18, 1, self.variable_attributes)
        if self.charset is not None:
            out += self.extension(20, 1, self.charset.encode("ascii"))
        return out + self.long_label_record() + self.long_missing_record()

    def long_name_record(self):
        pairs = self.long_names
        if pairs is None:
            named = [self.text(f"{v.name}={v.long_name}") for v in self.variables if v.long_name]
            pairs = b"\t".join(named)
        return self.extension(13, 1, pairs) if pairs else b""

    def very_long_record(self):
        pairs = self.very_long
        if pairs is None:
            pairs = b""
            for v in self.variables:
                width = v.declared_width if v.declared_width is not None else v.width
                if v.width > SEGMENT_TEXT or v.declared_width is not None:
                    shown = f"{width:05d}" if isinstance(width, int) else width
                    pairs += self.text(f"{v.name}={shown}") + b"\0\t"
        return self.extension(14, 1, pairs) if pairs else b""

    def counted(self, data):
        return self.i32(len(data)) + data

    def long_label_record(self):
        out = b""
        for v in self.variables:
            if v.labels and v.width > 8:
                out += self.counted(self.text(v.long_name or v.name)) + self.i32(v.width, len(v.labels))
                for value, label in v.labels.items():
                    out += self.counted(self.text(value, v.width)) + self.counted(self.text(label))
        return self.extension(21, 1, out) if out else b""

    def long_missing_record(self):
        out = b""
        for v in self.variables:
            if v.long_missing:
                out += self.counted(self.text(v.long_name or v.name)) + bytes([len(v.long_missing)]) + self.i32(8)
                out += b"".join(self.text(value, 8) for value in v.long_missing)
        return self.extension(22, 1, out) if out else b""

    # -- the data

    def row_elements(self, row):
        """The 8-byte elements of a row."""
        out = []
        for v, cell in zip(self.variables, row):
            if v.width == 0:
                out.append(self.f64(SYSTEM_MISSING if cell is None else cell))
                continue
            text = self.text(cell, v.width)
            for i, width in enumerate(v.segments()):
                piece = text[i * SEGMENT_TEXT:(i + 1) * SEGMENT_TEXT] if v.width > SEGMENT_TEXT else text
                piece = piece.ljust((width + 7) // 8 * 8)
                out += [piece[at:at + 8] for at in range(0, len(piece), 8)]
        return out

    def element_codes(self):
        """(bytecode, 8 raw bytes or nothing) for each element of all rows."""
        number = [[v.width == 0] if v.width == 0 else [False] * sum((w + 7) // 8 for w in v.segments())
                  for v in self.variables]
        numeric = [flag for flags in number for flag in flags]
        for row in self.rows:
            for element, is_number in zip(self.row_elements(row), numeric):
                yield self.element_code(element, is_number)

    def element_code(self, element, is_number):
        if not is_number:
            return (254, b"") if element == b" " * 8 else (253, element)
        value = struct.unpack(self.order + "d", element)[0]
        if value == SYSTEM_MISSING:
            return 255, b""
        if value == int(value) and 1 <= value + self.bias <= 251:
            return int(value + self.bias), b""
        return 253, element

    def bytecodes(self):
        """Groups of 8 codes, each followed by the raw elements of its codes 253; zeros fill up the last group."""
        if self.bytecode is not None:
            return self.bytecode
        pairs = list(self.element_codes())
        if self.end_code:
            pairs.append((252, b""))
        out = []
        for at in range(0, len(pairs), 8):
            group = pairs[at:at + 8]
            out.append(bytes(code for code, _ in group).ljust(8, b"\0"))
            out += [raw for _, raw in group]
        return b"".join(out)

    def zlib_data(self, offset):
        """Header, blocks and trailer. `zlib_fields` overrides header_offset, trailer_offset, trailer_length, bias, zero,
        block_size, block_count, `blocks` (a function of the list of descriptors), and `payload` (the list of blocks)."""
        set_to = self.zlib_fields
        plain = self.bytecodes()
        pieces = [plain[at:at + self.zlib_block] for at in range(0, len(plain), self.zlib_block)]
        packed = [zlib.compress(piece, self.zlib_level) for piece in pieces]
        packed = set_to["payload"](packed) if "payload" in set_to else packed
        table, plain_at, packed_at = [], offset, offset + 24
        for piece, data in zip(pieces, packed):
            table.append([plain_at, packed_at, len(piece), len(data)])
            plain_at += len(piece)
            packed_at += len(data)
        table = set_to["blocks"](table) if "blocks" in set_to else table
        header = self.i64(set_to.get("header_offset", offset), set_to.get("trailer_offset", packed_at),
                          set_to.get("trailer_length", 24 + 24 * len(table)))
        trailer = self.i64(set_to.get("bias", int(-self.bias)), set_to.get("zero", 0))
        trailer += self.i32(set_to.get("block_size", self.zlib_block), set_to.get("block_count", len(table)))
        trailer += b"".join(self.i64(*entry[:2]) + self.i32(*entry[2:]) for entry in table)
        return header + b"".join(packed) + trailer

    def build(self):
        """Returns the file with the marks header fields, variables, labels, documents, extensions, end, data."""
        marks = {}
        out = self.header(marks)
        parts = [
            ("variables", self.variable_records()),
            ("labels", self.label_records()),
            ("documents", self.document_record()),
            ("extensions", self.extensions()),
            ("extra", self.extra),
            ("end", self.i32(999, 0) * self.terminators),
        ]
        out += self.marked(parts, marks, len(out))
        marks["data"] = len(out)
        if self.compression == UNCOMPRESSED:
            out += b"".join(b"".join(self.row_elements(row)) for row in self.rows)
        elif self.compression == BYTECODE:
            out += self.bytecodes()
        else:
            out += self.zlib_data(len(out))
        marks["tail"] = len(out)
        return Built(out + self.tail, marks)

    def bytes(self):
        return self.build().data
