"""`sipro attempt` as a worker starts it: in its cage it gives the very bytes that the command line gives outside of one,
whatever the kind of job, the format or the charset; and it ends as its protocol says.

Usage: test_attempt.py --sipro PROGRAM [--sanitized]    Ends with "N passed, N failed".
"""

import argparse
import contextlib
import itertools
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]

import attempt  # noqa: E402
import corpus  # noqa: E402
from corpus_readable import texts  # noqa: E402
from sav_bytes import SavFile, Variable  # noqa: E402

TIME = attempt.TIME
MOST_INPUTS = 200
HOSTILE_SAMPLES = 300
HOSTILE_SECONDS = 60  # for one file, on a machine that is busy, with sanitizers


class Bench:
    def __init__(self, sipro, folder, sanitized):
        self.sipro, self.folder, self.sanitized = sipro, folder, sanitized
        self.numbers = itertools.count()
        self.passed = self.failed = 0

    def new(self):
        path = self.folder / str(next(self.numbers))
        path.mkdir()
        return path

    def check(self, name, *messages):
        wrong = [message for message in messages if message]
        self.passed, self.failed = self.passed + (not wrong), self.failed + bool(wrong)
        for message in wrong:
            print(f"FAILED {name}: {message}")

    def limits(self, **changes):
        return ({"memory_bytes": 0} if self.sanitized else {}) | changes

    def start(self, payload, inputs, out, **changes):
        limits = self.limits(**changes.pop("limits", {}))
        return attempt.Running([self.sipro, "attempt"], attempt.Spec(payload, inputs, limits=limits, **changes), out)

    def attempt(self, payload, inputs, out, timeout=120, **changes):
        return self.start(payload, inputs, out, **changes).wait(timeout)

    def command(self, *words):
        return subprocess.run([str(word) for word in (self.sipro, *words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120, encoding="utf-8", check=False)


def tree(folder):
    """Bytes and rights of each file."""
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode)
            for path in sorted(folder.rglob("*")) if path.is_file()}


def differences(left, right):
    names = sorted(set(left) | set(right))
    return [f"{name} differs" for name in names if left.get(name) != right.get(name)]


def same(bench, name, payload, inputs, words, **changes):
    """The attempt, one without a cage and the command line: the same end, the same files. The command line makes none of
    what the pages read."""
    caged, bare, plain = bench.new(), bench.new(), bench.new()
    ended = bench.attempt(payload, inputs, caged, **changes)
    without_cage = bench.attempt(payload, inputs, bare, cage=[], **changes)
    done = bench.command(*words, "--time", TIME, "--out", plain, *inputs)
    wrong = [] if ended.code == done.returncode else [f"{ended.code}, not {done.returncode}: {ended.stderr} {done.stderr}"]
    if ended.cage != attempt.PARTS:
        wrong.append(f"this host's cage: {ended.cage} {ended.stderr}")
    if not os.listdir(plain):
        wrong.append("no results")
    if without_cage.cage != []:
        wrong.append(f"a cage that was not asked for: {without_cage}")
    files = tree(caged)
    wrong += differences(files, tree(bare))
    for name in ("rows.bin", "periode.json"):
        files.pop(name, None)
    bench.check(name, *wrong, *differences(files, tree(plain)))
    return caged


# ---- the same bytes --------------------------------------------------------------------------------------------------


def months(bench, sample, compression):
    """Both flows through the whole path, with all that changes what is read."""
    clean = {}
    for flow in ("ekspor", "impor"):
        files = sorted((sample / flow).iterdir())
        years = {p: int(p.stem.split()[-1]) for p in files if p.stem.split()[-1].isdigit() and "2025" not in p.stem}
        options = [word for path, year in years.items() for word in ("--year", f"{path}={year}")]
        payload = attempt.preprocess(files, flow, kabkot="KARIMUN", hs_master="config/hs/x.csv")
        for one, path in zip(payload["inputs"], files):
            one |= {"year": years[path]} if path in years else {}
        master = sample / "master.csv"
        master.write_text("code8,description\n03022900,Ikan\n", encoding="utf-8")
        out = same(bench, f"preprocess {flow} {compression}", payload, files,
                   ["preprocess", "--flow", flow, "--district", "KARIMUN", "--hs-master", master, *options],
                   hs_master=str(master))
        clean[flow] = out / f"Data Bersih {flow.capitalize()}.sav"
    for tables in ("ekspor", "impor", "neraca", "semua"):
        chosen = {flow: clean[flow] for flow in clean if tables not in ("ekspor", "impor") or tables == flow}
        payload = attempt.olah(tables, chosen.get("ekspor"), chosen.get("impor"), month=4)
        same(bench, f"olah {tables} {compression}", payload, list(chosen.values()),
             ["olah", tables, "--year", 2025, "--month", 4])


