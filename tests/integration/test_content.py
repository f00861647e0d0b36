"""What the pages show besides jobs, on the real service: calendar, FAQ, suggestions, HS codes, the list of tables.

Usage: test_content.py --bin DIR    Ends with "N passed, N failed".
"""

import io
import json
import os
import stat
import sys
import tempfile
import time
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlencode

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

import icalendar  # noqa: E402
import openpyxl  # noqa: E402

from cluster import Cluster, Inputs  # noqa: E402
from http_load import Browser  # noqa: E402
from processes import wait_until  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402

CODES = {"2101": ("kode-karimun", "fitur-karimun"), "2171": ("kode-batam", "fitur-batam")}
# A whole master, where there is one: code8,uraian_id,description_en.
MASTER = os.environ.get("SIPRO_HS_MASTER", "")
SMALL_MASTER = """\ufeff01012900;"Kuda, keledai > Lain-lain";live horses, other than pure-bred
01013010;"Kuda, keledai > Keledai > Bibit";live asses, pure-bred breeding animals
0302.29.00;Ikan > Lain-lain;"other flat fish, ""fresh"" or chilled"
22042111;Minuman anggur;"=wine, Ros\u00e9"
"""


class Service:
    def __init__(self, place, programs):
        self.cluster = Cluster(place, programs, districts=tuple(CODES))
        self.cluster.redis.start()
        self.cluster.write_districts()
        self.cluster.set_codes(CODES)
        self.gateway = self.cluster.add_gateway()
        self.officer = self.logged_in()
        wait_until(lambda: self.get("/api/v1/calendar")["subscription"], 15, "the calendar's key is made")

    def close(self):
        self.cluster.close()

    def logged_in(self, district="2101", unlock=False):
        browser = Browser(self.gateway.port)
        wait_until(lambda: browser.login(district, CODES[district][0]).status == 201, 15, "login")
        if unlock:
            expect_status(browser.ask("POST", "/api/v1/session/unlock", {"code": CODES[district][1]}), 200)
        return browser

    def restart(self):
        """The gateway ends and comes again, with the sessions that are in Redis."""
        expect(self.gateway.process.terminate(10), "the gateway did not end by itself")
        self.gateway.start()
        wait_until(lambda: self.officer.ask("GET", "/api/v1/session").status == 200, 10, "the session is known again")

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


def check_operator_files(service):
    """an operator's files move an entry, add a year, replace the FAQ, name a contact; a broken one keeps what was known"""
    own = {"questions": [{"id": "satu", "question": "Apa?", "answer": [{"text": "Ini."}, {"list": ["a", "b"]}]}]}
    with open(service.config("districts.json"), encoding="utf-8") as source:
        districts = json.load(source)
    for district in districts["districts"]:
        if district["id"] == "2101":
            district.update(contact_name="Budi", contact_whatsapp="6281234567890")
    expect(service.get("/api/v1/faq")["contact"] is None, "a contact that nobody named")
    service.write_config("districts.json", districts)
    service.write_config("faq.json", own)
    service.write_config("calendar.json", {
        "moves": [{"activity": "publikasi", "data_month": "2025-04", "first": "2025-06-04", "reason": "Rapat pimpinan"}],
        "years": [{"year": 2027, "decrees": ["SKB 2027"],
                   "holidays": [{"date": "2027-03-10", "name": "Idul Fitri", "kind": "libur_nasional"}]}]})
    year = "/api/v1/calendar?year=2025"
    moved = wait_until(lambda: (got := entry(service.get(year), "publikasi-2025-04"))["moved"] and got, 10, "the entry is moved")
    expect((moved["first"], moved["last"], moved["reason"]) == ("2025-06-04", "2025-06-04", "Rapat pimpinan"), str(moved))
    expect([day["name"] for day in service.get("/api/v1/calendar?year=2027")["holidays"]] == ["Idul Fitri"], "2027 is another")
    told = wait_until(lambda: (now := service.get("/api/v1/faq"))["contact"] and now, 10, "the contact is told")
    expect(told == {"questions": [{**own["questions"][0], "pages": []}],
                    "contact": {"name": "Budi", "whatsapp": "https://wa.me/6281234567890"}}, str(told))
    expect(service.get("/api/v1/faq", service.logged_in("2171"))["contact"] is None, "another district's contact")
    service.write_config("calendar.json", '{"moves": [{"activity": "publikasi"}]}')
    service.write_config("faq.json", "{")
    for reason in ("calendar.json: moves[].data_month is missing", "faq.json: is not JSON"):
        wait_until(lambda wanted=reason: wanted in service.log(), 10, f"the log tells: {reason}")
    expect(entry(service.get(year), "publikasi-2025-04")["moved"], "the broken calendar was taken")
    expect(service.get("/api/v1/faq") == told, "the broken FAQ was taken")
    os.remove(service.config("calendar.json"))
    os.remove(service.config("faq.json"))
    wait_until(lambda: not entry(service.get(year), "publikasi-2025-04")["moved"], 10, "the built-in calendar is back")
    expect(len(service.get("/api/v1/faq")["questions"]) >= 15, "the built-in questions are not back")


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


