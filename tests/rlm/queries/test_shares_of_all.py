"""A share that comes from some is theirs among all."""

import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries import shares
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
