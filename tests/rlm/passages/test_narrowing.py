"""An answer in other words than the question's is found a few sentences at a time."""

from rlm_desktop.ports import Job
from rlm_desktop.rlm.passages import narrowing
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked

TELLS = "In the winter I began with Harry Boggs, a cousin, in the real estate agency."
FIELD = "The corn stood high that year, and nobody came to buy it. " * 9
BLAIR = "My property was a horse and a cart. Old Blair fed it."
BOOK = "\n\n".join((FIELD, FIELD, TELLS, FIELD, BLAIR, FIELD))
QUESTION = "With whom did the author go into the property business?"


def test_pieces_are_whole_sentences_and_all_of_the_text() -> None:
    context = FakeContext({"book.txt": BOOK})
    whole = Span(DocumentId(0), 0, len(BOOK.encode()))
    pieces = list(narrowing.pieces([whole], context))

    assert all(context.read(span) == text for span, text in pieces)
    assert all(len(text.encode()) <= 520 for _, text in pieces)
    assert "".join("".join(text.split()) for _, text in pieces) == "".join(BOOK.split())


def _reader(sure: bool) -> FakeEngine:
    """Names somebody in every passage; only of the sentences that tell it says that they do."""

    def reply(job: Job) -> str:
        said = job.messages[-1].content
        if "Reply Yes or No" in said:
            return "Yes" if sure and "Boggs" in said and len(said) < 900 else "No"
        passage = said.split("Question:")[0]
        return "Harry Boggs" if "Boggs" in passage and len(passage) < 700 else "Old Blair"

    return FakeEngine(reply)


def asked(*, sure: bool) -> Asked:
    context = FakeContext({"book.txt": BOOK})
    return Asked(QUESTION, lambda job: "", context=context, reader=_reader(sure))


def test_what_a_few_sentences_tell_is_the_answer_though_others_share_more_words() -> None:
    reply = asked(sure=True).reply

    assert (reply.status, reply.answer) == ("answered", "Harry Boggs")
    assert "Harry Boggs" in reply.evidence.shown[0].quote


def test_what_no_sentences_are_sure_to_tell_is_not_told() -> None:
    assert asked(sure=False).reply.status == "not_found"


def test_what_is_surely_told_in_the_readers_own_words_is_not_looked_for_in_pieces() -> None:
    def reply(job: Job) -> str:
        said = job.messages[-1].content
        if "Reply Yes or No" in said:
            return "Yes"
        return "With his cousin Harry" if "Boggs" in said else "NONE"

    reader = FakeEngine(reply)
    context = FakeContext({"book.txt": BOOK})
    told = Asked(QUESTION, lambda job: "", context=context, reader=reader).reply
    read = [job for job in reader.jobs if "Reply Yes or No" not in job.messages[-1].content]

    assert told.answer == "With his cousin Harry"
    assert len(read) == 1
