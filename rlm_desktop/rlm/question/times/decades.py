"""Decades and centuries that a question names: the nineties, the 1990s, the 19th century."""

import re
from collections.abc import Iterator

_NAMES = {"thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80}
_NAMES |= {"nineties": 90}
_DECADE = re.compile(
    r"(?<!\d)(?P<year>1[0-9]\d0|20\d0)['\u2019]?s\b"
    r"|\b(?:the|early|late|mid)[ -]['\u2019]?(?P<short>[1-9]0)s\b"
    rf"|(?<!\w)(?P<name>{'|'.join(_NAMES)})\b",
    re.IGNORECASE,
)
_CENTURY = re.compile(r"\b(?P<number>1\d|2[01])(?:th|st) century\b", re.IGNORECASE)
_OF_AGES = re.compile(r"\b(?:his|her|their|our|my|your)\s+(?:early |late |mid[- ])?$", re.IGNORECASE)


def named(question: str) -> Iterator[tuple[str, int, int]]:
    """What the question says, with the first and the last year; "in their fifties" says an age."""
    for match in _DECADE.finditer(question):
        if _OF_AGES.search(question[: match.start()]):
            continue
        short = int(match["short"] or 0) or _NAMES.get((match["name"] or "").lower(), 0)
        first = int(match["year"]) if match["year"] else 1900 + short
        yield match.group(), first, first + 9
    for match in _CENTURY.finditer(question):
        first = (int(match["number"]) - 1) * 100
        yield match.group(), first, first + 99


def borders(question: str) -> set[int]:
    """The years that begin or end one: the first, the last, and those right before and behind."""
    found: set[int] = set()
    for said, first, last in named(question):
        found |= {first, last, first - 1, last + 1}
        found |= {first + 1} if "century" in said.lower() else set()
    return found
