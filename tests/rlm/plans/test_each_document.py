"""Of which documents something holds is asked of each, and told as what a reader has judged."""

import msgspec
import pytest

from rlm_desktop import events
from rlm_desktop.ports import Job
from rlm_desktop.profile import Document
from rlm_desktop.rlm.plans import each_document
from rlm_desktop.rlm.plans.each_document import Read
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked

TEXTS = {
    "letter-1.txt": "Dear Sir,\nthe heating has been broken for a week. I must complain.\n",
    "letter-2.txt": "Dear Sir,\nthank you for the flowers.\n",
    "letter-3.txt": "Dear Sir,\nwhat your shop sold me was mouldy; I complain of it.\n",
    "note.txt": "Buy tea.\n",
}


def judge(*telling: str) -> FakeEngine:
    """Says Yes of a document in whose passage one of these stands."""

    def reply(job: Job) -> str:
        return "Yes" if any(word in job.messages[-1].content for word in telling) else "No"

    return FakeEngine(reply)


def asked(question: str) -> tuple[str, str] | None:
    documents = list(FakeContext(TEXTS).documents())
    found = each_document.asked(question, documents, [document.id for document in documents])
    return (found.kind, found.holds) if found else None


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("How many of the letters are complaints?", ("count", "are complaints")),
        ("Which letters complain about the heating?", ("which", "complain about the heating")),
        ("How many documents have been withdrawn?", ("count", "have been withdrawn")),
        (
            "How many angry letters are about the heating?",
            ("count", "are angry letters and are about the heating"),
        ),
        ("List all letters that ask for money.", ("which", "ask for money")),
        ("Which letters apologised for something?", ("which", "apologised for something")),
        ("How many letters threaten to cancel?", ("count", "threaten to cancel")),
        ("How many letters are there?", None),
        ("Which letter is the longest?", None),
        ("Which letters have the most complaints?", None),
        ("How many orders are paid?", None),
        ("What do the letters say about the heating?", None),
    ],
)
def test_what_is_to_hold_of_documents_is_understood(question: str, meant: tuple[str, str] | None) -> None:
    assert asked(question) == meant


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("How many of the offer letters name a bonus?", "name a bonus"),
        ("How many angry offer letters name a bonus?", "are angry letters and name a bonus"),
        ("How many employees name a bonus?", ""),
        ("How many wage letters name a bonus?", ""),
    ],
)
def test_documents_are_meant_by_what_their_folder_is_called(question: str, holds: str) -> None:
    documents = list(FakeContext({"offers/spain.md": "A bonus.\n", "offers/uk.md": "None.\n"}).documents())
    found = each_document.asked(question, documents, [document.id for document in documents])

    assert (found.holds if found else "") == holds


def test_the_documents_of_which_it_holds_are_counted_with_their_passages() -> None:
    of = Asked(
        "How many of the letters are complaints?",
        context=FakeContext(TEXTS),
        reader=judge("must complain", "I complain"),
    )

    assert (of.reply.status, of.reply.value, of.reply.plan) == ("estimated", 2, "extract")
    assert {quote.document for quote in of.reply.evidence.shown} == {"letter-1.txt", "letter-3.txt"}
    assert of.reply.notes[0] == "A model read what speaks of it in 3 of 3 letters."
    assert any(
        "3 letters are to be asked about" in event.text
        for event in of.events
        if isinstance(event, events.Noted)
    )


def test_they_are_listed_by_name_where_the_question_asks_which() -> None:
    of = Asked("Which letters complain about the shop?", context=FakeContext(TEXTS), reader=judge("mouldy"))

    assert (of.reply.status, of.reply.answer) == ("partial", "letter-3.txt")


def test_that_there_are_none_is_told() -> None:
    of = Asked("Which letters are about flowers?", context=FakeContext(TEXTS), reader=judge("never"))

    assert of.reply.status == "not_found"


def test_of_many_documents_those_without_the_words_are_not_read() -> None:
    many = {
        f"letter-{n:02}.txt": f"Dear Sir,\nthe {'heating' if n < 5 else 'roof'} is fine.\n" for n in range(60)
    }
    reader = judge("heating is fine")
    of = Asked("How many letters are about the heating?", context=FakeContext(many), reader=reader)

    assert of.reply.value == 5
    of_documents = [job for job in reader.jobs if "letter-" in job.messages[-1].content]
    assert len(of_documents) == 5
    assert "The other 55 do not have the words heat" in of.reply.notes[0]


def test_a_sample_has_an_interval_that_holds_what_was_seen() -> None:
    place = ("a", Span(DocumentId(1), 0, 1))
    read = Read(found=(place,) * 10, seen=(place,) * 40, of=400, documents=500)
    estimate = read.estimate()

    assert read.number == 100
    assert estimate is not None
    assert 10 <= estimate.low < 100 < estimate.high <= 400
    assert Read(found=(place,), seen=(place,) * 4, of=4, documents=4).estimate() is None


def test_a_document_that_is_no_running_text_is_not_asked_about() -> None:
    documents: list[Document] = list(FakeContext(TEXTS).documents())

    assert each_document.asked("How many of the letters are complaints?", documents, []) is None


def test_letters_beside_records_are_asked_about_where_they_are_called_so() -> None:
    texts = {"orders.txt": "1;late\n2;paid\n" * 30, **TEXTS}
    columns = {"number": "split_part(line, ';', 1)", "status": "split_part(line, ';', 2)"}
    of = Asked(
        "How many of the letters speak of a fault of the heating?",
        context=FakeContext(texts, columns),
        reader=judge("heating has been broken"),
    )

    assert (of.reply.status, of.reply.value, of.reply.plan) == ("estimated", 1, "extract")


def test_what_fields_of_documents_may_tell_is_not_asked_of_each() -> None:
    texts = {"orders.txt": "1;late\n2;paid\n" * 30, **TEXTS}
    context = FakeContext(texts, {"number": "split_part(line, ';', 1)", "status": "split_part(line, ';', 2)"})
    (table,) = context.profile.tables
    context._tables = (msgspec.structs.replace(table, kind="headers", row_is="document"),)
    query = "```sql\nSELECT COUNT(*) FROM records WHERE status = 'late'\n```"

    of = Asked("How many of the letters are late?", [query], context=context, reader=judge("late"))

    assert of.reply.plan != "extract"
