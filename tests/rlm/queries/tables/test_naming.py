"""Columns without a name get one from their values; queries over the given names run over the real ones."""

import sqlglot

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.rlm.queries.tables.naming import name_columns
from rlm_desktop.settings import Limits
from tests.fakes import FakeEngine


def column(name: str, kind: str, *values: str, distinct: int = 3) -> Column:
    counted = tuple((value, 1) for value in values)
    return Column(name=name, type=kind, distinct=distinct, minimum="1", maximum="9", values=counted)  # type: ignore[arg-type]


TABLE = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=100,
    fits=1.0,
    columns=(
        column("column_1", "integer", distinct=100),
        column("date", "date"),
        column("column_3", "text", "a city"),
        column("column_4", "text", "another city"),
    ),
)


def subcalls() -> SubCalls:
    return SubCalls(
        FakeEngine(),
        budget=Budget(Limits()),
        kept=Memory(),
        emit=lambda event: None,
        should_stop=lambda: False,
    )


def test_only_the_nameless_are_named_and_no_name_is_given_twice() -> None:
    naming = name_columns([TABLE], subcalls())

    assert naming.given == {
        ("records", "column_1"): "id",
        ("records", "column_3"): "city",
        ("records", "column_4"): "city_2",
    }


def test_the_root_sees_given_names_and_its_query_runs_with_the_real_ones() -> None:
    naming = name_columns([TABLE], subcalls())
    shown = naming.profile(Profile(documents=1, bytes=1, lines=1, tables=(TABLE,)))
    tree = sqlglot.parse_one(
        "SELECT city, COUNT(*) FROM records WHERE city_2 = 'x' AND date > 1", dialect="duckdb"
    )
    naming.restore(tree, {"date"})

    assert [c.name for c in shown.tables[0].columns] == ["id", "date", "city", "city_2"]
    assert tree.sql() == "SELECT column_3, COUNT(*) FROM records WHERE column_4 = 'x' AND date > 1"


def test_what_the_question_calls_a_nameless_column_is_understood() -> None:
    naming = name_columns([TABLE], subcalls())
    tree = sqlglot.parse_one("SELECT town, order_no FROM records", dialect="duckdb")
    naming.restore(tree, {"date"})

    assert tree.sql() == "SELECT column_3, column_1 FROM records"
