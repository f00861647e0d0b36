"""Provokes what every operation of schemas/openapi.yaml can answer: without a session, from another site, locked, from
another district, with a bad body, with Redis away, with the storage full or read-only. A new operation is asked too,
without a line here, unless its path has an id: then `Fixtures` must know one.

Usage: exchanges.py --bin DIR    Ends with "N passed, N failed". SIPRO_RECORD=FOLDER keeps the exchanges for
test_openapi.py. Runs itself in a mount namespace of its own, where the storage is a small tmpfs.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", folder) for folder in ("chaos", "integration")]

from contract import Contract  # noqa: E402
from http_load import RECORDING, Answer, Browser  # noqa: E402
from lint_openapi import read_routes  # noqa: E402
from processes import wait_until  # noqa: E402
from service_checks import expect, expect_status, run_checks  # noqa: E402
from test_service import CODES, UNKNOWN, Officer, Service, preprocess, uploaded  # noqa: E402

STORAGE_MIB = 96  # the gateway keeps 64 MiB of it free
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


class Fixtures:
    """One of each thing that has an id, of district 2101."""

    def __init__(self, service, officer):
        with open(service.file(), "rb") as source:
            self.content = source.read()
        self.upload = expect_status(officer.send_file(self.content), 201).json()["id"]
        self.historis = expect_status(officer.send_file(self.content, purpose=b"historis"), 201).json()["id"]
        self.package_body = {"year": 2025, "month": 5, "ekspor": {"inputs": uploaded(officer, service, "ekspor")},
                             "impor": {"inputs": uploaded(officer, service, "impor")}}
        package = officer.post(self.package_body, path="/api/v1/packages").json()
        self.job = self.package = package["id"]
        self.cleaned = package["jobs"][0]["id"]
        officer.succeeded(self.package)
        subscription = wait_until(lambda: officer.ask("GET", "/api/v1/calendar").json()["subscription"], 10, "the calendar's key")
        self.queries = {"/api/v1/calendar.ics": subscription.partition("?")[2]}  # what an address needs to be there

    def of(self, path):
        """What stands for the parameters of a path; None: there is no such thing here."""
        known = {"/api/v1/jobs/{id}": {"id": self.job, "name": "tables.json", "table": "E01"},
                 "/api/v1/jobs/{id}/rows": {"id": self.cleaned}, "/api/v1/jobs/{id}/revisi": {"id": self.cleaned},
                 "/api/v1/province/{district}": {"district": "2101", "id": self.job, "name": "tables.json", "purpose": "historis"},
                 "/api/v1/province/{district}/library/{purpose}": {"district": "2101", "purpose": "historis", "id": self.historis},
                 "/api/v1/library/{purpose}": {"purpose": "historis", "id": self.historis},
                 "/api/v1/packages/{id}": {"id": self.package}, "/api/v1/uploads/{id}": {"id": self.upload}}
        return max(((start, values) for start, values in known.items() if path == start or path.startswith(start + "/")),
                   default=(None, None))[1]


def filled(path, values):
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path


class Stage:
    def __init__(self, place, programs):
        self.service = Service(place, programs)
        told = subprocess.run([os.path.join(programs, "sipro-gateway"), "--routes"], stdout=subprocess.PIPE, encoding="utf-8",
                              check=True).stdout
        self.routes = read_routes(told)
        self.contract = Contract()
        self.officer = Officer(self.service)
        self.province = self.make_province()
        self.things = Fixtures(self.service, self.officer)

    def make_province(self):
        def admin(*words, stdin=None):
            self.service.cluster.run("sipro-admin", "district", *words, stdin=stdin)

        CODES["2100"] = ("kode-provinsi", "fitur-provinsi")
        admin("add", "2100", "--name", "Provinsi Kepulauan Riau", "--province")
        admin("add", "2101", "--change", "--in-province", "2100", "--shared")
        # The login last: where it works, the gateway has read all.
        for option, code in (("--feature", CODES["2100"][1]), ("--login", CODES["2100"][0])):
            admin("code", "2100", option, "--from-stdin", stdin=f"{code}\n")
        browser = Browser(self.service.gateway.port)
        wait_until(lambda: browser.login("2100", CODES["2100"][0]).status == 201, 15, "the province can log in", every=0.5)
        return Officer(self.service, "2100")

    def insider(self, operation):
        """Who finds something there."""
        return self.province if operation.path.startswith("/api/v1/province") else self.officer

    @property
    def operations(self):
        return self.contract.operations

    def target(self, operation):
        """Of something that is there, where that is known."""
        names = [parameter["name"] for parameter in operation.parameters if parameter["in"] == "path"]
        path = filled(operation.path, self.things.of(operation.path) or dict.fromkeys(names, UNKNOWN))
        return f"{path}?{self.things.queries[path]}" if path in self.things.queries else path

    def access(self, operation):
        return self.routes[operation.method, operation.path][1]

    def with_session(self):
        return [operation for operation in self.operations if not operation.is_open]

    def newcomer(self, district="2101"):
        """Logged in, without the feature code."""
        browser = Browser(self.service.gateway.port)
        expect_status(browser.login(district, CODES[district][0]), 201)
        return browser


def check_no_session(stage):
    """without a session, with one that never was and with one that was ended: 401"""
    ended = stage.newcomer()
    expect_status(ended.ask("DELETE", "/api/v1/session"), 204)
    for cookie in (None, "__Host-sipro=" + "0" * 64, "__Host-sipro=", ended.cookie):
        browser = Browser(stage.service.gateway.port)
        browser.cookie = cookie
        for operation in stage.with_session():
            expect_status(browser.ask(operation.method, stage.target(operation)), 401)


def check_unreadable_address(stage):
    """an address that two servers could read differently: 400"""
    for operation in stage.operations:
        answer = stage.officer.ask(operation.method, stage.target(operation) + "?\\")
        expect(answer.status == 400, f"{operation.id}: {answer.status}")


def check_cross_site(stage):
    """what changes something is refused when another site's page sends it"""
    for operation in stage.operations:
        if operation.method not in UNSAFE:
            continue
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"},
                        {"Origin": "null"}):
            expect_status(stage.officer.ask(operation.method, stage.target(operation), headers=headers), 403, "cross_site")
    expect(stage.officer.ask("GET", "/api/v1/session").status == 200, "the session was ended from another site")


