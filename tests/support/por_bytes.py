"""Builds SPSS portable files (.por) byte by byte, after the format's description in the PSPP developer manual."""

from dataclasses import dataclass, field

DIGITS_30 = "0123456789ABCDEFGHIJKLMNOPQRST"
# Position of each character in the translation table; the rest of the 256 places stand for characters not in use.
PLACES = dict(enumerate(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .<(+|&[]!$*);^-/", 64))
PLACES.update({144: ",", 145: "%", 146: "_", 147: ">", 148: "?", 150: ":", 151: "#", 152: "@", 153: "'", 154: "=", 155: '"'})


@dataclass
class PorVariable:
    name: str
    width: int = 0
    label: str = ""
    missing: list = field(default_factory=list)    # records 8
    missing_record: str = ""                       # a record 9, A or B as it stands
    labels: dict = field(default_factory=dict)


@dataclass
class PorFile:
    variables: list
    rows: list
    codec: str = "latin-1"
    vanity: str = "ASCII SPSS PORT FILE"
    signature: str = "SPSSPORT"
    version: str = "A"
    date: str = "20250620"
    time: str = "104600"
    count: str = None     # the number of variables as it stands
    repeated_digits: bool = False  # the digits once more at their superscripts' places, as PSPP writes the table
    extra: str = ""       # records before the data
    end: str = "Z"
    padded: bool = True   # strings of the data filled up with blanks to their variable's width

    def number(self, value):
        """Exact in base 30: an integer, or a decimal fraction of up to four places by its nearest ten digits."""
        if value is None:
            return "*."
        sign = "-" if value < 0 else ""
        whole = int(abs(value))
        rest = abs(value) - whole
        digits = DIGITS_30[0] if whole == 0 else ""
        while whole:
            whole, digit = divmod(whole, 30)
            digits = DIGITS_30[digit] + digits
        if rest:
            digits += "."
            for _ in range(12):
                rest *= 30
                digits += DIGITS_30[int(rest)]
                rest -= int(rest)
        return f"{sign}{digits}/"

    def string(self, text):
        return self.number(len(text.encode(self.codec))) + text

    def value(self, value):
        return self.string(value) if isinstance(value, str) else self.number(value)

    def table(self):
        places = dict(PLACES)
        if self.repeated_digits:
            places.update({161 + i: str(i) for i in range(10)})
        return "".join(places.get(i, "0") for i in range(256))

    def records(self):
        out = self.signature + self.version + self.string(self.date) + self.string(self.time)
        out += "1" + self.string("hand made")
        out += "4" + (self.number(len(self.variables)) if self.count is None else self.count) + "5" + self.number(11)
        for v in self.variables:
            shown = self.number(1 if v.width else 5) + self.number(v.width or 8) + self.number(0 if v.width else 2)
            out += "7" + self.number(v.width) + self.string(v.name) + shown * 2
            out += "".join("8" + self.value(x) for x in v.missing) + v.missing_record
            out += "C" + self.string(v.label) if v.label else ""
        for v in self.variables:
            if v.labels:
                out += "D" + self.number(1) + self.string(v.name) + self.number(len(v.labels))
                out += "".join(self.value(value) + self.string(label) for value, label in v.labels.items())
        return out + self.extra + "F"

    def data(self):
        return "".join(self.value(cell.ljust(v.width) if self.padded and isinstance(cell, str) else cell)
                       for row in self.rows for v, cell in zip(self.variables, row))

    def bytes(self):
        """Lines of 80 characters, the last filled up with Z."""
        head = self.vanity.ljust(40) * 5 + self.table()
        text = (head + self.records() + self.data() + self.end).encode(self.codec)
        text += b"Z" * (-len(text) % 80) if self.end else b""
        return b"".join(text[at:at + 80] + b"\r\n" for at in range(0, len(text), 80))
