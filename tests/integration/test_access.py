"""Who may do what, on the real service: proxies, rate limits, logins, limits.

Usage: test_access.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import argparse
import http.client
import json
import os
import sys
import tempfile
import threading
import time
import traceback
from base64 import b64encode
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

from cluster import Cluster, Inputs  # noqa: E402
from http_load import RECORDING, Answer, Browser  # noqa: E402
from processes import wait_until  # noqa: E402

CODES = {"2100": ("kode-provinsi", "fitur-provinsi"), "2101": ("kode-karimun", "fitur-karimun"),
         "2171": ("kode-batam", "fitur-batam"), "3100": ("kode-tetangga", "fitur-tetangga")}
DEMO = "bps2171"
UNKNOWN = "0" * 32
OFFICE = "203.0.113.9"
PROXY = "127.0.0.2"


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def expect_status(answer, status, code=None):
    text = f"{answer.status} instead of {status}: {answer.body[:300]!r}"
    expect(answer.status == status, text)
    if code is not None:
        expect(answer.headers["Content-Type"] == "application/problem+json", f"not a problem: {answer.headers['Content-Type']}")
        expect(answer.json()["code"] == code, text)
    return answer


class Officer(Browser):
    """Asks from one of this machine's addresses; logged in where a district is given."""

    def __init__(self, gateway, district=None, source=None, headers=None):
        super().__init__(gateway.port)
        self.source, self.always = source, headers or {}
        if district:
            expect_status(self.login(district, CODES[district][0]), 201)

    def ask(self, method, path, body=None, headers=None, timeout=15):
        if self.source is None:
            return super().ask(method, path, body, {**self.always, **(headers or {})}, timeout)
        headers = {**self.always, **({"Cookie": self.cookie} if self.cookie else {}), **(headers or {})}
        if isinstance(body, (dict, list)):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout, source_address=(self.source, 0))
        try:
            connection.request(method, path, body=body, headers=headers)
            told = connection.getresponse()
            answer = Answer(told.status, told.headers, told.read())
        finally:
            connection.close()
        if RECORDING:
            RECORDING.add(method, path, headers, body, answer)
        return answer

    def unlock(self, district):
        return self.ask("POST", "/api/v1/session/unlock", {"code": CODES[district][1]})

    def send_file(self, path, purpose="data"):
        with open(path, "rb") as source:
            content = source.read()
        name = os.path.basename(path).encode()
        told = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Length": str(len(content)),
                "Upload-Metadata": f"filename {b64encode(name).decode()},purpose {b64encode(purpose.encode()).decode()}"}
        return expect_status(self.ask("POST", "/api/v1/uploads", content, told), 201).json()["id"]

    def ended(self, job, seconds=60):
        return wait_until(lambda: (told := self.job(job)).status == 200 and told.json()["finished_at"] and told.json(),
                          seconds, f"{job} ends")


class Service:
    """One cluster; each check starts the gateway that it needs."""

    def __init__(self, place, programs):
        self.cluster = Cluster(place, programs, districts=("2101", "2171"))
        self.cluster.redis.start()
        self.cluster.write_districts()
        self.admin("district", "add", "2100", "--name", "Provinsi Kepulauan Riau", "--province")
        self.admin("district", "add", "3100", "--name", "Provinsi Tetangga", "--province", "--zone", "WIT")
        for district, codes in CODES.items():
            for option, code in zip(("--login", "--feature"), codes):
                self.admin("district", "code", district, option, "--from-stdin", stdin=f"{code}\n")
        self.worker = self.cluster.add_worker()
        self.inputs = Inputs(self.cluster, 60)
        self.plain = self.gateway()
        officer = Officer(self.plain, "2101")
        wait_until(lambda: officer.ask("GET", "/api/v1/jobs").status == 200, 10, "the queue is open")

    def admin(self, *words, stdin=None):
        return self.cluster.run("sipro-admin", *words, stdin=stdin)

    def gateway(self, **env):
        """Ready; what a test's gateway is spared is asked for by name."""
        gateway = self.cluster.add_gateway(env={f"SIPRO_{name}": str(value) for name, value in env.items()})
        wait_until(lambda: Officer(gateway).ask("GET", "/readyz").status == 200, 10, "ready")
        return gateway

    def file(self, flow="ekspor"):
        return self.inputs.files(flow)[-1][0]


