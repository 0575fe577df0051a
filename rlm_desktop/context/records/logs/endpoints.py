"""Ends of connections as lines write them: "outside/10.0.0.7(443)" is an interface, an address and a port."""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.logs.elements import ADDRESS

_PREFIX = r"[A-Za-z][A-Za-z0-9_-]*"
_FORMS = (
    (rf"({_PREFIX})/({ADDRESS})\((\d+)\)", "interface ip port"),
    (rf"({_PREFIX}):({ADDRESS})/(\d+)", "interface ip port"),
    (rf"({_PREFIX}):({ADDRESS}):(\d+)", "interface ip port"),
    (rf"({_PREFIX})[/:@]({ADDRESS})", "interface ip"),
    (rf"({ADDRESS})\((\d+)\)", "ip port"),
    (rf"({ADDRESS})/(\d+)", "ip port"),
)
_CLOSED = r"[,;:.]?"
_ARROWS = frozenset(("->", "-->", "=>", "\u2192"))
_SOURCES = frozenset(("src", "source", "from"))
_TARGETS = frozenset(("dst", "dest", "destination", "to"))
_NETS = 32
"""Numbers up to this behind an address and a slash may tell how much of it a net is."""


def parts_of(values: Sequence[str], before: str, behind: str) -> tuple[str, list[str]] | None:
    """The pattern of a slot whose values are ends of connections and the names of its groups; else None.

    `before` and `behind` are the words around it, which tell from where and to where.
    """
    for pattern, names in _FORMS:
        whole = re.compile(pattern + _CLOSED)
        found = [whole.fullmatch(value) for value in values]
        if not all(found):
            continue
        if pattern == _FORMS[-1][0] and all(one and int(one.group(2)) <= _NETS for one in found):
            return None
        end = _end(before.strip("=:,").lower(), behind.strip("=:,").lower())
        return pattern + _CLOSED, [f"{end}{name}" for name in names.split()]
    return None


def _end(before: str, behind: str) -> str:
    """Which end of a connection stands between two words; empty where they do not tell."""
    if before in _ARROWS or before in _TARGETS:
        return "destination_"
    return "source_" if behind in _ARROWS or before in _SOURCES else ""
