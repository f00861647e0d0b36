"""Hosts of a cluster on one machine: network namespaces on one bridge. They lie in the network, process and mount namespaces
that the runner gives each row, so that nothing is left of them whatever happens."""

import os
import signal
import subprocess

from processes import descendants_of

SUBNET = "10.77.0"


def command(*words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout.strip()}")


class Host:
    def __init__(self, name, number):
        self.name, self.address, self.port = name, f"{SUBNET}.{number}", f"to-{name}"
        self.processes = []
        command("ip", "netns", "add", name)
        command("ip", "link", "add", self.port, "type", "veth", "peer", "name", "eth0", "netns", name)
        command("ip", "link", "set", self.port, "master", "switch", "up")
        self.inside("ip", "link", "set", "lo", "up")
        self.inside("ip", "address", "add", f"{self.address}/24", "dev", "eth0")
        self.inside("ip", "link", "set", "eth0", "up")
        # Whom this host does not hear and does not reach: a cut link between two hosts.
        self.inside("nft", "add table inet cut; add set inet cut off { type ipv4_addr; };"
                           "add chain inet cut in { type filter hook input priority 0; };"
                           "add chain inet cut out { type filter hook output priority 0; };"
                           "add rule inet cut in ip saddr @off drop; add rule inet cut out ip daddr @off drop")

    def words(self, *words):
        return ["ip", "netns", "exec", self.name, *words]

    def inside(self, *words):
        command(*self.words(*words))

    def runs(self, process):
        """`ip netns exec` becomes the program: its pid is the program's own."""
        process.wrap = self.words()
        self.processes.append(process)

    def lose(self):
        """Power off: the link first, so that nobody hears of a closed connection. How many processes it took."""
        command("ip", "link", "set", self.port, "down")
        hit = 0
        for process in self.processes:
            below = descendants_of(process.pid) if process.alive() else []
            hit += process.kill()
            for pid in below:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        return hit

    def back(self):
        command("ip", "link", "set", self.port, "up")

    def cut(self, other):
        self.inside("nft", f"add element inet cut off {{ {other.address} }}")

    def mend(self, other):
        self.inside("nft", f"delete element inet cut off {{ {other.address} }}")


class Network:
    """The bridge. Whoever made it has an address on it too: the clients, and the eyes of the test."""

    def __init__(self):
        os.makedirs("/run/netns", exist_ok=True)
        command("mount", "-t", "tmpfs", "sipro-hosts", "/run/netns")
        command("ip", "link", "set", "lo", "up")
        command("ip", "link", "add", "switch", "type", "bridge")
        command("ip", "address", "add", f"{SUBNET}.1/24", "dev", "switch")
        command("ip", "link", "set", "switch", "up")
        self.hosts = []

    def host(self, name):
        self.hosts.append(Host(name, len(self.hosts) + 2))
        return self.hosts[-1]
