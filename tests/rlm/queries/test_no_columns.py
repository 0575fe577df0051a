"""What a log has no column for stands in its messages."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check

LOG = FakeContext(
    {"boot.log": "9:00 30 StepOne took 30ms\n9:01 70 StepTwo took 70ms\n"},
    {
        "time": "split_part(line, ' ', 1)",
        "duration_ms": "CAST(split_part(line, ' ', 2) AS BIGINT)",
        "message": "substr(line, 9)",
    },
)


def test_of_the_row_that_has_most_the_message_says_which_it_is() -> None:
    query = "SELECT step, duration_ms FROM records ORDER BY duration_ms DESC LIMIT 1"

    checked = check("Which step took the longest, and how long?", query, LOG)

    assert LOG.query(checked.program.text).rows == (("StepTwo took 70ms", 70),)
    assert any("There is no column step" in mend for mend in checked.mends)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which job took the longest?", "SELECT stage FROM records ORDER BY duration_ms DESC LIMIT 1"),
        (
            "Which step came most often?",
            "SELECT step, COUNT(*) FROM records GROUP BY step ORDER BY 2 LIMIT 1",
        ),
    ],
)
def test_what_is_not_said_or_is_counted_has_no_column(question: str, sql: str) -> None:
    assert "There is no column" in check(question, sql, LOG).problem
