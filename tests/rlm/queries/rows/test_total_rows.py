"""A row that is the total of all others is left out of what is asked of these."""

import msgspec
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.rows import total_rows
from tests.fakes import FakeContext
from tests.rlm.checking import parted

TOWNS = "".join(f"{n:03};Town {n};{n * 10};{n * 7};{n * 3}\n" for n in range(1, 13))
NUMBERS = {
    name: f"CAST(split_part(line, ';', {n}) AS BIGINT)"
    for n, name in enumerate(("voters", "votes", "void"), 3)
}
COLUMNS = {**parted("key", "town"), **NUMBERS}
WHOLE = FakeContext({"votes.csv": TOWNS + "BW;Wholeland;780;546;234\n"}, COLUMNS)
PARTS = FakeContext({"votes.csv": TOWNS}, COLUMNS)


def found(sql: str, context: FakeContext = WHOLE) -> object:
    table = msgspec.structs.replace(context.profile.tables[0], kind="delimited")
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    total_rows.leave_out(tree, table, context.query)
    return context.query(tree.sql(dialect="duckdb")).rows[0][0]


def test_it_is_added_up_with_none_and_is_the_largest_of_none() -> None:
    assert found("SELECT SUM(votes) FROM records") == 546
    assert found("SELECT MAX(voters) FROM records") == 120
    assert found("SELECT town FROM records ORDER BY voters DESC LIMIT 1") == "Town 12"
    assert found("SELECT SUM(votes) FROM records", PARTS) == 546


def test_it_is_told_where_it_is_asked_for_itself() -> None:
    assert found("SELECT votes FROM records WHERE town = 'Wholeland'") == 546
    assert found("SELECT votes FROM records WHERE key = 'BW'") == 546
