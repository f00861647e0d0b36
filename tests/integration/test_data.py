"""What the pages read of jobs and data by HTTP, on the real parts: tables, rows, lists, comparisons, libraries.

Usage: test_data.py --bin DIR [--only NAME]...    Ends with "N passed, N failed".
What the gateway tells of rows is compared with the clean file as R reads it.
"""

import hashlib
import json
import math
import os
import random
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from urllib.parse import urlencode

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

from cluster import CAP, Inputs, sha256_of  # noqa: E402
from http_load import Browser  # noqa: E402
from processes import Slowed, wait_until  # noqa: E402
from service_checks import expect, expect_status, run_checks  # noqa: E402
from test_service import CODES, Officer, Service, preprocess, said, uploaded  # noqa: E402

READ_CLEAN = r"""
data <- haven::read_sav(commandArgs(TRUE)[1])
texts <- function(x) vapply(as.character(x), function(t) jsonlite::toJSON(t, auto_unbox = TRUE), "")
cells <- function(x) if (is.character(x)) texts(x) else ifelse(is.na(x), "null", sprintf("%.17g", x))
column <- function(n) paste0("\"", n, "\":[", paste(cells(as.vector(data[[n]])), collapse = ","), "]")
cat("{", paste(vapply(names(data), column, ""), collapse = ","), "}", sep = "")
"""
WHOLE, REAL = ("BULAN", "TAHUN"), ("BERAT", "NILAI")


