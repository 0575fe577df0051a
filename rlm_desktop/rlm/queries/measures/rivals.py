"""Rule "one or the other": where a question sets two values against each other, each is told by itself.

"Did Morris or Duluth have a higher yield?" was answered with the mean of both.
"""

import re

from sqlglot import exp

from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.linking import Link, Links

_SMALL = r"fewer|less|least|(?:low|small|short|cheap|light|cold|cool|dri|weak)(?:er|est)"
_LARGE = r"more|most|better|best|(?:high|larg|bigg|great|long|old|fast|heavi|warm|hott|wett|strong)(?:er|est)"
_LESS = re.compile(rf"\b(?:{_SMALL})\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
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


def counted_apart(tree: exp.Query) -> str:
    """Rule "two counts count two things": of the same figure twice each over its own value; their column.

    `COUNT(*) AS sent, COUNT(*) AS deferred` over all that were sent or deferred tells neither.
    """
    if not isinstance(tree, exp.Select) or tree.args.get("group") or len(tree.expressions) < 2:
        return ""
    figures = [one.unalias() for one in tree.expressions]
    where = tree.args.get("where")
    same = isinstance(figures[0], exp.AggFunc) and all(one == figures[0] for one in figures)
    for condition in conjuncts(where.this) if where and same else ():
        either = condition.unnest()
        each = (
            [exp.EQ(this=either.this.copy(), expression=value.copy()) for value in either.expressions]
            if isinstance(either, exp.In)
            else list(alternatives.disjuncts(either))
        )
        of = {one.this.sql() for one in each if isinstance(one, exp.EQ)}
        if len(each) != len(figures) or len(of) != 1 or not all(isinstance(one, exp.EQ) for one in each):
            continue
        called = {one.expression.name.lower(): one for one in each}
        for number, shown in enumerate(tree.expressions):
            own = called.get(shown.alias.lower(), each[number])
            shown.unalias().replace(
                exp.Filter(this=figures[number].copy(), expression=exp.Where(this=own.copy()))
            )
        return str(each[0].this.name)
    return ""


def kept_in_order(tree: exp.Query) -> bool:
    """Rule "two figures stay two": single figures one under the other, in order, be they the same."""
    unions = [one for one in tree.find_all(exp.Union) if one.args.get("distinct")]
    selects = [one for union in unions for one in (union.left, union.right) if isinstance(one, exp.Select)]
    lone = [one for one in selects if len(one.expressions) == 1 and not one.args.get("group")]
    if not unions or not all(isinstance(one.expressions[0].unalias(), exp.AggFunc) for one in lone):
        return False
    if len(lone) < len(selects):
        return False
    for union in unions:
        union.set("distinct", False)
    return True


def named(tree: exp.Query, question: str) -> bool:
    """Rule "two figures are of two": beside each of lone figures under each other the value it is of."""
    if not isinstance(tree, exp.Union) or not _MORE.search(question) or not _OR.search(question):
        return False
    parts = [one for union in tree.find_all(exp.Union) for one in (union.left, union.right)]
    selects = [one for one in parts if isinstance(one, exp.Select)]
    values = [_only_value(one) for one in selects]
    told = [value.name for value in values if value is not None]
    if len(told) != len(selects) or len(set(told)) != len(told):
        return False
    for select, name in zip(selects, told, strict=True):
        select.set("expressions", [exp.Literal.string(name), *select.expressions])
    return True


def _only_value(select: exp.Select) -> exp.Literal | None:
    """The text that all rows of a lone figure have in a column."""
    where = select.args.get("where")
    lone = len(select.expressions) == 1 and isinstance(select.expressions[0].unalias(), exp.AggFunc)
    values = [
        one.expression
        for one in (conjuncts(where.this) if where and lone and not select.args.get("group") else ())
        if isinstance(one, exp.EQ) and isinstance(one.expression, exp.Literal) and one.expression.is_string
    ]
    return values[0] if len(values) == 1 else None


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
