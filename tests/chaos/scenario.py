"""The frame of a scenario: a cluster with its recorder, watcher, golden runs and load, and the row that it ends in."""

import random
import time
from dataclasses import dataclass, field

import redis

import oracle
import payloads
from cluster import Cluster, Inputs
from golden import Golden
from load import Load
from processes import wait_until
from watch import Recorder, Watcher


@dataclass
class Row:
    name: str
    planned: int = 0
    hit: int = 0
    lost: int = 0
    doubled: int = 0
    refused: int = 0
    jobs: int = 0
    seconds: float = 0.0
    figure: str = ""
    problems: list = field(default_factory=list)

    def passed(self):
        return not self.problems and self.hit >= self.planned > 0 and self.lost == 0 and self.doubled == 0


SCENARIOS = {}


# The short form runs on whatever machine tests the commit, six scenarios beside each other; the figures that SIPRO has to
# reach are the long form's.
PATIENCE = 4


def scenario(name, seconds=(150, 600)):
    """Registers a function(stage). `seconds`: how long (short form, long form) one may last before it is ended, on a quiet machine."""
    def keep(function):
        SCENARIOS[name] = (function, (seconds[0] * PATIENCE, seconds[1]))
        return function
    return keep


class Stage:
    def __init__(self, name, place, programs, long, seed):
        self.name, self.place, self.programs, self.long = name, place, programs, long
        self.random = random.Random(name + seed)
        self.row = Row(name)
        self.cluster = self.recorder = self.watcher = self.golden = self.load = None

    def pick(self, short, long):
        return long if self.long else short

    def open(self, districts=("2101",), workers=2, concurrency=1, tools=1, storage=None):
        """Starts everything. `storage`: called with the cluster before anything is written, to put a mount there."""
        self.cluster = Cluster(self.place, self.programs, districts)
        if storage:
            storage(self.cluster)
        self.cluster.start(workers, concurrency)
        return self.begin(tools, workers > 0)

    def begin(self, tools=1, opened=True):
        """From here on all is recorded and watched. `opened`: a worker is there, which opens the queue."""
        if opened:
            self.cluster.queue_opens()
        self.recorder = Recorder(self.cluster.redis)
        self.watcher = Watcher(self.cluster.storage)
        self.golden = Golden(self.cluster)
        self.load = Load(self.cluster, tools)
        return self.cluster

    def start_once(self):
        """A queue opens when the first worker has seen that there is nothing to recover; then it may go."""
        worker = self.cluster.add_worker(name="opens")
        self.cluster.queue_opens()
        worker.process.terminate(20)

    def works(self, rows=40, seed=5, kinds=("preprocess", "olah", "package")):
        """Small jobs of each kind in each district."""
        inputs = Inputs(self.cluster, rows, seed)
        return [getattr(payloads, kind)(self.cluster, self.golden, inputs, district)
                for district in self.cluster.districts for kind in kinds]

    def problem(self, text):
        self.row.problems.append(text)

    def check(self, holds, text):
        if not holds:
            self.problem(text)

    def expect_within(self, seconds, most, what):
        """A figure that has to be reached."""
        most = self.pick(max(2, most * PATIENCE), most)
        self.check(seconds <= most, f"{what}: {seconds:.2f} s, more than {most} s")

    def settle(self, seconds):
        """Waits until every accepted job has ended in Redis and its end is on storage; tells what did not."""
        seconds = self.pick(seconds * PATIENCE, seconds)
        server, load = self.cluster.redis, self.load
        try:
            wait_until(lambda: not oracle.unfinished(server, load.all()), seconds, "all jobs ended", every=0.1)
            wait_until(lambda: self._unsaved() == 0, 30, "all ends on storage", every=0.1)
        except TimeoutError as error:
            left = oracle.unfinished(server, load.all())
            self.problem(f"{error}; {len(left)} not ended, e.g. {left[:3]}; {self._unsaved()} ends not on storage")

    def _unsaved(self):
        """How many ends; None where Redis does not answer."""
        try:
            with self.cluster.redis.client() as client:
                return client.zcard("{sipro}:unsaved")
        except redis.exceptions.RedisError:
            return None

    def judge(self, lossy=False):
        """Fills the row from what Redis, storage, events and the watcher say."""
        row = self.row
        accepted = self.load.all()
        entries = self.recorder.finish()
        found = oracle.judge(self.cluster, accepted, entries, self.golden, self.watcher.finish(), lossy)
        row.jobs, row.refused = len(accepted), row.refused or self.load.refused
        row.lost, row.doubled = found["lost"], found["doubled"]
        row.problems += found["problems"]
        if self.watcher.looks == 0:
            row.problems.append("the watcher never looked through storage")
        return row

    def run(self, function):
        begun = time.monotonic()
        try:
            function(self)
        except Exception as error:  # noqa: BLE001  any failure is this row's, and the cluster must end
            self.problem(f"{type(error).__name__}: {error}")
        finally:
            if self.cluster:
                self.cluster.close()
        self.row.seconds = time.monotonic() - begun
        return self.row