def check_locked(stage):
    """what lies behind the feature code: 403 until it is entered"""
    browser = stage.newcomer()
    for operation in stage.operations:
        if stage.access(operation) == "unlocked":
            expect(browser.ask(operation.method, stage.target(operation)).status == 403, f"{operation.id} is open")
    for path, body in (("/api/v1/jobs", {"kind": "preprocess", "flow": "ekspor", "inputs": [{"file": stage.things.historis}]}),
                       ("/api/v1/packages", {**stage.things.package_body, "impor": {"inputs": [{"file": stage.things.historis}]}})):
        expect_status(browser.ask("POST", path, body), 403, "feature_locked")


def check_bodies(stage):
    """a body that is no JSON, too long, or another thing than is asked for: 415, 413, 400"""
    for operation in stage.operations:
        if "application/json" not in operation.takes:
            continue
        target = stage.target(operation)
        expect_status(stage.officer.ask(operation.method, target, b"{}", {"Content-Type": "text/plain"}), 415, "content_type")
        expect_status(stage.officer.ask(operation.method, target, b"{}"), 415, "content_type")
        for body, status in ((b'{"x":"' + b"x" * 70000 + b'"}', 413), (b"{", 400), (b"", 400), (b"[]", 400), (b'{"x":1}', 400),
                             (b"null", 400), (b'{"x":"\xff"}', 400), (b"{}" + b"\0", 400)):
            answer = stage.officer.ask(operation.method, target, body, {"Content-Type": "application/json"})
            expect(answer.status == status, f"{operation.id}, {body[:20]!r}: {answer.status} {answer.body[:200]!r}")


