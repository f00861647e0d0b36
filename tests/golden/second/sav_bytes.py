"""Byte-level writer and reader of SPSS system files (.sav), after the layout that the PSPP developers' guide documents.

It knows nothing of the project: tests write their inputs and read the project's output with it, so a mistake in the
project's own reader or writer cannot hide itself. Little-endian only; plain or bytecode-compressed data.
"""

import struct
from dataclasses import dataclass, field

SYSMIS = -struct.unpack("<d", struct.pack("<Q", 0x7FEFFFFFFFFFFFFF))[0]
HIGHEST = -SYSMIS
LOWEST = struct.unpack("<d", struct.pack("<Q", 0xFFEFFFFFFFFFFFFE))[0]
BIAS = 100.0
CODE_PAGES = {"UTF-8": 65001, "windows-1252": 1252}
SEGMENT_DATA = 255  # bytes of a very long string that one of its segments holds
SEGMENT_SHARE = 252  # width that one segment stands for


@dataclass
class Variable:
    """width 0 is a number; otherwise the bytes of a string. user_missing: up to three numbers."""

    name: str
    width: int = 0
    label: str = ""
    value_labels: dict = field(default_factory=dict)
    user_missing: tuple = ()


def write_sav(path, variables, rows, label="", encoding="UTF-8", compressed=True, created=("20 Jun 25", "10:46:00")):
    """Writes rows (sequences of str, float or None in the order of `variables`) and returns the bytes written."""
    content = sav_bytes(variables, rows, label, encoding, compressed, created)
    with open(path, "wb") as out:
        out.write(content)
    return content


def sav_bytes(variables, rows, label, encoding, compressed, created):
    short = short_names(variables)
    case_size = sum(units(v) for v in variables)
    parts = [header(case_size, compressed, len(rows), label.encode(encoding), created)]
    for variable, name in zip(variables, short):
        parts.append(variable_records(variable, name, encoding))
    parts.append(value_label_records(variables, encoding))
    parts.append(extension(3, 4, struct.pack("<8i", 20, 0, 0, -1, 1, 1, 2, CODE_PAGES[encoding])))
    parts.append(extension(4, 8, struct.pack("<3d", SYSMIS, HIGHEST, LOWEST)))
    long_names = "\t".join(f"{s}={v.name}" for s, v in zip(short, variables))
    parts.append(extension(13, 1, long_names.encode(encoding)))
    very_long = "".join(f"{s}={v.width:05d}\0\t" for s, v in zip(short, variables) if v.width > SEGMENT_DATA)
    if very_long:
        parts.append(extension(14, 1, very_long.encode("ascii")))
    parts.append(extension(20, 1, encoding.encode("ascii")))
    parts.append(struct.pack("<2i", 999, 0))
    data = b"".join(case_bytes(variables, row, encoding) for row in rows)
    parts.append(bytecode(data) if compressed else data)
    return b"".join(parts)


def header(case_size, compressed, cases, label, created):
    return b"".join([
        b"$FL2",
        b"@(#) SPSS DATA FILE test writer".ljust(60),
        struct.pack("<5i", 2, case_size, 1 if compressed else 0, 0, cases),
        struct.pack("<d", BIAS),
        created[0].encode("ascii").ljust(9)[:9],
        created[1].encode("ascii").ljust(8)[:8],
        label.ljust(64)[:64],
        b"\0\0\0",
    ])


def short_names(variables):
    """The first eight letters, or a numbered name where those are taken."""
    taken, names = set(), []
    for number, variable in enumerate(variables):
        name = variable.name.upper()[:8]
        if name in taken:
            name = f"V{number:03d}_A"
        taken.add(name)
        names.append(name)
    return names


def segments(width):
    """The widths of the string variables that store a string of this width."""
    if width <= SEGMENT_DATA:
        return [width]
    count = (width + SEGMENT_SHARE - 1) // SEGMENT_SHARE
    return [SEGMENT_DATA] * (count - 1) + [width - (count - 1) * SEGMENT_SHARE]


