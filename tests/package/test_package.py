"""The Debian package: what it holds with which modes, what it asks for, what its units allow.

Usage: test_package.py FILE.deb    Ends with "N passed, N failed".
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

from verdicts import report  # noqa: E402

# Of systemd-analyze security, of 10: a service that may do anything has 9.6.
MOST_EXPOSED = 2.0
PROGRAMS = ("sipro", "sipro-admin", "sipro-gateway", "sipro-worker")
TASKS = ("retention", "audit", "backup")
SERVICES = ("sipro-redis", "sipro-gateway", "sipro-worker@1", *(f"sipro-{task}" for task in TASKS))
PAGES = ("architecture", "capacity", "containers", "guarantees", "install", "keeping", "kubernetes", "operations", "security", "watching")
# Path: mode. All belong to root.
FILES = {
    **{f"./usr/bin/{name}": "-rwxr-xr-x" for name in (*PROGRAMS, "sipro-backup")},
    "./usr/sbin/as-sipro": "-rwxr-xr-x",
    "./usr/share/doc/sipro/examples/walk": "-rwxr-xr-x",
    "./usr/lib/sipro/redis-repair": "-rwxr-xr-x",
    "./usr/share/sipro/web/index.html": "-rw-r--r--",
    "./etc/sipro/sipro.env": "-rw-r--r--",
    "./etc/sipro/redis.conf": "-rw-r--r--",
    **{f"./usr/share/doc/sipro/{name}": "-rw-r--r--" for name in (
        "copyright", "changelog.gz", *(f"{page}.md" for page in PAGES), *(f"examples/words/{name}.json" for name in (
            "calendar", "calendar.schema", "faq", "faq.schema")), "examples/tls/nginx.conf", "examples/tls/Caddyfile",
        "examples/monitoring/alerts.yaml", "examples/monitoring/dashboard.json", "examples/monitoring/prometheus.example.yaml",
        "examples/monitoring/prometheus.kubernetes.example.yaml")},
    **{f"./lib/systemd/system/{name}": "-rw-r--r--" for name in (
        "sipro.target", "sipro-redis.service", "sipro-gateway.service", "sipro-worker@.service",
        *(f"sipro-{task}.{kind}" for task in TASKS for kind in ("service", "timer")))},
}
# What only scripts and units name; the libraries come from the programs.
NEEDS = ("redis-server", "rsync", "adduser", "libc6", "libreadstat1", "libseccomp2", "libhiredis0.14", "libssl3")
# What an attempt's cage is made of (worker/child/cage.hpp), and its niceness, have to be left to the worker.
ATTEMPT_CALLS = ("setpriority", "unshare", "chroot", "capset", "prctl", "seccomp", "landlock_create_ruleset",
                 "landlock_add_rule", "landlock_restrict_self", "prlimit64")


def tell(*command, **options):
    return subprocess.run(command, text=True, capture_output=True, timeout=120, **options)


class Package:
    def __init__(self, deb, root):
        self.deb, self.root = deb, root
        self.listed = {}
        for line in tell("dpkg-deb", "--contents", deb, check=True).stdout.splitlines():
            mode, owner, _, _, _, path = line.split(None, 5)
            self.listed[path.split(" -> ")[0].rstrip("/") or "."] = (mode, owner)
        tell("dpkg-deb", "--extract", deb, root, check=True)
        self.control = os.path.join(root, "control")
        tell("dpkg-deb", "--control", deb, self.control, check=True)
        # What the units start is looked for in the same root.
        shutil.copy("/usr/bin/true", os.path.join(root, "usr/bin/redis-server"))

    def path(self, *names):
        return os.path.join(self.root, *names)

    def field(self, name):
        return tell("dpkg-deb", "--field", self.deb, name, check=True).stdout.strip()

    def unit(self, name):
        with open(self.path("lib/systemd/system", name), encoding="utf-8") as source:
            return source.read()


def contents(package):
    for path, mode in FILES.items():
        if package.listed.get(path, ("missing",))[0] != mode:
            yield f"{path}: {package.listed.get(path, ('missing',))[0]} instead of {mode}"


def owners_and_modes(package):
    for path, (mode, owner) in package.listed.items():
        if owner != "root/root" or mode[5] == "w" or mode[8] == "w" or "s" in mode or (mode[0] == "d" and mode != "drwxr-xr-x"):
            yield f"{path}: {mode} {owner}"
        if path.startswith(("./var", "./run")):
            yield f"{path}: data folders are made by postinst, for the user sipro"


def fields(package):
    version = re.search(r"project\(sipro VERSION (\S+)", open(os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..", "..", "CMakeLists.txt"), encoding="utf-8").read()).group(1)
    architecture = tell("dpkg", "--print-architecture", check=True).stdout.strip()
    for name, wanted in (("Package", "sipro"), ("Version", version), ("Architecture", architecture)):
        if package.field(name) != wanted:
            yield f"{name}: {package.field(name)!r} instead of {wanted!r}"
    if os.path.basename(package.deb) != f"sipro_{version}_{architecture}.deb":
        yield f"the file's name is {package.deb}"
    depends = re.split(r", ", package.field("Depends"))
    names = {entry.split()[0] for entry in depends}
    yield from (f"Depends lacks {name}" for name in NEEDS if name not in names)
    for name in names:
        if name.startswith("lib") and name.endswith("-dev"):
            yield f"Depends names {name}, which is for compiling"
    if "nginx-light" not in package.field("Recommends"):
        yield f"Recommends: {package.field('Recommends')!r}"


def links_lead_somewhere(package):
    """Of the pages that an operator reads: every file and folder beside them that they name."""
    for page in PAGES:
        with open(package.path("usr/share/doc/sipro", f"{page}.md"), encoding="utf-8") as source:
            links = re.findall(r"\]\((?!https?:)([^)#]+)", source.read())
        if not links:
            yield f"{page}.md: no link was found"
        yield from (f"{page}.md: {link}" for link in links if not os.path.exists(package.path("usr/share/doc/sipro", link)))


def conffiles(package):
    with open(os.path.join(package.control, "conffiles"), encoding="ascii") as source:
        listed = set(source.read().split())
    held = {path[1:] for path, (mode, _) in package.listed.items() if path.startswith("./etc/") and mode[0] == "-"}
    if listed != held:
        yield f"conffiles {sorted(listed)}, but /etc holds {sorted(held)}"


def programs_start(package):
    for name in PROGRAMS:
        ran = tell(package.path("usr/bin", name), "--version")
        if ran.returncode or package.field("Version") not in ran.stdout:
            yield f"{name} --version: exit {ran.returncode}, {ran.stdout!r} {ran.stderr!r}"
        if "RUNPATH" in tell("readelf", "-d", package.path("usr/bin", name), check=True).stdout:
            yield f"{name} looks for libraries where it was built"


def settings_are_known(package):
    """Each SIPRO_ name of sipro.env, also in its comments, is one of a program."""
    known = "".join(tell(package.path("usr/bin", name), "--help").stdout for name in PROGRAMS)
    with open(package.path("etc/sipro/sipro.env"), encoding="utf-8") as source:
        for name in sorted(set(re.findall(r"\bSIPRO_\w+(?==)", source.read()))):
            if f"Env:{name})" not in known:
                yield f"no program knows {name}"


def lintian(package):
    ran = tell("lintian", "--allow-root", "--fail-on", "error", package.deb)
    if ran.returncode:
        yield from (line for line in ran.stdout.splitlines() if line.startswith("E:"))
        yield ran.stderr.strip()[:300]


def verified(package):
    units = sorted(os.listdir(package.path("lib/systemd/system")))
    names = [name.replace("@.", "@1.") for name in units if name.endswith((".service", ".timer", ".target"))]
    ran = tell("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", f"--root={package.root}", *names)
    # Of the units of systemd itself the root has none.
    said = [line for line in ran.stderr.splitlines() if "sipro" in line]
    yield from said
    if ran.returncode and not said:
        yield ran.stderr.strip()[:600]


def scored(package, service):
    ran = tell("systemd-analyze", "security", "--offline=true", f"--root={package.root}", f"{service}.service")
    found = re.search(r"exposure level for \S+: ([\d.]+)", ran.stdout)
    if not found:
        yield f"no score: {ran.stdout[-300:]!r} {ran.stderr[-300:]!r}"
    elif float(found.group(1)) > MOST_EXPOSED:
        yield f"{found.group(1)} is more than {MOST_EXPOSED}"
    else:
        print(f"      {service}: {found.group(1)}")


def expanded(word):
    """A group of system calls as single calls."""
    if not word.startswith("@"):
        return {word}
    lines = tell("systemd-analyze", "syscall-filter", word, check=True).stdout.splitlines()[1:]
    words = {line.strip() for line in lines if line.strip() and not line.strip().startswith("#")}
    return set().union(*(expanded(entry) for entry in words))


def attempts_are_left_their_calls(package):
    unit = package.unit("sipro-worker@.service")
    allowed = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        calls = set().union(*(expanded(word) for word in line.removeprefix("~").split()))
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    yield from (f"the filter of calls leaves out {call}" for call in ATTEMPT_CALLS if call not in allowed)
    namespaces = re.search(r"^RestrictNamespaces=(.*)$", unit, re.MULTILINE).group(1).split()
    if set(namespaces) != {"user", "net", "ipc", "uts"}:
        yield f"RestrictNamespaces={' '.join(namespaces)}; an attempt makes itself user net ipc uts"
    for line in ("KillMode=mixed", "OOMPolicy=continue"):
        if line not in unit:
            yield f"{line} is missing: the worker and its attempts end at different times"


CHECKS = [
    ("every file of the layout is there, with its mode", contents),
    ("all belong to root, nobody else may write, and no data folder is part of it", owners_and_modes),
    ("name, version and architecture are right; it depends on what programs, units and scripts need", fields),
    ("what an operator changes in /etc is kept on upgrade", conffiles),
    ("the pages' links lead to what is there", links_lead_somewhere),
    ("the programs start", programs_start),
    ("every setting in sipro.env is one of the programs", settings_are_known),
    ("lintian finds no error", lintian),
    ("systemd reads all units without a complaint", verified),
    ("the worker's unit leaves an attempt all that it and its cage need", attempts_are_left_their_calls),
]


def main():
    checks = [*CHECKS, *((f"{service} is confined", lambda package, service=service: scored(package, service)) for service in SERVICES)]
    with tempfile.TemporaryDirectory(prefix="package-") as root:
        package = Package(os.path.abspath(sys.argv[1]), root)
        return report((name, check(package)) for name, check in checks)


if __name__ == "__main__":
    sys.exit(main())
