"""What the programs that check a running service have in common: how something is expected, and how the checks are run."""

import argparse
import os
import sys
import tempfile
import time
import traceback
from contextlib import closing


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def expect_status(answer, status, code=None):
    text = f"{answer.status} instead of {status}: {answer.body[:300]!r}"
    expect(answer.status == status, text)
    if code is not None:
        expect(answer.headers["Content-Type"] == "application/problem+json", f"not a problem: {answer.headers['Content-Type']}")
        expect(answer.json()["code"] == code, text)
    return answer


def closed(make):
    """For run_checks: the stage is what `make(place, programs)` gives, and is closed at the end."""
    return lambda place, programs: closing(make(place, programs))


def run_checks(name, checks, opened, call=lambda check, stage: check(stage), failed_one=None, told=None):
    """The exit status. Each check is a function check_NAME whose docstring states the behaviour.

    `opened(place, programs)` is a context that gives the stage, in a folder of its own. `call` runs a check on it. Where one fails
    `failed_one(stage)` brings the stage back; where any did, `told(stage)` is printed at the end: what its programs said.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    chosen = [check for check in checks if not arguments.only or check.__name__.removeprefix("check_") in arguments.only]
    failed = 0
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as place, opened(place, os.path.abspath(arguments.bin)) as stage:
        for check in chosen:
            begun = time.monotonic()
            try:
                call(check, stage)
                print(f"ok   {check.__doc__} ({time.monotonic() - begun:.1f} s)", flush=True)
            except Exception as error:  # a check that breaks is a failed one; the others run
                failed += 1
                print(f"FAIL {check.__doc__}: {type(error).__name__}: {error}", flush=True)
                traceback.print_exc(limit=-3, file=sys.stdout)
                if failed_one:
                    failed_one(stage)
        if failed and told:
            print(told(stage))
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0
