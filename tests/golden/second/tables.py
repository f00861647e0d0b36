"""The 33 tables from cleaned rows: slow, obvious, written from the specification only.

Every sum and formula is a Fraction, so order and ties are exact; numbers turn into floats when a table is finished.
A table is a dict as in tables.json, with `notes` holding what the last note must be, and two more entries:
    required   absences that a note must name: {"year", "months", "whole", "flow"} (flow None: not to be named)
    optional   True where a further note would be right, though the specification does not ask for it
"""

from collections import defaultdict
from datetime import datetime, timedelta, timezone
from fractions import Fraction

SHORT = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
FULL = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
        "November", "Desember"]
MILLION = 1_000_000
GROWTHS = ["m-to-m (%)", "y-on-y (%)", "c-to-c (%)"]
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


# ---- time and text ------------------------------------------------------------------------------------------------


def local_time(text):
    """The job's time in its own offset; offsets that are not Indonesian are turned to WIB. Returns time and zone."""
    time = datetime.fromisoformat(text)
    zone = ZONES.get(time.utcoffset().total_seconds() / 3600)
    if zone is None:
        time, zone = time.astimezone(timezone(timedelta(hours=7))), "WIB"
    return time, zone


def source_note(office, time_text):
    time, zone = local_time(time_text)
    return (f"Sumber: BPS {office} (data diolah), diakses pada {time.day} {FULL[time.month - 1]} {time.year} "
            f"pukul {time.hour:02d}.{time.minute:02d} {zone}")


class Period:
    """The month of analysis and what it is compared with."""

    def __init__(self, year, month):
        self.year, self.month = year, month
        self.now = (year, month)
        self.last_year = (year - 1, month)
        self.previous = (year - 1, 12) if month == 1 else (year, month - 1)
        self.january = month == 1

    def until(self, year):
        """January to the month of analysis in a year."""
        return [(year, month) for month in range(1, self.month + 1)]

    def until_label(self, year):
        return f"Jan {year}" if self.january else f"Jan - {SHORT[self.month - 1]} {year}"


def month_label(period):
    return f"{SHORT[period[1] - 1]} {period[0]}"


# ---- sums ---------------------------------------------------------------------------------------------------------


def sums_by(rows, member, measure="NILAI", keep=lambda row: True):
    """member -> {(year, month): sum}. A period without rows of the member is not there; a missing weight adds 0."""
    sums = defaultdict(dict)
    for row in rows:
        if keep(row):
            series, period = sums[member(row)], (row["TAHUN"], row["BULAN"])
            series[period] = series.get(period, Fraction(0)) + (row[measure] or 0)
    return dict(sums)


def total_by(rows, measure="NILAI", keep=lambda row: True):
    return sums_by(rows, lambda row: "TOTAL", measure, keep).get("TOTAL", {})


def over(series, periods):
    """The sum over periods in millions, or None where there is no row in any."""
    present = [series[period] for period in periods if period in series]
    return sum(present, Fraction(0)) / MILLION if present else None


def growth(now, before):
    if before is None or before == 0:
        return None
    return Fraction(-100) if now is None else 100 * (now - before) / before


def share(part, total):
    if part is None or total is None or total == 0:
        return None
    return 100 * part / total


def descending(value):
    """Sort key: larger first, absent last."""
    return (value is None, -value if value is not None else 0)


def is_migas(row):
    return row["JENIS"] == "MIGAS"


def is_nonmigas(row):
    return row["JENIS"] == "NON MIGAS"


# ---- one flow -----------------------------------------------------------------------------------------------------


