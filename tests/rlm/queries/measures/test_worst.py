"""The worst of what is bad is the most of it."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.measures import worst

BY_DAY = "SELECT day, MIN(dep_delay) AS d FROM records GROUP BY day ORDER BY d LIMIT 1"
ROW = "SELECT day, dep_delay FROM records ORDER BY dep_delay LIMIT 1"


def mended(question: str, sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    worst.mend(tree, question)
    return tree.sql(dialect="duckdb")


@pytest.mark.parametrize("sql", [BY_DAY, ROW])
def test_the_worst_delay_is_the_longest(sql: str) -> None:
    found = mended("On which day was the worst departure delay?", sql)

    assert "DESC" in found and "MIN(" not in found


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("On which day was the best departure delay?", BY_DAY),
        ("Which film has the worst score?", "SELECT film, score FROM records ORDER BY score LIMIT 1"),
        ("On which day was the smallest delay?", ROW),
        ("Which had the worst delay, that is, the smallest average?", ROW),
        (
            "Which has the worst fire safety score?",
            "SELECT a, fire_safety_score FROM records ORDER BY 2 LIMIT 1",
        ),
        ("Which day had the worst delay?", "SELECT day, weight FROM records ORDER BY weight LIMIT 1"),
    ],
)
def test_a_bad_score_is_the_lowest(question: str, sql: str) -> None:
    assert mended(question, sql) == sqlglot.parse_one(sql, dialect="duckdb").sql(dialect="duckdb")
