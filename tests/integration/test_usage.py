#!/usr/bin/env python3
"""The command line itself: wrong usage, names of files and variables, times, inspect, raw files, equal bytes.

    test_usage.py --sipro PATH
"""

import argparse
import os
import sys

from driver import Results
from usage_of_files import Files
from usage_of_results import Outcomes
from usage_of_words import Words


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sipro", required=True)
    sipro = os.path.abspath(parser.parse_args().sipro)
    results = Results()
    for checks in (Words, Files, Outcomes):
        checks(sipro, results).run_all()
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
