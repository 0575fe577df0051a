"""An answer that rests on a column without a name in the text says so."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import NAMED_BY_VALUES, Column, Table
from rlm_desktop.rlm.queries.measures import unnamed_columns

STATIONS = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=200,
    fits=1.0,
    columns=(
        Column(name="text_5", type="text", note=NAMED_BY_VALUES),
        Column(name="last_year", type="integer", note=NAMED_BY_VALUES),
        Column(name="number_4", type="decimal", note=NAMED_BY_VALUES),
        Column(name="line", type="text"),
    ),
)


@pytest.mark.parametrize(
    ("sql", "doubted"),
    [
        ("SELECT COUNT(*) FROM records WHERE last_year = 2018", 1),
        ("SELECT text_5, last_year FROM records", 2),
        ("SELECT COUNT(*) FROM records WHERE text_5 = 'AK'", 0),
        ("SELECT COUNT(*) FROM records WHERE CONTAINS(line, 'AK')", 0),
        ("SELECT COUNT(*) FROM records", 0),
    ],
)
def test_what_has_no_name_is_a_guess(sql: str, doubted: int) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert len(list(unnamed_columns.doubts(tree, STATIONS))) == doubted


@pytest.mark.parametrize(
    ("sql", "unknown"),
    [
        ("SELECT AVG(number_4) FROM records WHERE text_5 = 'AK'", "number_4"),
        ("SELECT text_5 FROM records ORDER BY number_4 DESC LIMIT 1", "number_4"),
        ("SELECT MAX(last_year) FROM records", ""),
        ("SELECT number_4 FROM records WHERE text_5 = 'AK'", ""),
        ("SELECT COUNT(*) FROM records WHERE number_4 > 5", ""),
    ],
)
def test_nothing_is_computed_from_a_number_without_a_name(sql: str, unknown: str) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert unnamed_columns.unknown(tree, STATIONS) == unknown
