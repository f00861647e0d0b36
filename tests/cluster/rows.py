"""The rows of the stand-in: what an operator of a cluster does to it, and what happens to it."""

import os
import shutil
import time

from processes import KeptSlow, wait_until
from scenario import scenario
from scenarios_gateway import download_all
from scenarios_workers import repeat_writes
from traffic import Traffic

TAKEN_UP_SECONDS = 17
CUT_SECONDS = 40
LIMIT = (400, 600)


def restart(process, ready, seconds=90):
    """SIGTERM, its own end, its start; true when it ended by itself."""
    hit = process.terminate(seconds)
    process.start()
    wait_until(ready, 60, f"{process.name} is ready")
    return hit


@scenario("rolling_restart", LIMIT)
def rolling_restart(stage):
    """Every process, one after the other: workers, gateways, Redis."""
    traffic = Traffic(stage, officers=4, rate=4)
    cluster = stage.cluster
    stage.row.planned = len(cluster.workers) + len(cluster.gateways) + 1
    for worker in cluster.workers:
        begun = len(worker.process.events("worker_starts"))
        stage.row.hit += restart(worker.process, lambda: len(worker.process.events("worker_starts")) > begun)
    for gateway in cluster.gateways:
        stage.row.hit += restart(gateway.process, gateway.answers)
        time.sleep(2)  # until the other goes, haproxy must have seen that this one is back
        cluster.door.sees(2)
    traffic.accepted()
    stage.row.hit += restart(cluster.redis.process, cluster.redis.answers)
    traffic.accepted()
    time.sleep(3)
    row = traffic.end()
    row.figure = (f"{len(traffic.failed())} of {traffic.requests()} requests failed without Retry-After, {row.refused} times 503 with it; "
                  f"longest gap between two accepted jobs {traffic.longest_gap():.1f} s")
    row.problems += traffic.failed()[:5]


def held_by(stage, workers):
    """{job: its event} of what these workers run now."""
    last = {entry["id"]: entry for entry in list(stage.recorder.entries)}
    names = tuple(f"{worker.name}-" for worker in workers)
    return {job: entry for job, entry in last.items() if entry["to"] == "running" and entry["worker"].startswith(names)}


def hold(stage, workers):
    """Slows the attempts of these workers down until each has one; (the slowing, {job: event})."""
    slow = KeptSlow(workers, 120)
    full = lambda: (held := held_by(stage, workers)) and len(held) == len(workers) and all(w.attempts() for w in workers) and held
    return slow, wait_until(full, 60, "each worker of the host has an attempt")


def taken_up(stage, held, since):
    """Seconds until each of these jobs ran elsewhere."""
    def again():
        found = [next((entry["seen"] for entry in stage.recorder.of(job) if entry["to"] == "running" and entry["seen"] > since
                       and entry["worker"] != before["worker"]), None) for job, before in held.items()]
        return found if all(found) else None
    return [seen - since for seen in wait_until(again, 60, "the jobs of the host run elsewhere")]


@scenario("host_loss", LIMIT)
def host_loss(stage):
    """The power of a workers' host goes, then that of a gateway's; each comes back."""
    traffic = Traffic(stage)
    cluster = stage.cluster
    stage.row.planned = len(cluster.workers) + len(cluster.gateways)
    times, noticed = [], []
    for machine in cluster.work:
        slow, held = hold(stage, cluster.on(machine))
        since = time.monotonic()
        machine.lose()
        slow.release()
        found = taken_up(stage, held, since)
        stage.row.hit += len(found)
        times += found
        machine.back()
        for worker in cluster.on(machine):
            worker.start()
    cut = len(traffic.failed())
    for machine in cluster.web:
        since = time.monotonic()
        stage.row.hit += machine.lose()
        cluster.door.sees(1)
        noticed.append(time.monotonic() - since)
        traffic.accepted()
        time.sleep(3)
        machine.back()
        for gateway in cluster.on(machine):
            gateway.start()
        cluster.door.sees(2)
    row = traffic.end()
    row.figure = (f"{len(times)} attempts of 2 hosts run elsewhere after {min(times):.1f} to {max(times):.1f} s; a gateway's host is left out "
                  f"after {max(noticed):.1f} s, {len(traffic.failed()) - cut} requests under way were cut; {traffic.longest_gap():.1f} s longest gap")
    row.problems += traffic.failed()[:cut]
    stage.check(max(times) <= TAKEN_UP_SECONDS, f"not within {TAKEN_UP_SECONDS} s: {times}")


