"""Amounts that a question says in one unit are compared in the unit of their column."""

import re

import pytest

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.question import amounts
from tests.fakes import FakeContext
from tests.rlm import checking


def column(unit: str, name: str = "size") -> Column:
    return Column(name=name, type="decimal", note=f"in {unit}, written as 1h 40m")


@pytest.mark.parametrize(
    ("question", "unit", "value"),
    [
        ("longer than three hours", "minutes", "180"),
        ("longer than 90 minutes", "minutes", "90"),
        ("over 2h", "minutes", "120"),
        ("over 1h 30m", "minutes", "90"),
        ("2 hours and 5 minutes", "seconds", "7500"),
        ("an hour and a half", "minutes", "90"),
        ("at least half an hour", "minutes", "30"),
        ("under 1:45:30", "seconds", "6330"),
        ("slower than 2 seconds", "ms", "2000"),
        ("further than 1.5 km", "m", "1500"),
        ("deeper than 100 feet", "m", "30.48"),
        ("more than 500 g", "kg", "0.5"),
        ("a 20-minute episode", "minutes", "20"),
    ],
)
def test_amounts_are_turned_into_the_unit_of_a_column(question: str, unit: str, value: str) -> None:
    (found,) = amounts.measured(question, "records", [column(unit)])

    assert (found.column, found.value) == ("size", value)


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("more than 3 dollars", "usd"),
        ("in 3 rooms", "minutes"),
        ("2 km", "minutes"),
        ("how many hours", "minutes"),
    ],
)
def test_what_is_no_amount_of_a_unit_that_can_be_turned_is_left_alone(question: str, unit: str) -> None:
    assert amounts.measured(question, "records", [column(unit)]) == []


FILMS = "A;100\nB;200\nC;190\nD;45\n"


def check(question: str, sql: str) -> Checked:
    context = FakeContext(
        {"films.txt": FILMS},
        {"title": "split_part(line, ';', 1)", "run_minutes": "CAST(split_part(line, ';', 2) AS DOUBLE)"},
        notes={"run_minutes": "in minutes, written as 1h 40m"},
    )
    return checking.check(question, sql, context)


@pytest.mark.parametrize("limit", ["180", "3", "3 * 60", "'3h 0m'", "INTERVAL '3 hours'", "10800"])
def test_however_a_query_writes_it_the_limit_is_the_one_of_the_question(limit: str) -> None:
    checked = check(
        "How many films run longer than three hours?",
        f"SELECT COUNT(*) FROM records WHERE run_minutes > {limit}",
    )

    assert "run_minutes > 180" in checked.program.text
    assert not checked.doubts


def test_two_limits_keep_their_places() -> None:
    checked = check(
        "How many films run between 90 minutes and 3 hours?",
        "SELECT COUNT(*) FROM records WHERE run_minutes BETWEEN 90 AND 180",
    )

    assert "BETWEEN 90 AND 180" in checked.program.text
    assert not checked.doubts


@pytest.mark.parametrize(
    ("seconds", "written", "shown"),
    [
        (16_500, "1h 40m", "4h 35m"),
        (6330, "1:45:30", "1:45:30"),
        (225, "3:45", "3:45"),
        (225, "3m 20s", "3m 45s"),
    ],
)
def test_a_duration_is_shown_as_the_text_writes_it(seconds: float, written: str, shown: str) -> None:
    assert amounts.lasting(seconds, written) == shown


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Seventy", 70),
        ("twenty-one", 21),
        ("two hundred", 200),
        ("one hundred and twenty", 120),
        ("three hundred sixty-five", 365),
        ("two thousand five hundred", 2_500),
        ("twenty-five thousand", 25_000),
        ("1,200.5", 1_200.5),
        ("half an", 0.5),
        ("a", 1),
    ],
)
def test_a_number_of_several_words_is_read_whole(said: str, value: float) -> None:
    match = re.search(amounts.NUMBER, said, re.IGNORECASE)

    assert match is not None and match.group() == said
    assert amounts.value_of(said) == value
