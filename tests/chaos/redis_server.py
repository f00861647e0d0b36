"""The private Redis of a cluster and what can happen to it: killed, stopped, wiped, cut, put back, full."""

import glob
import os
import shutil
import subprocess
import time

import redis

from processes import Process, wait_until

REPAIR = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "redis-repair")

# What deploy/redis.conf asks for, for a server without it.
SETTINGS = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "save": ""}


class Connection(redis.UnixDomainSocketConnection):
    """redis-py 4.3: a connection by unix socket that times out fails on its way to say so, for want of these."""

    host, port = "unix socket", 0


class RedisServer:
    def __init__(self, place, conf=None):
        self.data, self.socket = os.path.join(place, "redis"), os.path.join(place, "redis.sock")
        os.makedirs(self.data)
        command = ["redis-server", *([conf] if conf else [])]
        for name, value in {**SETTINGS, "port": "0", "unixsocket": self.socket, "unixsocketperm": "770",
                            "dir": self.data, "daemonize": "no", "logfile": "", "pidfile": ""}.items():
            command += [f"--{name}", value]
        self.process = Process("redis", command, os.path.join(place, "redis.log"))
        self.started_at = 0.0

    def client(self, timeout=5.0):
        pool = redis.ConnectionPool(Connection, path=self.socket, socket_timeout=timeout, decode_responses=True)
        return redis.Redis(connection_pool=pool)

    def answers(self):
        try:
            with self.client(1.0) as client:
                return client.ping()
        except redis.exceptions.RedisError:
            return False

    def start(self, wait=True):
        self.process.start()
        self.started_at = time.monotonic()
        if wait:
            wait_until(lambda: self.answers() or self._ended(), 10, "Redis answers", every=0.005)
        return self

    def _ended(self):
        if not self.process.alive():
            raise RuntimeError(f"Redis did not start: {self.process.said()[-600:]}")
        return False

    def kill(self):
        return self.process.kill()

    def restart(self):
        hit = self.kill()
        self.start()
        return hit

    def stop(self):
        return self.process.stop()

    def resume(self):
        return self.process.resume()

    def flush(self):
        with self.client() as client:
            client.flushall()

    def limit_memory(self, share=None):
        """maxmemory at this share of what is used now; None: no limit."""
        with self.client() as client:
            used = client.info("memory")["used_memory"]
            client.config_set("maxmemory", 0 if share is None else int(used * share))

    # ---- while it is down --------------------------------------------------------------------------------------------

    def _aof_tail(self):
        files = glob.glob(os.path.join(self.data, "appendonlydir", "*.incr.aof"))
        return max(files, key=lambda name: int(name.rsplit(".", 3)[1]))

    def cut_tail(self, share=None, size=None):
        """Power loss: the last bytes never reached the disk. `share` of the file, or `size` bytes. Returns how many."""
        path = self._aof_tail()
        length = os.path.getsize(path)
        lost = min(length, size if size is not None else int(length * share))
        os.truncate(path, length - lost)
        return lost

    def garbage_tail(self, size=4096):
        """A torn page: bytes that are no command."""
        with open(self._aof_tail(), "ab") as out:
            out.write(b"*3\r\n$3\r\nSET\r\n" + os.urandom(size))

    def repair(self):
        """What goes before each start of an installed Redis."""
        subprocess.run([REPAIR, self.data], stderr=subprocess.PIPE, timeout=60, check=True)

    def copy_data(self, name):
        """`yesterday`: the data folder as it is now, aside."""
        place = f"{self.data}.{name}"
        shutil.copytree(self.data, place)
        return place

    def put_back(self, place):
        shutil.rmtree(self.data)
        shutil.copytree(place, self.data)
