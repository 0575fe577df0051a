"""A query over the wrong one of several tables is put over the one that has its columns."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.tables import other_tables


def table(name: str, *columns: str) -> Table:
    return Table(
        name=name,
        kind="delimited",
        row_is="record",
        rows=9,
        fits=1.0,
        columns=tuple(Column(name=column, type="text") for column in columns),
    )


TABLES = {
    each.name: each for each in (table("records", "case_no", "filed_on", "kind"), table("totals", "year"))
}


@pytest.mark.parametrize(
    ("sql", "over"),
    [
        ("SELECT filed_on, COUNT(*) AS n FROM totals GROUP BY filed_on ORDER BY n DESC", "records"),
        ("SELECT COUNT(*) FROM totals WHERE kind = 'habeas' AND year = 2010", "records"),
        ("SELECT COUNT(*) FROM totals WHERE kind = 'habeas' AND year = 2016", ""),
        ("SELECT year FROM totals", ""),
        ("SELECT colour FROM totals", ""),
    ],
)
def test_columns_tell_the_table(sql: str, over: str) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert other_tables.mend(tree, TABLES, "How many habeas cases were filed in 2016?") == over
    if over:
        assert {each.name for each in tree.find_all(exp.Table)} == {over}
        assert "year" not in tree.sql()


SALES = {each.name: each for each in (table("orders", "order_no", "status"), table("clients", "country"))}


@pytest.mark.parametrize(
    ("question", "over"),
    [
        ("How many late orders are from Austria?", ""),
        ("How many clients are from Austria?", "clients"),
        ("How many are from Austria?", "clients"),
    ],
)
def test_conditions_of_a_table_that_the_question_names_do_not_go(question: str, over: str) -> None:
    sql = "SELECT COUNT(*) FROM orders WHERE status = 'L' AND country = 'Austria'"
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert other_tables.mend(tree, SALES, question) == over
    assert ("'L'" in tree.sql()) is (not over)


def test_without_such_conditions_the_table_of_the_columns_is_meant_whatever_is_named() -> None:
    tree = sqlglot.parse_one("SELECT COUNT(*) FROM orders WHERE country = 'Austria'", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert other_tables.mend(tree, SALES, "How many clients with orders are from Austria?") == ""
    assert other_tables.mend(tree, SALES, "How many clients are from Austria?") == "clients"
