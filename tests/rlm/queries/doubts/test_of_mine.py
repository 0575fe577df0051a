"""Of a figure of all and one's own the question's is looked at, or it is told."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.doubts import of_mine

COLUMNS = {
    name: Column(name=name, type="decimal") for name in ("my_rating", "average_rating", "pages", "my_notes")
}


@pytest.mark.parametrize(
    ("question", "shown", "doubted"),
    [
        ("What is the average rating I gave?", "AVG(average_rating)", True),
        ("What is my mean rating?", "AVG(average_rating)", True),
        ("What is the average rating I gave?", "AVG(my_rating)", False),
        ("What is the average rating?", "AVG(average_rating)", False),
        ("How many pages did I read?", "SUM(pages)", False),
        ("Which book did I like?", "average_rating", False),
        ("In 1999 what was the average rating of MY-5?", "AVG(average_rating)", False),
    ],
)
def test_what_is_mine_is_not_what_all_gave(question: str, shown: str, doubted: bool) -> None:
    tree = sqlglot.parse_one(f"SELECT {shown} FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    told = list(of_mine.doubts(tree, question, COLUMNS))

    said = "It is not sure that average_rating tells what is yours: my_rating does by its name."
    assert told == ([said] if doubted else [])
