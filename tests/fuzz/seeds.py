"""Seeds of the fuzz targets: small inputs that reach each part of a grammar, the corpus of statistics files among them.

    python3 tests/fuzz/seeds.py --write DIR [--without-programs]

writes DIR/<target>/..., as tests/fuzz/<target>_fuzz.cpp reads them; deploy/fuzz starts from them and deploy/test replays them.
"""

import argparse
import hashlib
import json
import pathlib
import struct
import sys
from base64 import b64encode

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import corpus  # noqa: E402

ID, OTHER, SHA = "a" * 32, "0123456789abcdef" * 2, "b" * 64
TIME = "2025-06-20T10:46:00+07:00"
ARGON = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def request_head():
    lines = [
        "GET / HTTP/1.1\nHost: a", "GET /api/v1/jobs/" + ID + "?offset=0&limit=20 HTTP/1.1\nHost: a:8080\n"
        "Cookie: other=1; __Host-sipro=" + SHA + '; last="x"\nIf-None-Match: W/"abc", "def"',
        "POST /api/v1/jobs HTTP/1.1\nHost: a\nContent-Length: 12\nContent-Type: application/json\nOrigin: http://a\n"
        "Idempotency-Key: k\nSec-Fetch-Site: same-origin", "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\nContent-Length: 3",
        "POST / HTTP/1.0\nHost: a\nTransfer-Encoding: chunked", "GET / HTTP/1.1", "GET / HTTP/1.1\nHost: a\nHost: b",
        "PATCH /api/v1/uploads/" + ID + " HTTP/1.1\nHost: a\nTus-Resumable: 1.0.0\nUpload-Offset: 5\nContent-Length: 00007\n"
        "Expect: 100-continue\nUpload-Checksum: sha1 AAAA", "DELETE /x HTTP/1.1\nHost: a\nConnection: close\nOrigin: https://b",
        "GET /api/v1/jobs/" + ID + "/results/Paket%20SIPRO%20Mei%202025.zip HTTP/1.1\nHost: a\nRange: bytes=0-99\nIf-Range: \"x\"",
        "GET /a/%2e%2e/%2F%00%zz/%C3%A9 HTTP/1.1\nHost: a", "GET http://a/b HTTP/1.1\nHost: a", "OPTIONS * HTTP/1.1\nHost: a",
        "GET /?q=a%20b+c&sort=-NILAI&q=%FF&x HTTP/1.1\nHost: a\nX-Folded: a\n b", "GET /hs?q=udang&chapter=03 HTTP/1.1\nHost: a\n"
        "X-Forwarded-For: 10.0.0.1, 1.2.3.4\nX-Forwarded-Proto: https\nForwarded: for=\"[2001:db8::1]\";proto=https",
        "GET / HTTP/1.1\nHost: a\nX-Forwarded-For: 10.0.0.1, fd00::2, [2001:db8::2]:4711\nX-Forwarded-For: 127.0.0.1\nX-Forwarded-Proto: http, https",
        "GET / HTTP/1.1\nHost: a\nForwarded: for=192.0.2.1;proto=https, for=unknown;by=_x, For=\"[::ffff:10.1.2.3]:1\"",
        "GET / HTTP/1.1\nHost: a\ntraceparent: 00-" + ID + "-00f067aa0ba902b7-01",
        "GET / HTTP/1.1\nHost: a\nTraceparent: cc-" + ID + "-00f067aa0ba902b7-01-later",
        "HEAD //a//b/ HTTP/1.1\nHost: a\nAccept-Encoding: br, gzip;q=0"]
    return [line.replace("\n", "\r\n").encode() + b"\r\n\r\n" for line in lines] + [b"GET / HTTP/1.1\nHost: a\n\n", b"\x16\x03\x01"]


def ranges():
    told = ["0-", "-5", "0-0", "5-9", "9-5", "1000-", "-0", "0-4,6-9", "18446744073709551615-", "0-99999999999999999999", "x-", " 1-2"]
    return [struct.pack("<Q", size) + text.encode() for size in (0, 1, 10, 2**64 - 1) for text in told] + [
        struct.pack("<Q", 10) + b"items=0-1"]


def upload_metadata():
    def pair(key, value):
        return key + b" " + b64encode(value)

    name, purpose = pair(b"filename", "C:\\data\\Ekspor é 2024.sav".encode()), pair(b"purpose", b"data")
    return [b"12\n" + name, b"0\n" + name + b"," + purpose, b"18446744073709551616\n" + name, b"12\n" + name + b", " + pair(b"purpose", b"historis"),
            b"7\n" + pair(b"purpose", b"publikasi") + b"," + name, b"1\nfilename", b"1\nfilename ====", b"1\nfilename QR==,empty",
            b"1\n" + pair(b"filename", b"\xff\xfe"), b"1\n" + pair(b"filename", "é".encode() * 200), b"-1\n", b"\n",
            *(b"\n" + pair(name.encode(), hashlib.new(name, b"").digest()) for name in ("sha1", "sha256", "sha512"))]


