"""Replies that only say the question again are no answers."""

import pytest

from rlm_desktop.ports import Job
from rlm_desktop.rlm.passages import spelled
from rlm_desktop.rlm.passages.finding import repeats, stands_in
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked


@pytest.mark.parametrize(
    ("question", "reply", "again"),
    [
        ("What was the password used for?", "The password was used for the cluster.", False),
        ("What was the name of the child of Ada Lindt?", "Ada Lindt", True),
        ("Who is the owner of Ponto?", "Ponto", True),
        ("Who is the owner of Ponto?", "Brandt", False),
        ("Which is older, Graz or Oulu?", "Oulu", False),
        ("Where does the road to Oulu begin?", "Oulu", False),
    ],
)
def test_a_name_that_the_question_has_is_not_the_one_it_asks_for(
    question: str, reply: str, again: bool
) -> None:
    assert repeats(question, reply) is again


@pytest.mark.parametrize(
    ("reply", "stands"),
    [
        ("August 14th", True),
        ("14 August", True),
        ("23", True),
        ("135 days", True),
        ("15 August", False),
        ("14 September", False),
        ("24", False),
    ],
)
def test_what_is_spelled_in_the_text_may_be_written_in_figures(reply: str, stands: bool) -> None:
    text = "The fourteenth of August was fixed upon.\nTwenty-three guns in one hundred and\nthirty-five days."

    assert (stands_in(reply, text) is not None) is stands


PAGES = "The brig Pilgrim of Boston lay at anchor, and the day was fine on board the brig.\n\n" * 150
BOOK = (
    f"{PAGES}The fourteenth of August was fixed for the sailing of the brig Pilgrim from Boston.\n\n{PAGES}"
)


def asked(question: str, told: str, *, judged: str) -> Asked:
    """A reader that tells something of the sentence that tells, and a day of any other."""

    def reply(job: Job) -> str:
        said = job.messages[-1].content
        there = "fourteenth" in said
        if "Reply Yes or No" in said:
            return judged if there else "Yes"
        return told if there else "Monday"

    return Asked(question, lambda job: "", context=FakeContext({"book.txt": BOOK}), reader=FakeEngine(reply))


def test_the_sentence_that_alone_has_the_questions_words_is_read_first_and_by_itself() -> None:
    question = "On what day was the brig Pilgrim to sail from Boston?"
    run = asked(question, "The passage says that the brig was to sail on August 14th.", judged="Yes")

    assert run.reply.status == "answered"
    assert run.reply.value == "August 14th"
    assert all("fourteenth" in job.messages[-1].content for job in run.reader.jobs)


def test_an_answer_may_break_over_a_line() -> None:
    text = "He offered them fifteen dollars a\nmonth, and\n> one more in\n> advance.\n"

    assert stands_in("Fifteen dollars a month", text) is not None
    assert stands_in("one more in advance", text) is not None
    assert stands_in("dollars in advance", text) is None


def test_all_numbers_of_a_reply_may_be_spelled() -> None:
    text = "Twenty-three guns followed, with an interval of fifteen seconds, and cost 2,980.13 in all."

    assert spelled.has_numbers("23 guns, and 15 seconds lay between them", text)
    assert spelled.has_numbers("2,980.13", text)
    assert not spelled.has_numbers("23 guns, and 20 seconds lay between them", text)
    assert not spelled.has_numbers("980.13", text)
    assert not spelled.has_numbers("Many guns", text)


def test_what_the_sentences_state_is_told_though_no_sentence_is_sure_by_itself() -> None:
    def reply(job: Job) -> str:
        said = job.messages[-1].content
        if "answer the question, or a part of it" in said:
            return "No"
        return "Yes" if "Reply Yes or No" in said else "August 14th" if "fourteenth" in said else "NONE"

    question = "On what day was the brig Pilgrim to sail from Boston?"
    reader = FakeEngine(reply)
    run = Asked(question, lambda job: "", context=FakeContext({"book.txt": BOOK}), reader=reader)

    assert (run.reply.status, run.reply.value) == ("answered", "August 14th")


def test_what_is_read_elsewhere_is_marked() -> None:
    run = asked("On what day was the brig Pilgrim to sail from Boston?", "NONE", judged="No")

    assert run.reply.value == "Monday"
    assert run.reply.status == "partial"


TOWN = "The mission of Barbara lay far away. Bells rang, and they saw a belfry. It was fine.\n\n" * 150
BELLS = "In the belfry of the mission of Barbara hang five bells.\n\n"
COUNTS = '```python\nanswer(scan("Barbara").lines)\n```'


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("In the belfry of the mission, how many bells hang there, and since when?", "five"),
        ("In the belfry of the mission, how many times do bells hang there?", "151"),
    ],
)
def test_a_number_that_a_sentence_states_is_not_counted_in_lines(question: str, told: str) -> None:
    def reply(job: Job) -> str:
        said = job.messages[-1].content
        return "Yes" if "Reply Yes or No" in said else "five" if "hang five" in said else "NONE"

    context = FakeContext({"book.txt": TOWN + BELLS + TOWN[: len(TOWN) // 3]})
    run = Asked(question, lambda job: COUNTS, context=context, reader=FakeEngine(reply))

    assert (run.reply.answer == "five") is (told == "five")


def test_only_what_has_a_telephone_number_is_read_for_one() -> None:
    pages = "Ada Holm spoke of the telephone, and of her number.\n\n" * 60
    reader = FakeEngine(lambda job: "NONE")
    question = "What is Ada Holm's telephone number?"
    none = Asked(question, lambda job: "", context=FakeContext({"a.txt": pages}), reader=reader)

    assert none.reply.status == "not_found"
    assert not reader.jobs

    told = FakeContext({"a.txt": f"{pages}Ada Holm, telephone 01366 500123\n\n{pages}"})
    run = Asked(question, lambda job: "", context=told, reader=FakeEngine(lambda job: "01366 500123"))

    assert run.reply.value == "01366 500123"
