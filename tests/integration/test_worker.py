#!/usr/bin/env python3
"""The real worker with the real child on a private Redis: from .sav files to the 33 tables, and what becomes of a job
when something is taken away or hostile.

    test_worker.py --programs DIR [NAME...]
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from jobs_stage import LIBRARY, Stage, olah_all, preprocess, state_of, wait_until  # noqa: E402

LONG = 400_000  # rows: an attempt that lasts long enough to be met
CRASHES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fuzz", "crashes", "statistics_file")


def unless(holds, message):
    return [] if holds else [message]


def sav_to_tables(stage):
    """from .sav files to the 33 tables, olah after both preprocess jobs"""
    stage.worker(options=["--concurrency", 2])
    parents = [stage.put(stage.preprocess(flow=flow)) for flow in ("ekspor", "impor")]
    olah = stage.put(olah_all({"job": parents[0], "name": "Ekspor"}, {"job": parents[1], "name": "Impor"}), after=parents)
    job = stage.ended(olah)
    if job["state"] != "succeeded":
        return [f"{job}", *(f"{stage.show(parent)}" for parent in parents)]
    with open(stage.result(olah, "tables.json"), encoding="utf-8") as source:
        tables = json.load(source)["tables"]
    with zipfile.ZipFile(stage.result(olah, "Paket SIPRO Mei 2025.zip")) as package:
        books = [name for name in package.namelist() if name.endswith(".xlsx")]
    ends = [stage.end_fact(one)["state"] for one in (*parents, olah)]
    names = {file["name"] for file in job["results"]}
    return [*unless(len(tables) == 33, f"{len(tables)} tables"), *unless(len(books) == 33, f"{len(books)} workbooks"),
            *unless(ends == ["succeeded"] * 3, f"{ends}"), *unless("Paket SIPRO Mei 2025.zip" in names, f"{names}"),
            *unless(job["attempt"] == 1, f"attempt {job['attempt']}")]


def data_stop(stage):
    """a stop of the data fails the job with its rule and leaves laporan.json to read"""
    worker = stage.worker()
    payload = stage.preprocess()
    payload["inputs"][1] = payload["inputs"][0]
    job = stage.put(payload)
    ended = stage.ended(job)
    folders = [name for name in os.listdir(stage.job_folder(job)) if name.startswith("att-")]
    return [*unless(ended["state"] == "failed" and not ended["dead"], f"{ended}"),
            *unless(ended["error"]["code"] == "identical_files", f"{ended['error']}"),
            *unless(stage.end_fact(job)["state"] == "failed", "no end on storage"),
            *unless(os.listdir(os.path.join(stage.job_folder(job), folders[0])) == ["laporan.json"], "no laporan.json"),
            *unless(worker.alive(), "the worker ended")]


def cancel_running(stage):
    """the cancel of a running job ends it within 6 s, even where the child has to be killed"""
    worker = stage.worker()
    job = stage.put(stage.preprocess(LONG))
    stage.frozen_child_of(worker)
    begin = time.monotonic()
    stage.cancel(job)
    ended = stage.ended(job, 10)
    seconds = time.monotonic() - begin
    print(f"     cancelled after {seconds:.2f} s")
    wait_until(lambda: not worker.children(), 3, "the child is gone")
    return [*unless(ended["state"] == "cancelled", f"{ended}"), *unless(seconds < 6, f"{seconds:.1f} s")]


def child_killed(stage):
    """kill -9 of the child is a strike with evidence, and the job then succeeds"""
    worker = stage.worker()
    job = stage.put(stage.preprocess(LONG))
    begin = time.monotonic()
    os.kill(stage.child_of(worker), signal.SIGKILL)
    wait_until(lambda: stage.show(job)["strikes"] == 1, 2, "the strike is known")
    print(f"     strike known after {time.monotonic() - begin:.2f} s")
    ended = stage.ended(job, 90)
    evidence = stage.evidence(job)
    return [*unless(ended["state"] == "succeeded" and ended["attempt"] == 2, f"{ended}"),
            *unless([(e["signal"], e["strike"]) for e in evidence] == [(9, True)], f"{evidence}")]


def worker_killed(stage):
    """after kill -9 of a worker another one takes its job over within 17 s, and the child is gone at once"""
    first = stage.worker("first")
    job = stage.put(stage.preprocess(LONG))
    child = stage.child_of(first)
    stage.worker("second")
    first.end(number=signal.SIGKILL)
    begin = time.monotonic()
    wait_until(lambda: state_of(child) in "ZX", 1, "the child of the dead worker ends")
    wait_until(lambda: stage.show(job)["attempt"] == 2, 20, "the job is taken over")
    seconds = time.monotonic() - begin
    print(f"     taken over after {seconds:.2f} s")
    ended = stage.ended(job, 90)
    return [*unless(seconds < 17, f"{seconds:.1f} s"), *unless(ended["state"] == "succeeded", f"{ended}"),
            *unless(ended["strikes"] == 0, "a lost worker cost a strike"),
            *unless(ended["worker"].startswith("second"), ended["worker"])]


def zombie(stage):
    """nothing of a worker that was stopped past its lease becomes visible"""
    frozen = stage.worker("frozen", ["--lease", "2s"])
    job = stage.put(stage.preprocess(LONG))
    stage.child_of(frozen)
    frozen.send(signal.SIGSTOP)
    stage.worker("other")
    # The child goes on alone and comes to its end: only its worker could make that a result.
    wait_until(lambda: stage.show(job)["attempt"] == 2, 30, "the job is taken over")
    ended = stage.ended(job, 90)
    frozen.send(signal.SIGCONT)
    wait_until(lambda: frozen.events("attempt_lost"), 20, "the woken worker learns that it lost")
    again = stage.show(job)
    told = frozen.events("attempt_succeeded") + frozen.events("attempt_failed")
    return [*unless(ended["state"] == "succeeded" and ended["worker"].startswith("other"), f"{ended}"),
            *unless(again["folder"] == ended["folder"], "the result changed"),
            *unless(stage.end_fact(job)["folder"] == ended["folder"], "another end on storage"),
            *unless(not told, f"the zombie told an end: {told}"), *unless(stage.evidence(job) == [], "evidence")]


def drained(stage):
    """SIGTERM lets the attempt finish, claims nothing more and exits with 0"""
    worker = stage.worker()
    first, second = stage.put(stage.preprocess(LONG)), stage.put(stage.preprocess())
    stage.child_of(worker)
    code = worker.end(60)
    states = stage.state(first), stage.state(second)
    return [*unless(code == 0, f"exit {code}"), *unless(states == ("succeeded", "queued"), f"{states}")]


def drained_in_time(stage):
    """what does not finish in the drain's time goes back uncharged"""
    worker = stage.worker(options=["--drain", "300ms"])
    job = stage.put(stage.preprocess(LONG))
    stage.frozen_child_of(worker)
    code = worker.end(10)
    shown = stage.show(job)
    return [*unless(code == 0, f"exit {code}"), *unless(shown["state"] == "queued", f"{shown}"),
            *unless((shown["strikes"], shown["retries"]) == (0, 0), f"charged: {shown}")]


