"""Uploads while things break: links, writers that hang, gateways, Redis, a full storage.

Usage: test_uploads_broken.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import os
import random
import shutil
import subprocess
import sys
import threading
import time

# First, since it finds the folder of the others.
from uploads_stage import MIB, TUS, UPLOADS, Link, Officer, content_of, every_operation, run, until_held
from processes import wait_until
from service_checks import expect, expect_status


def cut_link(officer, gateway, location, content, at, stop):
    """Sends content[at:stop] of a PATCH for all the rest, then hangs up."""
    link = Link(officer, gateway, location, at, len(content) - at)
    link.send(content[at:stop])
    link.close()


def check_cuts(stage):
    """a link that is cut at any byte: what arrived counts, and the other gateway goes on from there"""
    officer, dice = Officer(stage), random.Random(6)
    content = content_of(1_200_000, 6)
    location = officer.begin(len(content))
    stops = sorted({1, 2, 4095, 4096, 4097, 262_143, 262_144, 262_145, *(dice.randrange(1, len(content)) for _ in range(30))})
    at = 0
    for turn, stop in enumerate(stops):
        cut_link(officer, stage.gateways[turn % 2], location, content, at, stop)
        wait_until(lambda: officer.told(location)["offset"] == stop, 5, f"{stop} bytes count")
        at = officer.by(stage.gateways[(turn + 1) % 2]).offset(location)
        expect(at == stop, f"{at} after {stop}")
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    stage.expect_content(location, content)


def until_counts(link, content, at, counts):
    """Sends on from `at`, some bytes at a time, until what came before counts: a commit is due a second after the last one, when
    bytes arrive. Gives how far it was sent."""
    end = time.monotonic() + 30
    while not counts():
        expect(time.monotonic() < end, "what arrived does not count")
        link.send(content[at:at + 10])
        at += 10
        time.sleep(0.3)
    return at


def check_takeover(stage):
    """while the first link hangs, the other gateway takes over; what comes late is refused and harms nothing"""
    officer = Officer(stage)
    first, second = stage.gateways
    for hangs_at in (100, 4097, 3_000_000, 9_000_001):
        content = content_of(12 * MIB, hangs_at)
        location = officer.begin(len(content))
        link = Link(officer, first, location, 0, len(content))
        link.send(content[:hangs_at])
        sent = until_counts(link, content, hangs_at, lambda: officer.told(location)["offset"] >= hangs_at)
        at = officer.by(second).offset(location)
        expect(at >= hangs_at, f"{at} of {hangs_at}")
        officer.patch(location, at, content[at:at + 100_000])
        threading.Thread(target=link.send, args=(content[sent:],), daemon=True).start()
        expect(link.status() == 409, "the late writer is not told")
        link.close()
        expect(officer.offset(location) == at + 100_000, "the late writer moved the offset")
        officer.patch(location, at + 100_000, content[at + 100_000:])
        officer.is_whole(location, content)
        stage.expect_content(location, content)


def check_creation_taken_over(stage):
    """a creation that hangs in its bytes is found in the list and taken over, or given up, by the other gateway"""
    officer, content = Officer(stage).by(stage.gateways[1]), content_of(5 * MIB, 19)

    def listed(*but):
        return [told for told in officer.ask("GET", UPLOADS).json()["uploads"] if told["id"] not in but]

    for given_up in (False, True):
        before = [told["id"] for told in listed()]
        link = Link.creating(officer, stage.gateways[0], len(content))
        link.send(content[:MIB])
        sent = until_counts(link, content, MIB, lambda before=before: any(told["offset"] >= MIB for told in listed(*before)))
        [entry] = listed(*before)
        location = f"{UPLOADS}/{entry['id']}"
        if given_up:
            expect_status(officer.ask("DELETE", location, headers=TUS), 204)
        else:
            officer.patch(location, entry["offset"], content[entry["offset"]:])
        link.send(content[sent:])
        expect(link.status() == (410 if given_up else 409), "the first sender is not told")
        link.close()
        if not given_up:
            officer.is_whole(location, content)


def check_redis_killed(stage):
    """Redis is killed in the middle: 503 meanwhile, and afterwards what was told is there"""
    officer, content = Officer(stage), content_of(6 * MIB, 7)
    location = officer.begin(len(content))
    officer.patch(location, 0, content[:MIB])
    link = Link(officer, stage.gateways[0], location, MIB, len(content) - MIB)
    link.send(content[MIB:3 * MIB])
    stage.cluster.redis.kill()
    link.send(content[3 * MIB:4 * MIB])
    for method, path in every_operation(location):
        if method != "OPTIONS":
            answer = expect_status(officer.ask(method, path, headers=TUS), 503)
            expect(int(answer.headers["Retry-After"]) > 0, "503 without Retry-After")
    # What it has may be too little to be told yet; the rest must be.
    link.send_what_is_taken(content[4 * MIB:])
    expect(link.status(15) in (None, 503), "the writer goes on without Redis")
    link.close()
    stage.cluster.redis.start()
    at = until_held(officer.by(stage.gateways[1]), location)
    expect(at >= MIB, f"{at}: what was told is lost")
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    expect(officer.wrong == [], str(officer.wrong))


def check_redis_wiped(stage):
    """Redis loses everything, three times in one upload: no byte that was told is lost"""
    officer, content = Officer(stage), content_of(3 * MIB + 5, 8)
    location = officer.begin(len(content))
    told = 0
    for part in range(3):
        stop = (part + 1) * MIB
        cut_link(officer, stage.gateways[part % 2], location, content, told, stop)
        wait_until(lambda: officer.told(location)["offset"] == stop, 5, "it counts")
        told = officer.by(stage.gateways[(part + 1) % 2]).offset(location)
        stage.cluster.redis.flush()
        officer = stage.logged_in_again()
        at = until_held(officer, location)
        expect(at == told, f"{at} after the loss instead of {told}")
    officer.patch(location, told, content[told:])
    officer.is_whole(location, content)


def check_gateway_killed(stage):
    """a gateway is killed at any moment, also between the last byte and upload.json: the other one finishes"""
    officer, dice = Officer(stage), random.Random(9)
    content = content_of(8 * MIB, 9)
    first, second = stage.gateways
    location = officer.begin(len(content))
    at = 0
    for _ in range(4):
        link = Link(officer, first, location, at, len(content) - at)
        sender = threading.Thread(target=lambda: quietly(link.send, content[at:at + 2 * MIB]), daemon=True)
        sender.start()
        time.sleep(dice.uniform(0, 0.05))
        first.kill()
        sender.join()
        link.close()
        before, at = at, officer.by(second).offset(location)
        expect(at >= before, f"{at} after {before}")
        officer.patch(location, at, content[at:at + 1000])
        at += 1000
        first.start()
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    stage.expect_content(location, content)
    # As a kill between the last commit and upload.json leaves it.
    folder = stage.folder(location)
    os.remove(os.path.join(folder, "upload.json"))
    open(os.path.join(folder, f"at-{len(content)}"), "wb").close()
    with stage.cluster.redis.client() as client:
        client.delete(f"{{sipro}}:upload:{location.rsplit('/', 1)[1]}")
    expect(not officer.told(location)["finished"], "it is told as whole")
    expect(officer.offset(location) == len(content), "HEAD")
    officer.is_whole(location, content)


def quietly(send, content):
    try:
        send(content)
    except OSError:
        pass


def check_drain(stage):
    """SIGTERM in the middle: the client is told, what arrived counts, the gateway ends soon"""
    officer, content = Officer(stage), content_of(4 * MIB, 10)
    first, second = stage.gateways
    location = officer.begin(len(content))
    link = Link(officer, first, location, 0, len(content))
    link.send(content[:MIB])
    wait_until(lambda: os.path.getsize(os.path.join(stage.folder(location), "data")) > 0, 5, "bytes arrive")
    ended = []
    stopper = threading.Thread(target=lambda: ended.append(first.process.terminate(20)))
    stopper.start()
    time.sleep(0.2)
    link.send(content[MIB:MIB + 1000])
    expect(link.status() == 503, "the client is not told")
    link.close()
    stopper.join()
    expect(ended == [True], "it did not end by itself")
    at = officer.by(second).offset(location)
    expect(at >= MIB, f"{at}: what arrived is lost")
    officer.patch(location, at, content[at:])
    officer.is_whole(location, content)
    first.start()


def no_name_left(officer, gateway, names):
    """Bytes that count, but can't be told on storage any more, are not told to a client either, until they can be."""
    content = content_of(100_000, 20)
    location = officer.begin(len(content))
    link = Link(officer, gateway, location, 0, len(content))
    link.send(content[:5000])
    until_counts(link, content, 5000, lambda: officer.told(location)["offset"] >= 5000)
    made = []
    try:
        for name in names:
            with open(name, "xb"):
                made.append(name)
    except OSError:
        pass
    expect(len(made) < len(names), "there are names left")
    officer.head(location, 507)
    link.close()
    for name in made:
        os.remove(name)
    expect(officer.offset(location) >= 5000, "they are lost")