def asked(browser, operation, target):
    """As a client would, as far as the contract tells: what is required is there."""
    headers = {parameter["name"]: str(parameter["schema"].get("const", "0")) for parameter in operation.parameters
               if parameter["in"] == "header" and parameter.get("required")}
    body = None
    if operation.takes:
        headers["Content-Type"], body = operation.takes[0], b"{}"
    answer = browser.ask(operation.method, target, body, headers)
    told = answer.body.replace(answer.headers["X-Request-Id"].encode(), b"R")
    return answer.status, told, sorted(name for name, _ in answer.headers.items())


def check_other_district(stage):
    """another district's thing is answered byte for byte as one that never was, by every operation with an id"""
    other = Officer(stage.service, "2171")
    for operation in stage.operations:
        if "{id}" not in operation.path or operation.is_open:
            continue
        values = stage.things.of(operation.path)
        expect(values is not None, f"{operation.path}: Fixtures has nothing for it")
        answers = []
        for identity in (values["id"], UNKNOWN, "x" * 32, "0" * 33, UNKNOWN.replace("0", "F"), "a" * 4000):
            status, told, names = asked(other, operation, filled(operation.path, {**values, "id": identity}))
            answers.append((status, told.replace(identity.encode(), b"I"), names))
        expect(answers[0][0] == 404, f"{operation.id}: {answers[0]}")
        expect(all(answer == answers[0] for answer in answers), f"{operation.id}: {answers}")
    expect(stage.officer.job(stage.things.job).json()["state"] == "succeeded", "the job was touched")


def check_not_modified(stage):
    """what has an ETag is 304 for who knows it"""
    for operation in stage.operations:
        if operation.method != "GET" or "304" not in operation.responses:
            continue
        officer = stage.insider(operation)
        first = expect_status(officer.ask("GET", stage.target(operation)), 200)
        for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
            expect_status(officer.ask("GET", stage.target(operation), headers={"If-None-Match": known}), 304)
        head = expect_status(officer.ask("HEAD", stage.target(operation)), 200)
        expect(head.headers["ETag"] == first.headers["ETag"], f"{operation.id}: HEAD has another ETag")


def check_single_answers(stage):
    """the rest of what single operations say"""
    officer, things = stage.officer, stage.things
    for path in ("/healthz", "/readyz", "/api/v1/districts", "/api/v1/session"):
        expect_status(officer.ask("GET", path), 200)
        expect_status(officer.ask("HEAD", path), 200)
    expect_status(officer.ask("DELETE", f"/api/v1/jobs/{things.job}"), 409, "already_ended")
    for method, kept in (("PUT", True), ("PUT", True), ("DELETE", False), ("DELETE", False)):
        expect_status(officer.ask(method, f"/api/v1/jobs/{things.job}/keep"), 204)
        told = officer.job(things.job).json()
        expect((told["kept"], told["kept_until"] is None) == (kept, kept), f"{method}: {told['kept']}, {told['kept_until']}")
        listed = [job["id"] for job in officer.ask("GET", "/api/v1/jobs?kept=true").json()["jobs"]]
        expect(listed == [things.job] * kept, f"{method}: {listed}")
    whole = officer.result(things.job, "tables.json")
    expect_status(officer.result(things.job, "tables.json", {"Range": f"bytes={len(whole.body)}-"}), 416, "range")
    expect_status(officer.result(things.job, "tables.json", {"Range": "bytes=0-9"}), 206)
    for query in ("offset=-1", "limit=101", "offset=1x", "limit=", "offset=99999999999999999999"):
        expect_status(officer.ask("GET", f"/api/v1/jobs?{query}"), 400, "invalid_request")
    for key in ("x" * 129, "a b", "\xe9"):
        expect_status(officer.post_job(preprocess(things.upload), key), 400, "invalid_request")
    missing = {"inputs": [{"upload": UNKNOWN}]}
    expect_status(officer.ask("POST", "/api/v1/packages", {**things.package_body, "ekspor": missing}), 422, "input_missing")
    expect_status(officer.post_job(preprocess(UNKNOWN)), 422, "input_missing")
    stage.service.worker.process.stop()
    waiting = officer.post({"kind": "olah", "tables": "ekspor", "ekspor": {"job": things.cleaned}, "year": 2025, "month": 5}).json()["id"]
    for path in ("tables", "tables/E01"):
        expect_status(officer.ask("GET", f"/api/v1/jobs/{waiting}/{path}"), 409)
    stage.service.worker.process.resume()
    for method, target, status in (("PUT", "/api/v1/jobs", 405), ("GET", "/nothing", 404), ("BREW", "/", 501)):
        expect_status(officer.ask(method, target), status)
    expect_status(officer.ask("GET", "/healthz", headers={"X-Long": "x" * 20000}), 431, "header_too_large")