def logged(gateway, event):
    lines = [json.loads(line) for line in gateway.process.said().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("event") == event]


def check_https(service):
    """a login over plain http from elsewhere is refused with what to do; a trusted proxy that tells of https is taken"""
    gateway = service.gateway(INSECURE_HTTP="false", TRUSTED_PROXIES=f"{PROXY},10.0.0.0/8")
    office = {"X-Forwarded-For": OFFICE}
    body = {"district": "2101", "code": CODES["2101"][0]}
    local, proxied = Officer(gateway), Officer(gateway, source=PROXY)
    expect_status(local.ask("POST", "/api/v1/session", body), 201)
    # Not trusted: it can't say that it comes over https, and is a proxy that nobody told us of.
    answer = expect_status(local.ask("POST", "/api/v1/session", body, {**office, "X-Forwarded-Proto": "https"}), 403, "https_required")
    expect("https" in answer.json()["detail"] and "127.0.0.1" in answer.json()["detail"], answer.json()["detail"])
    for headers in ({}, office, {**office, "X-Forwarded-Proto": "http"}, {"Forwarded": f"for={OFFICE};proto=http"},
                    {**office, "Forwarded": f"for={OFFICE};proto=https"}, {"X-Forwarded-For": "garbage, , [::1"}):
        expect_status(proxied.ask("POST", "/api/v1/session", body, headers), 403, "https_required")
    for headers in ({**office, "X-Forwarded-Proto": "https"}, {"Forwarded": f"for={OFFICE};proto=https"},
                    {"X-Forwarded-For": f"127.0.0.1, {OFFICE}, 10.1.2.3", "X-Forwarded-Proto": "https"},
                    {"X-Forwarded-For": "127.0.0.1"}):
        expect_status(proxied.ask("POST", "/api/v1/session", body, headers), 201)
    peers = {line["peer"] for line in logged(gateway, "request")}
    expect({OFFICE, "127.0.0.1", PROXY} <= peers and "10.1.2.3" not in peers, f"the log names {peers}")


def check_own_address(service):
    """another address of this machine is another machine"""
    addresses = [word for word in os.popen("hostname -I").read().split() if ":" not in word]
    if not addresses:
        print("     (this machine has no other address)")
        return
    gateway = service.gateway(INSECURE_HTTP="false", LISTEN="0.0.0.0")
    connection = http.client.HTTPConnection(addresses[0], gateway.port, timeout=10)
    connection.request("POST", "/api/v1/session", json.dumps({"district": "2101", "code": CODES["2101"][0]}),
                       {"Content-Type": "application/json"})
    told = connection.getresponse()
    expect(told.status == 403 and json.loads(told.read())["code"] == "https_required", f"{told.status}")
    connection.close()


def check_demo_codes(service):
    """the handbook's codes open nothing from elsewhere unless that is allowed, and the log warns"""
    service.admin("district", "code", "2171", "--login", "--from-stdin", stdin=f"{DEMO}\n")
    try:
        body = {"district": "2171", "code": DEMO}
        elsewhere = {"X-Forwarded-For": OFFICE, "X-Forwarded-Proto": "https"}
        strict = service.gateway(INSECURE_HTTP="false", TRUSTED_PROXIES=PROXY)
        expect_status(Officer(strict).ask("POST", "/api/v1/session", body), 201)
        answer = expect_status(Officer(strict, source=PROXY).ask("POST", "/api/v1/session", body, elsewhere), 403, "demo_code")
        expect("sipro-admin" in answer.json()["detail"], answer.json()["detail"])
        expect([line["level"] for line in logged(strict, "demo_code_used")] == ["warn"] * 2, "the log does not warn")
        lax = service.gateway(TRUSTED_PROXIES=PROXY, ALLOW_DEMO_CODES="true")
        expect_status(Officer(lax, source=PROXY).ask("POST", "/api/v1/session", body, elsewhere), 201)
        expect(len(logged(lax, "demo_codes_allowed")) == 1, "the start does not warn")
        for gateway in (strict, lax):
            expect(DEMO not in gateway.process.said(), "a code stands in the log")
    finally:
        service.admin("district", "code", "2171", "--login", "--from-stdin", stdin=f"{CODES['2171'][0]}\n")
        wait_until(lambda: Officer(service.plain).login("2171", CODES["2171"][0]).status == 201, 10, "the code is put back", every=1)


