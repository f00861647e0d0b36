"""The service on its hosts: haproxy on `front`, a gateway on `web-1` and on `web-2`, workers on `work-1` and `work-2` by turns,
Redis on `redis` with its users and passwords. The shared folder is a plain one, which all hosts see: no NFS."""

import csv
import os
import socket
import subprocess

import redis

from cluster import ROOT, Cluster, Gateway
from hosts import Network
from processes import Process, wait_until
from redis_server import RedisServer

HERE = os.path.dirname(os.path.abspath(__file__))


class RedisOnHost(RedisServer):
    def __init__(self, place, host):
        super().__init__(place, os.path.join(ROOT, "deploy", "redis.conf"))
        self.host, self.users = host, os.path.join(place, "redis-users")
        self.socket = f"{host.address}:6379"
        subprocess.run([os.path.join(ROOT, "deploy", "redis-users"), self.users], check=True, timeout=30)
        self.process.command += ["--port", "6379", "--bind", host.address, "--aclfile", os.path.join(self.users, "users.acl")]
        host.runs(self.process)

    def client(self, timeout=5.0):
        with open(os.path.join(self.users, "admin"), encoding="ascii") as source:
            password = source.read().strip()
        return redis.Redis(self.host.address, 6379, username="sipro-admin", password=password, socket_timeout=timeout,
                           socket_connect_timeout=timeout, decode_responses=True)


class GatewayOnHost(Gateway):
    def __init__(self, cluster, name, host):
        super().__init__(cluster, name, None, {**cluster.user("gateway"), "SIPRO_LISTEN": host.address, "SIPRO_PORT": "8080",
                                               "SIPRO_TRUSTED_PROXIES": cluster.front.address})
        self.host, self.port, self.machine = host.address, 8080, host
        host.runs(self.process)


class Door:
    """haproxy."""

    def __init__(self, cluster):
        self.host, self.port = cluster.front.address, 80
        self.stats = os.path.join(cluster.place, "haproxy.sock")
        told = {"STATS": self.stats, "GATEWAY_1": cluster.web[0].address, "GATEWAY_2": cluster.web[1].address}
        self.process = Process("haproxy", ["haproxy", "-db", "-f", os.path.join(HERE, "haproxy.cfg")],
                               os.path.join(cluster.place, "haproxy.log"), told)
        cluster.front.runs(self.process)
        cluster.closers.append(self.process.kill)

    def ready(self):
        """The gateways that haproxy sends requests to."""
        with socket.socket(socket.AF_UNIX) as asked:
            asked.connect(self.stats)
            asked.sendall(b"show stat\n")
            lines = asked.makefile(encoding="ascii").read().lstrip("# ").strip().splitlines()
        return {row["svname"] for row in csv.DictReader(lines) if row["svname"].startswith("gateway-") and row["status"].startswith("UP")}

    def sees(self, count):
        wait_until(lambda: len(self.ready()) == count, 30, f"{count} gateways behind haproxy", every=0.05)


class HostCluster(Cluster):
    def __init__(self, place, programs):
        network = Network()
        self.front, self.redis_host = network.host("front"), network.host("redis")
        self.web = [network.host(f"web-{number}") for number in (1, 2)]
        self.work = [network.host(f"work-{number}") for number in (1, 2)]
        super().__init__(place, programs, redis=RedisOnHost(place, self.redis_host))
        self.door = Door(self)

    def user(self, name):
        return {"SIPRO_REDIS_USER": f"sipro-{name}", "SIPRO_REDIS_PASSWORD_FILE": os.path.join(self.redis.users, name)}

    def environment(self, socket_path=None):
        return {**super().environment(socket_path), **self.user("admin")}

    def add_worker(self, concurrency=1, **options):
        machine = self.work[len(self.workers) % 2]
        worker = super().add_worker(concurrency, start=False, env={**self.user("worker"), "SIPRO_THREADS": "1"}, **options)
        worker.machine = machine
        machine.runs(worker.process)
        return worker.start()

    def start(self, workers=4, concurrency=1):
        super().start(workers, concurrency)
        for number, machine in enumerate(self.web, 1):
            self.gateways.append(GatewayOnHost(self, f"gateway-{number}", machine).start())
        self.door.process.start()
        wait_until(lambda: os.path.exists(self.door.stats), 15, "haproxy runs")
        self.door.sees(2)
        return self

    def on(self, machine):
        return [one for one in (*self.workers, *self.gateways) if one.machine is machine]
