"""The protocol of uploads, tus 1.0.0: what is taken, what is refused, who may, and how much.

Usage: test_uploads.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import hashlib
import http.client
import json
import os
import random
import sys
import threading
import time

# First, since it finds the folder of the others.
from uploads_stage import BYTES, MIB, TUS, UPLOADS, Link, Officer, checksum, content_of, every_operation, metadata, run
from http_load import Browser
from processes import wait_until
from service_checks import expect, expect_status


def check_options(stage):
    """OPTIONS tells version, extensions, limits and hashes, without a session"""
    for path in (UPLOADS, f"{UPLOADS}/{'0' * 32}"):
        told = expect_status(Browser(stage.gateways[0].port).ask("OPTIONS", path), 204).headers
        expect(told["Tus-Version"] == told["Tus-Resumable"] == "1.0.0", str(told))
        expect(set(told["Tus-Extension"].split(",")) ==
               {"creation", "creation-with-upload", "expiration", "checksum", "termination"}, told["Tus-Extension"])
        expect(int(told["Tus-Max-Size"]) == 2048 * MIB, told["Tus-Max-Size"])
        expect({"sha1", "sha256"} <= set(told["Tus-Checksum-Algorithm"].split(",")), told["Tus-Checksum-Algorithm"])


def check_pieces(stage):
    """a file in pieces through two gateways: heads, list and JSON at every step"""
    officer, content = Officer(stage), content_of(1_000_003)
    created = officer.create(len(content))
    location = created.headers["Location"]
    expect(created.headers["Upload-Expires"].endswith(" GMT"), created.headers["Upload-Expires"])
    expect(created.headers["Tus-Resumable"] == "1.0.0", "no Tus-Resumable")
    at = 0
    for turn, size in enumerate((1, 10, 4000, 300_000, 0, 500_000, 195_992)):
        gateway = stage.gateways[turn % 2]
        head = officer.by(gateway).head(location).headers
        expect((head["Upload-Offset"], head["Upload-Length"], head["Upload-Metadata"]) == (str(at), str(len(content)), metadata()),
               str(head))
        expect(head["Cache-Control"] == "no-store" and head["Upload-Expires"], str(head))
        told = officer.told(location)
        expect((told["offset"], told["size"], told["finished"], told["sha256"]) == (at, len(content), False, None), str(told))
        done = officer.patch(location, at, content[at:at + size])
        at += size
        expect(done.headers["Upload-Offset"] == str(at), str(done.headers))
    expect(at == len(content), "the pieces are not the file")
    officer.is_whole(location, content)
    stage.expect_content(location, content)
    expect(officer.offset(location) == len(content), "HEAD of the whole one")
    officer.patch(location, at, b"")
    officer.patch(location, at, b"x", 413, "upload_too_long")
    listed = expect_status(officer.ask("GET", UPLOADS), 200).json()["uploads"]
    expect(listed[0] == officer.told(location) and listed[0]["by"] == "Ani" and listed[0]["expires_at"] is None, str(listed[0]))
    names = sorted(os.listdir(stage.folder(location)))
    expect(names == ["begun.json", "data", "upload.json"], str(names))


def check_with_upload(stage):
    """creation-with-upload: all of a file, or its beginning; nothing at all is refused"""
    officer, content = Officer(stage), content_of(300_000, 2)
    whole = officer.create(len(content), content)
    expect(whole.json()["finished"] and whole.headers["Upload-Offset"] == str(len(content)), str(whole.headers))
    officer.is_whole(whole.headers["Location"], content)
    part = officer.create(len(content), content[:100_000])
    location = part.headers["Location"]
    expect(part.headers["Upload-Offset"] == "100000" and not part.json()["finished"], str(part.headers))
    officer.patch(location, 100_000, content[100_000:])
    officer.is_whole(location, content)
    for body in (b"", None):
        expect_status(officer.create(0, body, 422), 422, "file_not_statistics")


def check_refusals(stage):
    """what the protocol forbids is refused with its status, and nothing of it counts"""
    officer, content = Officer(stage), content_of(10_000, 3)
    for status, code, headers in (
            (412, "tus_version", {"Tus_Resumable": "0.2.2"}), (412, "tus_version", {"Tus_Resumable": None}),
            (400, "invalid_request", {"Upload_Length": None}), (400, "invalid_request", {"Upload_Length": "-1"}),
            (400, "invalid_request", {"Upload_Metadata": None}), (413, "too_large", {"Upload_Length": "99999999999999"}),
            (403, "feature_locked", {"Upload_Metadata": metadata(purpose=b"historis")})):
        answer = expect_status(officer.create(10_000, None, status, **headers), status, code)
        expect(answer.headers["Tus-Resumable"] == "1.0.0", f"{status}: no Tus-Resumable")
        expect(status != 412 or answer.headers["Tus-Version"] == "1.0.0", "412 without Tus-Version")
        expect(status != 413 or answer.headers["Tus-Max-Size"], "413 without Tus-Max-Size")
        expect(status != 413 or "Bagi menjadi beberapa berkas" in answer.json()["detail"], "413 without advice")
    expect_status(officer.create(100, content, 413), 413, "upload_too_long")
    expect_status(officer.create(10_000, content, 415, Content_Type="text/plain"), 415, "content_type")
    location = officer.begin(len(content))
    officer.patch(location, 0, content[:5000])
    for status, code, offset, body, headers in (
            (412, "tus_version", 5000, content[5000:], {"Tus_Resumable": "1.1.0"}),
            (415, "content_type", 5000, content[5000:], {"Content_Type": "application/octet-stream"}),
            (400, "invalid_request", "x", content[5000:], {}), (400, "invalid_request", -5, content[5000:], {}),
            (409, "wrong_offset", 4999, content[4999:], {}), (409, "wrong_offset", 5001, content[5001:], {}),
            (409, "wrong_offset", 99999, b"", {}),
            (413, "upload_too_long", 5000, content[5000:] + b"x", {}),
            (400, "invalid_request", 5000, content[5000:], {"Upload_Checksum": checksum(content[5000:]).replace("sha1", "crc32")}),
            (400, "invalid_request", 5000, content[5000:], {"Upload_Checksum": "sha1 !"}),
            (460, "checksum_mismatch", 5000, content[5000:], {"Upload_Checksum": checksum(content)})):
        answer = officer.patch(location, offset, body, status, code, **headers)
        expect(answer.headers["Tus-Resumable"] == "1.0.0", f"{status}: no Tus-Resumable")
        expect(code != "wrong_offset" or answer.headers["Upload-Offset"] == "5000", "409 without Upload-Offset")
        expect(officer.offset(location) == 5000, f"{status} moved the offset")
    for method, path in every_operation(location):
        expect_status(officer.ask(method, path, headers={**TUS, "Transfer-Encoding": "gzip"}), 400)
        if method != "OPTIONS":
            expect_status(Browser(officer.port).ask(method, path, headers=TUS), 401)
        if method in ("POST", "PATCH", "DELETE"):
            expect_status(officer.ask(method, path, headers={**TUS, "Origin": "http://elsewhere"}), 403, "cross_site")
    expect_status(officer.ask("OPTIONS", f"{UPLOADS}/A"), 404)
    for unknown in (f"{UPLOADS}/{'0' * 32}", f"{UPLOADS}/..%2f..", f"{UPLOADS}/A"):
        officer.head(unknown, 404)
        officer.patch(unknown, 0, b"x", 404)
        expect_status(officer.ask("DELETE", unknown, headers=TUS), 404)
    officer.head(location.upper().replace("/API/V1/UPLOADS", UPLOADS), 404)
    officer.patch(location, 5000, content[5000:])
    officer.is_whole(location, content)


def check_checksums(stage):
    """a piece counts only if its hash is right; a cut one counts for nothing"""
    officer, content = Officer(stage), content_of(900_000, 4)
    location = officer.begin(len(content))
    at = 0
    for algorithm in ("sha1", "sha256", "sha512"):
        piece = content[at:at + 300_000]
        officer.patch(location, at, piece[:-1] + b"?", 460, Upload_Checksum=checksum(piece, algorithm))
        expect(officer.offset(location) == at, "a wrong piece counts")
        link = Link(officer, stage.gateways[0], location, at, len(piece), **{"Upload-Checksum": checksum(piece, algorithm)})
        link.send(piece[:-1])
        time.sleep(0.2)
        link.close()
        time.sleep(0.1)
        expect(officer.offset(location) == at, "a cut piece counts")
        officer.patch(location, at, piece, Upload_Checksum=checksum(piece, algorithm))
        at += len(piece)
    officer.is_whole(location, content)
    bad = officer.create(len(content), content, 460, Upload_Checksum=checksum(b"other"))
    expect("Location" not in bad.headers, "a refused creation stays")
    officer.create(len(content), content, Upload_Checksum=checksum(content))


def check_kind(stage):
    """another kind of file is refused as soon as its first 4 KiB are there, however small the pieces"""
    officer = Officer(stage)
    pdf = b"%PDF-1.7 " + random.Random(5).randbytes(20_000)
    expect_status(officer.create(len(pdf), pdf, 422), 422, "file_not_statistics")
    location = officer.begin(len(pdf))
    officer.patch(location, 0, pdf[:4000])
    officer.patch(location, 4000, pdf[4000:4095])
    officer.patch(location, 4095, pdf[4095:4096], 422, "file_not_statistics")
    expect(not os.path.exists(stage.folder(location)), "it stays")
    officer.head(location, 410)
    small = officer.begin(9)
    officer.patch(small, 0, pdf[:9], 422, "file_not_statistics")


def check_quota(stage):
    """a district's declared lengths stay within its quota, however many come at once; what was taken away counts no more"""
    officer = Officer(stage, "2171")
    answers = []

    def create():
        other = Browser(officer.port)
        other.cookie = officer.cookie
        answers.append(other.ask("POST", UPLOADS, None, {**TUS, "Upload-Length": str(900 * MIB), "Upload-Metadata": metadata()}))

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(sorted({answer.status for answer in answers}) in ([201, 507], [507]), str([answer.status for answer in answers]))
    expect(sum(answer.status == 201 for answer in answers) <= 2, "over the quota")
    listed = officer.ask("GET", UPLOADS).json()["uploads"]
    expect(len(listed) == sum(answer.status == 201 for answer in answers), "a refused one stays")
    while len(listed) < 2:
        listed.append(officer.create(900 * MIB).json())
    refused = expect_status(officer.create(900 * MIB, None, 507), 507, "quota_used_up")
    expect("1,8 GiB dari 2,0 GiB" in refused.json()["detail"], refused.json()["detail"])
    expect_status(officer.ask("DELETE", f"{UPLOADS}/{listed[0]['id']}", headers=TUS), 204)
    officer.create(900 * MIB)
    Officer(stage).create(900 * MIB)


