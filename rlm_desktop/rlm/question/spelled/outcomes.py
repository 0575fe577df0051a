"""How something went, where a column has a letter for it: F for what failed, beside S for what succeeded."""

import re
from collections.abc import Iterator

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.links import Link

_FAILED = re.compile(r"\b(?:failed|fails?|failing|failures?|unsuccessful(?:ly)?)\b", re.IGNORECASE)
_WENT_WELL = {
    "S": re.compile(r"\b(?:succeed(?:ed|s)?|success(?:es|ful|fully)?)\b", re.IGNORECASE),
    "P": re.compile(r"\b(?:pass(?:ed|es)?)\b", re.IGNORECASE),
}
_CALLED = re.compile(r"suc|fail|pass|result|outcome|status|state", re.IGNORECASE)
_MOST = 8
"""A column with more letters has no outcomes alone."""


def links(question: str, table: Table) -> Iterator[Link]:
    """What the question says of how things went, as the letter that a column has for it."""
    for column in table.columns:
        for letter, shape in _letters(column).items():
            said = shape.search(question)
            stored = next(((v, n) for v, n in column.values if v.upper() == letter), None)
            if said and stored:
                yield Link(said.group(), table.name, column.name, stored[0], stored[1])


def _letters(column: Column) -> dict[str, re.Pattern[str]]:
    """The letters of a column that tells by them how things went; none of another."""
    held = {value.upper() for value, _ in column.values}
    if column.type != "text" or not _CALLED.search(column.name) or not held or column.distinct > _MOST:
        return {}
    well = [letter for letter in _WENT_WELL if letter in held]
    if any(len(value) > 1 for value in held) or "F" not in held or len(well) != 1:
        return {}
    return {"F": _FAILED, well[0]: _WENT_WELL[well[0]]}
