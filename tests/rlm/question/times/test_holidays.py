"""A day that goes by a name is its day and month, where rows are lines of a log."""

from typing import Literal

import msgspec
import pytest

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question.times import holidays


def of(kind: Literal["log", "json"]) -> Profile:
    table = Table(name="records", kind=kind, row_is="line", rows=3, fits=1.0, columns=())
    return Profile(documents=1, bytes=9, lines=1, tables=(table,))


LOG = of("log")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many logins were there on New Year's Day?", "How many logins were there on January 1?"),
        (
            "What failed between Christmas Eve and Boxing Day?",
            "What failed between December 24 and December 26?",
        ),
        ("How many new users were there?", "How many new users were there?"),
        ("Who asked for a new year's report?", "Who asked for a new year's report?"),
    ],
)
def test_the_name_of_a_day_is_its_date_in_a_log(question: str, said: str) -> None:
    assert holidays.as_days(question, LOG) == said


def test_elsewhere_it_may_be_the_name_of_something() -> None:
    assert holidays.as_days("What is on Christmas Eve?", of("json")) == "What is on Christmas Eve?"


def test_rows_with_days_have_it_where_they_do_not_say_it() -> None:
    table = of("json").tables[0]
    columns = tuple(Column(name=name, type="integer") for name in ("month", "day"))
    rows = msgspec.structs.replace(of("json"), tables=(msgspec.structs.replace(table, columns=columns),))
    question = "How many flew on Christmas Day?"

    assert holidays.as_days(question, rows, lambda word: False) == "How many flew on December 25?"
    assert holidays.as_days(question, rows, lambda word: True) == question
    assert holidays.as_days(question, of("json"), lambda word: False) == question
