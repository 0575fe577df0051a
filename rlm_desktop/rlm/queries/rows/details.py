"""What is told with a value: what stands in brackets behind it, and the title of a document."""

import re
from collections.abc import Sequence

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import reads

_BEHIND = "in brackets behind "
_FILES = re.compile(r"\b(?:files?|file ?names?|documents?)\b", re.IGNORECASE)


def told(tree: exp.Query, tables: Sequence[Table]) -> str:
    """Rule "the whole value": the one column of some rows is shown with its details; its name, if so."""
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or not tree.args.get("where"):
        return ""
    shown = tree.expressions[0]
    if not isinstance(shown, exp.Column) or any(
        tree.args.get(part) for part in ("group", "distinct", "order")
    ):
        return ""
    name = shown.name.lower()
    read = [table for table in tables if reads(tree, table.name)]
    detail = next((c for table in read for c in table.columns if c.note == f"{_BEHIND}{name}"), None)
    if detail is None or any(c.name.lower() == detail.name for c in tree.find_all(exp.Column)):
        return ""
    in_brackets = f"coalesce(' (' || {exp.column(detail.name, quoted=True).sql('duckdb')} || ')', '')"
    whole = sqlglot.parse_one(f"{shown.sql('duckdb')} || {in_brackets}", dialect="duckdb")
    shown.replace(exp.alias_(whole, shown.name, quoted=True))
    return shown.name


def titled(tree: exp.Query, question: str, tables: Sequence[Table]) -> bool:
    """Rule "a document by its title": documents that are told by their files' names have their titles before
    them, where they have titles and the question asks for no files; whether it is so.
    """
    if not isinstance(tree, exp.Select) or tree.args.get("group"):
        return False
    if tree.args.get("distinct") and (len(tree.expressions) > 1 or tree.args["distinct"].args.get("on")):
        return False
    read = [table for table in tables if reads(tree, table.name)]
    has_titles = any(t.row_is == "document" and any(c.name == "title" for c in t.columns) for t in read)
    first = tree.expressions[0]
    is_named = isinstance(first, exp.Column) and first.name.lower() == "name"
    shown = {column.name.lower() for each in tree.expressions for column in each.find_all(exp.Column)}
    if not (has_titles and is_named) or "title" in shown or _FILES.search(question):
        return False
    tree.set("expressions", [exp.column("title", quoted=True), *tree.expressions])
    return True
