"""What has to hold at the end of every scenario, whatever was killed: judged from Redis and storage directly, by rules
written down here a second time (common/queue/README.md), not by asking the product."""

import os

import redis

import history
from watch import PREFIX, broken_result, read_json

TERMINAL = ("succeeded", "failed", "cancelled")


class Accepted:
    """A job that the product said yes to: from then on it may not be lost."""

    def __init__(self, job, district, at, golden=None, expect=("succeeded",)):
        self.id, self.district, self.at, self.golden, self.expect = job, district, at, golden, expect


def read_jobs(client, ids):
    with client.pipeline(transaction=False) as pipe:
        for job in ids:
            pipe.hgetall(f"{PREFIX}job:{job}")
        return dict(zip(ids, pipe.execute()))


def states(client, ids):
    with client.pipeline(transaction=False) as pipe:
        for job in ids:
            pipe.hget(f"{PREFIX}job:{job}", "state")
        return dict(zip(ids, pipe.execute()))


def unfinished(server, accepted):
    """Ids of accepted jobs without a terminal state in Redis; all of them where Redis does not answer."""
    ids = [job.id for job in accepted]
    try:
        with server.client() as client:
            return [job for job, state in states(client, ids).items() if state not in TERMINAL]
    except redis.exceptions.RedisError:
        return ids


# ---- exactly one place -----------------------------------------------------------------------------------------------

PLACES = {
    "blocked": ("blocked",), "queued": ("q:{district}", "waiting", "backlog"),
    "running": ("running:{district}", "lease", "backlog"), "retrying": ("delayed", "backlog"),
    "succeeded": (), "failed": (), "cancelled": (),
}
SORTED = ("blocked", "waiting", "backlog", "lease", "delayed", "dead")


def members(client):
    """{place: set of ids}"""
    found = {name: set(client.zrange(PREFIX + name, 0, -1)) for name in SORTED}
    for key in client.scan_iter(PREFIX + "q:*", count=500):
        found[key[len(PREFIX):]] = set(client.zrange(key, 0, -1))
    for key in client.scan_iter(PREFIX + "running:*", count=500):
        found[key[len(PREFIX):]] = set(client.smembers(key))
    return found


def wrong_places(client):
    """Where a job is that it shouldn't be, or isn't that it should."""
    ids = [key[len(PREFIX) + 4:] for key in client.scan_iter(PREFIX + "job:*", count=500)]
    jobs, found = read_jobs(client, ids), members(client)
    expected = {name: set() for name in found}
    for job, fields in jobs.items():
        for place in PLACES[fields["state"]]:
            expected.setdefault(place.format(district=fields["district"]), set()).add(job)
    problems = []
    for place, wanted in expected.items():
        if place == "dead":
            problems += [f"dead letter {job} is {jobs.get(job, {}).get('state')}" for job in found["dead"]
                         if jobs.get(job, {}).get("state") != "failed"]
            continue
        there = found.get(place, set())
        problems += [f"{job} ({jobs.get(job, {}).get('state')}) is in {place}" for job in there - wanted]
        problems += [f"{job} ({jobs[job]['state']}) is not in {place}" for job in wanted - there]
    return problems


# ---- one end, on storage and in Redis --------------------------------------------------------------------------------

def job_folder(storage, job):
    return os.path.join(storage, job.district, "jobs", job.id)


def ends_of(folder):
    """{round: end} of a job's folder."""
    found = {}
    for name in os.listdir(folder):
        if name.startswith("end-") and name.endswith(".json"):
            found[int(name[4:-5])] = read_json(os.path.join(folder, name))
    return found


def judge_job(storage, job, fields, golden):
    """(what is wrong with an accepted job, whether it is lost)"""
    folder = job_folder(storage, job)
    if not os.path.exists(os.path.join(folder, "job.json")):
        return f"{job.id}: no job.json", True
    if not fields:
        return f"{job.id}: unknown to Redis", True
    if fields["state"] not in TERMINAL:
        return f"{job.id}: still {fields['state']}", True
    ends = ends_of(folder)
    if not ends:
        return f"{job.id}: {fields['state']} in Redis, no end on storage", True
    end = ends[max(ends)]
    if end["state"] != fields["state"]:
        return f"{job.id}: {fields['state']} in Redis, {end['state']} on storage", False
    if end["state"] not in job.expect:
        return f"{job.id}: {end['state']} ({end.get('error_code') or fields.get('error')}), expected {job.expect}", True
    if end["state"] != "succeeded":
        return None, False
    if end["folder"] != fields["folder"]:
        return f"{job.id}: result {fields['folder']} in Redis, {end['folder']} on storage", False
    problem = broken_result(folder, end["folder"])
    if problem:
        return problem, True
    if job.golden and golden:
        return golden.difference(job.golden, os.path.join(folder, end["folder"])), False
    return None, False


def commits(entries, lossy):
    """Jobs that were committed twice: `complete` said yes more than once, although Redis did not forget between."""
    counts, states, doubled = {}, {}, set()
    for entry in entries:
        job = entry["id"]
        if entry.get("reason") == "restored" or lossy and entry.get("from", "") != states.get(job, ""):
            counts[job] = 0
        elif entry.get("to") == "succeeded":
            counts[job] = counts.get(job, 0) + 1
            if counts[job] > 1:
                doubled.add(job)
        states[job] = entry["to"]
    return doubled


def judge(cluster, accepted, entries, golden, watcher_problems, lossy=False):
    """{"lost", "doubled", "problems"} of a scenario. `lossy`: events may be missing, since Redis was wiped or cut."""
    lost, problems = 0, list(watcher_problems)
    with cluster.redis.client() as client:
        jobs = read_jobs(client, [job.id for job in accepted])
        problems += wrong_places(client)
    for job in accepted:
        problem, gone = judge_job(cluster.storage, job, jobs[job.id], golden)
        lost += gone
        if problem:
            problems.append(problem)
    doubled = commits(entries, lossy)
    problems += [f"{job} was committed twice" for job in doubled]
    problems += [str(violation) for violation in history.violations(entries, lossy=lossy)]
    return {"lost": lost, "doubled": len(doubled), "problems": problems}
