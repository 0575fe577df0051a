"""What stands beside the highest of a column: when it was, or whose, and not the highest of that as well."""

import re

from sqlglot import exp

from rlm_desktop.profile import Table

_EXTREME = (
    r"\b(?:highest|largest|greatest|biggest|longest|most|maximum|max|peak|slowest|lowest|smallest|shortest|fewest"
    r"|least|minimum|min|fastest|first|last|earliest|latest|oldest|newest|range|average|mean|total)\b"
)
_ASKS_WHOSE = re.compile(
    r"(?:\band|[,;:])\s+(?:also\s+)?(?:(?:for|from|by|at|on|in|of|to) )?"
    r"(?:when|which|who|whose|where|what)\b",
    re.IGNORECASE,
)


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "highest, and when": one row has both, where a query takes the highest of each; the column."""
    if not isinstance(tree, exp.Select) or len(tree.expressions) < 2 or not _ASKS_WHOSE.search(question):
        return ""
    if len(re.findall(_EXTREME, question, re.IGNORECASE)) != 1:
        return ""
    if any(tree.args.get(part) for part in ("group", "having", "order", "distinct", "joins", "qualify")):
        return ""
    made = [one.unalias() for one in tree.expressions]
    if any(not isinstance(one, exp.Max | exp.Min) or not isinstance(one.this, exp.Column) for one in made):
        return ""
    columns = {column.name.lower(): column for column in table.columns}
    names = [one.this.name.lower() for one in made]
    kinds = [columns[name].type if name in columns else "" for name in names]
    # Where two figures are shown each may be one of its own.
    if kinds[0] not in ("integer", "decimal") or len(set(names)) < len(names):
        return ""
    if any(kind not in ("date", "timestamp", "time", "text") for kind in kinds[1:]):
        return ""
    figure = exp.column(columns[names[0]].name, quoted=True)
    shown = [exp.column(columns[name].name, quoted=True) for name in names]
    falls = isinstance(made[0], exp.Max)
    tree.set("expressions", shown)
    tree.where(exp.Not(this=exp.Is(this=figure.copy(), expression=exp.null())), copy=False)
    tree.set("order", exp.Order(expressions=[exp.Ordered(this=figure.copy(), desc=falls, nulls_first=False)]))
    tree.limit(1, copy=False)
    return columns[names[0]].name


def of_one_row(tree: exp.Query) -> str:
    """Rule "the highest of all is one row": what is shown beside it without a group is of that row.

    The first of groups by the highest of each is the row with the highest. The column, if it was mended.
    """
    if not isinstance(tree, exp.Select) or any(
        tree.args.get(part) for part in ("having", "distinct", "joins")
    ):
        return ""
    group, order, limit = (tree.args.get(part) for part in ("group", "order", "limit"))
    if not group or not order or len(order.expressions) != 1 or limit is None or limit.expression.name != "1":
        return ""
    figures = [one for one in tree.expressions if one.find(exp.AggFunc)]
    figure = figures[0].unalias() if len(figures) == 1 else None
    if not isinstance(figure, exp.Max | exp.Min) or not isinstance(figure.this, exp.Column):
        return ""
    first = order.expressions[0]
    by = {figures[0].alias_or_name.lower(), figure.sql().lower(), figure.this.sql().lower()}
    falls = isinstance(figure, exp.Max)
    if first.this.sql().lower() not in by or bool(first.args.get("desc")) is not falls:
        return ""
    grouped = {key.sql().lower() for key in group.expressions}
    shown = [one.unalias() for one in tree.expressions if one not in figures]
    if all(one.sql().lower() in grouped or one.alias_or_name.lower() in grouped for one in shown):
        return ""
    column = figure.this.copy()
    tree.set("group", None)
    tree.set("expressions", [column.copy() if one in figures else one for one in tree.expressions])
    tree.set("order", exp.Order(expressions=[exp.Ordered(this=column.copy(), desc=falls, nulls_first=False)]))
    return column.name


def of_keys(tree: exp.Query) -> bool:
    """Rule "a sum of what groups are made of is one figure": whether sums over keys became the keys."""
    group = tree.args.get("group") if isinstance(tree, exp.Select) else None
    keys = {key.name.lower() for key in group.expressions if isinstance(key, exp.Column)} if group else set()
    mended = False
    for total in list(tree.find_all(exp.Sum, exp.Avg)) if keys else []:
        of = {column.name.lower() for column in total.find_all(exp.Column)}
        if total.find_ancestor(exp.Select) is not tree or isinstance(total.parent, exp.Window):
            continue
        if isinstance(total.parent, exp.Select | exp.Alias) and any(
            isinstance(one, exp.Column) and one.name.lower() in of for one in tree.selects
        ):
            continue  # The key is shown already: its sum beside it is that of the group.
        if of and of <= keys and not total.find(exp.Distinct, exp.Case):
            total.replace(total.this.copy())
            mended = True
    return mended
