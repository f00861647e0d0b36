"""Uploads by tus 1.0.0 with everything that breaks on the way: links, gateways, Redis, storage; and two clients of others.

Two gateways share Redis and storage. Usage: test_uploads.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import hashlib
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "chaos"))

from cluster import Cluster  # noqa: E402
from http_load import RECORDING, Answer, Browser  # noqa: E402
from processes import wait_until  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402

CLIENTS = os.path.join(HERE, "..", "clients")
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
        for district, codes in CODES.items():
            for option, code in zip(("--login", "--feature"), codes):
                self.cluster.run("sipro-admin", "district", "code", district, option, "--from-stdin", stdin=f"{code}\n")
        self.worker = self.cluster.add_worker()
        self.gateways = [self.cluster.add_gateway(env={"SIPRO_QUOTA_GIB": "2"}) for _ in range(2)]
        for gateway in self.gateways:
            wait_until(lambda: Browser(gateway.port).ask("GET", "/readyz").status == 200, 15, "ready")
        officer = Officer(self)
        wait_until(lambda: officer.ask("GET", "/api/v1/jobs").status == 200, 15, "the queue is open")

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


def until_held(officer, location, seconds=20):
    """HEAD, as a client that tries again; the offset."""
    answer = wait_until(lambda: (told := officer.ask("HEAD", location, headers=TUS)).status == 200 and told, seconds, "HEAD answers",
                        every=0.2)
    return int(answer.headers["Upload-Offset"])


def check_options(stage):
    """OPTIONS tells version, extensions, limits and hashes, without a session"""
    for path in (UPLOADS, f"{UPLOADS}/{'0' * 32}"):
        told = expect_status(Browser(stage.gateways[0].port).ask("OPTIONS", path), 204).headers
        expect(told["Tus-Version"] == told["Tus-Resumable"] == "1.0.0", str(told))
        expect(set(told["Tus-Extension"].split(",")) ==
               {"creation", "creation-with-upload", "expiration", "checksum", "termination"}, told["Tus-Extension"])
        expect(int(told["Tus-Max-Size"]) == 2048 * MIB, told["Tus-Max-Size"])
        expect({"sha1", "sha256"} <= set(told["Tus-Checksum-Algorithm"].split(",")), told["Tus-Checksum-Algorithm"])


def check_pieces(stage):
    """a file in pieces through two gateways: heads, list and JSON at every step"""
    officer, content = Officer(stage), content_of(1_000_003)
    created = officer.create(len(content))
    location = created.headers["Location"]
    expect(created.headers["Upload-Expires"].endswith(" GMT"), created.headers["Upload-Expires"])
    expect(created.headers["Tus-Resumable"] == "1.0.0", "no Tus-Resumable")
    at = 0
    for turn, size in enumerate((1, 10, 4000, 300_000, 0, 500_000, 195_992)):
        gateway = stage.gateways[turn % 2]
        head = officer.by(gateway).head(location).headers
        expect((head["Upload-Offset"], head["Upload-Length"], head["Upload-Metadata"]) == (str(at), str(len(content)), metadata()),
               str(head))
        expect(head["Cache-Control"] == "no-store" and head["Upload-Expires"], str(head))
        told = officer.told(location)
        expect((told["offset"], told["size"], told["finished"], told["sha256"]) == (at, len(content), False, None), str(told))
        done = officer.patch(location, at, content[at:at + size])
        at += size
        expect(done.headers["Upload-Offset"] == str(at), str(done.headers))
    expect(at == len(content), "the pieces are not the file")
    officer.is_whole(location, content)
    stage.expect_content(location, content)
    expect(officer.offset(location) == len(content), "HEAD of the whole one")
    officer.patch(location, at, b"")
    officer.patch(location, at, b"x", 413, "upload_too_long")
    listed = expect_status(officer.ask("GET", UPLOADS), 200).json()["uploads"]
    expect(listed[0] == officer.told(location) and listed[0]["by"] == "Ani" and listed[0]["expires_at"] is None, str(listed[0]))
    names = sorted(os.listdir(stage.folder(location)))
    expect(names == ["begun.json", "data", "upload.json"], str(names))


def check_with_upload(stage):
    """creation-with-upload: all of a file, or its beginning; nothing at all is refused"""
    officer, content = Officer(stage), content_of(300_000, 2)
    whole = officer.create(len(content), content)
    expect(whole.json()["finished"] and whole.headers["Upload-Offset"] == str(len(content)), str(whole.headers))
    officer.is_whole(whole.headers["Location"], content)
    part = officer.create(len(content), content[:100_000])
    location = part.headers["Location"]
    expect(part.headers["Upload-Offset"] == "100000" and not part.json()["finished"], str(part.headers))
    officer.patch(location, 100_000, content[100_000:])
    officer.is_whole(location, content)
    for body in (b"", None):
        expect_status(officer.create(0, body, 422), 422, "file_not_statistics")


def every_operation(location):
    return [("OPTIONS", UPLOADS), ("GET", UPLOADS), ("POST", UPLOADS),
            *((method, location) for method in ("OPTIONS", "HEAD", "GET", "PATCH", "DELETE"))]


def check_refusals(stage):
    """what the protocol forbids is refused with its status, and nothing of it counts"""
    officer, content = Officer(stage), content_of(10_000, 3)
    for status, code, headers in (
            (412, "tus_version", {"Tus_Resumable": "0.2.2"}), (412, "tus_version", {"Tus_Resumable": None}),
            (400, "invalid_request", {"Upload_Length": None}), (400, "invalid_request", {"Upload_Length": "-1"}),
            (400, "invalid_request", {"Upload_Metadata": None}), (413, "too_large", {"Upload_Length": "99999999999999"}),
            (403, "feature_locked", {"Upload_Metadata": metadata(purpose=b"historis")})):
        answer = expect_status(officer.create(10_000, None, status, **headers), status, code)
        expect(answer.headers["Tus-Resumable"] == "1.0.0", f"{status}: no Tus-Resumable")
        expect(status != 412 or answer.headers["Tus-Version"] == "1.0.0", "412 without Tus-Version")
        expect(status != 413 or answer.headers["Tus-Max-Size"], "413 without Tus-Max-Size")
    expect_status(officer.create(100, content, 413), 413, "upload_too_long")
    expect_status(officer.create(10_000, content, 415, Content_Type="text/plain"), 415, "content_type")
    location = officer.begin(len(content))
    officer.patch(location, 0, content[:5000])
    for status, code, offset, body, headers in (
            (412, "tus_version", 5000, content[5000:], {"Tus_Resumable": "1.1.0"}),
            (415, "content_type", 5000, content[5000:], {"Content_Type": "application/octet-stream"}),
            (400, "invalid_request", "x", content[5000:], {}), (400, "invalid_request", -5, content[5000:], {}),
            (409, "wrong_offset", 4999, content[4999:], {}), (409, "wrong_offset", 5001, content[5001:], {}),
            (409, "wrong_offset", 99999, b"", {}),
            (413, "upload_too_long", 5000, content[5000:] + b"x", {}),
            (400, "invalid_request", 5000, content[5000:], {"Upload_Checksum": checksum(content[5000:]).replace("sha1", "crc32")}),
            (400, "invalid_request", 5000, content[5000:], {"Upload_Checksum": "sha1 !"}),
            (460, "checksum_mismatch", 5000, content[5000:], {"Upload_Checksum": checksum(content)})):
        answer = officer.patch(location, offset, body, status, code, **headers)
        expect(answer.headers["Tus-Resumable"] == "1.0.0", f"{status}: no Tus-Resumable")
        expect(code != "wrong_offset" or answer.headers["Upload-Offset"] == "5000", "409 without Upload-Offset")
        expect(officer.offset(location) == 5000, f"{status} moved the offset")
    for method, path in every_operation(location):
        expect_status(officer.ask(method, path, headers={**TUS, "Transfer-Encoding": "gzip"}), 400)
        if method != "OPTIONS":
            expect_status(Browser(officer.port).ask(method, path, headers=TUS), 401)
        if method in ("POST", "PATCH", "DELETE"):
            expect_status(officer.ask(method, path, headers={**TUS, "Origin": "http://elsewhere"}), 403, "cross_site")
    expect_status(officer.ask("OPTIONS", f"{UPLOADS}/A"), 404)
    for unknown in (f"{UPLOADS}/{'0' * 32}", f"{UPLOADS}/..%2f..", f"{UPLOADS}/A"):
        officer.head(unknown, 404)
        officer.patch(unknown, 0, b"x", 404)
        expect_status(officer.ask("DELETE", unknown, headers=TUS), 404)
    officer.head(location.upper().replace("/API/V1/UPLOADS", UPLOADS), 404)
    officer.patch(location, 5000, content[5000:])
    officer.is_whole(location, content)


def check_checksums(stage):
    """a piece counts only if its hash is right; a cut one counts for nothing"""
    officer, content = Officer(stage), content_of(900_000, 4)
    location = officer.begin(len(content))
    at = 0
    for algorithm in ("sha1", "sha256", "sha512"):
        piece = content[at:at + 300_000]
        officer.patch(location, at, piece[:-1] + b"?", 460, Upload_Checksum=checksum(piece, algorithm))
        expect(officer.offset(location) == at, "a wrong piece counts")
        link = Link(officer, stage.gateways[0], location, at, len(piece), **{"Upload-Checksum": checksum(piece, algorithm)})
        link.send(piece[:-1])
        time.sleep(0.2)
        link.close()
        time.sleep(0.1)
        expect(officer.offset(location) == at, "a cut piece counts")
        officer.patch(location, at, piece, Upload_Checksum=checksum(piece, algorithm))
        at += len(piece)
    officer.is_whole(location, content)
    bad = officer.create(len(content), content, 460, Upload_Checksum=checksum(b"other"))
    expect("Location" not in bad.headers, "a refused creation stays")
    officer.create(len(content), content, Upload_Checksum=checksum(content))


def check_kind(stage):
    """another kind of file is refused as soon as its first 4 KiB are there, however small the pieces"""
    officer = Officer(stage)
    pdf = b"%PDF-1.7 " + random.Random(5).randbytes(20_000)
    expect_status(officer.create(len(pdf), pdf, 422), 422, "file_not_statistics")
    location = officer.begin(len(pdf))
    officer.patch(location, 0, pdf[:4000])
    officer.patch(location, 4000, pdf[4000:4095])
    officer.patch(location, 4095, pdf[4095:4096], 422, "file_not_statistics")
    expect(not os.path.exists(stage.folder(location)), "it stays")
    officer.head(location, 410)
    small = officer.begin(9)
    officer.patch(small, 0, pdf[:9], 422, "file_not_statistics")


def cut_link(officer, gateway, location, content, at, stop):
    """Sends content[at:stop] of a PATCH for all the rest, then hangs up."""
    link = Link(officer, gateway, location, at, len(content) - at)
    link.send(content[at:stop])
    link.close()


def check_cuts(stage):
    """a link that is cut at any byte: what arrived counts, and the other gateway goes on from there"""
    officer, dice = Officer(stage), random.Random(6)
    content = content_of(1_200_000, 6)
    location = officer.begin(len(content))
    stops = sorted({1, 2, 4095, 4096, 4097, 262_143, 262_144, 262_145, *(dice.randrange(1, len(content)) for _ in range(30))})
    at = 0
    for turn, stop in enumerate(stops):
        cut_link(officer, stage.gateways[turn % 2], location, content, at, stop)
        wait_until(lambda: officer.told(location)["offset"] == stop, 5, f"{stop} bytes count")
        at = officer.by(stage.gateways[(turn + 1) % 2]).offset(location)
        expect(at == stop, f"{at} after {stop}")
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    stage.expect_content(location, content)


def check_takeover(stage):
    """while the first link hangs, the other gateway takes over; what comes late is refused and harms nothing"""
    officer = Officer(stage)
    first, second = stage.gateways
    for hangs_at in (100, 4097, 3_000_000, 9_000_001):
        content = content_of(12 * MIB, hangs_at)
        location = officer.begin(len(content))
        link = Link(officer, first, location, 0, len(content))
        link.send(content[:hangs_at])
        time.sleep(1.2)
        link.send(content[hangs_at:hangs_at + 10])  # by now a commit is due
        wait_until(lambda: officer.told(location)["offset"] >= hangs_at, 5, "what arrived counts")
        at = officer.by(second).offset(location)
        expect(at >= hangs_at, f"{at} of {hangs_at}")
        officer.patch(location, at, content[at:at + 100_000])
        threading.Thread(target=link.send, args=(content[hangs_at + 10:],), daemon=True).start()
        expect(link.status() == 409, "the late writer is not told")
        link.close()
        expect(officer.offset(location) == at + 100_000, "the late writer moved the offset")
        officer.patch(location, at + 100_000, content[at + 100_000:])
        officer.is_whole(location, content)
        stage.expect_content(location, content)


def check_creation_taken_over(stage):
    """a creation that hangs in its bytes is found in the list and taken over, or given up, by the other gateway"""
    officer, content = Officer(stage).by(stage.gateways[1]), content_of(5 * MIB, 19)
    for given_up in (False, True):
        link = Link.creating(officer, stage.gateways[0], len(content))
        link.send(content[:MIB])
        time.sleep(1.1)
        link.send(content[MIB:MIB + 10])
        entry = wait_until(lambda: (told := officer.ask("GET", UPLOADS).json()["uploads"][0])["offset"] >= MIB and told, 5, "it is listed")
        location = f"{UPLOADS}/{entry['id']}"
        if given_up:
            expect_status(officer.ask("DELETE", location, headers=TUS), 204)
        else:
            officer.patch(location, entry["offset"], content[entry["offset"]:])
        link.send(content[MIB + 10:])
        expect(link.status() == (410 if given_up else 409), "the first sender is not told")
        link.close()
        if not given_up:
            officer.is_whole(location, content)


def check_redis_killed(stage):
    """Redis is killed in the middle: 503 meanwhile, and afterwards what was told is there"""
    officer, content = Officer(stage), content_of(6 * MIB, 7)
    location = officer.begin(len(content))
    officer.patch(location, 0, content[:MIB])
    link = Link(officer, stage.gateways[0], location, MIB, len(content) - MIB)
    link.send(content[MIB:3 * MIB])
    stage.cluster.redis.kill()
    link.send(content[3 * MIB:4 * MIB])
    for method, path in every_operation(location):
        if method != "OPTIONS":
            answer = expect_status(officer.ask(method, path, headers=TUS), 503)
            expect(int(answer.headers["Retry-After"]) > 0, "503 without Retry-After")
    # What it has may be too little to be told yet; the rest must be.
    link.send_what_is_taken(content[4 * MIB:])
    expect(link.status(15) in (None, 503), "the writer goes on without Redis")
    link.close()
    stage.cluster.redis.start()
    at = until_held(officer.by(stage.gateways[1]), location)
    expect(at >= MIB, f"{at}: what was told is lost")
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    expect(officer.wrong == [], str(officer.wrong))


def check_redis_wiped(stage):
    """Redis loses everything, three times in one upload: no byte that was told is lost"""
    officer, content = Officer(stage), content_of(3 * MIB + 5, 8)
    location = officer.begin(len(content))
    told = 0
    for part in range(3):
        stop = (part + 1) * MIB
        cut_link(officer, stage.gateways[part % 2], location, content, told, stop)
        wait_until(lambda: officer.told(location)["offset"] == stop, 5, "it counts")
        told = officer.by(stage.gateways[(part + 1) % 2]).offset(location)
        stage.cluster.redis.flush()
        officer = stage.logged_in_again()
        at = until_held(officer, location)
        expect(at == told, f"{at} after the loss instead of {told}")
    officer.patch(location, told, content[told:])
    officer.is_whole(location, content)


def check_gateway_killed(stage):
    """a gateway is killed at any moment, also between the last byte and upload.json: the other one finishes"""
    officer, dice = Officer(stage), random.Random(9)
    content = content_of(8 * MIB, 9)
    first, second = stage.gateways
    location = officer.begin(len(content))
    at = 0
    for _ in range(4):
        link = Link(officer, first, location, at, len(content) - at)
        sender = threading.Thread(target=lambda: quietly(link.send, content[at:at + 2 * MIB]), daemon=True)
        sender.start()
        time.sleep(dice.uniform(0, 0.05))
        first.kill()
        sender.join()
        link.close()
        before, at = at, officer.by(second).offset(location)
        expect(at >= before, f"{at} after {before}")
        officer.patch(location, at, content[at:at + 1000])
        at += 1000
        first.start()
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    stage.expect_content(location, content)
    # As a kill between the last commit and upload.json leaves it.
    folder = stage.folder(location)
    os.remove(os.path.join(folder, "upload.json"))
    open(os.path.join(folder, f"at-{len(content)}"), "wb").close()
    with stage.cluster.redis.client() as client:
        client.delete(f"{{sipro}}:upload:{location.rsplit('/', 1)[1]}")
    expect(not officer.told(location)["finished"], "it is told as whole")
    expect(officer.offset(location) == len(content), "HEAD")
    officer.is_whole(location, content)


def quietly(send, content):
    try:
        send(content)
    except OSError:
        pass


def check_drain(stage):
    """SIGTERM in the middle: the client is told, what arrived counts, the gateway ends soon"""
    officer, content = Officer(stage), content_of(4 * MIB, 10)
    first, second = stage.gateways
    location = officer.begin(len(content))
    link = Link(officer, first, location, 0, len(content))
    link.send(content[:MIB])
    wait_until(lambda: os.path.getsize(os.path.join(stage.folder(location), "data")) > 0, 5, "bytes arrive")
    ended = []
    stopper = threading.Thread(target=lambda: ended.append(first.process.terminate(20)))
    stopper.start()
    time.sleep(0.2)
    link.send(content[MIB:MIB + 1000])
    expect(link.status() == 503, "the client is not told")
    link.close()
    stopper.join()
    expect(ended == [True], "it did not end by itself")
    at = officer.by(second).offset(location)
    expect(at >= MIB, f"{at}: what arrived is lost")
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    first.start()


def no_name_left(officer, gateway, names):
    """Bytes that count, but can't be told on storage any more, are not told to a client either, until they can be."""
    content = content_of(100_000, 20)
    location = officer.begin(len(content))
    link = Link(officer, gateway, location, 0, len(content))
    link.send(content[:5000])
    time.sleep(1.1)
    link.send(content[5000:5010])
    wait_until(lambda: officer.told(location)["offset"] >= 5000, 5, "they count")
    made = []
    try:
        for name in names:
            with open(name, "xb"):
                made.append(name)
    except OSError:
        pass
    expect(len(made) < len(names), "there are names left")
    officer.head(location, 507)
    link.close()
    for name in made:
        os.remove(name)
    expect(officer.offset(location) >= 5000, "they are lost")


