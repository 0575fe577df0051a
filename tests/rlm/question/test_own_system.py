"""The system whose log it is sets no condition."""

import pytest

from rlm_desktop.rlm.question import own_system
from tests.rlm.question.test_holidays import LOG, of


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which host connected to our mail server most often?", "Which host connected to it most often?"),
        ("Who logged in to our server?", "Who logged in to it?"),
        ("How many users have our newsletter?", "How many users have our newsletter?"),
        ("Which of our servers failed?", "Which of our servers failed?"),
    ],
)
def test_our_server_is_what_all_lines_are_about(question: str, said: str) -> None:
    assert own_system.as_it(question, LOG) == said


def test_elsewhere_it_may_be_one_of_several() -> None:
    assert own_system.as_it("What does our server cost?", of("json")) == "What does our server cost?"
