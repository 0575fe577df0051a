"""Where rows are of little more than a year, a month that is asked for is one of a year."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check, result

DAYS = {"2024-03-01": 5, "2024-10-02": 8, "2025-01-03": 1, "2025-03-04": 6}
SALES = FakeContext(
    {"sales.csv": "".join(f"{day};{money}\n" for day, money in DAYS.items())},
    {"day": "CAST(line[1:10] AS DATE)", "money": "CAST(line[12:] AS BIGINT)"},
)
LONGER = FakeContext(
    {"sales.csv": "2021-03-01;5\n2022-10-02;8\n2024-03-04;6\n"},
    {"day": "CAST(line[1:10] AS DATE)", "money": "CAST(line[12:] AS BIGINT)"},
)
SQL = "SELECT {}, SUM(money) AS s FROM records GROUP BY {} ORDER BY s DESC LIMIT 1"
MADE = ["MONTH(day)", "monthname(day)", "strftime(day, '%B')", "extract(month FROM day)"]


@pytest.mark.parametrize("made", MADE)
def test_of_a_month_that_stands_there_twice_each_is_one(made: str) -> None:
    asked = "In which month did the shop take the most money?"

    assert result(asked, SQL.format(f"{made} AS m", "m"), SALES) == (("2024-10", 8),)
    assert result(asked, SQL.format(made, made), SALES) == (("2024-10", 8),)


@pytest.mark.parametrize(
    "question",
    [
        "In which month of the year did the shop take the most money?",
        "In which month is the most money taken?",
        "In which month did the shop usually take the most money?",
    ],
)
@pytest.mark.parametrize("made", MADE)
def test_months_of_all_years_are_compared_where_they_are_asked_for(question: str, made: str) -> None:
    found = result(question, SQL.format(f"{made} AS m", "m"), SALES)

    assert found in (((3, 11),), (("3", 11),), (("March", 11),))


@pytest.mark.parametrize("made", MADE)
def test_of_more_years_they_are_put_together_and_that_is_told(made: str) -> None:
    checked = check("In which month did the shop take most money?", SQL.format(f"{made} AS m", "m"), LONGER)

    assert "%Y" not in checked.program.text
    assert "The months of all years of day were put together." in checked.doubts
