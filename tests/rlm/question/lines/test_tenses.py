"""A verb that lines say in another form as well is told."""

import pytest

from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import tenses, wording
from tests.fakes import FakeContext

LINES = """\
generating core.1
generating core.2
generated 3 core files
link closed
open 1
open 2
link opened
"""
LOG = FakeContext({"a.log": LINES}, {"message": "line"})


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many times was a core generated?", "2 others say “generating”"),
        ("How many links were closed?", ""),
        ("How many gates were opened?", "2 others say “open”"),
        ("How many lines say that it generated a core?", ""),
    ],
)
def test_lines_that_say_it_is_being_done_are_told_beside_those_that_say_it_was(
    question: str, told: str
) -> None:
    links = wording.added(linking.link(question, LOG.profile, LOG.query), question, LOG.profile, LOG.query)

    found = tenses.of_the_same(question, links, LOG.query)

    assert told in found and bool(told) is bool(found)


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("login failed\nlogin failure\nlogin failure\n", "2 others say “failure”"),
        ("login failed\nlogin failed\nlogin failure\n", ""),
    ],
)
def test_failures_are_told_beside_what_failed_where_they_are_more(log: str, told: str) -> None:
    text = FakeContext({"a.log": log}, {"message": "line"})
    question = "How many failed logins were there?"
    links = wording.added(
        linking.link(question, text.profile, text.query), question, text.profile, text.query
    )

    found = tenses.of_the_same(question, links, text.query)

    assert told in found and bool(told) is bool(found)