class FlowTables:
    """The fifteen tables of one flow."""

    def __init__(self, flow, rows, year, month):
        self.flow, self.rows, self.period = flow, rows, Period(year, month)
        self.word = flow.capitalize()
        self.value_name = f"Nilai {self.word}"
        self.partner = "Negara Tujuan" if flow == "ekspor" else "Negara Asal"
        self.months = {(row["TAHUN"], row["BULAN"]) for row in rows}
        self.years = sorted({y for y, _ in self.months if y <= year})
        self.total = total_by(rows)
        self.chapter_names = {row["HSDUA"]: row["HS2"] for row in rows}
        self.by_country = sums_by(rows, lambda row: row["NEGARA2"])
        self.note_country = self.country_of_note()

    def country_of_note(self):
        now = [name for name, series in self.by_country.items() if self.period.now in series]
        until = self.period.until(self.period.year)
        return min(now, key=lambda name: (-self.by_country[name][self.period.now],
                                          -over(self.by_country[name], until), name))

    def all(self):
        """The tables in their order, as (title, text before the office in the heading, table)."""
        country_rows = [row for row in self.rows if row["NEGARA2"] == self.note_country]
        country_total = total_by(country_rows)
        chapter, port, country = (lambda r: r["HSDUA"]), (lambda r: r["PELABUHAN1"]), (lambda r: r["NEGARA2"])
        nonmigas_chapters = sums_by(self.rows, chapter, keep=is_nonmigas)
        nonmigas_total = total_by(self.rows, keep=is_nonmigas)
        value, partner = self.value_name, self.partner
        tables = [
            (f"{value} Menurut Sektor", self.by_sector()),
            (f"{value} Menurut Pelabuhan", self.pattern_a(["Pelabuhan"], sums_by(self.rows, port), self.total)),
            (f"Perkembangan {value}", self.pattern_c(self.total)),
            (f"Perkembangan {value} (c-t-c)", self.pattern_d(self.total)),
            (f"Volume {self.word} Menurut Pelabuhan",
             self.pattern_a(["Pelabuhan"], sums_by(self.rows, port, "BERAT"), total_by(self.rows, "BERAT"))),
            (f"{value} Menurut {partner}", self.pattern_b(["Negara"], self.by_country, self.total, False)),
            (f"{value} Nonmigas Menurut {partner}",
             self.pattern_a(["Negara"], sums_by(self.rows, country, keep=is_nonmigas), nonmigas_total)),
            (f"{value} Migas Menurut {partner}",
             self.pattern_a(["Negara"], sums_by(self.rows, country, keep=is_migas),
                            total_by(self.rows, keep=is_migas))),
            (f"{value} {partner} Utama HS2 Digit",
             self.pattern_b(["Kode HS", "Deskripsi"], sums_by(country_rows, chapter), country_total, False)),
            (f"Perkembangan {value} {partner} Utama", self.pattern_c(country_total)),
            (f"{value} Kumulatif Menurut {partner}", self.pattern_b(["Negara"], self.by_country, self.total, True)),
            (f"Perkembangan {value} {partner} Utama (c-t-c)", self.pattern_d(country_total)),
            (f"{value} Nonmigas Menurut Golongan Barang HS2 Digit",
             self.pattern_a(["Kode HS", "Deskripsi"], nonmigas_chapters, nonmigas_total)),
            (f"Peningkatan/Penurunan {value} Nonmigas HS2 Digit (m-t-m)",
             self.change_by_chapter(nonmigas_chapters, nonmigas_total)),
            (f"Share {value} Nonmigas HS2 Digit",
             self.pattern_b(["Kode HS", "Deskripsi"], nonmigas_chapters, nonmigas_total, False)),
        ]
        letter = self.word[0]
        for number, (title, table) in enumerate(tables, start=1):
            heading = title
            if number in (9, 10, 12):
                heading = title.replace("Utama", f"Utama ({self.note_country})")
            table.update(id=f"{letter}{number:02d}", number=number, title=title, heading_title=heading,
                         unit="ribu ton" if number == 5 else "juta US$")
        return [table for _, table in tables]

    # A: two years, two months, growth and share

    def a_columns(self):
        p = self.period
        if p.january:
            values = [month_label(p.last_year), month_label(p.previous), month_label(p.now)]
            percents = GROWTHS[:2]
        else:
            values = [month_label(p.last_year), p.until_label(p.year - 1), month_label(p.previous),
                      month_label(p.now), p.until_label(p.year)]
            percents = GROWTHS
        percents = percents + [f"Peran (%) {p.until_label(p.year)}"]
        return [column(v, "value") for v in values] + [column(v, "percent") for v in percents]

    def a_cells(self, series, total):
        p = self.period
        last_year, previous, now = (over(series, [q]) for q in (p.last_year, p.previous, p.now))
        if p.january:
            return [last_year, previous, now, growth(now, previous), growth(now, last_year),
                    share(now, over(total, [p.now]))]
        until, until_before = over(series, p.until(p.year)), over(series, p.until(p.year - 1))
        return [last_year, until_before, previous, now, until, growth(now, previous), growth(now, last_year),
                growth(until, until_before), share(until, over(total, p.until(p.year)))]

    def a_members(self, sums):
        """Members with data in any period shown, in the order of pattern A."""
        p = self.period
        shown = {p.last_year, p.previous, p.now, *p.until(p.year), *p.until(p.year - 1)}
        first = p.until(p.year)
        second = [p.previous] if p.january else p.until(p.year - 1)
        members = [name for name, series in sums.items() if shown & set(series)]
        return sorted(members, key=lambda name: (descending(over(sums[name], first)),
                                                 descending(over(sums[name], second)), name))

    def pattern_a(self, heads, sums, total):
        rows = [self.text_cells(heads, name) + self.a_cells(sums[name], total) for name in self.a_members(sums)]
        rows.append(total_texts(heads) + self.a_cells(total, total))
        return self.a_table(heads, rows)

    def a_table(self, heads, rows):
        p = self.period
        years = [] if p.january else [p.year - 1, p.year]
        others = [q for q in (p.last_year, p.previous) if q not in self.months]
        return table([column(h, "text") for h in heads] + self.a_columns(), rows,
                     self.absences(years), optional=bool(others))

    def by_sector(self):
        rows = [[f"TOTAL {self.word.upper()}"] + self.a_cells(self.total, self.total)]
        for name, keep in (("MIGAS", is_migas), ("NON MIGAS", is_nonmigas)):
            rows.append([name] + self.a_cells(total_by(self.rows, keep=keep), self.total))
            sectors = sums_by(self.rows, lambda row: row["SEKTOR"], keep=keep)
            rows += [[f"- {s}"] + self.a_cells(sectors[s], self.total) for s in self.a_members(sectors)]
        return self.a_table(["Uraian"], rows)

    # B: value and share

    def pattern_b(self, heads, sums, total, cumulative):
        p = self.period
        periods = p.until(p.year) if cumulative else [p.now]
        label = p.until_label(p.year) if cumulative else month_label(p.now)
        cells = {name: over(series, periods) for name, series in sums.items()}
        names = sorted((name for name in cells if cells[name] is not None), key=lambda n: (-cells[n], n))
        whole = over(total, periods)
        rows = [self.text_cells(heads, n) + [cells[n], share(cells[n], whole)] for n in names]
        rows.append(total_texts(heads) + [whole, share(whole, whole)])
        columns = [column(h, "text") for h in heads]
        columns += [column(f"{self.value_name} {label}", "value"), column("Share (%)", "percent")]
        return table(columns, rows, self.absences([p.year] if cumulative else []))

    # C: months by years

    def pattern_c(self, series):
        p = self.period
        rows = []
        for month in range(1, 13):
            rows.append([FULL[month - 1]] + [over(series, [(y, month)]) if (y, month) <= p.now else None
                                             for y in self.years])
        rows.append(["Jumlah"] + [over(series, [(y, m) for m in range(1, 13) if (y, m) <= p.now])
                                  for y in self.years])
        columns = [column("Bulan", "text")] + [column(f"{self.value_name} {y}", "value") for y in self.years]
        gaps = any((y, m) not in self.months for y in self.years for m in range(1, 13) if (y, m) <= p.now)
        return table(columns, rows, [], optional=gaps)

    # D: cumulative figures by year

    def pattern_d(self, series):
        p = self.period
        rows = []
        for year in self.years:
            now, before = over(series, p.until(year)), over(series, p.until(year - 1))
            known = self.months & set(p.until(year)) and self.months & set(p.until(year - 1))
            rows.append([p.until_label(year), now, growth(now, before) if known else None])
        columns = [column("Periode", "text"), column(f"{self.value_name} Kumulatif", "value"),
                   column("c-to-c (%)", "percent")]
        return table(columns, rows, self.absences(self.years),
                     optional=any(y - 1 not in self.years for y in self.years))

    def change_by_chapter(self, sums, total):
        p = self.period
        known = any(period == p.previous for period in self.months)
        rows = []
        for code, series in sums.items():
            if p.previous in series or p.now in series:
                rows.append(self.text_cells(["", ""], code) + change_cells(series, p, known))
        rows.sort(key=lambda row: (descending(row[4]), row[0]))
        rows.append(["TOTAL", ""] + change_cells(total, p, known))
        columns = [column("Kode HS", "text"), column("Deskripsi", "text"),
                   column(f"{self.value_name} {month_label(p.previous)}", "value"),
                   column(f"{self.value_name} {month_label(p.now)}", "value"),
                   column(f"Peningkatan/Penurunan {self.value_name}", "value"), column("m-to-m (%)", "percent")]
        return table(columns, rows, [], optional=not known)

    # parts

    def text_cells(self, heads, name):
        return [name, self.chapter_names[name]] if len(heads) == 2 else [name]

    def absences(self, years):
        return absences(self.months, self.period, years, None)


