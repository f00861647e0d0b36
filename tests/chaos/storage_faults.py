"""Storage that runs full, turns read-only or fails at a call. Mounts stand in the scenario's own mount namespace."""

import os
import subprocess

from processes import wait_until


def run(*words):
    subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=True)


class SmallFolder:
    """A tmpfs of its own size below the cluster's folder."""

    def __init__(self, folder, size):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder)

    def close(self):
        run("umount", "-l", self.folder)


class SharedDisk:
    """A SmallFolder that several folders lie on, as all of an office's one server."""

    def __init__(self, place, folders, size):
        self.disk, self.folders = SmallFolder(place, size), folders
        for folder in folders:
            on_disk = os.path.join(place, os.path.basename(folder))
            os.makedirs(on_disk)
            run("mount", "--bind", on_disk, folder)

    def close(self):
        for folder in self.folders:
            run("umount", "-l", folder)
        self.disk.close()


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


class ThreadTrace:
    """strace on one thread of a running program: writes these calls down, and at the nth lets it fail, or the signal
    come before it is done. What the program starts is not touched."""

    def __init__(self, pid, thread, calls, log, nth=None, error=None, signal=None):
        self.log = log
        command = ["strace", "-p", thread, "-qq", "-o", log, "-e", f"trace={calls}"]
        if nth:
            command += ["-e", f"inject={calls}:{f'error={error}' if error else f'signal={signal}'}:when={nth}"]
        self.popen = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: self._attached(pid, thread), 10, "strace attached")

    def _attached(self, pid, thread):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii", errors="replace") as source:
            return any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in source)

    def lines(self):
        with open(self.log, encoding="utf-8", errors="replace") as source:
            return source.readlines()

    def struck(self):
        return any("(INJECTED)" in line or "killed by SIGKILL" in line for line in self.lines())

    def close(self):
        self.popen.terminate()
        self.popen.wait()
