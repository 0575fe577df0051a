"""What a question's words ask to be computed, and whether a query does that."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm import intent


@pytest.mark.parametrize(
    "question", ["What was the hottest day?", "Which month was the wettest?", "Who was the oldest victim?"]
)
def test_the_largest_of_something_that_is_not_named_is_computed(question: str) -> None:
    assert intent.of(question).computes


@pytest.mark.parametrize(
    ("sql", "fits"),
    [
        ("SELECT name FROM records ORDER BY age DESC LIMIT 1", 1.0),
        ("SELECT name FROM records ORDER BY born LIMIT 1", 1.0),
        ("SELECT max(age) FROM records", 1.0),
        ("SELECT name FROM records", 0.0),
    ],
)
def test_whether_the_oldest_is_the_largest_or_the_smallest_hangs_on_the_column(sql: str, fits: float) -> None:
    query = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(query, exp.Query)
    assert intent.fit(query, intent.of("Who was the oldest?")) == fits
