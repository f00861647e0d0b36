"""The backup dies, or its disk runs full, at its steps while offices work: no earlier snapshot is hurt, none is there in part."""

import glob
import os
import signal
import subprocess
import time
from collections import Counter

from cluster import ROOT, sha256_of
from load import Stream
from oracle import ends_of
from scenario import scenario
from scenarios_gateway import Office
from scenarios_keeping import Meanwhile
from storage_faults import SmallFolder
from watch import broken_result

BACKUP = os.path.join(ROOT, "deploy", "backup")
KEEP = 2
# All that it calls and that does something; the door stands before them in PATH.
PROGRAMS = ("awk", "find", "flock", "mkdir", "mv", "rm", "rsync", "sha256sum", "sort", "sync", "xargs")
# Each call in one of these ways in the long form, as the seed draws them.
MODES = ("run", "program", "full")
# The short form: between the copy and its name, at the removal of an old one, among what is looked for and what is copied.
SHORT = [("run", "mv", 1), ("run", "mv", 2), ("program", "find", 12), ("full", "rsync", 5)]


@scenario("backup", (120, 600))
def backup(stage):
    """kill -9 of `sipro-backup` and of each program that it calls, and ENOSPC, at its steps; then a run that comes to its end."""
    cluster = stage.open(("2101", "2102"), workers=2)
    works = stage.works()
    office, disk = Office(stage), Disk(stage)
    stream = Stream(stage.load, works, rate=stage.pick(3, 1))
    uploads = Meanwhile(lambda: office.browser.upload(office.sample), every=stage.pick(0.3, 1))
    runs = [disk.whole_run() for _ in range(KEEP + 1)]
    calls = runs[-1][0]
    seconds = min(took for _, took in runs[-2:])  # one that was held up would have a kill come too late

    strikes = steps_of(stage, calls)
    for mode, name, nth in strikes:
        stage.row.hit += disk.struck_run(mode, name, nth)
        disk.whole_run()
    moments = stage.pick(1, 12)
    for _ in range(moments):
        stage.row.hit += disk.killed_run(stage.random.uniform(0, 0.8 * seconds))
        disk.whole_run()
    stage.row.planned = len(strikes) + moments

    stream.stop()
    uploads.stop()
    stage.row.problems += office.browser.wrong
    stage.settle(60)
    disk.whole_run()
    files = restored_equals(stage, disk)
    stage.judge().figure = (f"a run calls {sum(calls.values())} programs; {disk.taken} snapshots taken, {disk.looked_at} looked at, {files} files "
                            f"restored; {uploads.count} uploads meanwhile")


def steps_of(stage, calls):
    """(mode, program, nth call)"""
    # Each attempt under way is left out by an rm of its own: three come in any run.
    calls["rm"] = 3
    every = [(stage.random.choice(MODES), name, nth) for name in PROGRAMS for nth in range(1, calls[name] + 1)]
    return stage.pick(SHORT, every)


