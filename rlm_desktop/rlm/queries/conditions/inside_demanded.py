"""Words that stand inside the values of a column, added to a query that passes over them.

They may be of another table: then that is joined by the key that both share.
"""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.tables import joins
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question.lines import inside_values
from rlm_desktop.rlm.question.links import Links


def demand(
    tree: exp.Query, question: str, tables: Mapping[str, Table], links: Links, asks: AskedFor | None
) -> Iterator[Verdict]:
    """Lets a query look at no other rows than those that say the words; what was done, and doubted."""
    for inside in list(inside_values.lacking(tree, links)):
        used = {table.name.lower() for table in tree.find_all(exp.Table)}
        if inside.table.lower() not in used:
            reached = joins.reach(tree, tables, inside.table, question)
            if not reached:
                yield Verdict(None, doubt=f"“{inside.phrase}” of the question has no place in the query.")
                continue
            yield Verdict(None, reached)
        asked = asks.of(inside.column, inside.shown) if asks else None
        doubt = (asked.doubt if asked else "") or inside_values.doubt(inside)
        if asked is not None and not asked.meant:
            yield Verdict(None, doubt=doubt)
            continue
        inside_values.demand(tree, inside)
        yield Verdict(None, inside_values.told(inside), doubt)