def check_session(service):
    """a session tells whose it is, lasts for 12 hours, is unlocked by the feature code, and ends by logging out"""
    officer = Officer(service.plain)
    answer = expect_status(officer.login("3100", CODES["3100"][0]), 201)
    told = answer.json()
    expect(told["district"] == {"id": "3100", "name": "Provinsi Tetangga", "role": "province", "zone": "WIT"}, str(told))
    expect(told["name"] == "Ani" and told["unlocked"] is False and told["expires_at"].endswith("+09:00"), str(told))
    cookie = answer.headers["Set-Cookie"]
    expect(cookie.startswith("__Host-sipro=") and cookie.endswith("; Path=/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax"), cookie)
    expect(expect_status(officer.ask("GET", "/api/v1/session"), 200).json() == told, "GET tells another one")
    expect_status(officer.ask("POST", "/api/v1/session/unlock", {"code": "salah"}), 401, "wrong_code")
    expect(expect_status(officer.unlock("3100"), 200).json() == {**told, "unlocked": True}, "unlocking lengthens it")
    kept = officer.cookie
    with service.cluster.redis.client() as redis:
        keys = [key for key in redis.scan_iter("{sipro}:session:*")]
        expect(kept.split("=", 1)[1] not in "".join(keys), "the token itself stands in Redis")
        expect(all(0 < redis.ttl(key) <= 43200 for key in keys), "a session without an end")
    expect_status(officer.ask("DELETE", "/api/v1/session"), 204)
    expect_status(officer.ask("GET", "/api/v1/session"), 401, "login_required")


