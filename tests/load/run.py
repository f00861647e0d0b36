"""Load: how much the service takes, beside nginx where there is a like, and that nothing is lost meanwhile.

Usage: run.py --bin DIR (--short | --long) [--only NAME]... [--place DIR]
       run.py --list
Each scenario starts a service of its own. --short looks for what is wrong only (answers, lost jobs) and judges no speed.
Ends with "N passed, N failed"; a missed goal is told and does not fail.
"""

import argparse
import os
import platform
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "chaos"))

import connections  # noqa: E402
import downloads  # noqa: E402
import month_end  # noqa: E402
import polls  # noqa: E402
import rows  # noqa: E402
import uploads  # noqa: E402
from stage import Stage  # noqa: E402

SCENARIOS = {"polls": polls.run, "connections": connections.run, "uploads": uploads.run, "downloads": downloads.run,
             "rows": rows.run, "month-end": month_end.run}


@dataclass
class Form:
    judges: bool = True            # tells whether goals are reached
    seconds: int = 20              # of each run at a rate
    repeat: int = 3                # of what is compared with nginx
    connections: int = 64          # of the polls that go as fast as they can
    steady_rate: int = 500
    steady_connections: int = 50
    login_districts: int = 100     # that the wrong logins try in turn
    busy_rows: int = 20_000        # of the jobs that keep the workers busy
    idle: int = 1000
    polling: int = 200
    uploads: tuple = (1, 8, 32)
    upload_mib: int = 50
    downloads: int = 8
    download_rows: int = 125_000
    rows: tuple = (125_000, 500_000)
    month_districts: tuple = (7, 50, 514)
    month_rows: int = 1250
    window: int = 60               # for ten minutes


SHORT = Form(judges=False, seconds=1, repeat=1, connections=8, steady_rate=200, steady_connections=20, login_districts=7, busy_rows=5000, idle=200,
             polling=50, uploads=(4,), upload_mib=4, downloads=4, download_rows=5000, rows=(5000,), month_districts=(7,), month_rows=300, window=4)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as source:
        cpu = next((line.split(":", 1)[1].strip() for line in source if line.startswith("model name")), platform.machine())
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return f"{time.strftime('%Y-%m-%d', time.gmtime())}, {os.cpu_count()} cores, {cpu}, load before: {load}"


def tell(text=""):
    print(text, flush=True)


def run_one(name, form, options):
    tell(f"\n== {name}")
    began = time.monotonic()
    try:
        problems = SCENARIOS[name](form, options.bin, options.place, tell)
    except (OSError, RuntimeError, ValueError, KeyError, StopIteration) as error:
        traceback.print_exc(file=sys.stdout)
        problems = [f"{type(error).__name__}: {error}"]
    tell(f"{name}: {time.monotonic() - began:.0f} s")
    for problem in problems[:12]:
        tell(f"  FAILED: {problem}")
    return not problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin", help="where the programs are")
    parser.add_argument("--place", default="build/load", help="folder for the services' storage; its disk is what is measured")
    parser.add_argument("--redis-place", help="folder for Redis' data, on another disk; without it: in --place")
    parser.add_argument("--only", action="append", default=[], choices=SCENARIOS, metavar="NAME")
    parser.add_argument("--list", action="store_true")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--short", action="store_true")
    form.add_argument("--long", action="store_false", dest="short")
    options = parser.parse_args()
    if options.list:
        return print("\n".join(SCENARIOS))
    Stage.redis_place = options.redis_place and os.path.abspath(options.redis_place)
    options.bin, options.place = os.path.abspath(options.bin), os.path.abspath(options.place)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the programs that it starts take it over
    tell(machine())
    names = options.only or list(SCENARIOS)
    passed = sum(run_one(name, SHORT if options.short else Form(), options) for name in names)
    tell(f"\n{passed} passed, {len(names) - passed} failed")
    return sys.exit(0 if passed == len(names) else 1)


if __name__ == "__main__":
    main()
