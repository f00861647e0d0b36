#!/usr/bin/env python3
"""sipro-admin as an operator uses it, on a private Redis with a real worker: every command, for people and as JSON, wrong
usage, Redis away, damaged files.

    test_admin.py --programs DIR [NAME...]    DIR: sipro, sipro-admin, sipro-worker, job_tool, scripted_child
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)

from jobs_stage import Stage, wait_until  # noqa: E402

UNKNOWN = "0" * 32


class Answer:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __repr__(self):
        return f"exit {self.code}: {self.out.strip()[-1500:]} {self.err.strip()[-500:]}"

    @property
    def json(self):
        return json.loads(self.out)


class Operator(Stage):
    def admin(self, *words, stdin="", **env):
        return Answer(subprocess.run([self.program("sipro-admin"), *map(str, words)], input=stdin, encoding="utf-8",
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False,
                                     env={**os.environ, **self.environment(), "SIPRO_REDIS_USER": "", **env}))

    def add_district(self):
        return self.admin("district", "add", "2101", "--name", "Kabupaten Karimun", "--kabkot", "karimun")

    def open(self):
        """A queue that takes jobs, without a worker."""
        self.add_district()
        return self.admin("recover")

    def scripted(self, script, **spec):
        """A job whose process does what the script says."""
        path = os.path.join(self.place, "input")
        with open(path, "w", encoding="utf-8") as out:
            out.write("sav")
        return self.put({"work": "check", "inputs": [self.upload(path, name=script)], "time": "2025-06-20T10:46:00+07:00"},
                        **spec)

    def scripted_worker(self):
        return self.worker(options=["--child", self.program("scripted_child"), "--cage", "none"])

    def dead_letter(self):
        job = self.scripted("mutter the last words; signal 11")
        wait_until(lambda: self.state(job) == "failed", 60, "the job is dead")
        self.end_fact(job)
        return job

    def config(self, name):
        return os.path.join(self.data, "config", name)


def unless(holds, message):
    return [] if holds else [str(message)]


def says(answer, *texts, code=0):
    wrong = unless(answer.code == code, f"expected exit {code}: {answer}")
    return wrong + [f"does not say {text!r}: {answer}" for text in texts if text not in answer.out + answer.err]


def usage(stage):
    """wrong usage ends with 2 and does nothing; --version and --help with 0"""
    wrong = []
    for words in ([], ["nonsense"], ["district"], ["district", "add"], ["district", "add", "2101"], ["queue"],
                  ["queue", "list", "--state", "lost"], ["queue", "show"], ["queue", "show", "abc"], ["queue", "replay"],
                  ["queue", "replay", UNKNOWN, "--all"], ["hs", "import"], ["hs", "import", "/nowhere.csv"],
                  ["district", "add", "NO", "--name", "x", "--kabkot", "y"], ["district", "keeping", "--jobs-months", "-1"],
                  ["district", "add", "2101", "--name", "x", "--kabkot", "y", "--zone", "UTC"],
                  ["district", "code", "2101"], ["district", "code", "2101", "--login", "--feature"],
                  ["--redis", "unix:", "queue", "list"], ["--redis-password-file", "/nowhere", "queue", "list"]):
        answer = stage.admin(*words)
        wrong += unless(answer.code == 2 and answer.err, f"{words}: {answer}")
    wrong += unless(os.listdir(stage.data) == [], f"something was written: {os.listdir(stage.data)}")
    version = stage.admin("--version")
    wrong += unless(version.code == 0 and version.out.strip().count(".") == 2, version)
    wrong += says(stage.admin("--help"), "doctor", "retention", "Exit codes")
    return wrong


def roots_hands(stage):
    """root is sent to the user whose storage it is, and leaves nothing there"""
    if os.geteuid() != 0:
        return says(stage.add_district(), "is added")
    os.chown(stage.data, 65534, 65534)
    wrong = says(stage.add_district(), "as-sipro sipro-admin", code=2) + says(stage.admin("recover"), "belongs to", code=2)
    wrong += unless(os.listdir(stage.data) == [], f"something was written: {os.listdir(stage.data)}")
    os.chown(stage.data, 0, 0)
    return wrong + says(stage.add_district(), "is added")


def districts(stage):
    """districts are added, changed and listed; a code is shown once, or taken from stdin, and never kept in clear"""
    wrong = says(stage.admin("district", "list"), "No district yet")
    wrong += says(stage.add_district(), "is added", "Nobody can log in yet")
    wrong += says(stage.add_district(), "is there already", code=1)
    wrong += says(stage.admin("district", "add", "2100", "--name", "Provinsi Kepulauan Riau", "--province", "--cap", 9))
    wrong += says(stage.admin("district", "add", "2101", "--change", "--zone", "WIT"), "is changed")
    wrong += says(stage.admin("district", "add", "2199", "--change", "--cap", 1), "there is no district", code=1)
    shown = stage.admin("district", "code", "2101", "--login", "--json")
    wrong += unless(len(shown.json["code"]) >= 16 and shown.json["which"] == "login", shown)
    wrong += says(stage.admin("district", "code", "2101", "--feature", "--from-stdin", stdin="karimunjaya2101\n"), "changed")
    wrong += says(stage.admin("district", "code", "2101", "--login", "--from-stdin", stdin="short\n"), "6 to 64", code=2)
    wrong += says(stage.admin("district", "code", "9", "--login"), "there is no district", code=1)
    with open(stage.config("districts.json"), encoding="utf-8") as source:
        text = source.read()
    told = {one["id"]: one for one in json.loads(text)["districts"]}
    wrong += unless(shown.json["code"] not in text and "karimunjaya2101" not in text, "a code stands in clear")
    wrong += unless(told["2101"]["login_hash"].startswith("$argon2id$"), told)
    listed = {one["id"]: one for one in stage.admin("district", "list", "--json").json["districts"]}
    wrong += unless(listed["2101"] == {"id": "2101", "name": "Kabupaten Karimun", "kabkot": "KARIMUN", "role": "district",
                                       "zone": "WIT", "cap": 2, "jobs_a_day": 0, "quota_bytes": 0, "uploads_days": 30, "jobs_months": 14, "province": "", "shared": False,
                                       "contact_name": "", "contact_whatsapp": "", "historis_url": "", "publikasi_url": "",
                                       "login_code": True, "feature_code": True}, listed)
    wrong += unless(listed["2100"]["role"] == "province" and listed["2100"]["cap"] == 9, listed)
    return wrong + says(stage.admin("district", "list"), "2100", "Provinsi Kepulauan Riau", "province")


def district_settings(stage):
    """limits, province, contact and links of a district are set, kept by other changes, taken away and refused where wrong"""
    def change(*words, code=0, tells="is changed"):
        return says(stage.admin("district", "add", "2101", "--change", *words), tells, code=code)

    def listed():
        return {one["id"]: one for one in stage.admin("district", "list", "--json").json["districts"]}["2101"]

    stage.add_district()
    stage.admin("district", "add", "2100", "--name", "Provinsi Kepulauan Riau", "--province")
    wrong = change("--in-province", "2100", "--shared", "--contact", "Budi Santoso", "--whatsapp", "6281234567890", "--historis-url",
                   "https://example.id/historis", "--publikasi-url", "https://example.id/p", "--jobs-a-day", 40, "--quota-mib", 1024)
    wrong += change("--cap", 3)
    told = {"province": "2100", "shared": True, "contact_name": "Budi Santoso", "contact_whatsapp": "6281234567890",
            "historis_url": "https://example.id/historis", "publikasi_url": "https://example.id/p", "jobs_a_day": 40,
            "quota_bytes": 1 << 30, "cap": 3}
    wrong += unless({key: listed()[key] for key in told} == told, listed())
    wrong += change("--whatsapp", "0812", code=2, tells="country's code")
    wrong += change("--historis-url", "http://example.id", code=2, tells="https://")
    wrong += change("--shared", "--not-shared", code=2, tells="either")
    wrong += change("--in-province", "2171", code=1, tells="must be the id of a province")
    wrong += unless({key: listed()[key] for key in told} == told, listed())
    wrong += change("--in-province", "-", "--not-shared", "--contact", "-", "--whatsapp", "-", "--historis-url", "-",
                    "--publikasi-url", "-", "--jobs-a-day", 0, "--quota-mib", 0)
    gone = listed()
    wrong += unless(not any(gone[key] for key in told if key != "cap"), gone)
    stage.admin("district", "code", "2101", "--feature", "--from-stdin", stdin="karimunjaya2101\n")
    return wrong + says(stage.admin("doctor"), "handbook's public codes open 2101", code=1)


def damaged_districts(stage):
    """a damaged districts.json is never written over; doctor says what to do, and that helps"""
    stage.add_district()
    stage.admin("district", "code", "2101", "--login")
    with open(stage.config("districts.json"), "w", encoding="utf-8") as out:
        out.write('{"districts": [{"id": "2101"')
    wrong = says(stage.admin("district", "list"), "districts.json", code=1)
    wrong += says(stage.admin("district", "add", "2102", "--name", "x", "--kabkot", "y"), "districts.json", code=1)
    wrong += says(stage.admin("district", "list", "--json"), "config_invalid", code=1)
    wrong += says(stage.admin("doctor"), "FAIL  config", "copy the newest", code=1)
    kept = sorted(name for name in os.listdir(stage.config("")) if name.startswith("districts-"))
    shutil.copyfile(stage.config(kept[-1]), stage.config("districts.json"))
    return wrong + says(stage.admin("district", "list"), "Kabupaten Karimun")


def hs_master(stage):
    """the HS master is checked, compared with the one in use, and readable by preprocess"""
    def csv(name, text, encoding="utf-8"):
        path = os.path.join(stage.place, name)
        with open(path, "w", encoding=encoding, newline="") as out:
            out.write(text)
        return path

    first = csv("first.csv", 'code8,uraian_id,description_en\n01012900,"Kuda, hidup",horses\n01013010,Keledai,asses\n')
    second = csv("second.csv", '\ufeff0101.29.00;"Kuda, ""hidup""";horses\r\n03022900;Ikan;fish\r\n')
    wrong = says(stage.admin("hs", "import", first, "--dry-run"), "2 codes", "added    2", "nothing was written")
    wrong += unless(not os.path.exists(stage.config("hs.json")), "a dry run wrote")
    wrong += says(stage.admin("hs", "import", first), "New jobs use it")
    wrong += says(stage.admin("hs", "import", first), "in use already")
    told = stage.admin("hs", "import", second, "--json").json
    wrong += unless((told["added"], told["changed"], told["removed"], told["codes"]) == (1, 1, 1, 2), told)
    wrong += unless(told["examples"]["added"] == ["03022900"], told)
    path = os.path.join(stage.data, told["path"])
    with open(path, "rb") as source:
        bytes_ = source.read()
    wrong += unless(told["path"] == f"config/hs/{hashlib.sha256(bytes_).hexdigest()}.csv", told["path"])
    wrong += unless(b'01012900,"Kuda, ""hidup""",horses\n' in bytes_, bytes_)
    for name, text, why, encoding in (
            ("digits", "0101290,Kuda\n", "leading zero is lost", "utf-8"), ("word", "01012900,a\nabc,b\n", "line 2", "utf-8"),
            ("twice", "01012900,a\n01012900,b\n", "there twice", "utf-8"), ("empty", "code8,uraian\n", "holds no code", "utf-8"),
            ("latin", "01012900,Kud\u00e1\n", "not UTF-8", "latin-1"), ("quote", '01012900,"a\n', "never closed", "utf-8"),
            ("commas", "01012900,a,b,c\n", "4 fields", "utf-8")):
        wrong += says(stage.admin("hs", "import", csv(name, text, encoding)), why, code=2)
    wrong += unless(stage.admin("hs", "import", second, "--json").json["in_use_already"], "a refused file changed the master")
    sample = os.path.join(stage.sample(50), "ekspor", "Ekspor Jan-Mei 2025.sav")
    done = subprocess.run([stage.program("sipro"), "preprocess", "--flow", "ekspor", "--hs-master", path, "--out",
                           os.path.join(stage.place, "out"), sample], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, encoding="utf-8", check=False)
    wrong += unless(done.returncode == 0 and "hs_unknown" in done.stdout, f"{done.returncode} {done.stdout} {done.stderr}")
    return wrong


