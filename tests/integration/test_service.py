"""The service by HTTP, on its real parts: Redis, gateway, worker and sipro-admin in a temporary folder.

Usage: test_service.py --bin DIR    Ends with "N passed, N failed".
"""

import hashlib
import io
import json
import os
import signal
import socket
import sys
import threading
import time
import uuid
import zipfile
from base64 import b64encode
from contextlib import ExitStack
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

from cluster import Cluster, Inputs  # noqa: E402
from http_load import Browser  # noqa: E402
from processes import Slowed, attempts_of, wait_until  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402

CODES = {"2101": ("kode-karimun", "fitur-karimun"), "2171": ("kode-batam", "fitur-batam")}
UNKNOWN = "0" * 32
ENDED = ("succeeded", "failed", "cancelled")


class Officer(Browser):
    """Logged in, and the feature code entered."""

    def __init__(self, service, district="2101"):
        super().__init__(service.gateway.port)
        expect_status(self.login(district, CODES[district][0]), 201)
        expect_status(self.ask("POST", "/api/v1/session/unlock", {"code": CODES[district][1]}), 200)

    def post(self, body, key=None, path="/api/v1/jobs", status=202):
        return expect_status(self.ask("POST", path, body, {"Idempotency-Key": key} if key else {}), status)

    def ended(self, job, seconds=60):
        return wait_until(lambda: (told := self.job(job)).status == 200 and told.json()["state"] in ENDED and told.json(),
                          seconds, f"{job} ends")

    def succeeded(self, job):
        told = self.ended(job)
        expect(told["state"] == "succeeded", f"{told['state']}: {told['error']}")
        return told

    def result(self, job, name, headers=None, method="GET"):
        return self.ask(method, f"/api/v1/jobs/{job}/results/{quote(name)}", headers=headers)

    def send_file(self, content, name=b"Ekspor.sav", purpose=b"data", **headers):
        told = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Length": str(len(content)),
                "Upload-Metadata": f"filename {b64encode(name).decode()},purpose {b64encode(purpose).decode()}"}
        told.update({key.replace("_", "-"): value for key, value in headers.items()})
        return self.ask("POST", "/api/v1/uploads", content, {key: value for key, value in told.items() if value is not None})


class Service:
    """One cluster for all checks; a check leaves it as it found it: running, with one worker."""

    def __init__(self, place, programs):
        self.cluster = Cluster(place, programs, districts=tuple(CODES))
        self.cluster.redis.start()
        self.cluster.write_districts()
        self.cluster.set_codes(CODES)
        self.worker = self.cluster.add_worker()
        self.gateway = self.cluster.add_gateway()
        self.inputs = Inputs(self.cluster, 600)
        wait_until(lambda: Browser(self.gateway.port).ask("GET", "/readyz").status == 200, 10, "ready")
        self.cluster.queue_opens()

    def close(self):
        self.cluster.close()

    def jobs_folder(self, district="2101"):
        return os.path.join(self.cluster.storage, district, "jobs")

    def known_jobs(self):
        folder = self.jobs_folder()
        return set(os.listdir(folder)) if os.path.exists(folder) else set()

    def file(self, flow="ekspor"):
        return self.inputs.files(flow)[-1][0]


def preprocess(upload, flow="ekspor", **more):
    return {"kind": "preprocess", "flow": flow, "inputs": [{"upload": upload}], **more}


def uploaded(officer, service, flow):
    return [{"upload": officer.upload(path), **({"year": year} if year else {})} for path, year in service.inputs.files(flow)]


def check_month(service):
    """a month goes from uploads to the 33 tables, each result with the hash that the job tells"""
    officer = Officer(service)
    package = officer.post({"year": 2025, "month": 5, "ekspor": {"inputs": uploaded(officer, service, "ekspor")},
                            "impor": {"inputs": uploaded(officer, service, "impor")}}, path="/api/v1/packages")
    identity = package.json()["id"]
    expect(package.headers["Location"] == f"/api/v1/packages/{identity}", package.headers["Location"])
    polled = expect_status(officer.ask("GET", f"/api/v1/packages/{identity}"), 200)
    expect(polled.headers.get("Retry-After") in ("1", "2"), f"an unfinished package says when to ask again: {polled.headers}")
    job = officer.succeeded(identity)
    ended = expect_status(officer.ask("GET", f"/api/v1/packages/{identity}"), 200)
    expect("Retry-After" not in ended.headers, "a package that ended asks for no further poll")
    told = ended.json()
    expect([part["state"] for part in told["jobs"]] == ["succeeded"] * 3, str(told))
    for result in job["results"]:
        answer = expect_status(officer.result(identity, result["name"]), 200)
        expect(hashlib.sha256(answer.body).hexdigest() == result["sha256"], f"{result['name']} is another file")
    expect(len(json.loads(officer.result(identity, "tables.json").body)["tables"]) == 33, "not 33 tables")
    archive = zipfile.ZipFile(io.BytesIO(officer.result(identity, "Paket SIPRO Mei 2025.zip").body))
    books = [name for name in archive.namelist() if name.endswith(".xlsx")]
    expect(len(books) == 33, f"{len(books)} workbooks")


