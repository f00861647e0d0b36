"""Storage that runs full, turns read-only or fails at a call. Mounts stand in the scenario's own mount namespace."""

import os
import subprocess


def run(*words):
    subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=True)


class SmallFolder:
    """A tmpfs of its own size below the cluster's folder."""

    def __init__(self, folder, size):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder)

    def resize(self, size):
        run("mount", "-o", f"remount,size={size}", self.folder)

    def read_only(self, on):
        run("mount", "-o", f"remount,{'ro' if on else 'rw'}", self.folder)

    def free(self):
        told = os.statvfs(self.folder)
        return told.f_bavail * told.f_frsize

    def close(self):
        run("umount", "-l", self.folder)


class LoopFolder:
    """An ext4 in a file, mounted through a loop device, as a disk that turns read-only."""

    def __init__(self, folder, image, size):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        run("truncate", "-s", size, image)
        run("mkfs.ext4", "-q", "-F", image)
        run("mount", "-o", "loop", image, folder)

    def read_only(self, on):
        run("mount", "-o", f"remount,{'ro' if on else 'rw'}", self.folder)

    def close(self):
        run("umount", "-l", self.folder)


def traced(calls, log):
    """The words before a program: writes these calls of all its threads down. The program keeps its own pid, and
    strace lets go of what it starts."""
    return ["strace", "-D", "-f", "-b", "execve", "-qq", "-o", log, "-e", f"trace={calls}"]


def inject(calls, nth, log, error=None, signal=None):
    """As `traced`; the nth of these calls, counted in each thread, fails, or ends the program before it is done."""
    fault = f"error={error}" if error else f"signal={signal}"
    return [*traced(calls, log), "-e", f"inject={calls}:{fault}:when={nth}"]


def injected(log):
    """How many faults really struck."""
    try:
        with open(log, encoding="utf-8", errors="replace") as source:
            return sum("(INJECTED)" in line or "killed by SIGKILL" in line for line in source)
    except FileNotFoundError:
        return 0
