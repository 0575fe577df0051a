"""A text that lines are to mention, by the question: looked for also where a query lost or misspelled it."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import call
from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Query, contained, identifier, literal

_SEVERAL = re.compile(r",|\b(?:and|or|nor|but|not)\b", re.IGNORECASE)
_OF_MESSAGES = re.compile(r"\bmessages?\b", re.IGNORECASE)


def demand(tree: exp.Query, question: str, table: Table, query: Query) -> Iterator[str]:
    """Rule "lines that mention it say it": the text as a condition, where a query has it nowhere.

    Only of one text that some line says, and that is not left out. Yields what was done.
    """
    text = contained(question).lower()
    if table.kind != "log" or not wording.has_wording(table) or not text or _SEVERAL.search(text):
        return
    used = [value.name.lower() for value in tree.find_all(exp.Literal) if value.is_string]
    if any(text in value or value.strip("% ") in text for value in used if value.strip("% ")):
        return
    if alternatives.left_out(question) or alternatives.leaves_out(tree):
        return
    said = any(column.name == "message" for column in table.columns) and _OF_MESSAGES.search(question)
    within = "message" if said else "line"
    holds = f"contains(lower({identifier(within)}), {literal(text)})"
    try:
        some = query(f"SELECT 1 FROM {identifier(table.name)} WHERE {holds} LIMIT 1").rows
    except TableError:
        return
    for select in wording.selects_from(tree, table.name) if some else ():
        lowered = call("lower", exp.column(within))
        select.where(call("contains", lowered, exp.Literal.string(text)), copy=False)
        yield f"Only rows that say “{text}” were looked at."
