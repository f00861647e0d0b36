"""A cluster of its own in a temporary folder: Redis, workers, gateways, storage with districts and sample files.

The owner calls close(), which ends all that was started; run.py also puts each scenario into process and mount
namespaces of its own, so that nothing is left even if the scenario is killed.
"""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import uuid

from processes import Process, attempts_of, wait_until
from redis_server import RedisServer

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
REDIS_CONF = os.path.join(ROOT, "deploy", "redis.conf")
TIME = "2025-06-20T10:46:00+07:00"
MONTHS = ("2024-11", "2025-05")
CAP = 8  # of each district, where a scenario says nothing else


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


class Worker:
    def __init__(self, cluster, name, concurrency, socket_path, env, options):
        self.name, self.ready = name, None
        command = [cluster.program("sipro-worker"), "--concurrency", concurrency, "--name", name, *options]
        self.process = Process(name, command, os.path.join(cluster.place, f"{name}.log"),
                               {**cluster.environment(socket_path), **env})

    def start(self, wrap=None):
        self.process.start(wrap)
        return self

    def attempts(self):
        """Pids. None before it says that it starts: until then it tries its cage by a process like an attempt's, and
        does not start where that is slowed or killed."""
        if not self.process.alive():
            return []
        if self.ready != self.process.pid and '"event":"worker_starts"' in self.process.said_since_start():
            self.ready = self.process.pid
        return attempts_of(self.process.pid) if self.ready == self.process.pid else []

    def kill(self):
        return self.process.kill()


class Gateway:
    host = "127.0.0.1"

    def __init__(self, cluster, name, socket_path, env):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        env = {**cluster.environment(socket_path), "SIPRO_PORT": str(self.port), "SIPRO_INSECURE_HTTP": "1",
               # All officers of a test come from one address, and have months of work in minutes.
               "SIPRO_REQUESTS_PER_SECOND": "0", "SIPRO_LOGINS_PER_MINUTE": "0", "SIPRO_JOBS_A_DAY": "1000000",
               "SIPRO_METRICS_PORT": "0", **env}
        self.process = Process(name, [cluster.program("sipro-gateway")], os.path.join(cluster.place, f"{name}.log"), env)

    def start(self, wait=True):
        self.process.start()
        if wait:
            wait_until(self.answers, 15, f"{self.process.name} listens")
        return self

    def answers(self):
        try:
            socket.create_connection((self.host, self.port), 0.5).close()
            return True
        except OSError:
            return False

    def kill(self):
        return self.process.kill()


class Cluster:
    def __init__(self, place, programs, districts=("2101",), redis=None):
        self.place, self.programs = place, programs
        self.storage = os.path.join(place, "data")
        os.makedirs(self.storage, exist_ok=True)
        self.redis = redis or RedisServer(place, REDIS_CONF)
        self.workers, self.gateways, self.closers = [], [], []
        self.districts = list(districts)

    def program(self, name):
        return os.path.join(self.programs, name)

    def environment(self, socket_path=None):
        return {"SIPRO_DATA": self.storage, "SIPRO_REDIS": socket_path or self.redis.socket, "LC_ALL": "C.UTF-8"}

    def start(self, workers=2, concurrency=1):
        self.redis.start()
        self.write_districts()
        for _ in range(workers):
            self.add_worker(concurrency)
        return self

    def add_worker(self, concurrency=1, socket_path=None, start=True, wrap=None, env=None, name=None, options=()):
        name = name or f"worker-{len(self.workers) + 1}"
        worker = Worker(self, name, concurrency, socket_path, env or {}, options)
        self.workers.append(worker)
        return worker.start(wrap) if start else worker

    def add_gateway(self, socket_path=None, env=None):
        gateway = Gateway(self, f"gateway-{len(self.gateways) + 1}", socket_path, env or {})
        self.gateways.append(gateway)
        return gateway.start()

    def run(self, name, *words, timeout=60, check=True, stdin=None):
        """One of our programs to its end; its output as text."""
        done = subprocess.run([self.program(name), *[str(word) for word in words]], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, input=stdin, timeout=timeout, encoding="utf-8", errors="replace",
                              env={**os.environ, **self.environment()}, check=False)
        if check and done.returncode:
            raise RuntimeError(f"{name} {' '.join(map(str, words))}: exit {done.returncode}: {done.stderr.strip()[-600:]}")
        return done.stdout

    def write_districts(self):
        os.makedirs(os.path.join(self.storage, "config"), exist_ok=True)
        told = [{"id": district, "name": f"Kabupaten {district}", "kabkot": "KARIMUN", "cap": CAP}
                for district in self.districts]
        with open(os.path.join(self.storage, "config", "districts.json"), "w", encoding="utf-8") as out:
            json.dump({"districts": told}, out)

    def set_codes(self, codes):
        """Of each district its (login, feature)."""
        for district, pair in codes.items():
            for option, code in zip(("--login", "--feature"), pair):
                self.run("sipro-admin", "district", "code", district, option, "--from-stdin", stdin=f"{code}\n")

    def queue_opens(self):
        """Waits until a worker has opened the queue. Before, what only reads is answered all the same."""
        with self.redis.client() as client:
            wait_until(lambda: client.exists("{sipro}:stamp"), 20, "the queue is open")

    def close(self):
        for process in [*(w.process for w in self.workers), *(g.process for g in self.gateways), self.redis.process]:
            process.kill()
        for closer in self.closers:
            closer()


class Inputs:
    """Sample files of one size, as uploads of each district: hard links to one file, so that thousands cost nothing."""

    def __init__(self, cluster, rows=40, seed=5, name=None):
        self.cluster = cluster
        self.folder = os.path.join(cluster.place, name or f"sample-{rows}")
        cluster.run("sipro", "sample", "--seed", seed, "--rows", rows, "--from", MONTHS[0], "--to", MONTHS[1],
                    "--out", self.folder)
        with open(os.path.join(self.folder, "sampel.json"), encoding="utf-8") as source:
            self.told = json.load(source)

    def files(self, flow):
        """[(path, year or None)]"""
        return [(os.path.join(self.folder, entry["file"]), entry.get("year")) for entry in self.told[flow]]


def upload(cluster, district, path):
    """Puts a file where the gateway would: the input of a payload, without its name and year."""
    name = uuid.uuid4().hex
    folder = os.path.join(cluster.storage, district, "uploads", name)
    os.makedirs(folder)
    try:
        os.link(path, os.path.join(folder, "data"))
    except OSError:  # another file system
        shutil.copyfile(path, os.path.join(folder, "data"))
    return {"path": f"uploads/{name}/data", "sha256": sha256_of(path), "size": os.path.getsize(path)}
