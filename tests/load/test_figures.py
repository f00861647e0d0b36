"""The load programs' own arithmetic: quantiles, fairness, what wrk, steady_polls and /proc tell.

Usage: test_figures.py    Ends with "N passed, N failed".
"""

import math
import os
import random
import statistics
import sys
import traceback
from collections import Counter
from types import SimpleNamespace

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))

import cpu  # noqa: E402
import figures  # noqa: E402
import steady  # noqa: E402
import wrk  # noqa: E402


def check_quantiles():
    """a quantile lies between the neighbours that the statistics module interpolates, for any size of sample"""
    drawn = random.Random(1)
    for size in (1, 2, 3, 10, 99, 100, 101, 1000):
        samples = [drawn.expovariate(1) for _ in range(size)]
        ordered = sorted(samples)
        for percent in (1, 50, 95, 99):
            ours = figures.quantile(samples, percent / 100)
            assert ours in samples
            assert sum(sample <= ours for sample in samples) >= percent / 100 * size > sum(sample < ours for sample in samples)
            if size > 1:
                theirs = statistics.quantiles(samples, n=100, method="inclusive")[percent - 1]
                place = ordered.index(ours)
                assert ordered[max(0, place - 1)] <= theirs <= ordered[min(size - 1, place + 1)], (size, percent)
        assert figures.quantile(samples, 1) == max(samples)
        if size % 2:
            assert figures.quantile(samples, 0.5) == statistics.median(samples)
        assert math.isclose(figures.mean(samples), statistics.fmean(samples))
    assert math.isnan(figures.quantile([], 0.5)) and math.isnan(figures.mean([]))


def check_fairness():
    """largest mean wait by the smallest one; what nobody notices counts as equal"""
    assert figures.fairness({"a": [1, 3], "b": [4]}) == 2
    assert figures.fairness({"a": [0.001], "b": [0.04]}) == 1
    assert figures.fairness({"a": [0.0], "b": [0.5]}) == 10
    assert math.isnan(figures.fairness({}))


def check_verdict():
    """a goal is the least or the most; the short form judges none"""
    judging, silent = SimpleNamespace(judges=True), SimpleNamespace(judges=False)
    assert figures.verdict(judging, "polls", 8000, 8000, "a second") == "polls: 8,000 a second, goal 8,000 a second: reached"
    assert figures.verdict(judging, "p99", 20.1, 20, "ms", most=True).endswith("MISSED")
    assert figures.verdict(judging, "p99", 7, 20, "ms", most=True).endswith("reached")
    assert figures.verdict(silent, "p99", 99, 20, "ms", most=True) == "p99: 99.0 ms"
    assert figures.verdict(silent, "uploads", 0.666, 0.7, "x nginx") == "uploads: 0.67 x nginx"


def check_table():
    """columns are as wide as their widest cell"""
    table = figures.Table("name", "n")
    table.row("a", 10)
    assert str(table) == "name   n\na     10"


def check_steady():
    """an answer that never came, or came wrong, is told"""
    samples = steady.Samples("0 1000 200\n2000 5000 200\n4000 3000 503\n6000 9000 0\n")
    assert samples.statuses == Counter({200: 2, 503: 1, 0: 1})
    assert samples.quantile(0.5) == 0.003 and samples.quantile(1) == 0.009
    assert samples.problems(5, "polls") == ["polls: statuses {503: 1, 0: 1}", "polls: 4 of 5 requests"]
    assert steady.Samples("0 1 200\n").problems(1, "polls") == []


def check_wrk():
    """the one line of JSON is the result; none is an error"""
    assert wrk.parse('Running\n  Latency x\nRESULT {"requests": 7}\n') == {"requests": 7}
    for output in ("", "RESULT {}\nRESULT {}\n"):
        try:
            wrk.parse(output)
        except RuntimeError:
            continue
        raise AssertionError(f"taken: {output!r}")


def check_proc():
    """a process whose name holds blanks and parentheses; all cores' busy, waiting and idle time"""
    line = "7 (a) b (c) R 1 1 1 0 -1 0 0 0 0 0 100 50 30 20 20 0 1 0 0 0 0"
    assert cpu.parse_stat(line) == (150 / cpu.TICKS, 50 / cpu.TICKS)
    assert cpu.parse_machine("cpu  1 2 3 40 5 6 7 8 0 0") == tuple(ticks / cpu.TICKS for ticks in (27, 5, 40))
    own, _ = cpu.of_process(os.getpid())
    assert own > 0 and cpu.rss_mib(os.getpid()) > 1


def check_saturated():
    """the one thread of a program, the cores, the disks, or nothing"""
    def used(**more):
        return {"gateway": 1, "redis": 1, "workers's children": 5, "machine busy": 20, "disk wait": 0, "idle": 0,
                **{name.replace("_", " "): value for name, value in more.items()}}

    assert cpu.saturated(used(gateway=9.5), 10, 2) == "the thread of gateway"
    assert cpu.saturated(used(), 10, 2) == "the cores, most of all by workers's children"
    assert cpu.saturated(used(idle=12), 10, 2) == "nothing"
    assert cpu.saturated(used(disk_wait=12), 10, 2) == "disks"


def main():
    failed = 0
    checks = [check_quantiles, check_fairness, check_verdict, check_table, check_steady, check_wrk, check_proc, check_saturated]
    for check in checks:
        try:
            check()
            print(f"ok   {check.__doc__}")
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f"FAIL {check.__doc__}")
            traceback.print_exc(file=sys.stdout)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