def queue_by_hand(stage):
    """list, show, cancel, pause, resume and audit, without a worker"""
    wrong = says(stage.open(), "The queue is open")
    first, second = stage.scripted("exit 0", by="Ani"), stage.scripted("exit 0", by="Budi")
    third = stage.scripted("exit 0", after=[first])
    wrong += says(stage.admin("queue", "list"), "2 queued", "1 blocked", first, third, "Ani", "2101")
    listed = stage.admin("queue", "list", "--state", "blocked", "--json").json
    wrong += unless([job["id"] for job in listed["jobs"]] == [third] and listed["stats"]["queued"] == 2, listed)
    wrong += unless(len(stage.admin("queue", "list", "--limit", 1, "--json").json["jobs"]) == 1, "--limit")
    wrong += says(stage.admin("queue", "list", "--district", "2171"), "No such job")
    wrong += says(stage.admin("queue", "show", first), "asked for by Ani", "queued", "What happened", "job.json is whole")
    wrong += says(stage.admin("queue", "show", third), "comes after " + first, "blocked")
    shown = stage.admin("queue", "show", second, "--json").json
    wrong += unless(shown["job"]["state"] == "queued" and shown["events"][0]["reason"] == "enqueued", shown)
    wrong += says(stage.admin("queue", "show", UNKNOWN), "neither Redis nor storage", code=1)
    wrong += says(stage.admin("queue", "pause", "--by", "Citra"), "Paused")
    wrong += says(stage.admin("queue", "list"), "PAUSED")
    wrong += says(stage.admin("queue", "show", second), "sipro-admin queue resume")
    wrong += says(stage.admin("queue", "resume"), "Resumed")
    wrong += says(stage.admin("queue", "cancel", first, "--by", "Citra"), "Cancelled")
    wrong += says(stage.admin("queue", "show", first), "by Citra", "cancelled")
    wrong += unless(stage.state(third) == "cancelled", "the child goes on")
    wrong += says(stage.admin("queue", "cancel", UNKNOWN), "knows no job", code=1)
    wrong += says(stage.admin("queue", "replay", second), "no dead letter", code=1)
    wrong += says(stage.admin("queue", "audit"), "exactly its places")
    stage.redis_says("ZREM", "{sipro}:waiting", second)
    mended = stage.admin("queue", "audit", "--json").json["mended"]
    wrong += unless([(one["id"], one["place"], one["added"]) for one in mended] == [(second, "waiting", True)], mended)
    return wrong


