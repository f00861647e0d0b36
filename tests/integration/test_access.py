"""Who may do what, on the real service: proxies, rate limits, logins, limits, provinces, users of Redis.

Usage: test_access.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import http.client
import json
import math
import os
import shutil
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

from cluster import Cluster, Inputs  # noqa: E402
from http_load import RECORDING, Answer, Browser  # noqa: E402
from processes import Process, wait_until  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402

CODES = {"2100": ("kode-provinsi", "fitur-provinsi"), "2101": ("kode-karimun", "fitur-karimun"),
         "2171": ("kode-batam", "fitur-batam"), "3100": ("kode-tetangga", "fitur-tetangga")}
DEMO = "bps2171"
UNKNOWN = "0" * 32
OFFICE = "203.0.113.9"
PROXY = "127.0.0.2"


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
        for district, more in (("2101", ["--shared"]), ("2171", [])):
            self.admin("district", "add", district, "--change", "--in-province", "2100", *more)
        self.admin("district", "add", "3100", "--name", "Provinsi Tetangga", "--province", "--zone", "WIT")
        for district, codes in CODES.items():
            for option, code in zip(("--login", "--feature"), codes):
                self.admin("district", "code", district, option, "--from-stdin", stdin=f"{code}\n")
        self.worker = self.cluster.add_worker()
        self.inputs = Inputs(self.cluster, 60)
        self.plain = self.gateway()
        officer = Officer(self.plain)
        wait_until(lambda: officer.login("2101", CODES["2101"][0]).status == 201, 10, "districts are read")
        self.cluster.queue_opens()

    def close(self):
        self.cluster.close()

    def admin(self, *words, stdin=None):
        return self.cluster.run("sipro-admin", *words, stdin=stdin)

    def gateway(self, **env):
        """Ready; what a test's gateway is spared is asked for by name."""
        gateway = self.cluster.add_gateway(env={f"SIPRO_{name}": str(value) for name, value in env.items()})
        wait_until(lambda: Officer(gateway).ask("GET", "/readyz").status == 200, 10, "ready")
        return gateway

    def file(self, flow="ekspor"):
        return self.inputs.files(flow)[-1][0]


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
    peers = {line["peer"] for line in gateway.process.events("request")}
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
        expect([line["level"] for line in strict.process.events("demo_code_used")] == ["warn"] * 2, "the log does not warn")
        lax = service.gateway(TRUSTED_PROXIES=PROXY, ALLOW_DEMO_CODES="true")
        expect_status(Officer(lax, source=PROXY).ask("POST", "/api/v1/session", body, elsewhere), 201)
        expect(len(lax.process.events("demo_codes_allowed")) == 1, "the start does not warn")
        for gateway in (strict, lax):
            expect(DEMO not in gateway.process.said(), "a code stands in the log")
    finally:
        service.admin("district", "code", "2171", "--login", "--from-stdin", stdin=f"{CODES['2171'][0]}\n")
        wait_until(lambda: Officer(service.plain).login("2171", CODES["2171"][0]).status == 201, 10, "the code is put back", every=1)


def check_session(service):
    """a session tells whose it is, lasts for 12 hours or as set, is unlocked by the feature code, and ends by logging out"""
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
    short = service.cluster.add_gateway(env={"SIPRO_SESSION_HOURS": "2"})
    cookie = wait_until(lambda: (told := Officer(short).login("3100", CODES["3100"][0])).status == 201 and told, 10, "login",
                        every=1).headers["Set-Cookie"]
    expect("; Max-Age=7200; " in cookie, cookie)
    short.kill()


def until_slowed(guess):
    """Wrong codes until the next one has to wait for long: the first waits are over before a busy machine has asked again."""
    for _ in range(20):
        answer = guess()
        wait = int(answer.headers["Retry-After"]) if answer.status == 429 else 0
        if wait >= 4:
            return
        time.sleep(wait)
    raise AssertionError(f"the last of many wrong codes: {answer.status}, wait {wait} s")


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
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Five are free; then the waits are 1, 2, 4 ... s.
    most = 5 + int(math.log2(1 + time.monotonic() - started))
    expect(seen["wrong_code"] <= most and seen["too_many_attempts"] >= 20, f"{seen}, allowed {most}")
    until_slowed(lambda: office("203.0.113.66").login("2101", "salah"))
    expect_status(office("203.0.113.66").login("2101", CODES["2101"][0]), 429, "too_many_attempts")
    expect_status(office("203.0.113.66").login("2171", CODES["2171"][0]), 201)
    other = office("203.0.113.67")
    expect_status(other.login("2101", CODES["2101"][0]), 201)

    # Logging in forgives nothing of the feature code.
    def unlock():
        expect_status(other.login("2101", CODES["2101"][0]), 201)
        return other.ask("POST", "/api/v1/session/unlock", {"code": "salah"})

    expect_status(unlock(), 401, "wrong_code")
    until_slowed(unlock)
    expect_status(unlock(), 429, "too_many_attempts")


