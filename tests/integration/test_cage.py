"""Each escape is tried from inside an attempt's process after its cage has closed; what stops it is known by its errno.

Usage: test_cage.py --escape-child PROGRAM [--sanitized]    Ends with "N passed, N failed".

As root it runs everything a second time as a user without rights. The parts of the cage are left out in turn, down to
none of them, where the escapes must succeed; and each is tried bare, without the entry of the attempt around it, so that
an escape which never could succeed proves nothing. --sanitized: the program was built with a sanitizer, which needs
more address space than any limit and calls of its own at the end.
"""

import argparse
import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from errno import (EACCES, EBADF, ECONNREFUSED, EFBIG, EINVAL, EMFILE, ENETUNREACH, ENOENT, ENOMEM, ENOSYS, EPERM,
                   EXDEV, errorcode)

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import attempt  # noqa: E402

NOBODY = 65534
KILLED = -signal.SIGSYS
OVERTIME = -signal.SIGXCPU
PATH = [("chroot", ENOENT), ("landlock", EACCES)]
CALL = [("seccomp", EPERM)]
# What the entry of the attempt does whatever parts are wanted: it drops all capabilities, refuses new privileges, takes
# inputs for reading only and closes all other descriptors.
ENTRY = [("entry", EPERM)]
# Reading another process needs more than being its user: no fewer capabilities and the same user namespace, and Landlock
# asks for the same domain. A root that dropped its capabilities has fewer than its parent.
TRACE = CALL + [("landlock", EPERM), ("namespaces", EPERM), ("root's entry", EPERM)]

# The escape, and the parts that stop it with the errno that they answer: the first of them that holds is seen. None
# holds: it succeeds.
ESCAPES = {
    "connect_tcp": CALL + [("landlock", EACCES), ("namespaces", ENETUNREACH)],
    "connect_unix": CALL + [("chroot", ENOENT)],
    "connect_abstract": CALL + [("namespaces", ECONNREFUSED), ("landlock", EPERM)],
    "socket_udp": CALL,
    "socket_netlink": CALL,
    "shared_memory": CALL + [("namespaces", ENOENT)],
    "read_passwd": PATH,
    "list_folder": PATH,
    "read_other_job": PATH,
    "read_by_dots": PATH,
    "read_by_many_dots": PATH,
    "read_by_symlink": PATH,
    "read_by_left_descriptor": [("entry", EBADF)],
    "write_other_job": PATH,
    "write_by_dots": PATH,
    "write_by_symlink": PATH,
    "write_input": [("entry", EBADF)],
    "write_input_by_proc": PATH,
    "truncate_other_job": CALL + PATH,
    "remove_other_job": PATH,
    "rename_other_job": [("chroot", ENOENT), ("landlock", EACCES)],
    "link_other_job": CALL + [("chroot", ENOENT), ("landlock", EXDEV)],
    "make_symlink": CALL + [("landlock", EACCES)],
    "make_fifo": CALL + [("landlock", EACCES)],
    "make_set_user_id_file": CALL,
    "proc_of_parent": PATH + [("namespaces", EACCES), ("root's entry", EACCES)],
    "leave_root": CALL + ENTRY,
    "landlock_hole": CALL + PATH,
    "execve": CALL + PATH,
    "memfd": CALL,
    "make_code": CALL,
    "fork": CALL,
    "clone3": [("seccomp", ENOSYS)],
    "ptrace": TRACE,
    "process_vm": TRACE,
    "pidfd": TRACE,
    "kill": CALL + [("landlock", EPERM)],
    "tgkill": CALL + [("landlock", EPERM)],
    "affinity": CALL + [("root's entry", EPERM)],
    "setuid": CALL + [("namespaces", EINVAL)] + ENTRY,
    "mount": CALL + ENTRY,
    "user_namespace": CALL + [("chroot", EPERM), ("namespaces", EPERM)],
    "io_uring": CALL,
    "bpf": CALL + ENTRY,
    "keyctl": CALL,
    "personality": CALL,
    "userfaultfd": CALL,
    "ioctl": CALL,
    "dumpable": CALL,
    "other_architecture": [("seccomp", KILLED)],
    "allocate_4_gib": [("limits", ENOMEM)],
    "sparse_10_gib": [("limits", EFBIG)],
    "write_beyond_limit": [("limits", EFBIG)],
    "many_descriptors": [("limits", EMFILE)],
    "spin": [("limits", OVERTIME)],
    "raise_core_limit": CALL + [("limits", EPERM)],
}

