"""CPU seconds of processes, from /proc: what each used between two looks, its ended children apart."""

import os

TICKS = os.sysconf("SC_CLK_TCK")


def parse_stat(line):
    """(own, of ended and awaited children) in seconds, of a line of /proc/PID/stat. The name may hold anything."""
    fields = line.rsplit(")", 1)[1].split()
    user, system, children_user, children_system = (int(field) for field in fields[11:15])
    return (user + system) / TICKS, (children_user + children_system) / TICKS


def parse_machine(line):
    """(busy, waiting for disks, idle) seconds of all cores, of the first line of /proc/stat."""
    user, nice, system, idle, waiting, irq, soft, stolen = (int(field) / TICKS for field in line.split()[1:9])
    return user + nice + system + irq + soft + stolen, waiting, idle


def of_process(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as source:
            return parse_stat(source.read())
    except (FileNotFoundError, ProcessLookupError):
        return 0.0, 0.0


def of_machine():
    with open("/proc/stat", encoding="ascii") as source:
        return parse_machine(source.readline())


def rss_mib(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as source:
        return next(int(line.split()[1]) for line in source if line.startswith("VmRSS:")) / 1024


class Watch:
    """`pids` by name; several pids of a name are added up."""

    def __init__(self, pids):
        self.pids = pids
        self.before = self._look()

    def _look(self):
        processes = {name: [of_process(pid) for pid in pids] for name, pids in self.pids.items()}
        return processes, of_machine()

    def used(self):
        """{name: seconds}, with "NAME's children" where there were any, and "machine busy", "disk wait", "idle"."""
        (before, machine_before), (after, machine) = self.before, self._look()
        out = {}
        for name in self.pids:
            own, children = (sum(now[i] - then[i] for now, then in zip(after[name], before[name])) for i in (0, 1))
            out[name] = own
            if children > 0:
                out[f"{name}'s children"] = children
        out.update(zip(("machine busy", "disk wait", "idle"), (now - then for now, then in zip(machine, machine_before))))
        return out


def saturated(used, wall, cores, threads_of_one=("gateway", "redis")):
    """What is used up first: a program of one thread on its core, the cores, or nothing."""
    for name in threads_of_one:
        if used.get(name, 0) > 0.9 * wall:
            return f"the thread of {name}"
    if used["idle"] + used["disk wait"] > 0.1 * cores * wall:
        return "disks" if used["disk wait"] > 0.5 * cores * wall else "nothing"
    ours = {name: seconds for name, seconds in used.items() if name not in ("machine busy", "disk wait", "idle")}
    return f"the cores, most of all by {max(ours, key=ours.get)}"
