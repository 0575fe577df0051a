"""What stands in brackets behind a value is told with it: "Implemented (Swift 5.9)"."""

from collections.abc import Mapping

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column

_BEHIND = "in brackets behind "


def told(tree: exp.Query, columns: Mapping[str, Column]) -> str:
    """Rule "the whole value": the one column of some rows is shown with its details; its name, if so."""
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or not tree.args.get("where"):
        return ""
    shown = tree.expressions[0]
    if not isinstance(shown, exp.Column) or any(
        tree.args.get(part) for part in ("group", "distinct", "order")
    ):
        return ""
    name = shown.name.lower()
    detail = next((c for c in columns.values() if c.note == f"{_BEHIND}{name}"), None)
    if detail is None or any(c.name.lower() == detail.name for c in tree.find_all(exp.Column)):
        return ""
    in_brackets = f"coalesce(' (' || {exp.column(detail.name, quoted=True).sql('duckdb')} || ')', '')"
    whole = sqlglot.parse_one(f"{shown.sql('duckdb')} || {in_brackets}", dialect="duckdb")
    shown.replace(exp.alias_(whole, shown.name, quoted=True))
    return shown.name
