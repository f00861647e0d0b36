"""Figures from samples: quantiles, fairness, and tables of them."""

import math


def quantile(samples, share):
    """The smallest sample that at least `share` of all are not above (nearest rank); NaN of none."""
    if not samples:
        return math.nan
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def mean(samples):
    return sum(samples) / len(samples) if samples else math.nan


def fairness(waits_by_district, least=0.05):
    """Largest mean wait of a district / smallest one; waits under `least` seconds count as that, since a ratio of two
    waits that nobody notices says nothing."""
    means = [max(least, mean(waits)) for waits in waits_by_district.values()]
    return max(means) / min(means) if means else math.nan


def ms(seconds):
    return f"{seconds * 1000:.1f}"


def verdict(form, what, reached, goal, unit, most=False):
    """A line about a goal; the short form judges none. `most`: the goal is the largest that is well."""
    line = f"{what}: {reached:,.{0 if reached >= 1000 else 1 if reached >= 10 else 2}f} {unit}"
    if not form.judges:
        return line
    well = reached <= goal if most else reached >= goal
    return f"{line}, goal {goal:,g} {unit}: {'reached' if well else 'MISSED'}"


class Table:
    """Columns as wide as their widest cell; the first one to the left, the others to the right."""

    def __init__(self, *head):
        self.rows = [head]

    def row(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def __str__(self):
        widths = [max(len(row[i]) for row in self.rows) for i in range(len(self.rows[0]))]
        lines = []
        for row in self.rows:
            cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
            lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)