def dead_letters(stage):
    """a dead letter is listed with its evidence, replayed with the fact first, and kept where it dies again"""
    stage.add_district()
    stage.scripted_worker()
    job = stage.dead_letter()
    wrong = says(stage.admin("queue", "list", "--state", "dead"), "1 dead", job, "DEAD: child_crashed")
    wrong += says(stage.admin("queue", "show", job), "dead letter", "3 strikes", "signal 11", "the last words",
                  "queue replay " + job, "its end is written: failed")
    evidence = stage.admin("queue", "show", job, "--json").json["storage"]["evidence"]
    wrong += unless([one["signal"] for one in evidence] == [11, 11, 11], evidence)
    wrong += says(stage.admin("queue", "replay", "--all", "--district", "2171"), "No dead letter")
    wrong += says(stage.admin("queue", "replay", job, "--by", "Citra"), "replayed " + job + ", round 2")
    with open(os.path.join(stage.job_folder(job), "replay-2.json"), encoding="utf-8") as source:
        wrong += unless("Citra" in source.read(), "the fact does not say who")
    wait_until(lambda: stage.state(job) == "failed", 60, "dead again")
    wrong += says(stage.admin("queue", "show", job), "round 2", "replayed", "by Citra")
    wrong += unless(stage.admin("queue", "replay", "--all", "--json").json["replayed"] == [job], "--all")
    return wrong


