"""Pages of a clean file's rows by HTTP: plain, sorted, searched, both, at the beginning and in the middle."""

import http.client
import json
import time
from urllib.parse import urlencode

import figures
from figures import Table, verdict
from stage import Stage

GOALS_MS = {125_000: 100, 500_000: 400}
LIMIT = 100
LEAST_KEPT = 0.9  # of the rows asked for: the rest are what the sample has wrong


def pages(total):
    """(what, query); each time another place and another word, so that no page is asked for twice."""
    for turn, word in enumerate(("batam", "udang", "62", "singapura", "1234,5")):
        offset = (turn * total // 5) // LIMIT * LIMIT
        yield "plain", {"offset": offset}
        yield "sorted by text", {"offset": offset, "sort": "PELABUHAN1"}
        yield "sorted by number", {"offset": offset, "sort": "NILAI", "descending": "true"}
        yield "searched", {"offset": 0, "q": word}
        yield "searched, sorted", {"offset": 0, "q": word, "sort": "NILAI"}


class Client:
    """One keep-alive connection."""

    def __init__(self, stage):
        self.connection = http.client.HTTPConnection("127.0.0.1", stage.gateway.port, timeout=60)
        self.headers = {"Cookie": stage.officer.cookie}

    def get(self, path):
        """(status, body, seconds)"""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        return answer.status, body, time.perf_counter() - began


def wrong(what, query, status, body):
    """Nothing for a page that is as it should be."""
    if status != 200:
        return f"{what} {query}: {status} {body[:200]!r}"
    page = json.loads(body)
    if "q" not in query and page["found"] != page["rows_total"]:
        return f"{what} {query}: {page['found']} of {page['rows_total']} rows without a search"
    expected = max(0, min(LIMIT, page["found"] - query["offset"]))
    return None if len(page["rows"]) == expected else f"{what} {query}: {len(page['rows'])} rows instead of {expected}"


def run(form, programs, place, tell):
    problems = []
    with Stage(programs, place, workers=1, province=True) as stage:
        client = Client(stage)
        table = Table("rows", "page", "asked", "p50 ms", "p95 ms", "max ms")
        for count in form.rows:
            job = stage.finished_job(count)
            _, body, _ = client.get(f"/api/v1/jobs/{job}/rows?limit=1")
            kept = json.loads(body)["rows_total"]
            if kept < LEAST_KEPT * count:
                problems.append(f"only {kept:,} of {count:,} rows are in the clean file: its pages say nothing of {count:,}")
            seconds = {}
            for _ in range(form.repeat):
                for what, query in pages(kept):
                    status, body, took = client.get(f"/api/v1/jobs/{job}/rows?{urlencode({'limit': LIMIT, **query})}")
                    seconds.setdefault(what, []).append(took)
                    problems += filter(None, [wrong(what, query, status, body)])
            every = [took for those in seconds.values() for took in those]
            for what, those in {**seconds, "all": every}.items():
                table.row(f"{kept:,}", what, len(those), *(figures.ms(figures.quantile(those, share)) for share in (0.5, 0.95, 1)))
            if count in GOALS_MS:
                tell(verdict(form, f"{count:,} rows, p95", figures.quantile(every, 0.95) * 1000, GOALS_MS[count], "ms", most=True))
        tell(table)
    return problems
