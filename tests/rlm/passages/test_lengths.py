"""Lengths in tokens are told without a model, near enough to say how long something takes."""

import pytest

from rlm_desktop.rlm.passages import lengths
from tests.fakes import FakeContext

LETTER = "Dear Ana,\n\nthank you for the order of 12 March. The kettle will be with you on Friday.\n"
LOG = "2026-03-17 07:57:37,962 INFO  mail[1075] confirmation of order 21125 sent\n"


@pytest.mark.parametrize(("text", "counted"), [(LETTER, 23), (LOG, 43)])
def test_each_digit_is_a_token(text: str, counted: int) -> None:
    # Counted with the vocabulary of Qwen2.5.
    assert lengths.tokens(text) == pytest.approx(counted, rel=0.2)


def test_a_log_has_fewer_bytes_a_token_than_a_letter_and_nothing_has_the_usual_number() -> None:
    letter, log = (lengths.bytes_a_token(FakeContext({"a.txt": text * 200})) for text in (LETTER, LOG))

    assert log < 2 < 3 < letter
    assert lengths.bytes_a_token(FakeContext({})) == pytest.approx(3.6)
