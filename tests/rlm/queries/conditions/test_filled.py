"""That a column is filled is not demanded where nobody asked for it and no such row has it."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import result

LINES = FakeContext(
    {"shop.log": "searched;;26\nsearched;;14\nserved;/tea;9\nserved;/mugs;7\n"},
    {
        "event": "split_part(line, ';', 1)",
        "path": "NULLIF(split_part(line, ';', 2), '')",
        "ms": "TRY_CAST(split_part(line, ';', 3) AS BIGINT)",
    },
)


@pytest.mark.parametrize(
    ("question", "sql", "rows"),
    [
        (
            "How many ms did lines with the event searched take on average?",
            "SELECT AVG(ms) FROM records WHERE event = 'searched' AND path IS NOT NULL",
            ((20.0,),),
        ),
        (
            "How many lines with the event searched have a path?",
            "SELECT COUNT(*) FROM records WHERE event = 'searched' AND path IS NOT NULL",
            ((0,),),
        ),
        (
            "What was served the longest?",
            "SELECT path FROM records WHERE event = 'served' AND path IS NOT NULL ORDER BY ms DESC LIMIT 1",
            (("/tea",),),
        ),
    ],
)
def test_a_column_is_filled_where_rows_have_it_or_it_is_asked_for(
    question: str, sql: str, rows: object
) -> None:
    assert result(question, sql, LINES) == rows
