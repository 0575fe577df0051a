"""How much more one has than another: one figure of each, taken from each other."""

import re

from sqlglot import exp

from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question.linking import Link, Links

_LESS = r"less|fewer|lower|smaller|shorter|cheaper|younger|lighter|slower"
_MORE = r"more|higher|larger|bigger|greater|longer|older|heavier|dearer|taller|faster|better"
_ASKED = re.compile(
    rf"\b(?:how (?:much|many)(?: [a-z]+)?|by how much(?: [a-z]+)*?)\s+(?P<way>{_LESS}|{_MORE})\b"
    r"(?P<before>.*?)\bthan\b(?P<behind>.*)",
    re.IGNORECASE,
)
_IS_LESS = re.compile(_LESS, re.IGNORECASE)


def told(tree: exp.Query, question: str, links: Links) -> exp.Select | None:
    """Rule "how much more is a difference": of two values of a column the figure of one less the other's.

    The query of the root gives the figure, and the conditions on other columns; None where it gives none,
    or is such a difference already.
    """
    match = _ASKED.search(question)
    pair = _pair(match, links) if match else None
    if match is None or pair is None:
        return None
    select, figures = tree.find(exp.Select), list(tree.find_all(exp.AggFunc))
    figure = figures[0] if figures else None
    table = tree.find(exp.Table)
    if select is None or figure is None or table is None or _is_difference(tree, pair):
        return None
    first, second = pair if not _IS_LESS.fullmatch(match["way"]) else pair[::-1]
    parts = [_of(figure, one) for one in (first, second)]
    difference = exp.alias_(exp.Sub(this=parts[0], expression=parts[1]), "difference")
    made = exp.select(difference).from_(table.copy())
    for condition in _others(tree, pair):
        made = made.where(condition, copy=False)
    return made


def _pair(match: re.Match[str], links: Links) -> tuple[Link, Link] | None:
    """The values of one column on either side of "than"."""

    def of(side: str) -> list[Link]:
        text = match[side]
        return [v for v in links.strongest() if re.search(rf"(?<!\w){re.escape(v.phrase)}(?!\w)", text)]

    found = [
        (one, other)
        for one in of("before")
        for other in of("behind")
        if (one.table, one.column) == (other.table, other.column) and one.value != other.value
    ]
    return found[0] if len(found) == 1 else None


def _of(figure: exp.AggFunc, link: Link) -> exp.Expr:
    bare = figure.copy()
    those = exp.EQ(this=exp.column(link.column, quoted=True), expression=exp.Literal.string(link.value))
    return exp.Filter(this=bare, expression=exp.Where(this=those))


def _is_difference(tree: exp.Query, pair: tuple[Link, Link]) -> bool:
    """Whether a query takes the figure of one value from that of the other, as it should."""
    said = {text.name for sub in tree.find_all(exp.Sub) for text in sub.find_all(exp.Literal)}
    return {link.value for link in pair} <= said and tree.find(exp.Union) is None


def _others(tree: exp.Query, pair: tuple[Link, Link]) -> list[exp.Expr]:
    """Conditions of a query on other columns than the pair's, each once."""
    found: dict[str, exp.Expr] = {}
    for where in tree.find_all(exp.Where):
        for condition in conjuncts(where.this):
            columns = {column.name.lower() for column in condition.find_all(exp.Column)}
            if columns and pair[0].column.lower() not in columns and not condition.find(exp.Subquery, exp.Or):
                found.setdefault(condition.sql(), condition.copy())
    return list(found.values())
