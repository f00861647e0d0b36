"""Two pairs of eyes that look all the time: the recorder of the event stream, and the watcher of storage."""

import json
import os
import threading
import time

import redis

from cluster import sha256_of

PREFIX = "{sipro}:"


class Recorder:
    """Copies the event stream while the scenario runs, since a wiped Redis forgets it. Entries in the order seen."""

    def __init__(self, server):
        self.server, self.entries, self.ended = server, [], threading.Event()
        self.last = "0-0"
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _read(self, client, block):
        found = client.xread({PREFIX + "events": self.last}, count=2000, block=block)
        for _, entries in found or []:
            for number, fields in entries:
                self.last = number
                self.entries.append({**fields, "entry": number, "seen": time.monotonic()})
        return bool(found)

    def _work(self):
        while not self.ended.is_set():
            try:
                with self.server.client() as client:
                    while not self.ended.is_set():
                        self._read(client, 200)
            except (redis.exceptions.RedisError, OSError):
                self.ended.wait(0.05)

    def finish(self):
        """All entries; the last ones are fetched after the thread has ended."""
        self.ended.set()
        self.thread.join()
        with self.server.client() as client:
            while self._read(client, None):
                pass
        return self.entries

    def of(self, job):
        return [entry for entry in list(self.entries) if entry.get("id") == job]


def read_json(path):
    with open(path, encoding="utf-8") as source:
        return json.load(source)


def broken_result(job_folder, folder):
    """What is wrong with a committed result: nothing, or the first thing found. Every named file is read and hashed."""
    place = os.path.join(job_folder, folder)
    try:
        manifest = read_json(os.path.join(place, "manifest.json"))
    except FileNotFoundError:
        return f"{place}: no manifest"
    except ValueError as error:
        return f"{place}: manifest: {error}"
    if not manifest["files"]:
        return f"{place}: a manifest of nothing"
    for entry in manifest["files"]:
        path = os.path.join(place, entry["name"])
        try:
            if os.path.getsize(path) != entry["size"] or sha256_of(path) != entry["sha256"]:
                return f"{path}: not as the manifest says"
        except FileNotFoundError:
            return f"{path}: missing"
    return None


class Watcher:
    """Looks through all job folders without rest. What counts as visible is a succeeded end on storage: the first
    time it is seen, and from time to time again, the result below it has to be whole; an end may never change."""

    def __init__(self, storage):
        self.storage, self.ended = storage, threading.Event()
        self.ends, self.problems, self.looks = {}, [], 0
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _job_folders(self):
        for district in os.listdir(self.storage):
            jobs = os.path.join(self.storage, district, "jobs")
            if os.path.isdir(jobs):
                # Of one that retention takes away, nobody is shown anything.
                yield from (os.path.join(jobs, name) for name in os.listdir(jobs) if not name.startswith("removed-"))

    def _look_at(self, job_folder):
        for name in os.listdir(job_folder):
            if not (name.startswith("end-") and name.endswith(".json")):
                continue
            path = os.path.join(job_folder, name)
            with open(path, "rb") as source:
                content = source.read()
            before = self.ends.setdefault(path, content)
            if before != content:
                self.problems.append(f"{path} changed")
            if before is content:
                self._check_end(path, job_folder, content)

    def _check_end(self, path, job_folder, content):
        try:
            end = json.loads(content)
        except ValueError:
            self.problems.append(f"{path}: partly written")
            return
        if end["state"] == "succeeded":
            problem = broken_result(job_folder, end["folder"])
            if problem and os.path.exists(path):
                self.problems.append(problem)

    def _work(self):
        while not self.ended.is_set():
            try:
                for folder in self._job_folders():
                    self._look_at(folder)
                    if self.ended.is_set():
                        break
                self.looks += 1
            except FileNotFoundError:  # a folder that just went
                pass
            except OSError as error:
                if error.errno not in (5, 116):  # the scenario's own faults
                    self.problems.append(str(error))
            self.ended.wait(0.05)

    def finish(self):
        self.ended.set()
        self.thread.join()
        return self.problems
