"""A domain is what stands behind the @ of an address."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import domains

TABLE = Table(
    name="records",
    kind="log",
    row_is="line",
    rows=9,
    fits=1.0,
    columns=(
        Column(name="recipient", type="text", values=(("ada@example.org", 5), ("ben@example.com", 2))),
        Column(name="status", type="text", values=(("sent", 5), ("deferred", 2))),
    ),
)


def mended(question: str, sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    domains.mend(tree, question, TABLE)
    return tree.sql("duckdb").replace('"', "")


@pytest.mark.parametrize(
    ("question", "sql", "meant"),
    [
        (
            "Which recipient domain had the most deferred mails?",
            "SELECT recipient, COUNT(*) AS n FROM records WHERE recipient IS NULL GROUP BY recipient"
            " ORDER BY n DESC LIMIT 1",
            "SELECT SPLIT_PART(recipient, '@', 2) AS domain, COUNT(*) AS n FROM records"
            " WHERE recipient IS NULL GROUP BY SPLIT_PART(recipient, '@', 2) ORDER BY n DESC LIMIT 1",
        ),
        (
            "How many different domains were written to?",
            "SELECT COUNT(DISTINCT recipient) FROM records",
            "SELECT COUNT(DISTINCT SPLIT_PART(recipient, '@', 2)) FROM records",
        ),
    ],
)
def test_what_follows_the_sign_is_counted(question: str, sql: str, meant: str) -> None:
    assert mended(question, sql) == meant


def test_addresses_and_other_columns_stay() -> None:
    sql = "SELECT recipient, COUNT(*) AS n FROM records GROUP BY recipient ORDER BY n DESC LIMIT 1"
    assert mended("Which recipient had the most deferred mails?", sql) == sql
    other = "SELECT status, COUNT(*) AS n FROM records GROUP BY status ORDER BY n DESC LIMIT 1"
    assert mended("Which status has the most domains?", other) == other
