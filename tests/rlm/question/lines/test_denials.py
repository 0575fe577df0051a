"""A "not" that lines say themselves is looked for, and leaves nothing out."""

import pytest

from rlm_desktop.rlm.question import alternatives
from rlm_desktop.rlm.question.lines import denials
from tests.fakes import FakeContext

LOG = FakeContext(
    {
        "app.log": "10 bank did not answer\n10 bank answered\n11 index could not be read\n11 index was read\n"
        "12 file not found\n13 server 2 is not the leader for it\n"
    },
    {"hour": "split_part(line, ' ', 1)", "message": "regexp_replace(line, '^\\S+ ', '')"},
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How often did the bank not answer?", 'How often did the bank "not answer"?'),
        ("How often didn't the bank answer?", 'How often did the bank "not answer"?'),
        ("How many times could the index not be read?", 'How many times could the index "not be read"?'),
        ("How many files were not found?", 'How many files were "not found"?'),
        ("How often is it not the leader for it?", 'How often is it "not the leader" for it?'),
        ("How often was a server not a leader?", 'How often was a server "not the leader"?'),
    ],
)
def test_it_is_quoted_as_the_lines_have_it(question: str, said: str) -> None:
    found = denials.as_said(question, LOG.profile, LOG.query)

    assert found == said
    assert alternatives.left_out(found) == []


@pytest.mark.parametrize(
    "question",
    [
        "How many lines do not mention bank?",
        "How many lines are not from the bank?",
        "How many lines are there?",
    ],
)
def test_a_not_that_no_line_says_stays_one_of_the_question(question: str) -> None:
    assert denials.as_said(question, LOG.profile, LOG.query) == question
