"""Money that came in and money that went out, where one column has both: with a sign and without."""

import re
from collections.abc import Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question.linking import words

_IN = re.compile(
    r"\b(?:credits?|credited|c[oa]me?s? in|coming in|incoming|deposit(?:s|ed)?|(?<!net )income|inflows?"
    r"|paid in)\b"
    r"(?! (?:tax|card|note|statement|score|limit|rating|account)s?\b)",
    re.IGNORECASE,
)
_OUT = re.compile(
    r"\b(?:debits?|debited|spent|spend(?:ing)?|went out|go(?:es|ing)? out|outgoings?|withdrawals?|withdrawn"
    r"|withdrew|paid out|expenses?|outflows?)\b",
    re.IGNORECASE,
)
_MOVES = frozenset(words("amount betrag value wert booking transaction umsatz sum payment"))
"""What a column of money that moves is called: a profit, a balance or a change is none."""
_FEWEST = 0.1
"""Where fewer frequent amounts are negative, or the largest of these is that small, they are refunds."""
_ABOVE, _BELOW = (exp.GT, exp.GTE), (exp.LT, exp.LTE)


def is_meant(condition: exp.Expr, stored: Column | None, question: str) -> bool:
    """Whether a comparison with nothing is what the question says of the money: "credits" are above it."""
    sides = _ABOVE if (side := _side(question)) > 0 else _BELOW
    zero = condition.expression if isinstance(condition, sides) else None
    has_both = stored is not None and _has_both(stored)
    return side != 0 and has_both and isinstance(zero, exp.Literal) and zero.name in ("0", "0.0")


def demand(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> str:
    """Rule "credits only": a sum over a column with both is one of what came in, or of what went out.

    Not where the query looks at that column itself. The condition that was added.
    """
    side = _side(question)
    total = tree.find(exp.Sum)
    of = total.this if total is not None else None
    column = columns.get(of.name.lower()) if isinstance(of, exp.Column) else None
    if not side or column is None or not _has_both(column) or not isinstance(tree, exp.Select):
        return ""
    if not _MOVES & set(words(column.name.replace("_", " "))) or (side < 0 and _is_seldom(column)):
        return ""
    names = {word for text in tree.find_all(exp.Literal) for word in words(text.name)}
    said = {word for match in (*_IN.finditer(question), *_OUT.finditer(question)) for word in words(match[0])}
    if said & names:
        return ""  # WAGES DIRECT CREDIT is what some rows are called, and goes out.
    where = tree.args.get("where")
    given = conjuncts(where.this) if where else []
    if any(one.name.lower() == column.name.lower() for c in given for one in c.find_all(exp.Column)):
        return ""
    kind = exp.GT if side > 0 else exp.LT
    added = kind(this=exp.column(column.name, quoted=True), expression=exp.Literal.number(0))
    tree.where(added, copy=False)
    return f"{column.name} {'>' if side > 0 else '<'} 0"


def _side(question: str) -> int:
    """1 for what came in, -1 for what went out; 0 where the question says neither, or both."""
    return bool(_IN.search(question)) - bool(_OUT.search(question))


def _is_seldom(column: Column) -> bool:
    """Whether few of the amounts that are known are negative, as refunds among expenses."""
    signs = [float(value) < 0 for value, _ in column.values if _is_number(value)]
    if not signs and column.minimum and column.maximum:
        return -float(column.minimum) < _FEWEST * float(column.maximum)
    return bool(signs) and sum(signs) < _FEWEST * len(signs)


def _is_number(value: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", value) is not None


def _has_both(column: Column) -> bool:
    if column.type not in ("integer", "decimal") or not column.minimum or not column.maximum:
        return False
    return float(column.minimum) < 0 < float(column.maximum)