def view(state, **more):
    spec = {"district": "2101", "kind": "preprocess", "version": 1, "payload": compact(payloads()[0]).decode(), "priority": 0, "cap": 2,
            "by": "Ani", "key": "k", "body": SHA, "fingerprint": SHA, "again": False, "delay": 0}
    return {"id": ID, "spec": compact(spec).decode(), "after": [OTHER], "state": state, "round": 0, "attempt": 1, "token": "1764043200123456",
            "worker": "w", "strikes": 0, "retries": 0, "interruptions": 0, "created": "1764043200000000", **more}


def redis_answers():
    ended = view("succeeded", started="1764043201000000", finished="1764043202000000", folder="att-1-1764043200123456-00000001",
                 results=compact([{"name": "a.sav", "size": 7, "sha256": SHA, "type": "x"}]).decode())
    waiting = view("queued", place={"ahead": 1, "districts": 2, "reason": "workers_busy", "retry_at": "1764043200000000"})
    running = view("running", progress={"phase": "baca", "done": "1", "total": "18446744073709551615"}, cancel_asked=True)
    failed = view("failed", dead=True, error=compact({"code": "crash", "message": "m", "details": "{}"}).decode())
    process = {"name": "w", "role": "worker", "version": "1", "max_payload": 1, "concurrency": 2, "state": "active", "cage": "full", "library": 1}
    return [{}, ended, waiting, running, failed, {"jobs": [ended, waiting], "total": 2},
            {"jobs": [{"outcome": "created", "id": ID, "state": "queued"}, {"outcome": "kept", "state": "failed"}]},
            {"outcome": "ok"}, {"outcome": "cancelled"}, {"outcome": "queued"}, {"outcome": "forgotten"}, {"lost": True, "state": "running"},
            {"state": "failed", "dead": True, "strikes": 3, "retries": 0}, {"won": True},
            {"reaped": [{"id": ID, "token": "1", "to": "queued"}], "due": 0, "grace": False},
            {"cursor": "0", "looked": 10, "mended": [{"id": ID, "place": "lease", "added": True}]},
            {"jobs": [{"id": ID, "district": "2101", "round": 0}]}, {"epoch": "e", "run_id": "r", "now": "1", "last_tick": "1"},
            {"waiting": 1, "delayed": 0, "blocked": 0, "running": 1, "backlog": 2, "dead": 0, "unsaved": 0, "paused": False,
             "oldest_waiting": "1", "districts": [{"district": "2101", "queued": 1, "running": 1, "cap": 2}]},
            {"processes": [{"process": compact(process).decode(), "seen": "1"}]},
            {"district": "2101", "name": "Ani", "unlocked": True, "expires_s": 1764043200}]


def redis_replies():
    def bulk(text):
        return b"$%d\r\n%s\r\n" % (len(text), text)

    answers = [bulk(compact(answer)) for answer in redis_answers()]
    others = [b"+OK\r\n", b":-1\r\n:300\r\n", b"$-1\r\n", b"*-1\r\n", b"*0\r\n", b"-ERR Function not found\r\n", b"-OOM x\r\n", b"-LOADING\r\n",
              b"*2\r\n*2\r\n:1\r\n$-1\r\n-RECOVERING\r\n", b"*1\r\n" * 12, b"$5\r\nab", b"x\r\n", b":12a\r\n", b"$0\r\n\r\n+a\r\n"]
    calls = range(22)  # as many as the target knows
    return [bytes([16, call]) + answer for answer in answers for call in calls] + [
        bytes([piece, 0]) + stream for piece in (0, 6) for stream in others] + [bytes([63, call]) + b"".join(answers) for call in calls]


def payloads():
    inputs = [{"path": "uploads/1/data", "sha256": SHA, "size": 2**64 - 1, "name": "Ekspor 2024.sav", "year": 2024},
              {"path": "library/historis/Ekspor 2023.sav", "size": 0, "name": "é.sav"}]
    return [{"work": "preprocess", "flow": "ekspor", "inputs": inputs, "overlap": "latest", "accept_flow": True, "kabkot": "KARIMUN",
             "hs_master": f"config/hs/{SHA}.csv", "time": TIME},
            {"work": "check", "inputs": inputs[:1], "time": TIME},
            {"work": "olah", "tables": "semua", "ekspor": {"job": ID, "name": "a"}, "impor": inputs[1], "year": 2025, "month": 4, "gaps": "zero",
             "accept_flow": False, "office": "Kabupaten Karimun", "time": TIME},
            {"work": "check", "inputs": [{"path": "a/../b", "size": 0, "name": "a"}], "time": TIME}]


