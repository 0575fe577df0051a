"""What each of many places tells, and whether it does."""

import pytest

from rlm_desktop.rlm.passages import gathering
from rlm_desktop.rlm.passages.anchors import Anchor

DOBRYNKIN = Anchor("Dobrynkin", (), 7, is_name=True)


@pytest.mark.parametrize(
    ("reply", "text", "value"),
    [
        ("Ines Haldane", "For it Ines Haldane sent Dobrynkin 240 guineas.", "Ines Haldane"),
        ("Ms. Okafor voted no.", "Ms Okafor said that she could not and voted no.", "Ms Okafor"),
        ("the brig Hope.", "He came on the brig Hope with Dobrynkin.", "brig Hope"),
        ("tilda rask", "Tilda\nRask paid Dobrynkin.", "Tilda Rask"),
        ("Dobrynkin", "Tilda Rask paid Dobrynkin.", ""),
        ("Count Orlov", "Tilda Rask paid Dobrynkin.", ""),
        ("Tilda Rask gladly paid Dobrynkin.", "Tilda Rask gladly paid Dobrynkin.", ""),
    ],
)
def test_of_a_reply_what_stands_in_the_sentence_is_taken(reply: str, text: str, value: str) -> None:
    assert gathering.value_in(reply, text, DOBRYNKIN) == value


@pytest.mark.parametrize(
    ("question", "text", "does"),
    [
        ("Who paid Dobrynkin?", "Dobrynkin paid his landlady Vera Pank.", True),
        ("Who paid Dobrynkin?", "Vera Pank paid Dobrynkin.", False),
        ("Who paid Dobrynkin?", "Dobrynkin was paid by Vera Pank.", False),
        ("Which port did Dobrynkin visit?", "Dobrynkin visited Riga.", False),
    ],
)
def test_who_does_it_himself_is_not_the_one_it_is_done_to(question: str, text: str, does: bool) -> None:
    assert gathering.is_doer(question, DOBRYNKIN, text) is does


@pytest.mark.parametrize(
    ("sure", "told"),
    [
        ([2.00, 2.08, 2.16, 2.32, 2.64, 2.70, 2.91], 3),
        ([2.57, 2.65, 2.66, 2.74], 4),
        ([1.95, 2.27, 2.12], 0),
        ([2.22, 2.23, 2.36, 2.48, 2.52, 2.57, 2.65, 2.66, 2.74], 6),
        ([1.77, 2.64, 2.99, 3.30], 3),
    ],
)
def test_places_that_tell_are_parted_where_there_is_a_gap(sure: list[float], told: int) -> None:
    least = gathering.border(sure)

    assert sum(each >= least for each in sure) == told
