"""Shared storage that is full or read-only while jobs come and run."""

import os
import subprocess
import threading
import time

from load import Refused, Stream
from processes import wait_until
from scenario import scenario
from scenarios_redis import first_yes
from storage_faults import LoopFolder, SharedDisk, SmallFolder

DISTRICTS = ("2101", "2102")


def resource_failures(stage):
    return [entry for entry in list(stage.recorder.entries) if entry.get("reason") == "resource"]


@scenario("disk_full", (120, 200))
def disk_full(stage):
    """A tmpfs runs full under load: attempts wait and try again, and with room again every job succeeds."""
    def mount(cluster):
        cluster.closers.append(SmallFolder(cluster.storage, "64m").close)

    cluster = stage.open(DISTRICTS, workers=2, concurrency=2, storage=mount)
    works = stage.works()
    stage.row.planned = stage.pick(8, 40)
    stream = Stream(stage.load, works, rate=10)
    time.sleep(1)
    wait_in_line(stage, works, stage.row.planned)
    ballast = fill(cluster)
    cluster.run("sipro-admin", "queue", "resume")
    wait_until(lambda: len(resource_failures(stage)) >= stage.row.planned, stage.pick(40, 60), "attempts met the full disk")
    # An attempt that ends lets go of what it had written: that room is filled again.
    wait_until(lambda: fill(cluster) and is_refused(stage, works[0]), 20, "a job whose job.json can't be written is refused")
    empty(ballast)
    stream.stop()
    stage.settle(90)
    stage.row.hit = len(resource_failures(stage))
    stage.judge().figure = f"{stage.row.hit} attempts met ENOSPC; 0 strikes" if not strikes(stage) else "strikes for a full disk"
    stage.check(not strikes(stage), "a full disk cost a strike")


@scenario("one_disk_full", (120, 200))
def one_disk_full(stage):
    """Redis and storage on one disk that runs full under load: Redis ends at each start, and with room all goes on by itself."""
    def mount(cluster):
        cluster.closers.append(SharedDisk(f"{stage.place}/disk", [cluster.storage, cluster.redis.data], "64m").close)

    cluster = stage.open(DISTRICTS, workers=2, concurrency=2, tools=2, storage=mount)
    works = stage.works()
    stage.row.planned = stage.pick(3, 12)
    keeper = Keeper(cluster.redis)
    stream = Stream(stage.load, works, rate=10, patience=120)
    time.sleep(1)
    wait_until(lambda: fill(cluster) and keeper.ends() >= stage.row.planned, stage.pick(50, 120), "Redis met the full disk", every=0.1)
    since = time.monotonic()
    empty(f"{cluster.storage}/.ballast")
    back = first_yes(stage, works[0], since)
    stream.stop()
    stage.settle(90)
    keeper.stop()
    stage.row.hit = keeper.ends()
    stage.judge().figure = f"back {back:.2f} s after there was room; {len(strikes(stage))} strikes"
    stage.check(not strikes(stage), "a full disk cost a strike")


class Keeper:
    """Repairs and starts Redis a second after it has ended, as its unit does."""

    def __init__(self, redis):
        self.redis, self.stopped = redis, threading.Event()
        self.thread = threading.Thread(target=self._keep, daemon=True)
        self.thread.start()

    def _keep(self):
        while not self.stopped.wait(1):
            if not self.redis.process.alive():
                self.redis.repair()
                self.redis.start(wait=False)

    def ends(self):
        """How often it ended for want of room."""
        return self.redis.process.said().count("Can't recover from AOF write error")

    def stop(self):
        self.stopped.set()
        self.thread.join()


def strikes(stage):
    return [entry for entry in stage.recorder.entries if int(entry.get("strikes") or 0) > 0]


def fill(cluster):
    """Takes what room is left, to the last page."""
    path = f"{cluster.storage}/.ballast"
    out = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        while os.write(out, b"\0" * 4096):
            pass
    except OSError:  # no more room
        pass
    finally:
        os.close(out)
    return path


def empty(path):
    with open(path, "r+b") as out:
        out.truncate(0)


@scenario("read_only", (120, 200))
def read_only(stage):
    """A loop-mounted ext4 is remounted read-only under load, then writable again."""
    disk = {}

    def mount(cluster):
        disk["folder"] = LoopFolder(cluster.storage, f"{stage.place}/disk.img", "256M")
        cluster.closers.append(disk["folder"].close)

    cluster = stage.open(DISTRICTS, workers=2, concurrency=2, storage=mount)
    works = stage.works()
    stage.row.planned = stage.pick(1, 5)
    stream = Stream(stage.load, works, rate=10)
    for _ in range(stage.row.planned):
        time.sleep(2)
        before = len(resource_failures(stage))
        wait_in_line(stage, works, 4)
        stage.row.hit += turn(disk["folder"], True)
        cluster.run("sipro-admin", "queue", "resume")
        wait_until(lambda: len(resource_failures(stage)) > before, 30, "an attempt met the read-only disk")
        stage.check(is_refused(stage, works[0]), "a job was accepted although its job.json could not be written")
        turn(disk["folder"], False)
    stream.stop()
    stage.settle(90)
    stage.judge().figure = f"{len(resource_failures(stage))} attempts met EROFS"
    stage.check(not strikes(stage), "a read-only disk cost a strike")


def turn(folder, on):
    """A remount is refused while a file is open for writing: between two writes it works."""
    def tried():
        try:
            folder.read_only(on)
            return True
        except subprocess.CalledProcessError:
            return False
    return bool(wait_until(tried, 20, "remounted", every=0.001))


def wait_in_line(stage, works, count):
    """Pauses the queue with so many jobs in it, so that all of them meet what comes."""
    stage.cluster.run("sipro-admin", "queue", "pause")
    for number in range(count):
        stage.load.insist(works[number % len(works)], again=True)


def is_refused(stage, work):
    try:
        stage.load.put(work, again=True)
        return False
    except Refused:
        return True
