"""Runs an attempt's process as a worker does: the spec on stdin, which stays open; inputs as descriptors; lines from
descriptor 3. See worker/child/protocol.hpp."""

import contextlib
import json
import os
import subprocess
import threading
import time
from dataclasses import dataclass, field

PARTS = ["landlock", "chroot", "namespaces", "seccomp", "limits"]
LIMITS = {"memory_bytes": 2 << 30, "cpu_seconds": 3600, "file_bytes": 4 << 30, "open_files": 512}
TIME = "2025-06-20T10:46:00+07:00"
PROGRESS = 3

# Descriptor 3 stays taken in this process, so that nothing else of ours gets the number that the child is given.
try:
    os.fstat(PROGRESS)
except OSError:
    os.dup2(os.open(os.devnull, os.O_RDONLY), PROGRESS)


@dataclass
class Ended:
    code: int  # negative: the signal that ended it
    lines: list
    stderr: str
    seconds: float

    @property
    def cage(self):
        return next((line["cage"] for line in self.lines if "cage" in line), None)

    @property
    def error(self):
        return next((line["error"] for line in self.lines if "error" in line), None)

    @property
    def progress(self):
        return [line for line in self.lines if "phase" in line]


@dataclass
class Spec:
    payload: dict
    inputs: list = field(default_factory=list)  # paths
    hs_master: str | None = None
    threads: int = 2
    limits: dict = field(default_factory=dict)
    cage: list = field(default_factory=lambda: list(PARTS))


def input_of(path, name=None, year=None):
    out = {"path": "uploads/x/data", "size": os.path.getsize(path), "name": name or os.path.basename(path)}
    return out | ({"year": year} if year is not None else {})


def preprocess(paths, flow="ekspor", **changes):
    return {"work": "preprocess", "flow": flow, "inputs": [input_of(path) for path in paths], "overlap": "stop",
            "accept_flow": False, "kabkot": "", "time": TIME} | changes


def check(paths):
    return {"work": "check", "inputs": [input_of(path) for path in paths], "time": TIME}


def olah(tables, ekspor, impor, year=2025, month=4, **changes):
    inputs = ({"ekspor": input_of(ekspor)} if ekspor else {}) | ({"impor": input_of(impor)} if impor else {})
    return {"work": "olah", "tables": tables, **inputs, "year": year, "month": month, "gaps": "absent",
            "accept_flow": False, "office": "Kabupaten Karimun", "time": TIME} | changes


class Running:
    """A started attempt. `also_open`: descriptors that it is given and not told of."""

    def __init__(self, command, spec, folder, also_open=(), env=None):
        opened = [os.open(path, os.O_RDONLY) for path in spec.inputs]
        master = os.open(spec.hs_master, os.O_RDONLY) if spec.hs_master else None
        read, write = os.pipe()
        text = {"payload": spec.payload, "inputs": opened, "threads": spec.threads, "limits": LIMITS | spec.limits,
                "cage": spec.cage} | ({"hs_master": master} if master is not None else {})
        mine = opened + ([master] if master is not None else [])
        self.begun = time.monotonic()
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, pass_fds=[*mine, *also_open, PROGRESS], env=env,
                                        preexec_fn=lambda: os.dup2(write, PROGRESS))
        for descriptor in [*mine, write]:
            os.close(descriptor)
        self.raw, self.stderr = bytearray(), bytearray()
        self.readers = [threading.Thread(target=self._drain, args=(os.fdopen(read, "rb"), self.raw)),
                        threading.Thread(target=self._drain, args=(self.process.stderr, self.stderr))]
        for reader in self.readers:
            reader.start()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(text).encode() + b"\n")
            self.process.stdin.flush()

    @staticmethod
    def _drain(source, into):
        with source:
            while data := source.read1(65536) if hasattr(source, "read1") else source.read(65536):
                into.extend(data)

    def wait(self, timeout=60):
        """Kills what is not done in time, and tells it by code None."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = None
        for reader in self.readers:
            reader.join()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        lines = [json.loads(line) for line in self.raw.decode("utf-8", "replace").splitlines()]
        return Ended(code, lines, self.stderr.decode("utf-8", "replace"), time.monotonic() - self.begun)


def run(command, spec, folder, timeout=60, **options):
    return Running(command, spec, folder, **options).wait(timeout)
