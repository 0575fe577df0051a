"""Two values that a question sets against each other are told each by itself."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.measures import rivals
from tests.rlm.checking import check

TOWNS = "WHERE town IN ('Graz', 'Oulu')"


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Did Graz or Oulu have a higher quantity?", "DESC"),
        ("Which had the lower quantity, Graz or Oulu?", "ASC"),
    ],
)
def test_each_is_told_the_one_that_is_asked_for_first(question: str, order: str) -> None:
    checked = check(question, f"SELECT avg(quantity) FROM records {TOWNS}")

    assert checked.program is not None
    text = checked.program.text
    assert text.startswith('SELECT "town", AVG(quantity)') and 'GROUP BY "town"' in text
    assert text.endswith(f"ORDER BY AVG(quantity) {order}")


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many orders are from Graz or Oulu?", f"SELECT count(*) FROM records {TOWNS}"),
        ("Did Graz or Oulu have more?", f"SELECT town, sum(quantity) FROM records {TOWNS} GROUP BY town"),
        ("What is the highest quantity?", "SELECT max(quantity) FROM records WHERE status = 'paid'"),
    ],
)  # fmt: skip
def test_what_is_no_contest_or_told_apart_stays(question: str, sql: str) -> None:
    program = check(question, sql).program

    assert program is not None and program.text.count("town") == sql.count("town")


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT COUNT(*) AS oulu, COUNT(*) AS graz FROM records {TOWNS}",
        "SELECT COUNT(*), COUNT(*) FROM records WHERE (town = 'Oulu' OR town = 'Graz') AND NOT town IS NULL",
    ],
)
def test_the_same_count_twice_is_one_of_each(sql: str) -> None:
    question = "How many orders are from Oulu, and how many from Graz?"
    text = check(question, sql).program.text

    assert text.count("FILTER") == 2
    assert text.index("FILTER(WHERE town = 'Oulu')") < text.index("FILTER(WHERE town = 'Graz')")


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT COUNT(*), SUM(quantity) FROM records {TOWNS}",
        f"SELECT town, COUNT(*) FROM records {TOWNS} GROUP BY town",
        "SELECT COUNT(*), COUNT(*) FROM records WHERE town = 'Oulu'",
    ],
)
def test_other_figures_stay(sql: str) -> None:
    question = "How many orders are from Oulu, and how many from Graz?"

    assert "FILTER" not in check(question, sql).program.text


def test_two_figures_one_under_the_other_stay_two() -> None:
    one, other = (f"SELECT COUNT(*) FROM records WHERE town = '{town}'" for town in ("Oulu", "Graz"))
    names = "SELECT town FROM records UNION SELECT status FROM records"

    text = check(
        "How many orders are from Oulu, and how many from Graz?", f"{one} UNION {other}"
    ).program.text

    assert "UNION ALL" in text
    assert "UNION ALL" not in check("What towns and statuses are there?", names).program.text


@pytest.mark.parametrize(
    ("question", "other", "told"),
    [
        ("Did Graz or Oulu have more orders?", "town = 'Oulu'", True),
        ("Did Graz or Oulu have more open orders?", "status = 'open' AND town = 'Oulu'", False),
        ("How many orders are from Graz, how many from Oulu?", "town = 'Oulu'", False),
        ("Did Graz or Oulu have more orders?", "quantity > 5", False),
        ("Did Graz or Oulu have more orders?", "town = 'Graz'", False),
    ],
)
def test_beside_single_figures_of_two_stands_what_each_is_of(question: str, other: str, told: bool) -> None:
    counted = "SELECT count(*) FROM records WHERE"
    sql = f"{counted} town = 'Graz' UNION ALL {counted} {other}"
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert rivals.named(tree, question) is told
    assert tree.sql(dialect="duckdb").startswith("SELECT 'Graz', COUNT(*)") is told
