"""How long documents are in words is counted over all of each."""

import msgspec
import pytest

from rlm_desktop.profile import Column
from rlm_desktop.rlm.plans import word_counts
from tests.fakes import FakeContext
from tests.rlm.asked import Asked
from tests.rlm.test_headed import profile

TEXTS = {
    "letters/letter-1.txt": "Dear Ana, the rope is old.\n",
    "letters/letter-2.txt": "Dear Ana,\n" + "the kettle is blue.\n" * 2,
}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How long is a letter on average, in words?", 8.0),
        ("What is the average number of words per letter?", 8.0),
        ("How many words does a letter have on average?", 8.0),
        ("Which letter has the most words?", ["letters/letter-2.txt", 10]),
        ("Which letter is the shortest, in words?", ["letters/letter-1.txt", 6]),
        ("How many words are there in all the letters together?", 16),
        ("How many characters does a document have on average?", 38.5),
    ],
)
def test_all_words_are_counted(question: str, value: object) -> None:
    reply = Asked(question, [], context=FakeContext(TEXTS)).reply

    assert reply.value == value
    unit = "characters" if "characters" in question else "words"
    assert f"All {unit} of 2 documents were counted, those of their headers as well." in reply.notes


@pytest.mark.parametrize(
    "question",
    [
        "How long is a title on average, in words?",
        "How many words does a paragraph have on average?",
        "How long is a proposal of Ada on average, in words?",
        "How long is a proposal on average?",
        "How many proposals have more than 500 words?",
    ],
)
def test_other_lengths_are_not(question: str) -> None:
    headed = profile()
    table = headed.tables[0]
    columns = (*table.columns, Column(name="title", type="text"))
    headed = msgspec.structs.replace(headed, tables=(msgspec.structs.replace(table, columns=columns),))
    ready = FakeContext(TEXTS).documents()

    assert word_counts.asked(question, headed, ready, ()) is None


def test_what_documents_with_headers_are_called_need_not_stand_in_their_names() -> None:
    found = word_counts.asked(
        "How long is a contract on average, in words?", profile(), FakeContext(TEXTS).documents(), ()
    )
    assert found is not None
    assert found.figure == "mean"
    assert len(found.documents) == 2