def check_faq(service):
    """the questions are answered, and found by their words"""
    told = service.get("/api/v1/faq")
    expect(len(told["questions"]) >= 15, f"{len(told['questions'])} questions")
    expect(len({question["id"] for question in told["questions"]}) == len(told["questions"]), "an id is there twice")
    found = service.get("/api/v1/faq?" + urlencode({"q": "Dibulatkan PERTUMBUHAN"}))["questions"]
    expect(0 < len(found) < len(told["questions"]), f"{len(found)} found")
    expect("0,35" in json.dumps(found), "not the question about rounding")
    expect(service.get("/api/v1/faq?q=tidakadakataini")["questions"] == [], "found what is not there")
    expect_status(Browser(service.gateway.port).ask("GET", "/api/v1/faq"), 401, "login_required")


def check_suggestions(service):
    """suggestions are checked, kept over a restart, and shown newest first to the own district behind the feature code"""
    send = lambda officer, name, text: officer.ask("POST", "/api/v1/suggestions", {"name": name, "text": text})  # noqa: E731
    for name, text in (("", "satu dua tiga empat lima"), ("Ani", "satu dua tiga empat"), ("Ani", ""), ("A" * 101, "a b c d e"),
                       ("Ani", "a b c d " + "e" * 5000), ("Ani", "a b c d \x1b e"), ("A\x00", "a b c d e")):
        expect_status(send(service.officer, name, text), 400, "invalid_request")
    expect_status(service.officer.ask("POST", "/api/v1/suggestions", {"name": "Ani"}), 400, "invalid_request")
    expect_status(service.officer.ask("GET", "/api/v1/suggestions"), 403, "feature_locked")
    texts = [f"Tolong tambahkan grafik nomor {i} <b>ya</b>\n\U0001f600" for i in range(3)]
    for text in texts:
        told = expect_status(send(service.officer, " Ani  Lestari ", f"\r\n{text}  "), 201).json()
        expect((told["name"], told["text"]) == ("Ani Lestari", text), str(told))
    folder = os.path.join(service.cluster.storage, "2101", "suggestions")
    expect(len(os.listdir(folder)) == 3, str(os.listdir(folder)))
    service.restart()
    reader = service.logged_in(unlock=True)
    page = service.get("/api/v1/suggestions", reader)
    expect(page["total"] == 3 and [one["text"] for one in page["suggestions"]] == texts[::-1], str(page))
    second = service.get("/api/v1/suggestions?offset=1&limit=1", reader)
    expect([one["text"] for one in second["suggestions"]] == [texts[1]] and second["total"] == 3, str(second))
    other = service.logged_in("2171", unlock=True)
    expect(service.get("/api/v1/suggestions", other)["suggestions"] == [], "another district's suggestions")
    for query in ("offset=-1", "limit=201", "limit=x"):
        expect_status(reader.ask("GET", f"/api/v1/suggestions?{query}"), 400, "invalid_request")


