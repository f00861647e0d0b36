"""What an intruder sends: heads, addresses, methods, lengths, encodings and bodies that no client of ours would, to every
operation of schemas/openapi.yaml, with a session and by raw sockets. Never a 500, never a hang, never a crash; after a
fault of framing the connection ends; every answer carries the headers that protect a browser.

That another district's things are as unknown ones is shown by tests/contract/exchanges.py.

Usage: test_intruder.py --bin DIR    Ends with "N passed, N failed".
"""

import json
import os
import socket
import sys
import threading
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", folder) for folder in ("chaos", "contract")]

from contract import Contract  # noqa: E402
from http_load import Answer, Browser  # noqa: E402
from service_checks import closed, expect, expect_status, run_checks  # noqa: E402
from test_service import CODES, UNKNOWN, Officer, Service  # noqa: E402

WAIT = 5  # seconds for an answer; more is a hang
HEADER_SECONDS = 20  # a head must be whole by then
PROTECTING = ("X-Request-Id", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy",
              "Content-Security-Policy", "Cache-Control")


class Wire:
    """One connection, byte by byte."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), WAIT)
        self.socket.settimeout(WAIT)
        self.got = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent; the answer tells
        return self

    def _more(self):
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            piece = b""
        self.got += piece
        return piece

    def answer(self, to_head=False):
        """The next one; None: the connection ended without."""
        while b"\r\n\r\n" not in self.got:
            if not self._more():
                expect(self.got == b"", f"half an answer: {self.got[:200]!r}")
                return None
        head, _, self.got = self.got.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = Headers(line.split(": ", 1) for line in lines[1:])
        status = int(lines[0].split()[1])
        length = 0 if to_head or status < 200 or status in (204, 304) else int(headers["Content-Length"])
        while len(self.got) < length:
            expect(self._more(), "the answer's body is cut")
        body, self.got = self.got[:length], self.got[length:]
        return judged(Answer(status, headers, body))

    def ended(self, unread=False):
        """Whether the server ends the connection, and answers nothing more. `unread`: it may not have understood that
        HEAD was asked, and have sent a body."""
        while unread and self._more():
            pass
        return b"HTTP/1." not in self.got if unread else self.got == b"" and self._more() == b""


class Headers(dict):
    def __init__(self, pairs):
        super().__init__()
        for name, value in pairs:
            expect(name not in self, f"{name} stands there twice")
            self[name] = value

    def get(self, name, default=None):
        return super().get(name, default)


def judged(answer):
    """What holds for every answer."""
    if answer.status == 100:
        return answer
    expect(answer.status in (501, 503, 507) or answer.status < 500, f"{answer.status}: {answer.body[:300]!r}")
    missing = [name for name in PROTECTING if name not in answer.headers]
    expect(not missing, f"{answer.status} without {missing}")
    expect("no-store" in answer.headers["Cache-Control"] or answer.headers["Cache-Control"].startswith("private"),
           f"may be kept by others: {answer.headers['Cache-Control']}")
    if answer.status >= 400 and answer.body:
        expect(answer.headers["Content-Type"] == "application/problem+json", f"not a problem: {answer.body[:200]!r}")
        expect(answer.json()["status"] == answer.status, f"another status: {answer.body[:200]!r}")
    return answer


class Stage:
    def __init__(self, place, programs):
        self.service = Service(place, programs)
        self.contract = Contract()
        self.officer = Officer(self.service)
        self.port = self.service.gateway.port
        # Connections whose heads never end, from the beginning on.
        self.slow = [Wire(self.port).send(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ") for _ in range(100)]
        self.slow_since = time.monotonic()

    def close(self):
        self.service.cluster.close()

    def wire(self):
        return Wire(self.port)

    def targets(self):
        """(operation, its address with ids that nothing has)"""
        for operation in self.contract.operations:
            path = operation.path
            for parameter in operation.parameters:
                path = path.replace(f"{{{parameter['name']}}}", UNKNOWN if parameter["name"] == "id" else "E01")
            yield operation, path

    def head(self, method, target, *lines, version="HTTP/1.1", host=True, cookie=True):
        told = [f"{method} {target} {version}", *(["Host: x"] if host else []),
                *([f"Cookie: {self.officer.cookie}"] if cookie else []), *lines]
        return "\r\n".join(told).encode("latin-1") + b"\r\n\r\n"

    def still_serves(self):
        expect_status(Browser(self.port).ask("GET", "/healthz"), 200)
        expect_status(self.officer.ask("GET", "/api/v1/session"), 200)


# Lines of a head -> statuses that refuse it. The connection must end: the two ends may not agree where the next begins.
FRAMING = {
    "Transfer-Encoding: gzip": {400}, "Transfer-Encoding: gzip, chunked": {400}, "Transfer-Encoding: chunked, gzip": {400},
    "Transfer-Encoding: identity": {400}, "Transfer-Encoding: xchunked": {400}, "Transfer-Encoding: chunked, chunked": {400},
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked": {400}, "Transfer-Encoding:\x0bchunked": {400},
    "Transfer-Encoding : chunked": {400}, "Transfer-Encoding: chunked\r\nContent-Length: 5": {400},
    "Content-Length: 5\r\nTransfer-Encoding: chunked": {400}, "Transfer-Encoding: \"chunked\"": {400}, "Transfer-Encoding:": {400},
    "Content-Length: 3\r\nContent-Length: 4": {400}, "Content-Length: 3\r\nContent-Length: 3": {400}, "Content-Length: 3, 3": {400},
    "Content-Length: -1": {400}, "Content-Length: +3": {400}, "Content-Length: 0x3": {400}, "Content-Length: 3 4": {400},
    "Content-Length: ": {400}, "Content-Length: 99999999999999999999999": {400}, "Content-Length: 3.0": {400},
    "Host: y": {400}, "X-Nul: a\0b": {400}, "X-Bell: a\x07b": {400}, "X Y: a": {400}, ": empty": {400}, "no colon": {400},
    "X-Lf: a\nX-Other: b": {400}, "X-Cr: a\rb": {400}, "(x): y": {400}, "X-\xe9: y": {400},
    "X-Long: " + "x" * 20000: {431}, "\r\n".join(f"X-{number}: x" for number in range(3000)): {431},
    "Content-Type: application/json\r\nContent-Type: text/plain": {400},
}


def check_framing(stage):
    """a head that two servers could read differently is refused, and its connection ends without another answer"""
    after = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for operation, target in stage.targets():
        for lines, statuses in FRAMING.items():
            with stage.wire() as wire:
                answer = wire.send(stage.head(operation.method, target, lines) + after).answer(operation.method == "HEAD")
                expect(answer is not None and answer.status in statuses, f"{operation.id}, {lines[:60]!r}: {answer and answer.status}")
                expect(wire.ended(unread=operation.method == "HEAD"), f"{operation.id}, {lines[:60]!r}: the connection goes on")


def check_hosts_and_versions(stage):
    """no Host, an empty one, chunks in HTTP/1.0, another HTTP: refused, and the connection ends"""
    cases = [("no Host", {"host": False}, ()), ("an empty Host", {"host": False}, ("Host: ",)),
             ("chunks in 1.0", {"version": "HTTP/1.0"}, ("Transfer-Encoding: chunked",)),
             *((version, {"version": version}, ()) for version in ("HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/11", "http/1.1", "ICY/1.1",
                                                                   "HTTP/1.1 x", ""))]
    for operation, target in stage.targets():
        for name, how, lines in cases:
            with stage.wire() as wire:
                answer = wire.send(stage.head(operation.method, target, *lines, **how)).answer(operation.method == "HEAD")
                expect(answer is not None and answer.status == 400, f"{operation.id}, {name}: {answer and answer.status}")
                expect(wire.ended(unread=operation.method == "HEAD"), f"{operation.id}, {name}: the connection goes on")


def check_no_http(stage):
    """what is no HTTP at all is answered with 400, or the connection ends"""
    for text in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\0" * 100, b"\r\n" * 10 + b"x\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n",
                 b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\nHost: x\n\n", b" GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\xff" * 5000, b"GET /" + b"a" * 70000, b"SSH-2.0-x\r\n\r\n"):
        with stage.wire() as wire:
            answer = wire.send(text).answer()
            expect(answer is None or answer.status in (400, 431), f"{text[:40]!r}: {answer and answer.status}")
            expect(wire.ended(), f"{text[:40]!r}: the connection goes on")


def strange_addresses(path):
    last = path.rsplit("/", 1)[0]
    return {
        **{path + end: {400} for end in ("%00", "/%00", "/%2e%2e", "/%2E%2e/x", "/..", "/.", "/%c0%ae%c0%ae", "/%ff", "%", "%zz", "%2", "\\", "#x",
                                        "/\\..\\x", "/%c0%af", "/%ed%a0%80", "?a=\\")},
        "http://x" + path: {400}, "//x" + path: {404}, "*": {400}, "x:80": {400}, path.lstrip("/"): {400},
        path + "/": {404}, last + "/" + "a" * 12000: {404}, path.replace("/", "%2f", 1): {400}, path.replace("/", "//"): {404},
        path + ";x=y": {404}, path.upper() if path.upper() != path else "/X": {404}, path + "/" + "a/" * 2000: {404}, path + "%20": {404},
        path + "%0d%0aX-Evil:%20y": {404},
    }


def check_addresses(stage):
    """an address that is no plain path, or another one: 400 or 404, and nothing of it in the answer's head"""
    for operation, target in stage.targets():
        for address, statuses in strange_addresses(target).items():
            # A name that takes the rest of the path, or any text, takes these too: then nothing has it.
            allowed = statuses | ({404} if "{" in operation.path else set())
            with stage.wire() as wire:
                answer = wire.send(stage.head(operation.method, address)).answer(to_head=operation.method == "HEAD")
                told = answer and answer.status
                found, _ = stage.contract.find(operation.method, address)
                expect(told in allowed or (found and str(told) in found.responses) or (told == 405 and 404 in allowed),
                       f"{operation.id}, {address[:80]!r}: {told}")
                expect("X-Evil" not in answer.headers, "a header of the intruder's")