def check_storage_full(stage):
    """a full storage: 507 for what writes, the rest works; read-only: 503; with room again all is taken"""
    service, officer, things = stage.service, stage.officer, stage.things
    storage, filler = service.cluster.storage, os.path.join(service.cluster.storage, "filler")
    writes = [("/api/v1/jobs", preprocess(things.upload, again=True)), ("/api/v1/packages", {**things.package_body, "again": True}),
              ("/api/v1/suggestions", {"name": "Ani", "text": "satu dua tiga empat lima"})]

    def all_answer(status, code):
        for path, body in writes:
            answer = expect_status(officer.ask("POST", path, body), status, code)
            expect(int(answer.headers["Retry-After"]) > 0, "no Retry-After")
        expect_status(officer.ask("PUT", f"/api/v1/jobs/{things.job}/keep"), status, code)
        expect_status(officer.ask("GET", "/readyz"), 200)
        expect_status(officer.job(things.job), 200)

    service.worker.process.stop()
    with open(filler, "wb") as out:
        try:
            while True:
                out.write(b"\0" * (1 << 20))
                out.flush()
        except OSError:
            pass
    expect_status(officer.send_file(things.content), 507, "storage_full")
    all_answer(507, "storage_full")
    os.remove(filler)
    subprocess.run(["mount", "-o", "remount,ro", storage], check=True)
    all_answer(503, "storage_unavailable")
    expect_status(officer.send_file(things.content), 503, "storage_unavailable")
    subprocess.run(["mount", "-o", "remount,rw", storage], check=True)
    service.worker.process.resume()
    officer.succeeded(officer.post(writes[0][1]).json()["id"])


def check_redis_full(stage):
    """Redis at its limit of memory: nothing new is taken, 503 queue_full; what is there is shown"""
    redis = stage.service.cluster.redis
    redis.limit_memory(0.5)
    try:
        answer = expect_status(stage.officer.post_job(preprocess(stage.things.upload, again=True)), 503, "queue_full")
        expect(int(answer.headers["Retry-After"]) > 0, "no Retry-After")
        expect_status(stage.officer.job(stage.things.job), 200)
    finally:
        redis.limit_memory()


def check_busy(stage):
    """more codes at once than can be checked: 503 busy for those that find no place, never a wait without end"""
    statuses, gate = [], threading.Barrier(60)

    def log_in(number):
        browser = Browser(stage.service.gateway.port)
        gate.wait()
        statuses.append(browser.ask("POST", "/api/v1/session", {"district": f"99{number:02}", "code": "salah"}).status)

    threads = [threading.Thread(target=log_in, args=(number,)) for number in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(set(statuses) == {401, 503}, str(statuses))


def told(wire, method, target, headers):
    """The answer on a raw connection, recorded as a browser's."""
    response = http.client.HTTPResponse(wire, method=method)
    response.begin()
    answer = Answer(response.status, response.headers, response.read())
    if RECORDING:
        RECORDING.add(method, target, headers, None, answer)
    return answer


def check_cut_upload(stage):
    """an upload whose sender stops half-way is told so, where it still listens"""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(stage.things.content)), "Upload-Metadata": "filename YS5zYXY=",
               "Content-Type": "application/offset+octet-stream", "Content-Length": str(len(stage.things.content))}
    with socket.create_connection(("127.0.0.1", stage.service.gateway.port), 5) as wire:
        head = [f"{name}: {value}" for name, value in {"Host": "x", "Cookie": stage.officer.cookie, **headers}.items()]
        wire.sendall("\r\n".join(["POST /api/v1/uploads HTTP/1.1", *head, "", ""]).encode() + stage.things.content[:5000])
        wire.shutdown(socket.SHUT_WR)
        expect_status(told(wire, "POST", "/api/v1/uploads", headers), 400, "upload_incomplete")