def lost_redis(stage):
    """Redis away, back empty, recovered by hand; damaged facts are named and mended facts come back"""
    stage.open()
    jobs = [stage.scripted("exit 0") for _ in range(3)]
    stage.kill_redis()
    wrong = []
    for words in (["queue", "list"], ["recover"], ["retention", "--dry-run"], ["queue", "pause"], ["queue", "upgrade"]):
        begin = time.monotonic()
        answer = stage.admin(*words)
        wrong += unless(answer.code == 1 and answer.err and time.monotonic() - begin < 15, f"{words}: {answer}")
    wrong += unless(stage.admin("queue", "list", "--json").json["error"]["code"] == "redis_unavailable", "as JSON")
    wrong += says(stage.admin("doctor"), "FAIL  redis", code=1)
    wrong += says(stage.admin("district", "list"), "2101")
    shutil.rmtree(os.path.join(stage.place, "redis"))
    stage.start_redis()
    wrong += says(stage.admin("queue", "pause"), "by hand: sipro-admin recover", code=1)
    wrong += says(stage.admin("queue", "show", jobs[0]), "Redis does not know it: sipro-admin recover")
    broken = os.path.join(stage.job_folder(jobs[1]), "job.json")
    with open(broken, encoding="utf-8") as source:
        whole = source.read()
    with open(broken, "w", encoding="utf-8") as out:
        out.write("{")
    wrong += says(stage.admin("recover"), "3 jobs; 2 wait", "Doubtful: 1", jobs[1])
    wrong += says(stage.admin("queue", "show", jobs[1]), "DAMAGED")
    with open(broken, "w", encoding="utf-8") as out:
        out.write(whole)
    told = stage.admin("recover", "--json").json
    wrong += unless((told["found"], told["queued"], told["restored"], told["doubtful"]) == (3, 3, 1, []), told)
    return wrong + says(stage.admin("queue", "list"), "3 queued")