def check_methods(stage):
    """a method that is not known, or not here: 501, 405 with Allow, 400"""
    methods = {"CONNECT", "TRACE", "BREW", "get", "PROPFIND", "PURGE", "GET" * 100, "PUT", "PATCH", "DELETE", "POST", "OPTIONS", "Get"}
    known = {"PUT", "PATCH", "DELETE", "POST", "OPTIONS"}
    for _, target in stage.targets():
        for method in methods:
            if method in known and stage.contract.find(method, target)[0]:
                continue
            with stage.wire() as wire:
                answer = wire.send(stage.head(method, target)).answer()
                expect(answer.status == (405 if method in known else 501), f"{method[:20]} {target}: {answer.status}")
                expect(answer.status != 405 or answer.headers.get("Allow"), "405 without Allow")


def check_cookies(stage):
    """a cookie that is long, doubled, quoted or broken opens nothing and breaks nothing"""
    right = stage.officer.cookie
    name, value = right.split("=")
    cases = {f"{name}={'a' * 10000}": 401, f"{name}=\"{value}\"": 401, f"{name}": 401, f"{name}=": 401, ";;;=;": 401, f"{name}={value[:-1]}": 401,
             f"{name}={value}0": 401, f"{name}={value.upper()}x": 401, f"{name}=*": 401, f"{name}=\xff\xfe": 401, f"x{right}": 401,
             f"{name}=%{ord(value[0]):02x}{value[1:]}": 401, f"{name}=junk; {right}": 401, f"a=b; {right}; c": 200, "; " * 1000 + right: 200,
             f"{name}={{sipro}}:session:": 401, f"{name.upper()}={value}": 401}
    for operation, target in stage.targets():
        if operation.is_open:
            continue
        for cookie, status in cases.items():
            if status == 200 and operation.id != "get_session":
                continue
            with stage.wire() as wire:
                answer = wire.send(stage.head(operation.method, target, f"Cookie: {cookie}", cookie=False)).answer(operation.method == "HEAD")
                expect(answer.status == status, f"{operation.id}, {cookie[:60]!r}: {answer.status}")
            if operation.method not in ("GET", "HEAD"):
                continue
            with stage.wire() as wire:
                wire.send(stage.head(operation.method, target, f"Cookie: {right}\r\nCookie: {right}", cookie=False))
                expect(wire.answer(operation.method == "HEAD").status == 400, f"{operation.id}: two Cookie headers")


