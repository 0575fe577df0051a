"""A reader gets the sentences that a question is about, cut at their borders."""

from hypothesis import given
from hypothesis import strategies as st

from rlm_desktop.rlm.passages.focus import focus, states, support

FILLER = "The sea was calm and nothing else happened on that long day. " * 40


def test_the_sentence_with_the_questions_words_is_in_focus() -> None:
    text = FILLER + "The magic number for sturdy-lemur is 7391842. " + FILLER
    start, end = focus(text, "What is the magic number for sturdy-lemur?")

    kept = text.encode()[start:end].decode()
    assert "7391842" in kept
    assert len(kept) < 1000
    assert kept.startswith("The ")


def test_a_status_is_looked_for_by_the_words_that_tell_one() -> None:
    text = FILLER + "This plan was withdrawn in May. " + FILLER
    start, end = focus(text, "What is the status of plan 4?")

    assert "withdrawn" in text.encode()[start:end].decode()
    assert "withdrawn" in states("What became of plan 4?")
    assert states("How many orders have the status open?") == ""


@given(st.text(max_size=3000), st.text(max_size=60))
def test_focus_is_a_stretch_of_the_text_at_character_borders(text: str, question: str) -> None:
    start, end = focus(text, question, size=200)

    data = text.encode()
    assert 0 <= start <= end <= len(data)
    data[start:end].decode()


def test_an_answer_is_supported_by_what_stands_around_it() -> None:
    question = "What is the code word of the storeroom?"
    right = "The storeroom has a new code word: MARZIPAN."
    wrong = "The consignment OL-48817-K should reach Porto in February."

    assert support(question, right, (0, len(right))) > 0.9
    assert support(question, wrong, (0, len(wrong))) == 0


def test_a_document_that_is_called_so_need_not_say_its_name() -> None:
    question, text = "What is the status of plan 212?", "It has been rejected."

    assert support(question, text, (0, len(text))) < 0.3
    assert support(question, text, (0, len(text)), named="old/plan-0212.txt") > 0.7
    assert support(question, text, (0, len(text)), named="old/plan-0213.txt") < 0.5


def test_what_is_said_of_another_version_supports_nothing() -> None:
    question = "When was version 3 of the license published?"
    right = "GNU General Public License, Version 3, 29 June 2007, published by the foundation"
    other = "GNU Free Documentation License, Version 1.3, 3 November 2008, published by the foundation"
    silent = "GNU Free Documentation License, 3 November 2008, published by the foundation"

    assert support(question, right, (0, len(right))) > 0.5
    assert support(question, other, (0, len(other))) == 0
    assert support(question, silent, (0, len(silent))) > 0
    assert support("What does section 4.2 say?", "See Section 4.2. It says so.", (5, 20)) > 0


def test_the_name_of_a_book_says_nothing_of_what_is_asked_beside_it() -> None:
    mortar = "A mountain of mortar was brought from Chile, and cost 7000 dollars."
    built = "It had cost 7803 pounds to build her at Woolwich."
    question, name = "How much did it cost to build the Beagle?", "voyage-of-the-beagle.txt"

    assert support(question, mortar, (0, len(mortar)), named=name) < 0.5
    assert support(question, built, (0, len(built)), named=name) > 0.7


def test_what_is_asked_stands_there_in_any_form() -> None:
    text = "The meeting closed at five, and the timber had been sold."
    where = (0, len(text))

    assert support("When did the meeting close?", text, where) == 1.0
    assert support("Did they sell the timber?", text, where) == 1.0
    assert support("When did the meeting begin?", text, where) < 1.0