def job_bodies():
    part = {"inputs": [{"upload": ID, "year": 2024}, {"job": OTHER}, {"file": ID}], "overlap": "keep", "accept_flow": True}
    bodies = [{"kind": "preprocess", "flow": "impor", **part, "again": True}, {"kind": "preprocess", "check": True, "inputs": part["inputs"]},
              {"kind": "olah", "tables": "ekspor", "ekspor": {"job": ID}, "year": 2025, "month": 4, "gaps": "absent"},
              {"kind": "olah", "tables": "neraca", "ekspor": {"upload": ID}, "impor": {"file": ID}, "year": 2025, "month": 12, "accept_flow": True},
              {"year": 2025, "month": 4, "ekspor": part, "impor": {"inputs": part["inputs"]}, "gaps": "zero", "again": False}]
    return [compact(body) for body in payloads() + bodies] + [b"[" * 40, b'{"kind":"olah","kind":"preprocess"}', b'{"a":1e999}', b"", b'{"work":"\\ud800"}']


def configuration():
    full = {"id": "2101", "name": "Kabupaten Karimun", "kabkot": "KARIMUN", "role": "district", "zone": "WITA", "cap": 2, "jobs_a_day": 50,
            "quota_bytes": 1 << 40, "shared": True, "province": "2100", "contact_name": "Budi", "contact_whatsapp": "6281234567890",
            "historis_url": "https://example.id/a?b=c", "publikasi_url": "https://example.id", "login_hash": ARGON, "feature_hash": ARGON}
    province = {"id": "2100", "name": "Provinsi Kepulauan Riau", "role": "province", "zone": "WIB"}
    hs = {"path": f"config/hs/{SHA}.csv", "codes": 11_000, "source": "hs8.csv", "imported_at": TIME}
    files = [{"districts": [full, province]}, {"districts": []}, {"districts": [full]}, {"districts": [province, province]}, hs,
             {**hs, "path": "config/hs/../../a"}, {"districts": [{**full, "cap": 0}]}, {"districts": [{**province, "zone": "WIT", "more": 1}]}]
    return [compact(file) for file in files] + [b'{"districts": [', b"{}", b"null"]


def rows():
    """rows.bin of three columns (storage/rows_format.hpp); the target makes the header's hash right, not the content's."""
    count, texts = 5, [b"", b"BATAM", b"KARIMUN"]
    ends = [sum(map(len, texts[:i + 1])) for i in range(len(texts))]
    dictionary = struct.pack("<3I", *ends) + b"".join(texts)
    parts = [dictionary, bytes([0, 1, 2, 1, 2]), struct.pack("<5d", 1.5, -2, float("nan"), 1e300, 0), struct.pack("<5H", 1, 2, 3, 65535, 0)]
    names = [(0, 1, b"PELABUHAN", b"Nama pelabuhan"), (1, 8, b"NILAI", b""), (2, 2, b"TAHUN", b"Tahun")]
    head_bytes = -(-(104 + 64 + sum(40 + len(name) + len(label) for _, _, name, label in names)) // 8) * 8
    content, places = b"", []
    for part in parts:
        places.append(head_bytes + len(content))
        content += part + bytes(-len(part) % 8)
    head = b"SIPROROW" + struct.pack("<IIQIIQ", 1, head_bytes, count, len(names), 0, head_bytes + len(content))
    head += hashlib.sha256(content).hexdigest().encode()
    for (kind, width, name, label), cells_at in zip(names, places[1:]):
        told = (len(texts), places[0], len(dictionary)) if kind == 0 else (0, head_bytes, 0)
        head += struct.pack("<BBHHHIIQQQ", kind, width, len(name), len(label), 0, told[0], 0, told[1], told[2], cells_at) + name + label
    head = head.ljust(head_bytes - 64, b"\0")
    return [head + hashlib.sha256(head).hexdigest().encode() + content]


TARGETS = {"configuration": configuration, "job_bodies": job_bodies, "range": ranges, "redis_replies": redis_replies,
           "request_head": request_head, "rows": rows, "upload_metadata": upload_metadata}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=pathlib.Path, required=True, metavar="DIR")
    parser.add_argument("--without-programs", action="store_true", help="no files that PSPP and R make")
    options = parser.parse_args()
    for target, make in TARGETS.items():
        folder = options.write / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(make()):
            (folder / f"{number:03}").write_bytes(content)
    corpus.write(options.write / "statistics_file", corpus.all_cases(not options.without_programs, with_cuts=False))


if __name__ == "__main__":
    main()
