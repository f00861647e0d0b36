"""deploy/steps.sh and deploy/install: no failure gets lost between a program and the closing line.

Usage: test_steps.py    Ends with "N passed, N failed".
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from verdicts import report  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

# (behaviour, script after sourcing, exit status, closing line, what else the output must hold)
CASES = [
    ("a quiet success counts as one", "step a 9 '' true; finish", 0, "1 passed, 0 failed", ["ok"]),
    ("a quiet failure counts as one", "step a 9 '' false; finish", 1, "0 passed, 1 failed", ["FAILED"]),
    ("a later step runs after a failed one", "step a 9 '' false; step b 9 '' true; finish", 1, "1 passed, 1 failed", []),
    ("a step that needs a failed one is not run", "step a 9 '' false; step b 9 a true; finish", 1, "0 passed, 2 failed",
     ["not run"]),
    ("that reaches further", "step a 9 '' false; step b 9 a true; step c 9 b true; finish", 1, "0 passed, 3 failed", []),
    ("counts of programs are added", "t() { echo '3 passed, 0 failed'; echo '4 passed, 0 failed'; }; step a 9 '' t; finish",
     0, "7 passed, 0 failed", []),
    ("CTest's count is read", "t() { echo '93% tests passed, 1 tests failed out of 15'; return 8; }; step a 9 '' t; finish",
     1, "14 passed, 1 failed", []),
    ("a count inside a sentence is none", "t() { echo 'x: 3 passed, 0 failed so far'; }; step a 9 '' t; finish", 0,
     "1 passed, 0 failed", []),
    ("a failed count fails in spite of exit 0", "t() { echo '3 passed, 1 failed'; }; step a 9 '' t; finish", 1,
     "3 passed, 1 failed", []),
    ("exit 1 fails in spite of the count", "t() { echo '3 passed, 0 failed'; return 1; }; step a 9 '' t; finish", 1,
     "3 passed, 1 failed", []),
    ("a command in the middle stops its step", "t() { false; echo '3 passed, 0 failed'; }; step a 9 '' t; finish", 1,
     "0 passed, 1 failed", []),
    ("a missing test program fails", "step a 9 '' python_test none_such.py; finish", 1, "0 passed, 1 failed",
     ["without saying"]),
    ("a test program without a count fails", "echo 'print(1)' >p.py; step a 9 '' python_test p.py; finish", 1,
     "0 passed, 1 failed", ["without saying"]),
    ("it counts beside others", "t() { echo '3 passed, 0 failed'; python_test none_such.py; }; step a 9 '' t; finish", 1,
     "3 passed, 1 failed", []),
    ("a test program that dies after its count fails",
     "echo 'print(\"2 passed, 0 failed\"); exit(3)' >p.py; step a 9 '' python_test p.py; finish", 1,
     "2 passed, 1 failed", []),
    ("the tail of a failed step is shown", "t() { echo the reason; false; }; step a 9 '' t; finish", 1,
     "0 passed, 1 failed", ["   | the reason"]),
    ("a note is repeated", "t() { echo 'NOTE: two left'; }; step a 9 '' t; finish", 0, "1 passed, 0 failed",
     ["a: two left"]),
    ("chosen steps only", "chosen=(b); step a 9 '' false; step b 9 a true; finish", 0, "1 passed, 0 failed", []),
    ("a misspelt step fails", "chosen=(b x); step b 9 '' true; finish", 1, "1 passed, 1 failed", ["no such step"]),
    ("nothing run is no success", "chosen=(x); finish", 1, "0 passed, 1 failed", []),
    ("a slow step is told", "step a -1 '' true; finish", 0, "1 passed, 0 failed", ["over its budget"]),
    ("a step has no input", "t() { ! read -r line; }; step a 9 '' t; finish", 0, "1 passed, 0 failed", []),
]


def check_steps(script, status, closing, holds):
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(["bash", "-c", f'set -euo pipefail; . "{ROOT}/deploy/steps.sh"; {script}'], cwd=folder,
                             text=True, capture_output=True, input="a line\n", timeout=30)
    lines = run.stdout.splitlines() or [""]
    if run.returncode != status:
        yield f"exit {run.returncode}, not {status}: {run.stderr.strip()}"
    if lines[-1] != closing:
        yield f"closes with {lines[-1]!r}, not {closing!r}"
    for text in holds:
        if text not in run.stdout:
            yield f"does not tell {text!r}"


def check_packages():
    """Each line is GROUP PACKAGE, no pair twice, and deploy/install prints every group."""
    pairs = []
    for number, line in enumerate((ROOT / "deploy/packages").read_text(encoding="utf-8").splitlines(), 1):
        words = line.split("#")[0].split()
        if words and not (len(words) == 2 and re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", words[1])):
            yield f"line {number} is not GROUP PACKAGE"
        elif words:
            pairs.append(tuple(words))
    if len(pairs) != len(set(pairs)):
        yield "a package stands twice in a group"
    for group in sorted({group for group, _ in pairs}):
        run = subprocess.run([ROOT / "deploy/install", "--list", group], text=True, capture_output=True, timeout=30)
        if run.stdout.split() != sorted(package for name, package in pairs if name == group):
            yield f"deploy/install --list {group} tells other packages"


def check_unknown_group():
    run = subprocess.run([ROOT / "deploy/install", "--list", "build", "nosuch"], text=True, capture_output=True, timeout=30)
    if run.returncode == 0 or "nosuch" not in run.stderr:
        yield f"exit {run.returncode}, {run.stderr!r}"


def main():
    results = [(name, list(check_steps(*rest))) for name, *rest in CASES]
    results.append(("the package list is well-formed", list(check_packages())))
    results.append(("an unknown group is refused by name", list(check_unknown_group())))
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