def change_cells(series, period, known):
    before, now = over(series, [period.previous]), over(series, [period.now])
    if not known:
        return [before, now, None, None]
    return [before, now, (now or Fraction(0)) - (before or Fraction(0)), growth(now, before)]


def column(label, kind):
    return {"label": label, "kind": kind}


def total_texts(heads):
    return ["TOTAL"] + [""] * (len(heads) - 1)


def table(columns, rows, required, optional=False):
    return {"columns": columns, "rows": rows, "required": required, "optional": optional}


def absences(months, period, years, flow):
    """Months of January to M that have no data, year by year."""
    found = []
    for year in years:
        missing = [m for y, m in period.until(year) if (y, m) not in months]
        if missing:
            found.append({"year": year, "months": missing, "whole": len(missing) == period.month, "flow": flow})
    return found


# ---- balance ------------------------------------------------------------------------------------------------------


class BalanceTables:
    """The three tables of the balance; gaps: "absent" or "zero"."""

    def __init__(self, export_rows, import_rows, year, month, gaps):
        self.period = Period(year, month)
        self.zero = gaps == "zero"
        self.rows = {"ekspor": export_rows, "impor": import_rows}
        self.months = {flow: {(r["TAHUN"], r["BULAN"]) for r in rows} for flow, rows in self.rows.items()}
        years = [{y for y, _ in months} for months in self.months.values()]
        self.years = sorted(y for y in years[0] & years[1] if y <= year)
        self.total = {flow: total_by(rows) for flow, rows in self.rows.items()}

    def has(self, flow, period):
        """Whether a flow has data in a month, or the user says that it had none."""
        return self.zero or period in self.months[flow]

    def side(self, flow, series, periods):
        """One flow's figure: a part without rows is 0 where the flow has data in any of the months."""
        if not any(self.has(flow, period) for period in periods):
            return None
        return over(series, periods) or Fraction(0)

    def balance(self, series, periods):
        """Every month needs data in both flows or in neither, and one at least in both."""
        for period in periods:
            if self.has("ekspor", period) != self.has("impor", period):
                return None
        exports, imports = (self.side(flow, series[flow], periods) for flow in ("ekspor", "impor"))
        return None if exports is None or imports is None else exports - imports

    def all(self):
        names = ["Nilai Neraca Perdagangan", "Perkembangan Nilai Neraca Perdagangan",
                 "Perkembangan Nilai Neraca Perdagangan (c-t-c)"]
        tables = [self.by_kind(), self.by_month(), self.by_year()]
        for number, (title, made) in enumerate(zip(names, tables), start=1):
            made.update(id=f"N{number:02d}", number=number, title=title, heading_title=title, unit="juta US$")
        return tables

    def by_kind(self):
        p = self.period
        parts = [("Total Ekspor/Impor", lambda row: True), ("- Migas", is_migas), ("- Non Migas", is_nonmigas)]
        blocks = [(month_label(p.now), [p.now])]
        if not p.january:
            blocks.append((p.until_label(p.year), p.until(p.year)))
        rows = []
        for label, periods in blocks:
            rows.append([label, None, None, None])
            for name, keep in parts:
                series = {flow: total_by(flow_rows, keep=keep) for flow, flow_rows in self.rows.items()}
                rows.append([name] + [self.side(flow, series[flow], periods) for flow in ("ekspor", "impor")]
                            + [self.balance(series, periods)])
        columns = [column("Uraian", "text")] + [column(c, "value") for c in ("Ekspor", "Impor", "Neraca Perdagangan")]
        return table(columns, rows, self.absences([p.year]))

    def by_month(self):
        p = self.period
        rows = []
        for month in range(1, 13):
            rows.append([FULL[month - 1]] + [self.balance(self.total, [(y, month)]) if (y, month) <= p.now else None
                                             for y in self.years])
        columns = [column("Bulan", "text")]
        columns += [column(f"Nilai Neraca Perdagangan {y}", "value") for y in self.years]
        required = []
        for flow, months in self.months.items():
            for year in self.years:
                shown = [m for m in range(1, 13) if (year, m) <= p.now]
                missing = [m for m in shown if (year, m) not in months]
                if missing:
                    required.append({"year": year, "months": missing, "whole": missing == shown, "flow": flow})
        return table(columns, rows, required)

    def by_year(self):
        p = self.period
        rows = [[p.until_label(y), self.balance(self.total, p.until(y))] for y in self.years]
        columns = [column("Periode", "text"), column("Nilai Neraca Perdagangan Kumulatif", "value")]
        return table(columns, rows, self.absences(self.years))

    def absences(self, years):
        return [gap for flow, months in self.months.items() for gap in absences(months, self.period, years, flow)]