def check_full_storage(stage):
    """a storage of 4 MB fills up: 507, what was told stays, and after room was made it goes on"""
    place = os.path.join(stage.cluster.place, "small")
    os.makedirs(os.path.join(place, "config"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=200", "tmpfs", place], check=True)
    try:
        shutil.copytree(os.path.join(stage.cluster.storage, "config"), os.path.join(place, "config"))
        gateway = stage.cluster.add_gateway(env={"SIPRO_DATA": place, "SIPRO_RESERVE_MIB": "0"})
        officer = Officer(stage).by(gateway)
        content = content_of(3 * MIB, 11)
        location = officer.begin(len(content))
        officer.create(5 * MIB, None, 507)
        officer.patch(location, 0, content[:MIB])
        filler = os.path.join(place, "filler")
        with open(filler, "wb") as out:
            try:
                while True:
                    out.write(bytes(65536))
                    out.flush()
            except OSError:
                pass
        names = [os.path.join(place, f"name-{number}") for number in range(200)]
        answer = officer.patch(location, MIB, content[MIB:], 507, "storage_full")
        expect(int(answer.headers["Retry-After"]) > 0, "507 without Retry-After")
        expect_status(officer.ask("GET", "/api/v1/jobs"), 200)
        at = officer.offset(location)
        expect(at >= MIB, f"{at}: what was told is lost")
        os.remove(filler)
        officer.patch(location, at, content[at:])
        officer.is_whole(location, content)
        no_name_left(officer, gateway, names)
        gateway.kill()
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def check_quota(stage):
    """a district's declared lengths stay within its quota, however many come at once; what was taken away counts no more"""
    officer = Officer(stage, "2171")
    answers = []

    def create():
        other = Browser(officer.port)
        other.cookie = officer.cookie
        answers.append(other.ask("POST", UPLOADS, None, {**TUS, "Upload-Length": str(900 * MIB), "Upload-Metadata": metadata()}))

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(sorted({answer.status for answer in answers}) in ([201, 507], [507]), str([answer.status for answer in answers]))
    expect(sum(answer.status == 201 for answer in answers) <= 2, "over the quota")
    listed = officer.ask("GET", UPLOADS).json()["uploads"]
    expect(len(listed) == sum(answer.status == 201 for answer in answers), "a refused one stays")
    while len(listed) < 2:
        listed.append(officer.create(900 * MIB).json())
    refused = expect_status(officer.create(900 * MIB, None, 507), 507, "quota_used_up")
    expect("1,8 GiB dari 2,0 GiB" in refused.json()["detail"], refused.json()["detail"])
    expect_status(officer.ask("DELETE", f"{UPLOADS}/{listed[0]['id']}", headers=TUS), 204)
    officer.create(900 * MIB)
    Officer(stage).create(900 * MIB)


def check_expiry(stage):
    """after its time an unfinished upload is gone, and retention removes it; a whole one stays"""
    officer, content = Officer(stage), content_of(5000, 12)
    locations = [officer.begin(len(content)) for _ in range(2)]
    whole = officer.create(len(content), content).headers["Location"]
    for location in [locations[0], whole]:
        name = os.path.join(stage.folder(location), "begun.json")
        with open(name, encoding="utf-8") as source:
            begun = json.load(source)
        begun["expires_us"] = int((time.time() - 3 * 86400) * 1e6)
        with open(name, "w", encoding="utf-8") as out:
            json.dump(begun, out)
    expect(officer.head(locations[0], 410).headers["Tus-Resumable"] == "1.0.0", "no Tus-Resumable")
    officer.patch(locations[0], 0, content, 410, "upload_gone")
    listed = [entry["id"] for entry in officer.ask("GET", UPLOADS).json()["uploads"]]
    expect(locations[0].rsplit("/", 1)[1] not in listed and locations[1].rsplit("/", 1)[1] in listed, "the list")
    said = stage.cluster.run("sipro-admin", "retention")
    expect(not os.path.exists(stage.folder(locations[0])), f"retention left it: {said}")
    officer.patch(locations[1], 0, content)
    officer.is_whole(locations[1], content)
    officer.is_whole(whole, content)


def check_termination(stage):
    """DELETE: gone for its district, unknown to another; a writer that hangs stops; one that a job needs stays"""
    officer, other, content = Officer(stage), Officer(stage, "2171"), content_of(2 * MIB, 13)
    location = officer.begin(len(content))
    other.head(location, 404)
    expect_status(other.ask("DELETE", location, headers=TUS), 404)
    expect_status(officer.ask("DELETE", location), 412)
    expect_status(officer.ask("HEAD", location), 412)
    link = Link(officer, stage.gateways[1], location, 0, len(content))
    link.send(content[:MIB])
    wait_until(lambda: os.path.getsize(os.path.join(stage.folder(location), "data")) > 0, 5, "bytes arrive")
    expect_status(officer.ask("DELETE", location, headers=TUS), 204)
    expect(not os.path.exists(stage.folder(location)), "it stays")
    link.send(content[MIB:])
    expect(link.status() == 410, "the writer is not told")
    link.close()
    for method in ("HEAD", "GET", "DELETE"):
        expect_status(officer.ask(method, location, headers=TUS), 410)
        expect_status(other.ask(method, location, headers=TUS), 404)
    officer.patch(location, 0, content, 410, "upload_gone")
    stage.worker.process.stop()
    whole = officer.create(len(content), content).json()["id"]
    job = expect_status(officer.post_job({"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": whole}]}), 202).json()["id"]
    expect_status(officer.ask("DELETE", f"{UPLOADS}/{whole}", headers=TUS), 409, "in_use")
    expect_status(officer.ask("DELETE", f"/api/v1/jobs/{job}"), 200)
    stage.worker.process.resume()
    expect_status(officer.ask("DELETE", f"{UPLOADS}/{whole}", headers=TUS), 204)
    officer.head(f"{UPLOADS}/{whole}", 410)