VALUES = ["", "-1", "0", "1e9", "%00", "%ff", "9" * 30, "a" * 4000, "'", "%22", "..%2f..%2fetc%2fpasswd", "true", "null", "[]", "%25%30", "*", "NaN"]


def check_parameters(stage):
    """each parameter and header that the contract names, with values that nobody means: never more than a refusal"""
    for operation, target in stage.targets():
        if operation.id == "delete_session":
            continue
        for parameter in operation.parameters:
            for value in VALUES:
                if parameter["in"] == "query":
                    name = parameter["name"]
                    head = stage.head(operation.method, f"{target}?{name}={value}&{name}={value}&=&&x")
                elif parameter["in"] == "header":
                    head = stage.head(operation.method, target, f"{parameter['name']}: {value}")
                else:
                    head = stage.head(operation.method, target.replace(UNKNOWN, value or "x"))
                with stage.wire() as wire:
                    answer = wire.send(head).answer(operation.method == "HEAD")
                    expect(answer is not None, f"{operation.id}, {parameter['name']}={value[:20]}: no answer")


def sample(contract, schema):
    """Something that the schema takes, more or less."""
    schema = contract.resolve(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "oneOf" in schema and "properties" not in schema:
        return sample(contract, schema["oneOf"][0])
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", list(schema.get("properties", {}))[:1])
        return {name: sample(contract, schema["properties"][name]) for name in needed if name in schema.get("properties", {})}
    if kind == "array":
        return [sample(contract, schema["items"])]
    return {"integer": schema.get("minimum", 1), "number": 1, "boolean": True}.get(kind, UNKNOWN)


STRANGE = [None, True, -1, 0, 1.5, 1e308, 2 ** 63, 2 ** 64, 10 ** 400, "", "\0", "\ud800", "x" * 30000, "\x1b[31m", "a\r\nb", "<script>", [], {}, [[]], {"": {}},
           "../../etc/passwd", "2101", UNKNOWN]


def altered(value):
    """Each of its parts made strange, one at a time."""
    yield from STRANGE
    if isinstance(value, dict):
        for key, part in value.items():
            for other in altered(part):
                yield {**value, key: other}
            yield {name: kept for name, kept in value.items() if name != key}
        yield {**value, "other": 1}
    if isinstance(value, list):
        for other in altered(value[0]):
            yield [other]
        yield value * 1000


def json_operations(stage):
    for operation, target in stage.targets():
        if "application/json" in operation.takes:
            yield operation, target, operation.described["requestBody"]["content"]["application/json"]["schema"]


def bombs(text):
    key, _, rest = text.partition(":")
    return [b"[" * 60000, b"{\"a\":" * 10000, b"[" * 31000 + b"]" * 31000, b'{"a":' + b"9" * 60000 + b"}", b'{"a":1e99999999999}', b'{"a":-0.0e-999999}',
            (key + ":" + rest[:-1] + "," + text[1:]).encode(), b'\xef\xbb\xbf' + text.encode(), text.encode() + b"\0", text.encode() + b" x", b'"\xff"',
            text.replace('"', '"\\u0000', 1).encode(), b'{"a":"\\ud800"}', b'{"a":"\\uDC00\\uD800"}', b'{"a":"\xed\xa0\x80"}', text.encode("utf-16"),
            b"{" + b",".join(b'"k%d":0' % number for number in range(6000)) + b"}", b"// x\n" + text.encode(), b"{'a':1}", b'{"a":NaN}', b'{"a":01}',
            text.encode() + text.encode(), b" " * 60000 + text.encode()]


def check_bodies(stage):
    """JSON that is deep, huge, doubled, cut, or in another encoding, and each part of a right body made strange"""
    for operation, target, schema in json_operations(stage):
        text = json.dumps(sample(stage.contract, schema))
        bodies = bombs(text) + [json.dumps(body).encode() for body in altered(json.loads(text))]
        browser = Browser(stage.port)
        browser.cookie = stage.officer.cookie
        for body in bodies:
            answer = judged(browser.ask(operation.method, target, body, {"Content-Type": "application/json"}))
            expect(str(answer.status) in operation.responses, f"{operation.id}, {body[:60]!r}: {answer.status}")


def chunked(*pieces):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CHUNKS = {
    "size too large": b"FFFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n", "a negative size": b"-1\r\nx\r\n0\r\n\r\n", "no size": b"\r\nx\r\n0\r\n\r\n",
    "0x": b"0x2\r\n{}\r\n0\r\n\r\n", "a blank before": b" 2\r\n{}\r\n0\r\n\r\n", "no end of the chunk": b"2\r\n{}0\r\n\r\n",
    "longer than told": b"2\r\n{}{}\r\n0\r\n\r\n", "a long extension": b"2;" + b"x" * 100000 + b"\r\n{}\r\n0\r\n\r\n",
    "many extensions": b"2" + b";a=b" * 20000 + b"\r\n{}\r\n0\r\n\r\n", "a broken extension": b"2;\0\r\n{}\r\n0\r\n\r\n",
    "line feeds only": b"2\n{}\n0\n\n", "a size that never ends": b"0" * 100000, "a broken trailer": b"2\r\n{}\r\n0\r\nx\r\n\r\n",
    "a long trailer": b"2\r\n{}\r\n0\r\nX: " + b"x" * 100000 + b"\r\n\r\n", "no hexadecimal": b"g\r\n{}\r\n0\r\n\r\n",
}


def check_chunks(stage):
    """chunks that are broken, endless or absurd are refused, and the connection ends; right ones are read"""
    for operation, target, _ in json_operations(stage):
        for name, body in CHUNKS.items():
            with stage.wire() as wire:
                head = stage.head(operation.method, target, "Content-Type: application/json", "Transfer-Encoding: chunked")
                wire.send(head + body)
                wire.socket.shutdown(socket.SHUT_WR)
                answer = wire.answer()
                expect(answer is not None and answer.status in (400, 413), f"{operation.id}, {name}: {answer and answer.status}")
                expect(wire.ended(), f"{operation.id}, {name}: the connection goes on")
        with stage.wire() as wire:
            head = stage.head(operation.method, target, "Content-Type: application/json", "Transfer-Encoding: chunked")
            for body in (chunked(b"{", b'"x":1', b"}"), b"2;a=b\r\n{}\r\n0\r\n\r\n"):
                answer = wire.send(head + body).answer()
                expect(answer.status == 400 and answer.json()["code"] == "invalid_request", f"{operation.id}: {answer.body!r}")


def stream_operations(stage):
    """(operation, address, what its head must say)"""
    for operation, target in stage.targets():
        for kind in operation.takes:
            if kind != "application/json":
                yield operation, target, [f"Content-Type: {kind}", *(
                    f"{parameter['name']}: {parameter['schema'].get('const', {'Upload-Metadata': 'filename YS5zYXY='}.get(parameter['name'], 1000))}"
                    for parameter in operation.parameters if parameter["in"] == "header" and parameter.get("required"))]


def check_streams(stage):
    """broken chunks and absurd lengths of what is streamed to disk: refused, the connection ends, nothing is finished"""
    for operation, target, lines in stream_operations(stage):
        for name, body in CHUNKS.items():
            with stage.wire() as wire:
                wire.send(stage.head(operation.method, target, *lines, "Transfer-Encoding: chunked") + body)
                wire.socket.shutdown(socket.SHUT_WR)
                answer = wire.answer()
                expect(answer is not None and 400 <= answer.status < 500, f"{operation.id}, {name}: {answer and answer.status}")
                expect(wire.ended(), f"{operation.id}, {name}: the connection goes on")
        for length in (2 ** 40, 2 ** 62, 2 ** 64 - 1):
            with stage.wire() as wire:
                wire.send(stage.head(operation.method, target, *lines, f"Content-Length: {length}") + b"x" * 1000)
                wire.socket.shutdown(socket.SHUT_WR)
                answer = wire.answer()
                expect(answer is not None and 400 <= answer.status < 500, f"{operation.id}, {length}: {answer and answer.status}")
    begun = stage.officer.ask("GET", "/api/v1/uploads").json()["uploads"]
    expect(not any(upload["finished"] for upload in begun), f"finished: {begun}")


def check_lengths(stage):
    """a body that is shorter than told, longer, or never comes holds nothing up; an absurd length takes no memory"""
    for operation, target, _ in json_operations(stage):
        for length, status in ((10, 400), (2 ** 40, 413), (2 ** 62, 413)):
            with stage.wire() as wire:
                wire.send(stage.head(operation.method, target, "Content-Type: application/json", f"Content-Length: {length}") + b"{}")
                wire.socket.shutdown(socket.SHUT_WR)
                answer = wire.answer()
                expect(answer is None or answer.status in (400, status), f"{operation.id}, {length}: {answer and answer.status}")


def check_smuggling(stage):
    """a body that looks like a request is never read as one"""
    inner = stage.head("GET", "/api/v1/session")
    for operation, target in stage.targets():
        if operation.id == "delete_session":
            continue
        for path in (target, "/nothing"):
            with stage.wire() as wire:
                wire.send(stage.head(operation.method, path, f"Content-Length: {len(inner)}") + inner)
                wire.socket.shutdown(socket.SHUT_WR)
                first = wire.answer(operation.method == "HEAD")
                expect(first is not None, f"{operation.id} {path}: no answer")
                second = wire.answer()
                expect(second is None, f"{operation.id} {path}: its body was answered: {second and second.status}")


def check_pipelines(stage):
    """requests sent at once are answered one by one, in their order"""
    body = b'{"x":1}'
    post = stage.head("POST", "/api/v1/jobs", "Content-Type: application/json", f"Content-Length: {len(body)}") + body
    with stage.wire() as wire:
        wire.send((stage.head("GET", "/healthz") + post + stage.head("HEAD", "/api/v1/session") + stage.head("GET", "/nothing")) * 20)
        for _ in range(20):
            told = [wire.answer().status, wire.answer().status, wire.answer(to_head=True).status, wire.answer().status]
            expect(told == [200, 400, 200, 404], str(told))
    with stage.wire() as wire:
        wire.send(stage.head("GET", "/healthz", "Connection: close") + stage.head("GET", "/healthz"))
        expect(wire.answer().status == 200 and wire.ended(), "answered after Connection: close")
    with stage.wire() as wire:
        wire.send(stage.head("GET", "/healthz", version="HTTP/1.0") + stage.head("GET", "/healthz"))
        expect(wire.answer().status == 200 and wire.ended(), "answered after HTTP/1.0")


def check_expect(stage):
    """who expects 100 is told to go on only where the body is wanted"""
    for operation, target, _ in json_operations(stage):
        lines = ("Content-Type: application/json", "Content-Length: 7", "Expect: 100-continue")
        with stage.wire() as wire:
            expect(wire.send(stage.head(operation.method, target, *lines)).answer().status == 100, f"{operation.id}: not told to go on")
            expect(wire.send(b'{"x":1}').answer().status == 400, f"{operation.id}: the body was not read")
        with stage.wire() as wire:
            answer = wire.send(stage.head(operation.method, target, *lines, "Sec-Fetch-Site: cross-site")).answer()
            expect(answer.status == 403 and wire.ended(), f"{operation.id}: {answer.status}")
        with stage.wire() as wire:
            answer = wire.send(stage.head(operation.method, target, *lines[:2], "Expect: a-miracle") + b'{"x":1}').answer()
            expect(answer.status in (400, 417), f"{operation.id}: {answer.status}")


def check_head(stage):
    """HEAD of every GET says what GET says, without a body, and the connection goes on"""
    for operation, target in stage.targets():
        if operation.method != "GET":
            continue
        with stage.wire() as wire:
            get = wire.send(stage.head("GET", target)).answer()
            head = wire.send(stage.head("HEAD", target) + stage.head("GET", "/healthz")).answer(to_head=True)
            expect(stage.contract.find("HEAD", target)[0].method == "HEAD" or
                   {**get.headers, "X-Request-Id": ""} == {**head.headers, "X-Request-Id": ""}, f"{operation.id}: {head.headers}")
            expect(get.status == head.status or stage.contract.find("HEAD", target)[0].method == "HEAD", f"{operation.id}: {head.status}")
            expect(wire.answer().status == 200, f"{operation.id}: HEAD has a body")


def check_parallel(stage):
    """fifty at once, each with another fault, and an officer works on meanwhile"""
    cases, faults = list(FRAMING), []

    def attack(number):
        try:
            for turn in range(20):
                with stage.wire() as wire:
                    wire.send(stage.head("POST", "/api/v1/jobs", cases[(number + turn) % len(cases)])).answer()
        except (AssertionError, OSError) as error:
            faults.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=attack, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        expect_status(stage.officer.ask("GET", "/api/v1/session"), 200)
    expect(not faults, str(faults[:3]))


def check_end(stage):
    """SIGTERM with bodies and heads under way: they are cut after the time for that, and the gateway ends with 0"""
    gateway = stage.service.cluster.add_gateway(env={"SIPRO_DRAIN_SECONDS": "1"})
    head = stage.head("POST", "/api/v1/jobs", "Content-Type: application/json", "Content-Length: 100")
    wires = [Wire(gateway.port).send(text) for text in (head + b"{", head[:-2], b"G", b"") for _ in range(10)]
    with Wire(gateway.port) as wire:
        expect(wire.send(stage.head("GET", "/healthz")).answer().status == 200, "not served")
    begun = time.monotonic()
    expect(gateway.process.terminate(WAIT), f"it did not end within {WAIT} s")
    code = gateway.process.popen.returncode
    expect(code == 0, f"it ended with {code} after {time.monotonic() - begun:.1f} s: {gateway.process.said()[-1500:]}")
    for wire in wires:
        wire.socket.close()


def check_slow_heads(stage):
    """heads that never end do not live longer than 20 s, and nobody waited for them"""
    stage.still_serves()
    left = HEADER_SECONDS + 3 - (time.monotonic() - stage.slow_since)
    for wire in stage.slow:
        wire.socket.settimeout(max(0.1, left))
        expect(wire.answer() is None, "half a head was answered")
        left = HEADER_SECONDS + 3 - (time.monotonic() - stage.slow_since)
        wire.socket.close()


def check_nothing_stays(stage):
    """the gateway is the same process, its log tells of no failure and no code, its memory has not grown"""
    process = stage.service.gateway.process
    expect(process.alive(), f"it ended: {process.said()[-2000:]}")
    log = process.said()
    for word in ("handler_failed", '"status":500', *(code for codes in CODES.values() for code in codes), stage.officer.cookie.split("=")[1]):
        expect(word not in log, f"the log says {word!r}: {log[max(0, log.find(word) - 300):][:600]}")
    with open(f"/proc/{process.pid}/status", encoding="ascii") as source:
        peak = next(int(line.split()[1]) for line in source if line.startswith("VmHWM"))
    expect(peak < 128 * 1024, f"{peak} KiB at its peak")
    stage.still_serves()


CHECKS = [check_framing, check_hosts_and_versions, check_no_http, check_addresses, check_methods, check_cookies, check_parameters, check_bodies,
          check_chunks, check_streams, check_lengths, check_smuggling, check_pipelines, check_expect, check_head, check_parallel, check_end, check_slow_heads,
          check_nothing_stays]


def and_serves_on(check, stage):
    check(stage)
    stage.still_serves()


if __name__ == "__main__":
    sys.exit(run_checks("intruder", CHECKS, closed(Stage), call=and_serves_on))
