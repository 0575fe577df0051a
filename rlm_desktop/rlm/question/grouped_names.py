"""Columns called by a group and by what they are in it: `facilities_lng_terminal` is the LNG terminal."""

from collections import Counter
from collections.abc import Sequence

_GROUP = 3
"""So many columns begin alike where the beginning is the name of a group."""
_WORDS = 2
"""What is left has so many words at least: a `score` may be that of either side."""


def within(name: str, names: Sequence[str]) -> str:
    """What a column is called inside its group; empty where it is in none, or another is called so."""
    first, _, rest = name.partition("_")
    alike = sum(other.startswith(f"{first}_") for other in names)
    if alike < _GROUP or len(rest.split("_")) < _WORDS:
        return ""
    ends = Counter(other == rest or other.endswith(f"_{rest}") for other in names)
    return rest.replace("_", " ") if ends[True] == 1 else ""
