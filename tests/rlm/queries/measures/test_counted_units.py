"""A number of days is compared with the column that is called days."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.measures import counted_units

COLUMNS = {
    "days": Column(name="days", type="integer"),
    "st_dev_of_days": Column(name="st_dev_of_days", type="decimal"),
    "days_open": Column(name="days_open", type="integer"),
    "pages": Column(name="pages", type="text"),
    "number_of_pages": Column(name="number_of_pages", type="integer"),
}


@pytest.mark.parametrize(
    ("question", "condition", "told"),
    [
        ("How many months have fewer than 20 days?", "st_dev_of_days < 20", '"days" < 20'),
        ("How many have 20 days of measurements?", "days_open = 20", '"days" = 20'),
        ("How many have fewer than 20 days?", "days < 20", ""),
        ("How many deviate by 20 or more?", "st_dev_of_days >= 20", ""),
        ("How many were open for more than 20 weeks?", "days_open > 20", ""),
        ("How many have more than 20 pages?", "number_of_pages > 20", ""),
        ("How many have 120 days?", "st_dev_of_days = 20", ""),
    ],
)
def test_what_a_number_counts_is_the_column_of_that_name(question: str, condition: str, told: str) -> None:
    tree = sqlglot.parse_one(f"SELECT count(*) FROM records WHERE {condition}", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert counted_units.mend(tree, question, COLUMNS) == ("days" if told else "")
    assert tree.sql(dialect="duckdb").endswith(told or condition)
