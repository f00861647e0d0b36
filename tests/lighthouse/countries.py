"""Writes a file of exports whose table of countries has so many rows.    Usage: countries.py FILE ROWS"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden" / "second"))
from sav_bytes import Variable, write_sav  # noqa: E402

COLUMNS = [("BULAN", 0), ("TAHUN", 0), ("PELABUHAN", 5), ("HS", 8), ("NEGARA", 3), ("BERAT", 0), ("NILAI", 0),
           ("HSDUA", 2), ("PELABUHAN1", 30), ("NEGARA2", 30), ("HS2", 30), ("JENIS", 10), ("SEKTOR", 30)]


def rows(countries):
    for year in (2024, 2025):
        for month in range(1, 6):
            for country in range(countries):
                value = 1000.0 + 37 * country + 11 * month + year
                yield [float(month), float(year), "21248", "73269099", f"{country:03}", value / 2, value, "73",
                       "TANJUNG BALAI KARIMUN", f"NEGARA NOMOR {country:03}", "Benda dari besi", "NON MIGAS",
                       "INDUSTRI PENGOLAHAN"]


write_sav(sys.argv[1], [Variable(name, width) for name, width in COLUMNS], list(rows(int(sys.argv[2]))))
