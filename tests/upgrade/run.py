"""Two versions of the programs on the same Redis and storage: one takes the place of the other and goes back again, while
officers send jobs and poll.

Usage: run.py --bin DIR (--short | --long) [--only NAME]... [--jobs N] [--keep]     run.py --list
DIR/old and DIR/new hold the programs of the two versions; deploy/upgrade makes both.
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
    runner.main(__file__, __doc__)
