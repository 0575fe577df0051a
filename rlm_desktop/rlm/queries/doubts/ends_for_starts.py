"""When something was is told by its beginning: a query that looks at its end alone is not sure."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import words

_STARTS = frozenset(words("start started begin began begun"))
_ENDS = frozenset(words("end ended finish finished stop stopped"))
_SPEAKS_OF_ENDS = re.compile(
    r"\b(?:end|finish|stop|clos|complet|expir|terminat|resolv|solv|fix|deliver|until|till|leav|left|last|over"
    r"|log(?:ged)? out|logout|return|done|quit|arriv|drop|cancel|run out|ran out)\w*",
    re.IGNORECASE,
)


def doubts(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """A sentence where rows are picked by their end, and the question speaks of none."""
    if _SPEAKS_OF_ENDS.search(question):
        return
    times = [column for column in columns.values() if column.type in ("date", "timestamp")]
    starts = [column.name for column in times if set(words(column.name.replace("_", " "))) & _STARTS]
    ends = [column.name for column in times if set(words(column.name.replace("_", " "))) & _ENDS]
    where = tree.find(exp.Where)
    picked = {column.name for column in where.find_all(exp.Column)} if where else set()
    if len(starts) == len(ends) == 1 and ends[0] in picked and starts[0] not in picked:
        yield f"It is not sure that {ends[0]} is meant: {starts[0]} tells when it began."
