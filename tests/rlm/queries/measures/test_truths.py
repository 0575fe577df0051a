"""Columns that say yes or no are compared with what they hold, in whatever words a query says it."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.measures import truths

COLUMNS = {
    "traffic_stop": Column(name="traffic_stop", type="boolean", nulls=5, distinct=1, values=(("true", 3),)),
    "injured": Column(name="injured", type="boolean", distinct=2, values=(("false", 5), ("true", 3))),
    "paid": Column(name="paid", type="boolean", distinct=2, values=(("false", 5), ("true", 3))),
    "not_found": Column(name="not_found", type="boolean", distinct=2),
    "town": Column(name="town", type="text", distinct=2),
    "open_ind": Column(name="open_ind", type="integer", distinct=2, minimum="0", maximum="1"),
    "floor": Column(name="floor", type="integer", distinct=3, minimum="0", maximum="2"),
}


@pytest.mark.parametrize(
    ("condition", "read"),
    [
        ("traffic_stop = 'Yes'", "traffic_stop = TRUE"),
        ("traffic_stop = 'Traffic stop'", "traffic_stop = TRUE"),
        ("injured = 'No'", "injured = FALSE"),
        ("injured <> 'No'", "injured = TRUE"),
        ("traffic_stop = 'Taser'", None),
        ("paid = 'paid'", "paid = TRUE"),
        ("paid = 'not paid'", "paid = FALSE"),
        ("paid <> 'not paid'", "paid = TRUE"),
        ("paid = 'unpaid'", "paid = FALSE"),
        ("paid = 'not unpaid'", "paid = TRUE"),
        ("paid = 'non-paid'", "paid = FALSE"),
        ("paid LIKE '%un-paid%'", "paid = FALSE"),
        ("traffic_stop = 'No traffic stop'", "traffic_stop = FALSE"),
        ("traffic_stop = 'Without stop'", "traffic_stop = FALSE"),
        ("not_found = 'Not found'", "not_found = TRUE"),
        ("not_found = 'found'", None),
        ("town = 'Yes'", "town = 'Yes'"),
        ("open_ind = 'Y'", "open_ind = 1"),
        ("open_ind <> 'yes'", "open_ind = 0"),
        ("floor = 'Y'", "floor = 'Y'"),
        ("open_ind <> '1'", "open_ind <> '1'"),
    ],
)
def test_a_truth_is_compared_with_a_truth(condition: str, read: str | None) -> None:
    found = truths.compared(sqlglot.parse_one(condition, dialect="duckdb"), COLUMNS)

    assert (found and found.sql(dialect="duckdb")) == read


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ("NOT traffic_stop", "NOT traffic_stop IS TRUE"),
        ("traffic_stop = FALSE", "NOT traffic_stop IS TRUE"),
        ("NOT traffic_stop = TRUE", "NOT traffic_stop IS TRUE"),
        ("traffic_stop = TRUE", "traffic_stop = TRUE"),
        ("NOT injured", "NOT injured"),
    ],
)
def test_what_is_not_ticked_is_no(where: str, left: str) -> None:
    tree = sqlglot.parse_one(f"SELECT COUNT(*) FROM records WHERE {where}", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert bool(truths.left_open(tree, COLUMNS)) is (left != where)
    assert tree.sql(dialect="duckdb").endswith(f"WHERE {left}")


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ("COUNT(status = 'sent')", "COUNT(*) FILTER(WHERE status = 'sent')"),
        ("COUNT(*) - COUNT(a LIKE 'x%')", "COUNT(*) - COUNT(*) FILTER(WHERE a LIKE 'x%')"),
        ("COUNT(status)", "COUNT(status)"),
        ("COUNT(DISTINCT status)", "COUNT(DISTINCT status)"),
        ("COUNT(CASE WHEN a = 1 THEN 1 END)", "COUNT(CASE WHEN a = 1 THEN 1 END)"),
    ],
)
def test_rows_are_counted_for_which_it_is_so(shown: str, kept: str) -> None:
    tree = sqlglot.parse_one(f"SELECT {shown} FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert truths.counted(tree) == (shown != kept)
    assert tree.selects[0].sql(dialect="duckdb") == kept
