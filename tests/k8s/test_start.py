"""What the manifests of a province start, started here without a cluster: Redis with its users and settings, gateway, worker,
probes, CronJobs and KEDA's question, with the passwords of k8s/redis-secret.

Usage: test_start.py --bin FOLDER [--only NAME]    Ends with "N passed, N failed".
"""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from local_pod import LocalPod
from manifests import ROOT, Manifests, redis_secret, render
from programs import INSTALLED, Programs

sys.path.insert(0, str(ROOT / "tests/integration"))
sys.path.insert(0, str(ROOT / "tests/chaos"))
from processes import wait_until  # noqa: E402
from service_checks import expect, run_checks  # noqa: E402

# As KEDA's scaler for Redis asks: a script that looks which type the key is of, and counts.
KEDAS_QUESTION = """
local kind = redis.call('type', KEYS[1]).ok
local count = {list = 'llen', set = 'scard', hash = 'hlen', zset = 'zcard', none = 'llen'}
return redis.call(count[kind], KEYS[1])
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Stage:
    def __init__(self, place, programs):
        self.place = Path(place)
        self.manifests = Manifests([*render("provinsi"), redis_secret()], Programs(programs))
        self.port, self.web_port = free_port(), free_port()
        moved = {"redis-cli": f"redis-cli -p {self.port}", "redis:6379": f"127.0.0.1:{self.port}", "6379": str(self.port), "/usr/share/sipro/web": str(self.place / "pages"),
                 **{path: str(ROOT / file) for path, file in INSTALLED.items()}}
        (self.place / "pages").mkdir()
        (self.place / "pages/index.html").write_text("<!doctype html>", encoding="utf-8")
        (self.place / "pages/pages.json").write_text((ROOT / "gateway/web/src/pages.json").read_text(encoding="utf-8"), encoding="utf-8")
        self.pods = {pod.owner["metadata"]["name"]: LocalPod(self.manifests, pod, place, moved) for pod in self.manifests.pods()}
        self.running = {}

    def container(self, name):
        return self.pods[name].pod.spec["containers"][0]

    def start(self, name, **changes):
        self.running[name] = self.pods[name].start(self.container(name), **changes)

    def probe(self, name, kind, **changes):
        """The exit status of a container's own probe."""
        return self.pods[name].run(self.container(name), self.container(name)[kind]["exec"]["command"], **changes)

    def asks(self, user, *words, password=None):
        secret = self.manifests.named("Secret", "redis-users")["stringData"]
        return subprocess.run(["redis-cli", "-p", str(self.port), "--user", f"sipro-{user}", "--no-auth-warning", *words],
                              env={**os.environ, "REDISCLI_AUTH": password or secret[user]}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20, check=False).stdout.strip()

    def start_redis(self):
        redis = self.pods["redis"]
        repaired = redis.run(redis.pod.spec["initContainers"][0])
        expect(repaired.returncode == 0, f"the first step: {repaired.stdout}")
        self.start("redis")
        wait_until(lambda: self.probe("redis", "readinessProbe").returncode == 0, 20, "Redis is ready", every=0.2)

    def status(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web_port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def told(self):
        return "\n".join(f"== {file.name}\n{file.read_text(encoding='utf-8', errors='replace')[-1500:]}" for file in self.place.glob("*.log"))


@contextmanager
def opened(place, programs):
    stage = Stage(place, programs)
    try:
        stage.start_redis()
        yield stage
    finally:
        for process in stage.running.values():
            process.kill()


def check_redis(stage):
    """Redis starts with its own arguments; its probes say so; it knows nobody without a password"""
    for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
        expect(stage.probe("redis", kind).returncode == 0, kind)
    expect("WRONGPASS" in stage.asks("admin", "ping", password="wrong"), "a wrong password is taken")
    nobody = subprocess.run(["redis-cli", "-p", str(stage.port), "ping"], text=True, capture_output=True, timeout=20, check=False)
    expect("NOAUTH" in nobody.stdout, nobody.stdout)
    expect(stage.asks("admin", "config", "get", "maxmemory").split()[-1] == str(2**30), "maxmemory is not the overlay's")


def check_other_hosts(stage):
    """Redis answers other addresses than loopback: its protected mode would refuse them in a cluster"""
    addresses = subprocess.run(["hostname", "-I"], text=True, capture_output=True, timeout=20, check=False).stdout.split()
    for address in addresses[:1]:
        told = subprocess.run(["redis-cli", "-h", address, "-p", str(stage.port), "ping"], text=True, capture_output=True, timeout=20,
                              check=False)
        expect("NOAUTH" in told.stdout, told.stdout + told.stderr)
    if not addresses:
        print("NOTE: this machine has no address but loopback")


def check_keda(stage):
    """KEDA's user counts the backlog, also when there is none, and can do nothing else"""
    trigger = stage.manifests.named("ScaledObject", "sipro-worker")["spec"]["triggers"][0]["metadata"]
    key = trigger["listName"]
    expect(stage.asks("keda", "ping") == "PONG", "no PONG")
    expect(stage.asks("keda", "eval", KEDAS_QUESTION, "1", key) == "0", stage.asks("keda", "eval", KEDAS_QUESTION, "1", key))
    stage.asks("admin", "zadd", key, "1", "job-1", "2", "job-2")
    expect(stage.asks("keda", "eval", KEDAS_QUESTION, "1", key) == "2", stage.asks("keda", "eval", KEDAS_QUESTION, "1", key))
    stage.asks("admin", "del", key)
    refused = [["eval", KEDAS_QUESTION, "1", "{sipro}:jobs:2101"], ["zadd", key, "1", "job"], ["del", key], ["zrange", key, "0", "-1"],
               ["eval", "return redis.call('del', KEYS[1])", "1", key], ["eval", "return redis.call('keys', '*')", "0"],
               ["fcall", "s1_stats", "1", "{sipro}"], ["function", "list"], ["flushall"], ["config", "get", "*"], ["acl", "list"],
               ["client", "list"], ["script", "flush"]]
    for words in refused:
        told = stage.asks("keda", *words)
        expect("NOPERM" in told or "can't run this command" in told or "No permissions" in told or "ACL failure" in told, f"{words}: {told}")


def check_service(stage):
    """gateway and worker start with the environment of their pods, and their probes say when they are there"""
    stage.start("sipro-worker")
    stage.start("sipro-gateway", SIPRO_PORT=str(stage.web_port), SIPRO_METRICS_PORT=str(free_port()), SIPRO_LISTEN="127.0.0.1")
    gateway = stage.container("sipro-gateway")
    wait_until(lambda: stage.status(gateway["readinessProbe"]["httpGet"]["path"]) == 200, 30, "the gateway is ready", every=0.2)
    expect(stage.status(gateway["livenessProbe"]["httpGet"]["path"]) == 200, "the gateway does not live")
    wait_until(lambda: stage.probe("sipro-worker", "startupProbe").returncode == 0, 30, "the worker has started", every=0.2)
    alive = stage.probe("sipro-worker", "livenessProbe")
    expect(alive.returncode == 0, alive.stdout)


def check_first_district(stage):
    """in a pod of the CronJob "admin" the operator's commands work, and doctor finds nothing to mend"""
    admin = stage.container("admin")
    for words in (["district", "add", "2101", "--name", "Kabupaten Karimun", "--kabkot", "KARIMUN"], ["district", "code", "2101", "--login"],
                  ["doctor"]):
        done = stage.pods["admin"].run(admin, ["sipro-admin", *words])
        expect(done.returncode == 0, f"{words}: {done.stdout}")
    expect("reaches our keys only" in done.stdout, done.stdout)


def check_upkeep(stage):
    """audit and janitor end well, and the backup is whole"""
    for name in ("audit", "janitor", "backup"):
        done = stage.pods[name].run(stage.container(name))
        expect(done.returncode == 0, f"{name}: {done.stdout}")
    expect(list((stage.place / "claim-sipro-backup").glob("*/SHA256SUMS")), "no snapshot")


def check_lost_worker(stage):
    """a worker that Redis does not know is told from one that can't be asked about"""
    # Another host's name: a worker of this pod that has stopped telling of itself.
    elsewhere = stage.place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "uname").write_text("#!/bin/sh\necho another-pod\n", encoding="utf-8")
    (elsewhere / "uname").chmod(0o755)
    path = f"{elsewhere}:{stage.pods['sipro-worker'].path}"
    for kind in ("startupProbe", "livenessProbe"):
        expect(stage.probe("sipro-worker", kind, PATH=path).returncode == 1, f"{kind} takes another worker for this one")
    stage.running["redis"].kill()
    expect(stage.probe("redis", "livenessProbe").returncode != 0, "a Redis that is gone lives")
    expect(stage.probe("sipro-worker", "livenessProbe", PATH=path).returncode == 0, "a Redis that is away restarts workers")
    expect(stage.probe("sipro-worker", "startupProbe").returncode == 1, "a worker has started that nobody can have heard of")


