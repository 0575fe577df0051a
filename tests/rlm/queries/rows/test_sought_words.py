"""Lines that are to mention a text are those that say it, also where a query lost it."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check

TALK = FakeContext(
    {"talk.log": "10:01 ada: veniam dolor\n10:02 ben: dolor\n10:03 ada: sit\n10:04 veniam: sit\n"},
    {
        "time": "split_part(line, ' ', 1)",
        "speaker": "split_part(split_part(line, ' ', 2), ':', 1)",
        "message": "split_part(line, ': ', 2)",
    },
)
ALL = "SELECT COUNT(*) FROM records"


@pytest.mark.parametrize(
    ("question", "sql", "count"),
    [
        ("How many messages mention the word veniam?", f"{ALL} WHERE message LIKE '%vienna%'", 1),
        ("How many messages mention veniam?", ALL, 1),
        ("How many lines mention veniam?", ALL, 2),
        ("How many messages by ada mention dolor?", f"{ALL} WHERE speaker = 'ada'", 1),
    ],
)
def test_what_is_to_be_mentioned_is_a_condition(question: str, sql: str, count: int) -> None:
    assert TALK.query(check(question, sql, TALK).program.text).rows == ((count,),)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many messages mention an IP address?", ALL),
        ("How many messages do not mention veniam?", ALL),
        ("How many messages mention veniam or sit?", ALL),
        ("How many messages does ada have?", ALL),
    ],
)
def test_what_no_line_says_or_is_left_out_is_none(question: str, sql: str) -> None:
    assert "CONTAINS" not in check(question, sql, TALK).program.text