def check_single_jobs(service):
    """a check, a preprocess job and an olah job on its clean data, each asked for by itself"""
    officer = Officer(service)
    upload = officer.upload(service.file())
    looked = officer.succeeded(officer.post({"kind": "preprocess", "check": True, "inputs": [{"upload": upload}]}).json()["id"])
    expect([result["name"] for result in looked["results"]] == ["periksa.json"], str(looked["results"]))
    cleaned = officer.post(preprocess(upload)).json()["id"]
    olah = officer.post({"kind": "olah", "tables": "ekspor", "ekspor": {"job": cleaned}, "year": 2025, "month": 5}).json()["id"]
    expect("tables.json" in [result["name"] for result in officer.succeeded(olah)["results"]], "no tables.json")
    listed = expect_status(officer.ask("GET", "/api/v1/jobs?limit=3"), 200).json()
    expect([job["id"] for job in listed["jobs"]] == [olah, cleaned, looked["id"]], str(listed))


def check_library(service):
    """a file of Data Historis is seen and used only behind the feature code"""
    officer = Officer(service)
    with open(service.file("impor"), "rb") as source:
        file = expect_status(officer.send_file(source.read(), b"Impor lama.sav", b"historis"), 201).json()
    listed = expect_status(officer.ask("GET", "/api/v1/library/historis"), 200).json()["files"]
    expect([entry["id"] for entry in listed] == [file["id"]], str(listed))
    body = {"kind": "preprocess", "flow": "impor", "inputs": [{"file": file["id"]}]}
    locked = Browser(service.gateway.port)
    expect_status(locked.login("2101", CODES["2101"][0]), 201)
    expect_status(locked.ask("GET", "/api/v1/library/historis"), 403, "feature_locked")
    expect_status(locked.post_job(body), 403, "feature_locked")
    officer.succeeded(officer.post(body).json()["id"])
    other = Officer(service, "2171")
    expect(other.ask("GET", "/api/v1/library/historis").json()["files"] == [], "another district sees it")
    expect_status(other.post_job(body), 422, "input_missing")


def check_download(service):
    """a result has an ETag, one range, a name for old and new browsers, and HEAD tells the same"""
    officer = Officer(service)
    job = officer.succeeded(officer.post(preprocess(officer.upload(service.file()))).json()["id"])["id"]
    name = "Data Bersih Ekspor.sav"
    whole = expect_status(officer.result(job, name), 200)
    expect(whole.headers["Content-Disposition"] ==
           "attachment; filename=\"Data Bersih Ekspor.sav\"; filename*=UTF-8''Data%20Bersih%20Ekspor.sav",
           whole.headers["Content-Disposition"])
    part = expect_status(officer.result(job, name, {"Range": "bytes=10-19"}), 206)
    expect(part.body == whole.body[10:20], "another part")
    expect(part.headers["Content-Range"] == f"bytes 10-19/{len(whole.body)}", part.headers["Content-Range"])
    etag = whole.headers["ETag"]
    expect_status(officer.result(job, name, {"If-None-Match": etag}), 304)
    expect_status(officer.result(job, name, {"Range": "bytes=10-19", "If-Range": etag}), 206)
    expect_status(officer.result(job, name, {"Range": "bytes=10-19", "If-Range": '"other"'}), 200)
    expect_status(officer.result(job, name, {"Range": f"bytes={len(whole.body)}-"}), 416, "range")
    head = expect_status(officer.result(job, name, method="HEAD"), 200)
    expect(head.body == b"" and head.headers["Content-Length"] == str(len(whole.body)), str(head.headers))
    poll = officer.job(job)
    expect_status(officer.ask("GET", f"/api/v1/jobs/{job}", headers={"If-None-Match": poll.headers["ETag"]}), 304)
    for other in ("manifest.json", "../job.json", "..%2Fjob.json", "/etc/passwd", "evidence.json"):
        expect(officer.ask("GET", f"/api/v1/jobs/{job}/results/{other}").status in (400, 404), other)


