"""Retention is killed at its steps while offices work: what its time is over for goes, everything else stays."""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from urllib.parse import quote

from cluster import sha256_of, upload
from http_load import Unreachable
from load import Stream
from oracle import ends_of, job_folder
from payloads import Work
from processes import wait_until
from proxy import DROP, Fault, Proxy
from scenario import scenario
from scenarios_gateway import Office
from watch import Watcher, read_json

LONG_AGO = 500 * 86400  # seconds; a job stays 14 months, an upload 30 days
# What it does to a folder: another name, a sync of that, a file's end and then the folder's.
CALLS = {"rename": "rename,renameat,renameat2", "fsync": "fsync,fdatasync", "unlink": "unlink,unlinkat,rmdir"}


@scenario("retention", (90, 180))
def retention(stage):
    """kill -9 of `sipro-admin retention` at the n-th rename, fsync and unlink, at calls that are drawn, and before and after the
    queue forgets; while jobs run, and while jobs wait that read what is old."""
    cluster = stage.open(("2101", "2102"), workers=2)
    works = stage.works()
    for number in range(stage.pick(18, 60)):
        stage.load.insist(works[number % len(works)], again=True)
    stage.settle(60)
    stage.row.problems += stage.watcher.finish()
    for job in stage.load.all():
        end_long_ago(job_folder(cluster.storage, job))
    stage.watcher = Watcher(cluster.storage)
    office = Office(stage)
    stay = keep_one(stage, office)
    going = [job for job in stage.load.all() if job.id not in stay]
    for job in going:
        del stage.load.accepted_by_id[job.id]
    uploads = [old_upload(cluster, district, works[0]) for district in cluster.districts for _ in range(4)]
    library = OldLibrary(stage, office)
    looks = Looks(stage, office, going)
    stream = Stream(stage.load, works, rate=4)

    steps = [(name, nth) for name in CALLS for nth in ((1, 2, 3, 5, 8) if stage.long else (1, 3))]
    steps += [("any", None)] * stage.pick(2, 8)
    stage.random.shuffle(steps)
    stage.row.planned = len(steps) + 2
    for name, nth in steps[::2]:
        stage.row.hit += killed_at(stage, name, nth)
    waiting = Waiting(stage, works, going)
    for name, nth in steps[1::2]:
        stage.row.hit += killed_at(stage, name, nth)
    proxy = Proxy(os.path.join(stage.place, "retention.sock"), cluster.redis.socket)
    for when in ("before", "after"):
        stage.row.hit += killed_by_redis(stage, proxy, when)
    left = sum(os.path.exists(job_folder(cluster.storage, job)) for job in going)
    stage.check(left > 0, "nothing was left to remove for a run that is not killed")
    cluster.run("sipro-admin", "retention")
    waiting.end()

    stream.stop()
    looks.stop()
    library.check()
    stage.settle(60)
    # While a job is being accepted its district is left alone: the last run has none.
    cluster.run("sipro-admin", "retention")
    check_gone(stage, office, going, [*uploads, waiting.upload])
    stage.judge().figure = (f"{len(going)} jobs and {len(uploads) + 1} uploads went, {left} jobs of them in the run that was not killed; "
                            f"{len(stay)} stayed for one that is kept; {looks.looks} looks meanwhile, answers {dict(office.counts)}")


def end_long_ago(folder):
    """As if this job had ended then: its end on storage is what retention goes by."""
    for number, end in ends_of(folder).items():
        end["finished_us"] -= LONG_AGO * 1_000_000
        with open(os.path.join(folder, f"end-{number}.json"), "w", encoding="utf-8") as out:
            json.dump(end, out)


