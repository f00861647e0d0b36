"""Merging and cleaning of the microdata of one flow: slow, obvious, written from the specification only.

A file is a dict:
    name          the name that reports show
    variables     the names of its variables, as in the file
    rows          a list of dicts, variable name -> str, float or None (missing)
    year          the year given by the user for a file without TAHUN, or absent
    label         the file label, or absent
    value_labels  {variable name: {number: text}}, or absent
    user_missing  {variable name: [numbers]}, or absent
    content       the bytes of the file, or absent; only compared between files
    unreadable    a reason why the file cannot be read, or absent

Sums are exact: every number becomes a Fraction before it is added.
"""

import math
from collections import Counter, defaultdict
from fractions import Fraction

VARIABLES = [
    "BULAN", "TAHUN", "PROPINSI", "PELABUHAN", "HS", "NEGARA", "BERAT", "NILAI", "PROVASAL", "HSDUA", "KABKOT",
    "PELABUHAN1", "NEGARA2", "HS2", "JENIS", "SEKTOR", "KOMODITI",
]
ALIASES = {
    "TAHUN": ["THN"],
    "BULAN": ["BLN"],
    "PROPINSI": ["PROV", "PROVINSI"],
    "HS": ["KODE_HS", "KDHS", "HS8", "HS10"],
    "HSDUA": ["HS2DIGIT"],
    "BERAT": ["NETTO", "NETWEIGHT", "BERAT_BERSIH", "WEIGHT"],
    "NILAI": ["FOB", "CIF", "VALUE", "NILAI_USD"],
    "NEGARA": ["KDNEG", "NEGARA_TUJUAN", "NEGARA_ASAL"],
    "PELABUHAN": ["PELABUHAN_MUAT", "PELABUHAN_BONGKAR", "PELAB"],
}
CODE_DIGITS = {"NEGARA": 3, "PELABUHAN": 5, "HSDUA": 2, "PROPINSI": 2, "PROVASAL": 2}
TEXT_VARIABLES = [v for v in VARIABLES if v not in ("BULAN", "TAHUN", "BERAT", "NILAI")]
KEY_VARIABLES = ["TAHUN", "BULAN", "PELABUHAN", "HS", "NEGARA", "PROVASAL"]
NAMED_CODES = [("NEGARA", "NEGARA2"), ("PELABUHAN", "PELABUHAN1"), ("HSDUA", "HS2")]
STOP_ORDER = [
    "unreadable_file", "identical_files", "variable_missing", "flow_mismatch", "period_overlap", "no_data",
]
UNKNOWN = "TIDAK DIKETAHUI"
# Stands for a chapter name of the program's built-in list, whose wording is the program's own.
BUILT_IN = "\0built-in"

MONTHS_ID = ["JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI", "JULI", "AGUSTUS", "SEPTEMBER", "OKTOBER",
             "NOVEMBER", "DESEMBER"]
MONTHS_EN = ["JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER",
             "NOVEMBER", "DECEMBER"]


# ---- reading single values --------------------------------------------------------------------------------------


def map_variables(names):
    """Canonical name -> name in the file; the canonical name wins over an alias."""
    upper = {name.upper(): name for name in names}
    mapping = {}
    for canonical in VARIABLES:
        for candidate in [canonical] + ALIASES.get(canonical, []):
            if candidate in upper:
                mapping[canonical] = upper[candidate]
                break
    return mapping


def collapse(text):
    return " ".join(part for part in text.split(" ") if part)


def digits_of(number):
    """A number as text: without a fraction where it is whole."""
    return str(int(number)) if math.isfinite(number) and number == int(number) else repr(number)


def as_text(value):
    if value is None:
        return ""
    return collapse(value) if isinstance(value, str) else digits_of(value)


def as_code(value, canonical):
    """Numeric codes get their lost zeros back; text stays as it is."""
    if isinstance(value, str) or value is None:
        return as_text(value)
    return digits_of(value).zfill(CODE_DIGITS.get(canonical, 0))


def is_digits(text):
    return text != "" and all(c in "0123456789" for c in text)


