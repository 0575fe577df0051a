"""Who won is the first, where a table writes ranks and nothing else says so."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.rows import winners

RACES = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=160,
    fits=1.0,
    columns=(
        Column(name="runner", type="text", distinct=120),
        Column(name="season", type="integer", distinct=12, minimum="1", maximum="12"),
        Column(name="result", type="integer", distinct=10, minimum="1", maximum="10"),
    ),
)
SEASON = "SELECT runner FROM records WHERE season = 5"


def asked(question: str, query: str = SEASON, table: Table = RACES) -> str:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(winners.demand(tree, question, table))
    return tree.sql(dialect="duckdb") if told else ""


@pytest.mark.parametrize("question", ["Who won season 5?", "Who was the winner of season 5?"])
def test_the_winner_is_the_first(question: str) -> None:
    assert asked(question) == f'{SEASON} AND "result" = 1'


def test_a_query_that_looks_at_ranks_stays_as_it_is() -> None:
    assert not asked("Who won season 5?", f"{SEASON} ORDER BY result LIMIT 1")


def test_nobody_wins_where_that_is_not_asked() -> None:
    assert not asked("Who was in season 5?")


@pytest.mark.parametrize(
    "column",
    [
        Column(name="winner", type="boolean", distinct=2),
        Column(name="outcome", type="text", distinct=2, values=(("Won", 12), ("Lost", 148))),
    ],
)
def test_what_says_who_won_is_asked_first(column: Column) -> None:
    table = msgspec.structs.replace(RACES, columns=(*RACES.columns, column))

    assert not asked("Who won season 5?", table=table)
