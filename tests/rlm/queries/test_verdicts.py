"""What is not sure of a condition is told, unless its column was asked for something else."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries import verdicts
from rlm_desktop.rlm.queries.verdicts import Verdict
from tests.fakes import FakeContext
from tests.rlm.checking import check, result

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


SPAIN = FakeContext({"a.txt": "Spain;1\nSpain;2\n"}, {"country": "split_part(line, ';', 1)", "n": "line"})


@pytest.mark.parametrize(
    ("condition", "question", "count"),
    [
        ("country = 'Spain'", "How many are there?", 2),
        ("NOT country = 'Spain'", "How many are there?", 2),
        ("country = 'Spain'", "How many from Spain are there?", 2),
    ],
)
def test_what_fits_every_row_does_not_matter(condition: str, question: str, count: int) -> None:
    sql = f"SELECT COUNT(*) FROM records WHERE {condition}"
    checked = check(question, sql, SPAIN)

    assert SPAIN.query(checked.program.text).rows == ((count,),)


def test_of_a_table_joined_with_itself_a_column_stays_that_of_one_of_them() -> None:
    sql = (
        "SELECT COUNT(*) FROM records a JOIN records b ON a.n < b.n"
        " WHERE a.country LIKE '%spain%' AND b.country LIKE '%spain%'"
    )

    assert result("How many pairs are from Spain?", sql, SPAIN) == ((1,),)


def test_a_day_that_became_its_year_is_not_told_twice() -> None:
    day, year = (
        sqlglot.condition("closed = '2010-10-01'"),
        sqlglot.condition("strftime(closed, '%Y') = '2010'", dialect="duckdb"),
    )

    assert not verdicts.says_another(year, day, [day, year])
    rome, roma = sqlglot.condition("town = 'Rome'"), sqlglot.condition("town = 'Roma'")
    assert verdicts.says_another(rome, roma, [rome, roma])


def test_what_a_program_notices_asks_for_no_level_that_is_called_so() -> None:
    log = FakeContext(
        {"ban.log": "NOTICE Found 10.0.0.1\nINFO Found 10.0.0.1\nNOTICE Ban 10.0.0.1\n"},
        {"level": "split_part(line, ' ', 1)", "message": "split_part(line, ' ', 2)"},
    )
    sql = "SELECT COUNT(*) FROM records WHERE level = 'NOTICE' AND message = 'Found'"

    assert result('How many attempts did fail2ban notice ("Found")?', sql, log) == ((2,),)
    assert result('How many lines did fail2ban write as notice ("Found")?', sql, log) == ((1,),)
