"""So many a day, so many an hour: a count of rows that looks at no time does not tell it."""

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from rlm_desktop.profile import Table

_EACH_PERIOD = re.compile(
    r"\b(?:people|[a-z]+s) (?:per|a|each|every) (hour|day|night|week|month|year)\b", re.IGNORECASE
)
_COMPARES = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)


def doubts(tree: exp.Query, question: str, tables: Sequence[Table]) -> Iterator[str]:
    """Rule "so many a day": rows are counted, and nothing in the query is of a time."""
    match = _EACH_PERIOD.search(question)
    if match is None or not tree.find(exp.Count) or tree.find(exp.Avg):
        return
    if re.search(r"\d\s*$", question[: match.start()]) and tree.find(*_COMPARES):
        return  # "more than 50,000 vehicles a day" is a limit, and not what is counted
    moments = {c.name.lower() for t in tables for c in t.columns if c.type in ("date", "timestamp", "time")}
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    unit = match.group(1).lower()
    if not used & moments and not any(unit in name.split("_") or "year" in name for name in used):
        yield f"The question asks for {match.group()}, and the query counts rows of no time."
