"""Time between two moments of a row, in the unit that a question asks for: "how many hours from … to …"."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import call

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


def mend(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "hours are asked for": what is shown of two moments is told in that unit, and as a number."""
    match = _ASKED.search(question)
    if match is None:
        return
    unit = match["unit"].lower()
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
            yield f"The time between two moments was told in {match['unit'].lower()}s."


def _kind(side: exp.Expr, columns: Mapping[str, Column]) -> str:
    """What of time a side is: a date or a timestamp; empty for another."""
    if isinstance(side, exp.Cast) and side.is_type("date", "timestamp"):
        return "date" if side.is_type("date") else "timestamp"
    column = columns.get(side.name.lower()) if isinstance(side, exp.Column) else None
    return column.type if column is not None and column.type in ("date", "timestamp") else ""


def _number(size: float) -> exp.Expr:
    return exp.Literal.number(f"{size:.12g}")