def stops(bench, sample):
    """The data stop a job: exit 3, the report, and the stop's message in the error line."""
    files = sorted((sample / "ekspor").iterdir())[:1] * 2
    out = bench.new()
    ended = bench.attempt(attempt.preprocess(files), files, out)
    report = json.loads((out / "laporan.json").read_text(encoding="utf-8"))
    error = {"code": "data_stop", "message": report["stopped"]["message"]}
    bench.check("stops", "" if (ended.code, ended.error) == (3, error) else f"{ended} {report}")


def texts_of(bench):
    """Rows with text beyond ASCII, in two charsets, through preprocess."""
    row = {"BULAN": 4, "TAHUN": 2025, "PROPINSI": "21", "PELABUHAN": "21248", "HS": "03022900", "NEGARA": "124",
           "BERAT": 2500, "NILAI": 1000, "PROVASAL": "21", "HSDUA": "03", "KABKOT": "KARIMUN",
           "PELABUHAN1": "TANJUNG BALAI KARIMUN", "NEGARA2": "Malaysia", "HS2": "Ikan", "JENIS": "NON MIGAS",
           "SEKTOR": "INDUSTRI PENGOLAHAN", "KOMODITI": "Ikan segar"}
    rows = [row | change for change in ({"KOMODITI": "Crème brûlée"}, {"NEGARA2": "Côte d’Ivoire"}, {"NILAI": 7})]
    variables = [Variable(name[:8], 0 if isinstance(value, int) else 40, long_name=name) for name, value in row.items()]
    for codec, charset, page in (("utf-8", "UTF-8", 65001), ("cp1252", "windows-1252", 1252), ("cp1250", "CP1250", 1250)):
        path = bench.new() / "data.sav"
        words = [[v.replace("Crème brûlée", "Łódź").replace("Côte", "Cote") if codec == "cp1250" and isinstance(v, str)
                  else v for v in one.values()] for one in rows]
        path.write_bytes(SavFile(variables, words, codec=codec, charset=charset, code_page=page).bytes())
        out = same(bench, f"preprocess {charset}", attempt.preprocess([path]), [path], ["preprocess", "--flow", "ekspor"])
        wanted = {"Data Bersih Ekspor.sav", "rows.bin", "periode.json"}
        bench.check(f"files of {charset}", "" if wanted <= set(os.listdir(out)) else f"{os.listdir(out)}")


def inspected(bench, paths):
    """The attempt's periksa.json beside what the command line says of each file, by name."""
    out = bench.new()
    ended = bench.attempt(attempt.check(paths), paths, out)
    if ended.code != 0:
        return {"attempt": (ended, None)}
    told = json.loads((out / "periksa.json").read_text(encoding="utf-8"))
    plain = [json.loads(line) for line in bench.command("inspect", "--time", TIME, *paths).stdout.splitlines()]
    return {one["name"]: (one, other) for one, other in zip(told, plain, strict=True) if one != other}


def formats(bench, cases):
    """Every readable and hostile file of the corpus: .sav in all its encodings, .zsav, .por, .dta."""
    folder = bench.new()
    paths = []
    for case in cases:
        if case.place is None:
            case.write(folder)
            paths.append(folder / case.file_name)
    for at in range(0, len(paths), MOST_INPUTS):
        wrong = inspected(bench, paths[at:at + MOST_INPUTS])
        bench.check(f"inspect {at} of {len(paths)} files", *(f"{name}: {pair}" for name, pair in wrong.items()))