def check_floods(service):
    """one address may ask so often, and try codes much less often; others don't notice"""
    gateway = service.cluster.add_gateway(env={"SIPRO_REQUESTS_PER_SECOND": "5", "SIPRO_REQUESTS_BURST": "40",
                                               "SIPRO_LOGINS_PER_MINUTE": "6"})
    flood, other = Officer(gateway), Officer(gateway, source="127.0.0.3")
    begun = time.monotonic()
    logins = Counter(flood.login("9999", "salah").status for _ in range(5))
    expect(logins == {401: 5}, str(logins))
    expect_status(flood.login("9998", "salah"), 401)
    answer = expect_status(flood.login("9997", "salah"), 429, "too_many")
    left = 10 - (time.monotonic() - begun)
    expect(left - 1 <= int(answer.headers["Retry-After"]) <= 10, f"{answer.headers['Retry-After']}, not {left:.1f}")
    expect_status(other.login("2101", CODES["2101"][0]), 201)
    begun = time.monotonic()
    answers = [flood.ask("GET", "/api/v1/districts") for _ in range(60)]
    let_in = sum(answer.status == 200 for answer in answers)
    most = 40 + 5 * (time.monotonic() - begun) + 1
    expect(30 <= let_in <= most, f"{let_in}, not 30 to {most:.0f}")
    refused = [answer for answer in answers if answer.status != 200]
    for answer in refused:
        expect_status(answer, 429, "too_many")
        expect(answer.headers["Retry-After"] == "1", answer.headers["Retry-After"])
    expect(refused, "nothing was refused")
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


def latest_month(service):
    """("2026-10", (a file that ends with it, the file's year or None)): the newest month whose data there can be."""
    today = time.gmtime(time.time() + 7 * 3600)
    months = today.tm_year * 12 + today.tm_mon - 2
    first, last = (f"{number // 12}-{number % 12 + 1:02}" for number in (months - 2, months))
    folder = os.path.join(service.cluster.place, "latest")
    service.cluster.run("sipro", "sample", "--seed", 7, "--rows", 120, "--from", first, "--to", last, "--out", folder)
    with open(os.path.join(folder, "sampel.json"), encoding="utf-8") as source:
        entry = json.load(source)["ekspor"][-1]
    return last, (os.path.join(folder, entry["file"]), entry.get("year"))


