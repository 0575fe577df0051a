"""Discussions are asked for by their titles, which the subjects of their mails have."""

import msgspec
import pytest

from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries import threads
from tests.fakes import FakeContext

MAILS = """\
Ada;Nets: mend or buy?;2020-03-04
Bob;Re: Nets: mend or buy?;2020-03-05
Ada;Re: Nets -- mend or buy;2020-03-06
Cyd;Ropes;2020-03-01
"""
CONTEXT = FakeContext(
    {"mails.txt": MAILS},
    {
        "sender": "split_part(line, ';', 1)",
        "subject": "split_part(line, ';', 2)",
        "date": "CAST(split_part(line, ';', 3) AS DATE)",
    },
)


def _tables() -> list[Table]:
    return [msgspec.structs.replace(table, kind="headers") for table in CONTEXT.profile.tables]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("List everybody who wrote in the discussion titled 'nets: mend or buy'.", [("Ada", 2), ("Bob", 1)]),
        ("Who took part in the thread about nets?", [("Ada", 2), ("Bob", 1)]),
        ("How many mails are in the thread called “Nets: mend or buy?”", [(3,)]),
        ("How many people wrote in the discussion on nets?", [(2,)]),
        ("Who started the discussion about nets?", [("Ada",)]),
    ],
)
def test_a_discussion_is_the_mails_that_have_its_title(question: str, found: object) -> None:
    sql = threads.query(question, _tables(), CONTEXT.query)

    assert list(CONTEXT.query(sql).rows) == found


@pytest.mark.parametrize(
    "question",
    ["Who wrote in the discussion about boats?", "Who wrote about nets?", "How many mails did Ada send?"],
)
def test_other_questions_are_left_to_the_root(question: str) -> None:
    assert threads.query(question, _tables(), CONTEXT.query) == ""
