"""Of what befell somebody the column of that event tells."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries import life_events

COLUMNS = ("birth_place", "death_place", "burial_place", "death_year")


@pytest.mark.parametrize(
    ("question", "column", "own"),
    [
        ("How many people are buried in Oulu?", "death_place", "burial_place"),
        ("How many people died in Oulu?", "birth_place", "death_place"),
        ("How many people were born or died in Oulu?", "burial_place", "burial_place"),
        ("Who was buried in 1900?", "death_year", "death_year"),
    ],
)
def test_where_somebody_was_buried_is_told_by_the_burial(question: str, column: str, own: str) -> None:
    tree = sqlglot.parse_one(f"SELECT COUNT(*) FROM records WHERE {column} = 1", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(life_events.mend(tree, question, COLUMNS))

    assert [one.name for one in tree.find_all(exp.Column)] == [own]
    assert len(told) == (own != column)
