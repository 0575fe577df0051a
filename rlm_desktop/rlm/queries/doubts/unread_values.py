"""Values that no type could read, "2007-12-xx" among days: a query over their column passes them over.

They are few, else the column would be a text: the answer stands, and says what it passed over.
"""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from rlm_desktop.profile import Table

_READ_BY = (exp.Where, exp.Having, exp.Group, exp.Ordered, exp.AggFunc)


def told(tree: exp.Query, tables: Iterable[Table]) -> Iterator[str]:
    """Each column with such values that rows are chosen, ordered or counted by."""
    used = {
        column.name.lower() for place in tree.find_all(*_READ_BY) for column in place.find_all(exp.Column)
    }
    for column in (each for table in tables for each in table.columns):
        if column.unread and column.name.lower() in used:
            yield (
                f"{column.unread:,} rows say something as “{column.name}” that could not be read,"
                " and were passed over."
            )
