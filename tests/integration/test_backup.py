"""A backup taken under load, the loss of everything, and what the restored service knows: deploy/backup with the real parts.

Usage: test_backup.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import glob
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "chaos"))

import oracle  # noqa: E402
from cluster import ROOT, Cluster  # noqa: E402
from http_load import Browser, Unreachable  # noqa: E402
from processes import wait_until  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402
from test_service import ENDED, Officer, Service, preprocess, uploaded  # noqa: E402
from uploads_stage import BYTES, TUS, content_of, metadata  # noqa: E402
from watch import broken_result, read_json, sha256_of  # noqa: E402

MASTER = "01012900;Kuda;live horses\n03022900;Ikan;flat fish\n"


def backup(*words, storage=None, status=0, **settings):
    """What deploy/backup said on both channels."""
    env = {**os.environ, **({"SIPRO_DATA": storage} if storage else {}), **settings}
    done = subprocess.run([os.path.join(ROOT, "deploy", "backup"), *words], env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=120, check=False)
    expect(done.returncode == status, f"backup {' '.join(words)}: exit {done.returncode}: {done.stdout[-600:]}")
    return done.stdout


def snapshots(target):
    return sorted(glob.glob(os.path.join(target, "[0-9]*Z")))


def write(path, text="x"):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


class Office:
    """An officer who keeps sending files and asking for jobs, until told to stop. `accepted`: jobs that were answered 202."""

    def __init__(self, service, district):
        self.officer, self.accepted, self.wrong = Officer(service, district), [], []
        self.content = content_of(300_000, int(district))
        self.upload = self.officer.upload(service.file())
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def _work(self):
        body = preprocess(self.upload, again=True)
        while not self.ended.is_set():
            try:
                told = self.officer.post_job(body)
                self.officer.send_file(self.content)
            except Unreachable as error:
                self.wrong.append(str(error))
                continue
            if told.status == 202:
                self.accepted.append(told.json()["id"])
            self.ended.wait(0.3)


def results_of(officer, jobs):
    """{job: {name: sha256}} of those that have succeeded."""
    told = [officer.job(job).json() for job in jobs]
    return {job["id"]: {one["name"]: one["sha256"] for one in job["results"]} for job in told if job["state"] == "succeeded"}


class Stage:
    """A service that was backed up under load, was lost, and runs again on what was restored."""

    def __init__(self, place, programs):
        self.place, self.target = place, os.path.join(place, "backups")
        os.makedirs(os.path.join(place, "first"))
        self.service = Service(os.path.join(place, "first"), programs)
        self.cluster = self.service.cluster
        self.storage = self.cluster.storage
        try:
            self.before_the_load()
            self.back_up_under_load()
            self.lose_everything()
            self.restore(programs)
        except BaseException:
            self.cluster.close()
            raise

    def before_the_load(self):
        service, officer = self.service, Officer(self.service)
        write(os.path.join(self.place, "hs.csv"), MASTER)
        self.cluster.run("sipro-admin", "hs", "import", os.path.join(self.place, "hs.csv"))
        self.package = officer.post({"year": 2025, "month": 5, "ekspor": {"inputs": uploaded(officer, service, "ekspor")},
                                     "impor": {"inputs": uploaded(officer, service, "impor")}}, path="/api/v1/packages").json()["id"]
        officer.succeeded(self.package)
        expect_status(officer.ask("PUT", f"/api/v1/jobs/{self.package}/keep"), 204)
        expect_status(officer.ask("POST", "/api/v1/suggestions", {"name": "Ani", "text": "satu dua tiga empat lima"}), 201)
        with open(service.file(), "rb") as source:
            expect_status(officer.send_file(source.read(), purpose=b"historis"), 201)
        # Gateways read what an operator puts there every few seconds.
        wait_until(lambda: b"03022900" in officer.ask("GET", "/api/v1/hs?q=ikan").body, 15, "the HS master is read")
        self.shown = {path: officer.ask("GET", path).json() for path in
                      ("/api/v1/suggestions", "/api/v1/library/historis", "/api/v1/calendar", "/api/v1/hs?q=ikan")}
        self.content = content_of(500_000, 7)
        self.location = expect_status(officer.ask("POST", "/api/v1/uploads", None, {
            **TUS, "Upload-Length": str(len(self.content)), "Upload-Metadata": metadata()}), 201).headers["Location"]
        expect_status(officer.ask("PATCH", self.location, self.content[:200_000], {**BYTES, "Upload-Offset": "0"}), 204)

    def back_up_under_load(self):
        """One job stands still while the backup is taken; others run, end and come."""
        offices = [Office(self.service, district) for district in ("2101", "2171")]
        for office in offices:
            office.thread.start()
        self.cluster.add_worker()
        pid = wait_until(lambda: next(iter(self.service.worker.attempts()), None), 30, "an attempt runs")
        os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: all(len(office.accepted) > 2 for office in offices), 60, "jobs are accepted")
        self.accepted = {office.officer: list(office.accepted) for office in offices}
        self.said = backup(self.target, storage=self.storage)
        self.stuck = [job for officer, jobs in self.accepted.items() for job in jobs if officer.job(job).json()["state"] == "running"]
        os.kill(pid, signal.SIGCONT)
        wait_until(lambda: all(len(office.accepted) > len(self.accepted[office.officer]) for office in offices), 60, "it goes on")
        self.later = backup(self.target, storage=self.storage)
        for office in offices:
            office.ended.set()
        for office in offices:
            office.thread.join()
            expect(not office.wrong + office.officer.wrong, f"{office.wrong} {office.officer.wrong}")
        self.results = {}
        for officer, jobs in self.accepted.items():
            wait_until(lambda: all(officer.job(job).json()["state"] in ENDED for job in jobs), 90, "what was accepted ends", every=0.2)
            self.results.update(results_of(officer, jobs))

    def lose_everything(self):
        self.cluster.close()
        shutil.rmtree(self.storage)
        shutil.rmtree(self.cluster.redis.data)

    def restore(self, programs):
        self.snapshot = snapshots(self.target)[0]
        self.cluster = Cluster(os.path.join(self.place, "second"), programs)
        backup("--restore", self.snapshot, self.cluster.storage)
        self.facts = facts_of(self.cluster.storage)
        self.cluster.redis.start()
        for _ in range(2):
            self.cluster.add_worker()
        self.gateway = self.cluster.add_gateway()
        wait_until(lambda: Browser(self.gateway.port).ask("GET", "/readyz").status == 200, 15, "ready")
        self.cluster.queue_opens()
        self.officers = {}
        for district in ("2101", "2171"):
            self.officers[district] = wait_until(lambda: self.logged_in(district), 20, "the codes open the restored service", every=0.2)

    def logged_in(self, district):
        try:
            officer = Officer(self, district)
            return officer if officer.ask("GET", "/api/v1/jobs").status == 200 else None
        except AssertionError:
            return None

    def close(self):
        self.cluster.close()


def facts_of(storage):
    """({(district, job)}, what a fact of this storage names and is not there, or is another): read before anything runs on it."""
    jobs, wrong = set(), []
    for path in glob.glob(f"{storage}/*/jobs/*"):
        district, job = path.split("/")[-3], os.path.basename(path)
        jobs.add((district, job))
        payload = read_json(os.path.join(path, "job.json"))["payload"]
        inputs = payload.get("inputs") or [payload[flow] for flow in ("ekspor", "impor") if flow in payload]
        for told in inputs:
            if "job" in told:
                wrong += [] if os.path.exists(f"{storage}/{district}/jobs/{told['job']}/job.json") else [f"{job} needs {told['job']}"]
            elif sha256_of(f"{storage}/{district}/{told['path']}") != told["sha256"]:
                wrong.append(f"{job}: {told['path']} is another file")
        for end in oracle.ends_of(path).values():
            if end["state"] == "succeeded" and (problem := broken_result(path, end["folder"])):
                wrong.append(problem)
    for path in glob.glob(f"{storage}/*/uploads/*/upload.json") + glob.glob(f"{storage}/*/library/*/*/upload.json"):
        if sha256_of(os.path.join(os.path.dirname(path), "data")) != read_json(path)["sha256"]:
            wrong.append(f"{path}: its data are others")
    for path in glob.glob(f"{storage}/*/uploads/*/at-*"):
        if os.path.getsize(os.path.join(os.path.dirname(path), "data")) < int(path.rsplit("-", 1)[1]):
            wrong.append(f"{path}: its data are shorter")
    unfinished = [name for name in glob.glob(f"{storage}/**/.*", recursive=True) if not name.endswith("/.")]
    return jobs, wrong + unfinished


def check_facts(stage):
    """what a fact of the snapshot names is in it, with the hash that it tells; nothing unfinished is"""
    jobs, wrong = stage.facts
    expect(not wrong, str(wrong[:5]))
    accepted = {job for jobs_of in stage.accepted.values() for job in jobs_of}
    expect(accepted <= {job for _, job in jobs}, "a job that was accepted before the backup is not in it")


def check_jobs(stage):
    """every job accepted before the backup ends, also one that was running; its results are the same bytes as before the loss"""
    expect(stage.stuck, "no job was running at that time")
    ended = {}
    for jobs, officer in zip(stage.accepted.values(), stage.officers.values()):
        for job in jobs:
            officer.succeeded(job)
        ended.update(results_of(officer, jobs))
    expect(set(stage.stuck) <= set(ended), "the one that was running")
    expect(ended == stage.results, f"{len(ended)} results, {len(stage.results)} before: {set(ended) ^ set(stage.results)}")


def check_downloads(stage):
    """results of before are downloadable, each with the hash that the job tells; what was kept is kept"""
    officer = stage.officers["2101"]
    told = officer.job(stage.package).json()
    expect(told["state"] == "succeeded" and told["kept"], str(told))
    for result in told["results"]:
        answer = expect_status(officer.result(stage.package, result["name"]), 200)
        expect(hashlib.sha256(answer.body).hexdigest() == result["sha256"], f"{result['name']} is another file")


def check_content(stage):
    """suggestions, libraries, the calendar's link and the HS master are there"""
    officer = stage.officers["2101"]
    for path, before in stage.shown.items():
        wait_until(lambda: officer.ask("GET", path).json() == before, 15, f"{path} is as it was")
    file = stage.shown["/api/v1/library/historis"]["files"][0]
    data = expect_status(officer.ask("GET", f"/api/v1/library/historis/{file['id']}/data"), 200)
    expect(hashlib.sha256(data.body).hexdigest() == file["sha256"], "another file")