def check_inputs(stage):
    """only a whole upload can be a job's input"""
    officer, content = Officer(stage), content_of(5000, 14)
    location = officer.begin(len(content))
    body = {"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": location.rsplit("/", 1)[1]}]}
    refused = expect_status(officer.post_job(body), 422, "input_missing")
    expect("belum selesai" in refused.json()["detail"], refused.json()["detail"])
    officer.patch(location, 0, content)
    expect_status(officer.post_job(body), 202)


def check_libraries(stage):
    """an upload for Data Historis is seen, continued and listed only behind the feature code"""
    officer, locked, content = Officer(stage, unlocked=True), Officer(stage), content_of(50_000, 15)
    told = {"Upload_Metadata": metadata(b"Ekspor lama.sav", b"historis")}
    location = officer.create(len(content), content[:20_000], **told).headers["Location"]
    locked.head(location, 403)
    locked.patch(location, 20_000, content[20_000:], 403, "feature_locked")
    for method in ("GET", "DELETE"):
        expect_status(locked.ask(method, location, headers=TUS), 403, "feature_locked")
    ids = [[entry["id"] for entry in each.ask("GET", UPLOADS).json()["uploads"]] for each in (officer, locked)]
    expect([location.rsplit("/", 1)[1] in each for each in ids] == [True, False], "the lists")
    officer.patch(location, 20_000, content[20_000:])
    officer.is_whole(location, content)
    files = officer.ask("GET", "/api/v1/library/historis").json()["files"]
    expect(files[0]["sha256"] == hashlib.sha256(content).hexdigest(), str(files))
    document = {"Upload_Metadata": metadata(b"Rilis.pdf", b"publikasi")}
    expect_status(officer.create(len(content), content, 422, **document), 422, "file_not_document")
    expect(officer.create(9, b"%PDF-1.7 ", **document).json()["purpose"] == "publikasi", "its purpose")


