"""What the programs tell of themselves: which variables they read, which commands they have."""

import re
import subprocess
from functools import cache
from pathlib import Path

from manifests import ROOT

# Of the images, not ours.
OTHERS = ("redis-server", "sh", "sleep")
# What the images have of the project beside programs (deploy/CMakeLists.txt, deploy/sipro.Dockerfile).
INSTALLED = {"/usr/lib/sipro/redis-repair": "deploy/redis-repair", "/usr/lib/sipro/told": "k8s/base/told",
             "/etc/sipro/redis.conf": "deploy/redis.conf"}


class Programs:
    def __init__(self, folder):
        self.folder = Path(folder).resolve()

    @cache
    def _help(self, *command):
        return subprocess.run([self.folder / command[0], *command[1:], "--help"], text=True, capture_output=True, timeout=30)

    def variables(self, program):
        """Names, or nothing where it can't be told."""
        if (self.folder / program).is_file():
            return set(re.findall(r"\(Env:(\w+)\)", self._help(program).stdout))
        if program in INSTALLED:
            return (ROOT / INSTALLED[program]).is_file()
        if program == "sipro-backup":
            return set(re.findall(r"\bSIPRO_\w+", (ROOT / "deploy/backup").read_text(encoding="utf-8")))
        return None

    def has(self, command):
        """Whether these words are a command of that program, with options that it has."""
        program, words = command[0], command[1:]
        if program in INSTALLED:
            return (ROOT / INSTALLED[program]).is_file()
        if program == "sipro-backup":
            return (ROOT / "deploy/backup").is_file() and len(words) in (1, 3) and words[1:2] in ([], ["--keep"])
        if not (self.folder / program).is_file():
            return program in OTHERS
        path = [program] + [word for word in words if not word.startswith("--")]
        told = self._help(*path).stdout
        # The help of a command that is not there is the help of the one before it.
        return f"\nUsage: {' '.join(path)} [OPTIONS]\n" in told and all(f" {word} " in told for word in words if word.startswith("--"))
