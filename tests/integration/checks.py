"""Checks that are methods: each with a docstring that states the behaviour is run in a folder of its own."""

import os
import tempfile

from driver import TIME, clean_path, run, write
from sav_bytes import read_sav

# Rows of which some break a rule: three are rejected (US$ 1.500,75), others corrected.
RAW_ROWS = [
    {}, {"BULAN": 3}, {"BULAN": 13, "NILAI": 1000.25}, {"JENIS": "?", "NILAI": 500.5}, {"NILAI": None},
    {"HS": "3022900", "HSDUA": "04", "HS2": "Susu", "JENIS": "non-migas"}, {"NEGARA2": "MALAYSIA"}, {"BERAT": -1},
    {"SEKTOR": "hasil minyak", "JENIS": "migas", "HS": "27101210", "HSDUA": "27", "HS2": ""}, {"TAHUN": 2024},
    {"NEGARA": "", "NEGARA2": ""}, {"HS": "", "HSDUA": "99", "HS2": "Lain"},
]


class Checks:
    def __init__(self, sipro, results):
        self.sipro, self.results = sipro, results

    def run_all(self):
        for name, function in vars(type(self)).items():
            if callable(function) and function.__doc__ and not name.startswith("_"):
                with tempfile.TemporaryDirectory() as folder:
                    self.folder, self.out = folder, os.path.join(folder, "out")
                    self.results.check(function.__doc__.splitlines()[0], getattr(self, name))

    def place(self, name):
        return os.path.join(self.folder, name)

    def write(self, *sources):
        return [source.path for source in write(list(sources), self.folder)]

    def sipro_run(self, *words):
        return run([self.sipro, *words])

    def finished(self, process):
        return [] if process.returncode == 0 else [f"exit {process.returncode}: {process.stderr.strip()[:300]}"]

    def clean_rows(self, path, name):
        out = self.place(name)
        process = self.sipro_run("preprocess", "--flow", "ekspor", "--time", TIME, "--out", out, path)
        if process.returncode:
            raise ValueError(f"exit {process.returncode}: {process.stderr.strip()}")
        return read_sav(clean_path(out)).rows