def check_upload(stage):
    """an unfinished upload goes on from its last kept offset"""
    officer = stage.officers["2101"]
    head = expect_status(officer.ask("HEAD", stage.location, headers=TUS), 200)
    expect(head.headers["Upload-Offset"] == "200000", head.headers["Upload-Offset"])
    expect_status(officer.ask("PATCH", stage.location, stage.content[200_000:], {**BYTES, "Upload-Offset": "200000"}), 204)
    told = officer.ask("GET", stage.location).json()
    expect(told["sha256"] == hashlib.sha256(stage.content).hexdigest(), str(told))


def check_places(stage):
    """Redis holds every job in exactly its places; no answer was a 500"""
    for district, officer in stage.officers.items():
        for job in [job for of, job in stage.facts[0] if of == district]:
            officer.ended(job, 90)
        expect(not officer.wrong, str(officer.wrong))
    with stage.cluster.redis.client() as client:
        wrong = oracle.wrong_places(client)
    expect(not wrong, str(wrong[:5]))


def check_next_snapshot(stage):
    """the next snapshot has new files only; what did not change is the same file on disk"""
    first, second = snapshots(stage.target)
    shared = os.path.join("data", "2101", "jobs", stage.package, "job.json")
    expect(os.path.samefile(os.path.join(first, shared), os.path.join(second, shared)), "job.json was copied again")
    for snapshot in (first, second):
        expect("each as it was copied" in backup("--verify", snapshot), "verify says nothing")
    expect("of them new" in stage.later, stage.later)


