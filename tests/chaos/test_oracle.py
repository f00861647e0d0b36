"""The oracle of chaos can fail: each kind of damage is planted into a healthy queue and storage, and has to be found.

Usage: test_oracle.py    Needs redis-server. Ends with "N passed, N failed".
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import uuid

import oracle
from golden import Golden
from oracle import Accepted
from redis_server import RedisServer
from watch import PREFIX, Watcher

FOLDER = "att-1-17-0a0b0c0d"


class Healthy:
    """One job that succeeded and one that waits."""

    def __init__(self, place):
        self.storage, self.redis = os.path.join(place, "data"), RedisServer(place).start()
        self.client = self.redis.client()
        self.done, self.waiting = uuid.uuid4().hex, uuid.uuid4().hex
        self.golden = Golden(self)
        self.golden.known["key"] = {"tabel.xlsx": hashlib.sha256(b"isi").hexdigest()}
        self.reset()

    def path(self, *names):
        return os.path.join(self.storage, "2101", "jobs", self.done, *names)

    def reset(self):
        self.client.flushall()
        shutil.rmtree(self.storage, ignore_errors=True)
        os.makedirs(self.path(FOLDER))
        self.write("job.json", {"id": self.done})
        self.write(f"{FOLDER}/tabel.xlsx", b"isi")
        digest = hashlib.sha256(b"isi").hexdigest()
        self.write(f"{FOLDER}/manifest.json", {"id": self.done, "files": [{"name": "tabel.xlsx", "size": 3, "sha256": digest}]})
        self.write("end-1.json", {"id": self.done, "state": "succeeded", "folder": FOLDER})
        self.client.hset(PREFIX + "job:" + self.done, mapping={"state": "succeeded", "district": "2101", "folder": FOLDER})
        self.client.hset(PREFIX + "job:" + self.waiting, mapping={"state": "queued", "district": "2101"})
        for place in ("q:2101", "waiting", "backlog"):
            self.client.zadd(PREFIX + place, {self.waiting: 1})
        self.entries = [self.event("", "queued", "enqueued"), self.event("queued", "running", "claimed", token="17"),
                        self.event("running", "succeeded", "completed", token="17")]

    def event(self, before, after, reason, **more):
        return {"id": self.done, "district": "2101", **({"from": before} if before else {}), "to": after, "at": "1",
                "reason": reason, "round": "1", **({"attempt": "1", "worker": "w"} if more else {}), **more}

    def write(self, name, content):
        with open(self.path(name), "wb") as out:
            out.write(content if isinstance(content, bytes) else json.dumps(content).encode())

    def judge(self):
        job = Accepted(self.done, "2101", 0.0, "key")
        return oracle.judge(self, [job], self.entries, self.golden, [])


def add_end(healthy, **changes):
    healthy.write("end-1.json", {"id": healthy.done, "state": "succeeded", "folder": FOLDER, **changes})


# what is planted, and what has to be said about it
DAMAGES = {
    "a job in no place": (lambda h: h.client.zrem(PREFIX + "waiting", h.waiting), "is not in waiting"),
    "a job in two places": (lambda h: h.client.zadd(PREFIX + "delayed", {h.waiting: 1}), "is in delayed"),
    "an ended job with a lease": (lambda h: h.client.zadd(PREFIX + "lease", {h.done: 1}), "is in lease"),
    "a dead letter that has not failed": (lambda h: h.client.zadd(PREFIX + "dead", {h.done: 1}), "dead letter"),
    "a job unknown to Redis": (lambda h: h.client.delete(PREFIX + "job:" + h.done), "unknown to Redis"),
    "a job that never ended": (lambda h: h.client.hset(PREFIX + "job:" + h.done, "state", "running"), "still running"),
    "no end on storage": (lambda h: os.unlink(h.path("end-1.json")), "no end on storage"),
    "no job.json": (lambda h: os.unlink(h.path("job.json")), "no job.json"),
    "another state on storage": (lambda h: add_end(h, state="failed", error={"code": "x"}), "failed on storage"),
    "another folder on storage": (lambda h: add_end(h, folder="att-2-18-00000000"), "att-2-18-00000000 on storage"),
    "no manifest": (lambda h: os.unlink(h.path(FOLDER, "manifest.json")), "no manifest"),
    "half a manifest": (lambda h: h.write(f"{FOLDER}/manifest.json", b'{"id":'), "manifest"),
    "an empty manifest": (lambda h: h.write(f"{FOLDER}/manifest.json", {"files": []}), "manifest of nothing"),
    "a missing file": (lambda h: os.unlink(h.path(FOLDER, "tabel.xlsx")), "missing"),
    "a byte that changed": (lambda h: h.write(f"{FOLDER}/tabel.xlsx", b"isu"), "not as the manifest says"),
    "other bytes than the golden run": (lambda h: h.golden.known["key"].update({"tabel.xlsx": "0" * 64}), "golden run"),
    "two commits": (lambda h: h.entries.append(h.event("running", "succeeded", "completed", token="18")), "committed twice"),
    "a token that shrank": (lambda h: h.entries.__setitem__(1, h.event("queued", "running", "claimed", token="18")), "17"),
}


def watcher_sees_partial_end(healthy):
    healthy.reset()
    healthy.write("end-1.json", b'{"id": ')  # before the watcher looks: an end that it saw whole would have changed
    watcher = Watcher(healthy.storage)
    wait(lambda: watcher.problems)
    return watcher.finish()


def watcher_sees_change(healthy):
    healthy.reset()
    watcher = Watcher(healthy.storage)
    wait(lambda: watcher.ends)
    add_end(healthy, strikes=1)
    wait(lambda: watcher.problems)
    return watcher.finish()


def wait(condition):
    end = time.monotonic() + 3
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)


def main():
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory(prefix="chaos-") as place:
        healthy = Healthy(place)
        try:
            results = {"a healthy queue has no problem": not healthy.judge()["problems"]}
            for name, (plant, words) in DAMAGES.items():
                healthy.reset()
                plant(healthy)
                results[name] = any(words in problem for problem in healthy.judge()["problems"])
                healthy.golden.known["key"]["tabel.xlsx"] = hashlib.sha256(b"isi").hexdigest()
            results["the watcher sees half an end"] = any("partly" in p for p in watcher_sees_partial_end(healthy))
            results["the watcher sees an end that changes"] = any("changed" in p for p in watcher_sees_change(healthy))
        finally:
            healthy.redis.kill()
    for name, good in results.items():
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"FAILED {name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
