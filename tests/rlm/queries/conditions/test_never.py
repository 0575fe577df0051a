"""Who never did something is in no row that says it."""

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.conditions import never

VISITS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=6,
    fits=1.0,
    columns=(
        Column(name="number", type="integer", distinct=6),
        Column(name="who", type="text", distinct=3),
        Column(name="town", type="text", distinct=3),
    ),
)
ELSEWHERE = "FROM records WHERE town <> 'Oulu'"
ROWS = (
    "(VALUES (1, 'Ada', 'Oulu'), (2, 'Ada', 'Graz'), (3, 'Ben', 'Graz'), (4, 'Ben', 'Cork'),"
    " (5, 'Eve', 'Oulu'), (6, NULL, 'Graz')) AS records(number, who, town)"
)


def rows(question: str, sql: str) -> list[tuple[object, ...]]:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    never.mend(tree, question, VISITS)
    query = tree.sql(dialect="duckdb").replace('"records"', "records").replace("FROM records", f"FROM {ROWS}")
    return duckdb.connect().execute(f"{query} ORDER BY ALL").fetchall()


@pytest.mark.parametrize(
    ("question", "sql", "found"),
    [
        ("Who never came to Oulu?", f"SELECT who {ELSEWHERE}", [("Ben",)]),
        (
            "Who has not once been in Oulu?",
            "SELECT DISTINCT who FROM records WHERE NOT town = 'Oulu'",
            [("Ben",)],
        ),
        ("How many never came to Oulu?", f"SELECT COUNT(DISTINCT who) {ELSEWHERE}", [(1,)]),
        ("Who came elsewhere than to Oulu?", f"SELECT DISTINCT who {ELSEWHERE}", 3),
        ("Who did not come to Oulu?", f"SELECT DISTINCT who {ELSEWHERE}", 3),
        ("Which numbers did not go to Oulu?", "SELECT number FROM records WHERE town <> 'Oulu'", 4),
    ],
)
def test_never_is_in_no_row(question: str, sql: str, found: list[tuple[object, ...]] | int) -> None:
    assert rows(question, sql) == found if isinstance(found, list) else len(rows(question, sql)) == found
