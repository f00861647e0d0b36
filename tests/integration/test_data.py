"""What the pages read of jobs and data by HTTP, on the real parts: tables, rows, lists, comparisons, libraries.

Usage: test_data.py --bin DIR [--only NAME]...    Ends with "N passed, N failed".
What the gateway tells of rows is compared with the clean file as R reads it.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from urllib.parse import quote, urlencode

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

from http_load import Browser  # noqa: E402
from test_service import CODES, Officer, Service, expect, expect_status, preprocess, uploaded  # noqa: E402

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
        expect_status(officer.ask("GET", f"/api/v1/jobs/{job}/rows"), 409, "not_finished")
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


CHECKS = [check_tables, check_unfinished, check_rows, check_rows_queries, check_rows_of_tables]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    failed = passed = 0
    with tempfile.TemporaryDirectory(prefix="data-") as place:
        service = Service(place, os.path.abspath(arguments.bin))
        try:
            month = Month(service)
            for check in CHECKS:
                if arguments.only and check.__name__.removeprefix("check_") not in arguments.only:
                    continue
                begun = time.monotonic()
                try:
                    check(service, month, place)
                    passed += 1
                    print(f"ok   {check.__doc__} ({time.monotonic() - begun:.1f} s)", flush=True)
                except Exception as error:  # a check that breaks is a failed one; the others run
                    failed += 1
                    print(f"FAIL {check.__doc__}: {type(error).__name__}: {error}", flush=True)
                    traceback.print_exc(limit=-2, file=sys.stdout)
            if failed:
                print(service.gateway.process.said()[-3000:], service.worker.process.said()[-2000:])
        finally:
            service.cluster.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
