"""Rows are ranked from the end that a question means."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import ends

WRECKS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=500,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=480),
        Column(name="depth", type="integer", distinct=90),
        Column(name="lat", type="decimal", distinct=490),
        Column(name="crew_age", type="integer", distinct=40),
        Column(name="found", type="date", distinct=300),
        Column(name="top_speed", type="decimal", distinct=90),
        Column(name="travel_time", type="integer", distinct=90),
    ),
)


def parsed(sql: str) -> exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree


@pytest.mark.parametrize(
    ("question", "column", "given", "falling"),
    [
        ("Which is the northernmost wreck?", "lat", "ASC", True),
        ("Which wreck lies furthest south?", "lat", "DESC", False),
        ("Which wreck had the oldest crew?", "crew_age", "ASC", True),
        ("Which wreck had the youngest crew?", "crew_age", "DESC", False),
        ("Which is the oldest find?", "found", "DESC", False),
        ("Which find has been with us the longest?", "found", "DESC", False),
        ("Which is the newest find?", "found", "ASC", True),
        ("Which was the fastest ship?", "top_speed", "ASC", True),
        ("Which was the fastest ship?", "travel_time", "DESC", False),
        ("Which was the slowest ship?", "top_speed", "DESC", False),
    ],
)
def test_rows_are_taken_from_the_end_that_is_meant(
    question: str, column: str, given: str, *, falling: bool
) -> None:
    tree = parsed(f"SELECT name FROM records ORDER BY {column} {given} LIMIT 1")

    assert ends.turned(tree, question, WRECKS) == column
    assert (" DESC" in tree.sql()) is falling


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which is the northernmost wreck?", "SELECT name FROM records ORDER BY lat DESC LIMIT 1"),
        ("Which is the northernmost wreck?", "SELECT name FROM records ORDER BY depth ASC LIMIT 1"),
        ("Which is the deepest wreck?", "SELECT name FROM records ORDER BY depth ASC LIMIT 1"),
    ],
)
def test_an_order_that_the_question_does_not_settle_stays(question: str, sql: str) -> None:
    assert ends.turned(parsed(sql), question, WRECKS) == ""


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name, last_login FROM records ORDER BY last_login DESC LIMIT 1",
        "SELECT name, start_date FROM records ORDER BY start_date DESC, last_login LIMIT 1",
    ],
)
def test_who_has_been_there_longest_came_first(sql: str) -> None:
    staff = Table(
        name="records",
        kind="delimited",
        row_is="line",
        rows=900,
        fits=1.0,
        columns=(
            Column(name="name", type="text", distinct=800),
            Column(name="start_date", type="date", distinct=800),
            Column(name="end_date", type="date", distinct=800),
            Column(name="last_login", type="time", distinct=800),
        ),
    )
    tree = parsed(sql)

    assert ends.lasted(tree, "Who has been with us the longest?", staff) == "start_date"
    told = tree.sql(dialect="duckdb").replace('"', "")
    assert told == "SELECT name, start_date FROM records ORDER BY start_date ASC LIMIT 1"
    assert not ends.lasted(parsed(sql), "Who logged in last?", staff)
