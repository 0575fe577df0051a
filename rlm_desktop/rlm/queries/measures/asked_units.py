"""Figures in the unit that a question asks for: a column of milliseconds, told in minutes."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question import amounts

_OF_TIME = re.compile(r"\b(?:how many|in) (?:full |whole )?(?:hours|minutes|seconds)\b", re.IGNORECASE)
_TIMELY = re.compile(
    r"time|dur|hour|hrs?(?:_|\b)|min(?:ute)?s?(?:_|\b)|sec(?:ond)?s?(?:_|\b)|(?:^|_)m?s\b|milli|length|long|last"
    r"|elapsed|wait|delay|latency|days?(?:_|\b)|(?:^|_)age|period|spent|took",
    re.IGNORECASE,
)
_ASKED = r"\b(?:in|how many)\s+(?:whole |full )?(?P<unit>{})\b(?!\s+\d)"


def mend(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "minutes are asked for": what is shown of a column is divided as its unit and that one need it."""
    for shown in tree.selects:
        figure = _bare(shown.unalias())
        names = {column.name.lower() for column in figure.find_all(exp.Column)}
        column = columns.get(names.pop()) if len(names) == 1 else None
        if column is None or column.type not in ("integer", "decimal") or not _is_figure(figure):
            continue
        asked = amounts.asked_unit(question, column, _ASKED)
        if (own := amounts.asks_own_unit(question, column, _ASKED)) and _is_turned(shown.unalias()):
            shown.unalias().replace(figure.copy())
            yield f"{column.name} was told in {own}."
        if not asked:
            continue
        unit, by = asked
        before = shown.unalias().sql(dialect="duckdb")
        told = exp.Div(this=figure.copy(), expression=exp.Literal.number(f"{by:.10g}"))
        told.set("typed", False)
        if told.sql(dialect="duckdb") != before:
            shown.unalias().replace(told)
            yield f"{column.name} was told in {unit}."


def of_no_time(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> str:
    """Rule "money is no hours": the column of which a query makes hours, though no time is in its name."""
    if not _OF_TIME.search(question):
        return ""
    for shown in tree.selects:
        for column in shown.find_all(exp.Column) if _is_turned(shown.unalias()) else ():
            stored = columns.get(column.name.lower())
            timely = stored is None or stored.type not in ("integer", "decimal")
            if stored is not None and not timely and not _TIMELY.search(f"{stored.name} {stored.note}"):
                return stored.name
    return ""


def _bare(figure: exp.Expr) -> exp.Expr:
    """A figure without the numbers that it is multiplied by or divided by, and without rounding."""
    while isinstance(figure, exp.Paren | exp.Round | exp.Cast) or _by_a_number(figure):
        figure = figure.this
    if isinstance(figure, exp.AggFunc) and _by_a_number(figure.this) and _is_turned(figure):
        figure = figure.copy()
        figure.set("this", figure.this.this)
    return figure


def _by_a_number(figure: exp.Expr) -> bool:
    return isinstance(figure, exp.Mul | exp.Div) and isinstance(figure.expression.unnest(), exp.Literal)


def _is_turned(figure: exp.Expr) -> bool:
    """Whether a figure was made smaller or larger as units are: by 1000, 1024 or 60."""
    return any(
        isinstance(by := one.expression.unnest(), exp.Literal) and by.name in ("60", "1000", "1024", "3600")
        for one in figure.find_all(exp.Mul, exp.Div)
    )


def _is_figure(figure: exp.Expr) -> bool:
    if isinstance(figure, exp.Column):
        return True
    whole = isinstance(figure, exp.Max | exp.Min | exp.Avg | exp.Sum | exp.Median)
    return whole and isinstance(figure.this, exp.Column)