def old_jobs(stage):
    """retention tells first, then removes what is old, also from the queue"""
    stage.open()
    stage.scripted_worker()
    job = stage.scripted("write hasil.txt isi; exit 0")
    stage.ended(job)
    end = stage.end_fact(job)
    wrong = says(stage.admin("retention", "--dry-run"), "0 would be removed")
    end["finished_us"] = int((time.time() - 500 * 86400) * 1e6)
    with open(os.path.join(stage.job_folder(job), "end-1.json"), "w", encoding="utf-8") as out:
        json.dump(end, out)
    wrong += says(stage.admin("retention", "--dry-run"), "1 would be removed", job)
    wrong += unless(os.path.exists(stage.job_folder(job)), "a dry run removed it")
    wrong += says(stage.admin("district", "keeping", "--jobs-months", 20), "20")
    wrong += says(stage.admin("retention"), "0 removed")
    wrong += says(stage.admin("district", "keeping", "--jobs-months", 0), "14")
    keep = os.path.join(stage.job_folder(job), "keep.json")
    with open(keep, "w", encoding="utf-8") as out:
        json.dump({"id": job}, out)
    wrong += says(stage.admin("retention"), "0 removed", "kept on request: 1 job.")
    os.remove(keep)
    told = stage.admin("retention", "--json").json
    wrong += unless([one["id"] for one in told["removed"]] == [job] and told["bytes"] > 0, told)
    wrong += unless(not os.path.exists(stage.job_folder(job)), "its folder is still there")
    return wrong + says(stage.admin("queue", "show", job), "neither Redis nor storage", code=1)


