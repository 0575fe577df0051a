"""In which month something was, where rows are of little more than a year: each is a month of one year."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.doubts.doubted_rows import OF_MONTHS, is_bare_month, is_of_single_months

_TWO_YEARS = 23
"""Months from which on each month of a year stands there twice."""
_TOLD = re.compile(r"\b(?:was|were|did|had|have|has)\b", re.IGNORECASE)
_USUALLY = re.compile(r"\b(?:usual\w*|general\w*|typical\w*|normal\w*|on average|season\w*)\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def mend(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Rule "a month is one of a year": of 13 months one stands there twice, and is not compared as one."""
    if not _TOLD.search(question) or _USUALLY.search(question) or not is_of_single_months(tree, question):
        return
    for made in list(tree.find_all(*OF_MONTHS)):
        made_of = made.find(exp.Column)
        column = columns.get(made_of.name.lower()) if made_of else None
        if made_of is None or column is None or not is_bare_month(made) or not _is_of_few_months(column):
            continue
        if made.find_ancestor(exp.Where):
            return  # Which month is meant is said already.
        made.replace(exp.TimeToStr(this=made_of.copy(), format=exp.Literal.string("%Y-%m")))
        yield f"The months of each year of {column.name} were told apart."


def _is_of_few_months(column: Column) -> bool:
    """Whether days are of two years, but of fewer months than two years have."""
    first, last = (_DAY.match(text or "") for text in (column.minimum, column.maximum))
    if not first or not last or first[1] == last[1]:
        return False
    days = [date(*map(int, match.groups())) for match in (first, last)]
    return (days[1].year - days[0].year) * 12 + days[1].month - days[0].month < _TWO_YEARS
