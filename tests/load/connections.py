"""Many connections at once: idle ones, which must be answered when they wake, beside those that poll."""

import socket
import time

import steady
from cpu import rss_mib
from figures import Table
from stage import Stage

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Idle:
    """Keep-alive connections that were of use once and wait."""

    def __init__(self, port, count):
        self.sockets = []
        for _ in range(count):
            self.sockets.append(socket.create_connection(("127.0.0.1", port), 10))

    def answered(self):
        """How many get an answer."""
        good = 0
        for one in self.sockets:
            try:
                one.sendall(REQUEST)
                good += one.recv(4096).startswith(b"HTTP/1.1 200 ")
            except OSError:
                pass
        return good

    def close(self):
        for one in self.sockets:
            one.close()


def run(form, programs, place, tell):
    problems = []
    with Stage(programs, place, workers=1) as stage:
        path = f"/api/v1/jobs/{stage.finished_job(600)}"
        pid = stage.gateway.process.pid
        before = rss_mib(pid)
        began = time.monotonic()
        idle = Idle(stage.gateway.port, form.idle)
        first = idle.answered()
        opened = time.monotonic() - began
        samples = steady.run(stage, path, form.polling, form.seconds, form.polling)
        during = rss_mib(pid)
        again = idle.answered()
        idle.close()
        table = Table(f"{form.idle} idle, {form.polling} polling once a second", *steady.HEAD, "idle answered", "RSS before MiB", "with MiB")
        table.row("polls", *samples.cells(), f"{again} of {form.idle}", f"{before:.1f}", f"{during:.1f}")
        tell(table)
        tell(f"opened and asked once within {opened:.1f} s; {(during - before) * 1024 / (form.idle + form.polling):.1f} KiB a connection")
        if first != form.idle or again != form.idle:
            problems.append(f"idle connections: {first} answered at first, {again} after {form.seconds} s, of {form.idle}")
        return problems + samples.problems(form.polling * form.seconds, "polls beside idle connections")
