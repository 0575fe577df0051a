"""A figure is told in the unit that the question asks for."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.measures import asked_units

COLUMNS = {
    "duration": Column(name="duration", type="integer", note="in ms"),
    "distance": Column(name="distance", type="decimal", note="in km"),
    "title": Column(name="title", type="text"),
}


def mended(question: str, shown: str) -> str:
    tree = sqlglot.parse_one(f"SELECT {shown} FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(asked_units.mend(tree, question, COLUMNS))
    return tree.selects[0].sql(dialect="duckdb") if told else ""


@pytest.mark.parametrize(
    "shown",
    ["MAX(duration)", "MAX(duration) / 1000", "MAX(duration) * 60 / 1000", "ROUND(MAX(duration) / 100, 2)"],
)
def test_it_is_divided_by_what_one_of_them_is(shown: str) -> None:
    assert mended("How long is the longest track in minutes?", shown) == "MAX(duration) / 60000"


@pytest.mark.parametrize(
    ("name", "shown", "told"),
    [
        ("ms_played", "SUM(ms_played)", "SUM(ms_played) / 3600000"),
        ("ms_played", "SUM(ms_played) / (3600)", "SUM(ms_played) / 3600000"),
        ("minutes_slept", "SUM(minutes_slept)", "SUM(minutes_slept) / 60"),
        ("hours_worked", "SUM(hours_worked)", ""),
        ("min_spent", "SUM(min_spent)", ""),
        ("days_total", "SUM(days_total)", ""),
    ],
)
def test_a_name_that_begins_with_a_unit_tells_how_much_was_done(name: str, shown: str, told: str) -> None:
    columns = {name: Column(name=name, type="integer")}
    tree = sqlglot.parse_one(f"SELECT {shown} FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    mends = list(asked_units.mend(tree, "How many hours was it altogether?", columns))

    assert (tree.selects[0].sql(dialect="duckdb") if mends else "") == told


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How long is the longest track in minutes?", "MAX(duration) / 60000"),
        ("How long is the longest track?", "MAX(duration)"),
        ("How long is the longest track in ms?", "MAX(duration)"),
        ("How many were played in 5 minutes?", "COUNT(*)"),
        ("What was played in minutes 5 to 6?", "title"),
        ("Which is the longest in miles?", "title"),
    ],
)
def test_what_is_in_it_already_or_no_figure_stays(question: str, shown: str) -> None:
    assert not mended(question, shown)


@pytest.mark.parametrize(
    ("question", "shown", "told"),
    [
        ("How many milliseconds did the longest take?", "MAX(duration) / 1000", "MAX(duration)"),
        ("How many milliseconds did all take?", "SUM(duration * 1000)", "SUM(duration)"),
        ("How many ms did all take?", "ROUND(SUM(duration) / 60, 2)", "SUM(duration)"),
        ("How many milliseconds did the longest take?", "MAX(duration) / 3", ""),
        ("How long is the longest in minutes?", "MAX(duration) / 60000", ""),
    ],
)
def test_what_is_asked_for_as_it_is_stays_undivided(question: str, shown: str, told: str) -> None:
    assert mended(question, shown) == told


def test_so_are_lengths() -> None:
    assert mended("What is the mean distance in meters?", "AVG(distance)") == "AVG(distance) / 0.001"


@pytest.mark.parametrize(
    ("question", "shown", "of"),
    [
        ("How many hours of overtime were worked?", "SUM(earnings) / 3600", "earnings"),
        ("How many hours did it last?", "SUM(duration) / 3600", ""),
        ("How many earned more in 2014?", "SUM(earnings) / 60", ""),
        ("How many hours of overtime were worked?", "SUM(hours_worked) / 60", ""),
        ("How many hours of overtime were worked?", "SUM(earnings)", ""),
    ],
)
def test_money_is_no_hours(question: str, shown: str, of: str) -> None:
    columns = {name: Column(name=name, type="decimal") for name in ("earnings", "duration", "hours_worked")}
    tree = sqlglot.parse_one(f"SELECT {shown} FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert asked_units.of_no_time(tree, question, columns) == of
