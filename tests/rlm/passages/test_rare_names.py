"""What a long text tells of a name that seldom stands there is looked for near its places."""

import pytest

from rlm_desktop.rlm.passages import rare_names
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext

FILLER = "The old bridge was opened by a mayor, and Kate Moll sang of it to the people.\n" * 1_600
POINT = "Of the barrels that came ashore at Gull Point only four held brandy.\n"
LETTER = "To Ann Orr\n" + "The bridge was opened in May.\n" * 300
BOOK = FakeContext({"one.txt": FILLER + POINT + FILLER, "two.txt": FILLER, "letter.txt": LETTER})
AT = len(FILLER)
FAR, NEAR, BESIDE = (
    Span(DocumentId(0), 0, 900),
    Span(DocumentId(0), AT, AT + 60),
    Span(DocumentId(0), AT + 900, AT + 1_500),
)
OTHER, WRITTEN = Span(DocumentId(1), 0, 900), Span(DocumentId(2), 8_000, 8_900)
ALL = [FAR, NEAR, BESIDE, OTHER, WRITTEN]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("In what year was the bridge at Gull Point opened?", [NEAR, BESIDE]),
        ("What was opened in May, as Ann Orr was told?", [WRITTEN]),
        ("Of what did Kate Moll sing?", ALL),
        ("In what year was the bridge opened?", ALL),
        ("In what year was the bridge at Swan Lake opened?", ALL),
        ("in what year was the bridge at gull point opened?", ALL),
    ],
)
def test_passages_near_a_rare_name_are_read_alone(question: str, kept: list[Span]) -> None:
    assert list(rare_names.near(question, ALL, BOOK)) == kept


def test_a_short_text_may_tell_it_anywhere() -> None:
    book = FakeContext({"one.txt": POINT + FILLER[:90_000]})
    spans = [Span(DocumentId(0), 0, 60), Span(DocumentId(0), 80_000, 80_900)]

    assert list(rare_names.near("In what year was Gull Point opened?", spans, book)) == spans


def test_all_are_read_where_none_is_near_it() -> None:
    assert list(rare_names.near("When was Gull Point opened?", [FAR, OTHER], BOOK)) == [FAR, OTHER]
