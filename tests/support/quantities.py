"""Amounts of memory as redis.conf, compose and Kubernetes write them."""

import re


def bytes_of(text):
    """256mb, 512m, 2Gi: all are powers of 1024 there."""
    number, unit = re.fullmatch(r"(\d+)([kmg])[bi]?", text.lower()).groups()
    return int(number) << {"k": 10, "m": 20, "g": 30}[unit]