def check_isolation(service):
    """another district's job, upload and package are answered byte for byte as unknown ones"""
    officer, other = Officer(service), Officer(service, "2171")
    upload = officer.upload(service.file())
    job = officer.succeeded(officer.post(preprocess(upload)).json()["id"])["id"]

    def same(method, path, body=None):
        answers = []
        for identity in (job, UNKNOWN):
            answer = other.ask(method, path.replace("ID", identity), body and json.loads(json.dumps(body).replace("ID", identity)))
            told = answer.body.replace(answer.headers["X-Request-Id"].encode(), b"R").replace(identity.encode(), b"I")
            answers.append((answer.status, told, sorted(name for name in answer.headers.keys())))
        expect(answers[0] == answers[1], f"{method} {path}: {answers}")
        return answers[0][0]

    for method, path in (("GET", "/api/v1/jobs/ID"), ("DELETE", "/api/v1/jobs/ID"), ("GET", "/api/v1/packages/ID"),
                         ("PUT", "/api/v1/jobs/ID/keep"), ("DELETE", "/api/v1/jobs/ID/keep"),
                         ("GET", "/api/v1/jobs/ID/results/laporan.json")):
        expect(same(method, path) == 404, path)
    olah = {"kind": "olah", "tables": "ekspor", "ekspor": {"job": "ID"}, "year": 2025, "month": 5}
    expect(same("POST", "/api/v1/jobs", olah) == 422, "its clean data")
    expect_status(other.post_job(preprocess(upload)), 422, "input_missing")
    expect(other.ask("GET", "/api/v1/jobs").json()["total"] == 0, "its list")
    expect(officer.job(job).json()["state"] == "succeeded", "the job was touched")


def at_once(service, officer, body, key):
    answers, gate = [], threading.Barrier(50)

    def send():
        browser = Browser(service.gateway.port)
        browser.cookie = officer.cookie
        gate.wait()
        answers.append(browser.post_job(body, key))

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def check_idempotency(service):
    """fifty equal requests at once make one job, with a key and without; another body under the key is refused"""
    officer = Officer(service)
    service.worker.process.stop()
    try:
        for key in (uuid.uuid4().hex, None):
            body = preprocess(officer.upload(service.file()), accept_flow=key is None)
            before = service.known_jobs()
            answers = at_once(service, officer, body, key)
            expect([answer.status for answer in answers] == [202] * 50, str([answer.status for answer in answers]))
            jobs = {answer.json()["id"] for answer in answers}
            expect(len(jobs) == 1, f"{len(jobs)} jobs")
            expect(service.known_jobs() - before == jobs, "other facts stay on storage")
            joined = sum(answer.json()["joined"] for answer in answers)
            expect(joined == (0 if key else 49), f"{joined} joined")
            if key:
                expect_status(officer.post_job({**body, "overlap": "keep"}, key), 422, "idempotency_mismatch")
            else:
                fresh = officer.post({**body, "again": True}).json()
                expect(fresh["id"] not in jobs and not fresh["joined"], "again joined")
    finally:
        service.worker.process.resume()
    for job in jobs:
        officer.succeeded(job)
    expect(officer.post(body).json()["joined"], "a finished job with results is not joined")


def check_lost_results(service):
    """an equal request makes a new job when the finished one's results are gone"""
    officer = Officer(service)
    body = preprocess(officer.upload(service.file()), overlap="keep")
    job = officer.succeeded(officer.post(body).json()["id"])["id"]
    folder = os.path.join(service.jobs_folder(), job)
    attempt = next(name for name in os.listdir(folder) if name.startswith("att-"))
    os.rename(os.path.join(folder, attempt, "manifest.json"), os.path.join(folder, attempt, ".gone"))
    again = officer.post(body).json()
    expect(again["id"] != job and not again["joined"], "joined a job without results")
    officer.succeeded(again["id"])
    expect_status(officer.result(job, "laporan.json"), 404, "not_found")


