"""A table that is joined with itself row by row stands once."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries import self_joins


def alone(sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    self_joins.taken_out(tree)
    return tree.sql(dialect="duckdb")


@pytest.mark.parametrize("join", ["ON a.number = b.number", "USING (number)"])
def test_a_row_is_its_own_partner(join: str) -> None:
    query = f"SELECT AVG(b.closed - a.opened) FROM cases AS a JOIN cases AS b {join} WHERE a.kind = 'theft'"

    assert alone(query) == "SELECT AVG(closed - opened) FROM cases WHERE kind = 'theft'"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT a.name FROM cases AS a JOIN cases AS b ON a.number = b.follows",
        "SELECT a.name FROM cases AS a JOIN people AS b ON a.number = b.number",
        "SELECT a.name FROM cases AS a JOIN cases AS b ON a.town = b.town AND a.number <> b.number",
    ],
)
def test_other_joins_stay(query: str) -> None:
    assert alone(query) == query
