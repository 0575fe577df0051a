"""A passage that does not say who has the most tells of one of many."""

import pytest

from rlm_desktop.rlm.passages import uncompared


@pytest.mark.parametrize(
    ("question", "passage", "told"),
    [
        ("What is the title of the entry with the most authors?", "title = De Anima", True),
        ("Which town has the highest rent?", "Graz has the highest rent of all.", False),
        ("Which town has the highest rent?", "Rents in Graz are 900.", True),
        ("Who is mentioned most?", "Ada is mentioned.", False),
        ("What is the title?", "title = De Anima", False),
    ],
)
def test_others_were_not_compared(question: str, passage: str, told: bool) -> None:
    assert uncompared.is_uncompared(question, [passage]) is told
