"""Workers that are killed, frozen, of two versions, or live at another time."""

import json
import os
import re
import time

import redis

import oracle
from load import Stream
from processes import KeptSlow, wait_until
from proxy import Proxy
from scenario import scenario

LEASE_SECONDS = 15
DISTRICTS = tuple(str(number) for number in range(2101, 2109))


@scenario("worker_storm", (150, 300))
def worker_storm(stage):
    """Workers with attempts under way get SIGKILL, one after the other, and start again at once."""
    jobs, seconds = stage.pick((240, 12), (2000, 60))
    stage.row.planned = stage.pick(10, 50)
    cluster = stage.open(DISTRICTS, workers=3, concurrency=2)
    stream = Stream(stage.load, stage.works(), rate=jobs / seconds, count=jobs)
    killed, begun = [], time.monotonic()
    end = time.monotonic() + seconds + 60
    while len(killed) < stage.row.planned and time.monotonic() < end:
        busy = [worker for worker in cluster.workers if worker.attempts()]
        if not busy:
            time.sleep(0.002)
            continue
        victim = stage.random.choice(busy)
        if victim.kill():
            killed.append(time.monotonic())
        victim.start()
        time.sleep(seconds / stage.row.planned * stage.random.uniform(0.5, 1.2))
    stream.wait()
    stage.settle(stage.pick(90, 180))
    took = time.monotonic() - begun
    stage.row.hit = len(killed)
    row = stage.judge()
    again = [entry for entry in stage.recorder.entries if entry.get("reason") in ("lease_expired", "worker_lost")]
    row.figure = f"kills over {killed[-1] - begun:.0f} s, all ended after {took:.0f} s, {len(again)} attempts taken over"
    stage.check(again, "no attempt had to be taken over: the kills hit nothing")


def token_calls(proxy, tokens, since):
    """Calls of these tokens that passed after `since`, without the reads."""
    found = []
    for passed in list(proxy.passed):
        if passed.at < since or passed.call not in ("beat", "complete", "fail"):
            continue
        if json.loads(passed.argument).get("token") in tokens:
            found.append(passed)
    return found


@scenario("zombie", (120, 200))
def zombie(stage):
    """A worker is frozen until others have its jobs, then goes on while they work: all that it still tells is refused."""
    zombies = stage.pick(4, 12)
    cluster = stage.open(DISTRICTS, workers=0)
    proxy = Proxy(os.path.join(stage.place, "zombie.sock"), cluster.redis.socket, record=True)
    frozen = cluster.add_worker(zombies, proxy.path, name="frozen")
    works = stage.works(rows=200_000, kinds=("preprocess",))
    slowed = KeptSlow([frozen], LEASE_SECONDS + 90)
    jobs = [stage.load.insist(works[number % len(works)], again=True) for number in range(zombies)]
    wait_until(lambda: full(frozen.attempts(), zombies), 20, "all attempts under way")
    held = {entry["token"] for job in jobs for entry in stage.recorder.of(job.id) if entry["to"] == "running"}
    frozen.process.stop()
    stage.row.planned = zombies
    # The children of the frozen worker go on and write: what they write must never be seen.
    slowed.release()
    others = cluster.add_worker(zombies, name="others")
    late = KeptSlow([others], LEASE_SECONDS + 90)
    taken = wait_until(lambda: full(claimed_by(stage, "others"), zombies), LEASE_SECONDS + 30, "others have the jobs")
    woken = time.monotonic()
    repeat_writes(stage, through(proxy), held)
    frozen.process.resume()
    calls = wait_until(lambda: full(token_calls(proxy, held, woken), 4 * zombies), 30, "the woken worker spoke")
    late.release()
    stage.settle(60)
    repeat_writes(stage, through(proxy), held)
    calls = token_calls(proxy, held, woken)
    refused = [passed for passed in calls if '"lost"' in passed.reply or "RECOVERING" in passed.reply]
    stage.row.hit, stage.row.refused = len(taken), len(refused)
    row = stage.judge()
    row.figure = f"{len(refused)} of {len(calls)} writes refused"
    stage.check(len(refused) == len(calls), f"not refused: {[c for c in calls if c not in refused][:3]}")


def claimed_by(stage, name):
    return [e for e in list(stage.recorder.entries) if e["to"] == "running" and e["worker"].startswith(name)]


def through(proxy):
    return redis.Redis(unix_socket_path=proxy.path, decode_responses=True)


def repeat_writes(stage, client, tokens):
    """What a zombie that had got further would tell: every write of its tokens, by hand, with the stamp of now. The replies."""
    replies = []
    error = json.dumps({"code": "internal", "message": "zombie"})
    with client:
        stamp, library = client.get("{sipro}:stamp"), library_of(client)["number"]
        for job in stage.load.all():
            for token in tokens & {entry.get("token") for entry in stage.recorder.of(job.id)}:
                hold = {"id": job.id, "token": token}
                for call, more in (
                        ("complete", {"folder": f"att-1-{token}-00000000", "results": "[]"}),
                        ("fail", {"class": "crash", "error": error, "delay": 0, "max_retries": 8, "max_strikes": 3}),
                        ("beat", {"phase": "", "done": "0", "total": "0", "lease": 15000})):
                    replies.append(client.execute_command("FCALL", f"s{library}_{call}", 1, "{sipro}", stamp, json.dumps({**hold, **more})))
    return replies


