"""Who won by how many votes is told from the sums of each, not from single rows."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import margins
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

CONTEXT = FakeContext(
    {"votes.txt": "North;Ada;9\nNorth;Bo;7\nSouth;Ada;5\nSouth;Bo;4\nWest;Ada;1\nWest;Bo;2\n"},
    parted("precinct", "candidate") | {"votes": "CAST(split_part(line, ';', 3) AS BIGINT)"},
)
TABLE = CONTEXT.profile.tables[0]
ROWS = "SELECT candidate, votes FROM records"
SUMS = "SELECT candidate, SUM(votes) AS n FROM records GROUP BY candidate ORDER BY n DESC LIMIT 1"


@pytest.mark.parametrize("sql", [ROWS, SUMS])
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who won, and by how many votes?", [("Ada", 2)]),
        ("Which candidate won the seat?", [("Ada", 15)]),
        ("How many votes were cast?", None),
        ("Who won each precinct?", None),
        ("Who won with the fewest votes?", None),
        ("Who won most precincts?", None),
        ("Which candidates won?", None),
        ("Which party won?", None),
    ],
)
def test_the_one_with_the_most_votes_won(
    sql: str, question: str, found: list[tuple[str, int]] | None
) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert bool(margins.mend(tree, question, TABLE)) is (found is not None)
    if found is not None:
        assert list(CONTEXT.query(tree.sql(dialect="duckdb")).rows) == found


@pytest.mark.parametrize(
    "column",
    [
        Column(name="winner", type="text"),
        Column(name="outcome", type="text"),
        Column(name="home_win", type="boolean"),
        Column(name="mark", type="text", distinct=2, values=(("W", 3), ("L", 3))),
    ],
)
def test_a_column_that_says_who_won_decides(column: Column) -> None:
    columns = (*TABLE.columns, column)
    table = Table(name="records", kind="delimited", row_is="record", rows=6, fits=1.0, columns=columns)
    tree = sqlglot.parse_one(ROWS, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert margins.mend(tree, "Who won?", table) == ""


def test_those_that_won_a_game_by_its_outcome_are_all_told() -> None:
    lines = "".join(
        f"{game};{team};{'W' if team < 'C' else 'L'};{game + 5}\n" for game in (1, 2, 3) for team in "ABCD"
    )
    games = FakeContext(
        {"games.txt": lines},
        {"game": "CAST(split_part(line, ';', 1) AS BIGINT)"}
        | {"team": "split_part(line, ';', 2)", "outcome": "split_part(line, ';', 3)"}
        | {"points": "CAST(split_part(line, ';', 4) AS BIGINT)"},
    )
    sql = "SELECT team FROM records WHERE game = 3 AND outcome = 'W' ORDER BY team"

    checked = check("Which teams won game 3?", sql, games)

    assert games.query(checked.program.text).rows == (("A",), ("B",))
