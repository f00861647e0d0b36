"""The corpus: statistics files, none of them made by our own writer, each with the table or the error it must give.

    python3 tests/support/corpus.py --write DIR [--without-programs] [--with-cuts]

writes all files to DIR (seeds for the fuzzer). Cases made by PSPP and R, and the files that Debian ships with them, need
those programs; --without-programs leaves them out. --with-cuts adds every cut and every changed byte of the small
files (some 20,000).
"""

import argparse
import pathlib

import corpus_hostile
import corpus_other_formats
import corpus_programs
import corpus_readable


def hand_built():
    for module in (corpus_readable, corpus_hostile, corpus_other_formats):
        yield from module.cases()


def cuts():
    for module in (corpus_hostile, corpus_other_formats):
        yield from module.cuts()
    yield from corpus_hostile.flips()


def from_programs():
    yield from corpus_programs.cases()


def all_cases(programs=True, with_cuts=True):
    """Every case, each with a name of its own."""
    cases = list(hand_built())
    cases += from_programs() if programs else []
    cases += cuts() if with_cuts else []
    names = [case.file_name for case in cases]
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    if twice:
        raise AssertionError(f"names used twice: {sorted(twice)}")
    return cases


def write(folder, cases):
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        if case.place is None:
            case.write(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=pathlib.Path, required=True, metavar="DIR")
    parser.add_argument("--without-programs", action="store_true")
    parser.add_argument("--with-cuts", action="store_true")
    options = parser.parse_args()
    cases = all_cases(not options.without_programs, options.with_cuts)
    write(options.write, cases)
    print(f"{len(cases)} cases in {options.write}")


if __name__ == "__main__":
    main()
