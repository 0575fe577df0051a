"""Years that a question compares with: "older than 2015" is about the date that a table has."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import words

_BEFORE = r"(?:older|earlier) than|before|prior to"
_AFTER = r"(?:newer|later|younger|more recent) than|after"
_SINCE = r"since|from"
_COMPARES = re.compile(
    rf"\b(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<since>{_SINCE})) (?P<year>(?:1[5-9]|20)\d\d)\b"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_KINDS = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


def alone(tree: exp.Expr, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "a year alone is one of dates": `published BETWEEN '2018' AND '2020'` compares with years."""
    for condition in list(tree.find_all(*_KINDS, exp.NEQ, exp.Between)):
        column = condition.this
        stored = columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
        bounds = [condition.args.get(part) for part in ("expression", "low", "high")]
        limits = [bound for bound in bounds if bound is not None]
        if stored is None or stored.type not in ("date", "timestamp"):
            continue
        if not all(isinstance(one, exp.Literal) and _YEAR.fullmatch(one.name) for one in limits):
            continue
        condition.set("this", exp.Anonymous(this="year", expressions=[column.copy()]))
        for limit in limits:
            limit.replace(exp.Literal.number(limit.name))
        yield f"The year of {stored.name} was compared."


def of_the_date(
    condition: exp.Expr, stored: Column | None, columns: Mapping[str, Column], question: str
) -> exp.Expr | None:
    """Rule "a year is one of dates": a column of numbers or texts gives way to the only one of dates.

    None where the condition compares no year of the question, or the question speaks of its column.
    """
    match = _COMPARES.search(question.lower())
    dates = [column for column in columns.values() if column.type in ("date", "timestamp")]
    if match is None or stored is None or stored in dates or len(dates) != 1:
        return None
    if not isinstance(condition, _KINDS) or not isinstance(condition.expression, exp.Literal):
        return None
    named = set(words(stored.name.replace("_", " "))) <= set(words(question))
    if named or not re.match(rf"{match['year']}(?:-01-01|-12-31)?$", condition.expression.name):
        return None
    year = exp.Anonymous(this="year", expressions=[exp.column(dates[0].name, quoted=True)])
    limit = exp.Literal.number(match["year"])
    kind = exp.LT if match["before"] else exp.GT if match["after"] else exp.GTE
    return kind(this=year, expression=limit)