# ---- finished tables ----------------------------------------------------------------------------------------------


def finish(tables, year, month, office, time_text, first_notes=()):
    """Headings, closing note, floats."""
    for made in tables:
        unit = "Ribu Ton" if made["unit"] == "ribu ton" else "Juta US$"
        made["heading"] = (f"Tabel {made['number']}. {made.pop('heading_title')}, {office}, "
                           f"{FULL[month - 1]} {year} ({unit})")
        made["rows"] = [[float(c) if isinstance(c, Fraction) else c for c in row] for row in made["rows"]]
        made["first_notes"] = list(first_notes)
        made["last_note"] = source_note(office, time_text)
    return tables


def flow_tables(flow, rows, year, month, office, time_text, rejected=None):
    """rejected: (rows, value) where olah cleaned a raw file itself and rejected some of it."""
    return finish(FlowTables(flow, rows, year, month).all(), year, month, office, time_text,
                  [rejected] if rejected else [])


def balance_tables(export_rows, import_rows, year, month, gaps, office, time_text):
    made = BalanceTables(export_rows, import_rows, year, month, gaps).all()
    for one in made:
        one["zero"] = gaps == "zero"
    return finish(made, year, month, office, time_text)


def has_month(rows, year, month):
    return any(row["TAHUN"] == year and row["BULAN"] == month for row in rows)