def second_signal(stage):
    """a second signal hands the job back at once"""
    worker = stage.worker()
    job = stage.put(stage.preprocess(LONG))
    stage.frozen_child_of(worker)
    worker.send(signal.SIGINT)
    wait_until(lambda: worker.events("draining"), 10, "the first signal is noticed")
    begin = time.monotonic()
    code = worker.end(10)
    seconds = time.monotonic() - begin
    return [*unless(code == 0, f"exit {code}"), *unless(stage.state(job) == "queued", stage.state(job)),
            *unless(seconds < 1.5, f"{seconds:.1f} s")]


def stalled(stage):
    """a child that stands still is ended after the stall time, and its job succeeds the next time"""
    worker = stage.worker(options=["--stall", "8s"])
    job = stage.put(stage.preprocess(LONG))
    stage.frozen_child_of(worker)
    ended = stage.ended(job, 60)
    codes = [one["code"] for one in stage.evidence(job)]
    return [*unless(ended["state"] == "succeeded", f"{ended}"), *unless(codes == ["child_stalled"], f"{codes}")]


def redis_restarted(stage):
    """Redis is killed and comes back while a child runs: the job goes on and succeeds, by its one attempt"""
    worker = stage.worker()
    job = stage.put(stage.preprocess(LONG))
    stage.child_of(worker)
    stage.kill_redis()
    time.sleep(1)
    stage.start_redis()
    ended = stage.ended(job, 90)
    fresh = stage.ended(stage.put(stage.preprocess()))
    once = (ended["attempt"], ended["strikes"], ended["retries"], ended["interruptions"]) == (1, 0, 0, 0)
    return [*unless(ended["state"] == "succeeded" and once, f"{ended}"),
            *unless(fresh["state"] == "succeeded", f"{fresh}"), *unless(worker.alive(), "the worker ended")]


