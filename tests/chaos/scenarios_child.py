"""The process of an attempt dies by itself, or stands still."""

import os
import resource
import signal
import threading
import time

import payloads
from cluster import Inputs
from processes import wait_until
from scenario import scenario


def job_of(pid):
    """The job whose attempt this process is: it works in the attempt's folder."""
    try:
        return os.path.basename(os.path.dirname(os.readlink(f"/proc/{pid}/cwd")))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None


class Poison:
    """Does something to the processes of some jobs, up to `times` each, as soon as they are seen."""

    def __init__(self, cluster, deed, jobs=(), times=99):
        self.cluster, self.deed, self.jobs, self.times = cluster, deed, set(jobs), times
        self.hits, self.seen, self.ended = {}, set(), threading.Event()
        self.struck = []  # (job, when)
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        while not self.ended.is_set():
            for worker in self.cluster.workers:
                for pid in worker.attempts():
                    self._meet(pid)
            time.sleep(0.002)

    def _meet(self, pid):
        job = job_of(pid)
        if pid in self.seen or job not in self.jobs or self.hits.get(job, 0) >= self.times:
            return
        try:
            self.deed(pid)
        except ProcessLookupError:
            return
        self.seen.add(pid)
        self.struck.append((job, time.monotonic()))
        self.hits[job] = self.hits.get(job, 0) + 1

    def stop(self):
        self.ended.set()
        self.thread.join()


def sender(number):
    return lambda pid: os.kill(pid, number)


def starve(pid):
    """No memory beyond what it has: the next large allocation fails."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as source:
        size = int(source.read().split()[0]) * resource.getpagesize()
    resource.prlimit(pid, resource.RLIMIT_AS, (size, size))


DEEDS = {"SEGV": sender(signal.SIGSEGV), "ABRT": sender(signal.SIGABRT), "KILL": sender(signal.SIGKILL), "memory": starve}


def put_slow(stage, inputs, expect=("succeeded",)):
    """A job that lasts long enough to be met."""
    work = payloads.preprocess(stage.cluster, stage.golden, inputs, stage.cluster.districts[0])
    return stage.load.insist(work, again=True, expect=expect, cap=8)


@scenario("child_deaths", (150, 240))
def child_deaths(stage):
    """Each way to die: once, and the job succeeds after a strike; always, and it is a dead letter with evidence."""
    cluster = stage.open(workers=2, concurrency=2)
    inputs = Inputs(cluster, rows=60000)
    hit = 0
    always = {}
    poisons = []
    for name, deed in DEEDS.items():
        once, forever = Poison(cluster, deed, times=1), Poison(cluster, deed)
        poisons += [once, forever]
        once.jobs.add(put_slow(stage, inputs).id)
        job = put_slow(stage, inputs, expect=("failed",))
        forever.jobs.add(job.id)
        always[name] = job
    stage.row.planned = len(DEEDS) * 4
    stage.settle(120)
    for poison in poisons:
        poison.stop()
        hit += sum(poison.hits.values())
    stage.row.hit = hit
    with cluster.redis.client() as client:
        dead = set(client.zrange("{sipro}:dead", 0, -1))
    for name, job in always.items():
        stage.check(job.id in dead, f"{name}: three times, and no dead letter")
        folder = os.path.join(cluster.storage, job.district, "jobs", job.id)
        evidence = [file for file in os.listdir(folder) if file.startswith("evidence-")]
        stage.check(len(evidence) == 3, f"{name}: evidence of {len(evidence)} attempts, not of 3")
    for worker in cluster.workers:
        stage.check(worker.process.alive(), f"{worker.name} died with a child")
    row = stage.judge()
    noticed = [known_after(stage, job, at) for poison in poisons for job, at in poison.struck]
    row.figure = f"{len(dead)} dead letters of {len(always)}, each with 3 evidences; a death known after {max(noticed):.2f} s"
    stage.expect_within(max(noticed), 1, "until a death is known")
    replay(stage, list(always.values()))


def known_after(stage, job, at):
    """Seconds until the queue knew of the death."""
    return min(e["seen"] - at for e in stage.recorder.of(job) if e.get("reason") == "crash" and e["seen"] > at)


def replay(stage, jobs):
    """The cause is gone; the operator replays: now they succeed."""
    for job in jobs:
        stage.cluster.run("sipro-admin", "queue", "replay", job.id)
    with stage.cluster.redis.client() as client:
        wait_until(lambda: all(client.hget(f"{{sipro}}:job:{job.id}", "state") == "succeeded" for job in jobs), 60,
                   "replayed dead letters succeeded")


@scenario("child_hangs", (60, 240))
def child_hangs(stage):
    """A child that stands still is ended after the stall limit, costs a strike, and its job succeeds the next time."""
    stall = stage.pick(4, 120)
    cluster = stage.open(workers=0)
    cluster.add_worker(2, options=["--stall", f"{stall}s"])
    inputs = Inputs(cluster, rows=60000)
    poison = Poison(cluster, sender(signal.SIGSTOP), times=1)
    jobs = [put_slow(stage, inputs) for _ in range(2)]
    poison.jobs |= {job.id for job in jobs}
    stage.row.planned = len(jobs)
    stage.settle(stall + 40)
    poison.stop()
    stage.row.hit = sum(poison.hits.values())
    row = stage.judge()
    ends = [e for e in stage.recorder.entries if e.get("from") == "running" and e.get("reason") == "crash"]
    row.figure = f"{len(ends)} ended after {stall} s without progress"
    stage.check(len(ends) == len(jobs), f"{len(ends)} stalls were noticed, not {len(jobs)}")