def hs(service, officer=None, **query):
    return service.get("/api/v1/hs?" + urlencode(query), officer)


def codes(page):
    return [row["code"] for row in page["rows"]]


def taken(officer, path):
    """The upload's id; None while the queue is closed."""
    try:
        return officer.upload(path)
    except RuntimeError as refused:
        expect("recovering" in str(refused), str(refused))
        return None


def check_hs_without_master(service):
    """without a master: the 99 chapters, the codes of the district's own data, and a line that says how to get the rest"""
    empty = hs(service)
    expect(empty["total"] == 0 and empty["master"] is None and "sipro-admin hs import" in empty["note"], str(empty["note"]))
    expect(len(empty["chapters"]) == 99 and empty["chapters"][26]["name"] == "Bahan bakar mineral", str(empty["chapters"][26]))
    worker = service.cluster.add_worker()
    inputs = Inputs(service.cluster, 100)
    path, year = inputs.files("ekspor")[-1]
    upload = wait_until(lambda: taken(service.officer, path), 15, "the worker opens the queue")
    job = wait_until(lambda: (answer := service.officer.post_job({
        "kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": upload, **({"year": year} if year else {})}]})).status == 202
        and answer.json()["id"], 15, "the job is taken")
    wait_until(lambda: service.officer.job(job).json()["state"] == "succeeded", 30, "the job ends")
    seen = hs(service, limit=200)
    expect(seen["total"] > 5 and seen["master"] is None and seen["note"], str(seen)[:300])
    expect(sum(chapter["count"] for chapter in seen["chapters"]) == seen["total"], "the chapters do not add up")
    code = seen["rows"][0]["code"]
    expect(code in codes(hs(service, q=code[:4])) and codes(hs(service, q="99999999")) == [], "a prefix does not find its code")
    expect(hs(service, service.logged_in("2171"))["total"] == 0, "another district's codes")
    book = openpyxl.load_workbook(io.BytesIO(expect_status(service.officer.ask("GET", "/api/v1/hs.xlsx"), 200).body))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    expect(cells[2][0] == code and cells[-1][0] == seen["note"], f"{cells[2]} {cells[-1]}")
    worker.process.terminate(20)


def import_master(service, text):
    path = os.path.join(service.cluster.place, "master.csv")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return json.loads(service.cluster.run("sipro-admin", "--json", "hs", "import", path))


def check_hs(service):
    """the imported master is searched by words of both languages, codes and chapters; a new one is seen by itself"""
    told = import_master(service, SMALL_MASTER)
    expect((told["codes"], told["added"], told["changed"], told["removed"]) == (4, 4, 0, 0), str(told))
    page = wait_until(lambda: (now := hs(service))["master"] and now, 10, "the master is read")
    expect(page["note"] is None and page["total"] == 4 and page["master"]["codes"] == 4, str(page)[:300])
    expect(page["rows"][2] == {"code": "03022900", "uraian": "Ikan > Lain-lain", "description": 'other flat fish, "fresh" or chilled',
                               "chapter": "03"}, str(page["rows"][2]))
    for query, found in ({"q": "KELEDAI bibit"}, ["01013010"]), ({"q": "hors"}, ["01012900"]), ({"q": "0302.29"}, ["03022900"]), \
            ({"q": "rose"}, ["22042111"]), ({"q": "0101"}, ["01012900", "01013010"]), ({"q": "lain", "chapter": 3}, ["03022900"]), \
            ({"q": "kuda wine"}, []), ({"offset": 1, "limit": 2}, ["01013010", "03022900"]):
        expect(codes(hs(service, **query)) == found, f"{query}: {codes(hs(service, **query))}")
    lain = hs(service, q="lain", chapter=3)
    expect(lain["total"] == 1 and lain["chapters"][0]["count"] == 1, "the chapters are not counted for all words")
    for query in ("chapter=0", "chapter=100", "chapter=x", "limit=201", "offset=-1", "q=" + "a" * 201):
        expect_status(service.officer.ask("GET", f"/api/v1/hs?{query}"), 400, "invalid_request")
    changed = import_master(service, SMALL_MASTER.replace("Minuman anggur", "Anggur").replace("01012900", "01012100"))
    expect((changed["added"], changed["changed"], changed["removed"]) == (1, 1, 1), str(changed))
    wait_until(lambda: codes(hs(service, q="0101")) == ["01012100", "01013010"], 10, "the new master is read")


