"""Retention is killed at its steps while offices work: what its time is over for goes, everything else stays."""

import json
import os
import re
import subprocess
import threading
import time
from urllib.parse import quote

from cluster import upload
from load import Stream
from oracle import ends_of, job_folder
from proxy import DROP, Fault, Proxy
from scenario import scenario
from scenarios_gateway import Office
from watch import Watcher, read_json

LONG_AGO = 500 * 86400  # seconds; a job stays 14 months, an upload 30 days
# What it does to a folder: another name, a sync of that, a file's end and then the folder's.
CALLS = {"rename": "rename,renameat,renameat2", "fsync": "fsync,fdatasync", "unlink": "unlink,unlinkat,rmdir"}


@scenario("retention", (90, 180))
def retention(stage):
    """kill -9 of `sipro-admin retention` at the n-th rename, fsync and unlink, and before and after the queue forgets."""
    cluster = stage.open(("2101", "2102"), workers=2)
    works = stage.works()
    for number in range(stage.pick(18, 60)):
        stage.load.insist(works[number % len(works)], again=True)
    stage.settle(60)
    stage.row.problems += stage.watcher.finish()
    for job in stage.load.all():
        end_long_ago(job_folder(cluster.storage, job))
    stage.watcher = Watcher(cluster.storage)
    office = Office(stage)
    stay = keep_one(stage, office)
    going = [job for job in stage.load.all() if job.id not in stay]
    for job in going:
        del stage.load.accepted_by_id[job.id]
    uploads = [old_upload(cluster, district, works[0]) for district in cluster.districts for _ in range(4)]
    looks = Looks(stage, office, going)
    stream = Stream(stage.load, works, rate=4)

    proxy = Proxy(os.path.join(stage.place, "retention.sock"), cluster.redis.socket)
    steps = [(name, nth) for name in CALLS for nth in ((1, 2, 3, 5, 8) if stage.long else (1, 3))]
    for name, nth in steps:
        stage.row.hit += killed_at(stage, name, nth)
    for when in ("before", "after"):
        stage.row.hit += killed_by_redis(stage, proxy, when)
    stage.row.planned = len(steps) + 2
    left = sum(os.path.exists(job_folder(cluster.storage, job)) for job in going)
    stage.check(left > 0, "nothing was left to remove for a run that is not killed")
    cluster.run("sipro-admin", "retention")

    stream.stop()
    looks.stop()
    stage.settle(60)
    # While a job is being accepted its district is left alone: the last run has none.
    cluster.run("sipro-admin", "retention")
    check_gone(stage, office, going, uploads)
    stage.judge().figure = (f"{len(going)} jobs and {len(uploads)} uploads went, {left} jobs of them in the run that was not killed; "
                            f"{len(stay)} stayed for one that is kept; {looks.count} looks meanwhile, answers {dict(office.counts)}")


def end_long_ago(folder):
    """As if this job had ended then: its end on storage is what retention goes by."""
    for number, end in ends_of(folder).items():
        end["finished_us"] -= LONG_AGO * 1_000_000
        with open(os.path.join(folder, f"end-{number}.json"), "w", encoding="utf-8") as out:
            json.dump(end, out)


def keep_one(stage, office):
    """Keeps an olah job that has read another job's clean data; the ids of both."""
    for job in stage.load.all():
        payload = read_json(os.path.join(job_folder(stage.cluster.storage, job), "job.json"))["payload"]
        read = payload.get("ekspor", {}).get("job")
        if read and job.district == office.district:
            answer = office.browser.ask("PUT", f"/api/v1/jobs/{job.id}/keep")
            stage.check(answer.status == 204, f"keep: {answer.status}")
            return {job.id, read}
    raise RuntimeError("no job has read another's data")


def old_upload(cluster, district, work):
    """The folder of an upload that nobody has touched for long, and that no job reads."""
    source = os.path.join(cluster.storage, work.district, work.payload["inputs"][0]["path"])
    folder = os.path.dirname(os.path.join(cluster.storage, district, upload(cluster, district, source)["path"]))
    for path in (os.path.join(folder, "data"), folder):
        os.utime(path, (time.time() - LONG_AGO,) * 2)
    return folder


def killed_at(stage, name, nth):
    """Whether it was killed at its nth call of these."""
    log, calls = os.path.join(stage.place, f"{name}-{nth}.strace"), CALLS[name]
    command = ["strace", "-f", "-qq", "-o", log, "-e", f"trace={calls}", "-e", f"inject={calls}:signal=SIGKILL:when={nth}",
               stage.cluster.program("sipro-admin"), "retention"]
    run_to_its_end(stage, command, stage.cluster.environment())
    with open(log, encoding="utf-8", errors="replace") as source:
        return re.search("killed by SIGKILL", source.read()) is not None


def killed_by_redis(stage, proxy, when):
    """Whether it was killed before, or after, the queue forgot a job whose folder has its other name.

    Not the first one, which an earlier run may have begun."""
    running = []
    fault = proxy.arm(Fault("forget", when, lambda: running[0].kill() or DROP, nth=2))
    run_to_its_end(stage, [stage.cluster.program("sipro-admin"), "retention"], stage.cluster.environment(proxy.path), running)
    proxy.faults.remove(fault)
    return fault.hit.is_set()


def run_to_its_end(stage, command, environment, running=None):
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment})
    if running is not None:
        running.append(process)
    _, said = process.communicate(timeout=60)
    stage.check(process.returncode != 0, "it came to its end, unhurt")
    stage.check(b"another process" not in said, said.decode())
    # As if the half minute were over for which the lock of a dead one holds.
    with stage.cluster.redis.client() as client:
        client.delete("{sipro}:recovery")


class Looks:
    """An officer opens these jobs and their results all the time: each is there and whole, or is not there."""

    def __init__(self, stage, office, jobs):
        self.stage, self.jobs, self.count, self.ended = stage, [job for job in jobs if job.district == office.district], 0, threading.Event()
        self.browser = office.visit(office.gateway)
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        while not self.ended.is_set():
            for job in self.jobs:
                told = self.browser.job(job.id)
                names = [result["name"] for result in told.json().get("results", [])] if told.status == 200 else []
                answers = [told, *(self.browser.ask("GET", f"/api/v1/jobs/{job.id}/results/{quote(name)}") for name in names)]
                wrong = [answer.status for answer in answers if answer.status not in (200, 404)]
                self.stage.check(not wrong, f"job {job.id} in removal: {wrong}")
                self.count += len(answers)

    def stop(self):
        self.ended.set()
        self.thread.join()
        self.stage.row.problems += self.browser.wrong


def check_gone(stage, office, jobs, uploads):
    """No folder, no name in Redis, not found by an officer."""
    storage = stage.cluster.storage
    folders = [folder for job in jobs if os.path.exists(folder := job_folder(storage, job))]
    folders += [folder for folder in uploads if os.path.exists(folder)]
    begun = [os.path.join(place, name) for place, names, _ in os.walk(storage) for name in names if name.startswith("removed-")]
    stage.check(not folders + begun, f"{len(folders)} did not go, {len(begun)} are half gone: {(folders + begun)[:3]}")
    with stage.cluster.redis.client() as client:
        known = [job.id for job in jobs if client.exists(f"{{sipro}}:job:{job.id}")]
    stage.check(not known, f"Redis still has {known[:3]}")
    shown = [job.id for job in jobs if office.browser.job(job.id).status != 404]
    stage.check(not shown, f"an officer still sees {shown[:3]}")
