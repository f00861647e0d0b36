"""What a job's results have to be, byte for byte: made by `sipro` on the command line, with no queue around it."""

import hashlib
import os

from cluster import TIME, sha256_of


class Golden:
    def __init__(self, cluster):
        self.cluster, self.known = cluster, {}

    def folder(self, key):
        return os.path.join(self.cluster.place, "golden-" + hashlib.sha256(repr(key).encode()).hexdigest()[:12])

    def make(self, key, words, moment=TIME):
        """Runs sipro with these words and keeps the hash of each file that it writes."""
        if key in self.known:
            return key
        out = self.folder(key)
        self.cluster.run("sipro", *words, "--time", moment, "--out", out)
        self.known[key] = {os.path.relpath(os.path.join(place, file), out): sha256_of(os.path.join(place, file))
                           for place, _, files in os.walk(out) for file in files}
        return key

    def difference(self, key, folder):
        """Files of the golden run that the result lacks or has otherwise; files beyond them have to be the same in all
        results of one key (rows.bin, which only workers write)."""
        expected = self.known[key]
        for place, _, files in os.walk(folder):
            for file in files:
                path = os.path.relpath(os.path.join(place, file), folder)
                if path not in expected and file not in ("manifest.json", "evidence.json"):
                    expected[path] = sha256_of(os.path.join(folder, path))
        for name, digest in expected.items():
            path = os.path.join(folder, name)
            if not os.path.exists(path):
                return f"{path}: not there, but in the golden run"
            if sha256_of(path) != digest:
                return f"{path}: other bytes than in the golden run"
        return None