def parse_whole(value):
    """The whole number of a numeric or text value, or None."""
    if isinstance(value, str):
        text = value.strip(" ")
        return int(text) if is_digits(text) else None
    if value is None or not math.isfinite(value) or value != int(value):
        return None
    return int(value)


def parse_month(value):
    if isinstance(value, str):
        name = value.strip(" ").upper()
        for names in (MONTHS_ID, MONTHS_EN):
            if name in names:
                return names.index(name) + 1
    month = parse_whole(value)
    return month if month is not None and 1 <= month <= 12 else None


def parse_year(value, job_year):
    year = parse_whole(value)
    return year if year is not None and 2000 <= year <= job_year + 1 else None


def is_amount(value):
    """Present, finite and not negative."""
    return isinstance(value, float) and math.isfinite(value) and value >= 0


def finite(value):
    return Fraction(value) if isinstance(value, float) and math.isfinite(value) else Fraction(0)


def normal_kind(text):
    squeezed = text.replace(" ", "").replace("-", "").replace("_", "").upper()
    return {"MIGAS": "MIGAS", "NONMIGAS": "NON MIGAS"}.get(squeezed)


# ---- one file as canonical raw rows -------------------------------------------------------------------------------


class Source:
    """A file with its mapping; `raw` gives canonical values with user-missing turned to missing."""

    def __init__(self, file, position, job_year):
        self.file = file
        self.name = file["name"]
        self.position = position
        self.mapping = map_variables(file["variables"])
        self.job_year = job_year
        self.missing_codes = file.get("user_missing", {})
        self.labels = file.get("value_labels", {})
        self.raw_rows = [self.raw(row) for row in file["rows"]]

    def raw(self, row):
        values = {}
        for canonical, name in self.mapping.items():
            value = row[name]
            if isinstance(value, int):
                value = float(value)
            if value in self.missing_codes.get(name, ()) or (isinstance(value, float) and math.isnan(value)):
                value = None
            values[canonical] = value
        return values

    def label_of(self, canonical, value):
        return self.labels.get(self.mapping.get(canonical), {}).get(value, "")

    def period(self, raw):
        month = parse_month(raw.get("BULAN"))
        year = parse_year(raw.get("TAHUN") if "TAHUN" in self.mapping else self.given_year(), self.job_year)
        return (year, month)

    def given_year(self):
        year = self.file.get("year")
        return None if year is None else float(year)

    def valid_periods(self):
        return {p for p in map(self.period, self.raw_rows) if None not in p}


# ---- stops ------------------------------------------------------------------------------------------------------


def find_stops(sources, files, flow, overlap, accept_flow):
    """Every stop but no_data, which needs the cleaned rows."""
    stops = []
    unreadable = [f["name"] for f in files if f.get("unreadable") or not f["rows"]]
    if unreadable:
        stops.append({"rule": "unreadable_file", "details": {"files": unreadable}})
    pairs = [[a["name"], b["name"]] for i, a in enumerate(files) for b in files[i + 1:]
             if a.get("content") is not None and a.get("content") == b.get("content")]
    if pairs:
        stops.append({"rule": "identical_files", "details": {"files": pairs}})
    missing = [{"name": s.name, "missing": names} for s in sources if (names := missing_variables(s))]
    if missing:
        stops.append({"rule": "variable_missing", "details": {"files": missing}})
    if flow_mismatches(sources, flow) and not accept_flow:
        stops.append({"rule": "flow_mismatch", "details": {"files": flow_mismatches(sources, flow)}})
    shared = shared_periods(sources)
    if shared and overlap == "stop":
        stops.append({"rule": "period_overlap", "details": {"periods": overlap_details(sources, shared)}})
    return stops


def missing_variables(source):
    have = source.mapping
    missing = [v for v in ("BULAN", "BERAT", "NILAI", "JENIS", "SEKTOR") if v not in have]
    for either in (("HS", "HSDUA"), ("NEGARA", "NEGARA2"), ("PELABUHAN", "PELABUHAN1")):
        if not any(v in have for v in either):
            missing.extend(either)
    if "TAHUN" not in have and source.given_year() is None:
        missing.append("TAHUN")
    return missing


