"""The end of a month: the officers of all districts come at random within ten minutes, here so many seconds. Each sends
the files of both flows, has them cleaned (2 preprocess jobs), then all tables made (3 olah jobs: ekspor, impor, neraca),
polls as a page does and fetches a result of each job. The work of a job can't be scaled down with the time."""

import asyncio
import hashlib
import os
import random
import statistics
import time
from collections import Counter, defaultdict
from urllib.parse import quote

import figures
from cpu import Watch, saturated
from figures import Table
from officer import Officer
from stage import Stage

OLAH = {"ekspor": ("ekspor",), "impor": ("impor",), "neraca": ("ekspor", "impor")}
JOBS = 2 + len(OLAH)


class MonthEnd:
    def __init__(self, stage, form):
        self.stage, self.form = stage, form
        self.counts, self.problems, self.jobs, self.ended = Counter(), [], {}, 0
        self.files = {flow: [(os.path.basename(path), read(path), year) for path, year in stage.inputs(form.month_rows).files(flow)]
                      for flow in ("ekspor", "impor")}

    async def run(self):
        """Seconds from the first officer's coming to the last one's end."""
        officers = [Officer(self.stage.gateway.port, district, self.counts, self.problems) for district in self.stage.districts]
        few = asyncio.Semaphore(8)  # more at once would be told to wait: each code costs 20 ms of work
        await asyncio.gather(*(self._login(few, officer) for officer in officers))
        drawn, at, comings = random.Random(len(officers)), 0.0, []
        for _ in officers:  # Poisson: gaps are exponential
            at += drawn.expovariate(len(officers) / self.form.window)
            comings.append(at)
        self.watch = Watch({**self.stage.pids(), "driver": [os.getpid()]})
        began = time.monotonic()
        done = await asyncio.gather(*(self._month(officer, at) for officer, at in zip(officers, comings)), return_exceptions=True)
        self.problems += [f"an officer gave up: {type(failure).__name__}: {failure}" for failure in done if failure is not None]
        return time.monotonic() - began

    async def _login(self, few, officer):
        async with few:
            await officer.login()

    async def _month(self, officer, at):
        await asyncio.sleep(at)
        cleaned = dict(zip(self.files, await asyncio.gather(*(self._clean(officer.district, flow, officer) for flow in self.files))))
        for tables, flows in OLAH.items():
            body = {"kind": "olah", "tables": tables, "year": 2025, "month": 5, **{flow: {"job": cleaned[flow]} for flow in flows}}
            self.jobs[await officer.post_job(body, f"{officer.district}-{tables}")] = officer.district
        mine = [job for job, district in self.jobs.items() if district == officer.district and job not in cleaned.values()]
        for job in mine:
            await self._fetch(officer, await officer.ended(job))
        officer.close()

    async def _clean(self, district, flow, first):
        """With a connection of its own: both flows go side by side. The job's id once it has ended."""
        officer = Officer(first.port, district, self.counts, self.problems)
        officer.cookie = first.cookie
        inputs = []
        for name, content, year in self.files[flow]:
            inputs.append({"upload": await officer.upload(name, content), **({"year": year} if year else {})})
        job = await officer.post_job({"kind": "preprocess", "flow": flow, "inputs": inputs}, f"{district}-bersih-{flow}")
        self.jobs[job] = district
        await self._fetch(officer, await officer.ended(job))
        officer.close()
        return job

    async def _fetch(self, officer, job):
        """The smallest result, with the hash that the job tells."""
        self.ended += 1
        if job["state"] != "succeeded" or not job["results"]:
            self.problems.append(f"{job['id']} of {officer.district}: {job['state']}, {len(job['results'])} results, {job['error']}")
            return
        result = min(job["results"], key=lambda one: one["size"])
        answer = await officer.ask("GET", f"/api/v1/jobs/{job['id']}/results/{quote(result['name'])}")
        if hashlib.sha256(answer.body).hexdigest() != result["sha256"]:
            self.problems.append(f"{job['id']}: {result['name']} is another file")

    def fairness_of_neighbours(self, waits):
        """Within each ten that come after one another, the median of them: who comes early, before all the others'
        jobs, waits less in any order of serving."""
        tens = [self.stage.districts[at:at + 10] for at in range(0, len(self.stage.districts), 10)]
        return statistics.median(figures.fairness({district: waits[district] for district in ten}) for ten in tens)

    def times(self):
        """(waits by district, runs) in seconds, from the queue's own times: an answer tells whole seconds only."""
        waits, runs = defaultdict(list), []
        with self.stage.cluster.redis.client() as client:
            for job, district in self.jobs.items():
                told = [int(value or 0) / 1e6 for value in client.hmget(f"{{sipro}}:job:{job}", "created", "started", "finished")]
                waits[district].append(told[1] - told[0])
                runs.append(told[2] - told[1])
        return waits, runs


def read(path):
    with open(path, "rb") as source:
        return source.read()


HEAD = ("districts", "jobs", "lost", "wall s", "wait p50", "p95", "max s", "run p50", "p95 s", "fairness", "of ten", "CPU s: gateway", "redis", "workers",
        "children", "driver", "busy", "saturated first")


def one(form, programs, place, count):
    with Stage(programs, place, districts=count) as stage:
        month = MonthEnd(stage, form)
        wall = asyncio.run(month.run())
        used = month.watch.used()
        waits, runs = month.times()
    flat = [wait for those in waits.values() for wait in those]
    cores = os.cpu_count()
    lost = count * JOBS - month.ended
    cells = [count, len(month.jobs), lost, f"{wall:.1f}", *(f"{figures.quantile(flat, share):.2f}" for share in (0.5, 0.95, 1)),
             *(f"{figures.quantile(runs, share):.2f}" for share in (0.5, 0.95)), f"{figures.fairness(waits):.1f}",
             f"{month.fairness_of_neighbours(waits):.1f}",
             *(f"{used.get(name, 0):.1f}" for name in ("gateway", "redis", "workers", "workers's children", "driver")),
             f"{100 * used['machine busy'] / (cores * wall):.0f} %", saturated(used, wall, cores)]
    if lost:
        month.problems.append(f"{lost} jobs did not come to an end with their results")
    statuses = ", ".join(f"{status}: {times}" for status, times in sorted(month.counts.items()))
    return cells, f"{count} districts, answers by status: {statuses}", month.problems


def run(form, programs, place, tell):
    table, notes, problems = Table(*HEAD), [], []
    for count in form.month_districts:
        cells, note, found = one(form, programs, place, count)
        table.row(*cells)
        notes.append(note)
        problems += found
    tell(f"{form.month_rows} rows a flow and year; officers come within {form.window} s; 2 workers, one attempt of one thread each; "
         "fairness: largest / smallest mean wait of a district, of all and of ten that come after one another")
    tell(table)
    for note in notes:
        tell(note)
    return problems