def check_cancel(service):
    """a waiting job is cancelled at once, with its end on storage; a running one within 6 s"""
    officer = Officer(service)
    upload = officer.upload(service.file())
    service.worker.process.stop()
    job = officer.post(preprocess(upload, again=True)).json()["id"]
    begun = time.monotonic()
    told = expect_status(officer.ask("DELETE", f"/api/v1/jobs/{job}"), 200).json()
    expect(told["state"] == "cancelled" and time.monotonic() - begun < 1, str(told))
    with open(os.path.join(service.jobs_folder(), job, "end-1.json"), encoding="utf-8") as source:
        expect(json.load(source)["state"] == "cancelled", "its end")
    expect_status(officer.ask("DELETE", f"/api/v1/jobs/{job}"), 200)
    service.worker.process.resume()
    job = officer.post(preprocess(upload, again=True)).json()["id"]
    attempts = wait_until(lambda: attempts_of(service.worker.process.pid), 10, "the job runs", every=0.001)
    slowed = Slowed(attempts, run=0.001, rest=0.8)
    begun = time.monotonic()
    expect_status(officer.ask("DELETE", f"/api/v1/jobs/{job}"), 202)
    told = officer.ended(job)
    slowed.release()
    expect(told["state"] == "cancelled" and time.monotonic() - begun < 6, f"{told['state']} after {time.monotonic() - begun:.1f} s")
    done = officer.succeeded(officer.post(preprocess(upload, again=True)).json()["id"])["id"]
    expect_status(officer.ask("DELETE", f"/api/v1/jobs/{done}"), 409, "already_ended")


def check_redis_restart(service):
    """Redis dies: 503 and Retry-After meanwhile, never 500; back by itself, and what was accepted is there"""
    officer = Officer(service)
    upload = officer.upload(service.file())
    service.worker.process.stop()
    job = officer.post(preprocess(upload, again=True)).json()["id"]
    service.cluster.redis.kill()
    for method, path, body in (("GET", f"/api/v1/jobs/{job}", None), ("POST", "/api/v1/jobs", preprocess(upload)),
                               ("GET", "/api/v1/session", None), ("POST", "/api/v1/session", {"district": "2101", "code": "x"})):
        answer = expect_status(officer.ask(method, path, body), 503, "queue_unavailable")
        expect(int(answer.headers["Retry-After"]) > 0, "no Retry-After")
    expect_status(officer.ask("GET", "/healthz"), 200)
    wait_until(lambda: officer.ask("GET", "/readyz").status == 503, 8, "not ready")
    service.cluster.redis.start()
    service.worker.process.resume()
    begun = time.monotonic()
    wait_until(lambda: officer.post_job(preprocess(upload, again=True)).status == 202, 10, "jobs are taken again")
    expect(time.monotonic() - begun < 4, f"back after {time.monotonic() - begun:.1f} s")
    officer.succeeded(job)
    expect(officer.wrong == [], str(officer.wrong))


def check_redis_wiped(service):
    """Redis loses everything: finished jobs are told and downloaded from storage, and the queue comes back by itself"""
    officer = Officer(service)
    upload = officer.upload(service.file())
    done = officer.succeeded(officer.post(preprocess(upload, again=True)).json()["id"])
    # Without it, storage could not say that it has ended.
    end = os.path.join(service.jobs_folder(), done["id"], "end-1.json")
    wait_until(lambda: os.path.exists(end), 5, "its end is on storage")
    service.worker.process.stop()
    waiting = officer.post(preprocess(upload, again=True), key="wiped").json()["id"]
    service.cluster.redis.flush()
    expect_status(officer.job(done["id"]), 401, "login_required")
    officer = Officer(service)
    told = expect_status(officer.job(done["id"]), 200).json()
    expect({key: told[key] for key in ("state", "results", "params", "by")} ==
           {key: done[key] for key in ("state", "results", "params", "by")}, f"{told} for {done}")
    expect_status(officer.result(done["id"], "laporan.json"), 200)
    expect_status(officer.job(waiting), 503, "recovering")
    expect_status(officer.post_job(preprocess(upload, again=True), "wiped"), 503, "recovering")
    service.worker.process.resume()
    answer = wait_until(lambda: (told := officer.post_job(preprocess(upload, again=True), "wiped")).status == 202 and told, 10,
                        "jobs are taken again")
    expect(answer.json()["id"] == waiting, "the same key made another job")
    officer.succeeded(waiting)


def check_wrong_codes(service):
    """wrong codes are all answered alike, then slowed down, for this district only"""
    browser = Browser(service.gateway.port)
    first = expect_status(browser.login("2101", "salah"), 401, "wrong_code")
    unknown = expect_status(browser.login("9999", "salah"), 401, "wrong_code")
    expect(first.json()["detail"] == unknown.json()["detail"], "an unknown district is told")
    for _ in range(10):
        answer = browser.login("2101", "salah")
        if answer.status == 429:
            break
    expect_status(answer, 429, "too_many_attempts")
    expect(int(answer.headers["Retry-After"]) >= 1, "no Retry-After")
    Officer(service, "2171")
    wait_until(lambda: browser.login("2101", CODES["2101"][0]).status == 201, 10, "the right code works after the wait")


