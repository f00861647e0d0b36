"""Chaos: takes things away from a running cluster and shows that no accepted job is lost or done twice.

Usage: run.py --bin DIR (--short | --long) [--only NAME]... [--jobs N] [--seed TEXT] [--out FILE] [--keep]
       run.py --list
Each scenario has a cluster of its own in a temporary folder and, as root, in process and mount namespaces of its own:
whatever happens, they end with it. Prints planned / hit / lost / doubled / refused, then "N passed, N failed".
"""

import runner
import scenarios_anything  # noqa: F401  each registers its own
import scenarios_backup  # noqa: F401
import scenarios_child  # noqa: F401
import scenarios_gateway  # noqa: F401
import scenarios_keeping  # noqa: F401
import scenarios_queue  # noqa: F401
import scenarios_redis  # noqa: F401
import scenarios_steps  # noqa: F401
import scenarios_storage  # noqa: F401
import scenarios_workers  # noqa: F401

if __name__ == "__main__":
    runner.main(__file__, __doc__)
