"""A day that is asked for is looked for in a table that has days."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries import grains

YEARS = Table(
    name="by_year",
    kind="delimited",
    row_is="record",
    rows=9,
    fits=1.0,
    columns=(
        Column(name="file_year", type="integer", distinct=9),
        Column(name="total", type="integer", distinct=9),
    ),
)
CASES = Table(
    name="cases",
    kind="delimited",
    row_is="record",
    rows=900,
    fits=1.0,
    columns=(Column(name="file_date", type="date", distinct=300),),
)
BEST = "SELECT file_year, total FROM by_year ORDER BY total DESC LIMIT 1"
BUSIEST = "SELECT file_date, COUNT(*) AS n FROM cases GROUP BY file_date ORDER BY n DESC LIMIT 1"


@pytest.mark.parametrize(
    ("question", "sql", "tables", "told"),
    [
        ("On which day were most cases filed?", BEST, (YEARS, CASES), True),
        ("Which single filing date has the most cases?", BEST, (YEARS, CASES), True),
        ("On which day were most cases filed?", BEST, (YEARS,), False),  # no table tells it
        ("On which day were most cases filed?", BUSIEST, (YEARS, CASES), False),
        ("In which year were most cases filed?", BEST, (YEARS, CASES), False),
        ("On which day of the week were most filed?", BEST, (YEARS, CASES), False),
    ],
)
def test_a_year_is_no_day(question: str, sql: str, tables: tuple[Table, ...], told: bool) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    used = [table for table in tables if f"FROM {table.name} " in sql]

    assert bool(grains.problem(tree, question, used, tables)) is told
