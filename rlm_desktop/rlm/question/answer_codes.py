"""Kinds of answers of a web server, as people call them: a server error is a status from 500 on."""

import re

from rlm_desktop.profile import Column, Profile, Table

_KINDS = {"4": "a status from 400 to 499", "5": "a status of at least 500"}
_ANY = re.compile(
    r"\b(?P<article>an? |any |the )?(?:HTTP )?"
    r"(?:(?P<said>server|client) errors?\b(?: \((?:an? )?[45]xx[^()]*\))?"
    r"|(?P<first>[45])xx\b(?: (?:status(?: codes?)?|answers?|responses?|errors?|codes?))?)",
    re.IGNORECASE,
)
_FIRST, _LAST = 100, 599


def as_numbers(question: str, profile: Profile) -> str:
    """The question with the numbers that such an answer has, where a table has a column of them."""
    if not any(map(_has_statuses, profile.tables)):
        return question
    return _ANY.sub(_numbers, question)


def _has_statuses(table: Table) -> bool:
    return any(c.name == "status" and c.type == "integer" and _are_codes(c) for c in table.columns)


def _are_codes(column: Column) -> bool:
    low, high = column.minimum or "", column.maximum or ""
    return low.isdigit() and high.isdigit() and _FIRST <= int(low) <= int(high) <= _LAST


def _numbers(match: re.Match[str]) -> str:
    first = match["first"] or ("5" if match["said"].lower() == "server" else "4")
    return _KINDS[first] if match["article"] else f"answers with {_KINDS[first]}"
