"""A column called after a thing and something else gives way to the one that has the things."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import things

PROVIDERS = (("GRAZ HOSPITAL", 9), ("OULU", 7), ("HOSPITAL B", 5))
REGIONS = (("North", 300), ("South", 200))
WARDS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=900,
    fits=1.0,
    columns=(
        Column(name="provider", type="text", distinct=80, values=PROVIDERS),
        Column(name="hospital_region", type="text", distinct=9, values=REGIONS),
        Column(name="ward_name", type="text", distinct=9, values=REGIONS),
        Column(name="patients", type="integer", distinct=300),
    ),
)
GROUPED = "SELECT hospital_region FROM records GROUP BY hospital_region ORDER BY SUM(patients) DESC LIMIT 1"
COUNTED = "SELECT COUNT(DISTINCT hospital_region) FROM records"


@pytest.mark.parametrize(
    ("question", "sql", "column"),
    [
        ("Which hospital discharged most patients?", GROUPED, "provider"),
        ("How many different hospitals are there?", COUNTED, "provider"),
        ("How many regions are there?", COUNTED, ""),
        ("Which ward is the largest?", "SELECT ward_name FROM records ORDER BY patients DESC LIMIT 1", ""),
    ],
)
def test_the_things_are_in_the_column_that_says_so(question: str, sql: str, column: str) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert things.mend(tree, question, WARDS) == column
    assert ("hospital_region" in tree.sql()) is (not column and "hospital_region" in sql)
