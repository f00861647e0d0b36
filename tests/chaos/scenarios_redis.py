"""Redis killed, away, wiped, cut, put back to yesterday, full: under load, with nobody to help unless it says so."""

import signal
import time

from cluster import Inputs
from load import Refused, Stream
from processes import Slowed, wait_until
from scenario import scenario
from scenarios_child import Poison, put_slow, sender

DISTRICTS = ("2101", "2102", "2103", "2104")
BACK_SECONDS = 2.0


def first_yes(stage, work, since):
    """Seconds from `since` until a new job was accepted."""
    stage.load.insist(work, again=True, tool=1)
    return time.monotonic() - since


def bury_poison(stage, count=2):
    """Jobs that are dead letters before the fault, and must stay so."""
    inputs = Inputs(stage.cluster, rows=60000)
    poison = Poison(stage.cluster, sender(signal.SIGSEGV))
    jobs = [put_slow(stage, inputs, expect=("failed",)) for _ in range(count)]
    poison.jobs |= {job.id for job in jobs}
    stage.settle(60)
    poison.stop()
    return jobs


def still_dead(stage, jobs):
    with stage.cluster.redis.client() as client:
        dead = set(client.zrange("{sipro}:dead", 0, -1))
    for job in jobs:
        stage.check(job.id in dead, f"{job.id} was a dead letter and is none now")
    return sum(job.id in dead for job in jobs)


@scenario("redis_restart", (120, 240))
def redis_restart(stage):
    """SIGKILL and a restart at once, again and again, under load."""
    stage.row.planned = stage.pick(4, 20)
    cluster = stage.open(DISTRICTS, workers=2, concurrency=2, tools=2)
    works = stage.works()
    stream = Stream(stage.load, works, rate=stage.pick(12, 20))
    back = []
    for _ in range(stage.row.planned):
        time.sleep(stage.random.uniform(1.0, 3.0))
        stage.row.hit += cluster.redis.restart()
        back.append(first_yes(stage, works[0], cluster.redis.started_at))
    stream.stop()
    stage.settle(90)
    row = stage.judge()
    row.figure = f"back within {max(back):.2f} s, median {sorted(back)[len(back) // 2]:.2f} s"
    stage.expect_within(max(back), BACK_SECONDS, "until all is back")


def loss(name, limit=(150, 240)):
    """A scenario in which Redis loses data while jobs stream in: `lose(stage, number)` does it once."""
    def register(lose):
        def play(stage):
            stage.row.planned = stage.pick(1, 4)
            cluster = stage.open(DISTRICTS, workers=2, concurrency=2, tools=2)
            dead = bury_poison(stage)
            works = stage.works()
            yesterday = cluster.redis.copy_data("yesterday")
            stream = Stream(stage.load, works, rate=stage.pick(12, 20))
            back = []
            for number in range(stage.row.planned):
                time.sleep(stage.random.uniform(2.0, 4.0))
                lost_at = lose(stage, number, yesterday)
                stage.row.hit += 1
                back.append(first_yes(stage, works[0], lost_at))
                time.sleep(2)
            stream.stop()
            stage.settle(120)
            row = stage.judge(lossy=True)
            row.figure = f"{still_dead(stage, dead)} of {len(dead)} dead letters stayed, back within {max(back):.2f} s"
        play.__doc__ = lose.__doc__
        return scenario(name, limit)(play)
    return register


@loss("redis_flushed")
def flushed(stage, _number, _yesterday):
    """FLUSHALL."""
    stage.cluster.redis.flush()
    return time.monotonic()


@loss("redis_yesterday")
def yesterday_again(stage, _number, yesterday):
    """The data folder of before all these jobs is put back."""
    redis = stage.cluster.redis
    redis.kill()
    redis.put_back(yesterday)
    redis.start()
    return redis.started_at


@loss("redis_aof_cut")
def aof_cut(stage, number, _yesterday):
    """Power loss: the tail of the AOF never reached the disk; a part, a few bytes inside a command, or all of it."""
    redis = stage.cluster.redis
    redis.kill()
    lost = redis.cut_tail(**({"share": 0.3}, {"size": 17}, {"share": 1.0}, {"share": 0.7})[number % 4])
    stage.check(lost > 0, "nothing was cut")
    redis.start()
    return redis.started_at


@loss("redis_garbage_tail")
def garbage_tail(stage, _number, _yesterday):
    """A torn page at the AOF's end: Redis does not start, the operator repairs as documented, the rest is by itself."""
    redis = stage.cluster.redis
    redis.kill()
    redis.garbage_tail()
    try:
        redis.start()
        stage.problem("Redis started in spite of a garbage tail: the fault did not hit")
    except (RuntimeError, TimeoutError):
        redis.kill()
        redis.repair()
        redis.start()
    return redis.started_at


@scenario("redis_away", (120, 200))
def redis_away(stage):
    """Redis does not answer for longer than any lease, while long jobs run: nobody is reaped, nobody gets a strike."""
    away = stage.pick(22, 60)
    cluster = stage.open(DISTRICTS, workers=2, concurrency=2)
    inputs = Inputs(cluster, rows=stage.pick(100_000, 600_000))
    jobs = [put_slow(stage, inputs) for _ in range(4)]
    running = wait_until(lambda: found(cluster, 4), 30, "all attempts under way")
    slowed = Slowed(running, rest=2.0)
    stage.row.planned = len(jobs)
    for half, (go, come) in enumerate(((cluster.redis.stop, cluster.redis.resume), (cluster.redis.kill, cluster.redis.start))):
        if half and not stage.long:
            break
        go()
        time.sleep(away)
        come()
        time.sleep(3)
    stage.row.hit = sum(pid in running for worker in cluster.workers for pid in worker.attempts())
    slowed.release()
    stage.settle(90)
    row = stage.judge()
    reaped = [e for e in stage.recorder.entries if e.get("reason") in ("lease_expired", "worker_lost", "crash", "resource")]
    with cluster.redis.client() as client:
        strikes = sum(int(client.hget(f"{{sipro}}:job:{job.id}", "strikes") or 0) for job in jobs)
        attempts = sum(int(client.hget(f"{{sipro}}:job:{job.id}", "attempt") or 0) for job in jobs)
    row.figure = f"away {away} s: {len(reaped)} reaped, {strikes} strikes, {attempts} attempts of {len(jobs)} jobs"
    stage.check(not reaped and not strikes and attempts == len(jobs), row.figure)


def found(cluster, count):
    pids = [pid for worker in cluster.workers for pid in worker.attempts()]
    return pids if len(pids) >= count else None


@scenario("redis_full", (100, 120))
def redis_full(stage):
    """At maxmemory new jobs are refused with that reason, what runs finishes, and with room again all goes on."""
    cluster = stage.open(DISTRICTS, workers=2, concurrency=2)
    works = stage.works()
    Stream(stage.load, works, rate=30, count=stage.pick(40, 200)).wait()
    before = stage.load.refused
    cluster.redis.limit_memory(share=0.5)
    stage.row.planned = 10
    reasons = []
    for number in range(stage.row.planned):
        try:
            stage.load.put(works[number % len(works)], again=True)
        except Refused as error:
            reasons.append(str(error))
    stage.row.hit = sum("redis_full" in reason for reason in reasons)
    stage.settle(60)
    stage.check(stage.load.refused - before == stage.row.planned, "something was taken although Redis was full")
    cluster.redis.limit_memory(None)
    stage.load.insist(works[0], again=True)
    stage.settle(30)
    stage.judge().figure = "what ran finished at maxmemory"
