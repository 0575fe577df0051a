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


LEFT = (
    "The judge left his whole library to the fire company of Denby. He gave his watch to Tom, and his ship"
    " went to the port of Hull. To the vicar nothing was given. Ada sent a letter to her dear sister.\n"
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("What did the judge leave to the mayor of Denby?", "his whole library", "the fire company"),
        ("What did the judge leave to the fire company of Denby?", "his whole library", ""),
        ("What did the judge leave to the company?", "his whole library", ""),
        ("What did the judge leave to the vicar of Denby?", "his whole library", ""),
        ("What did the judge leave to Denby?", "his whole library", ""),
        ("What did the judge give to the boy?", "his watch", ""),
        ("Which letter did Ada send to her sister?", "a letter", ""),
        ("What did Ada send to her brother?", "a letter", ""),
        ("What did Ada send to the mayor?", "a letter", "her dear sister"),
        ("Who left his library to the mayor?", "The judge", ""),
    ],
)
def test_what_another_got_is_doubtful(question: str, answer: str, told: str) -> None:
    book = FakeContext({"book.txt": LEFT})
    doubts = list(other_things.doubts(question, answer, Span(DocumentId(0), 0, 40), book))

    assert len(doubts) == bool(told)
    assert told in "".join(doubts)


@pytest.mark.parametrize(
    ("question", "answer", "text", "is_doubtful"),
    [
        ("How many board meetings were led by Ada?", "1", "The meeting was led by Ada, on June 1.", True),
        ("How many meetings did Ada lead?", "one", "The meeting was led by Ada, number 1 of all.", True),
        ("How many meetings did Ada lead?", "1", "Ada led one meeting.", False),
        ("How many meetings did Ada lead?", "1", "Ada led a single, long meeting.", False),
        ("How many sessions did Ada lead?", "1", "Ada had only a session.", False),
        ("How many boats had Ada?", "1", "Ada sold the boat.", False),
        ("How many meetings did Ada lead?", "12", "Meeting 12 was led by Ada.", False),
        ("How many people were there?", "1", "Ada was there, and nobody else.", False),
        ("How long was the meeting led by Ada?", "1", "The meeting of Ada took 1 hour.", False),
    ],
)
def test_one_that_a_reader_counted_by_itself_is_doubtful(
    question: str, answer: str, text: str, is_doubtful: bool
) -> None:
    book = FakeContext({"a.txt": text, "b.txt": "Nothing."})
    doubts = list(other_things.doubts(question, answer, Span(DocumentId(0), 0, len(text)), book))

    assert any("not how many" in doubt for doubt in doubts) == is_doubtful


HALLS = (
    "The locked fridge stands in the Pit. The Atrium has a licensed capacity of 413, and two exits.\n\n"
    "Suds is open on Fridays. It holds 60 guests. In the Annex, 12 seats are kept."
    " The hall of Hull has 80 seats."
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("What is the licensed capacity of the Pit?", "413", "Atrium"),
        ("What is the licensed capacity of the Atrium?", "413", ""),
        ("When is the Pit open?", "Fridays", "Suds"),
        ("When is Suds open?", "Fridays", ""),
        ("How many guests does Suds hold?", "60", ""),
        ("How many seats does the Annex have?", "12", ""),
        ("How many seats does Hull have?", "80", ""),
        ("How many exits are there?", "two", ""),
        ("What is the capacity of the hall?", "413", ""),
        ("Which place is open on Fridays?", "Suds", ""),
    ],
)
def test_what_a_sentence_says_of_another_name_is_doubtful(question: str, answer: str, told: str) -> None:
    book = FakeContext({"halls.txt": HALLS})
    at = HALLS.index(answer)
    doubts = [
        doubt
        for doubt in other_things.doubts(question, answer, Span(DocumentId(0), at, at + len(answer)), book)
        if "the question is about" in doubt
    ]

    assert len(doubts) == bool(told)
    assert told in "".join(doubts)
