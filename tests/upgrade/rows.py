"""What an operator does to bring in a new version and to go back, and what officers see of it."""

import os
import shutil
import time

from parts import CODES, Traffic, Upload, Versions
from processes import wait_until
from scenario import scenario

HANDED = 6  # jobs that one version accepts and the other does
FORGOTTEN_SECONDS = 75  # a process that has ended is told of for a minute
LIMIT = (180, 400)


def opened(stage, **options):
    """An old version at work, and the numbers of both libraries."""
    stage.cluster = Versions(stage.place, stage.programs)
    traffic = Traffic(stage, **options)
    old, new = (stage.cluster.library(version) for version in ("old", "new"))
    if old == new:
        raise RuntimeError(f"both versions call sipro_v{old}: nothing is shown; take a revision with another library")
    return traffic, old, new


def works(stage, worker):
    """Waits until this worker has done a job."""
    done = lambda: any(entry["to"] == "succeeded" and entry["worker"].startswith(f"{worker.name}-") for entry in list(stage.recorder.entries))
    wait_until(done, 60, f"{worker.name} did a job", every=0.1)


def replace_workers(stage, version):
    """One by one: another joins and works, then an old one is asked to end. How many ended by themselves."""
    hit = 0
    for worker in list(stage.cluster.workers):
        works(stage, stage.cluster.worker(version))
        hit += stage.cluster.retire(worker)
    return hit


def replace_gateways(stage, traffic, version):
    """Likewise. The session goes on at the new one, both codes open it to others."""
    hit = 0
    for gateway in list(stage.cluster.gateways):
        joined = stage.cluster.gateway(version)
        stage.check(traffic.browser.at(joined).ask("GET", "/api/v1/session").status == 200, f"{version} gateway: the session is not known")
        came = traffic.visit(joined)
        unlocked = came.ask("POST", "/api/v1/session/unlock", {"code": CODES["--feature"]})
        stage.check(unlocked.status == 200, f"{version} gateway: feature code {unlocked.status}")
        hit += stage.cluster.retire(gateway)
    return hit


def accepted_while_paused(stage, traffic, version):
    """Jobs that wait, until the queue is resumed by who comes after `version`: short ones, and one that takes its time."""
    stage.cluster.admin(version, "queue", "pause")
    return [traffic.accepted(traffic.browser, traffic.large if number == 0 else None) for number in range(HANDED)]


def check_done_by(stage, traffic, jobs, version):
    """How many of these jobs the workers of `version` did."""
    wait_until(lambda: set(jobs) <= set(traffic.by()), 90, "what was handed over is done", every=0.1)
    return sum(traffic.by()[job] == version for job in jobs)


@scenario("side_by_side", LIMIT)
def side_by_side(stage):
    """Two hosts: the new version joins process by process and the old one drains; then all the way back; then Redis is lost."""
    traffic, old, new = opened(stage)
    cluster, row = stage.cluster, stage.row
    workers, gateways = len(cluster.workers), len(cluster.gateways)
    row.planned = 2 * (workers + gateways + HANDED)
    upload = Upload(traffic.browser, traffic.samples[traffic.large])
    problems = [upload.send(0.3, cluster.gateways[0])]

    handed = accepted_while_paused(stage, traffic, "old")
    held = [cluster.worker("new") for _ in range(workers)]
    stage.check("still in use" in cluster.libraries("new", dry_run=False)[old][1], "a library in use was not left alone")
    for worker in [one for one in cluster.workers if one not in held]:
        row.hit += cluster.retire(worker)
    cluster.admin("new", "queue", "resume")
    row.hit += check_done_by(stage, traffic, handed, "new")
    row.hit += replace_gateways(stage, traffic, "new")
    problems.append(upload.send(0.6, cluster.gateways[0]))
    removed = library_goes(stage, old) if stage.long else None

    back = accepted_while_paused(stage, traffic, "new")
    row.hit += replace_gateways(stage, traffic, "old")
    problems.append(upload.send(1, cluster.gateways[0]))
    held = [cluster.worker("old") for _ in range(workers)]
    for worker in [one for one in cluster.workers if one not in held]:
        row.hit += cluster.retire(worker)
    cluster.admin("old", "queue", "resume")
    row.hit += check_done_by(stage, traffic, back, "old")
    stage.check("newer" in cluster.libraries("old", dry_run=False)[new][1], "the old sipro-admin does not leave the newer library alone")
    traffic.samples[upload.id] = traffic.samples[traffic.large]
    last = traffic.accepted(traffic.browser, upload.id)
    traffic.end({handed[0], handed[1], back[0], back[1], last})
    row.problems += [problem for problem in problems if problem]
    by = list(traffic.by().values())
    row.figure = (f"sipro_v{old} {cluster.version('old')}, sipro_v{new} {cluster.version('new')}; jobs by old {by.count('old')}, new {by.count('new')}; "
                  f"{traffic.polls()} polls, {row.refused} times 503; longest gap {traffic.longest_gap():.1f} s"
                  + (f"; library gone after {removed:.0f} s" if removed else ""))
    redis_is_lost(stage, traffic)


