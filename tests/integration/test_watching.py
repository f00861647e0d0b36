"""What an operator sees of a running installation: metrics, the names that alerts and dashboard read, logs that join up.

Usage: test_watching.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "chaos"))
sys.path.insert(0, os.path.join(ROOT, "tests", "monitoring"))

from cluster import Cluster, Inputs  # noqa: E402
from http_load import Answer, Browser  # noqa: E402
from processes import wait_until  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402
from test_rules import OTHERS, dashboard_queries, names_in, read, rules  # noqa: E402

CODE = "kode-karimun"
UNKNOWN = "0" * 32
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
LABEL = r'[a-z_]+="(?:[^"\\\n]|\\.)*"'
SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(' + LABEL + r'(?:,' + LABEL + r')*)\})? (\S+)')


def read_metrics(text):
    """({(name, labels): value}, {name: type}); what Prometheus would refuse is an error."""
    types, samples = {}, {}
    expect(text.endswith("\n"), "the last line has no end")
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            expect(name not in types and kind in ("counter", "gauge", "histogram"), line)
            types[name] = kind
        if line.startswith("#"):
            continue
        match = SAMPLE.fullmatch(line)
        expect(match, f"no sample: {line}")
        name, labels, value = match.groups()
        family = name if name in types else re.sub("_(bucket|sum|count)$", "", name)
        expect(family in types and (family == name) == (types[family] != "histogram"), f"no TYPE: {line}")
        expect((types[family] == "counter") == name.endswith("_total"), line)
        expect((name, labels) not in samples, f"twice: {line}")
        samples[name, labels] = float(value)
    for (name, labels), value in samples.items():
        if name.endswith("_bucket") and 'le="+Inf"' in labels:
            rest = re.sub(',?le="[^"]*"', "", labels) or None
            expect(samples[name.replace("_bucket", "_count"), rest] == value, f"{name} {labels}")
    return samples, types


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask_metrics(port, method="GET", path="/metrics"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.request(method, path)
    told = connection.getresponse()
    answer = Answer(told.status, told.headers, told.read())
    connection.close()
    return answer


class Service:
    """Two gateways and a worker, with one job of each end behind them."""

    def __init__(self, place, programs):
        self.cluster = Cluster(place, programs)
        self.cluster.redis.start()
        self.cluster.write_districts()
        self.cluster.run("sipro-admin", "district", "code", "2101", "--login", "--from-stdin", stdin=f"{CODE}\n")
        self.worker = self.cluster.add_worker(concurrency=2)
        self.ports = [free_port(), free_port()]
        self.gateways = [self.cluster.add_gateway(env={"SIPRO_METRICS_PORT": str(port)}) for port in self.ports]
        self.officer = Browser(self.gateways[0].port)
        wait_until(lambda: self.officer.login("2101", CODE).status == 201, 15, "districts are read")
        self.cluster.queue_opens()
        self.file = Inputs(self.cluster, 60).files("ekspor")[-1][0]
        self.trouble = os.path.join(place, "rusak.sav")
        with open(self.trouble, "wb") as out:
            out.write(b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60) + bytes(200))

    def close(self):
        self.cluster.close()

    def text(self, gateway=0):
        return expect_status(ask_metrics(self.ports[gateway]), 200).body.decode()

    def metrics(self, gateway=0):
        return read_metrics(self.text(gateway))[0]

    def new_job(self, path, headers=None, again=True):
        """Its id. Not `again`: a job of the same file is joined."""
        upload = self.officer.upload(path)
        body = {"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": upload}], "again": again}
        answer = wait_until(lambda: (told := self.officer.ask("POST", "/api/v1/jobs", body, headers)).status == 202 and told, 15,
                            "a job is taken")
        return answer.json()["id"]

    def state_at_end(self, job):
        return wait_until(lambda: (told := self.officer.job(job)).status == 200 and told.json()["finished_at"] and
                          told.json()["state"], 60, f"{job} ends")

    def run_job(self, path, headers=None, again=True):
        """(id, state): from the upload to the end."""
        job = self.new_job(path, headers, again)
        return job, self.state_at_end(job)


def check_format(service):
    """the listener tells the figures as Prometheus reads them, with a route's pattern and never what a client sent"""
    for identity in (UNKNOWN, "1" * 32, "2" * 32):
        service.officer.ask("GET", f"/api/v1/jobs/{identity}")
    service.officer.ask("GET", "/secret-path-of-a-client")
    expect_status(service.officer.ask("GET", "/metrics"), 404)
    text = service.text()
    told, _ = read_metrics(text)
    expect(told["sipro_http_requests_total", 'method="GET",route="/api/v1/jobs/{id}",status="4xx"'] == 3, text)
    expect(told["sipro_http_problems_total", 'code="not_found"'] >= 5, text)
    expect(told["sipro_sessions_made_total", None] == 1 and told["sipro_queue_known", None] == 1, text)
    expect(told["sipro_redis_connections_total", None] >= 1 and told["sipro_http_received_bytes_total", None] > 500, text)
    expect("secret-path" not in text and UNKNOWN not in text and "2101" not in text, "what a client sent is told")
    for method, path in (("GET", "/"), ("GET", "/api/v1/districts"), ("POST", "/metrics"), ("GET", "/metrics?x")):
        expect_status(ask_metrics(service.ports[0], method, path), 404)


