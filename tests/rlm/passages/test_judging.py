"""An answer is taken only where the passage states it, as far as its reader can tell."""

import pytest

from rlm_desktop.ports import Job
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.passages.finding import stands_in
from rlm_desktop.rlm.passages.judging import (
    Reading,
    beliefs,
    is_no_name,
    lacks_a_figure,
    only_repeats,
    speaks_of_another,
    stands_by_another,
    tells_nothing_of_it,
)
from rlm_desktop.rlm.passages.refusals import says_nothing
from rlm_desktop.rlm.passages.subcalls import Memory, SubCalls
from rlm_desktop.settings import Limits
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import PROSE, Asked


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
        "Who is the captain?", context=FakeContext({"a.txt": PROSE}), reader=reader("Brandt", "Yes")
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


@pytest.mark.parametrize(
    ("question", "passage", "another"),
    [
        ("How much does the caretaker earn?", "The rent of March is lowered by 180 euros.", True),
        ("How much does the caretaker earn?", "The caretaker is paid 180 euros a month.", False),
        ("Which password was used?", "Kind: AM_TOKEN, Service: none", True),
        ("What is the password of the storeroom?", "The lock opens with a code; it is MARZIPAN.", False),
        ("Who is Pierre's wife?", "Pierre looked at Natasha.", True),
        ("When was she born?", "Her birthday is on the 1st of March.", False),
        ("How long is the lease?", "It has nothing to say.", False),
    ],
)
def test_what_has_words_of_its_own_is_told_only_where_they_stand(
    question: str, passage: str, another: bool
) -> None:
    assert speaks_of_another(question, passage) is another


def test_a_departure_is_no_birth_however_sure_the_reader_is() -> None:
    engine = FakeEngine(lambda job: "Yes" if "Yes or No" in job.messages[-1].content else "in March")
    asked = Asked("When was the captain born?", context=FakeContext({"a.txt": PROSE}), reader=engine)

    assert asked.reply.status == "not_found"


def test_a_date_that_is_written_another_way_stands_in_its_line() -> None:
    text = "Plan\nThe office moves on 1 October 2025.\nThe lease ends in 2025.\n"

    assert stands_in("October 1, 2025", text) == (5, 40)
    assert stands_in("October 2, 2025", text) is None
    assert stands_in("36 days, 42 days", "We went on a 36-day and a 42-day trip.") == (0, 38)
    assert stands_in("the office moves", text) == (5, 40)


def test_nobody_is_called_by_an_address_or_a_number() -> None:
    assert is_no_name("Who wrote RFC 1300?", "rust-lang/rfcs#1300")
    assert is_no_name("Who has it?", "https://example.org/ada")
    assert not is_no_name("Who wrote it?", "Ada Lovelace, 1815")
    assert not is_no_name("What is its number?", "#1300")


def test_a_name_with_a_number_does_not_tell_what_something_is() -> None:
    assert tells_nothing_of_it("What is Solaris, according to the mails?", "Solaris 8 x86")
    assert tells_nothing_of_it("What is PEP 8?", "PEP 8")
    assert not tells_nothing_of_it("What is Solaris?", "Sun's own flavour of UNIX")
    assert not tells_nothing_of_it("What is Solaris?", "Solaris is a system")
    assert not tells_nothing_of_it("What is the number of Solaris?", "Solaris 8")


def test_who_repeats_the_question_does_not_answer_it() -> None:
    assert only_repeats("What part of New York was the meeting in?", "New York")
    assert not only_repeats("What part of New York was the meeting in?", "Chelsea, New York")
    assert not only_repeats("Was the meeting in Boston or in New York, and who came?", "New York")
    assert not only_repeats("Was the meeting in New York?", "New York")
    assert not only_repeats("Which of Ada and Bob was born first?", "Bob")


def test_what_stands_by_another_number_is_not_told_of_the_one_that_is_named() -> None:
    lines = "16-2002-MH-000005\tMHCJ\n16-2002-MH-000006\tRichard Kreger"
    asked = "Who is the patient in case 16-2002-MH-000005?"

    assert stands_by_another(asked, Reading(lines, "Richard Kreger", 1.0))
    assert not stands_by_another(asked, Reading(lines, "MHCJ", 1.0))
    assert not stands_by_another("Who is the patient?", Reading(lines, "Richard Kreger", 1.0))
    assert not stands_by_another(asked, Reading("The patient was Richard Kreger.", "Richard Kreger", 1.0))


@pytest.mark.parametrize(
    ("question", "passage", "reply"),
    [
        (
            "When does the contract of 2023-05-01 end?",
            "Contract of 2023-05-01\nEnd: 2024-04-30, at noon",
            "2024-04-30, at noon",
        ),
        ("Who signed the contract of 2023-05-01?", "Contract of 2023-05-01\n2023-05-03 Ada Falk", "Ada Falk"),
        ("Which order replaced PO-10045?", "PO-10045 was cancelled.\nIn its place: PO-10052", "PO-10052"),
        ("Who is the judge in case hm-2024-017?", "HM-2024-017\tJudge Falk", "Judge Falk"),
        ("What host has 10.20.30.41?", "10.20.30.41 is now\n10.20.30.42 mail-b", "mail-b"),
        ("Who bought PO-10045?", "PO-100451, of Ada", "Ada"),
        ("Who got order 100450?", "Order 100450\nSent to Ada, 902101 Lima, Peru", "Ada"),
    ],
)
def test_what_stands_by_a_day_or_is_such_a_number_itself_may_be_told(
    question: str, passage: str, reply: str
) -> None:
    assert not stands_by_another(question, Reading(passage, reply, 1.0))


def test_a_number_of_figures_stands_behind_the_same_word_or_in_a_row() -> None:
    orders = "Order 100450 is of Bob.\nOrder 100451 is of Ada."

    assert stands_by_another("Who got order 100450?", Reading(orders, "Ada", 1.0))
    assert stands_by_another("Who got order 100450?", Reading("100450\tBob\n100451\tAda", "Ada", 1.0))
    assert not stands_by_another("Who got order 100450?", Reading(orders, "Bob", 1.0))


def test_how_much_is_answered_with_a_number() -> None:
    fee = "How much is the yearly fee?"
    assert lacks_a_figure(fee, "TC39 proposed to extend the royalty-free option to others")
    assert lacks_a_figure("In which year was she born?", "Vienna")
    assert not lacks_a_figure(fee, "12 francs")
    assert not lacks_a_figure(fee, "nothing at all")
    assert not lacks_a_figure("How old was he?", "over ninety years old, as they say in the village")
    assert not lacks_a_figure("Who pays the fee?", "Ada")
