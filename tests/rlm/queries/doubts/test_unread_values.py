"""An answer over a column that could not be read everywhere says so."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.doubts import unread_values

PROPOSALS = Table(
    name="proposals",
    kind="headers",
    row_is="document",
    rows=247,
    fits=1.0,
    columns=(
        Column(name="created", type="date", nulls=27, unread=7),
        Column(name="number", type="integer"),
        Column(name="title", type="text"),
    ),
)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT COUNT(*) FROM proposals WHERE year(created) = 2008", ["created"]),
        ("SELECT title FROM proposals ORDER BY created LIMIT 1", ["created"]),
        ("SELECT MIN(created) FROM proposals", ["created"]),
        ("SELECT year(created), COUNT(*) FROM proposals GROUP BY year(created)", ["created"]),
        ("SELECT created FROM proposals WHERE title = 'Guards'", []),
        ("SELECT MAX(number), COUNT(*) FROM proposals", []),
    ],
)
def test_what_could_not_be_read_is_told_where_rows_are_chosen_by_it(sql: str, told: list[str]) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    notes = list(unread_values.told(tree, [PROPOSALS]))

    assert len(notes) == len(told)
    assert all("7 rows" in note and name in note for note, name in zip(notes, told, strict=True))