def check_chunked(stage):
    """a body without a told length is taken, and one that grows over the file's length is refused"""
    officer, content = Officer(stage), content_of(700_000, 16)
    location = officer.begin(len(content))

    def send(pieces, offset):
        connection = http.client.HTTPConnection("127.0.0.1", stage.gateways[0].port, timeout=20)
        connection.request("PATCH", location, body=iter(pieces), encode_chunked=True,
                           headers={**BYTES, "Cookie": officer.cookie, "Upload-Offset": str(offset), "Transfer-Encoding": "chunked"})
        status = connection.getresponse().status
        connection.close()
        return status

    expect(send([content[:1], content[1:5000], content[5000:300_000]], 0) == 204, "chunks are refused")
    expect(send([content[300_000:], b"x"], 300_000) == 413, "it grows over its length")
    at = officer.offset(location)
    expect(300_000 <= at <= len(content), str(at))
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)


class Breaking:
    """A link in front of a gateway that breaks each connection after so many bytes of the client, for a while."""

    def __init__(self, gateway, after, breaks):
        self.gateway, self.after, self.breaks = gateway, after, breaks
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self.server.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        behind = socket.create_connection(("127.0.0.1", self.gateway.port))
        threading.Thread(target=self._pump, args=(behind, client, None), daemon=True).start()
        self._pump(client, behind, self.after)

    def _pump(self, source, target, limit):
        passed = 0
        try:
            while piece := source.recv(16384):
                target.sendall(piece)
                passed += len(piece)
                if limit and passed > limit and self.breaks > 0:
                    self.breaks -= 1
                    break
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.server.close()


