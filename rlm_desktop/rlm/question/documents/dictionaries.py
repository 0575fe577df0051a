"""Tables that only explain the columns of another one: a sheet with the name of each and what it means."""

import re

import msgspec

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question.linking import words

_ASKED = re.compile(
    r"\b(?:mean(?:s|ing|t)?|stands? for|defin\w+|descri\w+|explain\w*|columns?|fields?|variables?)\b",
    re.IGNORECASE,
)
"""What is asked of such a table itself."""
_FEWEST = 4  # columns that are explained
_MOST = 0.7
_LONGEST = 400  # rows


def without(profile: Profile, question: str) -> Profile:
    """The profile without such tables, unless the question asks what something means."""
    if len(profile.tables) < 2 or _ASKED.search(question):
        return profile
    kept = tuple(table for table in profile.tables if not _explains(table, profile))
    return msgspec.structs.replace(profile, tables=kept) if kept else profile


def _explains(table: Table, profile: Profile) -> bool:
    others = [other for other in profile.tables if other is not table and len(other.columns) >= _FEWEST]
    few = table.rows <= _LONGEST and len(table.columns) < _FEWEST + 1
    return few and any(_lists(column, other) for column in table.columns for other in others)


def _lists(column: Column, other: Table) -> bool:
    """Whether most values of a column are names of another table's columns."""
    names = [set(words(one.name.replace("_", " "))) for one in other.columns]
    told = [any(set(words(value)) <= name for name in names) for value, _ in column.values if words(value)]
    return len(told) >= _FEWEST and sum(told) >= _MOST * len(told)
