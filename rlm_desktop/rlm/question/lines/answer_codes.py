"""Kinds of answers of a web server, as people call them: a server error is a status from 500 on."""

import re
from collections.abc import Iterator

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question.lines import wording

_KINDS = {"4": "a status from 400 to 499", "5": "a status of at least 500"}
_ANY = re.compile(
    r"\b(?P<article>an? |any |the )?(?:HTTP )?"
    r"(?:(?P<said>server|client) errors?\b(?: \((?:an? )?[45]xx[^()]*\))?"
    r"|(?P<first>[45])xx\b(?: (?:status(?: codes?)?|answers?|responses?|errors?|codes?))?)",
    re.IGNORECASE,
)
_NOT = {"found": 404, "modified": 304, "allowed": 405, "acceptable": 406, "implemented": 501}
_CODE = r"(?:(?:an?|the|http|status|code|error|method) )*"
_NAMED = re.compile(
    rf"\b{_CODE}(?:[1-5]\d\d )?[\"'\u201c\u2018]?\bnot (?P<what>{'|'.join(_NOT)})\b[\"'\u201d\u2019]?"
    rf"(?: (?:errors?|answers?|responses?|status)\b)?(?:\s*\({_CODE}[1-5]\d\d\))?",
    re.IGNORECASE,
)
"""What was not found was answered so: no request is left out of what is asked for."""
_QUOTES = " \"'\u201c\u2018"
_FIRST, _LAST = 100, 599


def as_numbers(question: str, profile: Profile) -> str:
    """The question with the numbers that such an answer has, where a table has a column of them."""
    if not any(map(_has_statuses, profile.tables)):
        return question
    held = {value for table in profile.tables for value in _statuses(table)}
    says_it = any(wording.has_wording(table) for table in profile.tables)
    for match in reversed(list(_NAMED.finditer(question))):
        number = _NOT[match["what"].lower()]
        # Without its number it may be what lines say, or mean something else.
        bare = not re.search(r"\d", match.group())
        if bare and (says_it or number != _NOT["found"]):
            continue
        if any(low <= number <= high for low, high in held):
            before, behind = question[: match.start()].rstrip(_QUOTES), question[match.end() :]
            with_it = "" if re.search(r"\bwith$", before) else "answered with "
            requests = "requests " if re.search(r"\b(?:how many|of|all|which)$", before.lower()) else ""
            question = f"{before} {requests}{with_it}status {number}{behind}".lstrip()
    return _ANY.sub(_numbers, question)


def _has_statuses(table: Table) -> bool:
    return any(True for _ in _statuses(table))


def _statuses(table: Table) -> Iterator[tuple[int, int]]:
    """The least and the greatest status of each column that holds such."""
    for column in table.columns:
        if column.name == "status" and column.type == "integer" and _are_codes(column):
            yield int(column.minimum or 0), int(column.maximum or 0)


def _are_codes(column: Column) -> bool:
    low, high = column.minimum or "", column.maximum or ""
    return low.isdigit() and high.isdigit() and _FIRST <= int(low) <= int(high) <= _LAST


def _numbers(match: re.Match[str]) -> str:
    first = match["first"] or ("5" if match["said"].lower() == "server" else "4")
    return _KINDS[first] if match["article"] else f"answers with {_KINDS[first]}"
