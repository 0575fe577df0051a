"""People as headers name them: of "Ada <ada@example.org>", "Ada - ada@example.org" and "Ada (@ada)" Ada.

Addresses and handles are another matter: a column of their own.
"""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.shape import quote

MOST = 0.8
"""Share of the values that must name people, or have their addresses."""
NAMED = 0.5
"""Share of the values that must have a name beside an address: else the addresses are all there is."""
_ADDRESS = r"[^\s<>@,;\"()]+@[^\s<>@,;\"()]+"
_BEHIND = rf"([^\s,;])\s*<{_ADDRESS}>"
_BARE = rf"<({_ADDRESS})>"
_BEFORE = rf"({_ADDRESS})\s*\(([^()]+)\)"
_IN_ROUND = rf"([^\s,;>])\s*\(<?{_ADDRESS}>?\)"
_BEHIND_A_CAPITAL = rf"(\p{{Lu}}[^\s<>@,;\"()]*)\s+(?:[-\x{{2013}}\x{{2014}}]\s+)?{_ADDRESS}"
"""An address without brackets follows the last name, and no "and" or "via"."""
_CALLED_SO = rf"(?:\"[^\"]*@[^\"]*\"|[^\s<>@,;\"()]+@[^\s,;<>()\"]*)\s*{_BARE}"
"""A name that looks like an address, before the address in brackets: "jo@home" <jo@example.org>."""
_HANDLE = r"@\w[\w.-]*"
_IN_BRACKETS = rf"\s*\({_HANDLE}\)"
_NAME = r"(?:\"[^\"]*\"|[^\"<>,;@=:\[\]]{1,60})"
_PART = (
    rf"(?:{_NAME}(?:{_IN_BRACKETS})?\s*<{_ADDRESS}>|{_NAME}{_IN_BRACKETS}|{_NAME}\s*\(<?{_ADDRESS}>?\)"
    rf"|{_NAME}\s+{_ADDRESS}"
    rf"|{_ADDRESS}(?:\s*\([^()]*\))?|<{_ADDRESS}>|{_NAME})"
)
_PEOPLE = re.compile(rf"\s*{_PART}(?:\s*[,;]\s*{_PART})*[\s,;]*")
_WITH_NAME = re.compile(
    rf"{_NAME}\s*\(?<{_ADDRESS}>|{_BEFORE}|{_NAME}{_IN_BRACKETS}|\w[.)]?\s*\(?{_ADDRESS}\)|\w\s+{_ADDRESS}"
)
_REACHED = rf"{_ADDRESS}|\({_HANDLE}\)"


def are_people(values: Sequence[str]) -> bool:
    """Whether the values of a column are people, most of them with a name and an address."""
    filled = [value for value in values if value.strip()]
    if not filled or sum("@" in value for value in filled) < NAMED * len(filled):
        return False
    named = sum(_WITH_NAME.search(value) is not None for value in filled)
    fitting = sum(_PEOPLE.fullmatch(value) is not None for value in filled)
    return named >= NAMED * len(filled) and fitting >= MOST * len(filled)


def are_several(values: Sequence[str]) -> bool:
    """Whether some values name several people, and no name has a comma of its own."""
    if any(re.search(r'"[^"]*,[^"]*"', value) for value in values):
        return False
    return any(len(re.findall(_REACHED, value)) > 1 and "," in value for value in values)


def names(text: str) -> str:
    """The names in SQL, of a text in SQL; who has none is called by the address."""
    for pattern, better in (
        (_IN_BRACKETS, ""),
        (_IN_ROUND, r"\1"),
        (_BEFORE, r"\2"),
        (_BEHIND, r"\1"),
        (_BARE, r"\1"),
        (_BEHIND_A_CAPITAL, r"\1"),
        ('"', ""),
        ("^'(.*)'$", r"\1"),
    ):
        text = f"regexp_replace({text}, {quote(pattern)}, {quote(better)}, 'g')"
    return f"trim({text})"


def addresses(text: str) -> str:
    """The addresses and handles in SQL, of a text in SQL; not what is called like one before its brackets."""
    behind = f"regexp_replace({text}, {quote(_CALLED_SO)}, {quote(r'\1')}, 'g')"
    found = f"regexp_extract_all({behind}, {quote(_REACHED)})"
    return f"array_to_string(list_transform({found}, lambda x: trim(x, '()')), ', ')"