def says_flow(source):
    """The flow that the file itself names, or None. FOB and CIF together say nothing."""
    label = source.file.get("label", "")
    for flow in ("ekspor", "impor"):
        if label.startswith(f"SIPRO Data Bersih {flow.capitalize()}"):
            return flow
    names = {name.upper() for name in source.file["variables"]}
    if "FOB" in names and "CIF" not in names:
        return "ekspor"
    if "CIF" in names and "FOB" not in names:
        return "impor"
    return None


def flow_mismatches(sources, flow):
    return [{"file": s.name, "says": says_flow(s)} for s in sources if says_flow(s) not in (None, flow)]


def shared_periods(sources):
    """Valid periods that occur in more than one file, as read."""
    count = Counter(period for source in sources for period in source.valid_periods())
    return sorted(period for period, files in count.items() if files > 1)


def overlap_details(sources, shared):
    details = []
    for period in shared:
        holders = []
        for source in sources:
            rows = [raw for raw in source.raw_rows if source.period(raw) == period]
            if rows:
                value = sum((finite(raw.get("NILAI")) for raw in rows), Fraction(0))
                holders.append({"name": source.name, "rows": len(rows), "value_usd": float(value)})
        details.append({"year": period[0], "month": period[1], "files": holders})
    return details


# ---- findings ---------------------------------------------------------------------------------------------------


class Findings:
    """Counts a row once for each rule and action."""

    def __init__(self):
        self.cases = defaultdict(dict)  # (rule, action) -> {(file, case): exact value}
        self.loose = {}  # entries of which the specification does not fix count, value and cases

    def add(self, rule, action, row):
        self.cases[rule, action][row["_file"], row["_case"]] = row["_value"]

    def entries(self):
        exact = [{"rule": rule, "action": action, "count": len(cases),
                  "value_usd": float(sum(cases.values(), Fraction(0))), "cases": set(cases), "fixed": "all"}
                 for (rule, action), cases in self.cases.items() if cases]
        return exact + [dict(entry, rule=rule, action=action) for (rule, action), entry in self.loose.items()]


# ---- rows -------------------------------------------------------------------------------------------------------


def base_row(source, raw, case):
    """Who the row is, for the report, before any rule has looked at it."""
    return {"_file": source.name, "_case": case, "_position": (source.position, case),
            "_value": finite(raw.get("NILAI"))}


def sort_out(sources, district, overlap, findings):
    """Applies the rules that can reject, in their order. Returns kept rows and the three other groups of rows."""
    shared = set(shared_periods(sources)) if overlap == "latest" else set()
    winner = {period: s.position for s in sources for period in s.valid_periods() if period in shared}
    kept, rejected, set_aside = [], [], []
    for source in sources:
        for case, raw in enumerate(source.raw_rows, start=1):
            row = base_row(source, raw, case)
            if names_another_district(raw, district):
                findings.add("other_district", "set_aside", row)
                set_aside.append(row)
                continue
            rule = rejecting_rule(source, raw, row, winner)
            if rule:
                findings.add(rule, "rejected", row)
                rejected.append(row)
                continue
            correct(source, raw, row, findings)
            kept.append(row)
    return kept, rejected, set_aside


def names_another_district(raw, district):
    name = as_text(raw.get("KABKOT"))
    return bool(district) and name != "" and name.upper() != collapse(district).upper()


def rejecting_rule(source, raw, row, winner):
    """The first rule that rejects the row, or None; leaves what it parsed in `row`."""
    year, month = source.period(raw)
    if month is None:
        return "month_invalid"
    if year is None:
        return "year_invalid"
    if winner.get((year, month), source.position) != source.position:
        return "period_overlap"
    if not is_amount(raw.get("NILAI")):
        return "value_invalid"
    kind = normal_kind(source.label_of("JENIS", raw.get("JENIS")) or as_text(raw.get("JENIS")))
    if kind is None:
        return "kind_unknown"
    hs = as_text(raw.get("HS")).replace(".", "").replace(" ", "")
    hs_valid = is_digits(hs) and 7 <= len(hs) <= 10
    given_chapter = as_code(raw.get("HSDUA"), "HSDUA")
    chapter = full_hs(hs)[:2] if hs_valid else given_chapter
    if not (is_digits(chapter) and len(chapter) == 2 and chapter != "00"):
        return "hs_invalid"
    row.update(TAHUN=year, BULAN=month, JENIS=kind, HSDUA=chapter, _hs=hs if hs_valid else None,
               _given_chapter=given_chapter)
    return None


