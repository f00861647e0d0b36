"""What people see over HTTP while things break: 202 or 503 with Retry-After, one job a request, results that stay."""

import hashlib
import os
import threading
import time
import uuid
from collections import Counter
from urllib.parse import quote

from cluster import Inputs
from http_load import Browser, Unreachable
from oracle import Accepted
from processes import wait_until
from proxy import DROP, KEEP, Fault, Proxy
from scenario import scenario

BACK_SECONDS = 2.0
CODE = "kode-uji-2101"


class Office:
    """A district with a login code, a gateway (or a door before some), an uploaded file, and the body of a job on it."""

    def __init__(self, stage, socket_path=None, door=None, rows=40):
        self.stage, self.counts = stage, Counter()
        self.district = stage.cluster.districts[0]
        stage.cluster.run("sipro-admin", "district", "code", self.district, "--login", "--from-stdin", stdin=f"{CODE}\n")
        self.gateway = door or stage.cluster.add_gateway(socket_path)
        self.browser = self.visit(self.gateway)
        self.sample = Inputs(stage.cluster, rows).files("ekspor")[-1][0]
        self.upload = self.browser.upload(self.sample)

    def visit(self, gateway):
        browser = Browser(gateway.port, self.counts, gateway.host)
        wait_until(lambda: tried(lambda: browser.login(self.district, CODE).status == 201), 20, "logged in", every=0.2)
        return browser

    def body(self, again=True, upload=None):
        return {"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": upload or self.upload}],
                **({"again": True} if again else {})}

    def accept(self, answer):
        job = answer.json()["id"]
        self.stage.load.accept(Accepted(job, self.district, time.monotonic()))
        return job


def tried(action):
    try:
        return action()
    except Unreachable:
        return False


def not_away(answer):
    """The answer; None for the 503 of a gateway that has only just started and does not have Redis yet."""
    return None if answer.status == 503 else answer


