"""Files made by PSPP and R, and the files that Debian ships with them, which SPSS, PSPP and ReadStat wrote. The tables of the
made ones are those given to the programs; those of the shipped ones are what R's `foreign`, a reader of its own, or
else PSPP reads from them."""

import json
import pathlib
import subprocess
import tempfile

from corpus_case import Case, Table, cell_of

SHIPPED = [
    "/usr/lib/R/library/foreign/files/electric.sav",
    "/usr/lib/R/library/foreign/files/testdata.sav",
    "/usr/share/pspp/examples/horticulture.sav",
    "/usr/share/pspp/examples/hotel.sav",
    "/usr/share/pspp/examples/personnel.sav",
    "/usr/share/pspp/examples/physiology.sav",
    "/usr/share/pspp/examples/repairs.sav",
    "/usr/lib/R/site-library/haven/examples/iris.sav",
    "/usr/lib/R/site-library/haven/examples/iris.dta",
]

ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}

PSPP_MAKES = """
SET LOCALE='{charset}'.
DATA LIST LIST NOTABLE /BULAN(F2.0) TAHUN(F4.0) PELABUHAN(A5) PELABUHAN1(A24) NILAI(F12.2) BERAT(F12.2) NEGARA(A3)
  TEKS_PANJANG_SEKALI(A300) TANGGAL(F12.0).
BEGIN DATA
1 2025 "21248" "TANJUNG BALAI KARIMUN" 28139.21 29890 "124" "{long}" 13967596800
2 2024 "00001" "{word}" -9 . "999" "b" .
12 2025 "" "MORO" 0.1 5000000 "020" "" 0
END DATA.
FORMATS TANGGAL (DATE11).
VARIABLE LABELS BULAN 'Bulan' /PELABUHAN1 'Nama pelabuhan {word}'.
VALUE LABELS BULAN 1 'Januari' 2 'Februari' /NEGARA '124' '{word}' /PELABUHAN1 'MORO' 'Pulau Moro'.
MISSING VALUES NILAI (-9) /BERAT (1000000 THRU HI) /NEGARA ('999').
FILE LABEL 'Ekspor {word}'.
DOCUMENT sumber data.
SAVE OUTFILE='{folder}/{name}_uncompressed.sav' /UNCOMPRESSED.
SAVE OUTFILE='{folder}/{name}_compressed.sav' /COMPRESSED.
SAVE OUTFILE='{folder}/{name}_zcompressed.zsav' /ZCOMPRESSED.
{export}
"""


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, env=ENVIRONMENT, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stdout[-500:] + done.stderr).decode(errors='replace')}")
    return done.stdout.decode("utf-8", "replace")


def pspp(syntax, charset="utf-8"):
    return run(["pspp", "-O", "format=csv", "-"], syntax.encode(charset))


def pspp_table(suffix, word, charset):
    columns = {
        "BULAN": [1, 2, 12], "TAHUN": [2025, 2024, 2025], "PELABUHAN": ["21248", "00001", ""],
        "PELABUHAN1": ["TANJUNG BALAI KARIMUN", word, "MORO"], "NILAI": [28139.21, None, 0.1], "BERAT": [29890, None, None],
        "NEGARA": ["124", None, "020"], "TEKS_PANJANG_SEKALI": ["x" * 300, "b", ""], "TANGGAL": [13967596800, None, 0],
    }
    return Table(suffix, 3, columns, charsets=(charset,), label=f"Ekspor {word}",
                 labels={"BULAN": {1: "Januari", 2: "Februari"}, "NEGARA": {"124": word}, "PELABUHAN1": {"MORO": "Pulau Moro"}},
                 variable_labels={"BULAN": "Bulan", "PELABUHAN1": f"Nama pelabuhan {word}", "TAHUN": ""})


def portable_table(word):
    """EXPORT cuts names to 8 bytes; a name that is taken then ends in _A, _B, ... after 6 bytes. No string is wider than 255.
    PSPP 1.6.2 writes `x THRU HI` with the highest number in place of x, so that nothing of BERAT is missing."""
    table = pspp_table("por", word, "")
    short = {"PELABUHAN": "PELABUHA", "PELABUHAN1": "PELABU_A", "TEKS_PANJANG_SEKALI": "TEKS_PAN"}
    renamed = {short.get(name, name): cells for name, cells in table.columns.items()}
    renamed.update({"TEKS_PAN": ["x" * 255, "b", ""], "BERAT": [29890, None, 5000000]})
    labels = {short.get(name, name): labels for name, labels in table.labels.items()}
    return Table("por", 3, renamed, labels=labels, variable_labels={"BULAN": "Bulan"}, tolerance=1e-14)


def made_by_pspp(folder):
    for name, charset, word in (("pspp_utf_8", "UTF-8", "Société"), ("pspp_windows_1252", "windows-1252", "Société"),
                                ("pspp_latin1", "ISO-8859-1", "Société"), ("pspp_ascii", "UTF-8", "Karimun")):
        export = f"EXPORT OUTFILE='{folder}/{name}.por'." if word == "Karimun" else ""
        syntax = PSPP_MAKES.format(charset=charset, word=word, folder=folder, name=name, long="x" * 300, export=export)
        pspp(syntax, charset)
        for kind, suffix in (("uncompressed", "sav"), ("compressed", "sav"), ("zcompressed", "zsav")):
            data = (folder / f"{name}_{kind}.{suffix}").read_bytes()
            yield Case(f"{name}_{kind}", "." + suffix, data, pspp_table(suffix, word, charset))
        if export:
            yield Case(f"{name}_exported", ".por", (folder / f"{name}.por").read_bytes(), portable_table(word))


