"""What a load scenario runs on: release programs on real parts (Redis, workers, a gateway) in a folder of its own."""

import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

from cluster import REDIS_CONF, Cluster, Inputs  # noqa: E402
from http_load import Browser  # noqa: E402
from processes import wait_until  # noqa: E402
from redis_server import RedisServer  # noqa: E402

from nginx import Nginx  # noqa: E402

CODE = "kode-beban"
# Each program is a session of its own here, and the kernel weighs sessions as it weighs units: 6 is about a quarter, as CPUWeight in deploy/systemd.
WORKERS_NICENESS = 6
ENDED = ("succeeded", "failed", "cancelled")
# All officers come from one address here, and in ten minutes a district does the work of a day.
LIFTED = {"SIPRO_REQUESTS_PER_SECOND": "0", "SIPRO_LOGINS_PER_MINUTE": "0", "SIPRO_JOBS_A_DAY": "1000000"}


def weigh(pid, niceness):
    """The weight of a session against others; a kernel that weighs none takes each thread for itself, and has no such file."""
    path = f"/proc/{pid}/autogroup"
    if os.path.exists(path):
        with open(path, "w", encoding="ascii") as out:
            out.write(str(niceness))


class Stage:
    """With: everything is started; at the end ended and removed. `province`: of every tenant no row is set aside."""

    redis_place = None  # a folder on another disk for Redis' data, as an operator may choose; none: beside the storage

    def __init__(self, programs, place, districts=1, workers=2, province=False):
        os.makedirs(place, exist_ok=True)
        self.place = tempfile.mkdtemp(prefix="stage-", dir=place)
        self.districts = [f"d{number:03}" for number in range(1, districts + 1)]
        self.redis_folder = tempfile.mkdtemp(prefix="redis-", dir=self.redis_place) if self.redis_place else self.place
        self.cluster = Cluster(self.place, programs, self.districts, redis=RedisServer(self.redis_folder, REDIS_CONF))
        self.tenant = {"role": "province", "kabkot": ""} if province else {}
        self.worker_count, self.servers, self.samples = workers, [], {}

    def __enter__(self):
        try:
            self.cluster.redis.start()
            self._write_districts()
            for _ in range(self.worker_count):
                weigh(self.cluster.add_worker(options=("--threads", "1")).process.pid, WORKERS_NICENESS)
            self.gateway = self.cluster.add_gateway(env=LIFTED)
            wait_until(lambda: self.browser().ask("GET", "/readyz").status == 200, 15, "the gateway is ready")
            self.officer = self.login(self.districts[0])
            self.cluster.queue_opens()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for server in self.servers:
            server.stop()
        self.cluster.close()
        for folder in (self.place, self.redis_folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _write_districts(self):
        """One code for all: a hash for each of 514 districts would cost more than the run."""
        self.cluster.write_districts()
        self.cluster.run("sipro-admin", "district", "code", self.districts[0], "--login", "--from-stdin", stdin=f"{CODE}\n")
        path = os.path.join(self.cluster.storage, "config", "districts.json")
        with open(path, encoding="utf-8") as source:
            told = json.load(source)
        code = next(district["login_hash"] for district in told["districts"] if district.get("login_hash"))
        for district in told["districts"]:
            district.update(login_hash=code, cap=2, **self.tenant)
        with open(path, "w", encoding="utf-8") as out:
            json.dump(told, out)

    def browser(self):
        return Browser(self.gateway.port)

    def login(self, district):
        browser = self.browser()
        answer = browser.login(district, CODE)
        if answer.status != 201:
            raise RuntimeError(f"login: {answer.status} {answer.body[:300]!r}")
        return browser

    def url(self, path):
        return f"http://127.0.0.1:{self.gateway.port}{path}"

    def nginx(self):
        if not self.servers:
            self.servers.append(Nginx(self.place).start())
        return self.servers[0]

    def inputs(self, rows):
        if rows not in self.samples:
            self.samples[rows] = Inputs(self.cluster, rows)
        return self.samples[rows]

    def body(self, rows, flow="ekspor", officer=None, **more):
        """Of a preprocess job, its files uploaded."""
        inputs = []
        for path, year in self.inputs(rows).files(flow):
            inputs.append({"upload": (officer or self.officer).upload(path), **({"year": year} if year else {})})
        return {"kind": "preprocess", "flow": flow, "inputs": inputs, **more}

    def finished_job(self, rows):
        """A preprocess job that has succeeded: its id."""
        answer = self.officer.post_job(self.body(rows))
        if answer.status != 202:
            raise RuntimeError(f"job: {answer.status} {answer.body[:300]!r}")
        job = answer.json()["id"]
        told = wait_until(lambda: (told := self.officer.job(job).json())["state"] in ENDED and told, 120, f"{job} ends", every=0.2)
        if told["state"] != "succeeded":
            raise RuntimeError(f"{job}: {told['state']}: {told['error']}")
        return job

    def backlog(self):
        """Jobs that wait or run."""
        with self.cluster.redis.client() as client:
            return client.zcard("{sipro}:backlog")

    def pids(self):
        return {"gateway": [self.gateway.process.pid], "redis": [self.cluster.redis.process.pid],
                "workers": [worker.process.pid for worker in self.cluster.workers]}
