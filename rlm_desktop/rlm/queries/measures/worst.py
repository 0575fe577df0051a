"""The worst of what is bad is the most of it: the worst delay is the longest, not the earliest departure."""

import re

from sqlglot import exp

from rlm_desktop.rlm.question.linking import words

_WORST = re.compile(r"\bworst\s+(?P<of>(?:[a-z-]+\s+){0,2}[a-z-]+)", re.IGNORECASE)
_GOOD = re.compile(
    r"\b(?:scores?|ratings?|grades?|index|rank\w*|safety|handling|recovery|smallest|lowest|least|earliest)\b",
    re.IGNORECASE,
)
"""Of what is good the least is the worst, and who says smallest means it."""
_BAD = frozenset(
    words(
        "delay lateness loss damage crime accident outage pollution error wait congestion casualty death"
        " injury unemployment inflation latency debt deficit fine penalty fire flood failure overrun absence"
        " complaint"
    )
)


def mend(tree: exp.Query, question: str) -> str:
    """Takes the largest where a query takes the smallest of a column that is called so; which column."""
    match = _WORST.search(question)
    of = _BAD.intersection(words(match["of"])) if match and not _GOOD.search(question) else set()
    if not of or not isinstance(tree, exp.Select):
        return ""
    turned = ""
    for least in list(tree.find_all(exp.Min)):
        if isinstance(least.this, exp.Column) and of & set(words(least.this.name.replace("_", " "))):
            turned = least.this.name
            least.replace(exp.Max(this=least.this.copy()))
    order = tree.args.get("order")
    first = order.expressions[0] if order and tree.args.get("limit") else None
    if first is None or first.args.get("desc"):
        return turned
    aliases = {one.alias.lower(): one.unalias() for one in tree.selects if one.alias}
    by = aliases.get(first.this.name.lower(), first.this)
    column = by.find(exp.Column)
    if column is None or not of & set(words(column.name.replace("_", " "))):
        return turned
    first.set("desc", True)
    first.set("nulls_first", False)
    return str(column.name)
