"""Open questions are answered from several passages, as a reading that is marked, or not at all."""

import pytest

from rlm_desktop.ports import AttentionJob, Job, Weights
from rlm_desktop.rlm.passages import open_questions
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked

FILLING = "\n\n".join(
    f"On day {n} the shop was open as usual, and nobody came in after lunch." for n in range(300)
)
TEXTS = {
    "minutes.txt": (
        "The oven in the kitchen smokes. The landlord worries that it may set fire to the beams.\n\n"
        "He asks for a second extinguisher before the summer.\n\n" + FILLING
    )
}


def reader(together: str, sure: str = "Yes") -> FakeEngine:
    """Says nothing of one passage, and something of several."""

    def reply(job: Job) -> str:
        last = job.messages[-1].content
        if last.endswith("Reply Yes or No."):
            return sure if last.startswith("Passages:") else "No"
        return together if last.startswith("Passages:") else "NONE"

    return FakeEngine(reply)


def ask(question: str, engine: FakeEngine) -> Asked:
    return Asked(question, context=FakeContext(TEXTS), reader=engine)


@pytest.mark.parametrize(
    ("question", "is_open"),
    [
        ("What did the board decide?", True),
        ("What do the tenants demand?", True),
        ("Why was the project late?", True),
        ("Describe the oven.", True),
        ("Which letters describe the oven?", False),
        ("What worries the landlord?", True),
        ("How does the oven work?", True),
        ("What do the minutes say about the oven?", True),
        ("What problems were there with the bank?", True),
        ("What was decided about the lock?", True),
        ("How did the team respond to the complaint?", True),
        ("Were there any significant acquisitions?", True),
        ("In the last quarter, what factors led to the loss?", True),
        ("Tell me about the lift.", True),
        ("What is said about the lift?", True),
        ("What was the customer unhappy about?", True),
        ("What is the notice period?", False),
        ("How is the captain called?", False),
        ("How many problems were there?", False),
        ("Which city has the most orders?", False),
        ("How many ovens are there?", False),
        ("How long is the lease?", False),
        ("Who is the landlord?", False),
        ("What is the landlord's telephone number?", False),
        ("When was the oven bought?", False),
    ],
)
def test_questions_for_reasons_and_the_like_are_open(question: str, is_open: bool) -> None:
    assert open_questions.is_open(question) is is_open


@pytest.mark.parametrize(
    ("question", "is_beyond"),
    [
        ("Why was the customer unhappy?", True),
        ("Why did the price of coffee rise?", True),
        ("What problems were there with payments?", True),
        ("Did the shop sell any teapots in March?", False),
        ("How do sales in Porto compare with Lisbon?", False),
        ("How has the mean order changed?", False),
    ],
)
def test_rows_may_tell_whether_and_how_a_measure_went(question: str, is_beyond: bool) -> None:
    assert open_questions.is_beyond_rows(question) is is_beyond


def test_an_open_question_is_answered_as_a_reading_of_its_passages() -> None:
    asked = ask("What worries the landlord?", reader("The oven smokes and may set fire to the beams."))

    assert (asked.reply.status, asked.reply.plan) == ("partial", "reading")
    assert asked.reply.answer == "The oven smokes and may set fire to the beams."
    assert "oven" in asked.reply.evidence.shown[0].quote
    assert "the model's reading" in asked.reply.notes[0]


@pytest.mark.parametrize(
    ("said", "sure"),
    [
        ("NONE", "Yes"),
        ("The oven smokes and may set fire to the beams.", "No"),
        ("Gudrun fears that the oven smokes.", "Yes"),
        ("The oven smokes 17 times.", "Yes"),
        ("Rising electricity tariffs threaten every small enterprise.", "Yes"),
    ],
)
def test_what_does_not_stand_in_the_passages_is_no_answer(said: str, sure: str) -> None:
    assert ask("What worries the landlord?", reader(said, sure)).reply.status == "not_found"


def test_what_is_said_of_another_matter_is_no_answer() -> None:
    texts = {
        "letter-office.txt": "The office has inspected the kitchen.\n\n" + FILLING,
        "letter-customer.txt": "I want the teapot, as a present for my sister.\n",
    }
    engine = reader("The office wants the teapot as a present for my sister.")
    asked = Asked("What does the health office want?", context=FakeContext(texts), reader=engine)

    assert asked.reply.status == "not_found"


def test_a_question_that_no_passage_speaks_of_is_not_read_together() -> None:
    engine = reader("The oven smokes.")
    asked = ask("Why did submarines torpedo merchant convoys?", engine)

    assert asked.reply.status == "not_found"
    assert not any(job.messages[-1].content.startswith("Passages:") for job in engine.jobs)


def test_what_is_looked_at_is_read_though_it_shares_no_word_with_the_question() -> None:
    class Looking(FakeEngine):
        def attend(self, job: AttentionJob, *, should_stop: object = None) -> list[Weights]:
            return [tuple(float("three pieces" in part) for part in text) for text in job.texts]

    letters = {f"note {number}.txt": f"The customer of week {number} was content.\n" for number in range(30)}
    letters["letter.txt"] = "Dear shop,\n\nthe kettle came in three pieces.\n"
    letters["orders.csv"] = "".join(f"{number};c{number};paid\n" for number in range(400))
    columns = {"customer": "split_part(line, ';', 2)", "status": "split_part(line, ';', 3)"}
    said = "The kettle came in three pieces."
    asked = Asked(
        "Why was the customer unhappy?",
        context=FakeContext(letters, columns),
        reader=Looking(reader(said)._replies),  # type: ignore[arg-type]
    )

    assert (asked.reply.status, asked.reply.plan, asked.reply.answer) == ("partial", "reading", said)
    assert {quote.document for quote in asked.reply.evidence.shown} == {"letter.txt"}


def test_of_the_one_document_that_is_called_by_its_number_no_other_is_read() -> None:
    texts = {
        "plan-0041.txt": "The money grows without end, which is a problem of the money.\n\n" + FILLING,
        "plan-0042.txt": "The supply of tea is a problem: nobody orders any.\n\n" + FILLING,
    }
    engine = reader("The money grows without end.")
    Asked("What problem with the money does plan 42 solve?", context=FakeContext(texts), reader=engine)

    together = [job.messages[-1].content for job in engine.jobs if "Passages:" in job.messages[-1].content]
    assert not any("money grows" in text for text in together)
