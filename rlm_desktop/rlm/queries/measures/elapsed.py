"""Time between two moments of a row, in the unit that a question asks for: "how many hours from … to …"."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import call, reads
from rlm_desktop.rlm.question.linking import words

_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3_600,
    "day": 86_400,
    "week": 604_800,
    "month": 2_629_800,
    "year": 31_557_600,
}
_ASKED = re.compile(
    rf"\b(?:in|how many)\s+(?:whole |full )?(?P<unit>{'|'.join(_SECONDS)})s\b(?!\s+\d)", re.IGNORECASE
)

_LASTS = re.compile(
    r"\b(?:runs?|lasts?|lasted|takes?|took|goes|went|ran|stays?|stayed)\b.{0,30}\b(?:longest|shortest)\b"
    r"|\bhow long\b.{0,60}\b(?:run|last|take|go on|stay)\b",
    re.IGNORECASE,
)
_BEGIN = frozenset(words("start started begin began begun from opened open signed since"))
_END = frozenset(words("end ended finish finished until till to closed close expires expiry completed"))
_TIMES = frozenset(
    words("time duration day hour minute second month year week length term elapsed tenure ms")
)


def mend(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "hours are asked for": what is shown of two moments is told in that unit, and as a number."""
    match = _ASKED.search(question)
    if match is None:
        return
    unit = match["unit"].lower()
    units = f"{unit}s"
    for shown in tree.selects:
        for between in list(shown.find_all(exp.Sub)):
            kinds = [_kind(side, columns) for side in (between.this, between.expression)]
            if not all(kinds) or between.find_ancestor(exp.Anonymous, exp.Extract, exp.Div, exp.Mul):
                continue
            days = set(kinds) == {"date"}
            if days and unit == "day":
                continue
            seconds = between.copy() if days else call("epoch", between.copy())
            size = _SECONDS[unit] / (_SECONDS["day"] if days else 1)
            told = exp.Div(this=exp.paren(seconds) if days else seconds, expression=_number(size))
            told.set("typed", False)
            between.replace(told)
            yield f"The time between two moments was told in {units}."


def longest(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "what runs longest lasts": the time from its first to its last day, where money was measured.

    Of two columns of dates that say begin and end; what was put, or nothing.
    """
    if _LASTS.search(question) is None:
        return ""
    dates = [c for c in table.columns if c.type in ("date", "timestamp")]
    begins = [c for c in dates if _BEGIN & set(words(c.name.replace("_", " ")))]
    ends = [c for c in dates if _END & set(words(c.name.replace("_", " ")))]
    figures = [
        one
        for one in tree.find_all(exp.AggFunc)
        if isinstance(one.this, exp.Column) and not isinstance(one, exp.Count)
    ]
    if not all(reads(one.find_ancestor(exp.Select), table.name) for one in figures):
        return ""
    asked = set(words(question))
    if any(asked >= set(words(one.this.name.replace("_", " "))) for one in figures):
        return ""  # What it cost is asked for by its name.
    columns = {column.name.lower(): column for column in table.columns}
    measured = [one for one in figures if _is_no_time(columns.get(one.this.name.lower()))]
    if len(begins) != 1 or len(ends) != 1 or not measured or len(measured) != len(figures):
        return ""
    last, first = (exp.column(c.name, quoted=True) for c in (ends[0], begins[0]))
    for one in measured:
        one.set("this", exp.Sub(this=last.copy(), expression=first.copy()))
    return f"{begins[0].name} to {ends[0].name}"


def _is_no_time(column: Column | None) -> bool:
    """Whether a column holds numbers that are no time by their name."""
    if column is None or column.type not in ("integer", "decimal"):
        return False
    return not _TIMES & set(words(column.name.replace("_", " ")))


def _kind(side: exp.Expr, columns: Mapping[str, Column]) -> str:
    """What of time a side is: a date or a timestamp; empty for another."""
    if isinstance(side, exp.Cast) and side.is_type("date", "timestamp"):
        return "date" if side.is_type("date") else "timestamp"
    column = columns.get(side.name.lower()) if isinstance(side, exp.Column) else None
    return column.type if column is not None and column.type in ("date", "timestamp") else ""


def _number(size: float) -> exp.Expr:
    return exp.Literal.number(f"{size:.12g}")