class Month:
    """A district's month, worked on once for all checks: its package and its three jobs."""

    def __init__(self, service):
        self.officer = Officer(service)
        self.bodies = {flow: uploaded(self.officer, service, flow) for flow in ("ekspor", "impor")}
        body = {"year": 2025, "month": 5, **{flow: {"inputs": inputs} for flow, inputs in self.bodies.items()}}
        self.olah = self.officer.post(body, path="/api/v1/packages").json()["id"]
        self.officer.succeeded(self.olah)
        jobs = self.officer.ask("GET", f"/api/v1/packages/{self.olah}").json()["jobs"]
        self.ekspor, self.impor = jobs[0]["id"], jobs[1]["id"]

    def clean(self, place, job, name):
        """The clean file's variables in their order, and its rows, as R reads them."""
        path = os.path.join(place, f"{job}.sav")
        with open(path, "wb") as out:
            out.write(expect_status(self.officer.result(job, name), 200).body)
        told = subprocess.run(["Rscript", "--vanilla", "-e", READ_CLEAN, path], stdout=subprocess.PIPE, check=True, timeout=60,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        columns = json.loads(told.stdout)
        return list(columns), [list(row) for row in zip(*columns.values())]


def rows_of(officer, job, status=200, **query):
    return expect_status(officer.ask("GET", f"/api/v1/jobs/{job}/rows?{urlencode(query)}"), status)


def shown(variable, cell):
    if variable in REAL:
        return "" if cell is None else f"{cell:.2f}".replace(".", ",")
    return str(int(cell)) if variable in WHOLE else cell


def searched(variables, rows, text):
    """The slow, obvious way: a row is found where one of its cells shows the text."""
    needle = " ".join(text.split()).upper()
    digits = needle.replace(".", "")
    is_number = digits and not digits.strip("0123456789,-")

    def found(row):
        return any(needle in cell.upper() if variable not in WHOLE + REAL else is_number and digits in shown(variable, cell)
                   for variable, cell in zip(variables, row))

    return [row for row in rows if not needle or found(row)]


def in_order(variables, rows, sort, descending):
    at = variables.index(sort)
    there = [row for row in rows if row[at] is not None]
    key = (lambda row: row[at].encode()) if sort not in WHOLE + REAL else (lambda row: row[at])
    return sorted(there, key=key, reverse=descending) + [row for row in rows if row[at] is None]


def check_tables(service, month, _place):
    """the viewer's tables are those of tables.json, with an entity tag; other jobs have none"""
    officer = month.officer
    whole = json.loads(expect_status(officer.result(month.olah, "tables.json"), 200).body)
    index = expect_status(officer.ask("GET", f"/api/v1/jobs/{month.olah}/tables"), 200)
    keys = ("id", "number", "title", "heading", "unit")
    sets = {"E": "ekspor", "I": "impor", "N": "neraca"}
    wanted = [{**{key: table[key] for key in keys}, "set": sets[table["id"][0]], "rows": len(table["rows"])}
              for table in whole["tables"]]
    expect(index.json() == {**{key: whole[key] for key in ("set", "year", "month", "office")}, "tables": wanted}, "the index")
    expect(len(wanted) == 33, f"{len(wanted)} tables")
    tags = {index.headers["ETag"]}
    for table in whole["tables"]:
        path = f"/api/v1/jobs/{month.olah}/tables/{table['id']}"
        told = expect_status(officer.ask("GET", path), 200)
        expect(told.json() == table, table["id"])
        expect(expect_status(officer.ask("GET", path, headers={"If-None-Match": told.headers["ETag"]}), 304).body == b"", "a body")
        tags.add(told.headers["ETag"])
    expect(len(tags) == 34, "entity tags are shared")
    expect("private" in index.headers["Cache-Control"], index.headers["Cache-Control"])
    for path, status, code in ((f"{month.olah}/tables/E16", 404, "not_found"), (f"{month.olah}/tables/e01", 404, "not_found"),
                               (f"{month.ekspor}/tables", 404, "no_tables"), (f"{month.ekspor}/tables/E01", 404, "no_tables")):
        expect_status(officer.ask("GET", f"/api/v1/jobs/{path}"), status, code)
    other = Officer(service, "2171")
    for path in ("tables", "tables/E01", "rows"):
        expect_status(other.ask("GET", f"/api/v1/jobs/{month.olah}/{path}"), 404, "not_found")
        expect_status(Browser(service.gateway.port).ask("GET", f"/api/v1/jobs/{month.olah}/{path}"), 401, "login_required")


def check_unfinished(service, month, _place):
    """a job that has not ended yet has neither tables nor rows, and the answer says so"""
    officer = month.officer
    service.worker.process.stop()
    try:
        job = officer.post(preprocess(month.bodies["ekspor"][-1]["upload"], again=True)).json()["id"]
        olah = officer.post({"kind": "olah", "tables": "ekspor", "ekspor": {"job": job}, "year": 2025, "month": 5}).json()["id"]
        expect_status(officer.ask("GET", f"/api/v1/jobs/{olah}/tables"), 409, "not_finished")
        for path in ("rows", "revisi"):
            expect_status(officer.ask("GET", f"/api/v1/jobs/{job}/{path}"), 409, "not_finished")
        expect_status(officer.ask("GET", f"/api/v1/jobs/{olah}/rows?flow=ekspor"), 409, "not_finished")
        expect_status(officer.ask("DELETE", f"/api/v1/jobs/{job}"), 200)
        expect_status(officer.ask("GET", f"/api/v1/jobs/{olah}/tables"), 409, "not_succeeded")
        expect_status(officer.ask("GET", f"/api/v1/jobs/{job}/rows"), 409, "not_succeeded")
    finally:
        service.worker.process.resume()


def check_rows(service, month, place):
    """pages, orders and searches of rows are those of the clean file as R reads it"""
    officer = month.officer
    variables, rows = month.clean(place, month.ekspor, "Data Bersih Ekspor.sav")
    told = rows_of(officer, month.ekspor, limit=7, offset=11).json()
    expect([variable["name"] for variable in told["variables"]] == variables, str(told["variables"]))
    kinds = {variable["name"]: variable["kind"] for variable in told["variables"]}
    expect(kinds == {name: "whole" if name in WHOLE else "real" if name in REAL else "text" for name in variables}, str(kinds))
    expect(told["rows"] == rows[11:18] and told["rows_total"] == told["found"] == len(rows), "a plain page")
    chance = random.Random(7)
    searches = ("", "singapura", "  tanjung   balai ", "2025", "7,5", "1.2", "tidak ada ini", "%", "-", ",")
    for sort in ("", *variables):
        for descending in (False, True):
            text, limit, offset = chance.choice(searches), chance.choice((1, 10, 100, 1000)), chance.choice((0, 3, 50, 590))
            query = {"limit": limit, "offset": offset, "q": text, "descending": str(descending).lower()}
            told = rows_of(officer, month.ekspor, **query, **({"sort": sort} if sort else {})).json()
            wanted = searched(variables, rows, text)
            expect(told["found"] == len(wanted), f"{text!r}: {told['found']} found for {len(wanted)}")
            if sort:
                wanted = in_order(variables, wanted, sort, descending)
            expect(told["rows"] == wanted[offset:offset + limit], f"{sort} {query}")
    for text in searches:
        expect(rows_of(officer, month.ekspor, q=text, limit=1000).json()["rows"] == searched(variables, rows, text)[:1000], text)


def check_rows_queries(service, month, _place):
    """a wrong query of rows is refused with 400; an equal one is known by its entity tag"""
    officer = month.officer
    for query in ({"sort": "TIDAK"}, {"sort": "nilai"}, {"limit": 1001}, {"limit": -1}, {"offset": "x"}, {"descending": 1},
                  {"q": "a" * 201}):
        expect_status(rows_of(officer, month.ekspor, 400, **query), 400, "invalid_request")
    path = f"/api/v1/jobs/{month.ekspor}/rows?sort=NILAI&limit=5"
    first = expect_status(officer.ask("GET", path), 200)
    expect_status(officer.ask("GET", path, headers={"If-None-Match": first.headers["ETag"]}), 304)
    other = expect_status(officer.ask("GET", path + "&offset=5", headers={"If-None-Match": first.headers["ETag"]}), 200)
    expect(other.json()["rows"] != first.json()["rows"], "the same page")
    expect(rows_of(officer, month.ekspor, offset=10**6).json()["rows"] == [], "beyond the end")


def check_rows_of_tables(service, month, _place):
    """an olah job shows the rows of the clean data that it read, by flow; rows of what was uploaded it has not"""
    officer = month.officer
    for flow in ("ekspor", "impor"):
        own = rows_of(officer, getattr(month, flow), sort="NILAI").json()
        expect(rows_of(officer, month.olah, sort="NILAI", flow=flow).json() == own, flow)
    expect_status(rows_of(officer, month.olah, 400), 400, "invalid_request")
    upload = month.bodies["ekspor"][-1]["upload"]
    job = officer.post({"kind": "olah", "tables": "ekspor", "ekspor": {"upload": upload}, "year": 2025, "month": 5}).json()["id"]
    officer.succeeded(job)
    expect_status(rows_of(officer, job, 404, flow="ekspor"), 404, "no_rows")
    expect_status(rows_of(officer, job, 404, flow="impor"), 404, "no_rows")
    look = officer.post({"kind": "preprocess", "check": True, "inputs": [{"upload": upload}]}).json()["id"]
    officer.succeeded(look)
    expect_status(rows_of(officer, look, 404), 404, "no_rows")


def listed(officer, **query):
    return expect_status(officer.ask("GET", f"/api/v1/jobs?{urlencode(query)}"), 200).json()


def check_history(service, month, _place):
    """the list filters by kind, state, flow, tables, month and text, and goes on where it stopped; each job can be asked for again"""
    officer = month.officer
    everything = listed(officer, limit=100)
    jobs = everything["jobs"]
    expect(everything["total"] == len(jobs) and everything["next"] is None, str(everything["total"]))

    def kind(job):
        return "check" if job["params"].get("check") else job["kind"]

    cases = [({"kind": "olah"}, lambda job: kind(job) == "olah"),
             ({"kind": "check,olah"}, lambda job: kind(job) != "preprocess"),
             ({"state": "cancelled,failed"}, lambda job: job["state"] in ("cancelled", "failed")),
             ({"flow": "impor"}, lambda job: job["params"].get("flow") == "impor"),
             ({"tables": "semua", "year": 2025, "month": 5}, lambda job: job["params"].get("tables") == "semua"),
             ({"q": "ANI"}, lambda job: job["by"] == "Ani"),
             ({"q": "bersih impor"}, lambda job: "impor" in job["params"]),
             ({"year": 2024}, lambda job: False)]
    for query, wanted in cases:
        expected = [job["id"] for job in jobs if wanted(job)]
        expect([job["id"] for job in listed(officer, limit=100, **query)["jobs"]] == expected, str(query))
        found, offset = [], 0
        while offset is not None:
            page = listed(officer, limit=1, offset=offset, **query)
            found += [job["id"] for job in page["jobs"]]
            offset = page["next"]
        expect(found == expected, f"{query} by pages: {found} for {expected}")
    for query in ("kind=x", "state=done", "month=13", "limit=0", "limit=101", "offset=-1"):
        expect_status(officer.ask("GET", f"/api/v1/jobs?{query}"), 400, "invalid_request")
    job = next(job for job in jobs if job["id"] == month.ekspor)
    path, _ = service.inputs.files("ekspor")[-1]
    expect(job["params"]["inputs"][-1]["sha256"] == sha256_of(path), str(job["params"]))
    expect(job == officer.job(month.ekspor).json(), "the list tells another job")
    inputs = [{key: value for key, value in entry.items() if key in ("upload", "file", "job", "year")}
              for entry in job["params"]["inputs"]]
    again = officer.post({"kind": job["kind"], **job["params"], "inputs": inputs}).json()
    expect(again["id"] == job["id"] and again["joined"], "built from its params it is another job")


def totals(officer, job, name, month, place):
    """(year, month) -> (rows, US$) of the clean file, summed exactly from what R reads."""
    variables, rows = month.clean(place, job, name)
    at = [variables.index(variable) for variable in ("TAHUN", "BULAN", "NILAI")]
    values = {}
    for row in rows:
        values.setdefault((int(row[at[0]]), int(row[at[1]])), []).append(row[at[2]])
    return {period: (len(cells), math.fsum(cells)) for period, cells in values.items()}


def close(a, b):
    return a is None and b is None or a is not None and b is not None and math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-9)