def units(variable):
    """How many 8-byte elements a value takes."""
    if variable.width == 0:
        return 1
    return sum((w + 7) // 8 for w in segments(variable.width))


def variable_records(variable, short, encoding):
    if variable.width == 0:
        return variable_record(0, short, variable.label.encode(encoding), variable.user_missing)
    parts = []
    for number, width in enumerate(segments(variable.width)):
        name = short if number == 0 else f"{short[:5]}_{number}"
        text = variable.label.encode(encoding) if number == 0 else b""
        parts.append(variable_record(width, name, text, ()))
        continuation = struct.pack("<6i", 2, -1, 0, 0, 0, 0) + b" " * 8
        parts.append(continuation * ((width + 7) // 8 - 1))
    return b"".join(parts)


def variable_record(width, name, label, user_missing):
    form = (1 << 16) | (width << 8) if width else (5 << 16) | (12 << 8) | 2
    record = struct.pack("<6i", 2, width, 1 if label else 0, len(user_missing), form, form)
    record += name.encode("ascii").ljust(8)[:8]
    if label:
        record += struct.pack("<i", len(label)) + label + b" " * (-len(label) % 4)
    return record + b"".join(struct.pack("<d", value) for value in user_missing)


def value_label_records(variables, encoding):
    parts, index = [], 1
    for variable in variables:
        if variable.value_labels:
            parts.append(struct.pack("<2i", 3, len(variable.value_labels)))
            for value, text in variable.value_labels.items():
                coded = text.encode(encoding)
                raw = struct.pack("<d", value) if variable.width == 0 else value.encode(encoding).ljust(8)[:8]
                parts.append(raw + (bytes([len(coded)]) + coded).ljust((len(coded) + 8) // 8 * 8))
            parts.append(struct.pack("<3i", 4, 1, index))
        index += units(variable)
    return b"".join(parts)


def extension(subtype, size, data):
    return struct.pack("<4i", 7, subtype, size, len(data) // size) + data


def case_bytes(variables, row, encoding):
    return b"".join(value_bytes(variable, value, encoding) for variable, value in zip(variables, row))


def value_bytes(variable, value, encoding):
    if variable.width == 0:
        return struct.pack("<d", SYSMIS if value is None else value)
    text = (value or "").encode(encoding)
    if len(text) > variable.width:
        raise ValueError(f"{variable.name}: {value!r} is wider than {variable.width} bytes")
    if variable.width <= SEGMENT_DATA:
        return text.ljust((variable.width + 7) // 8 * 8)
    parts = []
    for number, width in enumerate(segments(variable.width)):
        piece = text[number * SEGMENT_DATA:(number + 1) * SEGMENT_DATA]
        parts.append(piece.ljust((width + 7) // 8 * 8))
    return b"".join(parts)


def bytecode(data):
    """Blocks of eight codes, each followed by the elements that the codes could not express."""
    output, codes, raw = [], bytearray(), []
    for start in range(0, len(data), 8):
        element = data[start:start + 8]
        code = code_of(element)
        codes.append(code)
        if code == 253:
            raw.append(element)
        if len(codes) == 8:
            output.append(bytes(codes) + b"".join(raw))
            codes, raw = bytearray(), []
    if codes:
        output.append(bytes(codes).ljust(8, b"\0") + b"".join(raw))
    return b"".join(output)


_CODES = {struct.pack("<d", number - BIAS): number for number in range(1, 252)}
_CODES[b" " * 8] = 254
_CODES[struct.pack("<d", SYSMIS)] = 255


def code_of(element):
    return _CODES.get(element, 253)


# ---- reading ----------------------------------------------------------------------------------------------------


@dataclass
class SavFile:
    label: str
    encoding: str
    variables: list
    rows: list  # dicts name -> str (trailing blanks cut), float or None
    documents: list


class _Cursor:
    def __init__(self, content):
        self.content, self.at = content, 0

    def take(self, count):
        piece = self.content[self.at:self.at + count]
        if len(piece) < count:
            raise ValueError(f"file ends at byte {len(self.content)}, {count} bytes wanted at {self.at}")
        self.at += count
        return piece

    def integers(self, count):
        return struct.unpack(f"<{count}i", self.take(4 * count))


def read_sav(path):
    with open(path, "rb") as source:
        cursor = _Cursor(source.read())
    if cursor.take(4) != b"$FL2":
        raise ValueError("not a system file with plain or bytecode data")
    cursor.take(60)
    _layout, _case_size, compression, _weight, cases = cursor.integers(5)
    bias = struct.unpack("<d", cursor.take(8))[0]
    cursor.take(17)
    label = cursor.take(64)
    cursor.take(3)
    dictionary = read_dictionary(cursor)
    encoding = dictionary["encoding"]
    fields = join_segments(dictionary, encoding)
    width = sum(8 * f["units"] for f in fields)
    data = cursor.content[cursor.at:]
    if compression == 1:
        data = expand(data, bias)
    elif compression != 0:
        raise ValueError(f"compression {compression} is not read here")
    count = len(data) // width
    if cases not in (-1, count):
        raise ValueError(f"header says {cases} cases, data hold {count}")
    rows = [read_case(fields, data[n * width:(n + 1) * width], encoding) for n in range(count)]
    variables = [Variable(f["name"], f["width"], f["label"], f["value_labels"], f["user_missing"]) for f in fields]
    return SavFile(label.decode(encoding).rstrip(), encoding, variables, rows, dictionary["documents"])


def read_dictionary(cursor):
    found = {"fields": [], "long": {}, "very_long": {}, "encoding": "windows-1252", "documents": [], "labels": []}
    raw_documents, labels = [], []
    while True:
        kind = cursor.integers(1)[0]
        if kind == 2:
            read_variable(cursor, found["fields"])
        elif kind == 3:
            labels = [read_value_label(cursor) for _ in range(cursor.integers(1)[0])]
        elif kind == 4:
            for index in cursor.integers(cursor.integers(1)[0]):
                found["labels"].append((index, labels))
        elif kind == 6:
            raw_documents = [cursor.take(80) for _ in range(cursor.integers(1)[0])]
        elif kind == 7:
            subtype, size, count = cursor.integers(3)
            data = cursor.take(size * count)
            if subtype == 13:
                found["raw_long"] = data
            elif subtype == 14:
                pairs = [p.strip(b"\0") for p in data.split(b"\t") if b"=" in p]
                found["very_long"] = {p.split(b"=")[0].decode("ascii"): int(p.split(b"=")[1]) for p in pairs}
            elif subtype == 3 and struct.unpack("<8i", data)[7] == CODE_PAGES["UTF-8"]:
                found["encoding"] = "UTF-8"  # a file may have no record 20: the code page then tells
            elif subtype == 20:
                found["encoding"] = data.decode("ascii")
        elif kind == 999:
            cursor.integers(1)
            break
        else:
            raise ValueError(f"record type {kind} at byte {cursor.at}")
    pairs = [p for p in found.get("raw_long", b"").decode(found["encoding"]).split("\t") if "=" in p]
    found["long"] = {p.split("=")[0]: p.split("=", 1)[1] for p in pairs}
    found["documents"] = [line.decode(found["encoding"], "replace").rstrip() for line in raw_documents]
    return found


def read_value_label(cursor):
    raw = cursor.take(8)
    length = cursor.take(1)[0]
    return raw, cursor.take((length + 8) // 8 * 8 - 1)[:length]


def read_variable(cursor, fields):
    width, has_label, missing, _print, _write = cursor.integers(5)
    name = cursor.take(8).decode("ascii").rstrip()
    label = b""
    if has_label:
        length = cursor.integers(1)[0]
        label = cursor.take((length + 3) // 4 * 4)[:length]
    missing_values = cursor.take(8 * abs(missing))
    discrete = struct.unpack(f"<{missing}d", missing_values) if width == 0 and missing > 0 else ()
    if width >= 0:
        fields.append({"short": name, "width": width, "units": max(1, (width + 7) // 8), "raw_label": label,
                       "user_missing": discrete})


def join_segments(dictionary, encoding):
    joined, waiting = [], 0
    for part in dictionary["fields"]:
        if waiting:
            waiting -= 1
            joined[-1]["pieces"].append(part["units"])
            joined[-1]["units"] += part["units"]
            continue
        full = dictionary["very_long"].get(part["short"], part["width"])
        name = dictionary["long"].get(part["short"], part["short"])
        label = part["raw_label"].decode(encoding)
        joined.append({"name": name, "width": full, "units": part["units"], "pieces": [part["units"]], "label": label,
                       "user_missing": part["user_missing"], "value_labels": {}})
        waiting = len(segments(full)) - 1 if full > SEGMENT_DATA else 0
    attach_value_labels(joined, dictionary["labels"], encoding)
    return joined


def attach_value_labels(fields, labels, encoding):
    """Value labels name their variables by the position of the first element, counted from 1."""
    at_index, index = {}, 1
    for part in fields:
        at_index[index] = part
        index += part["units"]
    for index, pairs in labels:
        part = at_index[index]
        for raw, text in pairs:
            value = struct.unpack("<d", raw)[0] if part["width"] == 0 else raw.decode(encoding).rstrip(" ")
            part["value_labels"][value] = text.decode(encoding)


def expand(data, bias):
    output, at = [], 0
    while at < len(data):
        codes = data[at:at + 8]
        at += 8
        for code in codes:
            if code == 252:
                return b"".join(output)
            if code == 253:
                output.append(data[at:at + 8])
                at += 8
            elif code == 254:
                output.append(b" " * 8)
            elif code == 255:
                output.append(struct.pack("<d", SYSMIS))
            elif code:
                output.append(struct.pack("<d", code - bias))
    return b"".join(output)


def read_case(fields, data, encoding):
    row, at = {}, 0
    for part in fields:
        if part["width"] == 0:
            number = struct.unpack("<d", data[at:at + 8])[0]
            row[part["name"]] = None if number == SYSMIS else number
            at += 8
            continue
        pieces = []
        for count in part["pieces"]:
            pieces.append(data[at:at + 8 * count][:SEGMENT_DATA])
            at += 8 * count
        row[part["name"]] = b"".join(pieces)[:part["width"]].decode(encoding).rstrip(" ")
    return row
