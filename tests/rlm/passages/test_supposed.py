"""What would be is no answer to what was."""

import pytest

from rlm_desktop.rlm.passages import supposed
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext

TEXT = (
    "The fence was mended. Fitness equipment was preferred, which would cost about £15,000 in all."
    " The swing cost £400. He would often pay five dollars.\n"
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("How much did the new equipment cost?", "£15,000", True),
        ("How much would the new equipment cost?", "£15,000", False),
        ("How much was the new equipment estimated to cost?", "£15,000", False),
        ("How much does the new equipment cost?", "£15,000", False),
        ("How much did the swing cost?", "£400", False),
        ("How many dollars did he pay?", "five dollars", False),
        ("How much did the boat cost?", "£900", False),
    ],
)
def test_an_estimate_is_doubtful_where_it_is_asked_what_was(question: str, answer: str, told: bool) -> None:
    book = FakeContext({"book.txt": TEXT})
    doubt = supposed.doubt(question, answer, Span(DocumentId(0), 0, 40), book)

    assert bool(doubt) is told
    assert not told or "would cost about £15,000" in doubt
