"""Who did something more than twice is found by counting rows."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import repeated

WINNERS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=184,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=150),
        Column(name="oscar_no", type="integer", distinct=90),
    ),
)
WRONG = "SELECT name FROM records WHERE oscar_no > 2 GROUP BY name"


def mended(question: str, sql: str = WRONG) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree.sql(dialect="duckdb") if repeated.mend(tree, question, WINNERS) else ""


@pytest.mark.parametrize(
    ("question", "having"),
    [
        ("Who won more than twice?", "COUNT(*) > 2"),
        ("Which actor won at least 3 times?", "COUNT(*) >= 3"),
        ("Who won exactly once?", "COUNT(*) = 1"),
    ],
)
def test_rows_are_counted_for_each(question: str, having: str) -> None:
    assert mended(question) == f"SELECT name FROM records GROUP BY name HAVING {having}"


def test_what_the_question_says_besides_is_kept() -> None:
    kept = mended(
        "Who won at least twice?", "SELECT name FROM records WHERE award = 'Best actor' AND oscar_no > 2"
    )

    assert "WHERE award = 'Best actor' GROUP BY name HAVING COUNT(*) >= 2" in kept


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Who won more than twice?", "SELECT name FROM records GROUP BY name HAVING COUNT(*) > 2"),
        ("Who won?", WRONG),
        ("How many won more than twice?", WRONG),
        ("Who won more than twice?", "SELECT oscar_no FROM records"),
    ],
)
def test_other_queries_stay_as_they_are(question: str, sql: str) -> None:
    assert not mended(question, sql)