def redis_wiped(stage):
    """after FLUSHALL the jobs are there again by themselves: ended ones with their result, waiting ones run"""
    worker = stage.worker()
    done = stage.put(stage.preprocess())
    before = stage.ended(done)
    stage.end_fact(done)
    stage.redis_says("FLUSHALL")
    wait_until(lambda: worker.events("queue_recovered")[1:], 10, "the queue is rebuilt")
    after = stage.show(done)
    fresh = stage.ended(stage.put(stage.preprocess()))
    return [*unless((after["state"], after.get("folder")) == ("succeeded", before["folder"]), f"{after}"),
            *unless(fresh["state"] == "succeeded", f"{fresh}")]


def out_of_memory(stage):
    """an attempt that needs more memory than allowed says so: by its reader at once, or after three strikes"""
    worker = stage.worker(options=["--memory", "64MB"])
    job = stage.put(stage.preprocess(LONG))
    ended = stage.ended(job, 150)
    codes = {one["code"] for one in stage.evidence(job)}
    by_reader = not ended["dead"] and "Memori tidak cukup" in ended.get("error", {}).get("message", "")
    by_strikes = ended["dead"] and ended["error"]["code"] == "child_out_of_memory"
    return [*unless(ended["state"] == "failed" and (by_reader or by_strikes), f"{ended}"),
            *unless(codes <= {"child_out_of_memory"}, f"{codes}"), *unless(worker.alive(), "the worker ended")]


def hostile_files(stage):
    """hostile files give a clear failure or a result, never a strike, and the worker stays up"""
    worker = stage.worker(options=["--concurrency", 2, "--memory", "2GB"])
    folder = os.path.join(stage.place, "hostile")
    subprocess.run([sys.executable, os.path.join(SUPPORT, "corpus.py"), "--write", folder, "--without-programs"],
                   check=True, timeout=60, stdout=subprocess.DEVNULL)
    paths = [os.path.join(place, name) for place in (CRASHES, folder) for name in sorted(os.listdir(place))]
    jobs = {stage.put(preprocess([stage.upload(path, year=2025)]), cap=8): os.path.basename(path) for path in paths}
    wrong = []
    for job, name in jobs.items():
        ended = stage.ended(job, 120)
        if ended["strikes"] or (ended["state"] == "failed" and not ended.get("error", {}).get("message")):
            wrong.append(f"{name}: {ended}")
    after = stage.ended(stage.put(stage.preprocess()))
    print(f"     {len(jobs)} files")
    return [*wrong, *unless(worker.alive(), "the worker ended"), *unless(len(jobs) > 20, f"only {len(jobs)} files"),
            *unless(after["state"] == "succeeded", f"{after}")]


