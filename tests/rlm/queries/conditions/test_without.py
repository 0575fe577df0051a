"""Rows without something are those in which a column says so, where it does."""

import pytest
from sqlglot import exp, parse_one

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.conditions import without


@pytest.mark.parametrize(
    ("value", "question", "meant"),
    [
        ("none", "How many have no contact?", "contact = 'none'"),
        ("(blank)", "How many sites have no contact given?", "contact = '(blank)'"),
        ("Graz", "How many have no contact?", ""),
        ("(blank)", "How many have a contact?", ""),
    ],
)
def test_none_is_what_a_column_writes(value: str, question: str, meant: str) -> None:
    column = Column(name="contact", type="text", distinct=9, values=((value, 30), ("Ada", 4)))
    empty = parse_one("contact IS NULL", dialect="duckdb")

    mended = without.mend(empty, {"contact": column}, question)

    assert (mended.sql(dialect="duckdb") if isinstance(mended, exp.Expr) else "") == meant


@pytest.mark.parametrize(
    ("value", "nulls", "question", "meant"),
    [
        ("none", 4, "How many name no driving licence?", "licence IS NULL"),
        ("None", 4, "How many came without a licence?", "licence IS NULL"),
        ("None", 0, "How many name no licence?", ""),
        ("None", 4, "How many have no contact, with their licence?", "licence IS NULL"),
        ("None", 4, "How many have a licence?", ""),
        ("None", 4, "How many licences name no town?", ""),
        ("Graz", 4, "How many name no licence?", ""),
    ],
)
def test_none_that_no_column_writes_is_what_is_empty(
    value: str, nulls: int, question: str, meant: str
) -> None:
    column = Column(name="licence", type="text", nulls=nulls, distinct=1, values=(("MIT", 30),))
    compared = parse_one(f"licence = '{value}'", dialect="duckdb")

    mended = without.mend(compared, {"licence": column}, question)

    assert (mended.sql(dialect="duckdb") if isinstance(mended, exp.Expr) else "") == meant
