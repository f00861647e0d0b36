"""What a case of the corpus is: a file, and the table that must be read from it or the error that must be given."""

from dataclasses import dataclass, field


@dataclass
class Table:
    """What a file holds. Cells: float or int, str without trailing blanks, None (missing), `any` (whatever is read).
    No columns: only format, label and number of rows are looked at. `charsets`: any of these names is right; empty: not looked at.
    `labels`: variable -> {value: label}; those of values that occur must be told. None: not looked at."""

    format: str
    rows: int
    columns: dict                                # variable name -> cells, in the file's order
    charsets: tuple = ()
    label: str = None                            # file label; None: not looked at
    labels: dict = field(default_factory=dict)
    variable_labels: dict = field(default_factory=dict)  # only those told here are looked at
    tolerance: float = 0.0                       # relative, of numbers


@dataclass(frozen=True)
class Refusal:
    """An error, by any of these names of Errc."""

    codes: frozenset

    def __str__(self):
        return " or ".join(sorted(self.codes))


@dataclass
class Either:
    """Reading all of the table and refusing are both right; anything between is not."""

    table: Table
    refusal: Refusal


def refused(*codes):
    return Refusal(frozenset(codes))


DAMAGED = refused("file_damaged")
TRUNCATED = refused("file_truncated")
TRUNCATED_OR_DAMAGED = refused("file_truncated", "file_damaged")
EMPTY = refused("file_empty")
NOT_STATISTICS = refused("file_not_statistics")


@dataclass
class Case:
    name: str          # also the file's name, without the suffix
    suffix: str
    data: bytes
    expected: object   # Table, Refusal or Either
    place: object = None  # function of the path, where bytes are not enough (a folder, no file at all)

    @property
    def file_name(self):
        return self.name + self.suffix

    def write(self, folder):
        path = folder / self.file_name
        if self.place:
            self.place(path)
        else:
            path.write_bytes(self.data)
        return path


def cell_of(value):
    """A cell as the reader gives it: strings without trailing blanks."""
    if isinstance(value, str):
        return value.rstrip(" ")
    return value


def table_of(sav, **changes):
    """The table that a SavFile was built from; `columns` in changes replaces single columns (None: all are left out)."""
    names = [v.long_name or v.name for v in sav.variables]
    columns = {name: [cell_of(row[i]) for row in sav.rows] for i, name in enumerate(names)}
    changed = changes.pop("columns", {})
    columns = {} if changed is None else {**columns, **changed}
    given = {
        "format": "zsav" if sav.compression == 2 else "sav",
        "rows": len(sav.rows),
        "columns": columns,
        "label": sav.label,
        "labels": {name: dict(v.labels) for name, v in zip(names, sav.variables) if v.labels},
        "variable_labels": {name: v.label for name, v in zip(names, sav.variables)},
    }
    given.update(changes)
    return Table(**given)


def sav_case(name, sav, expected=None, data=None, **changes):
    """A case of a SavFile; without `expected` the table it was built from, with `changes` of that table."""
    suffix = ".zsav" if sav.compression == 2 else ".sav"
    return Case(name, suffix, sav.bytes() if data is None else data,
                table_of(sav, **changes) if expected is None else expected)
