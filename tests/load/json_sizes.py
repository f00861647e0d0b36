"""What a page's JSON answers weigh, as they are and as the front's gzip (deploy/tls) makes them; bytes, so no quiet machine is needed.

Usage: json_sizes.py --bin DIR [--rows N]
"""

import argparse
import gzip
import os
import sys
import tempfile
from contextlib import closing

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", name) for name in ("chaos", "integration")]

from cluster import Inputs  # noqa: E402
from test_service import Officer, Service, uploaded  # noqa: E402

LINK = 2e6 / 8  # bytes a second of an island's link
LEVEL = 1  # of nginx, where none is set


def told(officer, name, path):
    body = officer.ask("GET", path).body
    small = len(gzip.compress(body, LEVEL))
    print(f"{name:30} {len(body):9,} {small:9,} {len(body) / LINK:8.2f} {small / LINK:8.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--rows", type=int, default=20_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="json-") as place, closing(Service(place, os.path.abspath(arguments.bin))) as service:
        service.inputs = Inputs(service.cluster, arguments.rows)
        officer = Officer(service)
        package = officer.post({"year": 2025, "month": 5, "ekspor": {"inputs": uploaded(officer, service, "ekspor")},
                                "impor": {"inputs": uploaded(officer, service, "impor")}}, path="/api/v1/packages").json()
        ekspor, impor, tables = (job["id"] for job in package["jobs"])
        officer.ended(tables, 600)
        more = [officer.post({"kind": "olah", "tables": "semua", "ekspor": {"job": ekspor}, "impor": {"job": impor}, "year": 2025,
                              "month": 1 + turn % 5, "again": True}).json()["id"] for turn in range(20)]
        for job in more:
            officer.ended(job, 600)
        print(f"{'answer':30} {'bytes':>9} {'gzip':>9} {'s':>8} {'s, gzip':>8}    at 2 Mbit/s")
        index = officer.ask("GET", f"/api/v1/jobs/{tables}/tables").json()["tables"]
        longest = max(index, key=lambda table: table["rows"])
        told(officer, f"the longest table, {longest['rows']} rows", f"/api/v1/jobs/{tables}/tables/{longest['id']}")
        told(officer, "rows of a clean file, 100", f"/api/v1/jobs/{ekspor}/rows")
        told(officer, "rows of a clean file, 1000", f"/api/v1/jobs/{ekspor}/rows?limit=1000")
        told(officer, "the list of jobs", "/api/v1/jobs")
        told(officer, "a package, which is polled", f"/api/v1/packages/{tables}")
        told(officer, "a job, which is polled", f"/api/v1/jobs/{ekspor}")
        told(officer, "a year of Kalender Kegiatan", "/api/v1/calendar?year=2026")
        told(officer, "FAQ", "/api/v1/faq")


if __name__ == "__main__":
    main()