def check_attempts(service):
    """an attempt is counted once, by how it ended, and both gateways tell the same of it"""
    done, wrong = service.run_job(service.file), service.run_job(service.trouble)
    expect((done[1], wrong[1]) == ("succeeded", "failed"), f"{done} {wrong}")
    told, other = service.metrics(), service.metrics(1)
    with_kind = 'kind="preprocess",urgent="false"'
    for outcome, count in (("completed", 1), ("file", 1), ("crash", 0), ("worker_lost", 0)):
        expect(told["sipro_attempts_total", f'{with_kind},outcome="{outcome}"'] == count, f"{outcome}: {told}")
    for name in ("sipro_attempt_wait_seconds", "sipro_attempt_run_seconds"):
        expect(told[f"{name}_count", with_kind] == 2 and told[f"{name}_bucket", f'{with_kind},le="3600"'] == 2, name)
    expect(0 < told["sipro_attempt_run_seconds_sum", with_kind] < 120, "the time that they ran")
    same = [key for key in told if key[0].startswith(("sipro_attempt", "sipro_processes", "sipro_worker", "sipro_queue_jobs"))]
    expect(len(same) > 30 and {key: told[key] for key in same} == {key: other.get(key) for key in same}, "the gateways differ")
    expect(told["sipro_uploads_total", None] == 2 and other["sipro_uploads_total", None] == 0, "uploads are the gateway's own")
    expect(told["sipro_upload_bytes_total", None] == os.path.getsize(service.file) + os.path.getsize(service.trouble), "their bytes")


def check_earlier_build(service):
    """a job that an earlier build left in Redis, without its kind, runs like any other; it is only not counted"""
    def ended():
        return sum(value for (name, _), value in service.metrics().items() if name == "sipro_attempts_total")
    before = ended()
    service.cluster.run("sipro-admin", "queue", "pause")
    job = service.new_job(service.file)
    with service.cluster.redis.client() as client:
        expect(client.hdel(f"{{sipro}}:job:{job}", "kind") == 1, "the kind is another field by now")
    service.cluster.run("sipro-admin", "queue", "resume")
    state = service.state_at_end(job)
    expect(state == "succeeded" and ended() == before, f"{state}; {before} attempts counted before, {ended()} now")


def check_installation(service):
    """processes, slots, storage and Redis are told"""
    wait_until(lambda: service.metrics().get(("sipro_processes", 'role="gateway",state="active",version="0.1.0"')) == 2, 30, "two gateways")
    told = service.metrics()
    expect(told["sipro_processes", 'role="worker",state="active",version="0.1.0"'] == 1 and told["sipro_worker_slots", None] == 2, told)
    volume = os.statvfs(service.cluster.storage)
    expect(told["sipro_storage_size_bytes", None] == volume.f_blocks * volume.f_frsize, "the size of the volume")
    expect(0 < told["sipro_storage_free_bytes", None] <= told["sipro_storage_size_bytes", None], "what is free")
    expect(told["sipro_storage_read_only", None] == 0 and told["sipro_storage_inodes", None] == volume.f_files, "the volume")
    expect(told["sipro_redis_memory_used_bytes", None] > 100_000, "Redis")
    expect(told["sipro_queue_open", None] == 1 and told["sipro_config_readable", None] == 1, "open and readable")


