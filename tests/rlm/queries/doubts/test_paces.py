"""So many a day is told by a figure, and not by a count of rows."""

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.doubts import paces

TABLE = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=9,
    fits=1.0,
    columns=(Column(name="road", type="text", distinct=5), Column(name="seen", type="date", distinct=5)),
)


def doubted(question: str, sql: str) -> bool:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return bool(list(paces.doubts(tree, question, (TABLE,))))


def test_a_count_of_rows_that_looks_at_no_time_is_doubted() -> None:
    asked = "Which road has the most vehicles per day?"

    assert doubted(asked, "SELECT road, COUNT(*) AS n FROM records GROUP BY road ORDER BY n DESC LIMIT 1")
    assert not doubted(asked, "SELECT road, COUNT(*) / COUNT(DISTINCT seen) FROM records GROUP BY road")
    assert not doubted("Which road has most vehicles?", "SELECT road, COUNT(*) FROM records GROUP BY road")


def test_a_limit_of_so_many_a_day_is_compared() -> None:
    assert not doubted(
        "How many carry more than 50,000 vehicles a day?", "SELECT COUNT(*) FROM records WHERE n > 50000"
    )
