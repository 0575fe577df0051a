"""Months are known by their names, in full and short."""

import pytest

from rlm_desktop.rlm.question.times import moments, months


@pytest.mark.parametrize(
    ("name", "number"), [("January", 1), ("sept.", 9), ("Sep", 9), ("May", 5), ("DEC", 12)]
)
def test_a_name_has_its_number(name: str, number: int) -> None:
    assert months.number_of(name) == number
    assert name.lower().rstrip(".") in months.called(number)


def test_a_question_may_say_sept() -> None:
    named = moments.Moments("how many came on 4 sept 2021?")

    assert named.months == {9} and named.days == {4}
    assert moments.without_days("From 4 Sept. 2021 on") == "From  Sept. 2021 on"