def sent_by_clients(stage, send):
    """A file through a link that breaks five times, by another's client."""
    officer = Officer(stage)
    content = content_of(4 * MIB + 123, 17)
    path = os.path.join(stage.cluster.place, "Ekspor 2024.sav")
    with open(path, "wb") as out:
        out.write(content)
    link = Breaking(stage.gateways[0], 700_000, 5)
    try:
        location = send(f"http://127.0.0.1:{link.port}{UPLOADS}", officer.cookie, path)
    finally:
        link.close()
    officer.is_whole(location[location.index("/api"):], content)
    expect(officer.told(location[location.index("/api"):])["name"] == "Ekspor 2024.sav", "its name")
    expect(link.breaks == 0, f"only {5 - link.breaks} breaks")


def check_tuspy(stage):
    """Debian's tuspy sends a file over a link that breaks, with checksums"""
    from tusclient import client  # pylint: disable=import-outside-toplevel

    def send(address, cookie, path):
        uploader = client.TusClient(address, headers={"Cookie": cookie}).uploader(
            path, chunk_size=900_000, retries=20, retry_delay=0.1, metadata={"filename": os.path.basename(path)},
            upload_checksum=True)
        uploader.upload()
        return uploader.url

    sent_by_clients(stage, send)


def check_tus_js(stage):
    """tus-js-client sends a file over a link that breaks, in one request and in pieces"""
    for chunk in (0, 900_000):
        def send(address, cookie, path):
            done = subprocess.run(["node", os.path.join(CLIENTS, "tus_js.mjs"), address, cookie, path, "data", str(chunk)],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, encoding="utf-8", check=False)
            expect(done.returncode == 0 and done.stdout.strip(), done.stderr[-600:])
            return done.stdout.strip()

        sent_by_clients(stage, send)


