"""The date of a deed is in the column that is called by it."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries import deed_dates

SHOPS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=90,
    fits=1.0,
    columns=(
        Column(name="town", type="text", distinct=30),
        Column(name="opendate", type="date", distinct=80),
        Column(name="date_changed", type="date", distinct=80),
        Column(name="delivery_date", type="date", distinct=80),
    ),
)


def used(question: str, sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return deed_dates.mend(tree, question, SHOPS)


FIRST = "SELECT town, date_changed FROM records ORDER BY date_changed LIMIT 1"


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("When did the first shop in Graz open?", "opendate"),
        ("Which shop was opened first?", "opendate"),
        ("Which shop was delivered to first?", "delivery_date"),
        ("Which shop was changed first?", ""),
        ("Which shop is the first?", ""),
        ("Which of the open shops is the first?", ""),
    ],
)
def test_the_deed_names_its_date(question: str, column: str) -> None:
    assert used(question, FIRST) == column


def test_the_time_between_two_stays() -> None:
    assert not used("How long after it opened was it changed?", "SELECT date_changed - opendate FROM records")
