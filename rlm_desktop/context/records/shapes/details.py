"""Values with something in brackets behind them: of "Implemented (Swift 5.9)" the version is a detail."""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.shape import quote

_BEHIND = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
_FEWEST = 3
_SHARE = 0.1
"""Such a share of the values at least has something in brackets."""
_MOST_KINDS = 20
"""What stands before the brackets recurs; a title with brackets is one of its own."""
NOTE = "in brackets behind {}"


def split(values: Sequence[str]) -> list[str]:
    """What stands in the brackets of a column's values, where these are kinds with details; else nothing."""
    filled = [value.strip() for value in values if value.strip()]
    found = [match for value in filled if (match := _BEHIND.match(value))]
    if len(found) < max(_FEWEST, _SHARE * len(filled)):
        return []
    kinds = {value.partition("(")[0].strip().casefold() for value in filled}
    pairs = {(match.group(1).casefold(), match.group(2)) for match in found}
    of_several = len(pairs) > len({kind for kind, _ in pairs})
    if not of_several or not 2 <= len(kinds) <= min(_MOST_KINDS, len(filled) / 2):
        return []
    return [match.group(2) for match in found]


def kind(text: str) -> str:
    """What stands before the brackets in SQL, of a text in SQL."""
    return f"coalesce(nullif(trim(regexp_extract({text}, '^[^()]*')), ''), {text})"


def detail(text: str) -> str:
    """What stands in the first brackets in SQL."""
    return f"regexp_extract({text}, {quote(r'^[^()]+\(([^()]+)\)')}, 1)"
