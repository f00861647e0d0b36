"""The images and the compose file tried in an engine: built, started, a month taken through them, confined, scaled, stopped.

The engine is the one that DOCKER_HOST names; deploy/clean --image starts one of its own. What is made there is removed,
but for the images.

Usage: trial.py --next DIR [--bills DIR]    Ends with "N passed, N failed". In the first folder lie the source and the package
of the next version (deploy/next.sh); in the other each image's parts (deploy/sbom) are kept.
       trial.py --test    The stage `test` is built and runs what STEPS names, for half an hour.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))

from driver import Results  # noqa: E402

BASE = "debian:12-slim"
IMAGES = ("gateway", "worker", "redis", "proxy")
PROJECT = "sipro-trial"
# Of deploy/test: without what takes longest, sanitizers and the browser.
STEPS = ("build", "web", "unit", "conformance", "storage", "corpus", "run", "service", "uploads", "backup", "watching", "k8s", "containers",
         "month", "contract", "cage", "attempt", "admin", "worker", "package", "load", "chaos", "upgrade", "workbooks", "second")
# An engine may have fewer capabilities than --privileged gives.
NEARLY_PRIVILEGED = ("--cap-add", "SYS_ADMIN", "--cap-add", "SYS_PTRACE", "--cap-add", "NET_ADMIN", "--security-opt", "seccomp=unconfined",
                     "--security-opt", "systempaths=unconfined", "--volume", "/dev:/dev", "--device-cgroup-rule", "a *:* rwm")
HTTPS, HTTP = "127.0.0.1:18443", "127.0.0.1:18080"


def run(*words, timeout=600, text=None, env=None, cwd=ROOT):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=timeout, input=text,
                          env={**os.environ, **(env or {})}, cwd=cwd)


def docker(*words, **options):
    return run("docker", *words, **options)


def told(process, wanted=0):
    """Nothing where it ended as wanted, else its last words."""
    if process.returncode == wanted:
        return []
    return [f"exit {process.returncode} instead of {wanted}: {(process.stdout + process.stderr).strip()[-600:]}"]


def version_of(source):
    return re.search(r"project\(sipro VERSION (\S+)", (source / "CMakeLists.txt").read_text(encoding="utf-8"))[1]


def until(seconds, question):
    """Asks again until there is nothing to say, and gives what was said last."""
    end = time.monotonic() + seconds
    while True:
        said = question()
        if not said or time.monotonic() > end:
            return said
        time.sleep(0.5)


VERSION = version_of(ROOT)


class Trial:
    def __init__(self, place, bills, following):
        self.place, self.bills, self.next = Path(place), bills, following
        self.tls = self.place / "secrets/tls/certificate.pem"
        self.backups = self.place / "backups"
        self.codes = {kind: secrets.token_hex(8) for kind in ("login", "feature")}
        self.env = {"COMPOSE_PROJECT_NAME": PROJECT, "SIPRO_SECRETS": str(self.place / "secrets"), "SIPRO_HTTPS": HTTPS, "SIPRO_HTTP": HTTP,
                    "SIPRO_BACKUPS": str(self.backups), "CURL_CA_BUNDLE": str(self.tls),
                    "SIPRO_CODE": self.codes["login"], "SIPRO_FEATURE_CODE": self.codes["feature"]}

    def compose(self, *words, **options):
        return run("deploy/compose", *words, env=self.env, **options)

    def admin(self, *words, **options):
        return self.compose("run", "--rm", "-T", "admin", *words, **options)

    def containers(self, service):
        return self.compose("ps", "--quiet", service).stdout.split()

    def inside(self, service, *words):
        return docker("exec", self.containers(service)[0], *words)

    def facts(self, container):
        return json.loads(docker("inspect", container).stdout)[0]

    # Each check is told by its docstring, in this order.

    def build(self):
        """each image is built from deploy/sipro.Dockerfile"""
        out = []
        for name in IMAGES:
            started = time.monotonic()
            built = docker("build", "--progress", "plain", "--file", "deploy/sipro.Dockerfile", "--target", name, "--tag",
                           f"sipro-{name}:{VERSION}", "--build-arg", f"SIPRO_VERSION={VERSION}", ".", timeout=7200)
            out += told(built)
            print(f"     sipro-{name}: built in {time.monotonic() - started:.0f} s", flush=True)
        return out

    def tests(self):
        """the stage test runs tests of each kind, of what it builds"""
        out = told(docker("build", "--progress", "plain", "--file", "deploy/sipro.Dockerfile", "--target", "test", "--tag",
                          f"sipro-test:{VERSION}", ".", timeout=3600))
        ran = docker("run", "--rm", *NEARLY_PRIVILEGED, f"sipro-test:{VERSION}", *STEPS, timeout=7200)
        print("\n".join("     " + line for line in ran.stdout.splitlines()))
        return out + told(ran)

    def sizes(self):
        """their sizes are told"""
        size = {name: json.loads(docker("image", "inspect", name).stdout)[0]["Size"] / 1e6
                for name in (BASE, *(f"sipro-{image}:{VERSION}" for image in IMAGES))}
        for name, megabytes in size.items():
            print(f"     {name:24} {megabytes:6.1f} MB, {megabytes - size[BASE]:6.1f} of them above the base")
        return []

    def bill(self):
        """deploy/sbom tells what each consists of"""
        out = []
        for name in IMAGES:
            made = docker("create", f"sipro-{name}:{VERSION}").stdout.strip()
            bill = subprocess.run(f"docker export {made} | deploy/sbom sipro-{name} {VERSION}", shell=True, cwd=ROOT,
                                  capture_output=True, text=True, timeout=300)
            docker("rm", made)
            out += told(bill)
            if self.bills and bill.returncode == 0:
                (Path(self.bills) / f"sipro-{name}.cdx.json").write_text(bill.stdout, encoding="utf-8")
        return out

    def start(self):
        """deploy/compose starts all services from deploy/compose.yaml"""
        out = told(run("deploy/redis-users", self.place / "secrets/redis"))
        self.tls.parent.mkdir()
        out += self.certificate()
        self.backups.mkdir()
        os.chown(self.backups, 10001, 10001)
        return out + told(self.compose("up", "--detach", "--no-build", timeout=900))

    def certificate(self):
        """A new one, which nobody else has signed."""
        fresh = self.tls.with_name("fresh.pem")
        out = told(run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                       "-days", "2", "-subj", "/CN=sipro.test", "-addext", "subjectAltName=IP:127.0.0.1",
                       "-keyout", self.tls.with_name("key.pem"), "-out", fresh))
        fresh.rename(self.tls)
        for path in self.tls.parent.iterdir():
            os.chown(path, 10001, 10001)
        return out

    def district(self):
        """sipro-admin in a container makes a district and its codes"""
        out = told(self.admin("district", "add", "2101", "--name", "Kabupaten Karimun", "--kabkot", "KARIMUN"))
        for kind, code in self.codes.items():
            out += told(self.admin("district", "code", "2101", f"--{kind}", "--from-stdin", text=code + "\n"))
        time.sleep(5)  # within which gateways see them
        return out

    def hs_master(self):
        """an HS master comes in by the page's line"""
        csv = "code8,uraian_id,description_en\n01012100,Kuda bibit,Horses for breeding\n"
        said = self.compose("run", "--rm", "-T", "--entrypoint", "sh", "admin", "-c",
                            "cat >/tmp/hs8.csv && sipro-admin hs import /tmp/hs8.csv --dry-run", text=csv)
        return told(said) + ([] if "1 code" in said.stdout else [said.stdout])

    def ready(self):
        """the proxy answers by https that the service is ready, and by http where https is"""
        def asked():
            return told(run("curl", "-fsS", f"https://{HTTPS}/readyz", env=self.env))
        sent = run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", f"http://{HTTP}/")
        return until(120, asked) + ([] if sent.stdout == "308" else [f"http: {sent.stdout}"])

    def month(self):
        """a month goes by https from .sav files to the 33 tables"""
        samples = self.place / "samples"
        samples.mkdir(mode=0o777)
        os.chown(samples, 10001, 10001)
        out = told(docker("run", "--rm", "--network", "none", "--volume", f"{samples}:/out", "--entrypoint", "sipro",
                          f"sipro-worker:{VERSION}", "sample", "--seed", "1", "--rows", "1250", "--from", "2023-01",
                          "--to", "2025-05", "--out", "/out"))
        out += told(run("deploy/walk", "samples", f"https://{HTTPS}", samples, env=self.env))
        return out + self.walk()

    def walk(self):
        walked = run("deploy/walk", "month", f"https://{HTTPS}", env=self.env)
        print(f"     deploy/walk month: {walked.stdout.strip().splitlines()[-1]}")
        return told(walked)

    def pages(self):
        """the pages come by https"""
        page = run("curl", "-fsS", f"https://{HTTPS}/", env=self.env)
        return told(page) + ([] if "<title>" in page.stdout else [page.stdout[:200]])

    def healthy(self):
        """the engine finds every container healthy"""
        def sick():
            return [f"{service}: {state}" for service in IMAGES for container in self.containers(service)
                    if (state := self.facts(container)["State"]["Health"]["Status"]) != "healthy"]
        return until(150, sick)

    def unhealthy(self):
        """a worker that Redis does not know, and a gateway that does not answer, are told"""
        stranger = docker("run", "--rm", "--network", "none", "--entrypoint", "/usr/lib/sipro/told",
                          f"sipro-worker:{VERSION}", "strictly")
        check = self.facts(self.containers("gateway")[0])["Config"]["Healthcheck"]["Test"]
        silent = docker("run", "--rm", "--network", "none", "--entrypoint", check[1], f"sipro-gateway:{VERSION}", *check[2:])
        return told(stranger, 1) + told(silent, 1)

    def doctor(self):
        """doctor finds nothing to mend"""
        said = self.admin("doctor")
        print("\n".join("     " + line for line in said.stdout.splitlines()))
        return told(said)

    def watched(self):
        """each gateway tells its metrics to the host"""
        out = []
        for port in range(9464, 9464 + len(self.containers("gateway"))):
            told_by = run("curl", "-fsS", f"http://127.0.0.1:{port}/metrics")
            out += told(told_by) + ([] if "sipro_build_info" in told_by.stdout else [told_by.stdout[:200]])
        return out

    def confined(self):
        """each container is confined as the compose file says"""
        out = []
        for service in IMAGES:
            for container in self.containers(service):
                facts = self.facts(container)
                host = facts["HostConfig"]
                got = {"root": host["ReadonlyRootfs"], "drop": host["CapDrop"], "user": facts["Config"]["User"],
                       "new privileges": host["SecurityOpt"], "limits": all((host["Memory"], host["PidsLimit"], host["NanoCpus"]))}
                wanted = {"root": True, "drop": ["ALL"], "user": "10001:10001",
                          "new privileges": ["no-new-privileges:true"], "limits": True}
                out += [f"{service}: {key} is {got[key]}" for key in wanted if got[key] != wanted[key]]
                status = docker("exec", container, "sh", "-c", "grep -E '^(CapEff|Seccomp|NoNewPrivs):' /proc/1/status").stdout
                if status.split() != ["CapEff:", "0000000000000000", "NoNewPrivs:", "1", "Seccomp:", "2"]:
                    out.append(f"{service}: {status}")
                out += told(docker("exec", container, "touch", "/usr/x"), 1)
        return out

    def apart(self):
        """workers and Redis have no network, the gateway none that leads beyond the host, and may not empty Redis"""
        out = []
        for service in ("worker", "redis"):
            links = self.inside(service, "ls", "/sys/class/net").stdout.split()
            out += [] if links == ["lo"] else [f"{service}: {links}"]
        joined = self.facts(self.containers("gateway")[0])["NetworkSettings"]["Networks"]
        for network in json.loads(docker("network", "inspect", *joined).stdout):
            if not network["Internal"] and network["Options"].get("com.docker.network.bridge.enable_ip_masquerade") != "false":
                out.append(f"gateway: {network['Name']}")
        emptied = self.inside("gateway", "sh", "-c",
                              "REDISCLI_AUTH=$(cat $SIPRO_REDIS_PASSWORD_FILE) redis-cli -s /run/sipro/redis.sock "
                              "--user sipro-gateway flushall")
        return out + ([] if emptied.stdout.startswith("NOPERM") else [emptied.stdout + emptied.stderr])

    def scaled(self):
        """with three workers and two gateways, and after the first gateway went, a month goes through"""
        self.env["SIPRO_METRICS"] = "127.0.0.1:9464-9465"
        out = told(self.compose("up", "--detach", "--no-build", "--no-recreate", "--scale", "worker=3", "--scale", "gateway=2"))
        counts = [len(self.containers(service)) for service in ("worker", "gateway")]
        out += [] if counts == [3, 2] else [f"workers, gateways: {counts}"]
        out += self.healthy() + self.watched()
        first = sorted(self.containers("gateway"), key=lambda container: self.facts(container)["Created"])[0]
        out += told(docker("stop", "--time", "40", first))
        time.sleep(6)  # the proxy asks for the gateways' addresses every 5 s
        return out + self.walk()

    def redis_lost(self):
        """with Redis' volume gone, all comes back from storage, and a month goes through"""
        out = told(self.compose("rm", "--stop", "--force", "redis"))
        out += told(docker("volume", "rm", f"{PROJECT}_redis"))
        out += told(self.compose("up", "--detach", "--no-build", "--no-recreate"))
        return out + self.ready() + self.walk()

    def upkeep(self):
        """audit, retention and backup do what the timers' units call"""
        out = []
        for unit in sorted((ROOT / "deploy/compose-upkeep").iterdir()):
            words = re.search("^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)[1].split()
            assert words[0] == "/srv/sipro/deploy/compose"
            out += told(self.compose(*words[1:]))
        return out

    def snapshots(self):
        return [path.name for path in self.backups.iterdir() if path.is_dir() and not path.name.startswith(".")]

    def restored(self):
        """the snapshot on the host, verified, brings all back into new volumes: jobs, codes; and a month goes through"""
        if len(self.snapshots()) != 1:
            return [f"snapshots: {self.snapshots()}"]
        snapshot, tool = f"/backup/{self.snapshots()[0]}", ("run", "--rm", "-T", "--entrypoint", "sipro-backup", "admin")
        before = self.ends()
        out = told(self.compose("--profile", "admin", "down", "--volumes", "--timeout", "100"))
        out += told(self.compose(*tool, "--verify", snapshot)) + told(self.compose(*tool, "--restore", snapshot, "/var/lib/sipro"))
        del self.env["SIPRO_METRICS"]
        out += told(self.compose("up", "--detach", "--no-build", timeout=900)) + self.ready()
        # Redis knows the jobs again once they are read from storage.
        out += until(60, lambda: [] if before and self.ends() == before else [f"{self.ends()} instead of {before}"])
        return out + self.walk() + self.watched()

    def upgraded(self):
        """the next version goes in by the page's lines, and the one of before comes back; nothing is lost, and months go through"""
        out = self.next_images()
        for source, first in ((self.next, "worker"), (ROOT, "gateway")):
            before = self.ends()
            out += told(self.compose("up", "--detach", "--no-build", "--no-deps", first, cwd=source))
            out += self.are_of(source, first)
            out += told(self.compose("up", "--detach", "--no-build", cwd=source)) + self.ready()
            out += self.are_of(source, *IMAGES) + told(self.admin("queue", "upgrade", cwd=source))
            out += until(60, lambda before=before: [] if before and self.ends() == before else [f"{self.ends()} instead of {before}"])
            out += self.walk()
        return out

    def next_images(self):
        """Those of this version, with the programs and pages of the next one's package in them."""
        out, version, packages = [], version_of(self.next), self.place / "packages"
        packages.mkdir()
        for package in (self.next / "build/release").glob("sipro_*.deb"):
            shutil.copy(package, packages)
        for name in IMAGES:
            lines = [f"FROM sipro-{name}:{VERSION}"]
            if name in ("gateway", "worker"):
                lines += ["USER 0", "RUN --mount=type=bind,target=/next dpkg --install /next/sipro_*.deb", "USER 10001:10001"]
            out += told(docker("build", "--tag", f"sipro-{name}:{version}", "--file", "-", packages,
                               text="\n".join(lines) + "\n"))
        return out

    def are_of(self, source, *services):
        """Only these are of that version, by the image that their containers have."""
        tag = version_of(source)
        found = {name for name in IMAGES for one in self.containers(name) if self.facts(one)["Config"]["Image"].endswith(f":{tag}")}
        return [] if found == set(services) else [f"of {tag} are {sorted(found)}"]

    def renewed(self):
        """new passwords and a new certificate go in by the page's lines, and a month goes through"""
        run("rm", "-r", self.place / "secrets/redis")
        out = told(run("deploy/redis-users", self.place / "secrets/redis"))
        out += told(self.compose("up", "--detach", "--no-build", "--force-recreate"))
        out += self.certificate() + told(self.compose("up", "--detach", "--no-build", "--no-deps", "--force-recreate", "proxy"))
        return out + self.ready() + self.walk()

    def ends(self):
        """The jobs that have ended, as sipro-admin tells them."""
        listed = self.admin("queue", "list", "--json").stdout
        jobs = json.loads(listed)["jobs"] if listed else []
        return sorted((job["id"], job["state"]) for job in jobs)

    def stopped(self):
        """each ends by its stop signal within its grace, with exit 0"""
        out = []
        for service, grace in (("proxy", 40), ("gateway", 40), ("worker", 100), ("redis", 30)):
            for container in self.containers(service):
                started = time.monotonic()
                docker("stop", "--time", grace, container)
                seconds, code = time.monotonic() - started, self.facts(container)["State"]["ExitCode"]
                print(f"     {service}: {seconds:.1f} s, exit {code}")
                if code != 0 or seconds > grace:
                    out.append(f"{service}: {seconds:.1f} s, exit {code}")
        return out

    def remove(self):
        self.compose("--profile", "admin", "down", "--volumes", "--timeout", "100", timeout=300)


CHECKS = (Trial.build, Trial.sizes, Trial.bill, Trial.start, Trial.district, Trial.hs_master, Trial.ready, Trial.month, Trial.pages, Trial.healthy,
          Trial.unhealthy, Trial.doctor, Trial.watched, Trial.confined, Trial.apart, Trial.scaled, Trial.redis_lost, Trial.upkeep,
          Trial.restored, Trial.upgraded, Trial.renewed, Trial.stopped)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--next", type=Path)
    options.add_argument("--bills", type=Path)
    options.add_argument("--test", action="store_true")
    options = options.parse_args()
    if not options.test and not options.next:
        sys.exit("trial.py: --next DIR or --test")
    results = Results()
    os.environ["DOCKER_BUILDKIT"] = "1"
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o755)
        trial = Trial(place, options.bills and options.bills.resolve(), options.next and options.next.resolve())
        try:
            for check in (Trial.tests,) if options.test else CHECKS:
                started, failed = time.monotonic(), results.failed
                results.check(check.__doc__, check, trial)
                print(f"{'ok  ' if results.failed == failed else 'FAIL'} {check.__doc__}, {time.monotonic() - started:.0f} s", flush=True)
        finally:
            trial.remove()
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