def check_province(service):
    """a province sees its districts' jobs and libraries, and their files where they share them; nobody else does"""
    gateway = service.plain
    officer, batam = Officer(gateway, "2101"), Officer(gateway, "2171")
    expect_status(officer.unlock("2101"), 200)
    officer.send_file(service.file("impor"), "historis")
    month, (path, year) = latest_month(service)
    uploads = {who: who.send_file(path) for who in (officer, batam)}

    def preprocess(who):
        job = expect_status(who.post_job({"kind": "preprocess", "flow": "ekspor", "again": True,
                                          "inputs": [{"upload": uploads[who], **({"year": year} if year else {})}]}),
                            202).json()["id"]
        told = who.ended(job)
        expect(told["state"] == "succeeded", str(told["error"]))
        return job

    job, unshared = preprocess(officer), preprocess(batam)
    olah = expect_status(officer.post_job({"kind": "olah", "tables": "ekspor", "ekspor": {"job": job},
                                         "year": int(month[:4]), "month": int(month[5:])}), 202).json()["id"]
    expect(officer.ended(olah)["state"] == "succeeded", "olah failed")

    province = Officer(gateway, "2100")
    told = expect_status(province.ask("GET", "/api/v1/province"), 200)
    body = told.json()
    expect(body["complete"] and [one["id"] for one in body["districts"]] == ["2101", "2171"], str(body))
    karimun, other = body["districts"]
    expect(karimun["shared"] and not other["shared"], str(body))
    expect(karimun["newest"][0]["id"] == olah and karimun["newest"][0]["month"] == month, str(karimun["newest"]))
    expect(karimun["newest"][1]["about"] == "ekspor" and karimun["newest"][1]["by"] == "Ani", str(karimun["newest"]))
    expect(karimun["library"]["historis"]["files"] == 1 and karimun["library"]["historis"]["newest_at"], str(karimun["library"]))
    expect(other["library"]["historis"] == {"files": 0, "newest_at": None}, str(other["library"]))
    expect(len(karimun["months"]) == 14 == len(body["months"]), str(body["months"]))
    expect(karimun["months"][0] == {"month": month, "preprocessed": ["ekspor"], "processed": ["ekspor"]}, str(karimun["months"]))
    expect(other["months"][0] == {"month": month, "preprocessed": ["ekspor"], "processed": []}, str(other["months"]))
    expect(other["months"][13] == {"month": body["months"][13]["month"], "preprocessed": [], "processed": []}, str(other["months"]))
    expect(body["months"][0]["month"] == month and body["months"][0]["receipt_on"].endswith("-28"), str(body["months"][0]))
    expect_status(province.ask("GET", "/api/v1/province", headers={"If-None-Match": told.headers["ETag"]}), 304)
    # Redis knows nothing of an ended job any more: storage does.
    path = f"/api/v1/province/2101/jobs/{job}"
    expect(expect_status(province.ask("GET", path), 200).json() == officer.job(job).json(), "another job is told")
    listed = expect_status(province.ask("GET", "/api/v1/province/2101/jobs?limit=2"), 200).json()
    expect([one["id"] for one in listed["jobs"]] == [olah, job], str(listed))
    own = officer.ask("GET", f"/api/v1/jobs/{job}/results/laporan.json").body
    whole = expect_status(province.ask("GET", path + "/results/laporan.json"), 200)
    expect(whole.body == own, "another file")
    etag = {"If-None-Match": whole.headers["ETag"]}
    for headers, status in ((etag, 304), ({"Range": "bytes=0-9"}, 206), ({"Range": f"bytes={len(own)}-"}, 416)):
        expect_status(province.ask("GET", path + "/results/laporan.json", headers=headers), status)
    expect_status(province.ask("GET", f"/api/v1/province/2171/jobs/{unshared}"), 200)
    for name in ("laporan.json", "nothing"):
        expect_status(province.ask("GET", f"/api/v1/province/2171/jobs/{unshared}/results/{name}"), 403, "not_shared")
    expect_status(province.ask("GET", f"/api/v1/province/2101/jobs/{unshared}"), 404, "not_found")
    check_province_library(province)
    check_strangers(gateway, job)


def check_province_library(province):
    path = "/api/v1/province/2101/library/historis"
    expect_status(province.ask("GET", path), 403, "feature_locked")
    expect_status(province.unlock("2100"), 200)
    files = expect_status(province.ask("GET", path), 200).json()["files"]
    data = f"{path}/{files[0]['id']}/data"
    whole = expect_status(province.ask("GET", data), 200)
    expect(len(whole.body) == files[0]["size"], "another file")
    for headers, status in (({"If-None-Match": whole.headers["ETag"]}, 304), ({"Range": "bytes=0-9"}, 206),
                            ({"Range": f"bytes={len(whole.body)}-"}, 416)):
        expect_status(province.ask("GET", data, headers=headers), status)
    expect_status(province.ask("DELETE", f"{path}/{files[0]['id']}"), 404)
    for path in ("2171/library/historis", f"2171/library/historis/{UNKNOWN}/data"):
        expect_status(province.ask("GET", f"/api/v1/province/{path}"), 403, "not_shared")


def check_strangers(gateway, job):
    """Districts, another province, and the province for a district that is not its own: byte for byte as unknown."""
    paths = ["jobs", f"jobs/{job}", f"jobs/{job}/results/laporan.json", "library/historis", f"library/historis/{UNKNOWN}/data"]
    for login, districts in (("2101", ["2101", "2171"]), ("3100", ["2101", "2171"]), ("2100", ["3100", "2100"])):
        stranger = Officer(gateway, login)
        expect_status(stranger.unlock(login), 200)
        for path in paths:
            told = set()
            for district in [*districts, "9999", "x" * 3000]:
                answer = stranger.ask("GET", f"/api/v1/province/{district}/{path}")
                told.add((answer.status, answer.body.replace(answer.headers["X-Request-Id"].encode(), b"")))
            expect(len(told) == 1 and next(iter(told))[0] == 404, f"{login} {path}: {told}")
    expect_status(Officer(gateway, "2101").ask("GET", "/api/v1/province"), 404, "not_found")
    empty = expect_status(Officer(gateway, "3100").ask("GET", "/api/v1/province"), 200).json()
    expect(empty["districts"] == [] and empty["complete"], str(empty))


