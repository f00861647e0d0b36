// Which months can be asked for, and which of them one flow lacks.
import type { Period } from "../checks/inspection";

function at({ year, month }: Period): number {
  return year * 12 + month - 1;
}

function newest(periods: readonly Period[]): Period | null {
  return [...periods].sort((a, b) => at(b) - at(a))[0] ?? null;
}

function has(periods: readonly Period[], wanted: Period): boolean {
  return periods.some((one) => at(one) === at(wanted));
}

/** Newest first, each once. Of two flows: the months that either has, in years that both have. */
export function monthsOf(flows: readonly (readonly Period[])[]): Period[] {
  const years = (periods: readonly Period[]) => new Set(periods.map(({ year }) => year));
  const shared = flows.map(years);
  const all = new Map(flows.flat().map(({ year, month }) => [at({ year, month }), { year, month }]));
  return [...all.values()].filter(({ year }) => shared.every((one) => one.has(year))).sort((a, b) => at(b) - at(a));
}

/** The newest month that every flow has; else the newest that can be asked for. */
export function newestMonth(flows: readonly (readonly Period[])[]): Period | null {
  const months = monthsOf(flows);
  return newest(months.filter((month) => flows.every((flow) => has(flow, month)))) ?? newest(months);
}

/** Months up to the one asked for that one flow has and the other lacks, in years that both have; oldest first. */
export function gapsOf(have: readonly Period[], lacks: readonly Period[], until: Period): Period[] {
  return monthsOf([have, lacks])
    .filter((month) => at(month) <= at(until) && !has(lacks, month))
    .reverse();
}
