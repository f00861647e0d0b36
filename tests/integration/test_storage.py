"""The storage's facts on file systems that fill up, turn read-only, or fail at any call. Each time: the error is of the right
class, readers meet whole facts or none, and a repeat succeeds once the storage is well again.

    python3 tests/integration/test_storage.py --probe BIN

Runs itself in a mount namespace of its own, so that nothing stays mounted. What this machine doesn't let us do (mount, strace) is
counted as skipped; SIPRO_NO_SKIP=1 makes that a failure.
"""

import argparse
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

DONE, FULL, UNAVAILABLE = 0, 10, 11
ID = "0123456789abcdef0123456789abcdef"

# What is there before, and the operations that storage is taken away from.
BEFORE = ["job", "attempt", "results"]
OPERATIONS = ["publish", "evidence", "end", "replay", "other-job", "attempt-2", "epoch", "districts"]

# Call -> errors that it can give. The probe's own start makes none of the first ones.
INJECTED = {
    "fsync": ("EIO", "ENOSPC", "EDQUOT", "ESTALE"),
    "write": ("ENOSPC", "EIO", "EDQUOT"),
    "renameat2": ("EIO", "ENOSPC", "EROFS", "ESTALE"),
    "rename": ("EIO", "ENOSPC", "EROFS"),
    "mkdir": ("ENOSPC", "EDQUOT", "EROFS", "EIO"),
}
FULL_CAUSES = ("ENOSPC", "EDQUOT")


class Storage:
    def __init__(self, probe, root):
        self.probe, self.root = probe, pathlib.Path(root)

    def run(self, *operations, before=()):
        done = subprocess.run([*before, self.probe, str(self.root / "data"), *operations], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False)
        return done.returncode, done.stderr.strip()

    def must(self, code, *operations):
        got, said = self.run(*operations)
        if got != code:
            raise AssertionError(f"{' '.join(operations)}: exit {got}, not {code}: {said}")

    def visible(self):
        """Every name that a reader could see; the content of files that are never half there is the probe's `check`."""
        return sorted(str(path.relative_to(self.root)) for path in (self.root / "data").rglob("*")
                      if not any(part.startswith(".") for part in path.relative_to(self.root).parts))

    def hidden(self):
        return sorted(path.name for path in (self.root / "data").rglob(".*"))

    def try_without(self, code, operations=OPERATIONS):
        """Each operation fails with `code`, and nothing of it is seen."""
        before = self.visible()
        for operation in operations:
            self.must(code, operation)
            self.must(DONE, "check")
        if self.visible() != before:
            raise AssertionError(f"appeared: {sorted(set(self.visible()) - set(before))}")

    def try_again(self, operations=OPERATIONS):
        for operation in operations:
            self.must(DONE, operation)
        self.must(DONE, "check")
        wanted = [f"data/2101/jobs/{ID}/end-1.json", f"data/2101/jobs/{ID}/att-1-17-00000001/manifest.json",
                  "data/config/districts.json"]
        missing = [name for name in wanted if name not in self.visible()]
        if missing or self.hidden():
            raise AssertionError(f"missing {missing}, left over {self.hidden()}")


@contextlib.contextmanager
def mounted(*words):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", *words, folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)


