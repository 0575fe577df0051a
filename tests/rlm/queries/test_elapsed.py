"""The time between two moments is told in the unit that is asked for."""

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries import elapsed

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