def full(found, count):
    return found if len(found) >= count else None


@scenario("clock_skew", (100, 150))
def clock_skew(stage):
    """Two workers whose clocks are five minutes off in either direction, beside one that is right."""
    library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
    cluster = stage.open(DISTRICTS[:4], workers=1)
    skewed = [cluster.add_worker(1, env={"LD_PRELOAD": library, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"},
                                 name=f"skewed{offset}") for offset in ("-300s", "+300s")]
    stage.row.planned = len(skewed) + 1
    jobs = stage.pick(60, 300)
    Stream(stage.load, stage.works(), rate=20, count=jobs).wait()
    # One of them dies with a job: it has to be missed in due time all the same.
    wait_until(lambda: not stage.load.all() or all_ended(stage), 60, "the first jobs ended")
    job = stage.load.insist(stage.works(rows=60000)[0], again=True)
    begun = wait_until(lambda: [e for e in stage.recorder.of(job.id) if e["to"] == "running"], 20, "claimed")[0]
    victim = next(worker for worker in cluster.workers if worker.name in begun["worker"])
    died = time.monotonic()
    hit = victim.kill()
    again = wait_until(lambda: [e for e in stage.recorder.of(job.id) if e["to"] == "running"][1:], 40, "claimed again")[0]
    stage.settle(60)
    by = {entry["worker"] for entry in stage.recorder.entries if entry["to"] == "succeeded"}
    stage.row.hit = sum(any(worker.name in name for name in by) for worker in skewed) + hit
    row = stage.judge()
    reaped = [e for e in stage.recorder.entries if e.get("reason") in ("lease_expired", "worker_lost")]
    row.figure = f"{len(reaped)} reaped (1 killed), missed after {again['seen'] - died:.1f} s"
    stage.expect_within(again["seen"] - died, 17, "until a dead worker's job is taken up")
    stage.check(len(reaped) == 1, f"reaped although alive: {[e['id'] for e in reaped]}")


def all_ended(stage):
    return not oracle.unfinished(stage.cluster.redis, stage.load.all())


def next_version(words):
    """What a program of the next version would send: its own library's functions, and payload 2 understood."""
    words = list(words)
    words[1] = re.sub(rb"^s(\d+)_", lambda found: b"s%d_" % (int(found[1]) + 1), words[1])
    words[-1] = words[-1].replace(b'"max_version":1', b'"max_version":2')
    return words


def library_of(client):
    """The queue's one function library: its number and its text."""
    told, = client.execute_command("FUNCTION", "LIST", "LIBRARYNAME", "sipro_v*", "WITHCODE")
    fields = dict(zip(told[::2], told[1::2])) if isinstance(told, list) else told
    return {"number": int(fields["library_name"].removeprefix("sipro_v")), "text": fields["library_code"]}


def load_next_library(cluster):
    """The text of the library under the next name."""
    with cluster.redis.client() as client:
        library = library_of(client)
        head, version, rest = library["text"].split("\n", 2)
        number = str(library["number"])
        following = str(library["number"] + 1)
        text = "\n".join([head.replace(f"sipro_v{number}", f"sipro_v{following}"), version.replace(number, following), rest])
        client.execute_command("FUNCTION", "LOAD", text)


@scenario("two_versions", (100, 150))
def two_versions(stage):
    """The next library and a worker that speaks it beside ours; jobs of payload 2 wait for it, unharmed, while ours works on."""
    cluster = stage.open(DISTRICTS[:4], workers=1)
    works = stage.works()
    # A worker looks past 10 newer jobs of a district: with more ahead, older ones wait for the newer worker too.
    count = stage.pick(20, 36)
    newer = [stage.load.insist(works[number % len(works)], again=True, version=2) for number in range(count)]
    older = [stage.load.insist(works[number % len(works)], again=True) for number in range(count)]
    ids = {job.id for job in older}
    wait_until(lambda: ids <= {e["id"] for e in stage.recorder.entries if e["to"] == "succeeded"}, 90, "our jobs ended")
    touched = [job.id for job in newer if any(e["to"] != "queued" for e in stage.recorder.of(job.id))]
    stage.check(not touched, f"jobs of payload 2 were touched by ours: {touched[:3]}")
    load_next_library(cluster)
    proxy = Proxy(os.path.join(stage.place, "next.sock"), cluster.redis.socket, rewrite=next_version)
    second = cluster.add_worker(1, proxy.path)
    stage.settle(90)
    more = [stage.load.insist(works[number % len(works)], again=True) for number in range(count)]
    stage.settle(90)
    by = {e["id"]: e["worker"] for e in stage.recorder.entries if e["to"] == "succeeded"}
    stage.row.planned = count
    stage.row.hit = sum(second.name in by.get(job.id, "") for job in newer)
    row = stage.judge()
    by_second = sum(second.name in by.get(job.id, "") for job in more)
    row.figure = f"{count} of payload 2 waited for the next version; of {count} later ones ours did {count - by_second}, the next {by_second}"
    stage.check(0 < by_second < count, row.figure)
