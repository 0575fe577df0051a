"""A verb that no row says where it fits the rest of a query, though rows say it in another form: stopping."""

from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import call, conjuncts
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.linking import Links, Query, identifier


def mend(tree: exp.Query, table: Table, links: Links, query: Query) -> Iterator[str]:
    """Rule "stopped may be stopping": where no row fits, its other forms are looked for; what is not sure."""
    where = tree.args.get("where") if isinstance(tree, exp.Select) else None
    if where is None or tree.find(exp.Join, exp.Subquery) or _any(where.this, table, query):
        return
    for found in [one for one in conjuncts(where.this) if _looked_for(one) not in ("", *links.quoted)]:
        said, shape = _looked_for(found), forms.other_endings(_looked_for(found))
        column = found.find(exp.Column)
        if not shape or column is None:
            continue
        other = call("regexp_matches", call("lower", column.copy()), exp.Literal.string(shape))
        rest = [other if one is found else one for one in conjuncts(where.this)]
        if _any(exp.and_(*rest), table, query):
            found.replace(other)
            yield f"No row says “{said}” and is like the rest: those were taken that say it in another form."
            return


def _looked_for(condition: exp.Expr) -> str:
    """The one word that a condition looks for inside a text, in lower case; empty where it does not."""
    text = condition.find(exp.Literal)
    inside = isinstance(condition, exp.Like | exp.ILike | exp.Contains) or (
        isinstance(condition, exp.Anonymous) and condition.name.lower() == "contains"
    )
    word = text.name.strip("% ").lower() if inside and text is not None else ""
    return word if word.isalpha() else ""


def _any(condition: exp.Expr, table: Table, query: Query) -> bool:
    """Whether a row fits; also where that can't be found out."""
    where = condition.sql(dialect="duckdb")
    try:
        return bool(query(f"SELECT 1 FROM {identifier(table.name)} WHERE {where} LIMIT 1").rows)
    except TableError:
        return True