def keep_one(stage, office):
    """Keeps an olah job that has read another job's clean data; the ids of both."""
    for job in stage.load.all():
        payload = read_json(os.path.join(job_folder(stage.cluster.storage, job), "job.json"))["payload"]
        read = payload.get("ekspor", {}).get("job")
        if read and job.district == office.district:
            answer = office.browser.ask("PUT", f"/api/v1/jobs/{job.id}/keep")
            stage.check(answer.status == 204, f"keep: {answer.status}")
            return {job.id, read}
    raise RuntimeError("no job has read another's data")


def old_upload(cluster, district, work):
    """The folder of an upload that nobody has touched for long, and that no job reads."""
    source = os.path.join(cluster.storage, work.district, work.payload["inputs"][0]["path"])
    folder = os.path.dirname(os.path.join(cluster.storage, district, upload(cluster, district, source)["path"]))
    make_old(folder)
    return folder


def make_old(folder):
    for path in (*(os.path.join(folder, name) for name in os.listdir(folder)), folder):
        os.utime(path, (time.time() - LONG_AGO,) * 2)


class OldLibrary:
    """A file of Data Historis that nobody has touched for long: it stays for good."""

    def __init__(self, stage, office):
        self.stage, home = stage, os.path.join(stage.cluster.storage, office.district)
        self.folder = os.path.join(home, "library", "historis", office.upload)
        shutil.copytree(os.path.join(home, "uploads", office.upload), self.folder)
        make_old(self.folder)
        self.hashes = self._hashes()

    def _hashes(self):
        return {name: sha256_of(os.path.join(self.folder, name)) for name in os.listdir(self.folder)}

    def check(self):
        self.stage.check(os.path.isdir(self.folder) and self._hashes() == self.hashes, "a file of Data Historis is gone, or another")


class Waiting:
    """Two jobs that are not begun: one reads an upload that is old, the other an old job's clean data. Both stay until they ended."""

    def __init__(self, stage, works, old_jobs):
        self.stage, cluster = stage, stage.cluster
        cleaning, _, package = works[-3:]  # of the office that retention comes to last
        self.upload = old_upload(cluster, cleaning.district, cleaning)
        inputs = [{**cleaning.payload["inputs"][0], "path": f"uploads/{os.path.basename(self.upload)}/data"}, *cleaning.payload["inputs"][1:]]
        old = next(job for job in old_jobs if job.golden == package.first.golden and job.district == package.district and
                   os.path.exists(job_folder(cluster.storage, job)))
        self.read = [self.upload, job_folder(cluster.storage, old)]
        cluster.run("sipro-admin", "queue", "pause")
        self.jobs = [stage.load.insist(work, again=True) for work in (
            Work(cleaning.district, cleaning.kind, {**cleaning.payload, "inputs": inputs}, cleaning.golden), package.second(old.id))]

    def end(self):
        gone = [path for path in self.read if not os.path.exists(path)]
        self.stage.check(not gone, f"jobs that wait need {gone}")
        storage = self.stage.cluster.storage
        self.stage.cluster.run("sipro-admin", "queue", "resume")
        wait_until(lambda: all(ends_of(job_folder(storage, job)) for job in self.jobs), 60, "those that waited have ended")


def drawn_call(stage):
    """(system call, nth), by those of a run that only reads: among the first after it has come to an office's jobs."""
    log = os.path.join(stage.place, "dry.strace")
    subprocess.run(["strace", "-qq", "-o", log, stage.cluster.program("sipro-admin"), "retention", "--dry-run"], stdout=subprocess.DEVNULL,
                   env={**os.environ, **stage.cluster.environment()}, timeout=60, check=True)
    with open(log, encoding="utf-8", errors="replace") as source:
        lines = source.readlines()
    begun = next(number for number, line in enumerate(lines) if "/jobs" in line)
    at = stage.random.randint(begun, min(begun + 150, len(lines) - 2))
    calls = [line.split("(", 1)[0] for line in lines[:at + 1]]
    return calls[at], calls.count(calls[at])