def insist(office, browser, key, seconds=30):
    """Posts until a 202, as the page does; the answer, or None where the gateway went away."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = browser.post_job(office.body(), key)
        if answer.status == 202:
            office.accept(answer)
            return answer
        if answer.status == 401:
            browser.login(office.district, CODE)
        time.sleep(0.05)
    raise TimeoutError(f"no 202 within {seconds} s; last {answer.status} {answer.body[:200]!r}")


@scenario("gateway_between", (100, 150))
def gateway_between(stage):
    """The gateway dies between job.json and enqueue, or after it; the request is repeated at another: one job."""
    stage.row.planned = stage.pick(6, 20)
    cluster = stage.open(workers=1)
    proxy = Proxy(os.path.join(stage.place, "gateway.sock"), cluster.redis.socket)
    office = Office(stage, proxy.path)
    other = office.visit(cluster.add_gateway())
    jobs = set()
    for number in range(stage.row.planned):
        fault = Fault("enqueue", ("before", "after")[number % 2], lambda: office.gateway.kill() and DROP or DROP)
        proxy.arm(fault)
        key = uuid.uuid4().hex
        try:
            answer = wait_until(lambda: not_away(office.browser.post_job(office.body(), key)), 15, "a killed gateway")
            stage.problem(f"the gateway answered although it was killed: {answer.status} {answer.body[:200]!r}")
        except Unreachable:
            pass
        stage.row.hit += fault.hit.is_set()
        proxy.faults.remove(fault)
        jobs.add(insist(office, other, key).json()["id"])
        again = insist(office, other, key).json()["id"]
        stage.check(again in jobs, "the same key gave another job")
        office.gateway.start()
    stage.settle(60)
    known = set(os.listdir(os.path.join(cluster.storage, office.district, "jobs")))
    stage.check(known == jobs and len(jobs) == stage.row.planned, f"{len(known)} job folders for {len(jobs)} requests")
    stage.judge().figure = f"{len(jobs)} jobs of {stage.row.planned} requests, each sent three times"


@scenario("equal_posts", (60, 60))
def equal_posts(stage):
    """Fifty equal requests at once, with a key and without: one job each time, fifty equal answers."""
    cluster = stage.open(workers=1)
    office = Office(stage)
    stage.row.planned = 100
    figure = []
    for key in (uuid.uuid4().hex, None):
        cluster.run("sipro-admin", "queue", "pause")
        answers = at_once(office, 50, key)
        cluster.run("sipro-admin", "queue", "resume")
        ids = {answer.json()["id"] for answer in answers if answer.status == 202}
        for answer in answers:
            if answer.status == 202:
                office.accept(answer)
        stage.row.hit += sum(answer.status == 202 for answer in answers)
        stage.check(len(ids) == 1, f"{len(ids)} jobs of fifty equal requests, statuses {Counter(a.status for a in answers)}")
        figure.append(f"{len(answers)} equal posts {'with' if key else 'without'} a key: {len(ids)} job")
        stage.settle(30)
        # Other content, or the second round would join the job of the first.
        office.upload = office.browser.upload(Inputs(cluster, 40, seed=6, name="other").files("ekspor")[-1][0])
    stage.judge().figure = "; ".join(figure)


def at_once(office, count, key):
    answers, gate = [], threading.Barrier(count)

    def send():
        browser = Browser(office.gateway.port, office.counts)
        browser.cookie = office.browser.cookie
        gate.wait()
        answers.append(browser.post_job(office.body(again=False), key))

    threads = [threading.Thread(target=send) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Poster:
    """Posts jobs and polls them without rest, each post repeated with its key until it is accepted."""

    def __init__(self, office, rate):
        self.office, self.rate, self.ended, self.problem = office, rate, threading.Event(), None
        self.browser = Browser(office.gateway.port, office.counts, office.gateway.host)
        self.browser.cookie = office.browser.cookie
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        try:
            while not self.ended.is_set():
                job = insist(self.office, self.browser, uuid.uuid4().hex).json()["id"]
                self.browser.job(job)
                self.ended.wait(1 / self.rate)
        except (Unreachable, TimeoutError) as error:
            self.problem = str(error)

    def stop(self):
        self.ended.set()
        self.thread.join()


@scenario("gateway_redis", (120, 200))
def gateway_redis(stage):
    """Redis is killed, stopped and wiped under HTTP load: 503 with Retry-After meanwhile, never 500, results stay."""
    stage.row.planned = stage.pick(3, 12)
    cluster = stage.open(workers=2)
    office = Office(stage)
    posters = [Poster(office, 5) for _ in range(3)]
    back = []
    for number in range(stage.row.planned):
        time.sleep(2)
        stage.row.hit += strike(cluster.redis, number)
        since = time.monotonic()
        insist(office, office.browser, uuid.uuid4().hex)
        back.append(time.monotonic() - since)
    for poster in posters:
        poster.stop()
        stage.check(not poster.problem, poster.problem)
    stage.settle(60)
    stage.row.refused = office.counts[503]
    wrong = [text for browser in (office.browser, *(p.browser for p in posters)) for text in browser.wrong]
    row = stage.judge(lossy=True)
    row.problems += wrong[:5]
    fetched = download_all(stage, office)
    row.figure = f"back within {max(back):.2f} s; statuses {dict(sorted(office.counts.items()))}; {fetched} results downloaded"
    stage.expect_within(max(back), BACK_SECONDS, "until all is back")


def strike(redis, number):
    """Down for a second and started again, stopped for longer than a call waits, or wiped; true when it hit."""
    if number % 3 == 0:
        hit = redis.kill()
        time.sleep(1)
        redis.start()
        return hit
    if number % 3 == 1:
        hit = redis.stop()
        time.sleep(4)
        redis.resume()
        return hit
    redis.flush()
    return True


def download_all(stage, office):
    """Every result of every job comes whole, with the hash that the job tells."""
    fetched = 0
    browser = office.visit(office.gateway)
    for job in stage.load.all():
        told = browser.job(job.id)
        stage.check(told.status == 200, f"job {job.id}: {told.status}")
        for result in told.json().get("results", []) if told.status == 200 else []:
            answer = browser.ask("GET", f"/api/v1/jobs/{job.id}/results/{quote(result['name'])}")
            whole = answer.status == 200 and hashlib.sha256(answer.body).hexdigest() == result["sha256"]
            stage.check(whole, f"{job.id}/{result['name']}: {answer.status}")
            fetched += whole
    return fetched


@scenario("gateway_recovering", (60, 60))
def gateway_recovering(stage):
    """Redis is wiped between job.json and enqueue, and the job restored before the 503: the request, repeated, is a
    job that succeeds, with its key the same one; and what was restored succeeds too, whatever the first answer left."""
    stage.row.planned = stage.pick(2, 6)
    cluster = stage.open(workers=0)
    held, answered = threading.Event(), threading.Event()
    recovery = Proxy(os.path.join(stage.place, "recovery.sock"), cluster.redis.socket)
    cluster.add_worker(1, recovery.path)
    proxy = Proxy(os.path.join(stage.place, "gateway.sock"), cluster.redis.socket)
    office = Office(stage, proxy.path)
    for number in range(stage.row.planned):
        held.clear(), answered.clear()
        late = recovery.arm(Fault("recovery_end", "before", lambda: (held.set(), answered.wait(20)) and KEEP))
        wiped = proxy.arm(Fault("enqueue", "before", lambda: (cluster.redis.flush(), held.wait(20)) and KEEP))
        key = uuid.uuid4().hex if number % 2 else None
        office.browser.login(office.district, CODE)
        first = office.browser.post_job(office.body(), key)
        stage.row.hit += first.status == 503 and held.is_set() and wiped.hit.is_set()
        answered.set()
        time.sleep(1.5)  # time for the restored job to run before the request comes again
        insist(office, office.browser, key)
        states = wait_until(lambda: all_ended(cluster, office.district), 30, "what was restored ended")
        stage.check(set(states) == {"succeeded"}, f"restored jobs: {states}")
        recovery.faults.remove(late)
        proxy.faults.remove(wiped)
    stage.settle(60)
    stage.judge().figure = f"{len(states)} jobs of {stage.row.planned} requests"


def all_ended(cluster, district):
    """The states of all jobs of a district, once each of them has ended."""
    with cluster.redis.client() as client:
        states = [client.hget(f"{{sipro}}:job:{job}", "state") for job in client.zrange(f"{{sipro}}:jobs:{district}", 0, -1)]
    return states if all(state in ("succeeded", "failed", "cancelled") for state in states) else None
