"""A stage for jobs: a private Redis, storage, workers and the tool that puts jobs in, all in a folder of their own and
ended by their pids."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass

TIME = "2025-06-20T10:46:00+07:00"
ENDED = ("succeeded", "failed", "cancelled")
VERSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "common", "queue", "functions", "versions.txt")


def _last_library():
    """N of the sipro_v<N> that the programs of this tree call."""
    with open(VERSIONS, encoding="ascii") as source:
        return int([line for line in source if not line.startswith("#")][-1].split()[0])


LIBRARY = _last_library()


def wait_until(condition, seconds, what, every=0.02):
    """The first true value of condition(); TimeoutError says what was waited for."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(every)
    return value


def state_of(pid):
    """The kernel's letter: R, S, D, T (stopped), Z (ended, not yet taken); X where there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as source:
            return source.read().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def _number_in(path):
    with open(path, encoding="ascii") as source:
        return source.read()


def _program_of(pid):
    """Path; empty: there is no such process any more."""
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


class Worker:
    def __init__(self, stage, name, options=(), wrap=(), **env):
        self.log = os.path.join(stage.place, f"{name}.log")
        command = [*wrap, stage.program("sipro-worker"), "--name", name, *map(str, options)]
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            env={**os.environ, **stage.environment(), **env})
        self.pid = self.process.pid

    def events(self, name=None):
        found = []
        with open(self.log, encoding="utf-8", errors="replace") as source:
            for line in source:
                with contextlib.suppress(ValueError):
                    found.append(json.loads(line))
        return [event for event in found if name in (None, event["event"])]

    def alive(self):
        return self.process.poll() is None

    def children(self):
        """Pids of its attempts; before it has become `sipro`, a child is still the worker, which waits for it."""
        pids = []
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for thread in os.listdir(f"/proc/{self.pid}/task"):
                pids += _number_in(f"/proc/{self.pid}/task/{thread}/children").split()
        return [int(pid) for pid in pids if _program_of(pid) not in ("", _program_of(self.pid))]

    def send(self, number):
        self.process.send_signal(number)

    def end(self, seconds=10, number=signal.SIGTERM):
        """Exit code; None where it had to be killed."""
        self.send(number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None


@dataclass
class Stage:
    """`programs`: the folder of sipro, sipro-worker and job_tool. `samples`: where sample files are kept, which stages
    may share. A context manager."""

    programs: str
    samples: str

    def __enter__(self):
        self.place = tempfile.mkdtemp(prefix="sipro-jobs-")
        self.data = os.path.join(self.place, "data")
        self.socket = os.path.join(self.place, "redis.sock")
        os.makedirs(self.data)
        self.workers, self.redis, self.tool = [], None, None
        self.start_redis()
        return self

    def __exit__(self, *_):
        for process in [*(worker.process for worker in self.workers), self.tool, self.redis]:
            if process is not None and process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                process.wait()
        shutil.rmtree(self.place, ignore_errors=True)

    def program(self, name):
        return os.path.join(self.programs, name)

    def environment(self):
        return {"SIPRO_DATA": self.data, "SIPRO_REDIS": self.socket, "LC_ALL": "C.UTF-8"}

    def start_redis(self):
        folder = os.path.join(self.place, "redis")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(self.place, "redis.log"), "ab") as out:
            self.redis = subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", folder, "--appendonly", "yes",
                 "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", ""],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        wait_until(lambda: self.redis_says("PING") == "PONG", 10, "Redis answers")

    def redis_says(self, *words):
        return subprocess.run(["redis-cli", "-s", self.socket, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, encoding="utf-8", timeout=10, check=False).stdout.strip()

    def kill_redis(self):
        self.redis.kill()
        self.redis.wait()

    def worker(self, name="worker", options=(), ready=True, **settings):
        worker = Worker(self, name, options, **settings)
        self.workers.append(worker)
        if ready:
            wait_until(lambda: worker.events("worker_starts") or not worker.alive(), 15, f"{name} starts")
        return worker

    def ask(self, question):
        if self.tool is None or self.tool.poll() is not None:
            self.tool = subprocess.Popen([self.program("job_tool"), "enqueue"], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, env={**os.environ, **self.environment()},
                                         encoding="utf-8")
        self.tool.stdin.write(json.dumps(question) + "\n")
        self.tool.stdin.flush()
        return json.loads(self.tool.stdout.readline())

    def put(self, payload, district="2101", **spec):
        """Puts a job in, again and again until it is taken; its id."""
        kind = "olah" if payload["work"] == "olah" else "preprocess"
        job = {"id": uuid.uuid4().hex, "district": district, "kind": kind, "payload": payload, "again": True, **spec}
        return wait_until(lambda: self.ask(job).get("id"), 20, "a job is taken")

    def show(self, job):
        return self.ask({"show": job})

    def state(self, job):
        return self.show(job).get("state")

    def cancel(self, job):
        return self.ask({"cancel": job, "by": "Ani"})

    def ended(self, job, seconds=60):
        """The job once it has ended."""
        wait_until(lambda: self.state(job) in ENDED, seconds, f"job {job} ends")
        return self.show(job)

    def running(self, job, seconds=20):
        wait_until(lambda: self.state(job) == "running", seconds, f"job {job} runs")

    def child_of(self, worker):
        """Pid of the attempt that the worker runs."""
        return wait_until(worker.children, 20, "a child runs")[0]

    def frozen_child_of(self, worker):
        """The same, standing still from now on: a job that lasts as long as a test needs."""
        pid = self.child_of(worker)
        os.kill(pid, signal.SIGSTOP)
        return pid

    def job_folder(self, job, district="2101"):
        return os.path.join(self.data, district, "jobs", job)

    def end_fact(self, job, district="2101", seconds=10):
        path = os.path.join(self.job_folder(job, district), "end-1.json")
        wait_until(lambda: os.path.exists(path), seconds, f"end of {job} is on storage")
        with open(path, encoding="utf-8") as source:
            return json.load(source)

    def evidence(self, job, district="2101"):
        folder = self.job_folder(job, district)
        found = []
        for name in sorted(os.listdir(folder)):
            if name.startswith("evidence-"):
                with open(os.path.join(folder, name), encoding="utf-8") as source:
                    found.append(json.load(source))
        return found

    def result(self, job, name, district="2101"):
        return os.path.join(self.job_folder(job, district), self.show(job)["folder"], name)

    def upload(self, path, district="2101", **changes):
        """An input, as a gateway keeps it."""
        name = uuid.uuid4().hex
        folder = os.path.join(self.data, district, "uploads", name)
        os.makedirs(folder)
        shutil.copyfile(path, os.path.join(folder, "data"))
        return {"path": f"uploads/{name}/data", "size": os.path.getsize(path), "name": os.path.basename(path),
                **changes}

    def sample(self, rows):
        """Folder of sample files of two years."""
        folder = os.path.join(self.samples, str(rows))
        if not os.path.exists(folder):
            subprocess.run([self.program("sipro"), "sample", "--seed", "5", "--rows", str(rows), "--from", "2024-01",
                            "--to", "2025-05", "--out", folder], check=True, timeout=120, stdout=subprocess.DEVNULL)
        return folder

    def preprocess(self, rows=300, flow="ekspor", district="2101"):
        """Payload of the sample's files of one flow."""
        word = flow.capitalize()
        folder = os.path.join(self.sample(rows), flow)
        inputs = [self.upload(os.path.join(folder, f"{word} 2024.sav"), district, year=2024),
                  self.upload(os.path.join(folder, f"{word} Jan-Mei 2025.sav"), district)]
        return preprocess(inputs, flow)


def preprocess(inputs, flow="ekspor"):
    return {"work": "preprocess", "flow": flow, "inputs": inputs, "overlap": "stop", "accept_flow": False,
            "kabkot": "KARIMUN", "time": TIME}


def olah_all(ekspor, impor):
    return {"work": "olah", "tables": "semua", "ekspor": ekspor, "impor": impor, "year": 2025, "month": 5,
            "gaps": "absent", "accept_flow": False, "office": "Kabupaten Karimun", "time": TIME}