def check_expiry(stage):
    """after its time an unfinished upload is gone, and retention removes it; a whole one stays"""
    officer, content = Officer(stage), content_of(5000, 12)
    locations = [officer.begin(len(content)) for _ in range(2)]
    whole = officer.create(len(content), content).headers["Location"]
    for location in [locations[0], whole]:
        name = os.path.join(stage.folder(location), "begun.json")
        with open(name, encoding="utf-8") as source:
            begun = json.load(source)
        begun["expires_us"] = int((time.time() - 3 * 86400) * 1e6)
        with open(name, "w", encoding="utf-8") as out:
            json.dump(begun, out)
    expect(officer.head(locations[0], 410).headers["Tus-Resumable"] == "1.0.0", "no Tus-Resumable")
    officer.patch(locations[0], 0, content, 410, "upload_gone")
    listed = [entry["id"] for entry in officer.ask("GET", UPLOADS).json()["uploads"]]
    expect(locations[0].rsplit("/", 1)[1] not in listed and locations[1].rsplit("/", 1)[1] in listed, "the list")
    said = stage.cluster.run("sipro-admin", "retention")
    expect(not os.path.exists(stage.folder(locations[0])), f"retention left it: {said}")
    officer.patch(locations[1], 0, content)
    officer.is_whole(locations[1], content)
    officer.is_whole(whole, content)