def healthy(stage):
    """doctor on a healthy installation, with the real cage; upgrade shows the library and the worker, and removes an old one"""
    stage.add_district()
    stage.admin("district", "code", "2101", "--login")
    stage.worker()
    wait_until(lambda: "worker" in stage.admin("queue", "upgrade").out, 15, "the worker tells of itself")
    answer = stage.admin("doctor")
    wrong = says(answer, "rename is atomic", "appendfsync always", "noeviction", "OK    cage", "1 worker", "the queue is open",
                 "no gateway has told", "0 FAIL")
    told = stage.admin("doctor", "--json").json
    wrong += unless(told["fail"] == 0 and {one["area"] for one in told["findings"]} ==
                    {"config", "storage", "redis", "queue", "cage"}, told)
    wrong += unless(not [name for name in os.listdir(stage.data) if name.startswith(".doctor")], "doctor left its folder")
    stage.redis_says("FUNCTION", "LOAD", "#!lua name=sipro_v0\nredis.register_function('s0_x', function() return 1 end)")
    wrong += says(stage.admin("queue", "upgrade", "--dry-run"), "sipro_v0", "it can go", "sipro_v1", "worker")
    removed = stage.admin("queue", "upgrade", "--json").json["libraries"]
    wrong += unless([(one["library"], one["removed"]) for one in removed] == [(0, True), (1, False)], removed)
    wrong += unless("sipro_v0" not in stage.redis_says("FUNCTION", "LIST"), "it is still there")
    return wrong


def unhealthy(stage):
    """doctor names each thing that is wrong with Redis, storage and the cage, and what to do"""
    stage.admin("doctor")
    for name, value in (("appendfsync", "everysec"), ("maxmemory-policy", "allkeys-lru"), ("maxmemory", "900kb")):
        stage.redis_says("CONFIG", "SET", name, value)
    answer = stage.admin("doctor", "--sipro", "/nowhere/sipro")
    wrong = says(answer, "FAIL  config   no district yet", "WARN  redis    appendfsync everysec", "FAIL  redis    maxmemory-policy",
                 "new jobs are refused", "FAIL  cage", "FAIL  queue    no worker", "the queue is closed", code=1)
    wrong += says(stage.admin("--data", "/nowhere", "doctor"), "FAIL  storage", "is the volume mounted", code=1)
    stage.redis_says("CONFIG", "SET", "appendonly", "no")
    wrong += says(stage.admin("doctor"), "FAIL  redis    appendonly is off", code=1)
    stage.redis_says("CONFIG", "SET", "maxmemory", "0")
    stage.redis_says("ACL", "SETUSER", "admin", "on", ">secret", "~{sipro}", "~{sipro}:*", "+@all", "-@dangerous", "-@admin",
                     "+info")
    password = os.path.join(stage.place, "password")
    with open(password, "w", encoding="utf-8") as out:
        out.write("secret\n")
    answer = stage.admin("doctor", SIPRO_REDIS_USER="admin", SIPRO_REDIS_PASSWORD_FILE=password)
    wrong += says(answer, "user admin reaches our keys only", "may not read appendfsync", code=1)
    return wrong


SCENES = [usage, roots_hands, districts, district_settings, damaged_districts, hs_master, queue_by_hand, dead_letters, lost_redis, old_jobs, healthy, unhealthy]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="sipro-samples-") as samples:
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
    with Operator(programs, samples) as stage:
        try:
            return scene(stage)
        except (OSError, KeyError, ValueError, IndexError, subprocess.SubprocessError) as error:
            return [f"{type(error).__name__}: {error}"]


if __name__ == "__main__":
    sys.exit(main())
