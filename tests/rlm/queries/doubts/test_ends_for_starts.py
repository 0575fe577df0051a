"""Rows that are picked by their end are not surely those of a year that is asked for."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.doubts import ends_for_starts

COLUMNS = {
    "started": Column(name="started", type="timestamp"),
    "ended": Column(name="ended", type="timestamp"),
    "end_of": Column(name="end_of", type="text"),
}


@pytest.mark.parametrize(
    ("question", "condition", "doubted"),
    [
        ("How many times was it rebooted in 2020?", "year(ended) = 2020", True),
        ("How many logins were there in 2020?", "strftime(ended, '%Y') = '2020'", True),
        ("How many sessions ended in 2020?", "year(ended) = 2020", False),
        ("How many cases were resolved in 2020?", "year(ended) = 2020", False),
        ("How many logins were there in 2020?", "year(started) = 2020", False),
        ("How many were there in 2020?", "year(started) = 2020 AND year(ended) = 2020", False),
        ("How many logins are of Ada?", "end_of = 'Ada'", False),
    ],
)
def test_an_end_that_nobody_spoke_of_is_not_sure(question: str, condition: str, doubted: bool) -> None:
    tree = sqlglot.parse_one(f"SELECT count(*) FROM records WHERE {condition}", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    told = list(ends_for_starts.doubts(tree, question, COLUMNS))

    said = "It is not sure that ended is meant: started tells when it began."
    assert told == ([said] if doubted else [])
