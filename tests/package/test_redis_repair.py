"""deploy/redis-repair on data that power losses left: Redis starts afterwards, and nothing is thrown away unseen.

Usage: test_redis_repair.py    Ends with "N passed, N failed".
"""

import glob
import os
import subprocess
import sys
import tempfile

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", folder) for folder in ("chaos", "support")]

from cluster import ROOT  # noqa: E402
from redis_server import REPAIR, RedisServer  # noqa: E402
from storage_faults import SmallFolder  # noqa: E402
from verdicts import report  # noqa: E402

KEYS = 500


class Data:
    """A Redis of its own that has written KEYS keys and stands still."""

    def __init__(self, place):
        self.redis = RedisServer(place, os.path.join(ROOT, "deploy", "redis.conf"))

    def filled(self):
        self.redis.start()
        with self.redis.client() as client, client.pipeline(transaction=False) as pipeline:
            for number in range(KEYS):
                pipeline.set(f"key:{number}", "v" * 100)
            pipeline.execute()
        self.redis.kill()
        return self

    def rewritten(self):
        """With a base file too: what a long-running Redis has."""
        self.redis.start()
        with self.redis.client() as client:
            client.execute_command("CONFIG", "SET", "save", "")
            client.bgrewriteaof()
            while client.info("persistence")["aof_rewrite_in_progress"] or client.info("persistence")["aof_rewrite_scheduled"]:
                pass
        self.redis.kill()
        return self

    def file(self, pattern):
        return glob.glob(os.path.join(self.redis.data, "appendonlydir", pattern))[0]

    def asides(self):
        return sorted(glob.glob(os.path.join(self.redis.data, "appendonlydir.damaged-*")))

    def bytes_of_log(self):
        return {name: open(name, "rb").read() for name in sorted(glob.glob(os.path.join(self.redis.data, "appendonlydir", "*")))}

    def repair(self):
        ran = subprocess.run([REPAIR, self.redis.data], text=True, capture_output=True, timeout=60)
        return ran.returncode, ran.stderr

    def keys_after_start(self):
        self.redis.start()
        try:
            with self.redis.client() as client:
                return client.dbsize()
        finally:
            self.redis.kill()


def repaired(data, least, most, asides=1):
    """What is wrong after the repair: exit, copies aside, keys that Redis then has."""
    status, said = data.repair()
    if status:
        yield f"exit {status}: {said}"
    if len(data.asides()) != asides:
        yield f"{len(data.asides())} copies aside instead of {asides}"
    if bool(said) != bool(asides):
        yield f"it said {said!r}"
    keys = data.keys_after_start()
    if not least <= keys <= most:
        yield f"{keys} keys instead of {least} to {most}"


def nothing(data):
    yield from repaired(data, 0, 0, asides=0)


def sound(data):
    before = data.filled().bytes_of_log()
    status, said = data.repair()
    if status or said or data.bytes_of_log() != before:
        yield f"sound data were touched: exit {status}, {said!r}"
    yield from repaired(data, KEYS, KEYS, asides=0)


def garbage(data):
    data.filled().redis.garbage_tail()
    whole = data.bytes_of_log()
    yield from repaired(data, KEYS, KEYS)
    aside = {os.path.join(os.path.dirname(data.file("*.manifest")), os.path.basename(name)): open(name, "rb").read()
             for name in glob.glob(os.path.join(data.asides()[0], "*"))}
    if aside != whole:
        yield "the copy aside is not what there was"


def garbage_after_base(data):
    data.filled().rewritten().redis.garbage_tail()
    yield from repaired(data, KEYS, KEYS)


def cut(data):
    data.filled().redis.cut_tail(size=50)
    yield from repaired(data, KEYS - 1, KEYS - 1)


def torn_middle(data):
    data.filled()
    with open(data.file("*.incr.aof"), "r+b") as out:
        out.seek(os.path.getsize(out.name) // 2)
        out.write(os.urandom(512))
    yield from repaired(data, KEYS // 3, KEYS - 1)


def damaged_base(data):
    data.filled().rewritten()
    with open(data.file("*.base.*"), "r+b") as out:
        out.seek(100)
        out.write(os.urandom(512))
    yield from repaired(data, 0, 0)


def damage_manifest(data):
    with open(data.file("*.manifest"), "w", encoding="ascii") as out:
        out.write("\0" * 40)


def damaged_manifest(data):
    damage_manifest(data.filled())
    yield from repaired(data, 0, 0)


def lost_manifest(data):
    os.remove(data.filled().file("*.manifest"))
    yield from repaired(data, 0, 0)


def asides_end(data):
    data.filled()
    for _ in range(5):
        data.redis.garbage_tail()
        aside = os.path.join(data.redis.data, "appendonlydir.damaged-20200101-00000")
        os.makedirs(f"{aside}{len(data.asides())}", exist_ok=True)
    yield from repaired(data, KEYS, KEYS, asides=3)
    if not os.path.exists(os.path.join(data.asides()[-1], "appendonly.aof.manifest")):
        yield "the newest copy went"


class FullDisk:
    """The data on a small disk of their own, which has no room from `fill` to `empty`."""

    def __init__(self, data):
        self.ballast = os.path.join(data.redis.data, "ballast")
        self.folder = SmallFolder(data.redis.data, "2m")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.close()

    def fill(self):
        try:
            with open(self.ballast, "wb", buffering=0) as out:
                while out.write(b"\0" * 4096):
                    pass
        except OSError:
            pass

    def empty(self):
        os.remove(self.ballast)


def cut_without_room(data):
    with FullDisk(data) as disk:
        data.filled()
        with open(data.file("*.incr.aof"), "r+b") as out:
            out.seek(-50, os.SEEK_END)
            out.write(os.urandom(50))
        disk.fill()
        status, said = data.repair()
        if status or "is cut" not in said or data.asides():
            yield f"exit {status}: {said!r}, aside {data.asides()}"
        disk.empty()
        yield from repaired(data, KEYS - 1, KEYS - 1, asides=0)
        data.redis.kill()


def moved_without_room(data):
    with FullDisk(data) as disk:
        damage_manifest(data.filled())
        disk.fill()
        status, said = data.repair()
        if status or len(data.asides()) != 1 or not glob.glob(os.path.join(data.asides()[0], "*.incr.aof")):
            yield f"exit {status}: {said!r}, aside {data.asides()}"
        disk.empty()
        if data.keys_after_start():
            yield "it did not start empty"


CHECKS = [
    ("an empty folder stays one", nothing),
    ("sound data are not touched, and nothing is said", sound),
    ("garbage at the end is cut, no key is lost, and a copy of all of it stays", garbage),
    ("so it is behind a base file", garbage_after_base),
    ("a command that was cut off goes", cut),
    ("bytes torn in the middle: what stands before them stays", torn_middle),
    ("a damaged base is moved aside, and Redis starts empty", damaged_base),
    ("so is a damaged manifest", damaged_manifest),
    ("and a log without one", lost_manifest),
    ("three copies stay, the newest among them", asides_end),
    ("on a full disk what is damaged is cut without a copy", cut_without_room),
    ("and moved aside where it can't be cut", moved_without_room),
]


def faults_of(check):
    with tempfile.TemporaryDirectory(prefix="repair-") as place:
        data = Data(place)
        try:
            return list(check(data))
        except (RuntimeError, TimeoutError, OSError, IndexError) as error:
            return [f"{type(error).__name__}: {error}"]
        finally:
            data.redis.kill()


def main():
    return report((name, faults_of(check)) for name, check in CHECKS)


if __name__ == "__main__":
    sys.exit(main())
