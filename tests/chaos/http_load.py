"""An officer's browser, as far as chaos needs it: login, upload, jobs, results. Every answer's status is counted."""

import base64
import http.client
import json
import os
import threading
from collections import Counter


class Recording:
    """Every exchange as one line of JSON in the folder that SIPRO_RECORD names, for tests/contract."""

    MOST = 1 << 20  # bytes of a body that are kept

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.out = os.open(os.path.join(folder, f"{os.getpid()}.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def add(self, method, target, headers, body, answer):
        kept = {name: value for name, value in headers.items() if name.lower() != "cookie"}
        json_sent = headers.get("Content-Type", "").startswith("application/json")
        line = {"method": method, "target": target, "headers": kept, "body": self._text(body) if json_sent else None,
                "status": answer.status, "answer_headers": list(answer.headers.items()), "answer_size": len(answer.body),
                "answer_body": self._text(answer.body)}
        os.write(self.out, json.dumps(line).encode() + b"\n")

    def _text(self, body):
        """None where it is no text, or cut."""
        body = body.encode() if isinstance(body, str) else body
        try:
            return body.decode() if isinstance(body, bytes) and len(body) <= self.MOST else None
        except UnicodeDecodeError:
            return None


RECORDING = Recording(os.environ["SIPRO_RECORD"]) if os.environ.get("SIPRO_RECORD") else None


class Unreachable(Exception):
    """The gateway closed the connection or is away."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Browser:
    """One session. One thread at a time."""

    def __init__(self, port, counts=None, host="127.0.0.1"):
        self.host, self.port, self.cookie = host, port, None
        self.counts = counts if counts is not None else Counter()
        self.wrong = []
        self.lock = threading.Lock()

    def ask(self, method, path, body=None, headers=None, timeout=15):
        headers = {**({"Cookie": self.cookie} if self.cookie else {}), **(headers or {})}
        if isinstance(body, (dict, list)):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers)
            told = connection.getresponse()
            answer = Answer(told.status, told.headers, told.read())
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{method} {path}: {type(error).__name__}: {error}") from error
        finally:
            connection.close()
        self._count(method, path, answer)
        if RECORDING:
            RECORDING.add(method, path, headers, body, answer)
        return answer

    def _count(self, method, path, answer):
        with self.lock:
            self.counts[answer.status] += 1
            if answer.status >= 500 and answer.status != 503:
                self.wrong.append(f"{method} {path}: {answer.status} {answer.body[:200]!r}")
            if answer.status == 503 and not answer.headers.get("Retry-After"):
                self.wrong.append(f"{method} {path}: 503 without Retry-After")

    def login(self, district, code):
        answer = self.ask("POST", "/api/v1/session", {"district": district, "code": code, "name": "Ani"})
        if answer.status != 201:
            return answer
        self.cookie = answer.headers["Set-Cookie"].split(";", 1)[0]
        return answer

    def upload(self, path):
        """The upload's id."""
        name = base64.b64encode(os.path.basename(path).encode()).decode()
        purpose = base64.b64encode(b"data").decode()
        with open(path, "rb") as source:
            content = source.read()
        answer = self.ask("POST", "/api/v1/uploads", content, {
            "Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Content-Type": "application/offset+octet-stream",
            "Upload-Metadata": f"filename {name},purpose {purpose}"})
        if answer.status != 201:
            raise RuntimeError(f"upload: {answer.status} {answer.body[:300]!r}")
        return answer.headers["Location"].rsplit("/", 1)[1]

    def post_job(self, body, key=None):
        return self.ask("POST", "/api/v1/jobs", body, {"Idempotency-Key": key} if key else {})

    def job(self, job):
        return self.ask("GET", f"/api/v1/jobs/{job}")
