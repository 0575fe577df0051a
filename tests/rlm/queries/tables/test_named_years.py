"""The year in a column's name is no condition on rows."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.tables import named_years


def mended(question: str, sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    list(named_years.mend(tree, question))
    return tree.sql(dialect="duckdb")


@pytest.mark.parametrize(
    "condition", ["YEAR(time) = 2014", "CAST(day AS TEXT) LIKE '2014%'", "day >= '2014-01-01'"]
)
def test_rows_are_not_looked_for_by_it(condition: str) -> None:
    sql = f"SELECT name, gross_2014 FROM records WHERE {condition} ORDER BY gross_2014 DESC LIMIT 1"

    assert "WHERE" not in mended("Who was paid the most in 2014?", sql)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Who was hired in 2014?", "SELECT name FROM records WHERE YEAR(hire_date) = 2014"),
        ("Who hired in 2014 got most?", "SELECT MAX(gross_2014) FROM records WHERE YEAR(hire_date) = 2014"),
        ("Who got most in 2014?", "SELECT MAX(gross_2014) FROM records WHERE YEAR(day) = 2013"),
        ("Of 2014, who got most in 2014?", "SELECT MAX(gross_2014) FROM records WHERE YEAR(day) = 2014"),
        ("Who got 2014 dollars?", "SELECT name FROM records WHERE gross_2013 = 2014"),
        ("Who got most in 2014?", "SELECT MAX(gross_2014) FROM records WHERE town = 'Graz'"),
    ],
)
def test_another_year_or_a_column_that_is_spoken_of_stays(question: str, sql: str) -> None:
    assert "WHERE" in mended(question, sql)
