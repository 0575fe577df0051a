"""Columns called by a group and by what they are in it: `facilities_lng_terminal` is the LNG terminal."""

from collections import Counter
from collections.abc import Container, Sequence

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


def within_said(name: str, names: Sequence[str], asked: Container[str]) -> str:
    """What a column is called inside its group, where the question says that and the group.

    Of `subject_injuries_lost_consciousness`, beside that of officers, "the subject lost consciousness".
    """
    parts = name.split("_")
    for size in range(1, len(parts)):
        group, rest = "_".join(parts[:size]), parts[size:]
        alike = sum(other.startswith(f"{group}_") for other in names)
        if alike >= _GROUP and parts[0] in asked and all(part in asked for part in rest):
            return " ".join(rest)
    return ""
