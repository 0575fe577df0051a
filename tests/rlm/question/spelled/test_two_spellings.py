"""What British and American write otherwise is asked for as the text writes it."""

import pytest

from rlm_desktop.rlm.question.spelled import two_spellings
from tests.fakes import FakeContext

LINES = "Acme;MIT;cancelled\nBolt;BSD;refilled\nCask;MIT;labour theatre\n"
COLUMNS = {
    name: f"split_part(line, ';', {n})" for n, name in enumerate(("maker", "license", "order_state"), 1)
}


def spelled(question: str) -> str:
    context = FakeContext({"a.txt": LINES}, COLUMNS)

    def stands(word: str) -> bool:
        return context.scan(word, ignore_case=True, keep=1).matches > 0

    return two_spellings.as_spelled(question, context.profile, stands)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many have the MIT licence?", "How many have the MIT license?"),
        ("How many licences are there?", "How many licenses are there?"),
        ("How many were canceled?", "How many were cancelled?"),
        ("Labor in which theater?", "Labour in which theatre?"),
        ("How many did Ann Labor cancel?", "How many did Ann Labor cancel?"),
        ("How many say 'canceled'?", "How many say 'canceled'?"),
        ("How many have the word canceled?", "How many have the word canceled?"),
        ("How many were supervised or advised?", "How many were supervised or advised?"),
        ("How many have the MIT license?", "How many have the MIT license?"),
        ("How many were refilled or refiled?", "How many were refilled or refiled?"),
        ("How many colours are organised by check?", "How many colours are organised by check?"),
        ('Which lines say "canceled"?', 'Which lines say "canceled"?'),
    ],
)
def test_words_are_spelled_as_the_text_spells_them(question: str, said: str) -> None:
    assert spelled(question) == said
