"""The project's own rules for its container files, each a function of the parsed file that returns what breaks it."""

import re
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from quantities import bytes_of  # noqa: E402

USER = "10001:10001"
# Files that an operator gives; their names end what /run/secrets/ begins.
SECRET_WORDS = re.compile(r"PASSWORD|SECRET|TOKEN|KEY", re.IGNORECASE)


class Stage:
    """A stage of a Dockerfile: its instructions, those of the stages it stands on first."""

    def __init__(self, name, base, earlier):
        self.name, self.base = name, base
        self.lines = list(earlier[base].lines) if base in earlier else []

    def values(self, instruction):
        return [value for name, value in self.lines if name == instruction]


def stages_of(text):
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    stages = {}
    for line in filter(None, map(str.strip, joined.splitlines())):
        instruction, _, value = line.partition(" ")
        if instruction == "FROM":
            base, _, name = value.partition(" AS ")
            stage = stages[name] = Stage(name, base, stages)
        else:
            stage.lines.append((instruction, value))
    return stages


def bases(stages):
    """The only image from elsewhere is a plain Debian of a named release."""
    return [f"{stage.name} stands on {stage.base}" for stage in stages.values()
            if stage.base not in stages and stage.base != "debian:12-slim"]


def shipped(stages):
    """What an installation runs has a user without rights, a name, a check of its health, and no shell around it."""
    out = []
    for name in ("gateway", "worker", "redis", "proxy"):
        stage = stages[name]
        labels = " ".join(stage.values("LABEL"))
        if stage.values("USER")[-1:] != [USER]:
            out.append(f"{name} runs as {stage.values('USER')[-1:]}")
        if f'image.title="sipro-{name}"' not in labels or "image.version=$SIPRO_VERSION" not in labels:
            out.append(f"{name} has no title and version")
        for instruction in ("HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT"):
            if not stage.values(instruction):
                out.append(f"{name} has no {instruction}")
        out += [f"{name}: {value} is run by a shell" for value in stage.values("ENTRYPOINT") if not value.startswith("[")]
    return out


def instructions(stages):
    """No ADD, which may fetch; no package named outside of deploy/packages; no secret in a layer."""
    out = []
    for stage in stages.values():
        for name, value in stage.lines:
            if name == "ADD":
                out.append(f"{stage.name}: ADD {value}")
            if name == "RUN" and re.search(r"apt-get install (?:-\S+ )*(?!/release/)[a-z]|curl |wget ", value):
                out.append(f"{stage.name} installs past deploy/packages: {value}")
            if name in ("ENV", "ARG") and SECRET_WORDS.search(value):
                out.append(f"{stage.name} keeps a secret: {name} {value}")
    return out


def services_of(text):
    return yaml.safe_load(text)["services"]


def confined(services):
    """Every service: root read-only, no capability, no new privilege, nothing of the host's."""
    out = []
    for name, service in services.items():
        if service.get("read_only") is not True:
            out.append(f"{name} may write to its root")
        if service.get("cap_drop") != ["ALL"] or "cap_add" in service:
            out.append(f"{name} keeps capabilities")
        if service.get("security_opt") != ["no-new-privileges:true"]:
            out.append(f"{name} may get new privileges")
        for option in ("privileged", "user", "devices", "pid", "ipc", "userns_mode"):
            if option in service:
                out.append(f"{name} has {option}")
        out += [f"{name} reaches the engine" for volume in service.get("volumes", []) if "docker.sock" in str(volume)]
    return out


def limited(services):
    return [f"{name} has no {limit}" for name, service in services.items()
            for limit in ("cpus", "mem_limit", "pids_limit", "stop_grace_period", "logging") if limit not in service]


def room_for_redis(services, settings):
    """Twice what redis.conf lets it keep: while the log is written anew what changes is copied."""
    kept = bytes_of(re.search(r"^maxmemory (\S+)$", settings, re.MULTILINE)[1])
    limit = bytes_of(services["redis"]["mem_limit"])
    return [] if limit >= 2 * kept else [f"redis may keep {kept} of {limit} bytes"]


def pinned(services, version):
    """Images are the project's own, with the version that CMake builds, never the latest of anything."""
    out = []
    for name, service in services.items():
        if not re.fullmatch(rf"sipro-[a-z]+:{re.escape(version)}", service.get("image", "")):
            out.append(f"{name} runs {service.get('image')}")
        if "build" in service and service["build"]["args"]["SIPRO_VERSION"] != version:
            out.append(f"{name} is built as another version")
    return out


def networks(text):
    """From outside only the proxy is reached, and only it reaches out; Redis and workers have no network."""
    parsed = yaml.safe_load(text)
    services = parsed["services"]
    closed = {name for name, network in parsed["networks"].items()
              if network.get("internal") or network.get("driver_opts", {}).get("com.docker.network.bridge.enable_ip_masquerade") == "false"}
    out = [f"{name} has a network" for name in ("redis", "worker", "admin") if services[name].get("network_mode") != "none"]
    for name, service in services.items():
        if name != "proxy":
            out += [f"{name} is reached from outside: {port}" for port in service.get("ports", [])
                    if not re.match(r"\$\{[A-Z_]+:-127\.0\.0\.1:", str(port))]
            out += [f"{name} reaches out by {network}" for network in service.get("networks", []) if network not in closed]
    return out


def environment(services):
    return [f"{name} has {key} in its environment" for name, service in services.items()
            for key in service.get("environment", {}) if SECRET_WORDS.search(key) and not key.endswith("_FILE")]


def proxies_agree(container, host):
    """What nginx says of a client to a gateway is the same in a container and on a host."""
    said = [sorted(re.findall(r"^\s*(proxy_(?:set_header|request_buffering|http_version|read_timeout|max_temp_file_size) .*;)$",
                              text, re.MULTILINE)) for text in (container, host)]
    return [] if said[0] == said[1] and said[0] else [f"{line}: only one of them" for line in set(said[0]) ^ set(said[1])]
