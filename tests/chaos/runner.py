"""Runs scenarios side by side, each with a cluster of its own in a temporary folder and, as root, in namespaces of its own:
whatever happens, they end with it. Prints planned / hit / lost / doubled / refused, then "N passed, N failed".
"""

import argparse
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from scenario import SCENARIOS, Row, Stage

HEAD = f"{'scenario':<22} {'planned':>7} {'hit':>6} {'lost':>5} {'doubled':>7} {'refused':>7} {'jobs':>6} {'seconds':>7}  figure"


def line_of(row):
    return (f"{row.name:<22} {row.planned:>7} {row.hit:>6} {row.lost:>5} {row.doubled:>7} {row.refused:>7} {row.jobs:>6} "
            f"{row.seconds:>7.1f}  {row.figure}{'' if row.passed() else '  FAILED'}")


def run_one(name, place, programs, long, seed):
    """In its own process: the row as JSON on the last line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    row = Stage(name, place, programs, long, seed).run(SCENARIOS[name][0])
    print(json.dumps(dataclasses.asdict(row)))


class Run:
    """A scenario under way in a process of its own."""

    def __init__(self, name, options):
        self.name, self.limit = name, SCENARIOS[name][1][options.long]
        self.place = tempfile.mkdtemp(prefix="chaos-")
        self.begun = time.monotonic()
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", *options.apart] if os.geteuid() == 0 else []
        # bash is the namespace's first process: it takes up and buries what orphans there are.
        command = [*apart, "bash", "-c", '"$@"; exit $?', "chaos", sys.executable, options.program, "--bin", options.bin,
                   "--one", name, "--place", self.place, "--seed", options.seed, "--long" if options.long else "--short"]
        with open(self.path("out"), "wb") as out, open(self.path("err"), "wb") as err:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                          start_new_session=True)

    def path(self, name):
        return os.path.join(self.place, name)

    def overdue(self):
        return time.monotonic() - self.begun > self.limit

    def end(self):
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def row(self):
        with open(self.path("out"), encoding="utf-8") as source:
            lines = source.read().splitlines()
        try:
            return Row(**json.loads(lines[-1]))
        except (IndexError, ValueError, TypeError):
            with open(self.path("err"), encoding="utf-8", errors="replace") as source:
                said = source.read()[-1500:]
            why = f"not done after {self.limit} s" if self.overdue() else f"ended with {self.popen.returncode}"
            return Row(self.name, seconds=time.monotonic() - self.begun, problems=[f"{why}: {said}"])

    def clear(self):
        shutil.rmtree(self.place, ignore_errors=True)


class Runs:
    def __init__(self, options):
        self.options, self.rows, self.going = options, [], []

    def all(self, names):
        waiting = sorted(names, key=lambda name: -SCENARIOS[name][1][self.options.long])
        try:
            while waiting or self.going:
                while waiting and len(self.going) < self.options.jobs:
                    self.going.append(Run(waiting.pop(0), self.options))
                self._collect()
                time.sleep(0.1)
        finally:
            for run in self.going:
                run.end()
                run.clear()
        return self.rows

    def _collect(self):
        for run in list(self.going):
            if run.overdue():
                run.end()
            if run.popen.poll() is None:
                continue
            self.going.remove(run)
            row = run.row()
            self.rows.append(row)
            print(line_of(row), flush=True)
            for problem in row.problems[:12]:
                print(f"    {problem}", flush=True)
            if self.options.keep and not row.passed():
                print(f"    kept: {run.place}", flush=True)
            else:
                run.clear()


def parse(doc):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin", help="where the programs are")
    parser.add_argument("--only", action="append", default=[], help="a scenario; may be repeated")
    parser.add_argument("--jobs", type=int, default=6, help="scenarios side by side")
    parser.add_argument("--out", help="also write the table there")
    parser.add_argument("--keep", action="store_true", help="keep the folder of a failed scenario")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seed", default="1", help="of what is drawn")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--place", help=argparse.SUPPRESS)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--short", action="store_false", dest="long", default=False)
    form.add_argument("--long", action="store_true")
    return parser.parse_args()


def play(program, doc, apart):
    options = parse(doc)
    options.bin, options.program, options.apart = os.path.abspath(options.bin), os.path.abspath(program), apart
    if options.one:
        return run_one(options.one, options.place, options.bin, options.long, options.seed)
    if options.list:
        return print("\n".join(SCENARIOS))
    names = options.only or list(SCENARIOS)
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        sys.exit(f"no such scenario: {', '.join(unknown)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(HEAD, flush=True)
    rows = Runs(options).all(names)
    if options.out:
        with open(options.out, "a", encoding="utf-8") as out:
            out.write("\n".join([HEAD, *[line_of(row) for row in sorted(rows, key=lambda row: row.name)], ""]))
    failed = sum(not row.passed() for row in rows) + len(names) - len(rows)
    print(f"{len(names) - failed} passed, {failed} failed")
    return sys.exit(1 if failed else 0)


def main(program, doc, apart=()):
    """`program`: the file that has registered the scenarios. `apart`: further namespaces that each gets, as unshare's options."""
    try:
        play(program, doc, apart)
    except KeyboardInterrupt:
        print("interrupted: all that was started has been ended")
        sys.exit(130)
    except OSError:
        traceback.print_exc()
        sys.exit(1)