def check_guesses(service):
    """guesses are slowed down for their address and code only, many at once no less than one by one"""
    gateway = service.gateway(INSECURE_HTTP="false", TRUSTED_PROXIES=PROXY)

    def office(address):
        return Officer(gateway, source=PROXY, headers={"X-Forwarded-For": address, "X-Forwarded-Proto": "https"})

    seen = Counter()

    def guess():
        answer = office("203.0.113.66").login("2101", "salah")
        seen[answer.json()["code"]] += 1

    threads = [threading.Thread(target=guess) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(seen["wrong_code"] <= 5 and seen["too_many_attempts"] >= 20, str(seen))
    expect_status(office("203.0.113.66").login("2101", CODES["2101"][0]), 429, "too_many_attempts")
    expect_status(office("203.0.113.66").login("2171", CODES["2171"][0]), 201)
    other = office("203.0.113.67")
    expect_status(other.login("2101", CODES["2101"][0]), 201)
    # Logging in forgives nothing of the feature code.
    for _ in range(5):
        answer = other.ask("POST", "/api/v1/session/unlock", {"code": "salah"})
        expect_status(other.login("2101", CODES["2101"][0]), 201)
    expect_status(answer, 401, "wrong_code")
    expect_status(other.ask("POST", "/api/v1/session/unlock", {"code": "salah"}), 429, "too_many_attempts")


def check_floods(service):
    """one address may ask so often, and try codes much less often; others don't notice"""
    gateway = service.cluster.add_gateway(env={"SIPRO_REQUESTS_PER_SECOND": "5", "SIPRO_REQUESTS_BURST": "40",
                                               "SIPRO_LOGINS_PER_MINUTE": "6"})
    flood, other = Officer(gateway), Officer(gateway, source="127.0.0.3")
    logins = Counter(flood.login("9999", "salah").status for _ in range(5))
    expect(logins == {401: 5}, str(logins))
    expect_status(flood.login("9998", "salah"), 401)
    answer = expect_status(flood.login("9997", "salah"), 429, "too_many")
    expect(8 <= int(answer.headers["Retry-After"]) <= 10, answer.headers["Retry-After"])
    expect_status(other.login("2101", CODES["2101"][0]), 201)
    statuses = Counter(flood.ask("GET", "/api/v1/districts").status for _ in range(60))
    expect(30 <= statuses[200] <= 45 and statuses[429] >= 15, str(statuses))
    answer = expect_status(flood.ask("GET", "/api/v1/jobs"), 429, "too_many")
    expect(answer.headers["Retry-After"] == "1", answer.headers["Retry-After"])
    expect_status(other.ask("GET", "/api/v1/jobs"), 200)
    wait_until(lambda: flood.ask("GET", "/healthz").status == 200, 3, "it may ask again")


def check_jobs_a_day(service):
    """a district has so many new jobs a day; repeated and joined ones are not counted, another district has its own"""
    gateway = service.gateway(JOBS_A_DAY=3, FILES_A_JOB=2)
    officer, other = Officer(gateway, "2101"), Officer(gateway, "2171")
    upload = officer.send_file(service.file())

    def job(more=None, key=None, who=officer, given=None):
        return who.post_job({"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": given or upload}], **(more or {})}, key)

    first = expect_status(job(key="satu"), 202).json()["id"]
    expect(expect_status(job(key="satu"), 202).json()["id"] == first, "another job")
    expect(expect_status(job(), 202).json()["joined"], "not joined")
    expect_status(job({"inputs": [{"upload": UNKNOWN}]}), 422, "input_missing")
    part = {"inputs": [{"upload": upload}]}
    answer = officer.ask("POST", "/api/v1/packages", {"year": 2025, "month": 5, "ekspor": part, "impor": part})
    expect_status(answer, 429, "jobs_a_day")
    for _ in range(2):
        expect_status(job({"again": True}), 202)
    answer = expect_status(job({"again": True}), 429, "jobs_a_day")
    expect(0 < int(answer.headers["Retry-After"]) <= 86400 and "3 pekerjaan" in answer.json()["detail"], answer.body)
    expect_status(job(key="satu"), 202)
    expect_status(job(who=other, given=other.send_file(service.file())), 202)
    many = [{"upload": upload}] * 3
    expect_status(job({"inputs": many}), 422, "too_many_files")
    expect_status(officer.ask("POST", "/api/v1/packages", {"year": 2025, "month": 5, "ekspor": {"inputs": many}, "impor": part}),
                  422, "too_many_files")
    expect_status(Officer(service.plain, "2101").post_job({"kind": "preprocess", "flow": "ekspor", "inputs": many * 81}), 422,
                  "too_many_files")


CHECKS = [check_https, check_own_address, check_demo_codes, check_session, check_guesses, check_floods, check_jobs_a_day]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    failed = passed = 0
    with tempfile.TemporaryDirectory(prefix="access-") as place:
        service = Service(place, os.path.abspath(arguments.bin))
        try:
            for check in CHECKS:
                if arguments.only and check.__name__.removeprefix("check_") not in arguments.only:
                    continue
                begun = time.monotonic()
                started = len(service.cluster.gateways)
                try:
                    check(service)
                    passed += 1
                    print(f"ok   {check.__doc__} ({time.monotonic() - begun:.1f} s)", flush=True)
                except Exception as error:  # a check that breaks is a failed one; the others run
                    failed += 1
                    print(f"FAIL {check.__doc__}: {type(error).__name__}: {error}", flush=True)
                    traceback.print_exc(limit=-2, file=sys.stdout)
                    for gateway in service.cluster.gateways[started:]:
                        print(gateway.process.said()[-1500:])
                for gateway in service.cluster.gateways[started:]:
                    gateway.kill()
        finally:
            service.cluster.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
