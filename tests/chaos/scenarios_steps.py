"""The worker, Redis or storage is taken away at each step of a job, one step after the other.

Steps are found from outside, with no hook in the product. Redis' side: every call that a worker makes passes a door of
the test's own (proxy.py), which strikes before the call is done or after it, before the caller hears so. The disk's
side: strace counts the mkdir, fsync and rename calls of the thread that does a job, and kills the worker or fails the
call at the n-th; a first job without a fault tells how many there are.
"""

import itertools
import os
import re
from collections import Counter

import payloads
from processes import KeptSlow, thread_named, wait_until
from proxy import DROP, Fault, Proxy
from scenario import scenario
from storage_faults import ThreadTrace

# Calls of a worker in the life of a job; `fail` is reached by a file that stops the job.
CALLS = ("claim", "beat", "complete", "fail", "saved")
DISK_CALLS = {"mkdir": "mkdir,mkdirat", "fsync": "fsync,fdatasync", "rename": "rename,renameat,renameat2,link,linkat"}


def stopping_file(stage):
    """A statistics file that is none: ends a job as `failed`, class file."""
    path = os.path.join(stage.place, "bukan statistik.sav")
    with open(path, "wb") as out:
        out.write(b"$FL2@(#) bukan berkas statistik" + b"\0" * 400)
    return path


def put_both(stage, works, bad, count):
    """`count` jobs that succeed and as many that stop."""
    for number in range(count):
        stage.load.insist(works[number % len(works)], again=True, cap=64)
        stage.load.insist(payloads.hostile(stage.cluster, works[0].district, bad), again=True, expect=("failed",), cap=64)


def wait_for_deaths(workers, seconds):
    """Until each of these workers has ended, killed at its step as it should be."""
    def living():
        return [worker.name for worker in workers if worker.process.alive()]

    wait_until(lambda: not living(), seconds, lambda: f"{', '.join(living())} came to the step")


@scenario("steps_worker_calls", (120, 150))
def steps_worker_calls(stage):
    """kill -9 of the worker before and after each call to Redis: ten workers, each with a step of its own."""
    cluster = stage.open(workers=0)
    stage.start_once()
    works, bad = stage.works(rows=60000), stopping_file(stage)
    armed = []
    for call in CALLS:
        for when in ("before", "after"):
            proxy = Proxy(os.path.join(stage.place, f"{call}-{when}.sock"), cluster.redis.socket)
            worker = cluster.add_worker(1, proxy.path, start=False, name=f"dies-{when}-{call}")
            fault = proxy.arm(Fault(call, when, lambda victim=worker: victim.kill() and DROP or DROP))
            armed.append((call, worker, fault))
    put_both(stage, works, bad, len(armed))
    for _, worker, _ in armed:
        worker.start()
    # Those that die at a beat need a job that lasts until the first one.
    beaters = [worker for call, worker, _ in armed if call == "beat"]
    slowed = KeptSlow(beaters, 60)
    wait_for_deaths([worker for _, worker, _ in armed], 60)
    for _, worker, fault in armed:
        stage.check(fault.hit.is_set(), f"{worker.name} ended before its step: {worker.process.said()[-500:]}")
    slowed.release()
    for _ in range(2):
        cluster.add_worker(concurrency=2)
    stage.settle(90)
    stage.row.planned, stage.row.hit = len(armed), sum(fault.hit.is_set() for _, _, fault in armed)
    row = stage.judge()
    row.figure = f"{len(CALLS)} calls, before and after"


def idle_worker(stage, name):
    """A worker and the thread of its only slot."""
    worker = stage.cluster.add_worker(1, name=name)
    pid = worker.process.pid
    return worker, wait_until(lambda: thread_named(pid, "slot-0"), 30, f"{name} has a slot")


def disk_steps(stage, work):
    """{call: how often the thread that does a job makes it}, from one job without a fault."""
    worker, thread = idle_worker(stage, "counted")
    trace = ThreadTrace(worker.process.pid, thread, ",".join(DISK_CALLS.values()), os.path.join(stage.place, "counted"))
    stage.load.insist(work, again=True)
    stage.settle(60)
    trace.close()
    counts = Counter(found[1] for line in trace.lines() if (found := re.match(r"(\w+)\(", line)))
    worker.process.terminate(30)
    return {name: sum(counts[call] for call in calls.split(",")) for name, calls in DISK_CALLS.items()}


