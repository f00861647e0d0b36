"""Runs the model of the lease protocol (lease.pml): whole, it holds; without any one of its rules it does not.

Usage: test_lease.py    Needs spin and gcc. Ends with "N passed, N failed".
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

MODEL = Path(__file__).with_name("lease.pml")
MUTATIONS = ("NO_FENCING", "NO_GRACE", "NO_KEPT_END", "NO_KEPT_CLAIM")


def verify(define=None):
    """(errors, states) of a whole search."""
    flags = [f"-D{define}"] if define else []
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *words: subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True, timeout=120)
        run("spin", *flags, "-a", str(MODEL))
        run("gcc", "-O2", "-w", "-DMEMLIM=1024", "-DSAFETY", "-o", "pan", "pan.c")
        out = run("./pan", "-m200000", "-E").stdout
    if "max search depth too small" in out or "out of memory" in out:
        raise RuntimeError("the search is not whole:\n" + out)
    return int(re.search(r"errors: (\d+)", out)[1]), int(re.search(r"(\d+) states, stored", out)[1])


def main():
    passed = failed = 0
    for define in (None,) + MUTATIONS:
        errors, states = verify(define)
        holds = (errors == 0) == (define is None)
        passed, failed = passed + holds, failed + (not holds)
        print("ok  " if holds else "FAIL", f"{define or 'the protocol'}: {errors} errors in {states} states")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
