"""Rows that have a header or a field at all, or that lack it: "mails that have an In-Reply-To header"."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.lines import wording

_HAVE = r"(?:ha(?:s|ve|d|ving)|with|carr(?:y|ies|ied)|bear(?:s|ing)?|contain(?:s|ed|ing)?)"
_FIELD = r"[ \"'\u201d\u2019]*(?:headers?|fields?)\b"
_HELD = rf"\b{_HAVE}\s+(?:an?\s+|the\s+|any\s+)?[\"'\u201c\u2018]?{{}}{_FIELD}"
_LACKED = (
    rf"(?:\b(?:no|without(?:\s+an?|\s+any|\s+the)?|lack\w*(?:\s+an?|\s+the)?)\s+[\"'\u201c\u2018]?{{}}{_FIELD}"
    rf"|(?:\bnot|n['\u2019]t)\s+have\s+(?:an?\s+|the\s+|any\s+)?[\"'\u201c\u2018]?{{}}{_FIELD})"
)


def demand(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "to have a header is to have something in it": a query that looks elsewhere gets those rows."""
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    for column in table.columns:
        if column.name.lower() in used:
            continue
        spelled = r"[\s_-]+".join(map(re.escape, column.name.split("_")))
        lacked = re.search(_LACKED.replace("{}", spelled), question, re.IGNORECASE)
        if not lacked and not re.search(_HELD.replace("{}", spelled), question, re.IGNORECASE):
            continue
        nothing = exp.Is(this=exp.column(column.name, quoted=True), expression=exp.Null())
        selects = list(wording.selects_from(tree, table.name))
        for select in selects:
            select.where(nothing.copy() if lacked else exp.not_(nothing.copy()), copy=False)
        if selects and lacked:
            yield f"Only rows in which {column.name} is empty were looked at."
        elif selects:
            yield f"Only rows in which something stands in {column.name} were looked at."