@scenario("cut_link", LIMIT)
def cut_link(stage):
    """A workers' host and Redis do not hear each other for 40 s, while it works on; then a gateway's host and Redis."""
    traffic = Traffic(stage)
    cluster, redis = stage.cluster, stage.cluster.redis_host
    machine, web = cluster.work[0], cluster.web[0]
    cut_off = cluster.on(machine)
    slow, held = hold(stage, cut_off)
    stage.row.planned = len(held) + 1
    since = time.monotonic()
    redis.cut(machine)
    times = taken_up(stage, held, since)
    stage.row.hit += len(times)
    slow.release()  # they end behind the cut and do not know that others have their jobs
    time.sleep(max(0.0, since + CUT_SECONDS - time.monotonic()))
    redis.mend(machine)
    lost = wait_until(lambda: (found := zombies(cut_off, held)) and len(found) >= len(held) and found, 60, "the zombies were told")
    replies = repeat_writes(stage, cluster.redis.client(), {entry["token"] for entry in held.values()})
    refused = [reply for reply in replies if '"lost"' in reply]
    redis.cut(web)
    since = time.monotonic()
    cluster.door.sees(1)
    left_out = time.monotonic() - since
    stage.row.hit += cluster.door.ready() == {"gateway-2"}
    time.sleep(max(0.0, since + CUT_SECONDS - time.monotonic()))
    redis.mend(web)
    cluster.door.sees(2)
    stage.row.refused = len(lost) + len(refused)
    row = traffic.end()
    row.figure = (f"{len(held)} attempts taken up after {max(times):.1f} s; {len(lost)} ends of zombies and {len(refused)} of {len(replies)} writes by hand "
                  f"refused; a gateway without Redis is left out after {left_out:.1f} s, {len(traffic.failed())} requests failed without Retry-After")
    row.problems += traffic.failed()[:5]
    stage.check(len(refused) == len(replies) > 0, f"not refused: {[reply for reply in replies if reply not in refused]}")


def zombies(workers, held):
    """Attempts whose end the queue refused, as their workers tell."""
    return [event for worker in workers for event in worker.process.events("attempt_lost") if event["job"] in held]


@scenario("redis_lost", LIMIT)
def redis_lost(stage):
    """Redis is killed, its folder removed, and an empty one started; nobody does anything else."""
    traffic = Traffic(stage)
    redis = stage.cluster.redis
    stage.row.planned = 3
    back = []
    for _ in range(stage.row.planned):
        time.sleep(5)
        stage.row.hit += redis.kill()
        shutil.rmtree(redis.data)
        os.mkdir(redis.data)
        redis.start()
        traffic.accepted()
        back.append(time.monotonic() - redis.started_at)
    time.sleep(3)
    row = traffic.end(lossy=True)
    fetched = download_all(stage, traffic.office)
    row.figure = (f"a job accepted {min(back):.1f} to {max(back):.1f} s after the empty Redis started, new login included; {fetched} results "
                  f"of {row.jobs} jobs downloaded; {len(traffic.failed())} requests failed without Retry-After")
    row.problems += traffic.failed()[:5]


@scenario("scale", LIMIT)
def scale(stage):
    """From 1 worker to 8 and back to 1, with as much work as they take."""
    # Rows enough that it is the workers who are busy, not those who ask.
    traffic = Traffic(stage, workers=1, officers=1, rows=20_000)
    cluster = stage.cluster
    stage.row.planned, speeds = 14, []
    for count in (1, 2, 4, 8, 4, 2, 1):
        while len(cluster.workers) < count:
            cluster.add_worker()
            stage.row.hit += 1
        while len(cluster.workers) > count:
            stage.row.hit += cluster.workers.pop().process.terminate(90)
        speeds.append(f"{count}: {throughput(stage, traffic, 12):.1f} (load {os.getloadavg()[0]:.0f})")
    row = traffic.end()
    handed = sum(entry.get("reason") in ("lease_expired", "worker_lost") for entry in stage.recorder.entries)
    row.figure = f"jobs/s by workers, in turn, and the machine's load: {', '.join(speeds)}; {handed} jobs had to be missed"
    row.problems += traffic.failed()[:5]
    stage.check(handed == 0, f"{handed} jobs were left behind by workers that had been asked to end")


def throughput(stage, traffic, seconds):
    """Jobs that ended in a second, with always some waiting."""
    fill(stage, traffic)
    begun, before = time.monotonic(), succeeded(stage)
    while time.monotonic() < begun + seconds:
        fill(stage, traffic)
        time.sleep(0.05)
    return (succeeded(stage) - before) / (time.monotonic() - begun)


def fill(stage, traffic):
    with stage.cluster.redis.client() as client:
        for _ in range(16 - client.zcard("{sipro}:backlog")):
            traffic.accepted()


def succeeded(stage):
    return sum(entry["to"] == "succeeded" for entry in list(stage.recorder.entries))
