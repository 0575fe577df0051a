"""A day that is asked for is looked for in a table that has days."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import grains

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


FLIGHTS = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=900,
    fits=1.0,
    columns=tuple(
        Column(name=name, type="integer", distinct=9) for name in ("year", "month", "day", "delay")
    ),
)


@pytest.mark.parametrize(
    ("question", "sql", "dated"),
    [
        (
            "On which day was most?",
            "SELECT day, MAX(x) FROM records GROUP BY day ORDER BY 2 DESC LIMIT 1",
            True,
        ),
        ("On what date was most?", "SELECT day, x FROM records ORDER BY x DESC LIMIT 1", True),
        (
            "On which day of the month was most?",
            "SELECT day, x FROM records ORDER BY x LIMIT 1",
            False,
        ),
        ("On which day was most?", "SELECT month, day FROM records ORDER BY x LIMIT 1", False),
        (
            "On which day of May was most?",
            "SELECT day FROM records WHERE month = 5 ORDER BY x LIMIT 1",
            False,
        ),
        ("How many days are there?", "SELECT day FROM records", False),
    ],
)
def test_a_day_is_told_with_its_month_and_year(question: str, sql: str, dated: bool) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert bool(grains.dated(tree, question, FLIGHTS)) is dated
    assert ("MAKE_DATE(year, month, day) AS day" in tree.sql(dialect="duckdb")) is dated


@pytest.mark.parametrize(
    "question", ["Which day of each month has the most flights?", "What day number has the most delay?"]
)
def test_a_day_of_any_month_is_a_number(question: str) -> None:
    tree = sqlglot.parse_one("SELECT day, COUNT(*) FROM records GROUP BY day LIMIT 1", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert grains.dated(tree, question, FLIGHTS) == ""


MONTHS = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=120,
    fits=1.0,
    columns=(
        Column(name="year", type="integer", distinct=10),
        Column(name="month", type="integer", distinct=12),
        Column(name="mean", type="decimal", distinct=99),
    ),
)


@pytest.mark.parametrize(
    ("question", "sql", "told"),
    [
        ("In which month was it highest?", "SELECT month FROM records ORDER BY mean DESC LIMIT 1", True),
        (
            "In which month was it highest?",
            "SELECT month, mean FROM records ORDER BY mean DESC LIMIT 1",
            True,
        ),
        (
            "In which month of the year is it highest?",
            "SELECT month FROM records ORDER BY mean LIMIT 1",
            False,
        ),
        ("In which month was it?", "SELECT year, month FROM records ORDER BY mean LIMIT 1", False),
        (
            "In which month of 2020?",
            "SELECT month FROM records WHERE year = 2020 ORDER BY mean LIMIT 1",
            False,
        ),
        ("In which month?", "SELECT month, AVG(mean) FROM records GROUP BY 1 ORDER BY 2 LIMIT 1", False),
        ("How high was it at most?", "SELECT mean FROM records ORDER BY mean DESC LIMIT 1", False),
    ],
)
def test_the_month_of_one_row_has_its_year(question: str, sql: str, told: bool) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert grains.with_its_year(tree, question, MONTHS) is told
    assert tree.sql(dialect="duckdb").startswith('SELECT "year", month') is told