def check_torn_redis(stage):
    """with a garbage end of its file Redis starts again after the first step of its pod, and knows what functions had written"""
    for name in ("sipro-gateway", "sipro-worker"):
        stage.running[name].kill()
    files = sorted(stage.pods["redis"].folder("data").glob("appendonlydir/*.incr.aof"))
    with open(files[-1], "ab") as out:
        out.write(b"\x00garbage\xff" * 100)
    stage.start_redis()
    # A function's writes are a transaction in the file, and Redis 7 leaves out what its default user may not do.
    told = stage.asks("admin", "zcard", "{sipro}:workers")
    expect(told not in ("", "0"), f"of gateway and worker it knows: {told}")


def check_restore(stage):
    """in a pod of the CronJob "restore" a snapshot is verified, and brings back an empty claim"""
    claim = stage.place / "claim-sipro-data"
    before = (claim / "config/districts.json").read_bytes()
    for path in claim.iterdir():
        shutil.rmtree(path)
    snapshot = next((stage.place / "claim-sipro-backup").glob("*/SHA256SUMS")).parent.name
    for words in (["--verify", f"/backup/{snapshot}"], ["--restore", f"/backup/{snapshot}", "/var/lib/sipro"]):
        done = stage.pods["restore"].run(stage.container("restore"), ["sipro-backup", *words])
        expect(done.returncode == 0, f"{words}: {done.stdout}")
    expect((claim / "config/districts.json").read_bytes() == before, "other districts than before")


CHECKS = [check_redis, check_other_hosts, check_keda, check_service, check_first_district, check_upkeep, check_lost_worker,
          check_torn_redis, check_restore]

if __name__ == "__main__":
    sys.exit(run_checks("k8s", CHECKS, opened, told=Stage.told))
