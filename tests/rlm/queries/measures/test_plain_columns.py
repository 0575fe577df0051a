"""A figure that is asked for plainly is the actual one."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.measures import plain_columns

NAMES = ("date", "actual_min_temp", "average_min_temp", "record_min_temp", "actual_mean_temp", "record_max")
COLUMNS = {name: Column(name=name, type="integer", distinct=9) for name in NAMES}


@pytest.mark.parametrize(
    ("question", "used", "meant"),
    [
        ("What was the coldest temperature actually reached?", "record_min_temp", "actual_min_temp"),
        ("On how many days was it below zero?", "average_min_temp", "actual_min_temp"),
        ("What is the record low?", "record_min_temp", "record_min_temp"),
        ("What was the lowest average minimum?", "average_min_temp", "average_min_temp"),
        ("What was the lowest temperature recorded?", "record_min_temp", "record_min_temp"),
        ("What was the hottest?", "record_max", "record_max"),
        ("What was the coldest?", "actual_min_temp", "actual_min_temp"),
    ],
)
def test_the_others_are_meant_where_the_question_says_so(question: str, used: str, meant: str) -> None:
    tree = sqlglot.parse_one(f"SELECT date, {used} FROM records ORDER BY {used} LIMIT 1", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    told = list(plain_columns.mend(tree, question, COLUMNS))

    assert {column.name for column in tree.find_all(exp.Column)} == {"date", meant}
    assert bool(told) is (used != meant)
