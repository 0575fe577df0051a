"""How much more one has than another is the difference of two figures."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.measures import differences
from rlm_desktop.rlm.question.links import Link, Links

LINKS = Links(
    values=(
        Link("men", "records", "gender", "Male", 40, otherwise=True),
        Link("women", "records", "gender", "Female", 50, otherwise=True),
        Link("senior", "records", "grade", "senior", 30),
    )
)
ASKED = "How much more do men who are senior earn on average than women who are senior?"
DIFFERENCE = (
    "SELECT AVG(pay) FILTER(WHERE \"gender\" = '{}') - AVG(pay) FILTER(WHERE \"gender\" = '{}') AS difference"
    " FROM records"
)


def told(question: str, query: str) -> str:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    made = differences.told(tree, question, LINKS)
    return made.sql(dialect="duckdb") if made else ""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT gender, AVG(pay) FROM records WHERE grade = 'senior' GROUP BY gender",
        "SELECT AVG(pay) FROM records WHERE gender = 'Male' AND grade = 'senior'",
        "SELECT AVG(pay) FROM records WHERE gender = 'Male' AND grade = 'senior'"
        " UNION SELECT AVG(pay) FROM records WHERE gender = 'Female' AND grade = 'senior'",
    ],
)
def test_the_figures_of_both_are_taken_from_each_other(query: str) -> None:
    assert told(ASKED, query) == f"{DIFFERENCE.format('Male', 'Female')} WHERE grade = 'senior'"


def test_less_is_turned_around() -> None:
    query = "SELECT AVG(pay) FROM records WHERE gender = 'Female'"

    assert told("How much less do women earn than men?", query) == DIFFERENCE.format("Male", "Female")


def test_a_difference_stays() -> None:
    assert not told(ASKED, DIFFERENCE.format("Male", "Female"))


@pytest.mark.parametrize("question", ["How many men earn more than 500?", "Who earns more, men or women?"])
def test_other_questions_stay(question: str) -> None:
    assert not told(question, "SELECT gender, AVG(pay) FROM records GROUP BY gender")
