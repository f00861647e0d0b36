"""An officer at a page, hundreds of them in one thread: one keep-alive connection, asks again as the answers say."""

import asyncio
import json
from base64 import b64encode

from stage import CODE, ENDED


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Officer:
    """`counts`: a Counter of all statuses, shared. `problems`: what no officer should see."""

    def __init__(self, port, district, counts, problems):
        self.port, self.district, self.counts, self.problems = port, district, counts, problems
        self.cookie = None
        self.reader = self.writer = None

    async def _exchange(self, head, body):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(head + body)
        await self.writer.drain()
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:] if line)}
        status, length = int(lines[0].split()[1]), int(headers.get("content-length", 0))
        return Answer(status, headers, await self.reader.readexactly(length) if status != 304 else b"")

    async def _once(self, method, path, body, headers):
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([*lines, "", ""]).encode()
        for last in (False, True):
            try:
                answer = await self._exchange(head, body)
                if answer.headers.get("connection") == "close":
                    self.close()
                return answer
            except (OSError, asyncio.IncompleteReadError):
                self.close()  # an idle connection may have been closed; a new one once more
                if last:
                    raise
        return None

    async def ask(self, method, path, body=b"", **headers):
        """Waits and asks again where the answer says so (429, 503, 507)."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if isinstance(body, dict):
            body, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        while True:
            answer = await self._once(method, path, body, headers)
            self.counts[answer.status] += 1
            if answer.status not in (429, 503, 507):
                break
            if not answer.headers.get("retry-after"):
                self.problems.append(f"{method} {path}: {answer.status} without Retry-After")
            await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
        if answer.status >= 400:
            self.problems.append(f"{self.district}: {method} {path}: {answer.status} {answer.body[:200]!r}")
        return answer

    async def login(self):
        answer = await self.ask("POST", "/api/v1/session", {"district": self.district, "code": CODE, "name": "Ani"})
        self.cookie = answer.headers["set-cookie"].split(";", 1)[0]

    async def upload(self, name, content):
        """The upload's id."""
        answer = await self.ask("POST", "/api/v1/uploads", content, Tus_Resumable="1.0.0", Upload_Length=len(content),
                                Upload_Metadata=f"filename {b64encode(name.encode()).decode()}",
                                Content_Type="application/offset+octet-stream")
        return answer.headers["location"].rsplit("/", 1)[1]

    async def post_job(self, body, key):
        """The job's id."""
        return (await self.ask("POST", "/api/v1/jobs", body, Idempotency_Key=key)).json()["id"]

    async def ended(self, job):
        """Polls as a page does; the job."""
        etag = None
        while True:
            answer = await self.ask("GET", f"/api/v1/jobs/{job}", **({"If_None_Match": etag} if etag else {}))
            if answer.status == 200:
                etag, told = answer.headers["etag"], answer.json()
                if told["state"] in ENDED:
                    return told
            await asyncio.sleep(float(answer.headers.get("retry-after", 2)))

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None