def chosen(stage, per_job, short):
    """(call, n) pairs: all of them, or `short` spread over them."""
    every = [(name, nth) for name, count in per_job.items() for nth in range(1, count + 1)]
    if stage.long or len(every) <= short:
        return every
    return [every[number * len(every) // short] for number in range(short)]


@scenario("steps_worker_disk", (150, 240))
def steps_worker_disk(stage):
    """kill -9 of the worker at the n-th mkdir, fsync or rename of a job, for every n."""
    cluster = stage.open(workers=0)
    stage.start_once()
    work = stage.works(kinds=("preprocess",))[0]
    per_job = disk_steps(stage, work)
    steps = chosen(stage, per_job, 8)
    armed = []
    for name, nth in steps:
        worker, thread = idle_worker(stage, f"dies-{name}-{nth}")
        log = os.path.join(stage.place, f"{name}-{nth}.strace")
        armed.append((worker, ThreadTrace(worker.process.pid, thread, DISK_CALLS[name], log, nth, signal="SIGKILL")))
    for _ in range(len(steps) + 4):
        stage.load.insist(work, again=True, cap=64)
    wait_for_deaths([worker for worker, _ in armed], 60)
    for _ in range(2):
        cluster.add_worker(concurrency=2)
    stage.settle(90)
    stage.row.planned, stage.row.hit = len(steps), sum(trace.struck() for _, trace in armed)
    stage.judge().figure = "a job has " + ", ".join(f"{count} {name}" for name, count in per_job.items())


@scenario("steps_storage", (150, 300))
def steps_storage(stage):
    """The n-th mkdir, fsync or rename of a job fails, for every n, with each error that storage may give."""
    stage.open(workers=0)
    stage.start_once()
    work = stage.works(kinds=("preprocess",))[0]
    per_job = disk_steps(stage, work)
    errors = ("ENOSPC", "EIO", "ESTALE", "EROFS")
    steps = chosen(stage, per_job, 8)
    worker, thread = idle_worker(stage, "struck")
    for number, (name, nth) in enumerate(steps):
        for error in errors if stage.long else (errors[number % len(errors)],):
            log = os.path.join(stage.place, f"{error}-{name}-{nth}.strace")
            trace = ThreadTrace(worker.process.pid, thread, DISK_CALLS[name], log, nth, error=error)
            stage.load.insist(work, again=True)
            stage.settle(60)
            trace.close()
            stage.row.planned += 1
            stage.row.hit += trace.struck()
    stage.check(worker.process.alive(), "the worker ended by a fault of storage")
    strikes = [entry for entry in stage.recorder.entries if int(entry.get("strikes") or 0) > 0]
    stage.check(not strikes, f"storage cost a strike: {strikes[:2]}")
    stage.judge().figure = f"{len(steps)} steps, {', '.join(errors)}"


@scenario("steps_redis", (150, 240))
def steps_redis(stage):
    """Redis dies, or the reply is lost, before and after each call of a job, the enqueue among them."""
    cluster = stage.open(workers=0, tools=0)
    works, bad = stage.works(), stopping_file(stage)
    slow = stage.works(rows=60000, kinds=("preprocess",))
    proxy = Proxy(os.path.join(stage.place, "steps.sock"), cluster.redis.socket)
    stage.load.through(proxy.path)
    worker = cluster.add_worker(1, proxy.path)

    def die():
        cluster.redis.restart()
        return DROP

    kinds = (("dies", die), ("reply lost", lambda: DROP))
    steps = list(itertools.product(enumerate(kinds), enumerate(("enqueue", *CALLS)), enumerate(("before", "after"))))
    for (third, (kind, action)), (first, call), (second, when) in steps:
        if not stage.long and (first + second + third) % 2:
            continue
        fault = proxy.arm(Fault(call, when, action))
        if call == "fail":
            stage.load.insist(payloads.hostile(cluster, works[0].district, bad), again=True, expect=("failed",))
        else:
            stage.load.insist((slow if call == "beat" else works)[0], again=True)
        slowed = KeptSlow([worker], 30) if call == "beat" else None
        stage.row.planned += 1
        stage.row.hit += fault.done.wait(20)  # Redis is back
        if slowed:
            slowed.release()
        stage.settle(60)
        stage.check(fault.hit.is_set(), f"{when} {call}, {kind}: never came")
        proxy.faults.remove(fault)
    stage.check(worker.process.alive(), "the worker ended")
    stage.judge().figure = "each call, before and after; Redis dies, reply lost"
