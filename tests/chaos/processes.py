"""Processes that a scenario starts, stops and ends: by their own pid, never by name."""

import json
import os
import signal
import subprocess
import threading
import time


def wait_until(condition, seconds, what, every=0.02):
    """Returns the first true value of condition(); TimeoutError tells what was waited for: `what`, or what it returns."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"{what() if callable(what) else what}: not within {seconds} s")
        time.sleep(every)


class Process:
    """One program, started again under the same name as often as wanted. Its output goes to a file."""

    def __init__(self, name, command, log, env=None, wrap=()):
        self.name, self.command, self.log, self.wrap = name, [str(word) for word in command], log, list(wrap)
        self.env = {**os.environ, **(env or {})}
        self.popen, self.said_before = None, 0

    @property
    def pid(self):
        return self.popen.pid

    def start(self, wrap=None):
        """`wrap`: the words of a program that runs this one, e.g. strace; for this start only."""
        if self.alive():
            raise RuntimeError(f"{self.name} runs already")
        with open(self.log, "ab") as out:
            self.said_before = out.tell()
            words = [*(self.wrap if wrap is None else wrap), *self.command]
            self.popen = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self.env,
                                          start_new_session=True)
        return self

    def alive(self):
        return self.popen is not None and self.popen.poll() is None

    def send(self, number):
        if not self.alive():
            return False
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:  # another thread has just waited for its end
            return False
        return True

    def kill(self):
        """kill -9; true when it was alive until now. Another thread may start it again as soon as it is dead."""
        killed = self.popen
        hit = self.send(signal.SIGKILL)
        if killed is not None:
            killed.wait()
        return hit

    def stop(self):
        """SIGSTOP; returns when the kernel says that it stands still."""
        hit = self.send(signal.SIGSTOP)
        if hit:
            wait_until(lambda: state_of(self.pid) in "TZX", 5, f"{self.name} stopped")
        return hit

    def resume(self):
        return self.send(signal.SIGCONT)

    def terminate(self, seconds):
        """SIGTERM, and a kill for one that does not end in time; true when it ended by itself."""
        self.send(signal.SIGTERM)
        self.resume()
        try:
            self.popen.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            self.kill()
            return False

    def events(self, name=None):
        """The lines of its log, of one event where it is named; what is no JSON (a child's last words) is left out."""
        lines = [json.loads(line) for line in self.said().splitlines() if line.startswith("{") and line.endswith("}")]
        return [line for line in lines if name is None or line.get("event") == name]

    def said(self):
        return self._read(0)

    def said_since_start(self):
        return self._read(self.said_before)

    def _read(self, offset):
        try:
            with open(self.log, "rb") as source:
                source.seek(offset)
                return source.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""


def state_of(pid):
    """The kernel's letter: R, S, D, T (stopped), Z; X where there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as source:
            return source.read().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def children_of(pid):
    """Pids of living children, of all of its threads."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as source:
                found += [int(word) for word in source.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [child for child in found if state_of(child) not in "ZX"]


def descendants_of(pid):
    found = []
    for child in children_of(pid):
        found += [child, *descendants_of(child)]
    return found


def words_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as source:
            return source.read().decode("utf-8", "replace").split("\0")[:-1]
    except (FileNotFoundError, ProcessLookupError):
        return []


def attempts_of(pid):
    """The processes of attempts (`sipro attempt`) below a worker."""
    return [child for child in descendants_of(pid) if "attempt" in words_of(child)]


def thread_named(pid, name):
    """The thread of a process that bears this name; None while there is none."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/comm", encoding="utf-8", errors="replace") as source:
            if source.read().rstrip("\n") == name:
                return int(thread)
    return None


class Slowed:
    """Lets processes run for `run` seconds in each `run + rest`, so that a short job becomes a long one that works."""

    def __init__(self, pids, run=0.004, rest=0.2):
        self.pids, self.run, self.rest = set(pids), run, rest
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _send(self, number):
        for pid in list(self.pids):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                self.pids.discard(pid)

    def _work(self):
        while not self.ended.is_set():
            self._send(signal.SIGSTOP)
            self.ended.wait(self.rest)
            self._send(signal.SIGCONT)
            time.sleep(self.run)

    def release(self):
        self.ended.set()
        self.thread.join()
        self._send(signal.SIGCONT)


class KeptSlow:
    """Slows each attempt of these workers as it comes, for so many seconds or until released."""

    def __init__(self, workers, seconds):
        self.workers, self.slowed, self.seen, self.ended = workers, [], set(), threading.Event()
        self.until = time.monotonic() + seconds
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        while not self.ended.is_set() and time.monotonic() < self.until:
            for worker in self.workers:
                new = [pid for pid in worker.attempts() if pid not in self.seen]
                if new:
                    self.seen |= set(new)
                    self.slowed.append(Slowed(new, rest=1.0))
            time.sleep(0.005)

    def release(self):
        self.ended.set()
        self.thread.join()
        for slowed in self.slowed:
            slowed.release()
