"""Of what befell somebody the column of that event tells."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.measures import life_events

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


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How old was Ada when she died?", "SELECT date_diff('year', birth_date, death_date) FROM records"),
        ("Who was youngest when they died?", "SELECT name FROM records ORDER BY birth_date DESC LIMIT 1"),
        ("Which of those who died in Oulu was the oldest?", "SELECT name FROM records ORDER BY birth_date"),
        ("Who died in the town of his birth?", "SELECT name FROM records WHERE birth_place = 'Oulu'"),
        ("Who died where they came from?", "SELECT name FROM records WHERE death_place = birth_place"),
        ("Who died in Oulu?", "SELECT name, birth_place FROM records WHERE death_place = 'Oulu'"),
    ],
)
def test_two_events_of_one_life_stay_two(question: str, sql: str) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert not list(life_events.mend(tree, question, (*COLUMNS, "birth_date", "death_date")))
    assert tree == sqlglot.parse_one(sql, dialect="duckdb")
