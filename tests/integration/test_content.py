"""What the pages show besides jobs, on the real service: calendar, FAQ, suggestions, HS codes, the list of tables.

Usage: test_content.py --bin DIR    Ends with "N passed, N failed".
"""

import argparse
import json
import os
import stat
import sys
import tempfile
import time
import traceback
from datetime import date, datetime, timedelta, timezone

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

import icalendar  # noqa: E402

from cluster import Cluster  # noqa: E402
from http_load import Browser  # noqa: E402
from processes import wait_until  # noqa: E402

CODES = {"2101": ("kode-karimun", "fitur-karimun"), "2171": ("kode-batam", "fitur-batam")}


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


class Service:
    def __init__(self, place, programs):
        self.cluster = Cluster(place, programs, districts=tuple(CODES))
        self.cluster.redis.start()
        self.cluster.write_districts()
        for district, codes in CODES.items():
            for option, code in zip(("--login", "--feature"), codes):
                self.cluster.run("sipro-admin", "district", "code", district, option, "--from-stdin", stdin=f"{code}\n")
        self.gateway = self.cluster.add_gateway()
        self.officer = self.logged_in()
        wait_until(lambda: self.get("/api/v1/calendar")["subscription"], 15, "the calendar's key is made")

    def logged_in(self, district="2101", unlock=False):
        browser = Browser(self.gateway.port)
        wait_until(lambda: browser.login(district, CODES[district][0]).status == 201, 15, "login")
        if unlock:
            expect_status(browser.ask("POST", "/api/v1/session/unlock", {"code": CODES[district][1]}), 200)
        return browser

    def get(self, path, officer=None):
        return expect_status((officer or self.officer).ask("GET", path), 200).json()

    def config(self, name):
        return os.path.join(self.cluster.storage, "config", name)

    def write_config(self, name, content):
        """As an editor does it: whole, under its name at once."""
        text = content if isinstance(content, str) else json.dumps(content)
        with open(self.config(f".{name}.new"), "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(self.config(f".{name}.new"), self.config(name))

    def log(self):
        return self.gateway.process.said()


def entry(calendar, identity):
    return next(entry for entry in calendar["entries"] if entry["id"] == identity)


def check_calendar(service):
    """the calendar names each activity with its data month, marks closed days and tells what is next"""
    told = service.get("/api/v1/calendar?year=2025")
    expected = {"penerimaan": ("Penerimaan", "2025-05-28", "2025-05-28"), "pembuatan": ("Pembuatan", "2025-05-29", "2025-06-01"),
                "pemeriksaan": ("Pemeriksaan", "2025-06-02", "2025-06-02"), "publikasi": ("Publikasi", "2025-06-03", "2025-06-03")}
    for activity, (word, first, last) in expected.items():
        got = entry(told, f"{activity}-2025-04")
        expect((got["title"], got["first"], got["last"]) == (f"{word} data April 2025", first, last), str(got))
    making = entry(told, "pembuatan-2025-04")
    expect([(day["date"], day["weekend"], day["holiday"]) for day in making["off_days"]] == [
        ("2025-05-29", False, "Kenaikan Yesus Kristus"), ("2025-05-30", False, "Cuti bersama Kenaikan Yesus Kristus"),
        ("2025-05-31", True, None), ("2025-06-01", True, "Hari Lahir Pancasila")], str(making))
    expect(told["complete"] and told["note"] is None and "1017 Tahun 2024" in told["decrees"][0], str(told["decrees"]))
    expect(len(told["holidays"]) == 28, f"{len(told['holidays'])} holidays")
    far = service.get("/api/v1/calendar?year=2099")
    expect(not far["complete"] and "2099" in far["note"] and len(far["holidays"]) == 5, str(far["note"]))
    month = service.get("/api/v1/calendar?year=2025&month=6")
    expect([e["id"] for e in month["entries"]][:3] == ["pembuatan-2025-04", "pemeriksaan-2025-04", "publikasi-2025-04"], str(month))
    expect([day["date"] for day in month["holidays"]] == ["2025-06-01", "2025-06-06", "2025-06-09", "2025-06-27"], str(month))


def check_calendar_next(service):
    """what is next is counted from today in the district's zone"""
    told = service.get("/api/v1/calendar")
    today = datetime.now(timezone(timedelta(hours=7))).date()
    shown = date.fromisoformat(told["today"])
    expect(abs((shown - today).days) <= 1, f"{shown} is not {today}")  # midnight may come between the two
    expect(told["year"] == shown.year, str(told["year"]))
    first = date.fromisoformat(told["next"]["entry"]["first"])
    expect(told["next"]["days"] == (first - shown).days > 0, str(told["next"]))
    expect(first.day in (28, 29, 1, 2, 3), str(first))


def check_calendar_cache(service):
    """an unchanged calendar answers 304"""
    answer = service.officer.ask("GET", "/api/v1/calendar?year=2025")
    again = service.officer.ask("GET", "/api/v1/calendar?year=2025", headers={"If-None-Match": answer.headers["ETag"]})
    expect(again.status == 304 and not again.body, f"{again.status}")


def check_calendar_refusals(service):
    """what is no year or month is refused, and nobody sees the calendar without a session"""
    for query in ("year=1999", "year=2101", "year=", "year=abc", "year=-1", "year=2025&month=0", "year=2025&month=13", "month=x"):
        expect_status(service.officer.ask("GET", f"/api/v1/calendar?{query}"), 400, "invalid_request")
    expect_status(Browser(service.gateway.port).ask("GET", "/api/v1/calendar"), 401, "login_required")


def check_calendar_edited(service):
    """an operator's file moves an entry and adds a year; a broken one keeps what was known, and the log says why"""
    service.write_config("calendar.json", {
        "moves": [{"activity": "publikasi", "data_month": "2025-04", "first": "2025-06-04", "reason": "Rapat pimpinan"}],
        "years": [{"year": 2027, "decrees": ["SKB 2027"],
                   "holidays": [{"date": "2027-03-10", "name": "Idul Fitri", "kind": "libur_nasional"}]}]})
    year = "/api/v1/calendar?year=2025"
    moved = wait_until(lambda: (got := entry(service.get(year), "publikasi-2025-04"))["moved"] and got, 10, "the entry is moved")
    expect((moved["first"], moved["last"], moved["reason"]) == ("2025-06-04", "2025-06-04", "Rapat pimpinan"), str(moved))
    expect([day["name"] for day in service.get("/api/v1/calendar?year=2027")["holidays"]] == ["Idul Fitri"], "2027 is another")
    service.write_config("calendar.json", '{"moves": [{"activity": "publikasi"}]}')
    wait_until(lambda: "config_unreadable" in service.log(), 10, "the log tells of the broken file")
    expect("calendar.json: moves[].data_month is missing" in service.log(), service.log()[-500:])
    expect(entry(service.get(year), "publikasi-2025-04")["moved"], "the broken file was taken")
    os.remove(service.config("calendar.json"))
    wait_until(lambda: not entry(service.get(year), "publikasi-2025-04")["moved"], 10, "the built-in calendar is back")


def check_ics(service):
    """another program reads the calendar that a token opens, and the token opens nothing else"""
    link = service.get("/api/v1/calendar")["subscription"]
    stranger = Browser(service.gateway.port)
    answer = expect_status(stranger.ask("GET", link), 200)
    expect(answer.headers["Content-Type"] == "text/calendar; charset=utf-8", answer.headers["Content-Type"])
    for line in answer.body.split(b"\r\n"):
        expect(len(line) <= 75 and b"\n" not in line, repr(line))
    read = icalendar.Calendar.from_ical(answer.body)
    events = {str(event["UID"]): event for event in read.walk("VEVENT")}
    this_year = service.get("/api/v1/calendar")
    expect(len(events) == 3 * 48 + 1, f"{len(events)} events")
    for told in this_year["entries"]:
        event = events[f"{told['id']}@2101.sipro"]
        last = date.fromisoformat(told["last"])
        expect(str(event["SUMMARY"]) == told["title"], str(event["SUMMARY"]))
        expect((event["DTSTART"].dt, event["DTEND"].dt) == (date.fromisoformat(told["first"]), last + timedelta(days=1)), str(event))
        for day in told["off_days"]:
            expect(day["date"] in event["DESCRIPTION"], f"{event['DESCRIPTION']} does not mark {day}")
    again = stranger.ask("GET", link, headers={"If-None-Match": answer.headers["ETag"]})
    expect(again.status == 304, f"{again.status}")
    expect_status(stranger.ask("GET", "/api/v1/calendar" + link[link.index("?"):]), 401, "login_required")
    expect_status(stranger.ask("GET", "/api/v1/jobs" + link[link.index("?"):]), 401, "login_required")


def without_request_id(answer):
    return {key: value for key, value in answer.json().items() if key != "request_id"}


def check_ics_tokens(service):
    """a wrong token is as unknown as any address; a new key ends the tokens of the old one"""
    link = service.get("/api/v1/calendar")["subscription"]
    stranger = Browser(service.gateway.port)
    unknown = without_request_id(expect_status(stranger.ask("GET", "/api/v1/nowhere"), 404, "not_found"))
    other = link.replace("2101.", "2171.")
    for wrong in (link[:-1], link + "0", other, link[:link.index("?")], link[:link.index("=") + 1], link[:link.index("=")] + "=9999." + "0" * 40):
        answer = expect_status(stranger.ask("GET", wrong), 404, "not_found")
        expect(without_request_id(answer) == unknown, f"{wrong}: {answer.body!r}")
    expect(link.split("=")[1] not in service.log() and other.split("=")[1] not in service.log(), "a token stands in the log")
    key = service.config("calendar.key")
    expect(stat.S_IMODE(os.stat(key).st_mode) == 0o600, f"{os.stat(key).st_mode:o}")
    os.remove(key)  # the gateway makes another
    wait_until(lambda: stranger.ask("GET", link).status == 404, 15, "the old token is void")
    fresh = wait_until(lambda: (now := service.get("/api/v1/calendar")["subscription"]) != link and now, 10, "a new token")
    expect_status(stranger.ask("GET", fresh), 200)
    second = service.cluster.add_gateway()
    wait_until(lambda: Browser(second.port).ask("GET", fresh).status == 200, 10, "another gateway knows the token")


def check_ics_without_key(service):
    """where the key can't be read no token can be judged: 503, and the calendar has no link"""
    key, hidden = service.config("calendar.key"), service.config("hidden.key")
    link = service.get("/api/v1/calendar")["subscription"]
    os.rename(key, hidden)
    os.mkdir(key)
    try:
        blind = service.cluster.add_gateway()
        answer = expect_status(Browser(blind.port).ask("GET", link), 503, "storage_unavailable")
        expect(int(answer.headers["Retry-After"]) > 0, "no Retry-After")
        officer = Browser(blind.port)
        wait_until(lambda: officer.login("2101", CODES["2101"][0]).status == 201, 10, "login")
        expect(service.get("/api/v1/calendar", officer)["subscription"] is None, "a link without a key")
    finally:
        os.rmdir(key)
        os.rename(hidden, key)
    wait_until(lambda: Browser(blind.port).ask("GET", link).status == 200, 10, "the key is read")


CHECKS = [check_calendar, check_calendar_next, check_calendar_cache, check_calendar_refusals, check_calendar_edited, check_ics,
          check_ics_tokens, check_ics_without_key]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    failed = passed = 0
    with tempfile.TemporaryDirectory(prefix="content-") as place:
        service = Service(place, os.path.abspath(arguments.bin))
        try:
            for check in CHECKS:
                if arguments.only and check.__name__.removeprefix("check_") not in arguments.only:
                    continue
                begun = time.monotonic()
                try:
                    check(service)
                    passed += 1
                    print(f"ok   {check.__doc__} ({time.monotonic() - begun:.1f} s)", flush=True)
                except Exception as error:  # a check that breaks is a failed one; the others run
                    failed += 1
                    print(f"FAIL {check.__doc__}: {type(error).__name__}: {error}", flush=True)
                    traceback.print_exc(limit=-2, file=sys.stdout)
            if failed:
                print(service.log()[-3000:])
        finally:
            service.cluster.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
