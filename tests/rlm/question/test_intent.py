"""What a question's words ask to be computed, and whether a query does that."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.question import intent


@pytest.mark.parametrize(
    "question", ["What was the hottest day?", "Which month was the wettest?", "Who was the oldest victim?"]
)
def test_the_largest_of_something_that_is_not_named_is_computed(question: str) -> None:
    assert intent.of(question).computes


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("Which proposals have a review count of 4?", False),
        ("Which books have a page count of more than 300?", False),
        ("Which posts have a word count over 900?", False),
        ("Which rows have a count greater than 7?", False),
        ("What is the count of proposals with 4 authors?", True),
        ("Count the proposals that have 4 reviews.", True),
        ("What is the ticket count by priority?", True),
        ("How many posts have a word count of 900?", True),
    ],
)
def test_a_count_that_rows_have_asks_for_no_counting(question: str, counts: bool) -> None:
    assert intent.of(question).count is counts


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


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("fewer than a million passengers", 1_000_000),
        ("more than half a million", 500_000),
        ("over 1.5 million", 1_500_000),
        ("above 20k", 20_000),
        ("more than two thousand", 2_000),
        ("at least 3,000", 3_000),
    ],
)
def test_large_numbers_are_read_in_words(question: str, number: float) -> None:
    assert number in intent.numbers_in(question)


def test_heights_and_temperatures_are_counted_from_zero() -> None:
    assert 0.0 in intent.numbers_in("How many airports lie below sea level?")
    assert {0.0, 32.0} <= intent.numbers_in("On how many days was it below freezing?")
    assert 0.0 not in intent.numbers_in("How many ports lie by the sea?")


def test_less_than_zero_is_asked_for_by_negative() -> None:
    assert 0.0 in intent.numbers_in("How many bookings have a negative amount?")
    assert 0.0 in intent.numbers_in("How many pods were never restarted?")
    assert 0.0 in intent.numbers_in("How many flights had no delay?")
    assert 0.0 not in intent.numbers_in("How many orders are paid?")
