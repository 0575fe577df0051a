"""Columns that say yes or no: compared with what they hold, and no where they say only yes."""

import re
from collections.abc import Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import truth
from rlm_desktop.rlm.question.linking import words

_NO = frozenset(("false", "no", "f", "n", "0", ""))
_YES = frozenset(("true", "yes", "t", "y", "1", "x"))
_DENIES = frozenset(("not", "no", "non", "never", "without", "un", "isn", "wasn", "didn", "hasn"))
_SO = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Like,
    exp.ILike,
    exp.In,
    exp.Between,
    exp.And,
    exp.Or,
)
_GROWN_ON = re.compile(r"(?:un|in|im|il|ir|dis|non)-?(?P<word>[a-z]+)")


def compared(condition: exp.Expr, columns: Mapping[str, Column]) -> exp.Expr | None:
    """Rule "a box is ticked or not": such a column is no text; none where it is compared with another."""
    if not isinstance(condition, exp.EQ | exp.NEQ | exp.Like | exp.ILike):
        return condition
    column, text = condition.this, condition.expression
    stored = columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
    if stored is None or not isinstance(text, exp.Literal) or not text.is_string:
        return condition
    said = text.name.strip("% ").lower()
    # A number stays one: gate 1, or other than that, is no yes.
    if is_of_ones(stored) and said in (_NO | _YES) - {"0", "1", ""}:
        one = (said in _YES) != isinstance(condition, exp.NEQ)
        return exp.EQ(this=column.copy(), expression=exp.Literal.number(int(one)))
    if stored.type != "boolean":
        return condition
    of = set(words(stored.name.replace("_", " ")))
    if of & _DENIES:
        # No is what "not paid" says of `not_paid` by yes: its words are compared as they stand.
        denied = False
        named = said.replace("_", " ") == stored.name.lower().replace("_", " ")
    else:
        denied = _denies(said, of)
        named = bool(set(words(_GROWN_ON.sub(r"\g<word>", said))) & of) or bool(set(words(said)) & of)
    if said not in _NO | _YES and not named:
        return None
    yes = (said not in _NO and not denied) != isinstance(condition, exp.NEQ)
    return exp.EQ(this=column.copy(), expression=exp.true() if yes else exp.false())


def is_of_ones(stored: Column) -> bool:
    """Whether a column holds 1 for yes and 0 for no."""
    return stored.type == "integer" and (stored.minimum, stored.maximum, stored.distinct) == ("0", "1", 2)


def _denies(said: str, of: set[str]) -> bool:
    """Whether a text says a word of a column's name with one not: "not paid", "unpaid"; not "not unpaid"."""
    told = words(said)
    matches = (_GROWN_ON.fullmatch(word) for word in (*told, said))
    grown = any(match and set(words(match["word"])) & of for match in matches)
    apart = bool(_DENIES.intersection(told)) and (grown or bool(of.intersection(told)))
    # "non-paid" is one word with its not, and reads as two.
    return grown or apart if _GROWN_ON.fullmatch(said) else grown != apart


def counted(tree: exp.Query) -> bool:
    """Rule "what is so is counted": COUNT(status = 'sent') counts rows that have a status at all.

    The rows are counted for which it is so; whether a query was mended.
    """
    found = [one for one in tree.find_all(exp.Count) if isinstance(one.this, _SO)]
    for count in found:
        where = exp.Where(this=count.this.copy())
        count.replace(exp.Filter(this=exp.Count(this=exp.Star()), expression=where))
    return bool(found)


def left_open(tree: exp.Query, columns: Mapping[str, Column]) -> list[str]:
    """Rule "what is not ticked is no": of columns that hold only yes the empty rows are those without.

    Their names.
    """
    found = []
    for condition in list(tree.find_all(exp.Not, exp.EQ, exp.NEQ, exp.Is)):
        column = _denied(condition)
        stored = columns.get(column.name.lower()) if column is not None else None
        if column is None or stored is None or stored.type != "boolean" or not stored.nulls:
            continue
        if [value.lower() for value, _ in stored.values] == ["true"]:
            condition.replace(exp.not_(exp.Is(this=column.copy(), expression=exp.true())))
            found.append(stored.name)
    return list(dict.fromkeys(found))


def _denied(condition: exp.Expr) -> exp.Column | None:
    """The column that a condition asks not to be true."""
    if isinstance(condition, exp.Not):
        inner = condition.this.unnest()
        return truth(inner) if isinstance(inner, exp.Column | exp.EQ) and not _is_of_no(inner) else None
    return truth(condition) if _is_of_no(condition) else None


def _is_of_no(condition: exp.Expr) -> bool:
    said = condition.expression if isinstance(condition, exp.EQ | exp.NEQ | exp.Is) else None
    return isinstance(said, exp.Boolean) and bool(said.this) == isinstance(condition, exp.NEQ)
