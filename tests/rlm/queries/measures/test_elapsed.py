"""The time between two moments is told in the unit that is asked for."""

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import elapsed

COLUMNS = {name: Column(name=name, type="timestamp", distinct=9) for name in ("opened", "closed")}
COLUMNS |= {name: Column(name=name, type="date", distinct=9) for name in ("ordered", "sent")}
ROWS = (
    "(SELECT timestamp '2020-01-01 08:00' AS opened, timestamp '2020-01-02 20:00' AS closed,"
    " date '2020-01-01' AS ordered, date '2020-01-15' AS sent)"
)


@pytest.mark.parametrize(
    ("question", "shown", "told"),
    [
        ("How long did it take to close them, in hours?", "AVG(closed - opened)", 36),
        ("How many days did it take?", "AVG(closed - opened)", 1.5),
        ("How many days did it take?", "AVG(sent - ordered)", 14),
        ("How many weeks did it take?", "MAX(sent - ordered)", 2),
        ("How many hours did it take?", "date_diff('hour', opened, closed)", 36),
    ],
)
def test_it_is_told_in_the_unit_that_is_asked_for(question: str, shown: str, told: float) -> None:
    tree = sqlglot.parse_one(f"SELECT {shown} FROM t", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    list(elapsed.mend(tree, question, COLUMNS))

    query = tree.sql(dialect="duckdb").replace("FROM t", f"FROM {ROWS}")
    assert duckdb.connect().execute(query).fetchall() == [(told,)]


def test_it_stays_where_no_unit_is_asked_for() -> None:
    tree = sqlglot.parse_one("SELECT AVG(closed - opened) FROM t", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert not list(elapsed.mend(tree, "How long did it take?", COLUMNS))


CONTRACTS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=400,
    fits=1.0,
    columns=(
        Column(name="department", type="text", distinct=5),
        Column(name="start_date", type="date", distinct=300),
        Column(name="end_date", type="date", distinct=300),
        Column(name="contract_value", type="decimal", distinct=400),
        Column(name="term_days", type="integer", distinct=90),
    ),
)


@pytest.mark.parametrize(
    ("question", "measured", "put"),
    [
        ("Which department's contracts run the longest on average?", "contract_value", True),
        ("Which department's contracts run the longest on average?", "term_days", False),
        ("Which department's contracts are the dearest on average?", "contract_value", False),
    ],
)
def test_what_runs_longest_lasts(question: str, measured: str, put: bool) -> None:
    query = (
        f"SELECT department, AVG({measured}) AS a FROM records GROUP BY department ORDER BY a DESC LIMIT 1"
    )
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert bool(elapsed.longest(tree, question, CONTRACTS)) is put
    assert ('AVG("end_date" - "start_date")' in tree.sql(dialect="duckdb")) is put
