"""A period that a question names has two ends, and one that it opens has one."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.conditions import periods

COLUMNS = {
    "signed": Column(name="signed", type="date", distinct=300),
    "made": Column(name="made", type="text", distinct=300),
}
WHOLE = 'YEAR("signed") = 2022'
ALL = "SELECT COUNT(*) FROM records WHERE "


def closed(question: str, condition: str) -> str:
    tree = sqlglot.parse_one(ALL + condition, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(periods.close(tree, question, COLUMNS))
    return tree.sql(dialect="duckdb").removeprefix(ALL) if told else ""


@pytest.mark.parametrize(
    "condition",
    ["signed >= '2022-01-01'", "signed > '2021-12-31'", "signed <= '2022-12-31'", "year(signed) >= 2022"],
)
def test_in_a_year_is_within_it(condition: str) -> None:
    asked = "Of the contracts signed in 2022, how many are final?"
    assert closed(asked, condition) == WHOLE


def test_in_a_month_is_within_it() -> None:
    asked = "How many contracts were signed in March 2022?"
    assert closed(asked, "signed >= '2022-03-01'") == WHOLE + ' AND MONTH("signed") = 3'


def test_a_day_of_it_is_not_the_whole_of_it() -> None:
    year, month = "How many contracts were signed in 2022?", "How many contracts were signed in March 2022?"

    assert closed(year, "signed = '2022-03-07'") == WHOLE
    assert closed(month, "signed = '2022-03-07'") == WHOLE + ' AND MONTH("signed") = 3'
    assert closed(year, "made = '2022-03-07'") == "made LIKE '%2022%'"
    assert closed(month, "made = '2022-03-07'") == "made LIKE '%2022-03%'"
    assert not closed("How many contracts were signed on 7 March 2022?", "signed = '2022-03-07'")
    assert not closed(year, "made = '2021-03-07'")


@pytest.mark.parametrize(
    "question",
    [
        "How many contracts were signed since 2022?",
        "How many contracts of Ada were signed after 2022?",
        "How many contracts were signed in 2022 or later?",
        "How many contracts were signed between 2020 and 2022?",
        "How many contracts were signed from March 2022 onwards?",
    ],
)
def test_an_open_period_stays_open(question: str) -> None:
    assert not closed(question, "signed >= '2022-01-01'")


def test_two_ends_stay_as_they_are() -> None:
    both = "signed >= '2022-01-01' AND signed < '2023-01-01'"
    assert not closed("How many contracts were signed in 2022?", both)


def test_other_conditions_stay() -> None:
    asked = "How many contracts of Ada were signed in 2022?"
    assert closed(asked, "owner = 'Ada' AND signed >= '2022-01-01'") == f"owner = 'Ada' AND {WHOLE}"
