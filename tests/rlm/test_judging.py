"""An answer is taken only where the passage states it, as far as its reader can tell."""

import pytest

from rlm_desktop.ports import Job
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.judging import Reading, beliefs
from rlm_desktop.rlm.subcalls import Memory, SubCalls, says_nothing
from rlm_desktop.settings import Limits
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.test_loop import PROSE, Asked


def reader(answer: str, check: str) -> FakeEngine:
    """Answers passages that have the word captain; of each it says whether it states the answer."""

    def reply(job: Job) -> str:
        asked = job.messages[-1].content
        if "Reply Yes or No" in asked:
            return check
        return answer if "captain" in asked.split("Question:")[0] else "NONE"

    return FakeEngine(reply)


def test_an_answer_that_its_passage_states_is_given() -> None:
    reply = Asked(
        "How old is the captain?", context=FakeContext({"a.txt": PROSE}), reader=reader("Brandt", "Yes")
    ).reply

    assert (reply.status, reply.answer) == ("answered", "Brandt")


def test_an_answer_that_its_passage_does_not_state_is_not_in_the_text_and_told_as_the_nearest() -> None:
    reply = Asked(
        "How old is the captain?", context=FakeContext({"a.txt": PROSE}), reader=reader("Brandt", "No")
    ).reply

    assert reply.status == "not_found"
    assert "A reader said “Brandt”, but what it read does not state that." in reply.notes


def test_a_reader_that_says_neither_yes_nor_no_is_believed() -> None:
    reply = Asked(
        "What was its captain called?", context=FakeContext({"a.txt": PROSE}), reader=reader("Brandt", "Hm")
    ).reply

    assert (reply.status, reply.answer) == ("answered", "Brandt")


def test_more_of_the_question_around_an_answer_makes_it_more_believable() -> None:
    calls = SubCalls(
        FakeEngine(lambda job: "Yes"),
        budget=Budget(Limits()),
        kept=Memory(),
        emit=lambda event: None,
        should_stop=lambda: False,
    )

    low, high = beliefs(calls, "q?", [Reading("p", "x", 0.0, -1.0), Reading("q", "x", 1.0, -0.1)])

    assert low < high


def test_a_reply_that_only_says_the_question_again_is_no_answer() -> None:
    again = reader("The captain was called on the ship.", "Yes")
    asked = Asked(
        "What was the captain called on the ship?", context=FakeContext({"a.txt": PROSE}), reader=again
    )

    assert asked.reply.status == "not_found"


@pytest.mark.parametrize(
    ("reply", "nothing"),
    [
        ("NONE", True),
        ("Her telephone number is not mentioned in the passage.", True),
        ("The passage does not state who wrote it.", True),
        ("It was not told to anybody until the ship had left", False),
        ("The captain does not say a word", False),
    ],
)
def test_a_reader_may_say_in_a_sentence_that_the_passage_does_not_tell(reply: str, nothing: bool) -> None:
    assert says_nothing(reply) is nothing
