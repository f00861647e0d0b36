#!/usr/bin/python3
"""Measures the data path beside its peers and floors, in one run: run.py --bin DIR [--sizes D,S,L] [--repeat N] [--out FILE].

Every measure of a size is run in turn, and the whole turn repeated, so that a machine that drifts drifts for all of them.
Reported are medians of the repetitions, ratios are medians of the ratios of one repetition ("paired"). Peers that need
minutes at size L are run in its first repetition only.

Peers: the R pipeline named by SIPRO_R_PIPELINE (run, never copied), haven and PSPP for reading. Floors: the bytes copied
by cat, ReadStat tuned with an empty callback, ReadStat writing the clean file's rows from memory.
"""
import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from goals import goals_of, verdict
from sizes import SIZES, make_data

ROOT = Path(__file__).resolve().parents[2]
TIME = "2025-06-20T10:46:00+07:00"
YEAR, MONTH = "2025", "5"
PACKAGES = ["g++", "libreadstat1", "libxlsxwriter4", "libzip4", "pspp", "r-base-core", "r-cran-haven", "r-cran-data.table",
            "r-cran-openxlsx"]


@dataclass
class Measure:
    """What is run: `command(output folder)`; its own `seconds` on stdout (a floor without process start) or the wall's."""
    name: str
    command: Callable[[Path], list[str]]
    own_clock: bool = False
    slow: bool = False
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    seconds: float
    peak_mib: float
    sync: float = math.nan


def r_script(path):
    return ["Rscript", "--vanilla", str(path)]


def read_by_haven(files):
    names = ", ".join(json.dumps(str(file)) for file in files)
    return ["Rscript", "--vanilla", "-e", f"for (f in c({names})) invisible(haven::read_sav(f))"]


def read_by_pspp(files, out):
    syntax = out / "read.sps"
    # A procedure, since PSPP passes over the data of an EXECUTE that has nothing to do.
    syntax.write_text("".join(f"GET FILE='{file}'.\nDESCRIPTIVES NILAI.\n" for file in files), encoding="utf-8")
    return ["pspp", "-O", "format=txt", "-o", str(out / "pspp.txt"), str(syntax)]


def whole_path(*commands):
    """One process after another, as an officer runs them; paths travel as arguments, so that blanks need no quoting."""
    words, script = [], []
    for command in commands:
        script.append(" ".join(f'"${{{len(words) + i + 1}}}"' for i in range(len(command))))
        words += command
    return ["sh", "-c", " && ".join(script), "sh", *words]


def measures_of(data, binaries, r_pipeline):
    files = [str(file) for file in data.files]
    years = [word for name, year in data.years.items() for word in ("--year", f"{name}={year}")]
    clean = str(data.clean)

    def preprocess(threads, out):
        return [f"{binaries}/sipro", "preprocess", "--flow", "ekspor", "--time", TIME, "--threads", threads, *years, "--out",
                str(out), *files]

    def olah(threads, out, source=clean):
        return [f"{binaries}/sipro", "olah", "ekspor", "--year", YEAR, "--month", MONTH, "--time", TIME, "--threads", threads,
                "--out", str(out), source]

    def whole(threads, out):
        return whole_path(preprocess(threads, out), olah(threads, out / "tabel", str(out / "Data Bersih Ekspor.sav")))

    floor = f"{binaries}/read_floor"
    measures = [
        Measure("copy bytes", lambda out: ["sh", "-c", 'cat "$@" > /dev/null', "sh", *files]),
        Measure("floor read", lambda out: [floor, *files], own_clock=True),
        Measure("floor read clean", lambda out: [floor, clean], own_clock=True),
        Measure("floor write", lambda out: [f"{binaries}/write_floor", clean, str(out / "floor.sav")], own_clock=True)]
    for threads in ("1", "2"):
        measures += [
            Measure(f"read {threads}t", lambda out, t=threads: [floor, "--columns", "--threads", t, *files], own_clock=True),
            Measure(f"preprocess {threads}t", lambda out, t=threads: preprocess(t, out)),
            Measure(f"olah {threads}t", lambda out, t=threads: olah(t, out)),
            Measure(f"whole {threads}t", lambda out, t=threads: whole(t, out))]
    if r_pipeline:
        measures.append(Measure("R pipeline", lambda out: [*r_script(r_pipeline), "ekspor", YEAR, MONTH, str(out), "--time", TIME,
                                                           *years, *files], slow=True))
    measures += [Measure("haven read", lambda out: read_by_haven(files), slow=True),
                 Measure("PSPP read", lambda out: read_by_pspp(files, out), slow=True)]
    return measures


def run_once(measure, scratch):
    out = Path(tempfile.mkdtemp(dir=scratch))
    try:
        command = measure.command(out)
        with tempfile.TemporaryFile() as answer:
            started = time.perf_counter()
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.STDOUT,
                                     env={**os.environ, "LC_ALL": "C.UTF-8", **measure.environment})
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - started
            child.returncode = os.waitstatus_to_exitcode(status)
            answer.seek(0)
            text = answer.read().decode("utf-8", "replace")
        if child.returncode != 0:
            sys.exit(f"{measure.name} ended with {child.returncode}: {command[:4]}...\n{text[-2000:]}")
        told = json.loads(text.splitlines()[-1]) if measure.own_clock else {"seconds": seconds}
        return Run(told["seconds"], usage.ru_maxrss / 1024, told.get("sync", math.nan))
    finally:
        shutil.rmtree(out)