def check_hs_book(service):
    """the found list as a workbook, its texts as text; equal lists are equal bytes"""
    answer = expect_status(service.officer.ask("GET", "/api/v1/hs.xlsx?" + urlencode({"q": "anggur"})), 200)
    expect("Kode%20HS%208%20Digit.xlsx" in answer.headers["Content-Disposition"], answer.headers["Content-Disposition"])
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    expect(cells[1][:4] == ["Kode HS", "Uraian", "Description", "Golongan"], str(cells[1]))
    expect(cells[2] == ["22042111", "Anggur", "=wine, Ros\u00e9", "22", "Minuman"], str(cells[2]))
    expect(book.active["C3"].data_type == "s", "a text became a formula")
    again = service.officer.ask("GET", "/api/v1/hs.xlsx?" + urlencode({"q": "anggur"}), headers={"If-None-Match": answer.headers["ETag"]})
    expect(again.status == 304, f"{again.status}")
    expect_status(service.officer.ask("GET", "/api/v1/hs.xlsx?chapter=100"), 400, "invalid_request")
    left = [name for name in os.listdir(tempfile.gettempdir()) if name.startswith("sipro-") and name.endswith(".xlsx")]
    expect(left == [], f"left behind: {left}")


def check_hs_whole(service):
    """a whole master (SIPRO_HS_MASTER): each code is found by itself, and all of it goes into one workbook"""
    if not MASTER:
        return
    with open(MASTER, encoding="utf-8") as source:
        text = source.read()
    count = import_master(service, text)["codes"]
    wait_until(lambda: hs(service)["total"] == count, 15, "the master is read")
    begun = time.monotonic()
    for query in ("ikan segar", "horses", "0302", "27", "lain"):
        expect(hs(service, q=query)["total"] > 0, f"{query} finds nothing")
    print(f"     {count} codes, a search with its answer {(time.monotonic() - begun) / 5 * 1000:.1f} ms", flush=True)
    begun = time.monotonic()
    answer = expect_status(service.officer.ask("GET", "/api/v1/hs.xlsx"), 200)
    print(f"     all of them as a workbook: {time.monotonic() - begun:.1f} s, {len(answer.body) >> 10} KiB", flush=True)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body), read_only=True).active
    expect(sum(1 for row in sheet.iter_rows(values_only=True) if row and row[0] and len(str(row[0])) == 8) >= count, "codes are missing")


def check_tables(service):
    """the list names the 33 output tables and what each shows"""
    tables = service.get("/api/v1/tables")["tables"]
    expect([table["id"] for table in tables] == [f"{letter}{number:02d}" for letter, most in (("E", 15), ("I", 15), ("N", 3))
                                                 for number in range(1, most + 1)], str(tables))
    by_id = {table["id"]: table for table in tables}
    expect(by_id["E06"]["title"] == "Nilai Ekspor Menurut Negara Tujuan" and by_id["I06"]["title"] == "Nilai Impor Menurut Negara Asal", "titles")
    expect([table["id"] for table in tables if table["unit"] == "ribu ton"] == ["E05", "I05"], "units")


CHECKS = [check_calendar, check_calendar_next, check_calendar_cache, check_calendar_refusals, check_operator_files, check_ics,
          check_ics_tokens, check_ics_without_key, check_faq, check_suggestions, check_hs_without_master, check_hs,
          check_hs_book, check_hs_whole, check_tables]


if __name__ == "__main__":
    sys.exit(run_checks("content", CHECKS, closed(Service), told=lambda service: service.log()[-3000:]))
