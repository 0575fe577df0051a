"""What rows are no requests in a web server's log: lines that say no more than that somebody connected."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.lines import wording

_REQUESTS = re.compile(r"\brequests?\b", re.IGNORECASE)
_OF_REQUESTS = frozenset(("method", "path", "protocol", "status", "bytes"))


def demand(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "a request has a method": rows without one are not counted as requests; what was added."""
    method = next((column for column in table.columns if column.name == "method"), None)
    told = table.kind == "log" and not wording.has_wording(table) and _REQUESTS.search(question) is not None
    if method is None or not method.nulls or not told:
        return
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    if used & _OF_REQUESTS or not tree.find(exp.Count):
        return
    for select in wording.selects_from(tree, table.name):
        column = exp.column(method.name, quoted=True)
        select.where(exp.Not(this=exp.Is(this=column, expression=exp.null())), copy=False)
        yield f"{method.nulls:,} rows without a method were left out: they are no requests."
