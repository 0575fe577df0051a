"""Rows that have a header are those in which something stands."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check, result

MAILS = FakeContext(
    {"a.txt": "Re: tea;<1@x>;a\ntea;;b\nRe: mugs;<2@x>;\ncups;<3@x>;c\n"},
    {
        "subject": "split_part(line, ';', 1)",
        "in_reply_to": "NULLIF(split_part(line, ';', 2), '')",
        "reply_to": "NULLIF(split_part(line, ';', 3), '')",
    },
)


@pytest.mark.parametrize(
    ("question", "sql", "rows"),
    [
        ("How many mails have an In-Reply-To header?", "SELECT COUNT(*) FROM records", 3),
        ("How many mails with the header?", "SELECT COUNT(*) FROM records", 4),
        ("How many mails have no In-Reply-To header?", "SELECT COUNT(*) FROM records", 1),
        ("How many mails do not have an in reply to field?", "SELECT COUNT(*) FROM records", 1),
        (
            "How many mails have an In-Reply-To header?",
            "SELECT COUNT(*) FROM records WHERE subject LIKE 'Re:%'",
            3,
        ),
        (
            "How many mails have an In-Reply-To header?",
            "SELECT COUNT(*) FROM records WHERE in_reply_to IS NOT NULL",
            3,
        ),
    ],
)
def test_rows_with_a_header_are_those_that_have_something_in_it(question: str, sql: str, rows: int) -> None:
    assert result(question, sql, MAILS) == ((rows,),)


def test_a_header_of_several_words_that_is_looked_at_leaves_no_doubt() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE in_reply_to IS NOT NULL"

    assert not check("How many mails have an In-Reply-To header?", sql, MAILS).doubts
