"""The document of the sentences that tell what the question says of it."""

import pytest

from rlm_desktop.ports import Job
from rlm_desktop.reply import Reply
from rlm_desktop.rlm.plans import which_document
from rlm_desktop.settings import Limits
from rlm_desktop.spans import DocumentId, Span
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked

FILLING = "The weather was fine and the board agreed to everything that was put before it.\n\n" * 30
LETTERS = {
    "letters/ada.txt": f"Dear sirs,\n\n{FILLING}We want our money back for the broken lamp.\n",
    "letters/bob.txt": f"Dear sirs,\n\n{FILLING}Please send us forty lamps more.\n",
    "letters/cyd.txt": f"Dear sirs,\n\n{FILLING}Return the sum we paid for the broken lamps, please.\n",
}


def asked(question: str, telling: str) -> Reply:
    def reply(job: Job) -> str:
        said = job.messages[-1].content
        return "Yes" if "Reply Yes or No" in said and telling in said else "No" if "Reply" in said else "NONE"

    context = FakeContext(LETTERS)
    return Asked(question, lambda job: "", context=context, reader=FakeEngine(reply)).reply


def test_the_document_is_told_and_not_what_a_reader_makes_of_it() -> None:
    reply = asked("Which letter wants money for a broken lamp to be returned?", "want our money back")

    assert reply.status == "answered"
    assert reply.value == "letters/ada.txt"
    assert "We want our money back" in reply.answer


def test_where_several_tell_it_all_are_told_and_the_answer_is_marked() -> None:
    reply = asked("Which letter wants money for a broken lamp to be returned?", "broken lamp")

    assert reply.status == "partial"
    assert "letters/ada.txt" in reply.answer and "letters/cyd.txt" in reply.answer


@pytest.mark.parametrize(
    "question",
    [
        "Which letter is the longest?",
        "Which letters want money back?",
        "Which lamp is broken?",
        "Who wrote the letter?",
    ],
)
def test_what_asks_for_something_else_is_left_to_others(question: str) -> None:
    context = FakeContext(LETTERS)
    documents = context.documents()
    prose = [document.id for document in documents]

    assert which_document.asked(question, documents, prose, lambda document, word: False) is None


def test_what_was_said_at_a_meeting_is_what_is_judged() -> None:
    context = FakeContext({f"minutes/2020-0{n}.txt": FILLING for n in range(1, 5)})
    documents = context.documents()
    prose = [document.id for document in documents]
    question = "At which meeting was it first reported that the truck had come? Give its date."
    wanted = which_document.asked(question, documents, prose, lambda document, word: False)

    assert wanted is not None and wanted.first
    assert wanted.question == "Is it told that the truck had come?"


def test_a_spent_purse_ends_in_order() -> None:
    question = "Which letter wants money for a broken lamp to be returned?"
    context = FakeContext(LETTERS)
    run = Asked(question, lambda job: "", context=context, limits=Limits(calls=1))

    assert run.reply.status in ("partial", "not_found")
    assert any("limit of 1 sub-calls" in note for note in run.reply.notes)


HEAD = "Minutes of the Meeting held on {}\n\n"
MINUTES = {
    "2014-02-page.txt": f"{HEAD.format('8 January 2014')}{FILLING}Ada Holm was co-opted to the council.\n",
    "2014-03-page.txt": f"{HEAD.format('12 February 2014')}{FILLING}Bo Lund had resigned as councillor.\n",
    "2014-05-page.txt": f"Council meeting, May\n\n{FILLING}Cyd Brook was given a new chair.\n",
}


