"""Rule "one or the other": where a question sets two values against each other, each is told by itself.

"Did Morris or Duluth have a higher yield?" was answered with the mean of both.
"""

import re

from sqlglot import exp

from rlm_desktop.rlm.question.linking import Link, Links

_SMALL = r"fewer|less|least|(?:low|small|short|cheap|light|cold|cool|dri|weak)(?:er|est)"
_LARGE = r"more|most|better|best|(?:high|larg|bigg|great|long|old|fast|heavi|warm|hott|wett|strong)(?:er|est)"
_LESS = re.compile(rf"\b(?:{_SMALL})\b", re.IGNORECASE)
_MORE = re.compile(rf"\b(?:{_SMALL}|{_LARGE})\b", re.IGNORECASE)


def part(tree: exp.Query, question: str, links: Links) -> str:
    """Let a lone figure over both be told of each, best first; the values' column, where it was mended."""
    column = _of_both(question, links)
    if not column or not isinstance(tree, exp.Select) or len(tree.expressions) != 1:
        return ""
    if tree.args.get("group") or tree.args.get("limit") or tree.find(exp.Case, exp.Filter, exp.CountIf):
        return ""
    figure = tree.expressions[0].unalias()
    if not isinstance(figure, exp.AggFunc) or column not in {c.name for c in _conditions(tree)}:
        return ""
    apart = exp.column(column, quoted=True)
    tree.set("expressions", [apart, *tree.expressions])
    tree.group_by(apart.copy(), copy=False)
    tree.order_by(exp.Ordered(this=figure.copy(), desc=not _LESS.search(question)), copy=False)
    return column


def _conditions(tree: exp.Select) -> list[exp.Column]:
    where = tree.args.get("where")
    return list(where.find_all(exp.Column)) if where else []


def _of_both(question: str, links: Links) -> str:
    """The column of two values with "or" between them, if it is asked which has more of something."""
    if not _MORE.search(question):
        return ""
    values = links.strongest()
    return next(
        (one.column for one in values for other in values if _stand_against(one, other, question)), ""
    )


def _stand_against(one: Link, other: Link, question: str) -> bool:
    if one.value == other.value or (one.table, one.column) != (other.table, other.column):
        return False
    between = rf"\b{re.escape(one.phrase)}\s+or\s+(?:\w+\s+)?{re.escape(other.phrase)}\b"
    return re.search(between, question, re.IGNORECASE) is not None
