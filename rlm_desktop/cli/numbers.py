"""Numbers as arguments, refused where they mean nothing."""

import argparse
import math
import re

_LARGEST = 10**12
"""More of anything is a slip of the hand, and fits into no message to a child."""


def positive(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError("must be more than 0")
    return number


def at_least_zero(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _LARGEST:
        raise argparse.ArgumentTypeError(f"must be 0 to {_LARGEST}")
    return number


def at_least_one(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _LARGEST:
        raise argparse.ArgumentTypeError(f"must be 1 to {_LARGEST}")
    return number


def window(text: str) -> int:
    """As many tokens as the settings allow."""
    number = int(text)
    if not 64 <= number <= 1 << 27:
        raise argparse.ArgumentTypeError(f"must be 64 to {1 << 27}")
    return number


def lengths(text: str) -> tuple[int, ...]:
    """Sizes by comma, such as "1K,8K,1M"."""
    units = {"K": 1 << 10, "M": 1 << 20}
    found = []
    for part in text.upper().split(","):
        match = re.fullmatch(r"\s*(\d{1,7})\s*([KM]?)\s*", part)
        if match is None or not int(match.group(1)):
            raise argparse.ArgumentTypeError("must be sizes such as 1K,8K,128K")
        found.append(int(match.group(1)) * units.get(match.group(2), 1))
    return tuple(found)