@pytest.mark.parametrize(
    ("question", "judged", "day"),
    [
        ("At the meeting of which date was Ada Holm co-opted?", "co-opted", "2014-01-08"),
        ("On what date was the meeting that was told Bo Lund had resigned?", "resigned", "2014-02-12"),
        ("When was the meeting held at which Bo Lund resigned?", "resigned", "2014-02-12"),
        ("What was the date of the meeting where Ada Holm was co-opted?", "co-opted", "2014-01-08"),
    ],
)
def test_the_day_of_a_meeting_is_that_of_its_minutes(question: str, judged: str, day: str) -> None:
    def reply(job: Job) -> str:
        said = job.messages[-1].content
        return "Yes" if "Reply Yes or No" in said and judged in said else "No" if "Reply" in said else "NONE"

    reply_ = Asked(question, lambda job: "", context=FakeContext(MINUTES), reader=FakeEngine(reply)).reply

    assert reply_.status == "answered"
    assert reply_.value == day


def test_what_was_done_at_a_meeting_is_judged_as_it_is_asked() -> None:
    context = FakeContext({f"minutes/2020-0{n}.txt": FILLING for n in range(1, 5)})
    documents = context.documents()
    prose = [document.id for document in documents]
    question = "At which meeting was Ada Holm co-opted?"
    wanted = which_document.asked(question, documents, prose, lambda document, word: False)

    assert wanted is not None
    assert wanted.question == "Was Ada Holm co-opted?"


def test_a_sentence_that_says_it_all_needs_no_judge_unless_it_denies_it() -> None:
    def judge(job: Job) -> str:
        return "No" if "Reply" in job.messages[-1].content else "NONE"

    texts = {
        **MINUTES,
        "2014-06-page.txt": f"{HEAD.format('7 May 2014')}{FILLING}Cyd Brook was not co-opted.\n",
    }
    for question, day in (
        ("At the meeting of which date was Ada Holm co-opted to the council?", "2014-01-08"),
        ("At the meeting of which date was Cyd Brook co-opted?", None),
    ):
        run = Asked(question, lambda job: "", context=FakeContext(texts), reader=FakeEngine(judge))
        assert (run.reply.value if day else run.reply.status) == (day or "not_found")


def test_the_days_of_all_meetings_that_mention_something_are_told() -> None:
    texts = {
        "2014-05-page.txt": f"{HEAD.format('9 April 2014')}{FILLING}They spoke of the Blue Bell.\n",
        "2014-02-page.txt": f"{HEAD.format('8 January 2014')}{FILLING}The Blue Bell is loud.\n",
        "2014-03-page.txt": f"{HEAD.format('12 February 2014')}{FILLING}A bell is blue.\n",
    }
    question = "List the dates of all the meetings whose minutes mention the Blue Bell."
    reply = Asked(question, lambda job: "", context=FakeContext(texts)).reply

    assert reply.status == "answered"
    assert reply.value == ["2014-01-08", "2014-04-09"]

    texts["notes.txt"] = "The Blue Bell again.\n"
    assert Asked(question, lambda job: "", context=FakeContext(texts)).reply.status == "partial"


@pytest.mark.parametrize(
    ("question", "text", "is_doubtful"),
    [
        ("At which meeting did Ada Holm take the chair?", "We thank Ada Holm and Bob Ray, who leave.", True),
        ("At which meeting did Ada Holm take the chair?", "Ada Holm chaired the meeting.", False),
        ("At which meeting did Ada Holm speak of ropes?", "The rope was shown by Ada Holm.", False),
        ("In which letter does Ada ask for lamps?", "Forty lamps, please.", False),
        ("Which letter asks for a refund?", "We want our money back.", False),
        ("At which meeting was the boat sold?", "The old one went for ten pounds.", False),
    ],
)
def test_sentences_that_have_a_name_alone_are_doubtful(question: str, text: str, is_doubtful: bool) -> None:
    context = FakeContext({f"minutes/2020-0{n}.txt": FILLING for n in range(1, 5)} | LETTERS)
    wanted = which_document.Asked(question, "meeting", ())
    told = which_document.Told(context.documents()[0].id, Span(DocumentId(0), 0, 10), text, 0.9)

    assert bool(which_document.doubt(wanted, told, question)) == is_doubtful