def check_revisi(service, month, place):
    """a delivery is compared with the latest earlier one of its flow, period by period, as computed from both clean files"""
    officer = month.officer
    path = f"/api/v1/jobs/{month.ekspor}/revisi"
    first = expect_status(officer.ask("GET", path), 200).json()
    expect(first["against"] is None, "something came before the first delivery")
    own = totals(officer, month.ekspor, "Data Bersih Ekspor.sav", month, place)
    told = {(one["year"], one["month"]): one for one in first["periods"]}
    expect(list(told) == sorted(own) and all(one["before_usd"] is None and one["percent"] is None for one in told.values()),
           str(first))
    later = Inputs(service.cluster, 500, seed=9, name="kiriman-kemudian").files("ekspor")[-1:]
    inputs = [{"upload": officer.upload(file), **({"year": year} if year else {})} for file, year in later]
    job = officer.post({"kind": "preprocess", "flow": "ekspor", "inputs": inputs}).json()["id"]
    officer.succeeded(job)
    answer = expect_status(officer.ask("GET", f"/api/v1/jobs/{job}/revisi"), 200)
    told = answer.json()
    before, now = own, totals(officer, job, "Data Bersih Ekspor.sav", month, place)
    expect(told["against"]["job"] == month.ekspor and told["against"]["by"] == "Ani", str(told["against"]))
    expect([(one["year"], one["month"]) for one in told["periods"]] == sorted({*before, *now}), "other periods")
    for one in told["periods"]:
        old, new = (side.get((one["year"], one["month"]), (None, None)) for side in (before, now))
        difference = new[1] - old[1] if old[0] and new[0] else None
        wanted = {"before_usd": old[1], "now_usd": new[1], "difference_usd": difference,
                  "percent": 100 * difference / old[1] if difference is not None and old[1] else None}
        expect(all(close(one[key], value) for key, value in wanted.items()), f"{one} for {wanted}")
        expect((one["rows_before"], one["rows_now"]) == (old[0], new[0]), str(one))
    expect(any(one["before_usd"] is None or one["now_usd"] is None for one in told["periods"]), "no period of one only")
    expect_status(officer.ask("GET", f"/api/v1/jobs/{job}/revisi", headers={"If-None-Match": answer.headers["ETag"]}), 304)
    rerun = officer.post({"kind": "preprocess", "flow": "ekspor", "inputs": inputs, "again": True}).json()["id"]
    officer.succeeded(rerun)
    against = officer.ask("GET", f"/api/v1/jobs/{rerun}/revisi").json()["against"]
    expect(against["job"] == month.ekspor, "a delivery is compared with itself")
    expect_status(officer.ask("GET", f"/api/v1/jobs/{month.olah}/revisi"), 404, "no_rows")
    expect_status(Officer(service, "2171").ask("GET", path), 404, "not_found")


