"""A few sentences that alone have most of a question's words are found among pages that have each of them."""

from rlm_desktop.rlm.passages import nearest
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext

PAGE = "The captain was on board. The sea was calm. Bells rang, and the mission lay far away.\n\n"
TOLD = "We came to the town. Behind it stands the mission. In its belfry hang five bells, they say.\n\n"


def context(*parts: str) -> tuple[FakeContext, list[Span]]:
    found = FakeContext({"book.txt": "".join(parts)})
    return found, [Span(DocumentId(0), 0, found.documents()[0].bytes)]


def test_the_sentences_come_with_those_beside_them_best_first() -> None:
    book, spans = context(PAGE * 5, TOLD, PAGE * 5)
    best = nearest.windows("How many bells hang in the belfry of the mission?", spans, book, most=3)

    assert "five bells" in best[0].text and "stands the mission" in best[0].text
    assert best[0].share > best[1].share
    assert not best[0].span.overlaps(best[1].span)


def test_only_what_is_far_ahead_stands_alone() -> None:
    question = "How many bells hang in the belfry of the mission?"
    book, spans = context(PAGE * 5, TOLD, PAGE * 5)
    two, of_two = context(PAGE * 5, TOLD, PAGE * 5, TOLD.replace("five", "six"))
    none, of_none = context(PAGE * 10)

    found = nearest.alone(question, spans, book)
    assert found is not None and "five bells" in found.text
    assert nearest.alone(question, of_two, two) is None
    assert nearest.alone("Who built the old lighthouse of the harbour?", of_none, none) is None
    assert nearest.alone(question, [], book) is None


def test_sentences_say_as_much_as_they_have_of_what_is_said() -> None:
    book, spans = context("Ada Holm was elected to the board. ", "Bo Lund left the board. Ada Holm spoke.")
    hits = book.search("elected board", limit=3)
    best = nearest.saying("Ada Holm was elected to the board", hits)

    assert spans and best[0][0] == 1.0
    assert "elected" in best[0][1].text


def test_a_long_question_may_have_less_of_it_there_but_farther_ahead() -> None:
    question = "How many bells hang in the belfry behind the mission, as a sailor told uncles?"
    book, spans = context(PAGE * 5, TOLD, PAGE * 5)
    found = nearest.alone(question, spans, book)

    assert found is not None and "five bells" in found.text
    assert found.share < nearest.MOST_OF_IT