class Disk:
    """The folder of snapshots, on a small disk of its own, and runs of the backup into it."""

    def __init__(self, stage):
        self.stage, self.cluster, self.taken, self.looked_at = stage, stage.cluster, 0, 0
        self.target, self.door = os.path.join(stage.place, "snapshots"), os.path.join(stage.place, "door")
        stage.cluster.closers.append(SmallFolder(self.target, "160m").close)
        os.makedirs(self.door)
        for name in PROGRAMS:
            os.symlink(os.path.join(ROOT, "tests", "chaos", "command_door.sh"), os.path.join(self.door, name))

    def snapshots(self):
        return sorted(glob.glob(os.path.join(self.target, "[0-9]*Z")))

    def start(self, mode="", name="", nth=0):
        for path in glob.glob(os.path.join(self.door, "*.told")):
            os.remove(path)
        env = {**os.environ, **self.cluster.environment(), "PATH": f"{self.door}:{os.environ['PATH']}",
               "DOOR": self.door, "DOOR_MODE": mode, "DOOR_AT": f"{name} {nth}", "DOOR_DISK": self.target}
        return subprocess.Popen([BACKUP, self.target, "--keep", str(KEEP)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, encoding="utf-8", env=env, start_new_session=True)

    def whole_run(self):
        """({program: how often it is called}, seconds). What it takes has all jobs that were accepted before, whole."""
        before, accepted, begun = self.snapshots(), self.stage.load.all(), time.monotonic()
        process = self.start()
        said, _ = process.communicate(timeout=60)
        seconds = time.monotonic() - begun
        new = [one for one in self.snapshots() if one not in before]
        if process.returncode != 0 or len(new) != 1:
            raise RuntimeError(f"a backup that nothing befell: exit {process.returncode}, new {new}: {said}")
        left = sorted(name for name in os.listdir(self.target) if name not in {os.path.basename(one) for one in self.snapshots()})
        self.stage.check(left == [".lock"] and len(self.snapshots()) == min(KEEP, len(before) + 1), f"it left {os.listdir(self.target)}")
        self.look_at_all()
        self.has(new[0], accepted)
        self.taken += 1
        return Counter(line.split()[1] for line in self.told("passed")), seconds

    def told(self, name):
        try:
            with open(os.path.join(self.door, f"{name}.told"), encoding="utf-8") as source:
                return source.read().splitlines()
        except FileNotFoundError:
            return []

    def struck_run(self, mode, name, nth):
        """Whether it came to this step."""
        before = self.snapshots()
        process = self.start(mode, name, nth)
        said, _ = process.communicate(timeout=60)
        if os.path.exists(ballast := os.path.join(self.target, ".ballast")):
            os.remove(ballast)
        there = self.told("struck")
        self.judge(before, process.returncode, f"{mode} at {name} {nth}: {said}", mode == "program" and there == before)
        return bool(there)

    def killed_run(self, delay):
        """Whether it was still at work then."""
        before = self.snapshots()
        process = self.start()
        time.sleep(delay)
        hit = process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate(timeout=60)
        self.judge(before, process.returncode, f"killed after {delay:.3f} s: {said}", False)
        return hit

    def judge(self, before, status, what, has_to_fail):
        """`has_to_fail`: what it called died before it had taken its snapshot."""
        now = self.snapshots()
        new = [one for one in now if one not in before]
        self.stage.check(before[-1] in now, f"{what}: the newest snapshot of before is gone")
        self.stage.check(new or now == before, f"{what}: an old snapshot went, and no new one came")
        self.stage.check(status in (-signal.SIGKILL, 1) or status == 0 and new and not has_to_fail, f"{what}: exit {status}, new {new}")
        self.stage.check("no snapshot was taken" not in what or not new, f"{what}: but there is {new}")
        self.look_at_all()

    def look_at_all(self):
        """Each folder with a snapshot's name is whole."""
        for snapshot in self.snapshots():
            done = subprocess.run([BACKUP, "--verify", snapshot], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                                  timeout=60, check=False)
            self.stage.check(done.returncode == 0, done.stdout)
            self.looked_at += 1

    def has(self, snapshot, accepted):
        for job in accepted:
            folder = os.path.join(snapshot, "data", job.district, "jobs", job.id)
            if not os.path.exists(os.path.join(folder, "job.json")):
                self.stage.problem(f"{job.id} was accepted before {snapshot}, and is not in it")
                continue
            for end in ends_of(folder).values():
                problem = end["state"] == "succeeded" and broken_result(folder, end["folder"])
                self.stage.check(not problem, problem)


def restored_equals(stage, disk):
    """How many files the newest snapshot brings back: each that the storage has, with its hash, and no other."""
    place = os.path.join(stage.place, "restored")
    subprocess.run([BACKUP, "--restore", disk.snapshots()[-1], place], stdout=subprocess.DEVNULL, timeout=60, check=True)
    there, back = hashes(stage.cluster.storage), hashes(place)
    stage.check(there == back and there, f"storage has {len(there)} files, the restored one {len(back)}; other: "
                                         f"{sorted(name for name in there.keys() | back.keys() if there.get(name) != back.get(name))[:5]}")
    return len(back)


def hashes(storage):
    """Of all that a backup promises to have: not the epoch, nor what is unfinished."""
    found = {}
    for place, folders, names in os.walk(storage):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = os.path.relpath(os.path.join(place, name), storage)
            if not name.startswith(".") and path != "config/epoch.json":
                found[path] = sha256_of(os.path.join(storage, path))
    return found
