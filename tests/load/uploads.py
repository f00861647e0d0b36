"""Uploads at once, beside nginx that puts request bodies into files on the same disk. nginx does not sync, so each of
its runs is also told with the time until its files are on the disk, as ours are when the answer comes."""

import os
import shutil
import socket
import statistics
import threading
import time
from base64 import b64encode

from figures import Table, verdict
from stage import Stage

GOAL = 0.7  # of nginx, not synced
NAME = b64encode(b"Ekspor 2024.sav").decode()


def head(path, length, headers):
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}", "Connection: close",
             *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def send(port, path, file, length, headers):
    """The status. The body goes from the page cache to the socket: the sender costs next to nothing."""
    with socket.create_connection(("127.0.0.1", port), 120) as connection, open(file, "rb") as source:
        connection.sendall(head(path, length, headers))
        try:
            connection.sendfile(source)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before its end; the answer may be there all the same
        answer = b""
        while b"\r\n" not in answer and (piece := connection.recv(4096)):
            answer += piece
    return int(answer.split()[1]) if answer else 0


def at_once(count, *words):
    """(seconds, statuses)"""
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(send(*words))) for _ in range(count)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began, statuses


def make_file(stage, mib):
    """Begins like a statistics file, since the gateway looks at that; the rest does not matter to it."""
    path = os.path.join(stage.place, "upload.sav")
    with open(stage.inputs(600).files("ekspor")[0][0], "rb") as source, open(path, "wb") as out:
        out.write(source.read(4096) + os.urandom((mib << 20) - 4096))
    return path


def measure(stage, form, count, file, told, problems):
    length, nginx = os.path.getsize(file), stage.nginx()
    tus = {"Cookie": stage.officer.cookie, "Tus-Resumable": "1.0.0", "Upload-Length": length,
           "Upload-Metadata": f"filename {NAME}", "Content-Type": "application/offset+octet-stream"}
    total = count * length / 1e6
    os.sync()
    seconds, statuses = at_once(count, stage.gateway.port, "/api/v1/uploads", file, length, tus)
    # What was refused took no time: it would look like speed.
    told["gateway"].append(total / seconds * statuses.count(201) / count)
    if statuses != [201] * count:
        problems.append(f"{count} uploads were answered {statuses}")
    shutil.rmtree(os.path.join(stage.cluster.storage, stage.districts[0], "uploads"), ignore_errors=True)
    os.sync()
    began = time.monotonic()
    seconds, statuses = at_once(count, nginx.port, "/upload", file, length, {})
    os.sync()
    told["nginx"].append(total / seconds)
    told["nginx, synced"].append(total / (time.monotonic() - began))
    if statuses != [204] * count:
        problems.append(f"nginx answered {statuses}")
    nginx.forget_bodies()


def run(form, programs, place, tell):
    problems, verdicts = [], []
    with Stage(programs, place, workers=1) as stage:
        file = make_file(stage, form.upload_mib)
        table = Table(f"files of {form.upload_mib} MiB", "gateway MB/s", "nginx MB/s", "synced MB/s", "ratio", "ratio to synced")
        for count in form.uploads:
            told = {"gateway": [], "nginx": [], "nginx, synced": []}
            for _ in range(form.repeat):
                measure(stage, form, count, file, told, problems)
            ratios = [statistics.median(a / b for a, b in zip(told["gateway"], told[peer])) for peer in ("nginx", "nginx, synced")]
            verdicts.append(verdict(form, f"{count} at once", ratios[0], GOAL, "x nginx"))
            table.row(f"{count} at once", *(f"{statistics.median(rates):,.0f}" for rates in told.values()), *(f"{ratio:.2f}" for ratio in ratios))
        tell(table)
        for line in verdicts:
            tell(line)
    return problems
