"""A run whose budget is spent while passages are read tells the best of what was read, or nothing."""

from rlm_desktop.ports import Job
from rlm_desktop.settings import Limits
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked

TOWELS = "Guests of the pool use towels, which are kept for 25 months in a dry room.\n"
BOOTS = "Guests of the stable use boots, which are kept for 18 years in a dry room.\n"


def read(question: str, calls: int = 1) -> Asked:
    filler = "Nothing is said of anything here, and of nobody.\n" * 24
    texts = [BOOTS, TOWELS, *[BOOTS] * 7]
    context = FakeContext({f"{n}.txt": filler + text + filler for n, text in enumerate(texts)})

    def reply(job: Job) -> str:
        passage = job.messages[-1].content.split("Question:")[0]
        return "18 years" if "18" in passage else "25 months" if "25" in passage else "NONE"

    return Asked(question, context=context, reader=FakeEngine(reply), limits=Limits(calls=calls))


def test_what_most_of_the_question_stands_around_is_told_when_the_budget_is_spent() -> None:
    asked = read("For how long are towels of the pool kept, which guests use?")

    assert asked.reply.status == "partial"
    assert asked.reply.answer == "25 months"


def test_nothing_is_told_then_where_little_of_the_question_stands() -> None:
    asked = read("For how long are visitors insured who ride in the stable on Sunday?")

    assert asked.reply.status == "partial"
    assert asked.reply.answer == "No answer within the limits of this run."