REFUSED = [["FLUSHALL"], ["FLUSHDB"], ["KEYS", "*"], ["SCAN", "0"], ["CONFIG", "GET", "maxmemory"], ["CONFIG", "SET", "maxmemory", "1"],
           ["DEBUG", "SLEEP", "0"], ["GET", "other"], ["SET", "other", "1"], ["EVAL", "return 1", "0"], ["FUNCTION", "FLUSH"],
           ["FUNCTION", "DELETE", "sipro_v1"], ["ACL", "LIST"], ["SHUTDOWN"], ["MONITOR"], ["SAVE"], ["CLIENT", "LIST"]]


# The audit's function looks through all keys.
NEEDED = {"gateway": [], "worker": ["SCAN"], "admin": ["SCAN", ["CONFIG", "GET"], ["FUNCTION", "DELETE"]]}


def check_redis_users(service):
    """with the users of the example, all programs do their work and none can do what it need not"""
    place = os.path.join(service.cluster.place, "acl")
    cluster = Cluster(place, service.cluster.programs, districts=("2101",))
    example = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "redis-users.acl.example")
    shutil.copy(example, os.path.join(place, "users.acl"))
    command = ["redis-server", "--port", "0", "--unixsocket", cluster.redis.socket, "--dir", place, "--appendonly", "yes", "--aclfile",
               os.path.join(place, "users.acl")]
    server = Process("redis-acl", command, os.path.join(place, "redis.log")).start()
    try:
        wait_until(lambda: os.path.exists(cluster.redis.socket), 10, "Redis listens")
        env = {}
        for who in ("gateway", "worker", "admin"):
            file = os.path.join(place, f"{who}.password")
            with open(file, "w", encoding="utf-8") as out:
                out.write(f"CHANGE-{who}\n")
            env[who] = {"SIPRO_REDIS_USER": f"sipro-{who}", "SIPRO_REDIS_PASSWORD_FILE": file}
        cluster.write_districts()
        cluster.run("sipro-admin", "district", "code", "2101", "--login", "--from-stdin", stdin="kode-karimun\n")
        cluster.add_worker(env=env["worker"])
        gateway = cluster.add_gateway(env=env["gateway"])
        wait_until(lambda: Officer(gateway).ask("GET", "/readyz").status == 200, 10, "ready")
        officer = Officer(gateway, "2101")
        begin = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": "filename YQ=="}
        wait_until(lambda: officer.ask("POST", "/api/v1/uploads", headers=begin).status == 201, 15, "the worker opens the queue")
        upload = officer.send_file(service.file())
        body = {"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": upload}]}
        job = wait_until(lambda: (answer := officer.post_job(body)).status == 202 and answer, 15, "a job is taken").json()["id"]
        expect(officer.ended(job)["state"] == "succeeded", "the job failed")
        done = subprocess.run([cluster.program("sipro-admin"), "queue", "audit"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, **cluster.environment(), **env["admin"]}, check=False, encoding="utf-8")
        expect(done.returncode == 0, done.stdout)
        doctor = subprocess.run([cluster.program("sipro-admin"), "doctor"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                env={**os.environ, **cluster.environment(), **env["admin"]}, check=False, encoding="utf-8").stdout
        expect("reaches our keys only" in doctor, doctor)
        for who in env:
            for words in REFUSED:
                if words[0] in NEEDED[who] or words[:2] in NEEDED[who]:
                    continue
                told = subprocess.run(["redis-cli", "-s", cluster.redis.socket, "--user", f"sipro-{who}", "--pass", f"CHANGE-{who}",
                                       "--no-auth-warning", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      stdin=subprocess.DEVNULL, check=False, encoding="utf-8", timeout=10).stdout
                expect("NOPERM" in told or words[0] == "DEBUG" and "not allowed" in told, f"sipro-{who} {' '.join(words)}: {told}")
    finally:
        cluster.close()
        server.kill()


CHECKS = [check_https, check_own_address, check_demo_codes, check_session, check_guesses, check_floods, check_jobs_a_day,
          check_province, check_redis_users]


def on_gateways_of_its_own(check, service):
    started = len(service.cluster.gateways)
    try:
        check(service)
    except Exception:
        for gateway in service.cluster.gateways[started:]:
            print(gateway.process.said()[-1500:])
        raise
    finally:
        for gateway in service.cluster.gateways[started:]:
            gateway.kill()


if __name__ == "__main__":
    sys.exit(run_checks("access", CHECKS, closed(Service), call=on_gateways_of_its_own))
