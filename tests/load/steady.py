"""steady_polls as a load generator: one run and what it saw."""

import subprocess
from collections import Counter

import figures


class Samples:
    def __init__(self, output):
        self.latencies, self.statuses, self.last_due = [], Counter(), 0.0
        for line in output.splitlines():
            due, latency, status = (int(word) for word in line.split())
            self.latencies.append(latency / 1e6)
            self.statuses[status] += 1
            self.last_due = max(self.last_due, due / 1e6)

    def quantile(self, share):
        return figures.quantile(self.latencies, share)

    def problems(self, expected, what):
        """Every request has an answer, and each the right one."""
        wrong = {status: count for status, count in self.statuses.items() if status != 200}
        found = [f"{what}: statuses {wrong}"] if wrong else []
        return found + ([f"{what}: {len(self.latencies)} of {expected} requests"] if len(self.latencies) != expected else [])

    def cells(self):
        return [len(self.latencies), *(figures.ms(self.quantile(share)) for share in (0.5, 0.95, 0.99, 0.999, 1))]


HEAD = ("requests", "p50 ms", "p95 ms", "p99 ms", "p99.9 ms", "max ms")


def start(stage, path, rate, seconds, connections):
    command = [stage.cluster.program("steady_polls"), stage.gateway.port, path, stage.officer.cookie, rate, seconds, connections]
    return subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)


def run(stage, path, rate, seconds, connections):
    popen = start(stage, path, rate, seconds, connections)
    output = popen.communicate(timeout=seconds + 60)[0]
    if popen.returncode:
        raise RuntimeError(f"steady_polls ended with {popen.returncode}")
    return Samples(output)
