"""A share that comes from some is theirs among all."""

import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries import shares
from rlm_desktop.rlm.question.links import Link, Links

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
