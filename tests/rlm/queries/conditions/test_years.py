"""Dates that a query compares with bare years are compared by theirs."""

import pytest

from tests.rlm.checking import result

ASKED = "How many orders are there from 2023 to 2024?"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("day BETWEEN '2023' AND '2024'", 8),
        ("day = '2023'", 1),
        ("day > 2023", 7),
        ("stamp <= '2023'", 0),
        ("day BETWEEN '2024-03-01' AND '2024-03-02'", 3),
    ],
)
def test_a_year_alone_is_one_of_dates(condition: str, found: int) -> None:
    question = f"{ASKED} ({condition})"

    assert result(question, f"SELECT COUNT(*) FROM records WHERE {condition}") == ((found,),)