def check_damage(stage):
    """a file that is missing, other or too much in a snapshot is found, and such a snapshot is not restored"""
    def missing(copy):
        os.remove(os.path.join(copy, name))

    def other(copy):
        os.remove(os.path.join(copy, name))
        write(os.path.join(copy, name), "other")

    def more(copy):
        write(os.path.join(copy, "data", "2101", "more"))

    name = os.path.join("data", "2101", "jobs", stage.package, "job.json")
    for plant, said in ((missing, name[5:]), (other, name[5:]), (more, "has")):
        copy = os.path.join(stage.place, plant.__name__)
        subprocess.run(["cp", "--archive", "--link", stage.snapshot, copy], check=True)
        backup("--verify", copy)
        plant(copy)
        told = backup("--verify", copy, status=1)
        expect(said in told and "damaged" in told, f"{plant.__name__}: {told}")
        backup("--restore", copy, os.path.join(stage.place, "never"), status=1)
        expect(not os.path.exists(os.path.join(stage.place, "never")), "it was restored")


def check_volume(stage):
    """into the root of a volume, which is another's and may only be written to by the group, all comes back, and it stays as it was"""
    with tempfile.TemporaryDirectory(prefix="volume-") as place:
        os.chmod(place, 0o755)
        subprocess.run(["cp", os.path.join(ROOT, "deploy", "backup"), place], check=True)
        subprocess.run(["cp", "--archive", stage.snapshot, f"{place}/snapshot"], check=True)
        subprocess.run(["chown", "--recursive", "10001:10001", f"{place}/snapshot"], check=True)
        os.mkdir(f"{place}/volume")
        os.chown(f"{place}/volume", 0, 10001)
        os.chmod(f"{place}/volume", 0o2775)
        done = subprocess.run(["setpriv", "--reuid", "10001", "--regid", "10001", "--clear-groups", f"{place}/backup", "--restore",
                               f"{place}/snapshot", f"{place}/volume"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8", timeout=60, check=False)
        expect(done.returncode == 0, done.stdout)
        differing = subprocess.run(["diff", "--recursive", "--brief", f"{place}/snapshot/data", f"{place}/volume"], stdout=subprocess.PIPE,
                                   encoding="utf-8", timeout=60, check=False).stdout
        root = os.stat(f"{place}/volume")
        expect(differing == "" and (root.st_uid, root.st_mode & 0o7777) == (0, 0o2775), f"{differing}; {root}")


def check_any_district(stage):
    """whatever a district is called, it is in the snapshot, and comes back before the configuration does"""
    with tempfile.TemporaryDirectory(dir=stage.place) as place:
        storage, target = small_storage(place, districts=("2101", "karimun", "removed-2102")), os.path.join(place, "target")
        write(os.path.join(storage, "2101", "jobs", "removed-" + "a" * 32, "job.json"))
        backup(target, storage=storage)
        snapshot, = snapshots(target)
        there = {path for path, _, files in os.walk(os.path.join(snapshot, "data")) if files}
        expect(len(there) == 3 * 3 + 1, f"{sorted(there)}")
        # A disk that goes away when the first files are there.
        door = os.path.join(place, "door")
        write(os.path.join(door, "rsync"), f"#!/bin/sh\n{shutil.which('rsync')} \"$@\" && exec test -e {place}/whole\n")
        os.chmod(os.path.join(door, "rsync"), 0o755)
        path = {"PATH": f"{door}:{os.environ['PATH']}"}
        restored = os.path.join(place, "restored")
        os.mkdir(restored)
        expect("not whole" in backup("--restore", snapshot, restored, status=1, **path), "a half restore is told")
        expect(sorted(os.listdir(restored)) == ["2101", "karimun", "removed-2102"], f"{os.listdir(restored)}")
        shutil.rmtree(restored)
        write(os.path.join(place, "whole"))
        backup("--restore", snapshot, restored, **path)
        expect("config" in os.listdir(restored), f"{os.listdir(restored)}")
        # By another name it is as full.
        os.symlink(restored, os.path.join(place, "link"))
        expect("not empty" in backup("--restore", snapshot, os.path.join(place, "link"), status=1), "a full folder behind a link")


def small_storage(place, jobs=3, districts=("2101",)):
    storage = os.path.join(place, "data")
    write(os.path.join(storage, "config", "districts.json"), '{"districts": []}')
    for number in range(jobs):
        for district in districts:
            write(os.path.join(storage, district, "jobs", f"{number:032x}", "job.json"))
    return storage


def check_full_disk(stage):
    """a full target: exit 1, nothing half-way stays, and the last good snapshot is as it was"""
    with tempfile.TemporaryDirectory(dir=stage.place) as place:
        storage, target = small_storage(place), os.path.join(place, "target")
        os.makedirs(target)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", target], check=True)
        try:
            backup(target, storage=storage)
            good = snapshots(target)
            write(os.path.join(storage, "2101", "uploads", f"{9:032x}", "data"), "x" * (6 << 20))
            told = wait_until(lambda: "clock" not in (said := refused(target, storage)) and said, 10, "another second")
            expect("No space left" in told and "earlier ones are as they were" in told, told)
            expect(snapshots(target) == good and sorted(os.listdir(target)) == [".lock", os.path.basename(good[0])], str(os.listdir(target)))
            backup("--verify", good[0])
        finally:
            subprocess.run(["umount", target], check=True)


def refused(target, storage):
    return backup(target, "--keep", "1", storage=storage, status=1)


def check_killed(stage):
    """killed half-way, it leaves no snapshot; the next run clears up and takes one; --keep leaves the newest"""
    with tempfile.TemporaryDirectory(dir=stage.place) as place:
        storage, target = small_storage(place), os.path.join(place, "target")
        for turn in range(2):
            write(os.path.join(storage, "2101", "uploads", f"{turn:032x}", "data"), "x" * (20 << 20))
            running = subprocess.Popen([os.path.join(ROOT, "deploy", "backup"), target], start_new_session=True,
                                       env={**os.environ, "SIPRO_DATA": storage}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until(lambda: glob.glob(os.path.join(target, ".part-*")) or running.poll() is not None, 20, "it has begun", every=0.001)
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            known = snapshots(target)
            taken = wait_until(lambda: taken_anew(target, storage, known), 20, "another second")
            expect(not glob.glob(os.path.join(target, ".part-*")), "what the killed one left is still there")
            backup("--verify", taken)
        expect(len(snapshots(target)) == 2, str(snapshots(target)))


def taken_anew(target, storage, known):
    """The new snapshot; nothing while the clock shows the last one's second."""
    done = subprocess.run([os.path.join(ROOT, "deploy", "backup"), target, "--keep", "2"], env={**os.environ, "SIPRO_DATA": storage},
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, check=False)
    expect(done.returncode == 0 or b"the clock says" in done.stderr, done.stderr.decode())
    return next((one for one in snapshots(target) if one not in known), None)


def check_refusals(stage):
    """a storage that is not mounted, folders one in the other, a folder that is not empty or another's, wrong words: told, nothing done"""
    with tempfile.TemporaryDirectory(dir=stage.place) as place:
        storage, target = small_storage(place), os.path.join(place, "target")
        os.makedirs(os.path.join(place, "empty"))
        expect("mounted" in backup(target, storage=os.path.join(place, "empty"), status=1), "an empty storage")
        expect("one in the other" in backup(os.path.join(storage, "b"), storage=storage, status=1), "a target inside")
        expect("not empty" in backup("--restore", stage.snapshot, storage, status=1), "a full folder")
        expect("no snapshot" in backup("--verify", storage, status=1), "no snapshot")
        anothers = os.path.join(place, "anothers")
        os.makedirs(anothers)
        os.chown(anothers, 65534, 65534)
        expect("as-sipro" in backup(anothers, storage=storage, status=1), "root in another's folder")
        for words in ((), ("--keep", "1"), (target, "--keep", "0"), (target, "--keep"), ("--verify",), ("--restore", target)):
            backup(*words, storage=storage, status=2)
        expect(not os.path.exists(target), "it was made")


CHECKS = [check_facts, check_jobs, check_downloads, check_content, check_upload, check_places, check_next_snapshot, check_damage, check_volume,
          check_any_district, check_full_disk, check_killed, check_refusals]


if __name__ == "__main__":
    sys.exit(run_checks("backup", CHECKS, closed(Stage), told=lambda stage: stage.gateway.process.said()[-3000:]))
