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
