"""A door between one process and Redis that knows what passes: at a named call it can let something happen first.

So a fault strikes at a step of a job without any hook in the product: `before` the call reaches Redis, or `after` Redis
has done it and before its caller hears so. Commands and replies pass one at a time and in order on each connection.
"""

import os
import socket
import threading
import time
from dataclasses import dataclass

KEEP, DROP = "keep", "drop"


class Closed(Exception):
    pass


class Stream:
    """Whole RESP values, as raw bytes and as words."""

    def __init__(self, peer):
        self.peer, self.buffer = peer, b""

    def _fill(self):
        try:
            piece = self.peer.recv(65536)
        except OSError as error:
            raise Closed() from error
        if not piece:
            raise Closed()
        self.buffer += piece

    def _take(self, count):
        while len(self.buffer) < count:
            self._fill()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _line(self):
        while b"\r\n" not in self.buffer:
            self._fill()
        return self._take(self.buffer.index(b"\r\n") + 2)

    def value(self):
        """(raw, words): words are the bulk strings of an array, in order."""
        line = self._line()
        kind, rest = line[:1], line[1:-2]
        if kind == b"$" and int(rest) >= 0:
            body = self._take(int(rest) + 2)
            return line + body, [body[:-2]]
        if kind == b"*":
            raw, words = line, []
            for _ in range(max(0, int(rest))):
                part, inner = self.value()
                raw += part
                words += inner
            return raw, words
        return line, []


def call_of(words):
    """The name of a queue call in a command: `claim` of FCALL s1_claim; nothing for other commands."""
    if len(words) > 1 and words[0].upper() in (b"FCALL", b"FCALL_RO"):
        return words[1].decode().split("_", 1)[-1]
    return None


def encode(words):
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


@dataclass
class Passed:
    """A call that went through: its JSON argument and its reply as they were."""

    call: str
    argument: str
    reply: str
    at: float


class Fault:
    """At the `nth` time that `call` passes, `action()` is done once; it returns KEEP, or DROP to cut the connection.

    `hit`: it has come to that; `done`: what is done then has been done."""

    def __init__(self, call, when, action, nth=1):
        self.call, self.when, self.action, self.left = call, when, action, nth
        self.hit, self.done = threading.Event(), threading.Event()
        self.lock = threading.Lock()

    def strike(self, call, when):
        with self.lock:
            if self.hit.is_set() or call != self.call or when != self.when:
                return KEEP
            self.left -= 1
            if self.left:
                return KEEP
            self.hit.set()
        try:
            return self.action() or KEEP
        finally:
            self.done.set()


class Proxy:
    """`rewrite(words)`: what goes to Redis instead; `record`: keep every call with its reply."""

    def __init__(self, path, target, rewrite=None, record=False):
        self.path, self.target, self.rewrite, self.record = path, target, rewrite, record
        self.faults, self.passed = [], []
        self.open = True
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, fault):
        self.faults.append(fault)
        return fault

    def close(self):
        self.open = False
        self.listener.close()
        os.unlink(self.path)

    def _accept(self):
        while self.open:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.target)
            requests, replies = Stream(client), Stream(server)
            while self._pass_one(client, server, requests, replies):
                pass
        except (Closed, OSError):
            pass
        finally:
            client.close()
            server.close()

    def _pass_one(self, client, server, requests, replies):
        raw, words = requests.value()
        call = call_of(words)
        if self._strike(call, "before") == DROP:
            return False
        server.sendall(encode(self.rewrite(words)) if call and self.rewrite else raw)
        raw, _ = replies.value()
        if call and self.record:
            self.passed.append(Passed(call, words[-1].decode(), raw.decode("utf-8", "replace"), time.monotonic()))
        if self._strike(call, "after") == DROP:
            return False
        client.sendall(raw)
        return True

    def _strike(self, call, when):
        answers = [fault.strike(call, when) for fault in self.faults] if call else []
        return DROP if DROP in answers else KEEP
