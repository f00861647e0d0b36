"""Builds Stata files (.dta) byte by byte: releases 113 to 115 (binary) and 117 to 118 (tagged), after Stata's
published description of its file formats."""

import struct
from dataclasses import dataclass, field

BYTE, INT, LONG, FLOAT, DOUBLE = "byte", "int", "long", "float", "double"
PACK = {BYTE: "b", INT: "h", LONG: "i", FLOAT: "f", DOUBLE: "d"}
OLD_TYPES = {BYTE: 251, INT: 252, LONG: 253, FLOAT: 254, DOUBLE: 255}
NEW_TYPES = {BYTE: 65530, INT: 65529, LONG: 65528, FLOAT: 65527, DOUBLE: 65526}
MISSING = {BYTE: 101, INT: 32741, LONG: 2147483621, FLOAT: struct.unpack("<f", b"\0\0\0\x7f")[0],
           DOUBLE: struct.unpack("<d", b"\0\0\0\0\0\0\xe0\x7f")[0]}


@dataclass
class DtaVariable:
    name: str
    type: object  # BYTE ... DOUBLE, or the width of a string
    label: str = ""
    labels: dict = field(default_factory=dict)

    def is_text(self):
        return isinstance(self.type, int)


@dataclass
class DtaFile:
    variables: list
    rows: list
    release: int = 115
    order: str = "<"
    codec: str = "latin-1"
    label: str = ""
    timestamp: str = "20 Jun 2025 10:46"
    row_count: int = None
    variable_count: int = None
    map_shift: int = 0  # damage: added to each offset of the map

    def pack(self, codes, *values):
        return struct.pack(self.order + codes, *values)

    def text(self, value, size):
        return value.encode(self.codec)[:size].ljust(size, b"\0")

    def texts(self, values, size):
        return b"".join(self.text(value, size) for value in values)

    def formats(self):
        return [f"%{v.type}s" if v.is_text() else "%9.0g" for v in self.variables]

    def label_names(self):
        return [f"l{i}" if v.labels else "" for i, v in enumerate(self.variables)]

    def cell(self, variable, value):
        if variable.is_text():
            return self.text(value or "", variable.type)
        return self.pack(PACK[variable.type], MISSING[variable.type] if value is None else value)

    def data(self):
        return b"".join(self.cell(v, cell) for row in self.rows for v, cell in zip(self.variables, row))

    def label_table(self, name, labels, name_size):
        texts = [label.encode(self.codec) + b"\0" for label in labels.values()]
        offsets = [sum(len(t) for t in texts[:i]) for i in range(len(texts))]
        count, size = len(labels), sum(len(t) for t in texts)
        table = self.pack(f"ii{count}i{count}i", count, size, *offsets, *labels) + b"".join(texts)
        return self.pack("i", len(table)) + self.text(name, name_size) + bytes(3) + table

    def counts(self):
        variables = len(self.variables) if self.variable_count is None else self.variable_count
        return variables, len(self.rows) if self.row_count is None else self.row_count

    def bytes(self):
        return self.tagged() if self.release >= 117 else self.binary()

    def binary(self):
        variables, rows = self.counts()
        out = bytes([self.release, 1 if self.order == ">" else 2, 1, 0]) + self.pack("hi", variables, rows)
        out += self.text(self.label, 81) + self.text(self.timestamp, 18)
        out += bytes(v.type if v.is_text() else OLD_TYPES[v.type] for v in self.variables)
        out += self.texts([v.name for v in self.variables], 33) + bytes(2 * (len(self.variables) + 1))
        out += self.texts(self.formats(), 12 if self.release < 114 else 49) + self.texts(self.label_names(), 33)
        out += self.texts([v.label for v in self.variables], 81) + bytes(5)
        out += self.data()
        for name, v in zip(self.label_names(), self.variables):
            out += self.label_table(name, v.labels, 33) if v.labels else b""
        return out

    def tagged(self):
        wide = self.release >= 118
        name, shown, labelled = (129, 57, 321) if wide else (33, 49, 81)
        variables, rows = self.counts()
        title, stamp = self.label.encode(self.codec), self.timestamp.encode("ascii")
        head = b"<stata_dta><header><release>%d</release>" % self.release
        head += b"<byteorder>%s</byteorder>" % (b"MSF" if self.order == ">" else b"LSF")
        head += b"<K>" + self.pack("H", variables) + b"</K><N>" + self.pack("Q" if wide else "I", rows) + b"</N>"
        head += b"<label>" + self.pack("H" if wide else "B", len(title)) + title + b"</label>"
        head += b"<timestamp>" + self.pack("B", len(stamp)) + stamp + b"</timestamp></header>"
        types = [v.type if v.is_text() else NEW_TYPES[v.type] for v in self.variables]
        label_sets = b"".join(b"<lbl>" + self.label_table(n, v.labels, name) + b"</lbl>"
                              for n, v in zip(self.label_names(), self.variables) if v.labels)
        sections = [
            ("variable_types", self.pack(f"{len(types)}H", *types)),
            ("varnames", self.texts([v.name for v in self.variables], name)),
            ("sortlist", bytes(2 * (len(self.variables) + 1))),
            ("formats", self.texts(self.formats(), shown)),
            ("value_label_names", self.texts(self.label_names(), name)),
            ("variable_labels", self.texts([v.label for v in self.variables], labelled)),
            ("characteristics", b""), ("data", self.data()), ("strls", b""), ("value_labels", label_sets),
        ]
        map_size = len("<map></map>") + 14 * 8
        at, offsets, body = len(head) + map_size, [0, len(head)], b""
        for tag, content in sections:
            offsets.append(at + len(body))
            body += b"<%s>" % tag.encode() + content + b"</%s>" % tag.encode()
        offsets.append(at + len(body))
        body += b"</stata_dta>"
        offsets.append(at + len(body))
        shifted = offsets[:2] + [offset + self.map_shift for offset in offsets[2:]]
        return head + b"<map>" + self.pack("14Q", *shifted) + b"</map>" + body
