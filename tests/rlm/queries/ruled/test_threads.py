"""Discussions are asked for by their titles, which the subjects of their mails have."""

import msgspec
import pytest

from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.ruled import threads
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


RELEASE = """\
Ada;[dev] Release;2020-03-04
Bob;Re: Release;2020-03-05
Cyd;Release party on Friday;2020-03-03
Dan;Pre-release notes;2020-03-01
Eve;Re: Pre-release notes;2020-03-02
"""
RELEASES = FakeContext(
    {"mails.txt": RELEASE},
    {
        "sender": "split_part(line, ';', 1)",
        "subject": "split_part(line, ';', 2)",
        "date": "CAST(split_part(line, ';', 3) AS DATE)",
    },
)
IN_IT = "the thread titled 'Release'"


def _of_releases(question: str) -> str:
    tables = [msgspec.structs.replace(table, kind="headers") for table in RELEASES.profile.tables]
    return threads.query(question, tables, RELEASES.query)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (f"How many mails are in {IN_IT}?", [(2,)]),
        ("How many mails are in the thread called 'Re: Release'?", [(2,)]),
        ("How many mails are in the thread with the subject Release?", [(2,)]),
        (f"Who started {IN_IT}?", [("Ada",)]),
        (f"How many replies are there in {IN_IT}?", [(1,)]),
        (f"How many replies were sent to {IN_IT}?", [(1,)]),
        (f"How many people replied to {IN_IT}?", [(1,)]),
        (f"Who replied in {IN_IT}?", [("Bob", 1)]),
        (f"Who wrote in {IN_IT}?", [("Ada", 1), ("Bob", 1)]),
        ("Who started the thread about party?", [("Cyd",)]),
    ],
)
def test_a_title_is_the_whole_subject_and_a_reply_no_opening(question: str, found: object) -> None:
    assert list(RELEASES.query(_of_releases(question)).rows) == found


@pytest.mark.parametrize(
    "question",
    [
        f"Who replied first in {IN_IT}?",
        f"Who replied to Ada in {IN_IT}?",
        f"Who else wrote in {IN_IT}?",
        f"Who wrote last in {IN_IT}?",
        f"List the first person who wrote in {IN_IT}.",
        f"How many mails did Ada send in {IN_IT}?",
        f"How many people besides Ada wrote in {IN_IT}?",
        "How many replies are there in the thread titled 'Release party on Friday'?",
        "Who started the thread about release?",
        "How many mails are in the thread titled 'Releas'?",
    ],
)
def test_what_a_thread_does_not_tell_alone_is_left_to_the_root(question: str) -> None:
    assert _of_releases(question) == ""
