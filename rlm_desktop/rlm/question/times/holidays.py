"""Days that go by a name: New Year's Day is the first of January, in rows that do not speak of it."""

import re
from collections.abc import Callable

from rlm_desktop.profile import Profile

_DAYS = (
    (r"new year(?:['\u2019]?s)? eve", "December 31"),
    (r"new year(?:['\u2019]?s)?(?: day)?(?! \d)", "January 1"),
    (r"christmas eve", "December 24"),
    (r"christmas day|christmas(?=\W*$)", "December 25"),
    (r"boxing day", "December 26"),
    (r"valentine(?:['\u2019]?s)? day", "February 14"),
    (r"halloween", "October 31"),
)
_BEFORE = r"\b(?P<on>on|at|before|after|since|until|till|from|between|and|during|of|in)\s+(?:the\s+)?"


_OF_ROWS = ("delimited", "json", "key_value")


def as_days(question: str, profile: Profile, stands: Callable[[str], bool] = lambda word: True) -> str:
    """The question with the day and month of each; of texts that are no rows with days it is left as it is.

    `stands` says if a word is in the text: where rows other than a log's have it, it may be something else.
    """
    logs = bool(profile.tables) and all(table.kind == "log" for table in profile.tables)
    if not logs and not _have_days(profile):
        return question
    for name, day in _DAYS:
        found = re.search(rf"(?i){_BEFORE}(?P<name>{name})\b", question)
        if found and (logs or not stands(re.split(r"\W", found["name"])[0])):
            question = re.sub(rf"(?i){_BEFORE}(?:{name})\b", rf"\g<on> {day}", question)
    return question


def _have_days(profile: Profile) -> bool:
    tables = [table for table in profile.tables if table.kind != "documents"]
    rows = bool(tables) and all(table.kind in _OF_ROWS for table in tables)
    columns = [column for table in tables for column in table.columns]
    dated = any(column.type in ("date", "timestamp") for column in columns)
    return rows and (dated or {"month", "day"} <= {column.name for column in columns})
