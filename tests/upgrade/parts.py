"""A cluster of two versions, and the officers who work on while one takes the place of the other."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
import time
import uuid
from collections import Counter
from urllib.parse import quote

from cluster import Cluster, Inputs
from http_load import Answer, Browser, Unreachable
from oracle import TERMINAL, Accepted, ends_of, job_folder
from processes import wait_until
from watch import read_json

PROGRAMS = ("sipro", "sipro-worker", "sipro-gateway", "sipro-admin")
CODES = {"--login": "kode-uji-2101", "--feature": "kode-fitur-2101"}
TUS = {"Tus-Resumable": "1.0.0"}
LARGE_ROWS = 30_000  # seconds of work: an attempt that is under way when its worker is asked to end


class Versions(Cluster):
    """What it starts is of the version that was chosen last."""

    def __init__(self, place, programs):
        self.folders = {version: os.path.join(programs, version) for version in ("old", "new")}
        super().__init__(place, self.folders["old"])
        self.started, self.installed = Counter(), None

    def use(self, version):
        self.programs = self.installed or self.folders[version]
        return self

    def install(self, version):
        """Replaces the programs in their one place beneath those that run, as dpkg does; from now on all is started from there."""
        self.installed = os.path.join(self.place, "usr-bin")
        os.makedirs(self.installed, exist_ok=True)
        for program in PROGRAMS:
            unpacked = os.path.join(self.installed, f"{program}.dpkg-new")
            shutil.copy2(os.path.join(self.folders[version], program), unpacked)
            os.rename(unpacked, os.path.join(self.installed, program))

    def worker(self, version):
        """Its name, and so each event of its attempts, begins with the version."""
        self.started[version] += 1
        return self.use(version).add_worker(1, name=f"{version}-{self.started[version]}", env={"SIPRO_THREADS": "1"})

    def gateway(self, version):
        return self.use(version).add_gateway()

    def admin(self, version, *words, **options):
        return self.use(version).run("sipro-admin", *words, **options)

    def libraries(self, version, dry_run=True):
        """{N: (processes that use sipro_v<N>, verdict)}, as the `sipro-admin` of that version tells."""
        told = json.loads(self.admin(version, "queue", "upgrade", "--json", *(["--dry-run"] if dry_run else [])))
        return {one["library"]: (one["processes"], one["verdict"]) for one in told["libraries"]}

    def library(self, version):
        """N of the library that the programs of this version call; they load it where it is missing."""
        numbers = [number for number, (_, verdict) in self.libraries(version).items() if verdict == "the one of this program"]
        return numbers[0]

    def version(self, version):
        done = subprocess.run([os.path.join(self.folders[version], "sipro-worker"), "--version"], stdout=subprocess.PIPE, check=True, encoding="ascii")
        return done.stdout.strip()

    def retire(self, process, seconds=95):
        """SIGTERM, and its own end; true when it ended by itself."""
        hit = process.process.terminate(seconds)
        for kind in (self.workers, self.gateways):
            if process in kind:
                kind.remove(process)
        return hit


class Front(Browser):
    """A browser behind a front that sends requests to the gateways in turn, and what one refused to the next. Where all
    refuse, it says what deploy/tls/nginx.conf says."""

    def __init__(self, gateways, counts=None):
        super().__init__(None, counts)
        self.gateways, self.turn, self.away = gateways, 0, []

    def ask(self, method, path, *rest, **options):
        self.turn += 1
        gateways = list(self.gateways)
        for number in range(len(gateways)):
            self.port = gateways[(self.turn + number) % len(gateways)].port
            try:
                return super().ask(method, path, *rest, **options)
            except Unreachable as error:
                if not isinstance(error.__cause__, ConnectionRefusedError):
                    raise
        self.away.append(time.monotonic())
        return Answer(503, {"Retry-After": "2"}, b"")

    def at(self, gateway):
        """The same session at this gateway only."""
        one = Front([gateway], self.counts)
        one.cookie = self.cookie
        return one


class Upload:
    """A file that is sent in parts, through whichever gateway is there."""

    def __init__(self, browser, path):
        self.browser, self.sent = browser, 0
        with open(path, "rb") as source:
            self.content = source.read()
        name = base64.b64encode(os.path.basename(path).encode()).decode()
        begun = browser.ask("POST", "/api/v1/uploads", None, {
            **TUS, "Upload-Length": str(len(self.content)), "Upload-Metadata": f"filename {name},purpose {base64.b64encode(b'data').decode()}"})
        self.location = begun.headers["Location"]
        self.id = self.location.rsplit("/", 1)[1]

    def send(self, share, gateway):
        """Up to this share of the file. What is wrong, if anything."""
        browser = self.browser.at(gateway)
        told = browser.ask("HEAD", self.location, headers=TUS)
        if told.status != 200 or told.headers["Upload-Offset"] != str(self.sent):
            return f"upload: {told.status}, offset {told.headers.get('Upload-Offset')} instead of {self.sent}"
        end = int(len(self.content) * share)
        answer = browser.ask("PATCH", self.location, self.content[self.sent:end], {
            **TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(self.sent)})
        self.sent = end
        return None if answer.status == 204 else f"upload: {answer.status} {answer.body[:200]!r}"


class Officer:
    """Sends a job every 1/rate s and polls all that it has under way, in one session, which has to last."""

    def __init__(self, traffic, rate):
        self.traffic, self.rate = traffic, rate
        self.browser = Front(traffic.stage.cluster.gateways, traffic.counts)
        self.browser.cookie = traffic.browser.cookie
        self.wrong, self.polls, self.open = [], 0, []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        try:
            while not self.ended.is_set():
                self.open.append(self.traffic.accepted(self.browser))
                self._poll()
                self.ended.wait(1 / self.rate)
            end = time.monotonic() + 120
            while self.open and time.monotonic() < end:
                self._poll()
                time.sleep(0.2)
            self.wrong += [f"{job}: no end was told" for job in self.open]
        except Exception as error:  # noqa: BLE001  whatever it is, an officer has met it
            self.wrong.append(f"{type(error).__name__}: {error}")

    def _poll(self):
        for job in list(self.open):
            answer = self.browser.job(job)
            self.polls += 1
            if answer.status == 503:  # with Retry-After, or the browser has taken note of it
                continue
            told = answer.json() if answer.status == 200 else {}
            if answer.status != 200:
                self.wrong.append(f"poll: {answer.status} {answer.body[:200]!r}")
            elif told["state"] in TERMINAL:
                self.open.remove(job)
                self.wrong += fetched_wrong(self.browser, told)

    def stop(self):
        self.ended.set()
        self.thread.join()


def fetched_wrong(browser, told):
    """Of a job that ended: it has succeeded, and its first result comes as it is told. Nothing where all is right."""
    if told["state"] != "succeeded":
        return [f"{told['id']}: {told['state']} {told['error']}"]
    result = told["results"][0]
    answer = browser.ask("GET", f"/api/v1/jobs/{told['id']}/results/{quote(result['name'])}")
    whole = answer.status == 200 and hashlib.sha256(answer.body).hexdigest() == result["sha256"]
    return [] if whole or answer.status == 503 else [f"{told['id']}/{result['name']}: {answer.status}"]


class Traffic:
    """Opens the cluster with the old version and sets officers to work."""

    def __init__(self, stage, workers=2, gateways=2, officers=2, rate=3):
        self.stage, self.counts = stage, Counter()
        cluster = stage.cluster
        cluster.redis.start()
        cluster.write_districts()
        for _ in range(workers):
            cluster.worker("old")
        stage.begin()
        self.district = cluster.districts[0]
        for option, code in CODES.items():
            cluster.admin("old", "district", "code", self.district, option, "--from-stdin", stdin=f"{code}\n")
        for _ in range(gateways):
            cluster.gateway("old")
        self.browser = self.visit()
        inputs = Inputs(cluster, 40), Inputs(cluster, LARGE_ROWS)
        self.samples = {self.browser.upload(path): path for path in (one.files("ekspor")[-1][0] for one in inputs)}
        self.small, self.large = self.samples
        self.officers = [Officer(self, rate) for _ in range(officers)]

    def visit(self, gateway=None):
        """Somebody who comes now and gives the code; the browser."""
        browser = Front([gateway] if gateway else self.stage.cluster.gateways, self.counts)
        wait_until(lambda: browser.login(self.district, CODES["--login"]).status == 201, 20, "logged in", every=0.2)
        return browser

    def accepted(self, browser, upload=None, seconds=60):
        """The id of one more job, asked for with one key until it is accepted."""
        key, end = uuid.uuid4().hex, time.monotonic() + seconds
        body = {"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": upload or self.small}], "again": True}
        while (answer := browser.post_job(body, key)).status != 202:
            if answer.status != 503 or time.monotonic() > end:
                raise RuntimeError(f"no 202: {answer.status} {answer.body[:200]!r}")
            time.sleep(0.1)
        job = answer.json()["id"]
        self.stage.load.accept(Accepted(job, self.district, time.monotonic()))
        return job

    def longest_gap(self):
        """Seconds between two jobs that were accepted one after the other."""
        times = sorted(job.at for job in self.stage.load.all())
        return max(after - before for before, after in zip(times, times[1:]))

    def by(self):
        """{job: version of the worker that did it}"""
        return {entry["id"]: re.match("old|new", entry["worker"])[0] for entry in list(self.stage.recorder.entries) if entry["to"] == "succeeded"}

    def end(self, compared, versions=()):
        """Waits for all jobs and judges the row. `compared`: ids of jobs whose results are compared with those of `sipro` of the
        version that did them, or of one of `versions`."""
        for officer in self.officers:
            officer.stop()
        self.stage.settle(180)
        by = self.by()
        for job in self.stage.load.all():
            if job.id in compared:
                job.golden = self._golden(job, versions or (by[job.id],))
        row = self.stage.judge()
        row.refused = self.counts[503]
        for browser in (self.browser, *(officer.browser for officer in self.officers)):
            row.problems += browser.wrong[:5]
        for officer in self.officers:
            row.problems += officer.wrong[:5]
        return row

    def polls(self):
        return sum(officer.polls for officer in self.officers)

    def _golden(self, job, versions):
        """The same input and time, without a queue, by that of the versions that made the same, else by the last."""
        folder = job_folder(self.stage.cluster.storage, job)
        payload, ends = read_json(f"{folder}/job.json")["payload"], ends_of(folder)
        sample = self.samples[payload["inputs"][0]["path"].split("/")[1]]
        words = ["preprocess", "--flow", payload["flow"], "--district", payload["kabkot"], sample]
        for version in versions:
            self.stage.cluster.programs = self.stage.cluster.folders[version]
            key = self.stage.golden.make((version, sample, payload["time"]), words, payload["time"])
            if not self.stage.golden.difference(key, os.path.join(folder, ends[max(ends)]["folder"])):
                break
        return key
