"""Uploads by programs of others over links that break; and what a gateway takes for a large one.

Usage: test_uploads_clients.py --bin DIR [--only NAME]    Ends with "N passed, N failed".
"""

import os
import socket
import subprocess
import sys
import threading

# First, since it finds the folder of the others.
from uploads_stage import MIB, TUS, UPLOADS, Link, Officer, content_of, run
from service_checks import expect, expect_status

CLIENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clients")


class Breaking:
    """A link in front of a gateway that breaks each connection after so many bytes of the client, for a while."""

    def __init__(self, gateway, after, breaks):
        self.gateway, self.after, self.breaks = gateway, after, breaks
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self.server.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        behind = socket.create_connection(("127.0.0.1", self.gateway.port))
        threading.Thread(target=self._pump, args=(behind, client, None), daemon=True).start()
        self._pump(client, behind, self.after)

    def _pump(self, source, target, limit):
        passed = 0
        try:
            while piece := source.recv(16384):
                target.sendall(piece)
                passed += len(piece)
                if limit and passed > limit and self.breaks > 0:
                    self.breaks -= 1
                    break
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.server.close()


def sent_by_clients(stage, send):
    """A file through a link that breaks five times, by another's client."""
    officer = Officer(stage)
    content = content_of(4 * MIB + 123, 17)
    path = os.path.join(stage.cluster.place, "Ekspor 2024.sav")
    with open(path, "wb") as out:
        out.write(content)
    link = Breaking(stage.gateways[0], 700_000, 5)
    try:
        location = send(f"http://127.0.0.1:{link.port}{UPLOADS}", officer.cookie, path)
    finally:
        link.close()
    officer.is_whole(location[location.index("/api"):], content)
    expect(officer.told(location[location.index("/api"):])["name"] == "Ekspor 2024.sav", "its name")
    expect(link.breaks == 0, f"only {5 - link.breaks} breaks")


def check_tuspy(stage):
    """Debian's tuspy sends a file over a link that breaks, with checksums"""
    from tusclient import client  # pylint: disable=import-outside-toplevel

    def send(address, cookie, path):
        uploader = client.TusClient(address, headers={"Cookie": cookie}).uploader(
            path, chunk_size=900_000, retries=20, retry_delay=0.1, metadata={"filename": os.path.basename(path)},
            upload_checksum=True)
        uploader.upload()
        return uploader.url

    sent_by_clients(stage, send)


def check_tus_js(stage):
    """tus-js-client sends a file over a link that breaks, in one request and in pieces"""
    for chunk in (0, 900_000):
        def send(address, cookie, path):
            done = subprocess.run(["node", os.path.join(CLIENTS, "tus_js.mjs"), address, cookie, path, "data", str(chunk)],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, encoding="utf-8", check=False)
            expect(done.returncode == 0 and done.stdout.strip(), done.stderr[-600:])
            return done.stdout.strip()

        sent_by_clients(stage, send)


def peak_of(stage, officer, gateway, megabytes):
    """The most memory that the gateway had while it took a file of this size, in KiB."""
    with open(f"/proc/{gateway.process.pid}/clear_refs", "w", encoding="ascii") as out:
        out.write("5")
    piece, total = content_of(MIB, 18), megabytes * MIB
    location = officer.begin(total)
    link = Link(officer, gateway, location, 0, total)
    for _ in range(megabytes):
        link.send(piece)
    expect(link.status(60) == 204, "it was not taken")
    link.close()
    expect_status(officer.ask("DELETE", location, headers=TUS), 204)
    with open(f"/proc/{gateway.process.pid}/status", encoding="ascii") as source:
        return int(next(line for line in source if line.startswith("VmHWM")).split()[1])


def check_memory(stage):
    """a connection takes as much memory for 500 MB as for 5"""
    officer = Officer(stage)
    gateway = stage.cluster.add_gateway()
    officer.by(gateway)
    small, large = (peak_of(stage, officer, gateway, size) for size in (5, 500))
    print(f"     peak {small} KiB for 5 MiB, {large} KiB for 500 MiB")
    expect(large - small < 4096, f"{large - small} KiB more")
    gateway.kill()


CHECKS = [check_tuspy, check_tus_js, check_memory]


if __name__ == "__main__":
    sys.exit(run("uploads-clients", CHECKS))
