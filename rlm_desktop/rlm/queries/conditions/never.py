"""Who never did something: those of whom no row says it, not those of whom one says another thing."""

import re

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import conjuncts

_NEVER = re.compile(
    r"\bnever\b|\bnot (?:once|ever|a single|any)\b|n['\u2019]t (?:once|ever)\b", re.IGNORECASE
)
_ONCE = 0.9
"""With so many different values, of all rows, a column has one row for each."""


def is_asked(question: str) -> bool:
    """Whether a question asks for who never did something."""
    return _NEVER.search(question) is not None


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "never is in no row": names shown or counted where a row says something else; their column.

    "Which candidates never came to Oulu" are not those who came to Graz.
    """
    if _NEVER.search(question) is None or not isinstance(tree, exp.Select):
        return ""
    if tree.args.get("joins") or tree.args.get("limit") or tree.find(exp.Subquery, exp.Having):
        return ""
    name, counted = _shown(tree)
    column = next((c for c in table.columns if c.name.lower() == name), None)
    where = tree.args.get("where")
    if column is None or where is None or column.distinct > _ONCE * table.rows:
        return ""
    conditions = conjuncts(where.this)
    denied = [(one, said) for one in conditions if (said := _said(one)) is not None and name not in _of(one)]
    if len(denied) != 1:
        return ""
    condition, said = denied[0]
    others = [one.copy() for one in conditions if one is not condition]
    of = exp.column(column.name, quoted=True)
    known = exp.Not(this=exp.Is(this=of.copy(), expression=exp.null()))
    those = (
        exp.select(of.copy()).from_(exp.to_identifier(table.name, quoted=True)).where(said, known, *others)
    )
    never = exp.Not(this=exp.In(this=of.copy(), query=exp.Subquery(this=those)))
    tree.set("where", exp.Where(this=exp.and_(known.copy(), *others, never)))
    tree.set("group", None)
    if not counted:
        tree.set("distinct", exp.Distinct())
    return column.name


def _shown(tree: exp.Select) -> tuple[str, bool]:
    """The one column that is shown, or whose values are counted, in small letters."""
    shown = tree.selects[0].unalias() if len(tree.selects) == 1 else None
    counted = isinstance(shown, exp.Count) and isinstance(shown.this, exp.Distinct)
    if counted and shown is not None:
        shown = shown.this.expressions[0]
    return (shown.name.lower(), counted) if isinstance(shown, exp.Column) else ("", False)


def _said(condition: exp.Expr) -> exp.Expr | None:
    """What a condition denies, as said: `town = 'Oulu'` of `town <> 'Oulu'`; None where it denies nothing."""
    if isinstance(condition, exp.NEQ):
        return exp.EQ(this=condition.this.copy(), expression=condition.expression.copy())
    if isinstance(condition, exp.Not) and not isinstance(condition.this, exp.Is):
        denied: exp.Expr = condition.this.copy()
        return denied
    if isinstance(condition, exp.Paren):
        return _said(condition.this)
    if isinstance(condition, exp.Or):  # NEQ, with those that have none beside it
        return _said(condition.left) if isinstance(condition.right, exp.Is) else None
    return None


def _of(condition: exp.Expr) -> set[str]:
    return {column.name.lower() for column in condition.find_all(exp.Column)}