def peak_of(stage, officer, gateway, megabytes):
    """The most memory that the gateway had while it took a file of this size, in KiB."""
    with open(f"/proc/{gateway.process.pid}/clear_refs", "w", encoding="ascii") as out:
        out.write("5")
    piece, total = content_of(MIB, 18), megabytes * MIB
    location = officer.begin(total)
    link = Link(officer, gateway, location, 0, total)
    for _ in range(megabytes):
        link.send(piece)
    expect(link.status(60) == 204, "it was not taken")
    link.close()
    expect_status(officer.ask("DELETE", location, headers=TUS), 204)
    with open(f"/proc/{gateway.process.pid}/status", encoding="ascii") as source:
        return int(next(line for line in source if line.startswith("VmHWM")).split()[1])


def check_memory(stage):
    """a connection takes as much memory for 500 MB as for 5"""
    officer = Officer(stage)
    gateway = stage.cluster.add_gateway()
    officer.by(gateway)
    small, large = (peak_of(stage, officer, gateway, size) for size in (5, 500))
    print(f"     peak {small} KiB for 5 MiB, {large} KiB for 500 MiB")
    expect(large - small < 4096, f"{large - small} KiB more")
    gateway.kill()


CHECKS = [check_options, check_pieces, check_with_upload, check_refusals, check_checksums, check_kind, check_cuts, check_takeover,
          check_creation_taken_over,
          check_redis_killed, check_redis_wiped, check_gateway_killed, check_drain, check_full_storage, check_quota, check_expiry,
          check_termination, check_inputs, check_libraries, check_chunked, check_tuspy, check_tus_js, check_memory]


def bring_back(stage):
    stage.worker.process.resume()
    for process in (stage.cluster.redis.process, *(gateway.process for gateway in stage.gateways)):
        if not process.alive():
            process.start()
    wait_until(stage.cluster.redis.answers, 10, "Redis answers")


def said(stage):
    return "\n".join([*(gateway.process.said()[-3000:] for gateway in stage.gateways), stage.worker.process.said()[-2000:]])


if __name__ == "__main__":
    sys.exit(run_checks("uploads", CHECKS, closed(Stage), failed_one=bring_back, told=said))