def full_hs(hs):
    """Eight digits of a valid HS of 7 to 10 digits: odd lengths have lost their zero, more than eight are cut."""
    return (hs.zfill(8) if len(hs) == 7 else hs.zfill(10) if len(hs) == 9 else hs)[:8]


def correct(source, raw, row, findings):
    """The rules that keep or correct a row on its own, without a look at other rows."""
    row["NILAI"] = Fraction(raw["NILAI"])
    row["HS2"] = as_text(raw.get("HS2"))
    if row["_hs"] is None:
        row["HS"] = as_text(raw.get("HS"))
        if "HS" in source.mapping:
            findings.add("hs_invalid", "kept", row)
    else:
        correct_hs(source, row, findings)
    row["BERAT"] = Fraction(raw["BERAT"]) if is_amount(raw.get("BERAT")) else None
    if row["BERAT"] is None:
        findings.add("weight_invalid", "corrected", row)
    if row["NILAI"] == 0:
        findings.add("value_zero", "kept", row)
    for canonical in ("PROPINSI", "PELABUHAN", "NEGARA", "PROVASAL"):
        row[canonical] = as_code(raw.get(canonical), canonical)
    for canonical in ("KABKOT", "KOMODITI"):
        row[canonical] = as_text(raw.get(canonical))
    row["SEKTOR"] = (collapse(source.label_of("SEKTOR", raw.get("SEKTOR"))) or as_text(raw.get("SEKTOR"))).upper()
    if row["SEKTOR"] == "":
        row["SEKTOR"] = UNKNOWN
        findings.add("name_missing", "corrected", row)
    for code, name in NAMED_CODES[:2]:
        row[name] = as_text(raw.get(name)) or collapse(source.label_of(code, raw.get(code)))
        if row[code] == "" and row[name] == "":
            row[name] = UNKNOWN
            findings.add("name_missing", "corrected", row)
    row["HS2"] = row["HS2"] or ("" if row.get("_moved") else collapse(source.label_of("HSDUA", raw.get("HSDUA"))))
    if any(text_changed(raw.get(v)) for v in TEXT_VARIABLES):
        findings.add("text_cleaned", "corrected", row)


def correct_hs(source, row, findings):
    row["HS"] = full_hs(row["_hs"])
    if len(row["_hs"]) == 7:
        findings.add("hs_padded", "corrected", row)
    if len(row["_hs"]) > 8:
        findings.add("hs_cut", "corrected", row)
    if row["_given_chapter"] not in ("", row["HSDUA"]):
        findings.add("chapter_mismatch", "corrected", row)
        row["HS2"], row["_moved"] = "", True  # the old chapter's name says nothing of the new chapter


def text_changed(value):
    return isinstance(value, str) and collapse(value) != value.rstrip(" ")


# ---- rules that compare rows ------------------------------------------------------------------------------------


def unify_names(kept, findings):
    """One name a code. Returns the codes of countries and ports that no row names: the wording is then not fixed."""
    unnamed = []
    for code, name in NAMED_CODES:
        by_code = defaultdict(list)
        for row in kept:
            if row[code]:
                by_code[row[code]].append(row)
        for value, rows in by_code.items():
            chosen = chosen_name(rows, name)
            if chosen is None:
                chosen = BUILT_IN if code == "HSDUA" else value
                if code != "HSDUA":
                    unnamed.append(value)
            for row in rows:
                if row[name] not in ("", chosen):
                    findings.add("name_variant", "corrected", row)
                row[name] = chosen
    return unnamed


