"""How much a figure grew from the first row to the last, in the order of time: a query that needs no root."""

import re
from collections.abc import Sequence

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.rlm.question.links import Links, identifier

_VERB = (
    r"(?:grow|grown|increase|rise|risen|climb|go up|gone up|fall|fallen|drop"
    r"|decrease|shrink|decline|change)"
)
_ENDS = (
    r"(?:between|from) the (?:first|earliest|beginning|start)(?: \w+)?"
    r" (?:and|to|until) the (?:last|latest|end)(?: \w+)?|over the (?:whole )?(?:log|file|time|period)"
)
_FORM = rf"\bhow much (?:did|has|have) (?P<of>.+?) {_VERB}d?(?: by)? (?:{_ENDS})\W*$"
_GREW = re.compile(_FORM, re.IGNORECASE)


def query(question: str, tables: Sequence[Table], links: Links) -> str:
    """The query; empty where the question asks for anything else, or has a condition."""
    match = _GREW.search(question)
    typed = [table for table in tables if table.kind not in ("lines", "documents")]
    if match is None or len(typed) != 1 or links.values or links.quoted or links.inside or links.worded:
        return ""
    figure, moment = _figure(typed[0], words(match["of"])), _moment(typed[0])
    if figure is None or moment is None:
        return ""
    value, time = identifier(figure.name), identifier(moment.name)
    first, last, table = f"arg_min({value}, {time})", f"arg_max({value}, {time})", identifier(typed[0].name)
    return (
        f"SELECT {last} - {first} AS growth, {first} AS first, {last} AS last FROM {table}"
        f" WHERE {value} IS NOT NULL"
    )


def _figure(table: Table, said: Sequence[str]) -> Column | None:
    """The one column of numbers whose whole name is said, the longest of them."""
    named = [
        (len(of), column)
        for column in table.columns
        if column.type in ("integer", "decimal")
        and set(of := words(column.name.replace("_", " "))) <= set(said)
    ]
    longest = [column for length, column in named if length == max(length for length, _ in named)]
    return longest[0] if len(longest) == 1 else None


def _moment(table: Table) -> Column | None:
    """The column of moments by which rows follow one another: that with most of them."""
    moments = [column for column in table.columns if column.type in ("timestamp", "date")]
    return max(moments, key=lambda column: (column.distinct, column.type == "timestamp"), default=None)
