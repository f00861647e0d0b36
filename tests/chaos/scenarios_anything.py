"""Anything at any time: faults of every kind, drawn by a seed, on one cluster under load, sometimes two at once."""

import os
import signal
import time
from collections import Counter

from load import Stream
from scenario import scenario
from scenarios_storage import empty, fill
from storage_faults import SmallFolder

DISTRICTS = tuple(str(number) for number in range(2101, 2107))


class Faults:
    """Each method does its fault and mends it; true where it really hit."""

    def __init__(self, stage, yesterday):
        self.stage, self.cluster, self.yesterday = stage, stage.cluster, yesterday

    def worker_killed(self):
        worker = self.stage.random.choice(self.cluster.workers)
        hit = worker.kill()
        worker.start()
        return hit

    def worker_frozen(self):
        worker = self.stage.random.choice(self.cluster.workers)
        hit = worker.process.stop()
        time.sleep(self.stage.random.uniform(1, 4))
        worker.process.resume()
        return hit

    def child_killed(self):
        attempts = [pid for worker in self.cluster.workers for pid in worker.attempts()]
        if not attempts:
            return False
        try:
            os.kill(self.stage.random.choice(attempts), signal.SIGSEGV)
            return True
        except ProcessLookupError:
            return False

    def redis_restarted(self):
        return self.cluster.redis.restart()

    def redis_frozen(self):
        hit = self.cluster.redis.stop()
        time.sleep(self.stage.random.uniform(1, 6))
        self.cluster.redis.resume()
        return hit

    def redis_flushed(self):
        self.cluster.redis.flush()
        return True

    def redis_cut(self):
        redis = self.cluster.redis
        redis.kill()
        hit = redis.cut_tail(share=self.stage.random.uniform(0.05, 1.0)) > 0
        redis.start()
        return hit

    def redis_yesterday(self):
        redis = self.cluster.redis
        redis.kill()
        redis.put_back(self.yesterday)
        redis.start()
        return True

    def disk_full(self):
        ballast = fill(self.cluster)
        time.sleep(self.stage.random.uniform(1, 3))
        empty(ballast)
        return True


@scenario("anything", (150, 420))
def anything(stage):
    """What an operator may see in a bad year, within minutes."""
    stage.row.planned = stage.pick(12, 90)

    def mount(cluster):
        cluster.closers.append(SmallFolder(cluster.storage, stage.pick("192m", "1g")).close)

    cluster = stage.open(DISTRICTS, workers=3, concurrency=2, storage=mount)
    works = stage.works()
    stage.load.insist(works[0], again=True)
    faults = Faults(stage, cluster.redis.copy_data("yesterday"))
    names = sorted(name for name in dir(Faults) if not name.startswith("_"))
    stream = Stream(stage.load, works, rate=10, patience=90)
    done = Counter()
    while sum(done.values()) < stage.row.planned:
        # Each kind comes, then whatever the seed says.
        name = names[sum(done.values())] if sum(done.values()) < len(names) else stage.random.choice(names)
        done[name] += getattr(faults, name)()
        time.sleep(stage.random.uniform(0.1, 1.5))
    stream.stop()
    stage.settle(120)
    stage.row.hit = sum(done.values())
    stage.judge(lossy=True).figure = ", ".join(f"{count} {name}" for name, count in sorted(done.items()))
