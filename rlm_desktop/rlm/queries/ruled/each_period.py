"""How many rows each year has, or each month: the query for it needs no root where nothing else is asked.

"How many proposals were created in each year?", "break the posts down by year of publication".
"""

import re
from collections.abc import Sequence

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.links import Links, identifier

_UNIT = r"(?:calendar )?(?P<unit>year|month|day)"
_EACH = rf"(?:per|by|(?:in|for|of|on) (?:each|every)|each|every|from) {_UNIT}(?:(?<=from year) to year)?s?"
_OF_DATE = r"(?: (?:of|in which they were) (?P<date>[a-z]+))?"
_PLEASE = r"\W*(?:(?:please|can you|could you|give|show|tell|list|me|what is|what was|what are|the|an?) )*"
_DOWN = r"(?:up |down )?"
_FORMS = tuple(
    re.compile(rf"{_PLEASE}{form}\W*", re.IGNORECASE)
    for form in (
        rf"how many (?P<of>.+?) {_EACH}{_OF_DATE}",
        rf"(?:number|count) of (?P<of>.+?) {_EACH}{_OF_DATE}",
        rf"count (?P<of>.+?) {_EACH}{_OF_DATE}",
        rf"(?:break|split|divide) {_DOWN}(?P<of>.+?) {_DOWN}(?:by|into|per) {_UNIT}s?{_OF_DATE}",
        rf"(?:breakdown|break-down|distribution) of (?P<of>.+?) (?:by|per|over the) {_UNIT}s?{_OF_DATE}",
    )
)
_HAPPENS = frozenset(
    words(
        """
        create publish write open file post make release submit send register add issue launch come out begin
        start appear appeared record date sent made put first were there did have been get creation
        written publication release submission all these those different
        """
    )
)
"""What is said of rows that only have a day, whatever happened on it."""
_BEGINS = frozenset(
    [
        "appea",
        "publi",
        "creat",
        "start",
        "begin",
        "begun",
        "come",
        "came",
        "issue",
        "post",
        "write",
        "writt",
        "relea",
        "submi",
    ]
)
_FIRST_DAYS = frozenset(("date", "created", "published", "posted", "submitted"))
_MOST_WORDS = 6
_WRITTEN = {"year": "year({0})", "month": "strftime({0}, '%Y-%m')", "day": "CAST({0} AS DATE)"}


def query(question: str, tables: Sequence[Table], links: Links) -> str:
    """The query; empty where the question asks for anything else, or has a condition."""
    match = next((found for form in _FORMS if (found := form.fullmatch(question))), None)
    typed = [table for table in tables if table.kind not in ("lines", "documents")]
    if match is None or len(typed) != 1 or links.quoted:
        return ""
    of = match["of"].lower()
    phrases = (*(link.phrase for link in links.values), *(link.phrase for link in links.inside))
    if any(phrase.lower() in of for phrase in phrases):
        return ""  # What a value or a text says is a condition.
    table = typed[0]
    date = _date(table, words(f"{match['of']} {match['date'] or ''}"))
    if date is None or not _counts_rows(match["of"], table, date):
        return ""
    unit = match["unit"].lower()
    name = identifier(date.name)
    return (
        f"SELECT {_WRITTEN[unit].format(name)} AS {unit}, count(*) AS n FROM {identifier(table.name)}"
        f" WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 1"
    )


def _date(table: Table, said: Sequence[str]) -> Column | None:
    """The one column of dates, or the one of several that is named."""
    dates = [column for column in table.columns if column.type in ("date", "timestamp")]
    stems = {word[:5] for word in said}
    named = [c for c in dates if {word[:5] for word in words(c.name.replace("_", " "))} & stems]
    if len(named) == 1 or len(dates) == 1:
        return named[0] if len(named) == 1 else dates[0]
    # What appears, or is published, begins then.
    first = [c for c in dates if c.name.startswith("first_") or c.name in _FIRST_DAYS]
    return first[0] if len(first) == 1 and stems & _BEGINS else None


def _counts_rows(said: str, table: Table, date: Column) -> bool:
    """Whether all rows are meant: one noun, that is no column, and words that set no condition."""
    if re.search(
        r"\d|[\"'\u2018\u201c]|\b(?:and|or|not|without|with|than|different|distinct|unique)\b", said
    ):
        return False
    stems = {word[:5] for word in (*_HAPPENS, *words(date.name.replace("_", " ")))}
    left = [word for word in words(said) if word not in COMMON and word[:5] not in stems]
    # What names each row is a name of the rows.
    others = [column for column in table.columns if column.distinct != table.rows]
    columns = {word for column in others for word in words(column.name.replace("_", " "))}
    return len(said.split()) <= _MOST_WORDS and 1 <= len(left) <= 2 and not set(left) & columns