def other_district(stage):
    """an input of another district is missing for this one"""
    stage.worker()
    path = os.path.join(stage.sample(300), "ekspor", "Ekspor 2024.sav")
    own, foreign = stage.upload(path, year=2024), stage.upload(path, district="2171", year=2024)
    link = {**own, "path": own["path"] + "-link"}
    os.symlink(os.path.join(stage.data, "2171", foreign["path"]), os.path.join(stage.data, "2101", link["path"]))
    ends = [stage.ended(stage.put(preprocess([entry]))) for entry in (foreign, link)]
    fine = stage.ended(stage.put(preprocess([own])))
    return [*(f"{end}" for end in ends if end["state"] != "failed" or end["error"]["code"] != "input_missing"),
            *unless(fine["state"] == "succeeded", f"{fine}")]


def storage_not_writable(stage):
    """a worker refuses to start where it can't write, and says what to do"""
    worker = stage.worker("refused", ready=False, SIPRO_DATA="/proc/nowhere")
    code = worker.process.wait(60)
    told = worker.events("worker_refuses_to_start")
    return [*unless(code == 1, f"exit {code}"), *unless(told and "can't be written" in told[0]["cause"], f"{told}")]


def child_unfit(stage):
    """a worker refuses to start where its child is no program of ours, and says how that ended"""
    other = os.path.join(stage.place, "other")
    wrong = []
    for script, why in (("exit 3", "ended with exit code 3"), ("kill -KILL $$", "killed by signal 9"), ("echo dahulu >&2; exit 3", "dahulu")):
        with open(other, "w", encoding="ascii") as out:
            out.write(f"#!/bin/sh\n{script}\n")
        os.chmod(other, 0o755)
        worker = stage.worker("refused", ("--child", other), ready=False)
        code = worker.process.wait(60)
        told = worker.events("worker_refuses_to_start")
        wrong += [*unless(code == 1, f"exit {code}"), *unless(told and why in told[-1]["cause"], f"{why}: {told}")]
    return wrong


def library_conflict(stage):
    """a worker refuses to start where Redis holds another library of its name"""
    stage.redis_says("FUNCTION", "LOAD", f"#!lua name=sipro_v{LIBRARY}\nredis.register_function('s{LIBRARY}_claim', function() end)")
    worker = stage.worker("refused", ready=False)
    code = worker.process.wait(60)
    told = worker.events("worker_refuses_to_start")
    return [*unless(code == 1, f"exit {code}"), *unless(told and told[0]["code"] == "library_conflict", f"{told}")]


SCENES = (sav_to_tables, data_stop, cancel_running, child_killed, worker_killed, zombie, drained, drained_in_time,
          second_signal, stalled, redis_restarted, redis_wiped, out_of_memory, hostile_files, other_district,
          storage_not_writable, child_unfit, library_conflict)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sipro-samples-") as samples:
        return play_all(options, samples)


def play_all(options, samples):
    passed = failed = 0
    for scene in SCENES:
        if options.names and scene.__name__ not in options.names:
            continue
        begin = time.monotonic()
        wrong = play(scene, os.path.abspath(options.programs), samples)
        passed, failed = passed + (not wrong), failed + bool(wrong)
        print("FAIL" if wrong else "ok  ", f"{scene.__doc__} ({time.monotonic() - begin:.1f} s)")
        for line in wrong:
            print("     ", line)
        sys.stdout.flush()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def play(scene, programs, samples):
    """What was wrong, with the last words of the workers."""
    with Stage(programs, samples) as stage:
        try:
            wrong = scene(stage)
        except (OSError, KeyError, ValueError, IndexError, subprocess.SubprocessError) as error:
            wrong = [f"{type(error).__name__}: {error}"]
        if wrong:
            wrong += [json.dumps(event) for worker in stage.workers for event in worker.events()[-12:]]
        return wrong


if __name__ == "__main__":
    sys.exit(main())