def check_termination(stage):
    """DELETE: gone for its district, unknown to another; a writer that hangs stops; one that a job needs stays"""
    officer, other, content = Officer(stage), Officer(stage, "2171"), content_of(2 * MIB, 13)
    location = officer.begin(len(content))
    other.head(location, 404)
    expect_status(other.ask("DELETE", location, headers=TUS), 404)
    expect_status(officer.ask("DELETE", location), 412)
    expect_status(officer.ask("HEAD", location), 412)
    link = Link(officer, stage.gateways[1], location, 0, len(content))
    link.send(content[:MIB])
    wait_until(lambda: os.path.getsize(os.path.join(stage.folder(location), "data")) > 0, 5, "bytes arrive")
    expect_status(officer.ask("DELETE", location, headers=TUS), 204)
    expect(not os.path.exists(stage.folder(location)), "it stays")
    link.send(content[MIB:])
    expect(link.status() == 410, "the writer is not told")
    link.close()
    for method in ("HEAD", "GET", "DELETE"):
        expect_status(officer.ask(method, location, headers=TUS), 410)
        expect_status(other.ask(method, location, headers=TUS), 404)
    officer.patch(location, 0, content, 410, "upload_gone")
    stage.worker.process.stop()
    whole = officer.create(len(content), content).json()["id"]
    job = expect_status(officer.post_job({"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": whole}]}), 202).json()["id"]
    expect_status(officer.ask("DELETE", f"{UPLOADS}/{whole}", headers=TUS), 409, "in_use")
    expect_status(officer.ask("DELETE", f"/api/v1/jobs/{job}"), 200)
    stage.worker.process.resume()
    expect_status(officer.ask("DELETE", f"{UPLOADS}/{whole}", headers=TUS), 204)
    officer.head(f"{UPLOADS}/{whole}", 410)


