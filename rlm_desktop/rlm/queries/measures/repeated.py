"""Who did something more than twice: rows are counted for each, not compared with a number."""

import re

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import conjuncts

_TIMES = {"once": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_ASKED = re.compile(
    r"^\W*(?:who|which|what)\b.*\b(?P<how>more than|at least|over|exactly|only)\s+"
    r"(?:(?P<word>once|twice)|(?P<number>\d+|two|three|four|five|six|seven|ten)\s+times)\b",
    re.IGNORECASE,
)
_COMPARES = {"more than": exp.GT, "over": exp.GT, "at least": exp.GTE, "exactly": exp.EQ, "only": exp.EQ}


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "more than twice is a count": groups of what is shown, by how many rows they have; that column."""
    match = _ASKED.match(question)
    if match is None or not isinstance(tree, exp.Select) or tree.find(exp.AggFunc, exp.Having, exp.Subquery):
        return ""
    shown = tree.expressions[0].unalias() if tree.expressions else None
    column = next((c for c in table.columns if shown and c.name.lower() == shown.name.lower()), None)
    if not isinstance(shown, exp.Column) or column is None or column.type != "text":
        return ""
    said = (match["word"] or match["number"]).lower()
    times = _TIMES.get(said) or int(said)
    where = tree.args.get("where")
    # A number that nothing is called by was compared with whatever there was.
    kept = [one for one in conjuncts(where.this) if not _compares_numbers(one)] if where else []
    tree.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)
    tree.set("expressions", [shown.copy()])
    for part in ("order", "limit", "distinct", "group"):
        tree.set(part, None)
    tree.group_by(shown.copy(), copy=False)
    count = exp.Count(this=exp.Star())
    tree.having(_COMPARES[match["how"].lower()](this=count, expression=exp.Literal.number(times)), copy=False)
    return column.name


def _compares_numbers(condition: exp.Expr) -> bool:
    compared = isinstance(condition, exp.GT | exp.GTE | exp.LT | exp.LTE)
    return compared and not any(text.is_string for text in condition.find_all(exp.Literal))
