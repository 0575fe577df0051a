"""Of what a table tells in parts the whole is meant, unless a part is named."""

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import whole_figures

ANIMALS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=83,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=83),
        Column(name="sleep_total", type="decimal", distinct=65),
        Column(name="sleep_rem", type="decimal", distinct=32),
        Column(name="body_weight", type="decimal", distinct=80),
    ),
)


def mended(question: str, column: str) -> str:
    tree = sqlglot.parse_one(f"SELECT AVG({column}) FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    list(whole_figures.mend(tree, question, ANIMALS))
    return tree.sql(dialect="duckdb")


def test_a_part_that_nobody_named_gives_way() -> None:
    assert (
        mended("How long do they sleep on average?", "sleep_rem") == 'SELECT AVG("sleep_total") FROM records'
    )


def test_a_part_that_is_named_stays() -> None:
    assert "sleep_rem" in mended("How long is their REM sleep on average?", "sleep_rem")


def test_what_has_no_whole_stays() -> None:
    assert "body_weight" in mended("What is the mean weight?", "body_weight")