def fill(root):
    """Takes the last byte of the file system."""
    with open(root / "filler", "wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2


def check_full_tmpfs(probe):
    """On a full tmpfs of 4 MB everything is storage_full; with space again it succeeds"""
    with mounted("-t", "tmpfs", "-o", "size=4m", "sipro-test") as folder:
        storage = Storage(probe, folder)
        storage.must(DONE, *BEFORE)
        fill(storage.root)
        # Folders cost a tmpfs no space: only what writes a file fails.
        storage.try_without(FULL, [name for name in OPERATIONS if name not in ("attempt-2", "other-job", "epoch", "districts")])
        for operation in ("other-job", "epoch", "districts"):
            storage.must(FULL, operation)
            storage.must(DONE, "check")
        if storage.hidden():
            raise AssertionError(f"left over {storage.hidden()}")
        (storage.root / "filler").unlink()
        storage.try_again()


def check_tmpfs_without_names(probe):
    """On a tmpfs that takes no more names everything is storage_full; with room again it succeeds"""
    with mounted("-t", "tmpfs", "-o", "size=4m,nr_inodes=64", "sipro-test") as folder:
        storage = Storage(probe, folder)
        storage.must(DONE, *BEFORE)
        names = []
        with contextlib.suppress(OSError):
            for number in range(100):
                names.append(storage.root / f"name-{number}")
                names[-1].touch()
        storage.try_without(FULL)
        for name in names:
            name.unlink(missing_ok=True)
        storage.try_again()


def check_rows_on_full_tmpfs(probe):
    """rows.bin that does not fit leaves nothing behind"""
    with mounted("-t", "tmpfs", "-o", "size=4m", "sipro-test") as folder:
        storage = Storage(probe, folder)
        storage.must(DONE, *BEFORE)
        storage.try_without(FULL, ["rows"])
        subprocess.run(["mount", "-o", "remount,size=16m", folder], check=True)
        storage.must(DONE, "rows", "publish", "check")


def check_read_only_ext4(probe):
    """On an ext4 that was remounted read-only everything is storage_unavailable; remounted writable it succeeds"""
    with tempfile.TemporaryDirectory() as outer:
        image = os.path.join(outer, "image")
        with open(image, "wb") as file:
            file.truncate(16 << 20)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        with mounted("-o", "loop", image) as folder:
            storage = Storage(probe, folder)
            storage.must(DONE, *BEFORE)
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
            storage.try_without(UNAVAILABLE)
            subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
            storage.try_again()


def inject(probe, call, cause):
    """Every operation with its n-th `call` failing, for every n that is reached; the number of faults that hit."""
    hits = 0
    expected = FULL if cause in FULL_CAUSES else UNAVAILABLE
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        for operation in OPERATIONS:
            for number in range(1, 40):
                shutil.rmtree(os.path.join(folder, "data"), ignore_errors=True)
                storage = Storage(probe, folder)
                storage.must(DONE, *BEFORE)
                log = os.path.join(folder, "strace")
                code, said = storage.run(operation, before=("strace", "-f", "-o", log, "-e", f"trace={call}", "-e",
                                                            f"inject={call}:error={cause}:when={number}"))
                with open(log, encoding="utf-8") as file:
                    hit = [line for line in file if "(INJECTED)" in line and not re.search(r"write\(2,", line)]
                if not hit:
                    break
                hits += 1
                if code != expected:
                    raise AssertionError(f"{operation}, {call} {number} gives {cause}: exit {code}, not {expected}: {said}")
                storage.must(DONE, "check")
                storage.must(DONE, operation, "check")
    return hits


def check_failing_calls(probe):
    """Every system call that can fail is tried at every place where it is made"""
    hits = {call: sum(inject(probe, call, cause) for cause in causes) for call, causes in INJECTED.items()}
    print("      faults that hit: " + ", ".join(f"{call} {count}" for call, count in hits.items()))
    if not all(hits.values()):
        raise AssertionError("a call was never reached")


def can(*command):
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except FileNotFoundError:
        return False


def in_own_namespace():
    """Starts this program again where its mounts are its own; returns only where that isn't permitted."""
    if "SIPRO_OWN_MOUNTS" in os.environ:
        return True
    if not can("unshare", "--mount", "--propagation", "private", "mount", "-t", "tmpfs", "sipro-test", "/mnt"):
        return False
    os.execvpe("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv],
               {**os.environ, "SIPRO_OWN_MOUNTS": "1"})
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--probe", required=True)
    probe = str(pathlib.Path(parser.parse_args().probe).resolve())
    mounts = in_own_namespace()
    loops = mounts and can("losetup", "--find")
    traces = can("strace", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true")
    checks = [(check_full_tmpfs, mounts, "mounting is not permitted"), (check_tmpfs_without_names, mounts, "mounting is not permitted"),
              (check_rows_on_full_tmpfs, mounts, "mounting is not permitted"),
              (check_read_only_ext4, loops, "loop devices are not permitted"), (check_failing_calls, traces, "strace is not permitted")]
    passed = failed = skipped = 0
    for check, possible, why in checks:
        if not possible:
            skipped += 1
            print(f"SKIPPED {check.__doc__}: {why} here")
            continue
        try:
            check(probe)
            passed += 1
            print("ok  ", check.__doc__)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            failed += 1
            print("FAIL", check.__doc__)
            print("      " + str(error))
    if skipped:
        print(f"{skipped} skipped")
    if os.environ.get("SIPRO_NO_SKIP") == "1":
        failed += skipped
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed + skipped else 0


if __name__ == "__main__":
    sys.exit(main())
