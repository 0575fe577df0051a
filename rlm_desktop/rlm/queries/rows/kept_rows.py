"""The rows of the answer before, where a question is about those."""

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.follow_ups.kinds import Kept
from rlm_desktop.rlm.question.lines import wording


def demand(tree: exp.Query, kept: Kept | None) -> Iterator[str]:
    """Rule "those are the rows of the answer before": each SELECT over their table looks at no others.

    What was added is told.
    """
    if kept is None or not kept.conditions:
        return
    for select in wording.selects_from(tree, kept.table):
        where = select.args.get("where")
        there = [one.sql(dialect="duckdb") for one in conjuncts(where.this)] if where else []
        lacking = [text for text in kept.conditions if text not in there]
        for text in lacking:
            select.where(sqlglot.parse_one(text, dialect="duckdb"), copy=False)
        if lacking:
            yield f"Of the answer before was kept: {' and '.join(lacking)}."
