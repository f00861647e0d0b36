"""deploy/sipro.Dockerfile, deploy/compose.yaml, deploy/proxy.conf, deploy/redis-users and deploy/sbom, without an engine: other
programs' linters and schemas, our own rules; and each notices what is planted. (In an engine: tests/containers/trial.py.)

Usage: test_containers.py    Ends with "N passed, N failed".
"""

import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import jsonschema
import rules

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from verdicts import report  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOLS = HERE / "node_modules/.bin"
CYCLONEDX = HERE / "node_modules/@cyclonedx/cyclonedx-library/res/schema"

DOCKERFILE = (ROOT / "deploy/sipro.Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
PROXY = (ROOT / "deploy/proxy.conf").read_text(encoding="utf-8")
REDIS = (ROOT / "deploy/redis.conf").read_text(encoding="utf-8")
UPKEEP = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "deploy/compose-upkeep").iterdir()}
HOST_PROXY = (ROOT / "deploy/tls/nginx.conf").read_text(encoding="utf-8")
VERSION = re.search(r"project\(sipro VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300, **options)


def lint_dockerfile(text):
    """dockerfile-utils: instructions, flags, JSON, names of stages. (dockerfilelint 1.8 refuses HEALTHCHECK with a list of words,
    and takes a stage for an image without a tag.)"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Dockerfile"
        path.write_text(text, encoding="utf-8")
        done = run(TOOLS / "dockerfile-utils", "lint", path)
        return (done.stdout + done.stderr).splitlines()


def lint_compose(text):
    """dclint: the schema of the Compose specification, and what it holds to be errors."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "compose.yaml"
        path.write_text(text, encoding="utf-8")
        done = run(TOOLS / "dclint", "--quiet", "--config", HERE / "dclint.json", path)
        return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


def lint_proxy(text):
    """nginx reads it, with a certificate and a resolver in the place of a container's."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=sipro.test", "-keyout", place / "tls-key", "-out", place / "tls-certificate")
        (place / "resolver.conf").write_text("resolver 127.0.0.1;\n", encoding="utf-8")
        (place / "proxy.conf").write_text(re.sub(r"/(run/secrets|tmp)/", f"{place}/", text),
                                          encoding="utf-8")
        done = run("/usr/sbin/nginx", "-t", "-e", "stderr", "-c", place / "proxy.conf")
        return [] if done.returncode == 0 else done.stderr.splitlines()


def lint_unit(text, name="sipro-audit.service"):
    """systemd reads it, with its program in the place that it names, and it is what the timer of its name starts."""
    with tempfile.TemporaryDirectory() as folder:
        units = Path(folder) / "etc/systemd/system"
        units.mkdir(parents=True)
        (units / name).write_text(text, encoding="utf-8")
        timer = Path(name).with_suffix(".timer").name
        shutil.copy(ROOT / "deploy/systemd" / timer, units)
        program = Path(folder) / "srv/sipro/deploy/compose"
        program.parent.mkdir(parents=True)
        shutil.copy(ROOT / "deploy/compose", program)
        done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", f"--root={folder}", name, timer)
        # Of the units of systemd and Docker the root has none.
        return [line for line in done.stderr.splitlines() if "sipro" in line]


def redis_users():
    """Each user of the example gets a password of its own, which is in the file of its name."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "redis"
        done = run(ROOT / "deploy/redis-users", made)
        acl = (made / "users.acl").read_text(encoding="utf-8")
        given = dict(re.findall(r"^user sipro-(\w+) on >(\S+)", acl, re.MULTILINE))
        kept = {path.name: path.read_text(encoding="utf-8").strip() for path in made.iterdir() if path.name != "users.acl"}
        out = [] if given == kept and len(set(given.values())) == len(given) >= 3 else ["users and files differ"]
        again = run(ROOT / "deploy/redis-users", made)
        out += [] if again.returncode == 1 else ["passwords in use are replaced"]
        return out + ([] if done.returncode == 0 and "CHANGE" not in acl else [done.stderr + acl])


def image(status):
    """The root of an image as a tar, with this package list."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, text in (("var/lib/dpkg/status", status), ("usr/lib/os-release", 'ID=debian\nVERSION_ID="12"\n')):
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


STATUS = """Package: sipro
Status: install ok installed
Architecture: amd64
Version: 0.1.0

Package: libzip4
Status: install ok installed
Architecture: amd64
Source: libzip
Version: 1.7.3-1+b1

Package: libstdc++6
Status: install ok installed
Architecture: amd64
Source: gcc-12 (12.2.0-14)
Version: 12.2.0-14+deb12u1
Description: with a line
 that looks like one
 .
 Package: no

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1
"""


def bill_of(status):
    done = subprocess.run([ROOT / "deploy/sbom", "sipro-gateway", VERSION], input=image(status), capture_output=True, timeout=300)
    return json.loads(done.stdout)


def against_cyclonedx(bill):
    store = {name: json.loads((CYCLONEDX / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
             for name in ("bom-1.6", "spdx", "jsf-0.82")}
    schema = store["bom-1.6"]
    resolver = jsonschema.RefResolver(schema["$id"], schema, store={one["$id"]: one for one in store.values()})
    return [error.message[:300] for error in jsonschema.Draft7Validator(schema, resolver=resolver).iter_errors(bill)]


def bill_is_whole():
    """Every installed Debian package with its source, every package of the pages and none of the tools to build them."""
    bill = bill_of(STATUS)
    purls = {part["purl"] for part in bill["components"]}
    wanted = {"pkg:deb/debian/sipro@0.1.0?arch=amd64&distro=debian-12",
              "pkg:deb/debian/libzip4@1.7.3-1%2Bb1?arch=amd64&distro=debian-12",
              "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12"}
    out = [f"missing: {purl}" for purl in wanted - purls]
    out += [f"superfluous: {purl}" for purl in purls - wanted if purl.startswith("pkg:deb")]
    declared = json.loads((ROOT / "gateway/web/package.json").read_text(encoding="utf-8"))
    names = {part["name"] for part in bill["components"]}
    out += [f"missing: {name}" for name in declared["dependencies"] if name not in names]
    out += [f"a tool: {name}" for name in declared["devDependencies"] if name in names]
    sources = {part["name"]: [fact["value"] for fact in part.get("properties", [])] for part in bill["components"]}
    if sources["libstdc++6"] != ["gcc-12", "12.2.0-14"] or sources["libzip4"] != ["libzip", "1.7.3-1+b1"]:
        out.append(f"sources: {sources['libstdc++6']}, {sources['libzip4']}")
    return out


def stages(text):
    return rules.stages_of(text)


def services(text):
    return rules.services_of(text)


# (what is planted, rule, the text, what is replaced, by what): the rule has to tell.
PLANTED = [
    ("an unknown instruction", lint_dockerfile, DOCKERFILE, "STOPSIGNAL SIGTERM", "STOPSIGNALS SIGTERM"),
    ("a health check that is no JSON", lint_dockerfile, DOCKERFILE, 'CMD ["/usr/lib/sipro/told"]', "--often CMD told"),
    ("another base", lambda text: rules.bases(stages(text)), DOCKERFILE, "FROM debian:12-slim AS program", "FROM alpine AS program"),
    ("a latest base", lambda text: rules.bases(stages(text)), DOCKERFILE, "FROM debian:12-slim AS proxy", "FROM debian AS proxy"),
    ("root", lambda text: rules.shipped(stages(text)), DOCKERFILE, "USER 10001:10001\nSTOPSIGNAL SIGTERM", "STOPSIGNAL SIGTERM"),
    ("no health check", lambda text: rules.shipped(stages(text)), DOCKERFILE, 'HEALTHCHECK --interval=60s', "# "),
    ("an entry point in a shell", lambda text: rules.shipped(stages(text)), DOCKERFILE, 'ENTRYPOINT ["sipro-worker"]', "ENTRYPOINT sipro-worker"),
    ("no version", lambda text: rules.shipped(stages(text)), DOCKERFILE, "image.version=$SIPRO_VERSION", "image.version=1"),
    ("ADD", lambda text: rules.instructions(stages(text)), DOCKERFILE, "COPY . .", "ADD . ."),
    ("a package of its own", lambda text: rules.instructions(stages(text)), DOCKERFILE, "/release/sipro_*.deb", "curl"),
    ("a secret", lambda text: rules.instructions(stages(text)), DOCKERFILE, "ARG SIPRO_VERSION", "ARG REDIS_PASSWORD"),
    ("an unknown key", lint_compose, COMPOSE, "    mem_limit: 512m", "    memory_limit: 512m"),
    ("a wrong type", lint_compose, COMPOSE, "pids_limit: 64", "pids_limit: [64]"),
    ("a root that is written to", lambda text: rules.confined(services(text)), COMPOSE, "read_only: true", "read_only: false"),
    ("a capability", lambda text: rules.confined(services(text)), COMPOSE, "cap_drop: [ALL]", "cap_drop: [NET_RAW]"),
    ("new privileges", lambda text: rules.confined(services(text)), COMPOSE, "no-new-privileges:true", "label:disable"),
    ("the engine's socket", lambda text: rules.confined(services(text)), COMPOSE, "data:/var/lib/sipro", "/var/run/docker.sock:/x"),
    ("the host's processes", lambda text: rules.confined(services(text)), COMPOSE, "    deploy: {replicas: 2}", "    pid: host"),
    ("no limit of memory", lambda text: rules.limited(services(text)), COMPOSE, "    mem_limit: 2304m\n    pids_limit: 128\n    # A", "    # A"),
    ("the latest", lambda text: rules.pinned(services(text), VERSION), COMPOSE, f"sipro-redis:{VERSION}", "redis:latest"),
    ("another version", lambda text: rules.pinned(services(text), VERSION), COMPOSE, f"SIPRO_VERSION: {VERSION}", "SIPRO_VERSION: 9.9.9"),
    ("a port of the gateway", lambda text: rules.networks(text), COMPOSE, "${SIPRO_METRICS:-127.0.0.1:9464}:9464", "8080:8080"),
    ("a way out for the gateway", lambda text: rules.networks(text), COMPOSE, "networks: [inner, watch]", "networks: [inner, outer]"),
    ("NAT for the gateway", lambda text: rules.networks(text), COMPOSE, 'masquerade: "false"', 'masquerade: "true"'),
    ("a worker with a network", lambda text: rules.networks(text), COMPOSE, "network_mode: none\n    secrets: [redis-worker]", "secrets: [redis-worker]"),
    ("a password in the environment", lambda text: rules.environment(services(text)), COMPOSE, "SIPRO_REDIS_PASSWORD_FILE: /run/secrets/redis-gateway", "SIPRO_REDIS_PASSWORD: x"),
    ("a directive that nginx lacks", lint_proxy, PROXY, "ssl_protocols", "ssl_protokol"),
    ("a setting that systemd lacks", lint_unit, UPKEEP["sipro-audit.service"], "Type=oneshot", "Typ=oneshot"),
    ("a program that is not there", lint_unit, UPKEEP["sipro-audit.service"], "/srv/sipro/deploy/compose", "/srv/sipro/deploy/composed"),
    ("no room beside Redis' data", lambda text: rules.room_for_redis(services(COMPOSE), text), REDIS, "maxmemory 256mb", "maxmemory 384mb"),
    ("another header for the gateway", lambda text: rules.proxies_agree(text, HOST_PROXY), PROXY, "$remote_addr", "$http_x_forwarded_for"),
]

# (what holds, what is asked)
CHECKS = [
    ("dockerfile-utils finds nothing", lambda: lint_dockerfile(DOCKERFILE)),
    ("images stand on Debian", lambda: rules.bases(stages(DOCKERFILE))),
    ("shipped images have what they need", lambda: rules.shipped(stages(DOCKERFILE))),
    ("instructions are plain", lambda: rules.instructions(stages(DOCKERFILE))),
    ("compose.yaml fits the specification", lambda: lint_compose(COMPOSE)),
    ("services are confined", lambda: rules.confined(services(COMPOSE))),
    ("services are limited", lambda: rules.limited(services(COMPOSE))),
    ("images are the project's, of its version", lambda: rules.pinned(services(COMPOSE), VERSION)),
    ("networks lead where they should", lambda: rules.networks(COMPOSE)),
    ("no secret stands in an environment", lambda: rules.environment(services(COMPOSE))),
    ("nginx reads proxy.conf", lambda: lint_proxy(PROXY)),
    ("both proxies tell gateways the same", lambda: rules.proxies_agree(PROXY, HOST_PROXY)),
    *((f"systemd reads {name}", lambda name=name: lint_unit(UPKEEP[name], name)) for name in sorted(UPKEEP)),
    ("Redis has room beside its data", lambda: rules.room_for_redis(services(COMPOSE), REDIS)),
    ("redis-users makes passwords", redis_users),
    ("the bill fits CycloneDX 1.6", lambda: against_cyclonedx(bill_of(STATUS))),
    ("the schema is read", lambda: [] if against_cyclonedx({**bill_of(STATUS), "components": [{"name": "x"}]}) else ["all fits it"]),
    ("the bill is whole", bill_is_whole),
]


def planted(rule, text, old, new):
    if old not in text:
        return [f"there is no {old!r} to replace"]
    return [] if rule(text.replace(old, new)) else ["nothing is told"]


def main():
    results = [(name, ask()) for name, ask in CHECKS]
    results += [(f"{name} is noticed", planted(*rest)) for name, *rest in PLANTED]
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