def killed_at(stage, name, nth):
    """Whether it was killed at its nth call of these, or at one that is drawn."""
    if nth is None:
        name, nth = drawn_call(stage)
    log, calls = os.path.join(stage.place, f"{name}-{nth}.strace"), CALLS.get(name, name)
    command = ["strace", "-f", "-qq", "-o", log, "-e", f"trace={calls}", "-e", f"inject={calls}:signal=SIGKILL:when={nth}",
               stage.cluster.program("sipro-admin"), "retention"]
    run_to_its_end(stage, command, stage.cluster.environment())
    with open(log, encoding="utf-8", errors="replace") as source:
        return re.search("killed by SIGKILL", source.read()) is not None


def killed_by_redis(stage, proxy, when):
    """Whether it was killed before, or after, the queue forgot a job whose folder has its other name.

    Not the first one, which an earlier run may have begun."""
    running = []
    fault = proxy.arm(Fault("forget", when, lambda: running[0].kill() or DROP, nth=2))
    run_to_its_end(stage, [stage.cluster.program("sipro-admin"), "retention"], stage.cluster.environment(proxy.path), running)
    proxy.faults.remove(fault)
    return fault.hit.is_set()


def run_to_its_end(stage, command, environment, running=None):
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment})
    if running is not None:
        running.append(process)
    _, said = process.communicate(timeout=60)
    stage.check(process.returncode != 0, "it came to its end, unhurt")
    stage.check(b"another process" not in said, said.decode())
    # As if the half minute were over for which the lock of a dead one holds.
    with stage.cluster.redis.client() as client:
        client.delete("{sipro}:recovery")


class Meanwhile:
    """Does something again and again from a thread, until told to stop. `count`: how often."""

    def __init__(self, action, every=0.0):
        self.action, self.every, self.count, self.problem, self.ended = action, every, 0, None, threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        try:
            while not self.ended.is_set():
                self.action()
                self.count += 1
                self.ended.wait(self.every)
        except (RuntimeError, Unreachable) as error:
            self.problem = error

    def stop(self):
        self.ended.set()
        self.thread.join()
        if self.problem:
            raise self.problem


class Looks(Meanwhile):
    """An officer opens these jobs and their results all the time: each is there and whole, or is not there."""

    def __init__(self, stage, office, jobs):
        self.stage, self.jobs, self.looks = stage, [job for job in jobs if job.district == office.district], 0
        self.browser = office.visit(office.gateway)
        super().__init__(self._look)

    def _look(self):
        for job in self.jobs:
            told = self.browser.job(job.id)
            names = [result["name"] for result in told.json().get("results", [])] if told.status == 200 else []
            answers = [told, *(self.browser.ask("GET", f"/api/v1/jobs/{job.id}/results/{quote(name)}") for name in names)]
            wrong = [answer.status for answer in answers if answer.status not in (200, 404)]
            self.stage.check(not wrong, f"job {job.id} in removal: {wrong}")
            self.looks += len(answers)

    def stop(self):
        super().stop()
        self.stage.row.problems += self.browser.wrong


def check_gone(stage, office, jobs, uploads):
    """No folder, no name in Redis, not found by an officer."""
    storage = stage.cluster.storage
    folders = [folder for job in jobs if os.path.exists(folder := job_folder(storage, job))]
    folders += [folder for folder in uploads if os.path.exists(folder)]
    begun = [os.path.join(place, name) for place, names, _ in os.walk(storage) for name in names if name.startswith("removed-")]
    stage.check(not folders + begun, f"{len(folders)} did not go, {len(begun)} are half gone: {(folders + begun)[:3]}")
    with stage.cluster.redis.client() as client:
        known = [job.id for job in jobs if client.exists(f"{{sipro}}:job:{job.id}")]
    stage.check(not known, f"Redis still has {known[:3]}")
    shown = [job.id for job in jobs if office.browser.job(job.id).status != 404]
    stage.check(not shown, f"an officer still sees {shown[:3]}")
