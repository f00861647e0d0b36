"""A stand-in for a cluster: the service on six hosts of this machine, each a network namespace, which are restarted, lost,
cut off and added under load by HTTP. As root; what it makes is gone when it ends, however it ends.

Usage: run.py --bin DIR (--short | --long) [--only NAME]... [--jobs N] [--keep]
       run.py --list
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "chaos"))
import rows  # noqa: E402
import runner  # noqa: E402
from scenario import SCENARIOS  # noqa: E402

# The chaos scenarios whose parts are used here came along.
for name in [name for name, (play, _) in SCENARIOS.items() if play.__module__ != rows.__name__]:
    del SCENARIOS[name]

if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("run.py: hosts are network namespaces, which only root may make")
    runner.main(__file__, __doc__, ("--net",))