def check_stopping(stage):
    """a gateway that is told to stop says so to who had begun to ask"""
    gateway = stage.service.cluster.add_gateway()
    with socket.create_connection(("127.0.0.1", gateway.port), 5) as wire:
        wire.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n")
        time.sleep(1)  # its first bytes are there
        gateway.process.send(signal.SIGTERM)
        wait_until(lambda: not gateway.answers(), 5, "it has stopped to listen")
        wire.sendall(b"\r\n")
        answer = told(wire, "GET", "/readyz", {})
    expect_status(answer, 503, "stopping")
    expect(gateway.process.terminate(5) and gateway.process.popen.returncode == 0, "it did not end with 0")


def check_redis_away(stage):
    """Redis away: 503 and Retry-After wherever it is needed, never 500; afterwards all works again"""
    stage.service.cluster.redis.kill()
    wait_until(lambda: stage.officer.ask("GET", "/readyz").status == 503, 8, "not ready")
    for operation in stage.operations:
        status, _, names = asked(stage.officer, operation, stage.target(operation))
        expect(str(status) in operation.responses, f"{operation.id}: {status}")
        if not operation.is_open:
            expect(status == 503 and "Retry-After" in names, f"{operation.id}: {status}")
    login = {"district": "2101", "code": CODES["2101"][0]}
    expect_status(stage.officer.ask("POST", "/api/v1/session", login), 503, "queue_unavailable")
    stage.service.cluster.redis.start()
    wait_until(lambda: stage.officer.job(stage.things.job).status == 200, 10, "jobs are shown again")
    taken = wait_until(lambda: (answer := stage.officer.post_job(preprocess(stage.things.upload, again=True))).status == 202 and answer,
                       10, "jobs are taken again")
    stage.officer.succeeded(taken.json()["id"])


def check_wrong_codes(stage):
    """wrong codes: 401, then 429 with Retry-After, by both doors"""
    browser = stage.newcomer("2171")
    for path, body in (("/api/v1/session/unlock", {"code": "salah"}), ("/api/v1/session", {"district": "2171", "code": "salah"})):
        said = [browser.ask("POST", path, body)]
        while said[-1].status != 429 and len(said) < 12:  # the first waits are short
            said.append(browser.ask("POST", path, body))
        statuses = [answer.status for answer in said]
        expect(statuses[-1] == 429 and set(statuses) <= {401, 429}, f"{path}: {statuses}")
        expect(int(said[-1].headers["Retry-After"]) > 0, "no Retry-After")


CHECKS = [check_no_session, check_unreadable_address, check_cross_site, check_locked, check_bodies, check_other_district,
          check_not_modified, check_single_answers, check_storage_full, check_redis_full, check_busy,
          check_cut_upload, check_stopping, check_redis_away, check_wrong_codes]


def in_own_mounts():
    """Starts this program again where its mounts are its own."""
    if os.environ.get("SIPRO_OWN_MOUNTS"):
        return
    own = ["--mount", "--propagation", "private"]
    user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    os.execvpe("unshare", ["unshare", *user, *own, sys.executable, *sys.argv], {**os.environ, "SIPRO_OWN_MOUNTS": "1"})


@contextmanager
def opened(place, programs):
    """On a storage that can be filled and made read-only."""
    storage = os.path.join(place, "data")
    os.mkdir(storage)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={STORAGE_MIB}m", "sipro-test", storage], check=True)
    try:
        stage = Stage(place, programs)
        try:
            yield stage
        finally:
            stage.service.cluster.close()
    finally:
        subprocess.run(["umount", "--lazy", storage], check=False)


if __name__ == "__main__":
    in_own_mounts()
    sys.exit(run_checks("openapi", CHECKS, opened))
