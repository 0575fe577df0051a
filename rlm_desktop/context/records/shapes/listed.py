"""Lists whose form says that they are lists: repeated elements, items of front matter, lines of a section."""

import re
from collections.abc import Sequence

from rlm_desktop.context.records.shapes.several import NOTE, SEPARATORS
from rlm_desktop.context.records.shapes.shape import quote

PARTED = "\x1f"
"""Stands between the things of a list where a head is told on lines, as no text has it."""
_FEWEST = 0.01
"""Such a share of the values must be lists of several; what is twice in one document is a slip."""


_AND = r",?\s+(?:and|&)\s+"
_PERSONS = re.compile(
    r"(?:.*_)?(?:authors?|by|writers?|editors?|presenters?|speakers?|hosts?|contributors?|maintainers?|champions?"
    r"|owners?|reviewers?|managers?|attendees|translators?|actors?|signed)"
)
_FEWEST_PAIRS = 3
_KNOWN = 0.5
"""Such a share of what is joined by "and" must stand by itself elsewhere."""


def apart(name: str, values: Sequence[str], text: str, note: str) -> tuple[list[str], str, str]:
    """The same where some write "Ada and Bob" for two persons, or things of a list."""
    if not note and not _PERSONS.fullmatch(name):
        return list(values), text, note
    sign = note[-2] if note else ","
    things = {thing.strip() for value in values for thing in value.split(sign)}
    pairs = [thing for value in values for thing in value.split(sign) if re.search(_AND, f" {thing}")]
    halves = [[half.strip() for half in re.split(_AND, f" {thing}") if half.strip()] for thing in pairs]
    known = sum(any(half in things for half in some) for some in halves)
    if len(pairs) < _FEWEST_PAIRS or known < _KNOWN * len(pairs):
        return list(values), text, note
    told = [re.sub(_AND, f"{sign} ", value) for value in values]
    return told, f"regexp_replace({text}, {quote(_AND)}, {quote(f'{sign} ')}, 'g')", NOTE.format(sign)


def plainly(values: Sequence[str], text: str) -> tuple[list[str], str, str]:
    """Values with the sign that people read between the things of a list, the same in SQL, and the note."""
    several = [value for value in values if PARTED in value]
    if not several:
        return list(values), text, ""
    things = [thing for value in several for thing in value.split(PARTED)]
    sign = next((sign for sign in SEPARATORS if not any(sign in thing for thing in things)), "|")
    told = [value.replace(PARTED, f"{sign} ") for value in values]
    note = NOTE.format(sign) if len(several) >= _FEWEST * len(values) else ""
    return told, f"replace({text}, chr(31), {quote(f'{sign} ')})", note
