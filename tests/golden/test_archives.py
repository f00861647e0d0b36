#!/usr/bin/python3
"""Reads every zip of a run back with zipfile and unzip, and compares its members with the files beside it.

Usage: test_archives.py OUT_DIR
OUT_DIR is what `sipro olah` wrote. Prints a line for each failure, then `N passed, N failed`; exit 1 where something failed.
"""

import pathlib
import shutil
import subprocess
import sys
import zipfile

UTF8_NAME = 0x800
REGULAR_0644 = 0o100644


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def equal(self, what, got, wanted):
        if got == wanted:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {what} is {got!r}, not {wanted!r}")


def check_member(check, archive, member, out):
    name = member.filename
    beside = out / name
    check.equal(f"{name} lies beside the archive", beside.is_file(), True)
    if beside.is_file():
        check.equal(f"{name} has the file's bytes", archive.read(member) == beside.read_bytes(), True)
    check.equal(f"{name} is UTF-8", name.isascii() or bool(member.flag_bits & UTF8_NAME), True)
    check.equal(f"mode of {name}", member.external_attr >> 16, REGULAR_0644)
    stored = name.endswith(".xlsx")
    check.equal(f"compression of {name}", member.compress_type, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def check_archive(check, path, out):
    if shutil.which("unzip"):
        tested = subprocess.run(["unzip", "-tq", str(path)], capture_output=True, check=False)
        check.equal(f"unzip -t {path.name}", tested.returncode, 0)
    with zipfile.ZipFile(path) as archive:
        check.equal(f"damaged member of {path.name}", archive.testzip(), None)
        members = archive.infolist()
        names = [member.filename for member in members]
        check.equal(f"{path.name} has each name once", len(set(names)), len(names))
        check.equal(f"{path.name} has one time stamp", len({member.date_time for member in members}), 1)
        for member in members:
            check_member(check, archive, member, out)
        books = {str(book.relative_to(out)) for book in out.rglob("*.xlsx") if book.name[0].isdigit()}
        check.equal(f"books missing from {path.name}", sorted(books - set(names)), [])


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    out = pathlib.Path(sys.argv[1])
    archives = sorted(out.glob("*.zip"))
    check = Checks()
    for path in archives:
        check_archive(check, path, out)
    print(f"{len(archives)} archives")
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed or not archives else 0


if __name__ == "__main__":
    sys.exit(main())
