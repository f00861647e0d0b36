"""Payloads of jobs (schemas/job.schema.json) together with the command line that does the same without a queue."""

import os

from cluster import TIME, upload


CLEAN = "Data Bersih Ekspor.sav"


class Work:
    """What a job is asked to do, and the key of its golden run."""

    def __init__(self, district, kind, payload, golden):
        self.district, self.kind, self.payload, self.golden = district, kind, payload, golden


def _input(cluster, district, path, year):
    entry = {**upload(cluster, district, path), "name": os.path.basename(path)}
    return {**entry, "year": year} if year else entry


def preprocess(cluster, golden, inputs, district, flow="ekspor"):
    files = inputs.files(flow)
    words = ["preprocess", "--flow", flow, "--district", "KARIMUN"]
    for path, year in files:
        words += ["--year", f"{path}={year}"] if year else []
    words += [path for path, _ in files]
    key = golden.make(("preprocess", inputs.folder, flow), words)
    return Work(district, "preprocess", _cleaning(cluster, district, files, flow), key)


def _cleaning(cluster, district, files, flow="ekspor"):
    return {"work": "preprocess", "flow": flow, "inputs": [_input(cluster, district, path, year) for path, year in files],
            "overlap": "stop", "accept_flow": False, "kabkot": "KARIMUN", "time": TIME}


def olah(cluster, golden, inputs, district):
    """Export tables of the newest file's last month, straight from an upload."""
    path, _ = inputs.files("ekspor")[-1]
    office = f"Kabupaten {district}"
    key = golden.make(("olah", path, office), ["olah", "ekspor", "--year", 2025, "--month", 5, "--office", office, path])
    payload = {"work": "olah", "tables": "ekspor", "ekspor": _input(cluster, district, path, None), "year": 2025,
               "month": 5, "gaps": "absent", "accept_flow": False, "office": office, "time": TIME}
    return Work(district, "olah", payload, key)


class Package:
    """A preprocess job and an olah job that comes after it and works on its clean file; enqueued together."""

    def __init__(self, first, key):
        self.district, self.first, self.golden = first.district, first, key

    def second(self, first_id):
        payload = {"work": "olah", "tables": "ekspor", "ekspor": {"job": first_id, "name": CLEAN}, "year": 2025, "month": 5,
                   "gaps": "absent", "accept_flow": False, "office": f"Kabupaten {self.district}", "time": TIME}
        return Work(self.district, "olah", payload, self.golden)


def package(cluster, golden, inputs, district):
    first = preprocess(cluster, golden, inputs, district)
    clean = os.path.join(golden.folder(first.golden), CLEAN)
    office = f"Kabupaten {district}"
    words = ["olah", "ekspor", "--year", 2025, "--month", 5, "--office", office, clean]
    return Package(first, golden.make(("package", clean, office), words))


def hostile(cluster, district, path):
    """A file that the data rules or the reader refuse: ends `failed`, class file, without a retry."""
    return Work(district, "preprocess", _cleaning(cluster, district, [(path, None)]), None)
