"""When the highest was stands in its row: it is not the latest time of all."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import beside_extremes

TABLE = Table(
    name="records",
    kind="json",
    row_is="record",
    rows=9,
    fits=1.0,
    columns=(
        Column(name="active", type="integer"),
        Column(name="idle", type="integer"),
        Column(name="time", type="timestamp"),
        Column(name="host", type="text"),
    ),
)


def mended(question: str, sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    beside_extremes.mend(tree, question, TABLE)
    return tree.sql("duckdb").replace('"', "")


@pytest.mark.parametrize(
    ("question", "sql", "meant"),
    [
        (
            "What was the highest number of active connections and when was that?",
            "SELECT MAX(active) AS a, MAX(time) AS t FROM records WHERE host = 'a'",
            "SELECT active, time FROM records WHERE host = 'a' AND NOT active IS NULL"
            " ORDER BY active DESC LIMIT 1",
        ),
        (
            "What was the lowest number of active connections, and on which host?",
            "SELECT MIN(active), MIN(host) FROM records",
            "SELECT active, host FROM records WHERE NOT active IS NULL ORDER BY active ASC LIMIT 1",
        ),
    ],
)
def test_one_row_has_both(question: str, sql: str, meant: str) -> None:
    assert mended(question, sql) == meant


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        (
            "What is the highest number of active ones, and what is the latest time?",
            "SELECT MAX(active), MAX(time) FROM records",
        ),
        ("What is the highest of active and what of idle?", "SELECT MAX(active), MAX(idle) FROM records"),
        ("What is the highest number of active ones?", "SELECT MAX(active), MAX(time) FROM records"),
        ("What was the highest and when?", "SELECT host, MAX(active) FROM records GROUP BY host"),
    ],
)
def test_others_stay(question: str, sql: str) -> None:
    assert mended(question, sql) == sql