class Report:
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8") if path else None

    def __call__(self, text=""):
        print(text, flush=True)
        if self.file:
            print(text, file=self.file, flush=True)


def machine(report):
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")),
               platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    report(f"{time.strftime('%Y-%m-%d')}, {len(os.sched_getaffinity(0))} cores, {cpu}, {memory:.0f} GiB, Linux {'.'.join(platform.release().split('.')[:2])}")
    load = os.getloadavg()
    report(f"load before: {load[0]:.2f} {load[1]:.2f} {load[2]:.2f} (a busy machine tells little)")
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *PACKAGES], capture_output=True, text=True, check=False)
    report(", ".join(asked.stdout.split("\n")[:-1]))
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    report(f"commit {commit.stdout.strip() or 'unknown'}, preset release")
    peak = int(next(line.split()[1] for line in open("/proc/self/status", encoding="utf-8") if line.startswith("VmHWM")))
    report(f"peaks below {peak / 1024:.0f} MiB are this driver's own, not the program's")


def first_numbers(path):
    tables = json.loads(Path(path).read_text(encoding="utf-8"))["tables"]
    return [cell for row in tables[0]["rows"] for cell in row if isinstance(cell, (int, float))]


def check_same_work(data, binaries, r_pipeline, scratch, report):
    """Both programs must have computed the same: table 1 of both, to 1e-9."""
    out = Path(tempfile.mkdtemp(dir=scratch))
    by_name = {measure.name: measure for measure in measures_of(data, binaries, r_pipeline)}
    subprocess.run(by_name["olah 1t"].command(out), check=True, stdout=subprocess.DEVNULL)
    ours = first_numbers(out / "tables.json")
    command = by_name["R pipeline"].command(out / "r")
    command.insert(command.index("ekspor"), "--json")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    theirs = first_numbers(out / "r" / "tables.json")
    same = len(ours) == len(theirs) and all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(ours, theirs))
    shutil.rmtree(out)
    if not same:
        sys.exit(f"{data.size.name}: table 1 differs from the R pipeline's: the times cannot be compared\n{ours}\n{theirs}")
    report(f"table 1 of {data.size.name} equals the R pipeline's in all {len(ours)} numbers")


def measure_size(data, binaries, r_pipeline, repeat, scratch, report):
    runs = {}
    measures = measures_of(data, binaries, r_pipeline)
    for measure in measures:
        if not (data.size.slow_once and measure.slow):
            run_once(measure, scratch)  # warms caches; not counted
    for repetition in range(repeat):
        for measure in measures:
            if repetition > 0 and data.size.slow_once and measure.slow:
                continue
            run = run_once(measure, scratch)
            runs.setdefault(measure.name, []).append(run)
            synced = "" if math.isnan(run.sync) else f" then {run.sync:.4f} s to sync"
            report(f"raw {data.size.name} {repetition + 1} {measure.name}: {run.seconds:.4f} s {run.peak_mib:.0f} MiB{synced}")
    return runs


def table(name, runs, report):
    report()
    report(f"{name:<20}{'runs':>5}{'median s':>10}{'least s':>10}{'most s':>10}{'peak MiB':>10}{'/ whole 2t':>12}")
    whole = runs["whole 2t"]
    for measure, of in runs.items():
        seconds = [run.seconds for run in of]
        paired = statistics.median(a.seconds / b.seconds for a, b in zip(of, whole))
        report(f"{measure:<20}{len(of):>5}{statistics.median(seconds):>10.3f}{min(seconds):>10.3f}{max(seconds):>10.3f}"
               f"{max(run.peak_mib for run in of):>10.0f}{paired:>12.2f}")
    report()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of sipro, read_floor and write_floor")
    parser.add_argument("--sizes", default="D,S,L", help="of D (1,250 rows), S (480,000) and L (10 million)")
    parser.add_argument("--repeat", type=int, help="repetitions of each size (default: 7, 5, 3)")
    parser.add_argument("--rows", type=int, help="of every size instead, to try the driver out")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench", help="folder of the data and of scratch files")
    parser.add_argument("--out", type=Path, help="file that the whole output is also written to")
    return parser.parse_args()


def main():
    options = arguments()
    r_pipeline = Path(os.environ.get("SIPRO_R_PIPELINE", ROOT / ".." / "shared" / "bench" / "pipeline.R")).resolve()
    report = Report(options.out)
    machine(report)
    if not r_pipeline.is_file():
        report("the R pipeline is not there (SIPRO_R_PIPELINE): its goals are not judged")
        r_pipeline = None
    scratch = options.work / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    verdicts = []
    for name in options.sizes.split(","):
        size = SIZES[name]
        data = make_data(size, options.bin, options.work, options.rows or size.rows)
        report(f"\n{name}: {data.rows:,} rows in {len(data.files)} files, {data.bytes / 1e6:.1f} MB; {size.about}")
        if r_pipeline and not size.slow_once:
            check_same_work(data, options.bin, r_pipeline, scratch, report)
        runs = measure_size(data, options.bin, r_pipeline, options.repeat or size.repeat, scratch, report)
        table(name, runs, report)
        verdicts += [verdict(goal, runs) for goal in goals_of(name) if goal.needs <= runs.keys()]
    report(f"{'goal':<62}{'asked':>10}{'reached':>10}")
    for line in verdicts:
        report(line)
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
