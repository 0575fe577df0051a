"""A verb that lines say in another form as well is told."""

import pytest

from rlm_desktop.rlm import linking, tenses, wording
from tests.fakes import FakeContext

LOG = FakeContext(
    {"a.log": "generating core.1\ngenerating core.2\ngenerated 3 core files\nlink closed\n"},
    {"message": "line"},
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many times was a core generated?", "2 others say “generating”"),
        ("How many links were closed?", ""),
        ("How many lines say that it generated a core?", ""),
    ],
)
def test_lines_that_say_it_is_being_done_are_told_beside_those_that_say_it_was(
    question: str, told: str
) -> None:
    links = wording.added(linking.link(question, LOG.profile, LOG.query), question, LOG.profile, LOG.query)

    found = tenses.of_the_same(question, links, LOG.query)

    assert told in found and bool(told) is bool(found)
