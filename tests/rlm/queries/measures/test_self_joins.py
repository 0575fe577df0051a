"""A table that is joined with itself row by row stands once."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import self_joins


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


def among(condition: str) -> str:
    columns = (
        Column(name="number", type="integer", distinct=9),
        Column(name="town", type="text", distinct=3),
    )
    tree = sqlglot.parse_one(f"SELECT count(*) FROM cases WHERE {condition}", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    list(
        self_joins.of_its_own(
            tree, Table(name="cases", kind="delimited", row_is="record", rows=9, fits=1.0, columns=columns)
        )
    )
    return tree.sql(dialect="duckdb").partition("WHERE ")[2]


def test_a_row_among_those_of_its_own_table_is_itself() -> None:
    asked = "number IN (SELECT number FROM cases WHERE closed = '2010-10-01')"

    assert among(f"{asked} AND kind = 'theft'") == "closed = '2010-10-01' AND kind = 'theft'"


@pytest.mark.parametrize(
    "condition",
    [
        "town IN (SELECT town FROM cases WHERE kind = 'theft')",
        "NOT number IN (SELECT number FROM cases WHERE kind = 'theft')",
        "number IN (SELECT number FROM people WHERE kind = 'theft')",
        "number IN (SELECT follows FROM cases WHERE kind = 'theft')",
        "number IN (SELECT number FROM cases ORDER BY closed LIMIT 3)",
    ],
)
def test_what_is_among_others_stays(condition: str) -> None:
    assert among(condition) == condition
