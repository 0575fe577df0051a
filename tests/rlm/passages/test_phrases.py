"""A bare noun is told with its number and its adjective, where the text has them."""

import pytest

from rlm_desktop.rlm.passages import phrases


@pytest.mark.parametrize(
    ("reply", "text", "whole"),
    [
        ("Teeth", "They knocked out two of their front teeth at\nhis death.", "two of their front teeth"),
        ("teeth.", "He lost his front teeth.", "his front teeth"),
        ("Teeth", "He lost his teeth.", "Teeth"),
        ("Teeth", "His front teeth were lost, and his back teeth were not.", "Teeth"),
        ("Woodstock", "It was the famous Woodstock.", "Woodstock"),
        ("chest", "A man of the chest.", "chest"),
        ("raven", "She kept a tame raven on a chain.", "a tame raven"),
        ("two guns", "They had two big guns.", "two guns"),
    ],
)
def test_a_noun_is_told_with_what_is_said_of_it(reply: str, text: str, whole: str) -> None:
    assert phrases.whole(reply, text) == whole