# What even a process outside the cage may not do, unless it is root.
BARE_USER = {"setuid": EPERM, "mount": EPERM, "leave_root": EPERM, "bpf": EPERM}
# The attempt's input is not there in the bare run, which shows nothing.
NO_BARE = {"write_input", "write_input_by_proc"}

CAGES = {
    "all parts": attempt.PARTS,
    "without landlock": ["chroot", "namespaces", "seccomp", "limits"],
    "without chroot and namespaces": ["landlock", "seccomp", "limits"],
    "without seccomp": ["landlock", "chroot", "namespaces", "limits"],
    "only chroot and namespaces": ["chroot", "namespaces"],
    "only namespaces": ["namespaces"],
    "only landlock": ["landlock"],
    "cage off": [],
}
# Without the filter only the count of processes stands between a fork and its children, and for root not that. What
# takes long is tried in two cages.
NOT_IN = {("without seccomp", "fork")} | {(cage, "spin") for cage in set(CAGES) - {"all parts", "cage off"}}
LIMITS = {"write_beyond_limit": {"file_bytes": 64 << 20}, "spin": {"cpu_seconds": 1}}


def shown(code):
    if code is None:
        return "no answer"
    return "out" if code == 0 else f"signal {-code}" if code < 0 else errorcode.get(code, str(code))


class Surroundings:
    """Another job's folder beside the attempt's, and things that listen."""

    def __init__(self, program, folder):
        self.program = program
        self.other, self.mine = folder / "other", folder / "mine"
        self.input = folder / "input.sav"
        self.input.write_bytes(b"input")
        self.other.mkdir()
        self.servers = [socket.create_server(("127.0.0.1", 0))]
        self.port = self.servers[0].getsockname()[1]
        for name in (str(self.other / "socket"), "\0" + str(self.other)):
            server = socket.socket(socket.AF_UNIX)
            server.bind(name)
            server.listen()
            self.servers.append(server)
        self.libc = ctypes.CDLL(None)
        self.segment = self.libc.shmget(self.port, 4096, 0o1600)

    def close(self):
        self.libc.shmctl(self.segment, 0, None)
        for server in self.servers:
            server.close()

    def prepare(self):
        shutil.rmtree(self.mine, ignore_errors=True)
        self.mine.mkdir()
        for name in ("secret", "movable", "removable"):
            (self.other / name).write_bytes(b"secret")
        (self.other / "new").unlink(missing_ok=True)
        (self.mine / "link").symlink_to("../other/secret")
        return os.open(self.other, os.O_RDONLY | os.O_DIRECTORY)

    def words(self, name, descriptor):
        return [name, str(self.other), str(self.port), str(descriptor)]

    def in_cage(self, name, parts, sanitized):
        limits = dict(LIMITS.get(name, {}))
        if sanitized:
            limits["memory_bytes"] = 0
        left = self.prepare()
        spec = attempt.Spec(attempt.check([self.input]), [self.input], limits=limits, cage=list(parts))
        try:
            ended = attempt.run([self.program, *self.words(name, left)], spec, self.mine, also_open=[left])
        finally:
            os.close(left)
        return ended, ended.code if ended.code is None or ended.code < 0 else told(ended.stderr)

    def bare(self, name):
        left = self.prepare()
        try:
            done = subprocess.run([self.program, "--bare", *self.words(name, left)], cwd=self.mine, pass_fds=[left],
                                  stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
                                  check=False)
        finally:
            os.close(left)
        return told(done.stderr)