def chosen_name(rows, name):
    """Most rows, then the latest period, then the first by code point; empty names do not vote."""
    votes, latest = Counter(), {}
    for row in rows:
        text = row[name]
        if text:
            votes[text] += 1
            latest[text] = max(latest.get(text, (0, 0)), (row["TAHUN"], row["BULAN"]))
    if not votes:
        return None
    return min(votes, key=lambda text: (-votes[text], [-part for part in latest[text]], text))


def shared_names(kept):
    """Names of countries and of ports that more than one code has."""
    names = []
    for code, name in NAMED_CODES[:2]:
        codes = defaultdict(set)
        for row in kept:
            if row[code]:
                codes[row[name]].add(row[code])
        names += [text for text, values in codes.items() if len(values) > 1]
    return names


def find_duplicates(kept, variables, rule, findings):
    """Every row after the first, in input order, that equals an earlier one in these variables."""
    seen = set()
    for row in sorted(kept, key=lambda r: r["_position"]):
        key = tuple(row[v] for v in variables)
        if key in seen:
            findings.add(rule, "kept", row)
        seen.add(key)


# ---- the whole job ----------------------------------------------------------------------------------------------


def clean(files, flow, district=None, hs_master=None, overlap="stop", accept_flow=False, job_year=2025):
    """Returns {"stops": [...]} or {"stops": [], "rows": [...], "report": {...}, "unnamed": [...]}."""
    sources = [Source(f, n, job_year) for n, f in enumerate(files) if f["rows"] and not f.get("unreadable")]
    stops = find_stops(sources, files, flow, overlap, accept_flow)
    judged = [stop["rule"] for stop in stops]
    if "unreadable_file" in judged or "variable_missing" in judged:
        return {"stops": stops}  # whether a row would be kept cannot be told
    findings = Findings()
    kept, rejected, set_aside = sort_out(sources, district, overlap, findings)
    if not kept:
        periods = sorted({p for s in sources for p in s.valid_periods()})
        stops.append({"rule": "no_data", "details": {"periods": periods}})
    if stops:
        return {"stops": stops}
    if hs_master is not None:
        for row in kept:
            if row["_hs"] is not None and row["HS"] not in hs_master:
                findings.add("hs_unknown", "kept", row)
    unnamed = unify_names(kept, findings)
    if names := shared_names(kept):
        findings.loose["name_shared", "kept"] = {"count": len(names), "fixed": "count"}
    find_duplicates(kept, VARIABLES, "duplicate_row", findings)
    find_duplicates(kept, KEY_VARIABLES, "duplicate_key", findings)
    note_choices(sources, flow, overlap, findings)
    kept.sort(key=lambda r: (-r["TAHUN"], -r["BULAN"], r["_position"]))
    groups = {"read": kept + rejected + set_aside, "kept": kept, "rejected": rejected, "other_district": set_aside}
    report = {
        "flow": flow,
        "rows": {name: len(rows) for name, rows in groups.items()},
        "value_usd": {name: float(sum((r["_value"] for r in rows), Fraction(0))) for name, rows in groups.items()},
        "files": [file_entry(source) for source in sources],
        "findings": findings.entries(),
    }
    return {"stops": [], "rows": kept, "report": report, "unnamed": unnamed}


def note_choices(sources, flow, overlap, findings):
    """`keep` and an accepted flow leave a finding; what it counts is not fixed."""
    if overlap == "keep" and shared_periods(sources):
        findings.loose["period_overlap", "kept"] = {"fixed": "presence"}
    if flow_mismatches(sources, flow):
        findings.loose["flow_mismatch", "kept"] = {"fixed": "presence"}


def file_entry(source):
    periods = [f"{year}-{month:02d}" for year, month in sorted(source.valid_periods())]
    return {"name": source.name, "rows": len(source.raw_rows), "periods": periods, "variables": source.mapping}


def clean_label(flow, rows):
    """The file label of the clean file."""
    periods = [(row["TAHUN"], row["BULAN"]) for row in rows]
    first, last = min(periods), max(periods)
    return (f"SIPRO Data Bersih {flow.capitalize()} {first[0]}-{first[1]:02d}..{last[0]}-{last[1]:02d}")
