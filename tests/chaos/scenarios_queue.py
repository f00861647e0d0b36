"""What the queue promises to people: turns for every district, and a cancel that works at once."""

import time

from cluster import Inputs
from load import Stream
from processes import Slowed, wait_until
from scenario import scenario
from scenarios_child import put_slow


@scenario("fairness", (150, 240))
def fairness(stage):
    """One district floods; twenty others send one job each, and each starts within 20 + workers claims."""
    flood, others = stage.pick(400, 1000), 20
    districts = tuple(str(2101 + number) for number in range(others + 1))
    cluster = stage.open(districts, workers=2, concurrency=1)
    works = stage.works(kinds=("preprocess",))
    cluster.run("sipro-admin", "queue", "pause")
    Stream(stage.load, works[:1], rate=1e6, count=flood).wait()
    cluster.run("sipro-admin", "queue", "resume")
    wait_until(lambda: len(claims(stage)) > 20, 30, "the flood runs")
    late = [stage.load.insist(work, again=True) for work in works[1:]]
    wait_until(lambda: {job.id for job in late} <= set(claims(stage)), 60, "the others started")
    order = [entry for entry in stage.recorder.entries if entry["to"] in ("queued", "running")]
    waits = [turns(order, job.id) for job in late]
    stage.row.planned, stage.row.hit = others, len(waits)
    stage.settle(stage.pick(100, 180))
    stage.judge().figure = f"flood {flood}; each started within {max(waits)} claims (allowed {others + 2})"
    stage.check(max(waits) <= others + 2, f"claims waited: {waits}")


def claims(stage):
    return [entry["id"] for entry in list(stage.recorder.entries) if entry["to"] == "running"]


def turns(order, job):
    """Claims from the job's arrival up to its own."""
    seen = 0
    arrived = False
    for entry in order:
        if entry["id"] == job:
            if entry["to"] == "running":
                return seen + 1
            arrived = True
        elif arrived and entry["to"] == "running":
            seen += 1
    return 10**6


@scenario("cancel", (90, 150))
def cancel(stage):
    """Queued jobs end at the call; running ones within a beat and the child's end, and the child is gone."""
    count = stage.pick(10, 40)
    cluster = stage.open(workers=2, concurrency=2)
    inputs = Inputs(cluster, rows=60000)
    running = [put_slow(stage, inputs, expect=("cancelled",)) for _ in range(4)]
    pids = wait_until(lambda: under_way(cluster, 4), 30, "all attempts under way")
    slowed = Slowed(pids, rest=1.0)
    queued = [put_slow(stage, inputs, expect=("cancelled",)) for _ in range(count)]
    at_once = [ended_after(stage, job, 10) for job in queued]
    asked = [ask(stage, job) for job in running]
    wait_until(lambda: not any(worker.attempts() for worker in cluster.workers), 30, "the children ended")
    later = [seen_cancelled(stage, job, 30) - at for job, at in zip(running, asked)]
    slowed.release()
    stage.row.planned = count + len(running)
    stage.row.hit = len(at_once) + len(later)
    stage.settle(30)
    row = stage.judge()
    row.figure = f"queued {max(at_once) * 1000:.1f} ms, running {max(later):.2f} s"
    stage.expect_within(max(at_once), 0.05, "until a queued job is cancelled")
    stage.expect_within(max(later), 6, "until a running job is cancelled")


def under_way(cluster, count):
    pids = [pid for worker in cluster.workers for pid in worker.attempts()]
    return pids if len(pids) >= count else None


def ask(stage, job):
    at = time.monotonic()
    stage.load.cancel(job)
    return at


def ended_after(stage, job, seconds):
    at = ask(stage, job)
    with stage.cluster.redis.client() as client:
        wait_until(lambda: client.hget(f"{{sipro}}:job:{job.id}", "state") == "cancelled", seconds, "cancelled", every=0.001)
    return time.monotonic() - at


def seen_cancelled(stage, job, seconds):
    entry = wait_until(lambda: [e for e in stage.recorder.of(job.id) if e["to"] == "cancelled"], seconds, "cancelled")[0]
    return entry["seen"]
