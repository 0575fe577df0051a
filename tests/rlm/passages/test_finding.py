"""Replies that only say the question again are no answers."""

import pytest

from rlm_desktop.rlm.passages.finding import repeats


@pytest.mark.parametrize(
    ("question", "reply", "again"),
    [
        ("What was the password used for?", "The password was used for the cluster.", False),
        ("What was the name of the child of Ada Lindt?", "Ada Lindt", True),
        ("Who is the owner of Ponto?", "Ponto", True),
        ("Who is the owner of Ponto?", "Brandt", False),
        ("Which is older, Graz or Oulu?", "Oulu", False),
        ("Where does the road to Oulu begin?", "Oulu", False),
    ],
)
def test_a_name_that_the_question_has_is_not_the_one_it_asks_for(
    question: str, reply: str, again: bool
) -> None:
    assert repeats(question, reply) is again