def told(stderr):
    for line in stderr.splitlines():
        if line.startswith("escape: "):
            return int(line.removeprefix("escape: "))
    return None


def expected(name, holds):
    return next((code for part, code in ESCAPES[name] if part in holds), 0)


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, messages):
        self.passed, self.failed = self.passed + (not messages), self.failed + bool(messages)
        for message in messages:
            print(f"FAILED {what}: {message}")


def try_all(around, tally, sanitized):
    who = "root" if os.geteuid() == 0 else "user"
    known = {}
    for cage, parts in CAGES.items():
        wrong = []
        for name in ESCAPES:
            if (cage, name) in NOT_IN or (sanitized and name == "allocate_4_gib"):
                continue
            ended, got = around.in_cage(name, parts, sanitized)
            holds = ended.cage or []
            known[cage] = holds
            always = ["entry", "root's entry"] if who == "root" else ["entry"]
            want = expected(name, holds + always)
            # A kernel that lacks the call has nothing to escape by.
            if got != want and not (want == 0 and got == ENOSYS):
                wrong.append(f"{name}: {shown(got)} instead of {shown(want)} {ended.stderr.strip()[:200] if got is None else ''}")
        tally.check(f"{cage}, {who}", wrong)
        lacking = sorted(set(parts) - set(known[cage]))
        print(f"{who}, {cage}: {'holds whole' if not lacking else 'this host lacks ' + ', '.join(lacking)}")
    wrong = []
    for name in set(ESCAPES) - NO_BARE:
        want = BARE_USER.get(name, 0) if who == "user" else 0
        got = around.bare(name)
        if got not in (want, ENOSYS, 0 if name == "bpf" else want):
            wrong.append(f"{name}: {shown(got)} instead of {shown(want)}")
    tally.check(f"bare, {who}", wrong)


def without_confinement_refuses(around, tally):
    """A cage that is wanted and does not hold: the entry refuses. Made by an `unshare` that is not allowed: as a user
    inside a chroot-less host this can't be forced, so the rule itself has its unit test; here: a spec that is wrong."""
    around.prepare()
    spec = attempt.Spec({"work": "check", "inputs": [], "time": attempt.TIME}, [])
    ended = attempt.run([around.program, *around.words("read_passwd", 0)], spec, around.mine)
    good = ended.code == 2 and ended.error and ended.error["code"] == "wrong_usage" and ended.cage is None
    tally.check("a wrong spec", [] if good else [f"{ended}"])


def as_nobody(options, tally):
    """The same, by a copy of all that is needed where that user can read it."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        for path in (options.escape_child, __file__, attempt.__file__):
            shutil.copy(path, name)
            os.chmod(os.path.join(name, os.path.basename(path)), 0o755)
        words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", sys.executable,
                 os.path.join(name, os.path.basename(__file__)), "--escape-child",
                 os.path.join(name, os.path.basename(options.escape_child))] + ["--sanitized"] * options.sanitized
        done = subprocess.run(words, cwd=name, stdout=subprocess.PIPE, text=True, timeout=300, check=False)
    *lines, last = done.stdout.splitlines()
    print("\n".join(lines))
    passed, failed = (int(word) for word in last.split() if word.isdigit())
    tally.passed, tally.failed = tally.passed + passed, tally.failed + failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--escape-child", required=True)
    parser.add_argument("--sanitized", action="store_true")
    options = parser.parse_args()
    options.escape_child = str(pathlib.Path(options.escape_child).resolve())
    if options.sanitized:
        os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        around = Surroundings(options.escape_child, pathlib.Path(name))
        with contextlib.closing(around):
            try_all(around, tally, options.sanitized)
            without_confinement_refuses(around, tally)
    if os.geteuid() == 0:
        as_nobody(options, tally)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
