"""What a sentence sets aside is no answer to what was."""

import pytest

from rlm_desktop.rlm.passages import set_aside
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext

TEXT = (
    "The system gave each woman a child's weight of 35 kg, rather than the correct female\nweight of 69 kg."
    " Rather than walk he took a cab. Instead of tea, Ada drank cocoa."
    " The crew used feet of 12 inches instead of 11 inches for the hull. Nobody weighed 80 kg.\n"
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("What weight did the system wrongly assume?", "69 kg", True),
        ("What weight did the system wrongly assume?", "35 kg", False),
        ("What is the correct weight of a woman?", "69 kg", False),
        ("What weight should the system have taken?", "69 kg", False),
        ("How much do they weigh as female passengers?", "69 kg", False),
        ("How long were the feet that the crew used?", "11 inches", True),
        ("How long were the feet that the crew used?", "12 inches", False),
        ("Of how many inches were those for the hull not?", "11 inches", False),
        ("What did he take?", "a cab", False),
        ("What did Ada drink?", "cocoa", False),
        ("How much did nobody weigh?", "80 kg", False),
        ("What was the weight of the boat?", "90 kg", False),
    ],
)
def test_what_is_set_aside_is_doubtful(question: str, answer: str, told: bool) -> None:
    book = FakeContext({"book.txt": TEXT})
    doubt = set_aside.doubt(question, answer, Span(DocumentId(0), 0, 120), book)

    assert bool(doubt) is told
