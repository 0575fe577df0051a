"""What is not sure of a condition is told, unless its column was asked for something else."""

import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries import verdicts
from rlm_desktop.rlm.queries.verdicts import Verdict

DROPPED = Verdict(sqlglot.condition("kind = 'theft'"), "It was dropped.", "It is not sure.")
KEPT = Verdict(None, "It was kept.", "This is not sure either.")


def told(query: str, *judged: Verdict) -> list[str]:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return list(verdicts.doubts(judged, tree))


def test_of_a_dropped_condition_it_is_told() -> None:
    assert told("SELECT COUNT(*) FROM records WHERE year = 2013", DROPPED) == [DROPPED.doubt]


def test_not_where_another_takes_its_place() -> None:
    assert not told("SELECT COUNT(*) FROM records WHERE Kind IN ('hacking')", DROPPED)
    assert not told("SELECT COUNT(*) FILTER (WHERE kind = 'hacking') / COUNT(*) FROM records", DROPPED)
    assert not told("SELECT kind FROM records GROUP BY kind HAVING COUNT(kind) > 2", DROPPED)


def test_of_one_that_stands_it_is_always_told() -> None:
    assert told("SELECT COUNT(*) FROM records WHERE kind = 'theft'", KEPT) == [KEPT.doubt]


def test_without_a_doubt_nothing_is() -> None:
    assert not told("SELECT COUNT(*) FROM records", Verdict(DROPPED.condition, "It was dropped."))
