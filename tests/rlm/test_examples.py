"""Each worked example runs, and those are shown that are like the question and fit the text."""

import re

import duckdb
import pytest

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm import examples
from rlm_desktop.rlm.examples import Example
from tests.fakes import FakeContext, FakeInterpreter
from tests.rlm.shop import shop
from tests.rlm.test_verbs import Host

SQL, TEXT = examples.load("sql"), examples.load("text")


@pytest.fixture(scope="module")
def payments() -> duckdb.DuckDBPyConnection:
    """A small table of the shape that the examples' profile tells."""
    connection = duckdb.connect()
    connection.execute(
        """
        CREATE TABLE records AS SELECT
            TIMESTAMP '2019-01-02 08:00:11' + to_hours(n * 25) + to_minutes(n * 7) AS time,
            ['Berlin', 'Paris', 'Rome', 'Rome'][1 + n % 4] AS city,
            ['card', 'cash', 'card'][1 + n % 3] AS payment,
            ['Kim', 'Ada', 'Lee'][1 + n % 3] AS cashier,
            1 + n % 60 AS pieces,
            0.5 + n AS amount,
            CASE WHEN n % 5 = 0 THEN NULL ELSE 'no box' END AS note,
            'line ' || n || ' no box' AS line
        FROM range(600) AS t(n)
        """
    )
    return connection


@pytest.mark.parametrize("example", [*SQL.chosen, *SQL.more], ids=lambda example: example.question)
def test_each_query_runs_and_finds_something(example: Example, payments: duckdb.DuckDBPyConnection) -> None:
    rows = payments.execute(example.program).fetchall()

    assert rows and rows[0][0] is not None


@pytest.mark.parametrize("example", TEXT.chosen, ids=lambda example: example.question)
def test_each_program_over_text_runs(example: Example) -> None:
    host = FakeContext({"log.txt": "A fever broke out near Elsin.\nThe captain's dog was called Ponto.\n"})
    tools = Host(context=host).tools
    result = FakeInterpreter().run(example.program, tools=tools.by_name())

    assert result.ok, result.error


@pytest.mark.parametrize("example", SQL.more, ids=lambda example: example.question)
def test_an_example_is_like_its_own_question(example: Example) -> None:
    assert re.search(example.signs, example.question, re.IGNORECASE)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Which town has the second most orders?", ["OFFSET 1"]),
        ("What percentage of the orders is paid?", ["100.0 *"]),
        ("How many clerks took more than 2 orders?", ["HAVING"]),
        ("Which town has the highest average quantity?", ["AVG(amount) AS mean"]),
        ("How many orders were there in each month?", ["strftime(time, '%Y-%m')"]),
        ("How many orders were made on Mondays?", ["dayname"]),
        ("How many orders are paid?", []),
        ("Which clerk has the most orders, and how many?", []),
    ],
)
def test_those_are_shown_that_are_like_the_question(question: str, shown: list[str]) -> None:
    chosen = examples.for_question("sql", question, shop().profile).chosen[len(SQL.chosen) :]

    assert len(chosen) == len(shown)
    assert all(part in example.program for part, example in zip(shown, chosen, strict=True))


def test_what_needs_a_column_that_the_text_has_not_is_not_shown() -> None:
    names = Table(
        name="records",
        kind="delimited",
        row_is="record",
        rows=3,
        fits=1.0,
        columns=(Column(name="name", type="text"),),
    )
    profile = Profile(documents=1, bytes=10, lines=3, tables=(names,))

    assert examples.for_question("sql", "How many in each month?", profile).chosen == SQL.chosen


def test_the_beginning_is_the_same_for_every_question() -> None:
    chosen = examples.for_question("sql", "What is the median, per day, or not?", shop().profile).chosen

    assert chosen[: len(SQL.chosen)] == SQL.chosen
    assert len(chosen) <= len(SQL.chosen) + 2
