"""Dates and times in conditions: what the question names stays, at its own grain; what was made up goes."""

import pytest
import sqlglot

from rlm_desktop.rlm.question import mentions
from rlm_desktop.rlm.question.links import Link, Links
from rlm_desktop.rlm.question.times import moments
from rlm_desktop.rlm.question.times.moments import Moments


def mended(question: str, condition: str, kind: str = "timestamp") -> str | None:
    found = Moments(question).mend(sqlglot.condition(condition, dialect="duckdb"), kind)
    return None if found is None else found.sql(dialect="duckdb")


@pytest.mark.parametrize(
    ("question", "written", "meant"),
    [
        ("How many in June?", "t = '2000-06-14'", "STRFTIME(t, '%m') = '06'"),
        ("How many in June 2015?", "t = '2015-06-01'", "STRFTIME(t, '%Y-%m') = '2015-06'"),
        ("How many in 2015?", "t = '2015-06-01'", "STRFTIME(t, '%Y') = '2015'"),
        ("How many on 5 December 2005?", "t = '2005-12-05'", "CAST(t AS DATE) = '2005-12-05'"),
        ("How many on December 5th?", "t = '2000-12-05'", "STRFTIME(t, '%m-%d') = '12-05'"),
        ("How many on a day other than July 4?", "t <> '2017-07-04'", "STRFTIME(t, '%m-%d') <> '07-04'"),
        ("How many on 2005-12-05?", "t = '2005-12-05'", "CAST(t AS DATE) = '2005-12-05'"),
        (
            "How many were written at exactly 20:11:08?",
            "t = '2017-06-09 20:11:08'",
            "STRFTIME(t, '%H:%M:%S') = '20:11:08'",
        ),
        ("How many in the minute 18:06?", "t = '2015-10-18 18:06:00'", "STRFTIME(t, '%H:%M') = '18:06'"),
        ("How many after 2020?", "t > '2020-01-01'", "YEAR(t) > 2020"),
        ("How many up to 2020?", "t <= '2020-01-01'", "YEAR(t) <= 2020"),
        ("How many on 3 May 2017?", "t >= '2017-05-03 00:00:00'", "t >= '2017-05-03 00:00:00'"),
        ("How many after 20:10?", "t > '2017-06-09 20:10:00'", "CAST(t AS TIME) > '20:10:00'"),
        ("How many up to 2024-03-02?", "t <= '2024-03-02'", "CAST(t AS DATE) <= '2024-03-02'"),
    ],
)
def test_a_moment_is_compared_by_what_the_question_names_of_it(
    question: str, written: str, meant: str
) -> None:
    assert (mended(question, written) or "").upper() == meant.upper()


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("How many in June?", "t BETWEEN '2000-06-01' AND '2000-06-30'"),
        ("How many in 2003?", "d >= '2003-01-01'"),
        ("How many in 2003?", "d < '2004-01-01'"),
    ],
)
def test_the_ends_of_a_range_that_is_asked_for_stay(question: str, written: str) -> None:
    assert mended(question, written, "date") is not None


@pytest.mark.parametrize(
    "written",
    [
        "t = '2000-06-14'",
        "t > '2017-06-09'",
        "t < '2017-06-09 20:10:00'",
        "t > '2020-01-01 00:00:00'",
        "t = '2020-01-01 00:00:00'",
    ],
)
def test_a_moment_nobody_asked_about_goes(written: str) -> None:
    assert mended("How many lines are there?", written) is None


def test_may_is_a_month_only_where_it_can_be_one() -> None:
    assert Moments("Which user may write?").months == set()
    assert Moments("How many in May?").months == {5}
    assert Moments("How many on 3 May?").days == {3}


def test_both_days_of_a_stretch_in_a_month_are_named() -> None:
    assert Moments("between 1 and 5 September 2002").days == {1, 5}
    assert Moments("from the 3rd to the 9th of May").days == {3, 9}
    assert Moments("September 1-5").days == {1, 5}
    assert (
        mentions.unused(
            "How many between 1 and 5 September 2002?", Links(), "d BETWEEN '2002-09-01' AND '2002-09-05'"
        )
        == []
    )


def test_the_day_of_a_date_is_no_value_of_a_column() -> None:
    links = Links(
        values=(Link("31", "t", "code", "31"), Link("1", "t", "grade", "1"), Link("7", "t", "x", "7"))
    )
    question = "How many of grade 7 were there between 1 September and 31 December 2021?"

    assert [one.phrase for one in moments.of_no_days(links, question).values] == ["7"]
    assert mentions.unused(question, links, "BETWEEN '2021-09-01' AND '2021-12-31' AND x = '7'") == []
