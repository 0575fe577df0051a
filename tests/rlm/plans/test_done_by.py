"""Documents that say in the question's own words who did something are found by code."""

import pytest

from rlm_desktop.rlm.plans import done_by
from tests.fakes import FakeContext
from tests.rlm.asked import Asked

FILLING = "The board agreed to everything that was put before it.\n\n" * 40
LED = ("Ada Holm", "Bob Ray", "Ada Holm", "Cyd Lee", "Ada Holm")
MINUTES = {
    f"minutes/2020-0{n}-11.txt": f"The meeting was led by {who}.\n\n{FILLING}" for n, who in enumerate(LED, 1)
}


def asked(question: str, files: dict[str, str] = MINUTES) -> Asked:
    return Asked(question, lambda job: "I cannot.", context=FakeContext(files))


def test_all_documents_are_counted_that_say_it() -> None:
    reply = asked("How many board meetings were led by Ada Holm?").reply

    assert (reply.status, reply.value) == ("answered", 3)


def test_the_documents_that_say_it_are_listed() -> None:
    reply = asked("List the meetings led by Bob Ray.").reply

    assert "minutes/2020-02-11.txt" in reply.answer


def test_where_few_documents_say_by_whom_it_was_done_others_may_say_it_otherwise() -> None:
    files = MINUTES | {f"minutes/2021-0{n}-11.txt": f"In the chair: Ada Holm.\n\n{FILLING}" for n in (1, 2)}
    reply = asked("How many board meetings were led by Ada Holm?", files).reply

    assert (reply.status, reply.value) == ("partial", 3)
    assert any("others may say it otherwise" in note for note in reply.notes)


@pytest.mark.parametrize(
    "question",
    [
        "How many goats were led by Ada Holm?",
        "Who was led by Ada Holm?",
        "How many meetings were held by the river?",
        "How many meetings were led by Ada Holm in May?",
        "How many meetings did Ada Holm lead?",
        "Which meeting was followed by Ada Holm?",
        "How many members came by Ada Holm's invitation to the meeting?",
    ],
)
def test_what_is_asked_otherwise_is_left_to_others(question: str) -> None:
    context = FakeContext(MINUTES)
    documents = context.documents()

    assert done_by.asked(question, documents, [each.id for each in documents], ()) is None