def charsets(bench):
    """Every name that iconv knows, with bytes of which half are beyond ASCII."""
    names = subprocess.run(["iconv", "-l"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    names = sorted({name.rstrip("/") for name in names if name.rstrip("/").isascii()})
    raw = [bytes(range(at, at + 16)) for at in range(0xa1, 0xf1, 16)]
    folder = bench.new()
    for number, name in enumerate(names):
        sav = texts(["A"], charset=name, code_page=None)
        sav.rows = [[value] for value in raw]
        (folder / f"{number}.sav").write_bytes(sav.bytes())
    paths = [folder / f"{number}.sav" for number in range(len(names))]
    for at in range(0, len(paths), MOST_INPUTS):
        wrong = inspected(bench, paths[at:at + MOST_INPUTS])
        bench.check(f"charsets from {names[at]}",
                    *(f"{names[int(name.split('.')[0])]}: {pair}" for name, pair in wrong.items() if name != "attempt"),
                    *(str(pair) for name, pair in wrong.items() if name == "attempt"))
    bench.check("charsets are there", "" if len(names) > 500 else f"iconv names {len(names)}")


def asks_for_nothing(bench, sample, cases):
    """What a library loads when first used would be missing behind the cage, mostly without a word: so a job asks the
    system for no file once the cage has closed, and for no call that is refused."""
    ekspor, impor = (sorted((sample / flow).iterdir())[-1] for flow in ("ekspor", "impor"))
    folder = bench.new()
    others = {}
    for case in cases:
        if case.suffix not in others and case.place is None and not hasattr(case.expected, "codes"):
            case.write(folder)
            others[case.suffix] = folder / case.file_name
    jobs = [("preprocess", attempt.preprocess([ekspor]), [ekspor]),
            ("check", attempt.check([*others.values()]), [*others.values()]),
            ("olah", attempt.olah("semua", ekspor, impor), [ekspor, impor])]
    for name, payload, inputs in jobs:
        log = folder / f"{name}.strace"
        spec = attempt.Spec(payload, inputs, limits=bench.limits())
        ended = attempt.run(["strace", "-f", "-o", log, bench.sipro, "attempt"], spec, bench.new())
        _, closed, calls = log.read_text(encoding="utf-8", errors="replace").partition("seccomp(SECCOMP_SET_MODE_FILTER")
        lines = [line.split(maxsplit=1)[1] for line in calls.splitlines()[1:]]
        asked = [line for line in lines if line.startswith(("open", "execve")) and '"/' in line]
        refused = [line for line in lines if " = -1 EPERM" in line or " = -1 EACCES" in line or " = -1 ENOSYS" in line]
        # libzip gives its file the rights that it has; glibc asks for clone3 before it takes clone.
        refused = [line for line in refused if not line.startswith(("chmod(", "clone3("))]
        bench.check(f"{name} asks for nothing", "" if ended.code == 0 and closed else f"{ended}", *asked, *refused)


# ---- hostile files ---------------------------------------------------------------------------------------------------


def hostile(bench, sipro_tests):
    """A clear end for each: done or stopped, with a report; never a signal, never a wait."""
    cuts = list(corpus.cuts())
    chosen = cuts[::max(1, len(cuts) // HOSTILE_SAMPLES)] + [c for c in corpus.corpus_hostile.cases() if c.place is None]
    folder = bench.new()
    for case in chosen:
        case.write(folder)
    crashes = [path for path in sorted((sipro_tests / "fuzz" / "crashes").rglob("*")) if path.is_file()]
    begun = time.monotonic()
    slowest = 0.0
    for path in [folder / case.file_name for case in chosen] + crashes:
        out = bench.new()
        ended = bench.attempt(attempt.preprocess([path]), [path], out, timeout=HOSTILE_SECONDS)
        slowest = max(slowest, ended.seconds)
        report = (out / "laporan.json").exists()
        clear = ended.code in (0, 3) and report and (ended.code == 0 or ended.error["code"] == "data_stop")
        bench.check(f"hostile {path.name}", "" if clear else f"{ended}, report: {report}")
        shutil.rmtree(out)
    print(f"{len(chosen) + len(crashes)} hostile files in {time.monotonic() - begun:.1f} s, the slowest {slowest:.2f} s")


# ---- how it ends -----------------------------------------------------------------------------------------------------


def bad_specs(bench, sample):
    path = sorted((sample / "ekspor").iterdir())[0]
    good = attempt.check([path])
    for name, payload, inputs, changes in [
            ("no payload", {}, [path], {}),
            ("more inputs than descriptors", attempt.check([path, path]), [path], {}),
            ("no thread", good, [path], {"threads": 0}),
            ("an unknown part", good, [path], {"cage": ["moat"]}),
            ("a folder as input", good, [path.parent], {}),
            ("an HS master that is not named", attempt.preprocess([path]), [path], {"hs_master": str(path)}),
    ]:
        ended = bench.attempt(payload, inputs, bench.new(), **changes)
        good_end = ended.code == 2 and ended.error and ended.error["code"] == "wrong_usage"
        bench.check(f"spec: {name}", "" if good_end else f"{ended}")


def limits(bench, sample, large):
    """Each limit ends the attempt in a way that tells which one it was."""
    files = sorted((sample / "ekspor").iterdir())[-1:]
    ended = bench.attempt(attempt.preprocess(files), files, bench.new(), limits={"file_bytes": 4096})
    bench.check("file size", "" if ended.code == 1 and ended.error["code"] == "write_failed" else f"{ended}")
    ended = bench.attempt(attempt.preprocess(files), files, bench.new(), limits={"open_files": 5})
    told = ended.code == 1 and ended.error["code"] == "write_failed" and "Too many open files" in ended.error["message"]
    bench.check("open files", "" if told else f"{ended}")
    if bench.sanitized:
        return
    for mebibytes, codes in ((40, {"child_out_of_memory"}), (70, {"child_out_of_memory", "data_stop"})):
        ended = bench.attempt(attempt.preprocess([large]), [large], bench.new(), limits={"memory_bytes": mebibytes << 20})
        told = ended.code in (1, 3) and ended.error and ended.error["code"] in codes
        bench.check(f"{mebibytes} MiB", "" if told else f"{ended}")


def ends_with_worker(bench, large):
    running = bench.start(attempt.preprocess([large]), [large], bench.new(), threads=1)
    time.sleep(0.3)
    going = running.process.poll() is None
    running.process.stdin.close()
    ended = running.wait(30)
    bench.check("stdin ends", "" if going and ended.code == 1 and not ended.error else f"{going} {ended}")


def dies_with_parent(bench, large):
    """Its parent is killed while somebody else still holds stdin open: PDEATHSIG alone is left."""
    out = bench.new()
    os.mkfifo(out / "stdin")
    keeper = os.open(out / "stdin", os.O_RDWR)
    script = ("import os,subprocess,sys,time; p=subprocess.Popen(sys.argv[2:], stdin=open(sys.argv[1]), pass_fds=[3,4]);"
              "print(p.pid, flush=True); time.sleep(60)")

    def place():
        os.dup2(data, 10)
        os.dup2(nothing, 3)
        os.dup2(10, 4)

    data = os.open(large, os.O_RDONLY)
    words, nothing = os.pipe()
    parent = subprocess.Popen([sys.executable, "-c", script, out / "stdin", bench.sipro, "attempt"], cwd=out,
                              stdout=subprocess.PIPE, text=True, pass_fds=[3, 4], preexec_fn=place)
    child = int(parent.stdout.readline())
    spec = {"payload": attempt.preprocess([large]), "inputs": [4], "threads": 1,
            "limits": attempt.LIMITS | bench.limits(), "cage": attempt.PARTS}
    os.write(keeper, json.dumps(spec).encode() + b"\n")
    select.select([words], [], [], 60)  # it tells of its cage once that has closed
    alive = os.path.exists(f"/proc/{child}/exe") or os.path.exists(f"/proc/{child}")
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 30
    while os.path.exists(f"/proc/{child}") and not is_zombie(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    gone = not os.path.exists(f"/proc/{child}") or is_zombie(child)
    if not gone:
        os.kill(child, signal.SIGKILL)
    for descriptor in (keeper, data, words, nothing):
        os.close(descriptor)
    parent.stdout.close()
    bench.check("the parent dies", "" if alive and gone else f"alive before: {alive}, gone after: {gone}")


def is_zombie(process):
    with contextlib.suppress(OSError), open(f"/proc/{process}/stat", encoding="ascii") as stat:
        return stat.read().rpartition(")")[2].split()[0] == "Z"
    return True


def progress(bench, large, rows):
    ended = bench.attempt(attempt.preprocess([large]), [large], bench.new(), threads=1)
    lines = ended.progress
    phases = [phase for phase, _ in itertools.groupby(line["phase"] for line in lines)]
    order = [phase for phase in ("membaca", "memeriksa", "menulis") if phase in phases]
    counts = {phase: [line["done"] for line in lines if line["phase"] == phase] for phase in phases}
    bench.check("progress",
                "" if ended.code == 0 else f"{ended}",
                "" if phases == order and {"membaca", "menulis"} <= set(phases) else f"phases {phases}",
                "" if all(values == sorted(values) for values in counts.values()) else f"{counts}",
                "" if all(line["done"] <= line["total"] for line in lines if line["total"]) else f"{lines}",
                "" if any(line["total"] == rows for line in lines) else f"no total of {rows}: {lines}",
                "" if len(lines) <= ended.seconds / 0.25 + 2 else f"{len(lines)} lines in {ended.seconds} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sipro", required=True)
    parser.add_argument("--sanitized", action="store_true")
    options = parser.parse_args()
    if options.sanitized:
        os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bench = Bench(str(pathlib.Path(options.sipro).resolve()), folder, options.sanitized)
        for compression in ("rows", "zlib"):
            sample = bench.folder / compression
            bench.command("sample", "--seed", 7, "--rows", 2000, "--dirt", 3, "--compression", compression, "--out", sample)
            months(bench, sample, compression)
        rows = 400_000
        bench.command("sample", "--seed", 8, "--rows", rows, "--layout", "single", "--files", 1, "--from", "2024-01", "--to",
                      "2025-05", "--out", folder / "large")
        large = next((folder / "large" / "ekspor").iterdir())
        stops(bench, sample)
        texts_of(bench)
        cases = list(corpus.hand_built())
        formats(bench, cases)
        if not options.sanitized:
            asks_for_nothing(bench, sample, cases)
        charsets(bench)
        hostile(bench, HERE.parent)
        bad_specs(bench, sample)
        limits(bench, sample, large)
        ends_with_worker(bench, large)
        dies_with_parent(bench, large)
        progress(bench, large, rows)
        print(f"{bench.passed} passed, {bench.failed} failed")
        return 1 if bench.failed or not bench.passed else 0


if __name__ == "__main__":
    sys.exit(main())
