"""The goals of speed, and what a run reached of them."""
import statistics
from dataclasses import dataclass
from typing import Callable


@dataclass
class Goal:
    """`value` is computed from the runs of one repetition, the reached figure is its median."""
    text: str
    unit: str
    asked: float
    at_least: bool
    needs: set[str]
    value: Callable[[dict], float]


def _times_faster(size, peer, ours, asked):
    return Goal(f"{size}: {ours} against {peer}", "x", asked, True, {peer, ours}, lambda run: run[peer].seconds / run[ours].seconds)


def _preprocess(size, threads):
    name = f"preprocess {threads}"
    return Goal(f"{size}: {name} / (bare tuned read + write)", "x", 1.8, False, {name, "floor read", "floor write"},
                lambda run: run[name].seconds / (run["floor read"].seconds + run["floor write"].seconds))


def _preprocess_synced(size, threads):
    name = f"preprocess {threads}"
    return Goal(f"{size}: the same where the floor also syncs its file, as ours does", "x", 1.8, False, {name, "floor read", "floor write"},
                lambda run: run[name].seconds / (run["floor read"].seconds + run["floor write"].seconds + run["floor write"].sync))


def _olah(size, threads):
    name = f"olah {threads}"
    return Goal(f"{size}: {name} / (1.5 x bare tuned read of the clean file + 0.1 s)", "x", 1.0, False, {name, "floor read clean"},
                lambda run: run[name].seconds / (1.5 * run["floor read clean"].seconds + 0.1))


def goals_of(size):
    faster = {"D": 20, "S": 15, "L": 12}[size]
    goals = [_times_faster(size, "R pipeline", "whole 2t", faster)]
    if size == "L":
        goals.append(Goal("L: peak memory of whole 2t, under 1 GB", "MiB", 953, False, {"whole 2t"}, lambda run: run["whole 2t"].peak_mib))
    if size != "D":
        for threads in ("2t", "1t"):
            goals += [_preprocess(size, threads), _preprocess_synced(size, threads), _olah(size, threads)]
    return goals


def verdict(goal, runs):
    repetitions = min(len(runs[name]) for name in goal.needs)
    values = [goal.value({name: runs[name][i] for name in goal.needs}) for i in range(repetitions)]
    reached = statistics.median(values)
    digits = 0 if goal.unit == "MiB" else 2
    good = reached >= goal.asked if goal.at_least else reached <= goal.asked
    missed = "reached" if good else f"missed by {abs(reached / goal.asked - 1) * 100:.0f} %"
    sign = ">=" if goal.at_least else "<="
    return f"{goal.text:<62}{f'{sign} {goal.asked:g}':>10}{reached:>10.{digits}f} {goal.unit:<4}{missed}"
