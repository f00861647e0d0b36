"""Load: jobs put in through the real library (tests/support/job_tool), each accepted one written down with its time."""

import json
import os
import subprocess
import threading
import time
import uuid

from oracle import Accepted
from payloads import Package


class Refused(Exception):
    """Not accepted: recovering, Redis away, Redis full. The caller may try again with the same id."""


def other_id(job):
    """Of the second job of a package; the same again when the request is repeated."""
    return uuid.uuid5(uuid.NAMESPACE_OID, job).hex


class JobTool:
    """One job_tool that stays: a line of JSON in is a job, a line out the answer. Any thread, one at a time."""

    def __init__(self, cluster, socket_path=None):
        self.lock = threading.Lock()
        self.cluster, self.socket_path, self.popen = cluster, socket_path, None
        cluster.closers.append(self.close)

    def _start(self):
        env = {**os.environ, **self.cluster.environment(self.socket_path)}
        self.popen = subprocess.Popen([self.cluster.program("job_tool"), "enqueue"], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, encoding="utf-8")

    def ask(self, spec):
        with self.lock:
            if self.popen is None or self.popen.poll() is not None:
                self._start()
            self.popen.stdin.write(json.dumps(spec) + "\n")
            self.popen.stdin.flush()
            line = self.popen.stdout.readline()
        if not line:
            raise RuntimeError(f"job_tool ended with {self.popen.wait()}")
        return json.loads(line)

    def close(self):
        if self.popen:
            self.popen.kill()
            self.popen.wait()


class Load:
    def __init__(self, cluster, tools=1):
        self.cluster = cluster
        self.tools = [JobTool(cluster) for _ in range(tools)]
        self.accepted_by_id, self.refused, self.lock = {}, 0, threading.Lock()

    def put(self, work, job=None, expect=("succeeded",), tool=0, **spec):
        """One try. Refused where the answer is not yes; the job then counts as refused and not as accepted."""
        job = job or uuid.uuid4().hex
        works = {job: work}
        if isinstance(work, Package):
            works = {job: work.first, other_id(job): work.second(job)}
        asked = [{"id": name, "district": one.district, "kind": one.kind, "payload": one.payload, **spec}
                 for name, one in works.items()]
        for later in asked[1:]:
            later["after"] = [job]
        answer = self.tools[tool].ask({"jobs": asked})
        if "error" in answer:
            with self.lock:
                self.refused += 1
            raise Refused(answer["error"])
        for told, one in zip(answer["jobs"], works.values()):
            self.accept(Accepted(told["id"], one.district, time.monotonic(), one.golden, expect))
        return self.accepted_by_id[answer["jobs"][0]["id"]]

    def accept(self, job):
        with self.lock:
            self.accepted_by_id.setdefault(job.id, job)

    def insist(self, work, seconds=30, **spec):
        """Tries again with the same id, as a client does after 503, until the answer is yes."""
        job, end = spec.pop("job", None) or uuid.uuid4().hex, time.monotonic() + seconds
        while True:
            try:
                return self.put(work, job=job, **spec)
            except Refused:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def through(self, socket_path):
        """From now on by this door to Redis."""
        self.tools = [JobTool(self.cluster, socket_path)]

    def cancel(self, job):
        return self.tools[0].ask({"cancel": job.id, "by": "chaos"})

    def all(self):
        with self.lock:
            return list(self.accepted_by_id.values())


class Stream:
    """Jobs one after the other from a thread, `rate` a second, until `count` are in or stop() is called."""

    def __init__(self, load, works, rate, count=None, patience=30):
        self.load, self.works, self.rate, self.count, self.patience = load, works, rate, count, patience
        self.ended, self.problem, self.put_in = threading.Event(), None, 0
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        begun = time.monotonic()
        try:
            while not self.ended.is_set() and (self.count is None or self.put_in < self.count):
                self.load.insist(self.works[self.put_in % len(self.works)], self.patience, again=True)
                self.put_in += 1
                self.ended.wait(max(0.0, begun + self.put_in / self.rate - time.monotonic()))
        except (Refused, RuntimeError, OSError) as error:
            self.problem = f"load: {type(error).__name__}: {error}"

    def running(self):
        return self.thread.is_alive()

    def stop(self):
        self.ended.set()
        self.wait()

    def wait(self):
        self.thread.join()
        if self.problem:
            raise RuntimeError(self.problem)
