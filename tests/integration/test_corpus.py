"""Runs every case of the corpus through read_dump, the reader's test program, and compares.

    python3 tests/integration/test_corpus.py --read-dump BIN [--read-dump ASAN_BIN] [--keep DIR] [--only TEXT]
                                             [--without-programs] [--without-cuts] [--threads N]

read_dump FILE... prints a line of JSON for each file, in order:
    {"format", "charset", "label", "rows", "variables": [{"name", "label", "numeric"}], "columns": {NAME: [cell, ...]},
     "labels": {NAME: {value: label}}}   or, where the file is refused,   {"error": "file_truncated", "message": "..."}
A crash, a sanitizer's report, a missing line, or more than 20 seconds for a file is a failure of the file it was at.
Exit code 1 when a case fails.
"""

import argparse
import codecs
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import corpus  # noqa: E402
from corpus_case import Either, Refusal  # noqa: E402

BATCH = 200           # files in one call
SECONDS_PER_FILE = 20
SHOWN = 8             # differences told of a case


def canonical(charset):
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return charset.lower()


def same_cell(expected, found, tolerance):
    if expected is any:
        return True
    if expected == "":  # a blank string: missing, or text of no length
        return found in ("", None)
    if expected is None or found is None or isinstance(expected, str) or isinstance(found, str):
        return expected == found
    return expected == found or math.isclose(expected, found, rel_tol=tolerance, abs_tol=0.0)


def label_key(value):
    return value.rstrip(" ") if isinstance(value, str) else float(value)


def labels_read(found, numeric):
    return {float(key) if numeric else key: label for key, label in found.items()}


def label_differences(table, found):
    numeric = {v["name"]: v["numeric"] for v in found["variables"]}
    for name in table.columns:
        declared = {label_key(value): label for value, label in table.labels.get(name, {}).items()}
        read = labels_read(found.get("labels", {}).get(name, {}), numeric.get(name, False))
        cells = {label_key(cell) for cell in table.columns[name] if cell is not None and cell is not any}
        for value, label in declared.items():
            if value in cells and read.get(value) != label:
                yield f"label of {name} = {value!r}: expected {label!r}, read {read.get(value)!r}"
        for value, label in read.items():
            if declared.get(value) != label:
                yield f"label of {name} = {value!r}: read {label!r}, expected {declared.get(value)!r}"


def cell_differences(table, found):
    if list(found["columns"]) != list(table.columns):
        yield f"variables: expected {list(table.columns)}, read {list(found['columns'])}"
        return
    for name, cells in table.columns.items():
        read = found["columns"][name]
        if len(read) != table.rows:
            yield f"{name}: {len(read)} cells for {table.rows} rows"
        for row, (expected, cell) in enumerate(zip(cells, read)):
            if not same_cell(expected, cell, table.tolerance):
                yield f"{name}[{row}]: expected {expected!r:.80}, read {cell!r:.80}"


def table_differences(table, found):
    if "error" in found:
        yield f"refused with {found['error']}: {found.get('message')}"
        return
    if found["rows"] != table.rows:
        yield f"{found['rows']} rows, expected {table.rows}"
        return
    if found["format"] != table.format:
        yield f"format {found['format']}, expected {table.format}"
    if table.charsets and canonical(found["charset"]) not in [canonical(c) for c in table.charsets]:
        yield f"charset {found['charset']}, expected {table.charsets}"
    if table.label is not None and found["label"] != table.label.strip():
        yield f"file label {found['label']!r}, expected {table.label!r}"
    if not table.columns:
        return
    yield from cell_differences(table, found)
    shown = {v["name"]: v["label"] for v in found["variables"]}
    for name, label in table.variable_labels.items():
        if name in shown and shown[name] != label:
            yield f"label of variable {name}: {shown[name]!r:.80}, expected {label!r:.80}"
    if table.labels is not None:
        yield from label_differences(table, found)


def differences(expected, found):
    """What is wrong with a line of read_dump; nothing: it is as expected."""
    if "failure" in found:
        return [found["failure"]]
    if isinstance(expected, Either):
        return differences(expected.refusal if "error" in found else expected.table, found)
    if not isinstance(expected, Refusal):
        return list(table_differences(expected, found))
    if "error" not in found:
        return [f"read {found['rows']} rows, expected to be refused with {expected}"]
    if found["error"] not in expected.codes:
        return [f"refused with {found['error']}, expected {expected}: {found.get('message')}"]
    return [] if found.get("message") else ["refused without a message"]


def run_batch(command, paths):
    """Lines of read_dump for the files; a file at which it died is told as {"failure"}, the others are run again."""
    environment = dict(os.environ, ASAN_OPTIONS="abort_on_error=1:detect_leaks=1:allocator_may_return_null=1", LC_ALL="C.UTF-8")
    found = []
    while len(found) < len(paths):
        rest = paths[len(found):]
        try:
            done = subprocess.run([*command, *rest], capture_output=True, env=environment, check=False,
                                  timeout=SECONDS_PER_FILE + 0.2 * len(rest))
            code, output, error = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired as expired:
            code, output, error = "timeout", expired.stdout or b"", expired.stderr or b""
        lines = [line for line in output.split(b"\n") if line.endswith(b"}")][:len(rest)]
        found += [parsed(line) for line in lines]
        if len(lines) < len(rest):
            found.append({"failure": f"died with {code}: {summary(error)}"})
        elif code not in (0, 3):
            found[-1] = {"failure": f"exit code {code}: {summary(error)}"}
    return found


def parsed(line):
    try:
        return json.loads(line)
    except ValueError as error:
        return {"failure": f"not JSON ({error}): {line[:200]!r}"}


def summary(stderr):
    lines = stderr.decode(errors="replace").splitlines()
    told = [line for line in lines if "ERROR" in line or "SUMMARY" in line or "runtime error" in line or "Assertion" in line]
    return " | ".join(told or lines[-3:])[:600]


def run(command, cases, folder):
    """Prints what differs; returns the number of cases that failed."""
    failed, began = 0, time.monotonic()
    for at in range(0, len(cases), BATCH):
        batch = cases[at:at + BATCH]
        paths = [str(folder / case.file_name) for case in batch]
        for case, found in zip(batch, run_batch(command, paths)):
            wrong = differences(case.expected, found)
            if wrong:
                failed += 1
                print(f"FAILED {case.file_name}")
                print("".join(f"    {line}\n" for line in wrong[:SHOWN]), end="")
    print(f"{' '.join(command)}: {len(cases)} cases, {failed} failed, {time.monotonic() - began:.1f} s")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read-dump", action="append", required=True, metavar="BIN")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="write the files there and leave them")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose file name holds TEXT")
    parser.add_argument("--without-programs", action="store_true", help="leave out the cases that PSPP and R make")
    parser.add_argument("--without-cuts", action="store_true")
    parser.add_argument("--threads", help="what read_dump is told")
    options = parser.parse_args()
    extra = ["--threads", options.threads] if options.threads else []
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        cases = [case for case in corpus.all_cases(not options.without_programs, not options.without_cuts)
                 if options.only in case.file_name]
        for case in cases:
            case.write(folder)
        failed = sum(run([program, *extra], cases, folder) for program in options.read_dump)
    print(f"{len(cases) * len(options.read_dump) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not cases else 0)


if __name__ == "__main__":
    main()
