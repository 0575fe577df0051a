"""What is looked for where no row fits a query: a verb in its other forms, a text in the whole line."""

from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import call, conjuncts
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Links, Query, some_row


def mend(tree: exp.Query, table: Table, links: Links, query: Query) -> Iterator[str]:
    """Another condition in the place of one that no row fits with the rest; what is not sure of it."""
    where = tree.args.get("where") if isinstance(tree, exp.Select) else None
    if (
        where is None
        or tree.find(exp.Join, exp.Subquery)
        or some_row(where.this.sql(dialect="duckdb"), table.name, query)
    ):
        return
    told = _in_another_form(where, table, links, query)
    yield from filter(None, [told or _in_whole_lines(where, table, query)])


def _in_another_form(where: exp.Where, table: Table, links: Links, query: Query) -> str:
    """Rule "stopped may be stopping": a verb that no row says with the rest, in its other forms."""
    for found in [one for one in conjuncts(where.this) if _looked_for(one) not in ("", *links.quoted)]:
        said, shape = _looked_for(found), forms.other_endings(_looked_for(found))
        column = found.find(exp.Column)
        if not shape or column is None:
            continue
        other = call("regexp_matches", call("lower", column.copy()), exp.Literal.string(shape))
        rest = [other if one is found else one for one in conjuncts(where.this)]
        if _any(exp.and_(*rest), table, query):
            found.replace(other)
            return f"No row says “{said}” and is like the rest: those were taken that say it in another form."
    return ""


def _in_whole_lines(where: exp.Where, table: Table, query: Query) -> str:
    """Rule "a line says it somewhere": texts that a log has in no column at once, in all of its lines."""
    conditions = conjuncts(where.this)
    inside = {n: one.find(exp.Column) for n, one in enumerate(conditions) if _has_words(one)}
    elsewhere = {n: column for n, column in inside.items() if column is not None and column.name != "line"}
    if table.kind != "log" or not wording.has_wording(table) or not elsewhere:
        return ""
    moved = [one.copy() for one in conditions]
    for n in elsewhere:
        for column in moved[n].find_all(exp.Column):
            column.replace(exp.column("line"))
    if not _any(exp.and_(*moved), table, query):
        return ""
    where.set("this", exp.and_(*moved, copy=False))
    return "No row has all of it in its columns: it was looked for in the whole lines."


def _looked_for(condition: exp.Expr) -> str:
    """The one word that a condition looks for inside a text, in lower case; empty where it does not."""
    text = condition.find(exp.Literal)
    word = text.name.strip("% ").lower() if text is not None and _is_inside(condition) else ""
    return word if word.isalpha() else ""


def _has_words(condition: exp.Expr) -> bool:
    """Whether a condition looks for words inside a column; a number may stand anywhere in a line."""
    text = condition.find(exp.Literal)
    return _is_inside(condition) and text is not None and any(letter.isalpha() for letter in text.name)


def _is_inside(condition: exp.Expr) -> bool:
    """Whether a condition looks for a text inside a column; what is to stand at an end is another matter."""
    if isinstance(condition, exp.Like | exp.ILike):
        pattern = condition.expression.name
        return len(pattern) > 1 and pattern[0] == pattern[-1] == "%"
    called = isinstance(condition, exp.Anonymous) and condition.name.lower() == "contains"
    return called or isinstance(condition, exp.Contains)


def _any(condition: exp.Expr, table: Table, query: Query) -> bool:
    return some_row(condition.sql(dialect="duckdb"), table.name, query)
