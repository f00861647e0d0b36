"""Polls of a job: as many a second as go, beside nginx with a file of the same size; then their latency at a constant
rate, alone and while two workers are busy and 100 wrong logins run side by side."""

import statistics
import threading
import time

import steady
import wrk
from cpu import Watch
from figures import Table, verdict
from stage import Stage

GOAL_RATE, GOAL_P99_MS = 8000, 20


def most_a_second(stage, form, path, tell):
    answer = stage.officer.ask("GET", path)
    session = {"Cookie": stage.officer.cookie}
    runs = {"nginx, a file": (stage.nginx().serve("job.json", answer.body), {}),
            "job, 200": (stage.url(path), session),
            "job, 304": (stage.url(path), {**session, "If-None-Match": answer.headers["ETag"]})}
    told = {name: [] for name in runs}
    table = Table(f"{len(answer.body)} bytes, {form.connections} connections", "run", "a second", "p50 ms", "p99 ms", "CPU gateway", "redis")
    problems = []
    for repetition in range(1, form.repeat + 1):
        for name, (url, headers) in runs.items():
            watch = Watch(stage.pids())
            result = wrk.run(url, form.seconds, form.connections, headers=headers)
            used, rate = watch.used(), result["requests"] / result["seconds"]
            told[name].append(rate)
            table.row(name, repetition, f"{rate:,.0f}", result["p50_us"] / 1000, result["p99_us"] / 1000,
                      f"{used['gateway'] / result['seconds']:.2f}", f"{used['redis'] / result['seconds']:.2f}")
            if result["bad_status"] or result["broken"]:
                problems.append(f"{name}: {result['bad_status']} bad statuses, {result['broken']} broken connections")
    tell(table)
    reached = statistics.median(told["job, 200"])
    ratio = statistics.median(ours / theirs for ours, theirs in zip(told["job, 200"], told["nginx, a file"]))
    tell(f"{verdict(form, 'polls', reached, GOAL_RATE, 'a second')}; {ratio:.2f} x nginx")
    return problems


class Busy:
    """Keeps both workers at work: new jobs as soon as few wait."""

    def __init__(self, stage, rows):
        self.stage, self.ended, self.problems, self.jobs = stage, threading.Event(), [], 0
        self.body = stage.body(rows, again=True)
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def _work(self):
        try:
            while not self.ended.is_set():
                if self.stage.backlog() < 6:
                    answer = self.stage.officer.post_job(self.body)
                    if answer.status != 202:
                        self.problems.append(f"a job was not taken: {answer.status} {answer.body[:200]!r}")
                    self.jobs += 1
                self.ended.wait(0.05)
        except (OSError, RuntimeError) as error:
            self.problems.append(f"the jobs that keep workers busy: {error}")

    def stop(self):
        self.ended.set()
        self.thread.join()
        return self.problems


def steady_rate(stage, form, path, tell):
    problems, rate, expected = [], form.steady_rate, form.steady_rate * form.seconds
    table = Table(f"{rate} polls/s, {form.steady_connections} connections", *steady.HEAD, "CPU gateway", "workers")
    quiet = steady.run(stage, path, rate, form.seconds, form.steady_connections)
    table.row("alone", *quiet.cells(), "", "")
    busy = Busy(stage, form.busy_rows)
    logins = wrk.start(stage.url("/"), form.seconds, 100, scripts=("wrong_logins.lua",), arguments=[100, *stage.districts])
    time.sleep(0.3)
    watch = Watch(stage.pids())
    loaded = steady.run(stage, path, rate, form.seconds, form.steady_connections)
    used = watch.used()
    attempts = wrk.parse(logins.communicate(timeout=60)[0])
    problems += busy.stop()
    children = used.get("workers", 0) + used.get("workers's children", 0)
    table.row("workers busy, 100 wrong logins", *loaded.cells(), f"{used['gateway'] / form.seconds:.2f}", f"{children / form.seconds:.2f}")
    tell(table)
    tell(f"{busy.jobs} jobs meanwhile; wrong logins by status: {attempts}")
    tell(verdict(form, "p99", loaded.quantile(0.99) * 1000, GOAL_P99_MS, "ms", most=True))
    problems += quiet.problems(expected, "polls alone") + loaded.problems(expected, "polls under load")
    strange = set(attempts) - {"401", "429", "503"}
    if strange or not attempts.get("401"):
        problems.append(f"wrong logins were answered {attempts}")
    end = time.monotonic() + 60
    while stage.backlog() and time.monotonic() < end:
        time.sleep(0.1)
    return problems + ([f"{stage.backlog()} jobs did not end"] if stage.backlog() else [])


def run(form, programs, place, tell):
    with Stage(programs, place, districts=form.login_districts) as stage:
        path = f"/api/v1/jobs/{stage.finished_job(600)}"
        problems = most_a_second(stage, form, path, tell)
        tell()
        return problems + steady_rate(stage, form, path, tell)
