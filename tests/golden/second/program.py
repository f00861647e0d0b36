"""Writes the files of a dataset and runs the program on them, by the contract of its command line."""

import json
import os
import subprocess

import data
from sav_bytes import Variable, write_sav

TIMEOUT_SECONDS = 120


class Number(float):
    """A number of a JSON text that remembers how it was written."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


def read_json(path):
    with open(path, encoding="utf-8") as source:
        return json.load(source, parse_float=Number, parse_int=Number)


def write_files(files, folder):
    """Writes each file and keeps its bytes as `content`; returns copies of the files with `path`."""
    os.makedirs(folder, exist_ok=True)
    return [write_file(file, folder) for file in files]


def write_file(file, folder):
    variables = []
    for name in file["variables"]:
        number = name in file["numeric"]
        variables.append(Variable(name, 0 if number else data.text_width(file, name),
                                  value_labels=file["value_labels"].get(name, {}),
                                  user_missing=file["user_missing"].get(name, ())))
    rows = [[row[name] for name in file["variables"]] for row in file["rows"]]
    path = os.path.join(folder, file["name"])
    content = write_sav(path, variables, rows, file.get("label", ""), file["encoding"], file["compressed"])
    return dict(file, path=path, content=content)


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT_SECONDS,
                          encoding="utf-8", errors="replace", check=False)


def preprocess(sipro, flow, files, out, dataset, overlap="stop", accept_flow=False, extra=()):
    """files: with `path`. Years are given by base name and by path in turn, as both must work."""
    command = [sipro, "preprocess", "--flow", flow, *extra]
    for number, file in enumerate(files):
        if file["year"] is not None:
            named = file["name"] if number % 2 else file["path"]
            command += ["--year", f"{named}={file['year']}"]
    if overlap != "stop":
        command += ["--overlap", overlap]
    if dataset["district"]:
        command += ["--district", dataset["district"]]
    if dataset["hs_master"] is not None:
        command += ["--hs-master", write_master(dataset["hs_master"], os.path.dirname(files[0]["path"]))]
    if accept_flow:
        command += ["--accept-flow"]
    command += ["--time", dataset["time"], "--out", out] + [file["path"] for file in files]
    return run(command)


def write_master(codes, folder):
    path = os.path.join(folder, "master.csv")
    with open(path, "w", encoding="utf-8") as out:
        out.write("code8,uraian_id,description_en\n")
        for code in sorted(codes):
            out.write(f'{code},"Uraian {code}, lain-lain",description\n')
    return path


def olah(sipro, what, inputs, out, dataset, year=None, month=None, gaps=None, accept_flow=False, extra=()):
    command = [sipro, "olah", what, *extra, "--year", str(year or dataset["year"]),
               "--month", str(month or dataset["month"]), "--office", dataset["office"], "--time", dataset["time"]]
    if gaps:
        command += ["--gaps", gaps]
    if accept_flow:
        command += ["--accept-flow"]
    return run(command + ["--out", out, *inputs])


def clean_path(out, flow):
    return os.path.join(out, f"Data Bersih {flow.capitalize()}.sav")