def check_full_storage(stage):
    """a storage of 4 MB fills up: 507, what was told stays, and after room was made it goes on"""
    place = os.path.join(stage.cluster.place, "small")
    os.makedirs(os.path.join(place, "config"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=200", "tmpfs", place], check=True)
    try:
        shutil.copytree(os.path.join(stage.cluster.storage, "config"), os.path.join(place, "config"))
        gateway = stage.cluster.add_gateway(env={"SIPRO_DATA": place, "SIPRO_RESERVE_MIB": "0"})
        officer = Officer(stage).by(gateway)
        content = content_of(3 * MIB, 11)
        location = officer.begin(len(content))
        officer.create(5 * MIB, None, 507)
        officer.patch(location, 0, content[:MIB])
        filler = os.path.join(place, "filler")
        with open(filler, "wb") as out:
            try:
                while True:
                    out.write(bytes(65536))
                    out.flush()
            except OSError:
                pass
        names = [os.path.join(place, f"name-{number}") for number in range(200)]
        answer = officer.patch(location, MIB, content[MIB:], 507, "storage_full")
        expect(int(answer.headers["Retry-After"]) > 0, "507 without Retry-After")
        expect_status(officer.ask("GET", "/api/v1/jobs"), 200)
        at = officer.offset(location)
        expect(at >= MIB, f"{at}: what was told is lost")
        os.remove(filler)
        officer.patch(location, at, content[at:])
        officer.is_whole(location, content)
        no_name_left(officer, gateway, names)
        gateway.kill()
    finally:
        subprocess.run(["umount", "-l", place], check=True)


CHECKS = [check_cuts, check_takeover, check_creation_taken_over, check_redis_killed, check_redis_wiped,
          check_gateway_killed, check_drain, check_full_storage]


if __name__ == "__main__":
    sys.exit(run("uploads-broken", CHECKS))
