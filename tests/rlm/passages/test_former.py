"""Where a text says "the former", what is read of the latter is doubtful."""

import pytest

from rlm_desktop.rlm.passages import former
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext

TEXT = (
    "He doubted if it was his chronometer or his sextant which was out of order. This settled the matter,"
    " and the former instrument was condemned. The cook and the mate slept.\n"
)


@pytest.mark.parametrize(
    ("question", "answer", "meant"),
    [
        ("Which instrument was condemned?", "Sextant", "chronometer"),
        ("Which instrument was condemned?", "the chronometer", ""),
        ("Who slept?", "The cook", ""),
    ],
)
def test_the_other_of_two_is_doubtful(question: str, answer: str, meant: str) -> None:
    book = FakeContext({"book.txt": TEXT})
    told = former.doubt(question, answer, Span(DocumentId(0), 0, 40), book)

    assert bool(told) == bool(meant)
    assert meant in told


def test_two_that_are_named_in_words_alone_are_no_pair() -> None:
    book = FakeContext({"book.txt": "The former instrument was condemned, and he had a sextant.\n"})

    assert not former.doubt("Which instrument was condemned?", "Sextant", Span(DocumentId(0), 0, 40), book)