def put_document(service, name, content):
    """A file of Publikasi, as an upload leaves it."""
    identity = uuid.uuid4().hex
    folder = os.path.join(service.cluster.storage, "2101", "library", "publikasi", identity)
    os.makedirs(folder)
    for file, text in (("data", content), ("upload.json", json.dumps({
            "id": identity, "name": name, "purpose": "publikasi", "size": len(content), "by": "Ani",
            "sha256": hashlib.sha256(content).hexdigest(), "created_us": time.time_ns() // 1000}).encode())):
        with open(os.path.join(folder, file), "wb") as out:
            out.write(text)
    return identity


def check_library(service, month, _place):
    """files of both libraries are listed, told, downloaded as attachments by range, and removed; only behind the feature code"""
    officer = month.officer
    with open(service.file("impor"), "rb") as source:
        content = source.read()
    historis = expect_status(officer.send_file(content, b"Impor lama.sav", b"historis"), 201).json()
    document = b"%PDF-1.7\n" + bytes(range(256)) * 40
    publikasi = put_document(service, "BRS <Mei>.pdf", document)
    locked = Browser(service.gateway.port)
    locked.login("2101", CODES["2101"][0])
    other = Officer(service, "2171")
    for purpose, identity, data, kind in (("historis", historis["id"], content, "application/x-spss-sav"),
                                          ("publikasi", publikasi, document, "application/pdf")):
        folder, path = f"/api/v1/library/{purpose}", f"/api/v1/library/{purpose}/{identity}"
        entry = next(file for file in officer.ask("GET", folder).json()["files"] if file["id"] == identity)
        expect(expect_status(officer.ask("GET", path), 200).json() == entry, "its own answer differs from the list")
        whole = expect_status(officer.ask("GET", f"{path}/data"), 200)
        expect(whole.body == data and whole.headers["Content-Type"] == kind, whole.headers["Content-Type"])
        expect(whole.headers["Content-Disposition"].startswith("attachment; "), whole.headers["Content-Disposition"])
        expect(whole.headers["X-Content-Type-Options"] == "nosniff", "may be sniffed")
        tag = whole.headers["ETag"]
        part = expect_status(officer.ask("GET", f"{path}/data", headers={"Range": "bytes=5-9", "If-Range": tag}), 206)
        expect(part.body == data[5:10], "another part")
        expect_status(officer.ask("GET", f"{path}/data", headers={"Range": "bytes=5-9", "If-Range": '"other"'}), 200)
        expect_status(officer.ask("GET", f"{path}/data", headers={"Range": f"bytes={len(data)}-"}), 416, "range")
        expect_status(officer.ask("GET", f"{path}/data", headers={"If-None-Match": tag}), 304)
        wrong = "publikasi" if purpose == "historis" else "historis"
        expect_status(officer.ask("GET", f"/api/v1/library/{wrong}/{identity}"), 404, "not_found")
        for method, where in (("GET", folder), ("GET", path), ("GET", f"{path}/data"), ("DELETE", path)):
            expect_status(locked.ask(method, where), 403, "feature_locked")
            if where != folder:
                expect_status(other.ask(method, where), 404, "not_found")
    expect_status(officer.ask("GET", "/api/v1/library/uploads"), 404, "not_found")
    check_removal(service, officer, historis["id"], publikasi)


def check_removal(service, officer, historis, publikasi):
    path = f"/api/v1/library/historis/{historis}"
    service.worker.process.stop()
    try:
        job = officer.post({"kind": "preprocess", "flow": "impor", "inputs": [{"file": historis}], "again": True}).json()["id"]
        expect_status(officer.ask("DELETE", path), 409, "in_use")
        expect_status(officer.ask("GET", path), 200)
        expect_status(officer.ask("DELETE", f"/api/v1/jobs/{job}"), 200)
    finally:
        service.worker.process.resume()
    for where in (path, f"/api/v1/library/publikasi/{publikasi}"):
        expect_status(officer.ask("DELETE", where), 204)
        for method, gone in (("DELETE", where), ("GET", where), ("GET", f"{where}/data")):
            expect_status(officer.ask(method, gone), 404, "not_found")
    expect_status(officer.post_job({"kind": "preprocess", "flow": "impor", "inputs": [{"file": historis}]}), 422, "input_missing")
    for purpose in ("historis", "publikasi"):
        folder = os.path.join(service.cluster.storage, "2101", "library", purpose)
        expect(not [name for name in os.listdir(folder) if historis in name or publikasi in name], "something stays")
    # Killed between its two steps: it is gone for officers, and retention takes what is left.
    library = os.path.join(service.cluster.storage, "2101", "library", "publikasi")
    identity = put_document(service, "b.pdf", b"%PDF-1.4")
    os.rename(os.path.join(library, identity), os.path.join(library, f"removed-{identity}"))
    expect(officer.ask("GET", "/api/v1/library/publikasi").json()["files"] == [], "a removed file is listed")
    service.cluster.run("sipro-admin", "retention")
    expect(os.listdir(library) == [], "retention leaves it")


def check_outside(service, month, _place):
    """where a district keeps a library elsewhere, the list says where"""
    link = "https://contoh.go.id/publikasi?tahun=2025"
    config = os.path.join(service.cluster.storage, "config", "districts.json")
    with open(config, encoding="utf-8") as source:
        before = source.read()
    told = json.loads(before)
    next(district for district in told["districts"] if district["id"] == "2101")["publikasi_url"] = link
    try:
        replace(config, json.dumps(told))
        wait_until(lambda: month.officer.ask("GET", "/api/v1/library/publikasi").json().get("outside") == link, 10, "the link")
        expect("outside" not in month.officer.ask("GET", "/api/v1/library/historis").json(), "the other library's too")
        expect("outside" not in Officer(service, "2171").ask("GET", "/api/v1/library/publikasi").json(), "another district's")
    finally:
        replace(config, before)


def time_of_check(officer, service):
    """Seconds from the last byte of an upload to the parsed periksa.json, as the page asks for it."""
    upload = officer.upload(service.file())
    begun = time.monotonic()
    job = officer.post({"kind": "preprocess", "check": True, "inputs": [{"upload": upload}], "again": True}).json()["id"]
    told = wait_until(lambda: (told := officer.job(job).json())["state"] in ("succeeded", "failed") and told, 30, "the check", every=0.05)
    expect(told["state"] == "succeeded", str(told["error"]))
    found = json.loads(expect_status(officer.result(job, "periksa.json"), 200).body)
    took = time.monotonic() - begun
    expect(found[0]["rows"] > 0 and not found[0]["stops"], str(found))
    return took


def set_cap(service, cap):
    service.cluster.run("sipro-admin", "district", "add", "2101", "--change", "--cap", cap)


def check_of_upload(service, month, _place):
    """an upload is looked at within a second: by a worker with nothing to do, and beside the district's own long job at its cap"""
    officer = month.officer
    idle = sorted(time_of_check(officer, service) for _ in range(10))
    expect(idle[4] < 3, f"idle: {idle}")
    service.worker.process.stop()
    set_cap(service, 1)
    time.sleep(10)  # gateways look every 5 s
    second = service.cluster.add_worker(concurrency=2)
    inputs = [{"upload": officer.upload(file)} for file, _ in Inputs(service.cluster, 20000, name="besar").files("ekspor")[-1:]]
    first, waiting = (officer.post({"kind": "preprocess", "flow": "ekspor", "inputs": inputs, "overlap": overlap}).json()["id"]
                      for overlap in ("stop", "keep"))
    slowed = Slowed(wait_until(second.attempts, 20, "the long job runs", every=0.002), run=0.001, rest=0.5)
    try:
        busy = sorted(time_of_check(officer, service) for _ in range(5))
        states = [officer.job(job).json() for job in (first, waiting)]
        expect([job["state"] for job in states] == ["running", "queued"], str(states))
        expect(states[1]["queue"]["reason"] == "district_cap", str(states[1]["queue"]))
        expect(busy[2] < 4, f"at the cap: {busy}")
    finally:
        slowed.release()
        set_cap(service, CAP)
        service.worker.process.resume()
    for job in (first, waiting):
        officer.succeeded(job)
    second.process.terminate(60)
    print(f"     periksa.json: idle {idle[4] * 1000:.0f} ms (most {idle[-1] * 1000:.0f}), at the district's cap "
          f"{busy[2] * 1000:.0f} ms (most {busy[-1] * 1000:.0f})")


def replace(path, text):
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write(text)
    os.rename(path + ".new", path)


CHECKS = [check_tables, check_unfinished, check_rows, check_rows_queries, check_rows_of_tables,
          check_history, check_revisi, check_library, check_outside, check_of_upload]


@contextmanager
def opened(place, programs):
    service = Service(place, programs)
    try:
        yield service, Month(service), place
    finally:
        service.cluster.close()


if __name__ == "__main__":
    sys.exit(run_checks("data", CHECKS, opened, call=lambda check, stage: check(*stage), told=lambda stage: said(stage[0])))
