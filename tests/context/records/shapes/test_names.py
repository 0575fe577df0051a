"""Names of columns can be written without quotes."""

import duckdb
import pytest

from rlm_desktop.context.records.shapes.names import column_name, unique
from rlm_desktop.context.tables.gate import check

with duckdb.connect() as engine:
    KEYWORDS = [
        str(word) for (word,) in engine.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    ]

USES = [
    "SELECT {n} FROM records ORDER BY {n} DESC LIMIT 1",
    "SELECT max({n}) FROM records WHERE {n} IS NOT NULL AND lower({n}) LIKE 'z%' AND {n} IN ('zz')",
    "SELECT {n}, count(*) FROM records WHERE {n} = 'zz' GROUP BY {n}",
    "SELECT r.{n} FROM records AS r ORDER BY 1 DESC",
]


def test_no_keyword_of_the_engine_needs_quotes_as_a_name() -> None:
    words = [*KEYWORDS, "user", "current_user", "session_user", "role", "rowid"]
    names = unique({column_name(word): None for word in words})
    quoted = ", ".join(f"'zz' AS \"{name}\"" for name in names)
    bare = ", ".join(names)
    largest = ", ".join(f"max({name})" for name in names)
    equal = " AND ".join(f"{name} = 'zz' AND lower({name}) IN ('zz')" for name in names)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE records AS SELECT {quoted}")
        for sql in (
            f"SELECT {bare} FROM records WHERE {equal} GROUP BY {bare} ORDER BY {bare}",
            f"SELECT {largest} FROM records",
        ):
            assert set(connection.execute(sql).fetchall()[0]) == {"zz"}


@pytest.mark.parametrize(
    "name", ["user", "level", "time", "date", "host", "port", "status", "event", "kind", "type"]
)
def test_the_usual_names_mean_the_column_behind_the_gate_too(name: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE records AS SELECT 'zz' AS \"{name}\"")
        for use in USES:
            row = connection.execute(check(use.format(n=name), {"records": (name,)})).fetchone()
            assert row is not None
            assert row[0] == "zz"


def test_a_short_name_with_a_capital_within_is_one_word() -> None:
    names = ("AfD_Zweitstimmen", "PhD", "firstName", "optionA", "AvgB", "totalUSD")

    assert [column_name(name) for name in names] == [
        "afd_zweitstimmen",
        "phd",
        "first_name",
        "option_a",
        "avg_b",
        "total_usd",
    ]