def library_goes(stage, number):
    """Seconds until `queue upgrade` removes the library that no process uses any more."""
    since = time.monotonic()
    gone = lambda: "removed" in stage.cluster.libraries("new", dry_run=False)[number][1]
    wait_until(gone, FORGOTTEN_SECONDS, f"sipro_v{number} is removed", every=2)
    return time.monotonic() - since


def redis_is_lost(stage, traffic):
    """Back on the old version, Redis loses all: the old workers recover also what the new version wrote."""
    cluster = stage.cluster
    cluster.redis.kill()
    shutil.rmtree(cluster.redis.data)
    os.mkdir(cluster.redis.data)
    cluster.redis.start()
    browser = traffic.visit()
    lost = [job.id for job in stage.load.all() if browser.job(job.id).json().get("state") != "succeeded"]
    stage.check(not lost, f"{len(lost)} jobs are not what they were, after a recovery by the old version: {lost[:3]}")
    traffic.accepted(browser)


@scenario("installed_over", LIMIT)
def installed_over(stage):
    """One server: a package replaces the programs beneath those that run, and restarts them one after the other."""
    stage.cluster = Versions(stage.place, stage.programs)
    stage.cluster.install("old")
    traffic = Traffic(stage, gateways=1)
    cluster, row = stage.cluster, stage.row
    row.planned = 2 * (len(cluster.workers) + 1 + len(cluster.workers))
    compared = set()
    for version in ("new", "old"):
        large = [traffic.accepted(traffic.browser, traffic.large) for _ in cluster.workers]
        cluster.install(version)
        # Workers of one version start children of the other, until they are restarted.
        before = len(stage.recorder.entries)
        mixed = lambda: [entry["id"] for entry in list(stage.recorder.entries)[before:] if entry["to"] == "running"][:4]
        compared |= set(wait_until(lambda: len(mixed()) == 4 and mixed(), 60, "attempts by the other version's child"))
        for process in (*cluster.workers, *cluster.gateways):
            row.hit += process.process.terminate(95)
            process.start()
        row.hit += check_ended(stage, traffic, large)
        compared |= set(large)
    traffic.end(compared, ("old", "new"))
    away = [moment for browser in (traffic.browser, *(officer.browser for officer in traffic.officers)) for moment in browser.away]
    row.figure = (f"{traffic.polls()} polls; {len(away)} requests came while the one gateway was away; longest gap {traffic.longest_gap():.1f} s; "
                  f"{sum(entry.get('reason') == 'interrupted' for entry in stage.recorder.entries)} attempts handed back")


def check_ended(stage, traffic, jobs):
    wait_until(lambda: set(jobs) <= set(traffic.by()), 120, "the long jobs ended", every=0.1)
    return len(jobs)


@scenario("libraries", LIMIT)
def libraries(stage):
    """What must not be: the library is deleted under those that use it; another text stands under the new version's number."""
    traffic, old, new = opened(stage)
    cluster, row = stage.cluster, stage.row
    row.planned = 5
    with cluster.redis.client() as client:
        client.execute_command("FUNCTION", "DELETE", f"sipro_v{old}")
        wait_until(lambda: client.execute_command("FUNCTION", "LIST", "LIBRARYNAME", f"sipro_v{old}"), 20, "the library is back")
        row.hit += 1
        client.execute_command("FUNCTION", "LOAD", "REPLACE", f"#!lua name=sipro_v{new}\nredis.register_function('s{new}_claim', function() end)")
        for refused, event in ((cluster.worker("new"), "worker_refuses_to_start"), (refused_gateway(cluster), "gateway_refuses_to_start")):
            wait_until(lambda process=refused.process: not process.alive(), 20, f"{refused.process.name} ends")
            told = [line for line in refused.process.events(event) if line["code"] == "library_conflict"]
            says = bool(told) and f"FUNCTION DELETE sipro_v{new}" in told[0]["cause"]
            row.hit += refused.process.popen.returncode == 1 and says
            stage.check(says, f"it does not say why, nor what to do: {refused.process.said()[-300:]}")
        cluster.workers.pop()
        doctor = cluster.use("new").run("sipro-admin", "doctor", check=False)
        row.hit += "Upgrade" in doctor and f"sipro_v{new}" in doctor
        client.execute_command("FUNCTION", "DELETE", f"sipro_v{new}")
    works(stage, cluster.worker("new"))
    row.hit += 1
    jobs = {traffic.accepted(traffic.browser) for _ in range(2)}
    traffic.end(jobs)
    row.figure = f"deleted under {len(traffic.by())} jobs it came back; another text under sipro_v{new}: worker and gateway refuse, the old ones work on"


def refused_gateway(cluster):
    """Not waited for."""
    gateway = type(cluster.gateways[0])(cluster.use("new"), "gateway-refused", None, {})
    return gateway.start(wait=False)
