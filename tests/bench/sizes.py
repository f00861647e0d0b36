"""The data of the benchmark, made by `sipro sample` once and kept for later runs."""
import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SEED = "20250620"


@dataclass
class Size:
    name: str
    rows: int
    options: list[str]
    about: str
    repeat: int
    slow_once: bool = False  # the slow peers need minutes


SIZES = {
    # Two files, since the R pipeline takes --year once.
    "D": Size("D", 1_250, ["--from", "2024-01"], "a district's usual delivery: an earlier year without TAHUN and the current one",
              7),
    "S": Size("S", 480_000, ["--layout", "monthly", "--from", "2023-06", "--to", "2025-05"], "24 monthly files, 17 variables", 5),
    "L": Size("L", 10_000_000, ["--layout", "single", "--columns", "tables"],
              "one file, 9 variables: the fewest that olah accepts", 3, slow_once=True),
}


@dataclass
class Data:
    size: Size
    rows: int
    files: list[Path]
    years: dict[str, int]  # of files that have no TAHUN, by base name
    clean: Path            # what preprocess makes of them

    @property
    def bytes(self):
        return sum(file.stat().st_size for file in self.files)


def make_data(size, binaries, work, rows):
    """Row-compressed, as SPSS writes. Remade when the program has changed."""
    sipro = Path(binaries) / "sipro"
    digest = hashlib.sha256(sipro.read_bytes()).hexdigest()
    folder = Path(work) / f"{size.name}-{rows}"
    made_by = folder / "made-by"
    if not (made_by.is_file() and made_by.read_text(encoding="utf-8") == digest):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sipro, "sample", "--seed", SEED, "--rows", str(rows), *size.options, "--out", folder], check=True,
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(folder / "impor")
    listed = json.loads((folder / "sampel.json").read_text(encoding="utf-8"))["ekspor"]
    files = [folder / entry["file"] for entry in listed]
    years = {Path(entry["file"]).name: entry["year"] for entry in listed if "year" in entry}
    data = Data(size, rows, files, years, folder / "bersih" / "Data Bersih Ekspor.sav")
    if not data.clean.is_file():
        arguments = [word for name, year in years.items() for word in ("--year", f"{name}={year}")]
        subprocess.run([sipro, "preprocess", "--flow", "ekspor", *arguments, "--out", data.clean.parent, *files], check=True,
                       stdout=subprocess.DEVNULL)
        made_by.write_text(digest, encoding="utf-8")
    return data
