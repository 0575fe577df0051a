"""Texts that begin with numbers are compared by these; hours and minutes are brought to one unit."""

from collections.abc import Callable

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Rows
from rlm_desktop.rlm.queries.conditions import numbers_in_texts
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

RECIPES = {
    "time": ["30 min", "1 hour", "1 hour 30 min", "45 mins", "2 hrs", "90 minutes"],
    "serves": ["4", "8 bowls", "10", "6-8", "4", "Depends"],
    "price": ["$1,200", "$900.50", "$80", "$7", "$65", "$3"],
    "day": ["2021-2022", "2020-2021", "2019-2020", "2018-2019", "2017-2018", "2016-2017"],
    "value": ["Above limit", "£695.00", "Nil", "£18,250", "Nil", "Above limit"],
    "name": ["a", "b", "c", "d", "e", "f"],
}
Ask = Callable[[str], tuple[object, list[str], list[str]]]


@pytest.fixture
def ask() -> Ask:
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE records ({', '.join(f'{name} VARCHAR' for name in RECIPES)})")
    for row in zip(*RECIPES.values(), strict=True):
        connection.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", row)
    columns = {
        name: Column(name=name, type="text", distinct=6, values=tuple((value, 1) for value in values))
        for name, values in RECIPES.items()
    }

    def query(sql: str) -> Rows:
        return Rows(columns=(), rows=tuple(connection.execute(sql).fetchall()))

    def run(sql: str) -> tuple[object, list[str], list[str]]:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        assert isinstance(tree, exp.Query)
        found = list(numbers_in_texts.mend(tree, columns, "records", query))
        row = connection.execute(tree.sql(dialect="duckdb")).fetchone()
        assert row is not None
        return row[0], [one.why for one in found if one.why], [one.doubt for one in found if one.doubt]

    return run


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("SELECT name FROM records ORDER BY time DESC LIMIT 1", "e"),
        ("SELECT name, time AS t FROM records ORDER BY t LIMIT 1", "a"),
        ("SELECT MAX(time) FROM records", 120.0),
        ("SELECT AVG(time) FROM records", 72.5),
        ("SELECT name FROM records ORDER BY CAST(price AS DOUBLE) DESC LIMIT 1", "a"),
    ],
)
def test_amounts_are_compared_as_amounts(ask: Ask, sql: str, first: object) -> None:
    value, told, doubted = ask(sql)

    assert (value, bool(told), doubted) == (first, True, [])


def test_where_some_rows_have_no_number_it_is_doubted(ask: Ask) -> None:
    assert ask("SELECT MAX(serves) FROM records") == (
        10.0,
        [],
        ["serves holds texts: the first number in each was compared."],
    )


def test_years_with_their_next_and_names_are_no_amounts(ask: Ask) -> None:
    assert ask("SELECT MAX(day) FROM records") == ("2021-2022", [], [])
    assert ask("SELECT MAX(name) FROM records") == ("f", [], [])


def test_what_few_rows_tell_of_a_worth_is_compared_and_doubted(ask: Ask) -> None:
    found, _, doubts = ask("SELECT value FROM records ORDER BY value DESC LIMIT 1")

    assert found == "£18,250"
    assert doubts


TERMS = FakeContext(
    {
        "cases.csv": "".join(
            f"C{n};{term}\n" for n, term in enumerate(["12 Y", "20 Y", "144 M", "1094 D", "3 Y"] * 3)
        )
    },
    parted("case", "term"),
)


@pytest.mark.parametrize(
    ("question", "sql", "found"),
    [
        ("Which case has the longest term?", "SELECT term FROM records ORDER BY term DESC LIMIT 1", "20 Y"),
        ("How many years is the longest term?", "SELECT MAX(term) FROM records", 20.0),
        ("How many got 12 years?", "SELECT COUNT(*) FROM records WHERE term = '12 years'", 6),
        ("How many got more than 12 years?", "SELECT COUNT(*) FROM records WHERE term > '12 Y'", 3),
        ("How many got more than 12 years?", "SELECT COUNT(*) FROM records WHERE term > 12", 3),
        ("How many got under 12 years?", "SELECT COUNT(*) FROM records WHERE CAST(term AS INT) < 12", 6),
    ],
)
def test_years_months_and_days_are_compared_in_one_unit(question: str, sql: str, found: object) -> None:
    checked = check(question, sql, TERMS)

    assert TERMS.query(checked.program.text).rows[0][-1] == found
    assert not [doubt for doubt in checked.doubts if "place in the query" in doubt or "holds texts" in doubt]
