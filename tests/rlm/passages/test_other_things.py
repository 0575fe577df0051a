"""What a text says of somebody or something else is told with what may be wrong of it."""

import pytest

from rlm_desktop.rlm.passages import other_things
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext

TEXT = (
    "Captain Thorpe paid nine guineas for a brass sextant at the chandler's, and never took it to sea."
    " Miss Adela learned the zither. Her hat cost two shillings. For the boat he paid ten pounds.\n"
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("How much did Captain Thorpe pay for his spyglass?", "Nine guineas", "a brass sextant"),
        ("How much did Captain Thorpe pay for his sextant?", "Nine guineas", ""),
        ("How much did Captain Thorpe pay for the brass instrument?", "Nine guineas", ""),
        ("How much did the captain pay at the chandler's?", "Nine guineas", ""),
        ("How much did Thorpe pay for the boat?", "ten pounds", ""),
        ("How much did Adela pay for her bonnet?", "two shillings", ""),
        ("What instrument did Adela's brother learn to play?", "zither", "a brother"),
        ("What instrument did the younger brother of Adela learn?", "zither", "a brother"),
        ("What instrument did Adela learn to play?", "zither", ""),
        ("What instrument did the brother learn to play?", "zither", ""),
        ("What did Adela's hat cost?", "two shillings", ""),
        ("How many goats did Thorpe buy?", "Nine", "speak of goats"),
        ("How many boats did Thorpe buy?", "one", ""),
        ("How many dollars did Thorpe pay?", "ten", ""),
        ("How many people went to sea?", "one", ""),
    ],
)
def test_what_is_told_of_another_is_doubtful(question: str, answer: str, told: str) -> None:
    book = FakeContext({"book.txt": TEXT})
    doubts = list(other_things.doubts(question, answer, Span(DocumentId(0), 0, 40), book))

    assert len(doubts) == bool(told)
    assert told in "".join(doubts)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did Ada's brother play?", "Ada had a twin, Tom. He played the zither."),
        ("What did Ada's father play?", "Old Tom, whose only daughter was Ada, played the zither."),
        ("What did Ada's doctor play?", "The physician of Ada played the zither."),
        ("What did Ada's brothers play?", "Tom and Ben were brothers; they played the zither."),
    ],
)
def test_who_belongs_to_somebody_may_be_spoken_of_in_other_words(question: str, text: str) -> None:
    book = FakeContext({"book.txt": text})

    assert not list(other_things.doubts(question, "zither", Span(DocumentId(0), 0, len(text)), book))
