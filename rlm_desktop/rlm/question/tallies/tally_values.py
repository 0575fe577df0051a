"""Values of other columns that a question names as conditions: "notes from Leeds", "tweets to United"."""

import re
from collections.abc import Iterator, Set

import msgspec

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import identifier, literal, words

_SHORTEST = 2
_LONGEST = 60
_END = r"(?:['\u2019]s?)?(?!\w)"
_MOST_DISTINCT = 0.9
"""Of which more of the rows are different, a column holds names of rows or texts, no groups of them."""


class Named(msgspec.Struct, frozen=True):
    """Conditions in SQL, and the words of the question that say them."""

    conditions: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


class _Found(msgspec.Struct, frozen=True):
    column: str
    value: str
    text: str
    start: int


def named(text: str, table: Table, *, besides: Set[str] = frozenset()) -> Named | None:
    """The values that a text names; None where it is not sure which column or value is meant."""
    found: list[_Found] = []
    for column in table.columns:
        if column.name in besides or not _has_groups(column, table):
            continue
        said = list(_said(text, column))
        if len(said) > 1:
            return None
        found += said
    found = [one for one in found if not any(_within(one, other) for other in found)]
    if any(one.column != other.column and one.start == other.start for one in found for other in found):
        return None
    if any(_is_unsure(one, text) for one in found):
        return None
    return Named(
        tuple(f"{identifier(one.column)} = {literal(one.value)}" for one in found),
        tuple(one.text for one in found),
    )


def _has_groups(column: Column, table: Table) -> bool:
    if column.type != "text" or column.name in ("line", "name") or column.is_free_text:
        return False
    return column.distinct <= max(2, _MOST_DISTINCT * table.rows)


def _said(text: str, column: Column) -> Iterator[_Found]:
    """The longest values of a column that stand in a text, each once."""
    taken: list[tuple[int, int]] = []
    for value, _ in sorted(column.values, key=lambda each: -len(each[0])):
        if not _SHORTEST <= len(value) <= _LONGEST or value.isdigit():
            continue
        match = re.search(rf"(?<!\w){re.escape(value)}{_END}", text, re.IGNORECASE)
        if match is None or any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if _is_word_for_column(value, column):
            continue
        taken.append(match.span())
        yield _Found(column.name, value, match.group(), match.start())


def _is_word_for_column(value: str, column: Column) -> bool:
    """Whether a value is only what the column is called: "message" in `message_kind`."""
    return set(words(value)) <= set(words(column.name.replace("_", " ")))


def _within(one: _Found, other: _Found) -> bool:
    """Whether a value is a part of a longer one that stands there: "York" in "New York"."""
    inside = other.start <= one.start and one.start + len(one.text) <= other.start + len(other.text)
    return inside and len(other.text) > len(one.text)


def _is_unsure(found: _Found, text: str) -> bool:
    """Whether it may be a word only: a small one, or written otherwise, and its column does not stand by."""
    if " " in found.value or (found.text.startswith(found.value) and found.value[:1].isupper()):
        return False
    name = "|".join(re.escape(word) for word in words(found.column.replace("_", " ")))
    said = re.escape(found.text)
    beside = rf"\b(?:{name})(?:s|es)?\s+(?:is\s+|of\s+)?{said}|{said}[\s-]+(?:{name})"
    return re.search(beside, text, re.IGNORECASE) is None
