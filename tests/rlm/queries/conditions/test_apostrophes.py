"""A text with an apostrophe is looked for as it is, though the root ended it there."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check

MAILS = FakeContext(
    {"a.txt": "Klez: it Won't Die;Ada\nThe cook's tea;Bo O'Neil\nplain;Bo\nUK 'should  ban arms';Cy\n"},
    {"subject": "split_part(line, ';', 1)", "sender": "split_part(line, ';', 2)"},
)


@pytest.mark.parametrize(
    ("question", "sql", "rows"),
    [
        (
            'Who sent the mail "Klez: it Won\u2019t Die"?',
            "SELECT sender FROM records WHERE subject = 'Klez: it Won't Die'",
            (("Ada",),),
        ),
        (
            "Who sent \"UK 'should ban arms'\"?",
            "SELECT sender FROM records WHERE subject = 'UK 'should ban arms''",
            (("Cy",),),
        ),
        (
            "Who sent \"UK 'should ban arms'\"?",
            "SELECT sender FROM records WHERE subject = 'UK 'should ban arms'",
            (("Cy",),),
        ),
        (
            "Who sent \"UK 'should ban arms'\"?",
            r"SELECT sender FROM records WHERE subject = 'UK \'should ban arms\''",
            (("Cy",),),
        ),
        (
            "How many mails did Bo O'Neil send?",
            "SELECT COUNT(*) FROM records WHERE sender LIKE '%Bo O'Neil%'",
            ((1,),),
        ),
        (
            "How many mails did Bo O'Neil send?",
            "SELECT COUNT(*) FROM records WHERE sender = 'Bo O'Neil'",
            ((1,),),
        ),
        (
            "How many mails did Bo O'Neil send?",
            "SELECT COUNT(*) FROM records WHERE sender = 'Bo O''Neil'",
            ((1,),),
        ),
    ],
)
def test_an_apostrophe_ends_no_text(question: str, sql: str, rows: object) -> None:
    checked = check(question, sql, MAILS)

    assert not checked.problem
    assert not checked.doubts
    assert MAILS.query(checked.program.text).rows == rows


def test_what_is_no_query_stays_none() -> None:
    assert check("What's that?", "SELECT 'a FROM records", MAILS).problem