def check_uploads(service):
    """an upload that is not as it should be is refused, and nothing of it stays; the protocol itself: test_uploads.py"""
    officer = Officer(service)
    with open(service.file(), "rb") as source:
        content = source.read()
    folder = os.path.join(service.cluster.storage, "2101", "uploads")
    before = sorted(os.listdir(folder)) if os.path.exists(folder) else []
    expect_status(officer.send_file(content, Upload_Length="99999999999999"), 413, "too_large")
    expect_status(officer.send_file(content, Upload_Length=str(len(content) - 1)), 413, "upload_too_long")
    expect_status(officer.send_file(content, Upload_Metadata="filename"), 400, "invalid_request")
    expect_status(officer.send_file(b"%PDF-1.7 " * 100), 422, "file_not_statistics")
    expect_status(officer.send_file(b""), 422, "file_not_statistics")
    expect((sorted(os.listdir(folder)) if os.path.exists(folder) else []) == before, "something stays")
    expect(expect_status(officer.send_file(content), 201).json()["sha256"] == hashlib.sha256(content).hexdigest(), "its hash")


def raw_status(service, text):
    with socket.create_connection(("127.0.0.1", service.gateway.port), 5) as raw:
        raw.settimeout(5)
        raw.sendall(text)
        told = b""
        while b"\r\n" not in told:
            piece = raw.recv(4096)
            if not piece:
                return 0
            told += piece
        return int(told.split()[1])


def check_hostile_requests(service):
    """what two servers could read differently, and what is too large, is refused"""
    post = b"POST /api/v1/session HTTP/1.1\r\n"
    cases = [
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (post + b"Host: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        (post + b"Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400),
        (post + b"Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /api/v1/session HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (post + b"Host: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        (b"GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 20000 + b"\r\n\r\n", 431),
        (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ]
    for text, status in cases:
        got = raw_status(service, text)
        expect(got == status, f"{got} instead of {status} for {text[:80]!r}")
    expect_status(Browser(service.gateway.port).ask("GET", "/healthz"), 200)


def check_stop_answers(service):
    """SIGTERM: who was connected before is answered: in the kernel's queue with its request, or with a request that comes late"""
    process, request = service.gateway.process, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

    def connected():
        return socket.create_connection(("127.0.0.1", service.gateway.port), 5)

    with ExitStack() as opened:
        late, silent = opened.enter_context(connected()), opened.enter_context(connected())
        expect_status(Browser(service.gateway.port).ask("GET", "/healthz"), 200)  # so both are accepted
        process.stop()
        queued = [opened.enter_context(connected()) for _ in range(20)]
        for one in queued:
            one.sendall(request)
        stops = len(process.events("draining"))
        process.send(signal.SIGTERM)
        process.resume()
        wait_until(lambda: len(process.events("draining")) > stops, 5, "draining")
        late.sendall(request)
        answers = [one.recv(4096) for one in (*queued, late)]
        expect(all(b"200 OK" in one for one in answers), f"{sum(b'200 OK' in one for one in answers)} of {len(answers)} answered")
        expect(silent.recv(4096) == b"", "a silent connection is not closed")
        expect(process.popen.wait(5) == 0, f"status {process.popen.returncode}")
    service.gateway.start()


def check_drain(service):
    """SIGTERM: an idle connection does not hold the gateway up, and it ends with 0"""
    with socket.create_connection(("127.0.0.1", service.gateway.port), 5) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        expect(b"200 OK" in idle.recv(4096), "not answered")
        begun = time.monotonic()
        expect(service.gateway.process.terminate(10), "it did not end by itself")
        expect(time.monotonic() - begun < 3, f"ended after {time.monotonic() - begun:.1f} s")
        expect(service.gateway.process.popen.returncode == 0, f"status {service.gateway.process.popen.returncode}")
    service.gateway.start()
    expect_status(Browser(service.gateway.port).ask("GET", "/healthz"), 200)


CHECKS = [check_month, check_single_jobs, check_library, check_download, check_isolation, check_idempotency, check_lost_results,
          check_cancel, check_redis_restart, check_redis_wiped, check_wrong_codes, check_uploads, check_hostile_requests,
          check_stop_answers, check_drain]


def said(service):
    return service.gateway.process.said()[-3000:] + service.worker.process.said()[-2000:]


if __name__ == "__main__":
    sys.exit(run_checks("service", CHECKS, closed(Service), failed_one=lambda service: service.worker.process.resume(),
                        told=said))