def check_inputs(stage):
    """only a whole upload can be a job's input"""
    officer, content = Officer(stage), content_of(5000, 14)
    location = officer.begin(len(content))
    body = {"kind": "preprocess", "flow": "ekspor", "inputs": [{"upload": location.rsplit("/", 1)[1]}]}
    refused = expect_status(officer.post_job(body), 422, "input_missing")
    expect("belum selesai" in refused.json()["detail"], refused.json()["detail"])
    officer.patch(location, 0, content)
    expect_status(officer.post_job(body), 202)


def check_libraries(stage):
    """an upload for Data Historis is seen, continued and listed only behind the feature code"""
    officer, locked, content = Officer(stage, unlocked=True), Officer(stage), content_of(50_000, 15)
    told = {"Upload_Metadata": metadata(b"Ekspor lama.sav", b"historis")}
    location = officer.create(len(content), content[:20_000], **told).headers["Location"]
    locked.head(location, 403)
    locked.patch(location, 20_000, content[20_000:], 403, "feature_locked")
    for method in ("GET", "DELETE"):
        expect_status(locked.ask(method, location, headers=TUS), 403, "feature_locked")
    ids = [[entry["id"] for entry in each.ask("GET", UPLOADS).json()["uploads"]] for each in (officer, locked)]
    expect([location.rsplit("/", 1)[1] in each for each in ids] == [True, False], "the lists")
    officer.patch(location, 20_000, content[20_000:])
    officer.is_whole(location, content)
    files = officer.ask("GET", "/api/v1/library/historis").json()["files"]
    expect(files[0]["sha256"] == hashlib.sha256(content).hexdigest(), str(files))
    document = {"Upload_Metadata": metadata(b"Rilis.pdf", b"publikasi")}
    expect_status(officer.create(len(content), content, 422, **document), 422, "file_not_document")
    expect(officer.create(9, b"%PDF-1.7 ", **document).json()["purpose"] == "publikasi", "its purpose")


def check_chunked(stage):
    """a body without a told length is taken, and one that grows over the file's length is refused"""
    officer, content = Officer(stage), content_of(700_000, 16)
    location = officer.begin(len(content))

    def send(pieces, offset):
        connection = http.client.HTTPConnection("127.0.0.1", stage.gateways[0].port, timeout=20)
        connection.request("PATCH", location, body=iter(pieces), encode_chunked=True,
                           headers={**BYTES, "Cookie": officer.cookie, "Upload-Offset": str(offset), "Transfer-Encoding": "chunked"})
        status = connection.getresponse().status
        connection.close()
        return status

    expect(send([content[:1], content[1:5000], content[5000:300_000]], 0) == 204, "chunks are refused")
    expect(send([content[300_000:], b"x"], 300_000) == 413, "it grows over its length")
    at = officer.offset(location)
    expect(300_000 <= at <= len(content), str(at))
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)


CHECKS = [check_options, check_pieces, check_with_upload, check_refusals, check_checksums, check_kind, check_quota,
          check_expiry, check_termination, check_inputs, check_libraries, check_chunked]


if __name__ == "__main__":
    sys.exit(run("uploads", CHECKS))
