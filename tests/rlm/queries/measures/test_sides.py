"""Who sends is at one end of a connection, who answers at the other."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import sides
from rlm_desktop.rlm.question.links import Link, Links

TABLE = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=9,
    fits=1.0,
    columns=(Column(name="src_ip", type="text"), Column(name="dst_ip", type="text")),
)
MOST = "SELECT {0}, COUNT(*) AS n FROM records GROUP BY {0} ORDER BY n DESC LIMIT 1"


def mended(question: str, column: str) -> str:
    tree = sqlglot.parse_one(MOST.format(column), dialect="duckdb")
    assert isinstance(tree, exp.Query)
    sides.mend(tree, question, TABLE)
    return tree.sql("duckdb").replace('"', "")


@pytest.mark.parametrize(
    ("question", "written", "meant"),
    [
        ("Which machine sent the most packets?", "dst_ip", "src_ip"),
        ("Which internal host opened most connections?", "dst_ip", "src_ip"),
        ("Which host received the most connections?", "src_ip", "dst_ip"),
        ("Which machine sent the most packets?", "src_ip", "src_ip"),
        ("Which host is in most rows?", "dst_ip", "dst_ip"),
        ("Which machine sent most to one dst?", "dst_ip", "dst_ip"),
    ],
)
def test_the_column_is_that_of_the_end_that_does_it(question: str, written: str, meant: str) -> None:
    assert mended(question, written) == MOST.format(meant)


def test_of_hosts_that_are_all_one_the_addresses_are_counted() -> None:
    log = Table(
        name="records",
        kind="log",
        row_is="line",
        rows=9,
        fits=1.0,
        columns=(
            Column(name="host", type="text", distinct=1),
            Column(name="user", type="text", distinct=1),
            Column(name="ip", type="text", distinct=4),
        ),
    )
    for column, meant in (("host", "ip"), ("user", "user")):
        tree = sqlglot.parse_one(MOST.format(column), dialect="duckdb")
        assert isinstance(tree, exp.Query)
        sides.beyond(tree, "Which host connected most often?", log)
        assert tree.sql("duckdb").replace('"', "") == MOST.format(meant)


def test_who_sent_the_lines_themselves_is_their_host() -> None:
    columns = (Column(name="host", type="text", distinct=1), Column(name="ip", type="text", distinct=4))
    log = Table(name="records", kind="log", row_is="line", rows=9, fits=1.0, columns=columns)
    tree = sqlglot.parse_one(MOST.format("host"), dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert sides.beyond(tree, "Which host sent the most messages?", log) == ""


@pytest.mark.parametrize(
    ("question", "written", "meant"),
    [
        ("What share came from 10.0.0.1?", "destination_ip = '10.0.0.1'", "source_ip"),
        ("How many went to host 10.0.0.1?", "source_ip = '10.0.0.1'", "destination_ip"),
        ("How many came from 10.0.0.1?", "source_ip = '10.0.0.1'", "source_ip"),
        ("How many have 10.0.0.1 as their target?", "destination_ip = '10.0.0.1'", "destination_ip"),
        ("How many came from 10.0.0.11?", "destination_ip = '10.0.0.1'", "destination_ip"),
        ("From 10.0.0.1 or to 10.0.0.1?", "destination_ip = '10.0.0.1'", "destination_ip"),
        ("How many from 10.0.0.1 went to 10.0.0.2?", "destination_ip IN ('10.0.0.1')", "source_ip"),
    ],
)
def test_from_and_to_tell_which_end_an_address_is(question: str, written: str, meant: str) -> None:
    ends = (Column(name="source_ip", type="text"), Column(name="destination_ip", type="text"))
    log = Table(name="records", kind="log", row_is="line", rows=9, fits=1.0, columns=ends)
    tree = sqlglot.parse_one(f"SELECT COUNT(*) FROM records WHERE {written}", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    sides.of_way(tree, question, log)

    assert [column.name for column in tree.find_all(exp.Column)] == [meant]


def test_a_query_that_looks_at_both_ends_keeps_them() -> None:
    ends = (Column(name="source_ip", type="text"), Column(name="destination_ip", type="text"))
    log = Table(name="records", kind="log", row_is="line", rows=9, fits=1.0, columns=ends)
    sql = "SELECT COUNT(*) FROM records WHERE source_ip = '10.0.0.1' OR destination_ip = '10.0.0.1'"
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert sides.of_way(tree, "How many came from or went to 10.0.0.1?", log) == ""
    assert tree.sql(dialect="duckdb") == sql


@pytest.mark.parametrize(
    ("question", "written", "meant"),
    [
        ("How many bytes did 10.0.0.1 send?", "transip = '10.0.0.1'", "srcip"),
        ("How many bytes did the host 10.0.0.1 send?", "dstip = '10.0.0.1'", "srcip"),
        ("10.0.0.1 has sent how many bytes?", "dstip = '10.0.0.1'", "srcip"),
        ("How many bytes did 10.0.0.1 receive?", "srcip = '10.0.0.1'", "dstip"),
        ("How many bytes did 10.0.0.2 receive?", "transip = '10.0.0.2'", "transip"),
        ("How many bytes did 10.0.0.1 send?", "srcip = '10.0.0.1'", "srcip"),
        ("How many bytes were sent to 10.0.0.1?", "transip = '10.0.0.1'", "transip"),
        ("How many bytes did the transip 10.0.0.1 send?", "transip = '10.0.0.1'", "transip"),
        ("How many bytes did 10.0.0.11 send?", "dstip = '10.0.0.1'", "dstip"),
    ],
)
def test_what_an_address_did_tells_which_end_it_is(question: str, written: str, meant: str) -> None:
    ends = tuple(Column(name=name, type="text") for name in ("srcip", "dstip", "transip"))
    log = Table(name="records", kind="key_value", row_is="line", rows=9, fits=1.0, columns=ends)
    tree = sqlglot.parse_one(f"SELECT SUM(n) FROM records WHERE {written}", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    held = Links(
        values=tuple(Link("10.0.0.1", "records", name, "10.0.0.1", 3) for name in ("srcip", "dstip"))
    )

    sides.of_doer(tree, question, log, held)

    assert [column.name for column in tree.find_all(exp.Column)][-1] == meant
