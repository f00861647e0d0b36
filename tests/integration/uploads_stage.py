"""What the tests of uploads stand on: two gateways that share Redis and storage, officers who send by tus 1.0.0 through either,
and links that stop in the middle.
"""

import hashlib
import http.client
import os
import random
import socket
import sys
from base64 import b64encode

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "chaos"))

from cluster import Cluster  # noqa: E402
from http_load import RECORDING, Answer, Browser  # noqa: E402
from processes import wait_until  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402

CODES = {"2101": ("kode-karimun", "fitur-karimun"), "2171": ("kode-batam", "fitur-batam")}
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}
UPLOADS = "/api/v1/uploads"
MIB = 1 << 20


def content_of(size, seed=1):
    """Looks like a .sav file by its beginning."""
    return (b"$FL2@(#) SPSS DATA FILE " + random.Random(seed).randbytes(size))[:size]


def metadata(name=b"Ekspor 2024.sav", purpose=b"data"):
    return f"filename {b64encode(name).decode()},purpose {b64encode(purpose).decode()}"


def checksum(content, algorithm="sha1"):
    return f"{algorithm} {b64encode(hashlib.new(algorithm, content).digest()).decode()}"


class Officer(Browser):
    """A session, used through any gateway: `by` is the one of the next requests."""

    def __init__(self, stage, district="2101", unlocked=False):
        super().__init__(stage.gateways[0].port)
        expect_status(self.login(district, CODES[district][0]), 201)
        if unlocked:
            expect_status(self.ask("POST", "/api/v1/session/unlock", {"code": CODES[district][1]}), 200)

    def by(self, gateway):
        self.port = gateway.port
        return self

    def create(self, length, content=None, status=201, **headers):
        told = {**(BYTES if content is not None else TUS), "Upload-Length": str(length), "Upload-Metadata": metadata(),
                **{name.replace("_", "-"): value for name, value in headers.items()}}
        told = {name: value for name, value in told.items() if value is not None}
        return expect_status(self.ask("POST", UPLOADS, content, told, timeout=60), status)

    def begin(self, length):
        return self.create(length).headers["Location"]

    def patch(self, location, offset, content, status=204, code=None, **headers):
        told = {**BYTES, "Upload-Offset": str(offset), **{name.replace("_", "-"): value for name, value in headers.items()}}
        told = {name: value for name, value in told.items() if value is not None}
        return expect_status(self.ask("PATCH", location, content, told, timeout=60), status, code)

    def head(self, location, status=200):
        return expect_status(self.ask("HEAD", location, headers=TUS), status)

    def offset(self, location):
        return int(self.head(location).headers["Upload-Offset"])

    def told(self, location):
        return expect_status(self.ask("GET", location), 200).json()

    def is_whole(self, location, content):
        told = self.told(location)
        expect(told["finished"] and told["offset"] == told["size"] == len(content), str(told))
        expect(told["sha256"] == hashlib.sha256(content).hexdigest(), "another SHA-256 is told")


class Link:
    """A request with bytes whose sender stops, goes on or hangs up where a check wants it to."""

    def __init__(self, officer, gateway, location, offset, length, method="PATCH", **headers):
        self.socket = socket.create_connection(("127.0.0.1", gateway.port), 10)
        self.request = (method, location, {**BYTES, "Upload-Offset": str(offset), "Content-Length": str(length), **headers})
        told = {**self.request[2], "Host": "x", "Cookie": officer.cookie}
        lines = [f"{method} {location} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        self.send("\r\n".join(lines).encode())

    @classmethod
    def creating(cls, officer, gateway, length):
        return cls(officer, gateway, UPLOADS, 0, length, "POST", **{"Upload-Length": str(length), "Upload-Metadata": metadata()})

    def send(self, content):
        self.socket.sendall(content)

    def send_what_is_taken(self, content):
        """All of it, or what comes before the refusal."""
        try:
            self.send(content)
        except ConnectionError:
            pass

    def status(self, seconds=10):
        """Of the answer; None: hung up without one."""
        self.socket.settimeout(seconds)
        told = http.client.HTTPResponse(self.socket)
        try:
            told.begin()
            answer = Answer(told.status, told.headers, told.read())
        except (http.client.HTTPException, ConnectionError):
            return None
        if RECORDING:
            RECORDING.add(*self.request, None, answer)
        return answer.status

    def close(self):
        self.socket.close()


class Stage:
    def __init__(self, place, programs):
        self.cluster = Cluster(place, programs, districts=tuple(CODES))
        self.cluster.redis.start()
        self.cluster.write_districts()
        self.cluster.set_codes(CODES)
        self.worker = self.cluster.add_worker()
        self.gateways = [self.cluster.add_gateway(env={"SIPRO_QUOTA_GIB": "2"}) for _ in range(2)]
        for gateway in self.gateways:
            wait_until(lambda: Browser(gateway.port).ask("GET", "/readyz").status == 200, 15, "ready")
        self.cluster.queue_opens()

    def close(self):
        self.cluster.close()

    def folder(self, location, district="2101", purpose="uploads"):
        return os.path.join(self.cluster.storage, district, purpose, location.rsplit("/", 1)[1])

    def expect_content(self, location, content):
        with open(os.path.join(self.folder(location), "data"), "rb") as source:
            expect(source.read() == content, "other bytes are on storage")

    def logged_in_again(self):
        def log_in():
            try:
                return Officer(self)
            except AssertionError:
                return None

        return wait_until(log_in, 20, "login works again", every=0.2)


def every_operation(location):
    return [("OPTIONS", UPLOADS), ("GET", UPLOADS), ("POST", UPLOADS),
            *((method, location) for method in ("OPTIONS", "HEAD", "GET", "PATCH", "DELETE"))]


def until_held(officer, location, seconds=20):
    """HEAD, as a client that tries again; the offset."""
    answer = wait_until(lambda: (told := officer.ask("HEAD", location, headers=TUS)).status == 200 and told, seconds, "HEAD answers",
                        every=0.2)
    return int(answer.headers["Upload-Offset"])


def bring_back(stage):
    stage.worker.process.resume()
    for process in (stage.cluster.redis.process, *(gateway.process for gateway in stage.gateways)):
        if not process.alive():
            process.start()
    wait_until(stage.cluster.redis.answers, 10, "Redis answers")


def said(stage):
    return "\n".join([*(gateway.process.said()[-3000:] for gateway in stage.gateways), stage.worker.process.said()[-2000:]])


def run(name, checks):
    return run_checks(name, checks, closed(Stage), failed_one=bring_back, told=said)