R_MAKES = """
data <- data.frame(BULAN = c(1, 2, 12), PELABUHAN = c("21248", "00001", "21260"), NILAI = c(28139.21, NA, -0.1),
                   NEGARA2 = c("Malaysia", "Singapura", "Tiongkok"), stringsAsFactors = FALSE)
for (version in c(8, 10, 11)) foreign::write.dta(data, file.path(folder, sprintf("r_foreign_%d.dta", version)), version = version)
data$BULAN <- haven::labelled(data$BULAN, c(Januari = 1, Februari = 2), label = "Bulan")
for (version in c(10, 12, 13, 14, 15))
  haven::write_dta(data, file.path(folder, sprintf("r_haven_%d.dta", version)), version = version)
haven::write_sav(data, file.path(folder, "r_haven.sav"), compress = "none")
haven::write_sav(data, file.path(folder, "r_haven_bytecode.sav"), compress = "byte")
haven::write_sav(data, file.path(folder, "r_haven_zlib.zsav"), compress = "zsav")
"""


def made_by_r(folder):
    run(["Rscript", "--vanilla", "-"], f"folder <- '{folder}'\n{R_MAKES}".encode())
    columns = {"BULAN": [1, 2, 12], "PELABUHAN": ["21248", "00001", "21260"], "NILAI": [28139.21, None, -0.1],
               "NEGARA2": ["Malaysia", "Singapura", "Tiongkok"]}
    for path in sorted(folder.glob("r_*")):
        suffix = path.suffix[1:]
        labelled = "haven" in path.name
        table = Table(suffix, 3, columns, labels={"BULAN": {1: "Januari", 2: "Februari"}} if labelled else {},
                      variable_labels={"BULAN": "Bulan"} if labelled else {})
        yield Case(path.stem, path.suffix, path.read_bytes(), table)


R_READS = r"""
options(warn = -1)
text <- function(x) jsonlite::toJSON(as.character(x), auto_unbox = TRUE)
cell <- function(x) if (is.na(x)) "null" else if (is.character(x)) text(x) else sprintf("%.17g", x)
row_of <- function(x) paste0("[", paste(vapply(x, cell, ""), collapse = ","), "]")
for (path in paths) {
  data <- if (path == "iris") lapply(iris, as.numeric) else foreign::read.spss(
    path, use.value.labels = FALSE, use.missings = TRUE, trim.factor.names = TRUE, reencode = FALSE)
  columns <- vapply(names(data), function(n) paste0(text(n), ":", row_of(as.vector(data[[n]]))), "")
  values <- attr(data, "label.table")
  labels <- vapply(names(values), function(n) {
    v <- values[[n]]
    pairs <- vapply(names(v), function(l) paste0(text(trimws(v[[l]], "right")), ":", text(l)), "")
    paste0(text(n), ":{", paste(pairs, collapse = ","), "}")
  }, "")
  cat("{\"columns\":{", paste(columns, collapse = ","), "},\"labels\":{", paste(labels, collapse = ","), "}}\n", sep = "")
}
"""


def read_by_foreign(paths):
    """Tables of .sav files as R's foreign reads them."""
    script = "paths <- c(" + ",".join(f"'{p}'" for p in paths) + ")\n" + R_READS
    for line in run(["Rscript", "--vanilla", "-"], script.encode()).splitlines():
        read = json.loads(line)
        columns = read["columns"]
        labels = {name: {key_of(key): label for key, label in values.items()}
                  for name, values in read["labels"].items() if values}
        yield Table("sav", len(next(iter(columns.values()))), columns, labels=labels)


def key_of(shown):
    """A labelled value: a number where it looks like one, else the text."""
    try:
        return float(shown)
    except ValueError:
        return shown


def finish_testdata(table):
    """What `foreign` leaves undone: segments of a very long string, missing values of strings (as PSPP shows them: a and b;
    u, v and w), labels that two values share."""
    first, second = table.columns["string_500"], table.columns.pop("STRIN0")
    table.columns["string_500"] = [a + " " * (255 - len(a.encode())) + b for a, b in zip(first, second)]
    for name, missing in (("string_miss", "ab"), ("factor_s_coded_miss", "uvw")):
        table.columns[name] = [None if cell and cell.rstrip() in [*missing] else cell for cell in table.columns[name]]
    table.labels = None


def shipped(_folder):
    """Copies of the files that the packages installed; haven's hold R's own data set iris, which `foreign` can't read."""
    paths = [pathlib.Path(p) for p in SHIPPED]
    others = [p for p in paths if p.stem != "iris"]
    *tables, iris = read_by_foreign([*others, "iris"])
    for path, table in zip(others, tables):
        if path.name == "testdata.sav":
            finish_testdata(table)
        table.columns = {name: [cell_of(cell) for cell in cells] for name, cells in table.columns.items()}
        yield Case("shipped_" + path.stem, ".sav", path.read_bytes(), table)
    for path in (p for p in paths if p.stem == "iris"):
        stata = path.suffix == ".dta"
        named = {name.replace(".", "").lower() if stata else name: cells for name, cells in iris.columns.items()}
        kinds = {1: "setosa", 2: "versicolor", 3: "virginica"}
        if stata:
            named["species"] = [kinds[cell] for cell in named["species"]]
        labels = {} if stata else {"Species": kinds}
        table = Table(path.suffix[1:], iris.rows, named, labels=labels, tolerance=1e-6 if stata else 0.0)
        yield Case("shipped_iris_" + path.suffix[1:], path.suffix, path.read_bytes(), table)


def cases():
    for group in (made_by_pspp, made_by_r, shipped):
        with tempfile.TemporaryDirectory() as folder:
            yield from group(pathlib.Path(folder))