def check_names(service):
    """each metric that an alert or the dashboard reads is told, and docs/watching.md has every one and its type"""
    text = service.text()
    told, types = read_metrics(text)
    names = {name for name, _ in told} | OTHERS
    for query in [rule["expr"] for rule in rules()] + dashboard_queries():
        expect(names_in(query) and names_in(query) <= names, f"{names_in(query) - names} in {query}")
    table = dict(re.findall(r"^\| `([a-z_]+)` \| (\w+)", read(os.path.join(ROOT, "docs", "watching.md")), re.MULTILINE))
    expect(table == types, f"docs/watching.md: {set(table.items()) ^ set(types.items())}")
    lint = subprocess.run(["promtool", "check", "metrics"], input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", check=False)
    expect(lint.returncode == 0, lint.stdout)


def check_round_trips(service):
    """a scrape is one round trip to Redis"""
    begun, name = time.monotonic(), ("sipro_redis_call_duration_seconds_count", None)
    first = service.metrics()[name]
    for _ in range(30):
        service.text()
    calls = service.metrics()[name] - first
    others = (time.monotonic() - begun) / 2 + (time.monotonic() - begun) / 15 + 3  # its pulse, its announcing
    expect(31 <= calls <= 31 + others, f"{calls} round trips for 31 scrapes, and at most {others:.1f} others")


def check_trace(service):
    """one trace-id leads from the request to the gateway's log, job.json, the worker's lines and the child's pid"""
    job, state = service.run_job(service.file, {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    expect(state == "succeeded", state)
    gateway, worker = service.gateways[0].process, service.worker.process
    request = [line for line in gateway.events("request") if line["trace"] == TRACE]
    expect([(line["method"], line["target"], line["status"]) for line in request] == [("POST", "/api/v1/jobs", 202)], request)
    queued = [line for line in gateway.events("enqueue") if line["trace"] == TRACE]
    expect([(line["job"], line["req"]) for line in queued] == [(job, request[0]["req"])], queued)
    with open(os.path.join(service.cluster.storage, "2101", "jobs", job, "job.json"), encoding="utf-8") as source:
        expect(json.load(source)["trace"] == TRACE, "job.json has another trace")
    done = wait_until(lambda: [line for line in worker.events("attempt_succeeded") if line["job"] == job], 10, "the worker's line")
    lines = [line for line in worker.events() if line.get("trace") == TRACE]
    expect([line["event"] for line in lines] == ["attempt_started", "child_started", "attempt_succeeded"], lines)
    expect({(line["job"], line["attempt"], line["worker"]) for line in lines} == {(job, 1, done[0]["worker"])}, lines)
    expect(next(line["pid"] for line in lines if "pid" in line) > 1, lines)
    other = TRACE[::-1]
    expect(service.run_job(service.file, {"traceparent": f"00-{other}-00f067aa0ba902b7-00"}, again=False) == (job, state), "it joins")
    joined = [(line["job"], line["created"]) for line in gateway.events("enqueue") if line["trace"] == other]
    expect(joined == [(job, False)], f"the line of a request that joins: {joined}")
    shown = service.cluster.run("sipro-admin", "--json", "queue", "show", job)
    expect(json.loads(shown)["job"]["trace"] == TRACE, shown)
    expect(TRACE in service.cluster.run("sipro-admin", "queue", "show", job), "queue show does not tell it")


def check_bad_traces(service):
    """a traceparent that is not exactly one is not taken: the request gets a trace of its own, and is served"""
    bad = [f"00-{TRACE}-00f067aa0ba902b7-01-x", f"00-{TRACE.upper()}-00f067aa0ba902b7-01", f"00-{'0' * 32}-00f067aa0ba902b7-01",
           f"ff-{TRACE}-00f067aa0ba902b7-01", "x" * 300, f'00-{TRACE}-00f067aa0ba902b7-"}}', None]
    before = len(service.gateways[1].process.events("request"))
    browser = Browser(service.gateways[1].port)
    for value in bad:
        expect_status(browser.ask("DELETE", "/api/v1/session", None, {} if value is None else {"traceparent": value}), 401)
    lines = wait_until(lambda: (told := service.gateways[1].process.events("request")[before:]) and len(told) == len(bad) and told, 10,
                       "their lines")
    made = [line["trace"] for line in lines]
    expect(all(re.fullmatch("[0-9a-f]{32}", trace) for trace in made) and len({*made, TRACE}) == len(made) + 1, made)


def check_lines(service):
    """every line of gateways and workers is one JSON object with its time, level, event and program, and no name or code"""
    for process in (service.gateways[0].process, service.gateways[1].process, service.worker.process):
        lines = process.said().splitlines()
        expect(len(lines) > 3, f"{process.name} says nothing")
        for line in lines:
            told = json.loads(line)
            expect(list(told)[:4] == ["at", "level", "event", "program"], line)
            expect(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["at"]) and told["program"].startswith("sipro-"), line)
            expect("Ani" not in line and CODE not in line, line)


def check_taken_port(service):
    """a gateway whose port for metrics is taken says so, and serves"""
    taken = service.cluster.add_gateway(env={"SIPRO_METRICS_PORT": str(service.ports[0])})
    wait_until(lambda: taken.process.events("metrics_off"), 10, "a port that is taken is told")
    expect(len(taken.process.events("metrics_off")) == 1, "it is told more than once")
    expect_status(Browser(taken.port).ask("GET", "/api/v1/districts"), 200)
    taken.kill()


def check_full_house(service):
    """who comes when all connections are taken is sent away, counted, and told once; who comes later is served"""
    port = free_port()
    full = service.cluster.add_gateway(env={"SIPRO_METRICS_PORT": str(port), "SIPRO_MAX_CONNECTIONS": "3"})
    refused = lambda: read_metrics(ask_metrics(port).body.decode())[0]["sipro_http_connections_refused_total", None]  # noqa: E731
    open_now = lambda: read_metrics(ask_metrics(port).body.decode())[0]["sipro_http_connections", None]  # noqa: E731
    wait_until(lambda: open_now() == 0, 10, "whoever waited for it has gone")
    before, told = refused(), len(full.process.events("connections_full"))
    guests = [socket.create_connection(("127.0.0.1", full.port), 10) for _ in range(3)]
    wait_until(lambda: open_now() == 3, 10, "three are in")
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", full.port), 10) as late:
            expect(late.recv(1) == b"", "a fourth is served")
    expect(refused() == before + 5, f"{refused()} refused, {before} before")
    events = full.process.events("connections_full")
    expect(len(events) == told + 1 and events[-1]["connections"] == 3, str(events))
    guests.pop().close()
    wait_until(lambda: open_now() == 2, 10, "one has gone")
    expect_status(Browser(full.port).ask("GET", "/api/v1/districts"), 200)
    full.kill()


def check_stop(service):
    """a gateway ends cleanly while a scraper and an officer keep their connections open"""
    port = free_port()
    # Freed memory is overwritten: who still uses it falls.
    gateway = service.cluster.add_gateway(env={"SIPRO_METRICS_PORT": str(port), "MALLOC_PERTURB_": "165"})
    kept = [http.client.HTTPConnection("127.0.0.1", port, timeout=15), http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=15)]
    for connection, path in zip(kept, ("/metrics", "/healthz")):
        connection.request("GET", path)
        expect(connection.getresponse().read(), f"{path} is empty")
    expect(gateway.process.terminate(20), "it does not end")
    status = gateway.process.popen.returncode
    expect(status == 0 and gateway.process.events("stopped"), f"status {status}: {gateway.process.said()[-600:]}")
    for connection in kept:
        connection.close()


def check_troubles(service):
    """what alerts wait for is seen: a pause, a broken file of districts, a worker that goes, Redis away"""
    service.cluster.run("sipro-admin", "queue", "pause")
    expect(service.metrics()["sipro_queue_paused", None] == 1, "the pause")
    service.cluster.run("sipro-admin", "queue", "resume")
    districts = os.path.join(service.cluster.storage, "config", "districts.json")
    sound = read(districts)
    for content, readable in (("{", 0), (sound, 1)):
        with open(districts + ".new", "w", encoding="utf-8") as out:
            out.write(content)
        os.rename(districts + ".new", districts)
        wait_until(lambda: service.metrics()["sipro_config_readable", None] == readable, 20, f"readable {readable}")
    service.worker.process.send(signal.SIGTERM)
    wait_until(lambda: service.metrics()["sipro_worker_slots", None] == 0, 70, "no slots")
    service.cluster.redis.kill()
    told, types = read_metrics(service.text())
    expect(told["sipro_queue_known", None] == 0 and "sipro_queue_jobs" not in types, "Redis is away")
    expect(told["sipro_storage_known", None] == 1, "storage is told without Redis")


CHECKS = [check_format, check_attempts, check_earlier_build, check_installation, check_names, check_round_trips, check_trace, check_bad_traces,
          check_lines, check_taken_port, check_full_house, check_stop, check_troubles]


def told(service):
    return "\n".join(process.said()[-1500:] for process in (service.gateways[0].process, service.worker.process))


if __name__ == "__main__":
    sys.exit(run_checks("watching", CHECKS, closed(Service), told=told))
