"""What a query leaves out in the place of what is asked for: those with 404, of "not found (404)"."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.queries.conditions import never
from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.linking import Links

_LACKS = re.compile(
    r"\b(?:no|zero|none|nothing|nobody|nowhere|no one|lack\w*|without|free (?:of|from)|missing|absent"
    r"|except\w*|exclud\w+|other than|apart from|besides|neither|nor|never|cannot|only|all|always|every"
    r"|each|instead)\b|n['\u2019]t\b|\bbut\b(?!\s+not\b)",
    re.IGNORECASE,
)
"""Rows that do not have what is named are asked for, or may be."""
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)


def mend(tree: exp.Query, question: str, links: Links) -> Iterator[str]:
    """What was asked for is taken; what was done, in a sentence each."""
    if asked := named_rows(tree, question):
        yield f"Rows with {asked} are asked for: the query had left them out."
    for name, longer in shorter_names(tree, question, links):
        yield f"“{name}” is asked for, and not all but “{longer}”."


def shorter_names(tree: exp.Query, question: str, links: Links) -> Iterator[tuple[str, str]]:
    """Rule "Hartford, not East Hartford, is Hartford": only the longer name was left out.

    Where the shorter one stands for itself in the question, and is compared with nowhere, it is taken; both.
    """
    where = tree.args.get("where")
    given = {text.name.strip("% ").lower() for text in tree.find_all(exp.Literal)}
    for condition in conjuncts(where.this) if where is not None else ():
        if not isinstance(condition, exp.NEQ) or not isinstance(condition.this, exp.Column):
            continue
        column, longer = condition.this, condition.expression.name
        for link in links.values:
            same = link.column.lower() == column.name.lower() and link.value.lower() not in given
            if same and _stands_alone(link.phrase, longer, question):
                taken = exp.EQ(this=column.copy(), expression=exp.Literal.string(link.value))
                condition.replace(exp.and_(taken, condition.copy()))
                yield link.value, longer
                break


def _stands_alone(name: str, longer: str, question: str) -> bool:
    """Whether a question leaves a name out that another is a part of, and has that one by itself."""
    word = rf"(?<!\w){re.escape(name)}(?!\w)"
    if not re.search(word, longer, re.IGNORECASE) or name.lower() == longer.lower():
        return False
    if not alternatives.is_left_out(longer, question) or alternatives.is_left_out(name, question):
        return False
    rest = re.sub(re.escape(longer), " ", question, flags=re.IGNORECASE)
    return rest != question and re.search(word, rest, re.IGNORECASE) is not None


def named_rows(tree: exp.Query, question: str) -> str:
    """Rule "what is named is meant": NOT IN (SELECT … WHERE status = 404) where nothing of it is left out.

    The rows of the inner condition are asked for themselves. What was taken back, as text; empty if nothing.
    """
    where = tree.args.get("where")
    if not isinstance(tree, exp.Select) or where is None or never.is_asked(question):
        return ""
    conditions = list(conjuncts(where.this))
    for number, condition in enumerate(conditions):
        inner = _inner(condition, tree)
        if inner is not None and _is_meant(inner, question):
            conditions[number] = inner.copy()
            tree.set("where", exp.Where(this=exp.and_(*conditions)))
            return inner.sql(dialect="duckdb")
    return ""


def _inner(condition: exp.Expr, tree: exp.Select) -> exp.Expr | None:
    """The condition of the rows that are left out, if they are rows of the same table."""
    among = condition.this.unnest() if isinstance(condition, exp.Not) else None
    asked = among.args.get("query") if isinstance(among, exp.In) else None
    select = asked.unnest() if isinstance(asked, exp.Expr) else None
    where = select.args.get("where") if isinstance(select, exp.Select) else None
    if (
        select is None
        or where is None
        or not {table.name for table in select.find_all(exp.Table)}
        <= {table.name for table in tree.find_all(exp.Table)}
    ):
        return None
    plain = all(isinstance(one, exp.EQ | exp.Like | exp.ILike) for one in conjuncts(where.this))
    found: exp.Expr | None = where.this if plain and not select.args.get("group") else None
    return found


def _is_meant(condition: exp.Expr, question: str) -> bool:
    """Whether the question names each of its values in brackets, as what it has said before them."""
    values = [value.name.strip("% ") for value in condition.find_all(exp.Literal)]
    if not values or _LACKS.search(question):
        return False
    if any(alternatives.is_left_out(value, question) for value in values):
        return False
    return all(_explains(re.escape(value), question) for value in values)


def _explains(value: str, question: str) -> bool:
    """Whether a value stands in brackets behind "but not sent", or "not found" for its number, or no not.

    "Who did not return an order (R)" asks for those that have no R.
    """
    bracket = rf"\([^()]*(?<!\w){value}(?!\w)[^()]*\)"
    if re.search(rf"\bbut not\b[^()]*{bracket}", question, re.IGNORECASE):
        return True
    if value.isdigit() and re.search(rf"\bnot \w+ {bracket}", question, re.IGNORECASE):
        return True
    return not _NOT.search(question) and re.search(bracket, question, re.IGNORECASE) is not None
