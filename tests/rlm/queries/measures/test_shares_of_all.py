"""A share that comes from some is theirs among all."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.measures import shares
from rlm_desktop.rlm.question.links import Link, Links
from tests.fakes import FakeContext
from tests.rlm.checking import result

LINKS = Links(
    values=(Link("online", "records", "channel", "Online", 40), Link("open", "records", "state", "open", 9))
)


def moved(question: str, query: str) -> str:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    shares.of_all(tree, question, LINKS)
    return tree.sql(dialect="duckdb")


def test_the_whole_is_of_all() -> None:
    query = "SELECT SUM(revenue) * 100.0 / SUM(revenue + cost) FROM records WHERE channel = 'Online'"

    assert moved("What share of our revenue comes from online orders?", query) == (
        "SELECT SUM(revenue) FILTER(WHERE channel = 'Online') * 100.0 / NULLIF(SUM(revenue), 0) FROM records"
    )


def test_other_conditions_hold_for_both() -> None:
    query = "SELECT COUNT(*) * 100.0 / COUNT(*) FROM records WHERE channel = 'Online' AND day > '2020-01-01'"

    assert moved("What percentage of the orders since 2020 came from online shops?", query) == (
        "SELECT COUNT(*) FILTER(WHERE channel = 'Online') * 100.0 / NULLIF(COUNT(*), 0)"
        " FROM records WHERE day > '2020-01-01'"
    )


def test_a_share_of_those_stays_one_of_them() -> None:
    query = "SELECT SUM(revenue) * 100.0 / SUM(cost) FROM records WHERE channel = 'Online'"

    assert moved("What share of the online revenue was spent?", query) == query


TESTS = FakeContext(
    {"a.csv": "ward;positive\nward;negative\ndoor;negative\ndoor;negative\n"},
    {"clinic": "split_part(line, ';', 1)", "found": "split_part(line, ';', 2)"},
)
ALWAYS_ALL = "SELECT COUNT(*) AS n, 100.0 * COUNT(*) / COUNT(*) FROM records WHERE found = 'positive'"


def test_a_count_divided_by_itself_is_one_of_all() -> None:
    question = "How many tests were positive, and what percentage of all tests is that?"

    assert result(question, ALWAYS_ALL, TESTS) == ((1, 25.0),)


def test_all_are_those_of_which_the_question_says_it() -> None:
    question = "What percentage of all tests of the ward were positive?"

    assert result(question, ALWAYS_ALL + " AND clinic = 'ward'", TESTS) == ((1, 50.0),)


SALES = FakeContext(
    {
        "a.csv": "ada;positive;10;2024-01-05\nada;negative;60;2024-02-05\nada;negative;70;2023-01-05\n"
        "bo;positive;80;2024-03-05\nbo;negative;90;2024-03-07\n"
    },
    {
        "agent": "split_part(line, ';', 1)",
        "found": "split_part(line, ';', 2)",
        "amount": "CAST(split_part(line, ';', 3) AS BIGINT)",
        "day": "CAST(split_part(line, ';', 4) AS DATE)",
    },
)
SHARE = "SELECT 100.0 * COUNT(*) / COUNT(*) FROM records WHERE found = 'positive'"


@pytest.mark.parametrize(
    ("question", "condition", "share"),
    [
        ("What percentage of all tests over 50 was positive?", "amount > 50", 25.0),
        ("What percentage of all tests in January was positive?", "month(day) = 1", 50.0),
        ("What percentage of all tests were positive in 2024?", "day >= '2024-01-01'", 50.0),
        ("In 2024, what percentage of all tests was positive?", "day >= '2024-01-01'", 50.0),
        ("What percentage of all tests that bo took were positive?", "agent = 'bo'", 50.0),
        ("What percentage of all the tests not positive are by bo?", "agent = 'bo'", 100 / 3),
    ],
)
def test_what_all_are_of_is_said_in_any_way(question: str, condition: str, share: float) -> None:
    sql = f"{SHARE} AND {condition}"
    if "not positive" in question:
        sql = sql.replace("= 'positive'", "<> 'positive'")

    assert result(question, sql, SALES) == ((pytest.approx(share),),)


def test_rows_that_were_drawn_over_others_or_counted_apart_are_no_share_of_themselves() -> None:
    question = "What percentage of all tests was positive?"
    window = "SELECT 100.0 * COUNT(*) / COUNT(*) OVER () FROM records WHERE found = 'positive'"
    apart = (
        "SELECT 100.0 * COUNT(*) FILTER (WHERE found = 'positive') / COUNT(*) FROM records WHERE amount > 0"
    )

    assert (moved_itself(question, window), moved_itself(question, apart)) == (window, apart)


def moved_itself(question: str, query: str) -> str:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Select)
    return query if not shares.of_itself(tree, question, LINKS) else tree.sql(dialect="duckdb")
