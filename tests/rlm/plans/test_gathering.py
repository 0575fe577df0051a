"""Many places of a text are read one by one, and code puts together what they tell."""

import re

import pytest

from rlm_desktop.ports import Job
from rlm_desktop.reply import Reply
from rlm_desktop.settings import Limits
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked

CALM = "\n\n" + "Nothing else happened that day, and the sea was calm.\n\n" * 60
PAID = (
    "Tilda Rask paid the painter Dobrynkin 120 guineas for a portrait.",
    "For his hounds Bartolo Quint sent the painter Dobrynkin 240 guineas.",
    "At Easter the painter Dobrynkin had 95 guineas from Greta Lund.",
)
OTHERS = ("The painter Dobrynkin slept till noon.", "Dobrynkin was seen with Count Orlov.")


def asked(question: str, *more: str) -> Reply:
    text = CALM.join((*PAID, *OTHERS, *more, ""))
    context = FakeContext({"novel.txt": text})
    return Asked(question, lambda job: "", context=context, reader=FakeEngine(_read)).reply


def _read(job: Job) -> str:
    said = job.messages[-1].content
    if "Reply Yes or No" in said:
        return "Yes" if "guineas" in said.split("Question:")[0].split("Does this")[0] else "No"
    passage = said.split("Question:")[0]
    if "How many guineas" in said:
        found = re.search(r"(\d+) guineas", passage)
        return f"{found[1]} guineas" if found else "NONE"
    payer = re.search(r"Tilda Rask|Bartolo Quint|Greta Lund|Count Orlov|Ann Lee", passage)
    return payer[0] if payer else "NONE"


def test_all_are_listed_and_nobody_who_is_only_seen_there() -> None:
    reply = asked("Who paid the painter Dobrynkin? Name every one of them.")

    assert (reply.status, reply.value) == ("answered", ["Tilda Rask", "Bartolo Quint", "Greta Lund"])
    assert [quote.quote for quote in reply.evidence.shown] == list(PAID)
    assert reply.notes == ("5 of 5 sentences that have “Dobrynkin” were read, each by itself.",)
    assert reply.coverage.exhaustive
    assert 0 < reply.coverage.bytes_read_by_model < 600


def test_a_name_in_a_sentence_of_a_page_is_read_as_well() -> None:
    endless = "It was said, " + "and nobody denied it, " * 50
    reply = asked(
        "Who paid the painter Dobrynkin? Name every one of them.",
        f"{endless}that the painter Dobrynkin had 10 guineas from Ann Lee for it, {endless}and so on.",
    )

    assert reply.value == ["Tilda Rask", "Bartolo Quint", "Greta Lund", "Ann Lee"]
    assert reply.notes == ("6 of 6 sentences that have “Dobrynkin” were read, each by itself.",)


def test_a_sum_that_the_text_gives_itself_is_told_and_not_added() -> None:
    reply = asked(
        "How many guineas did the painter Dobrynkin get in all?",
        "So the painter Dobrynkin got 455 guineas in all.",
    )

    assert reply.value == 455
    assert any("455 guineas in all" in note for note in reply.notes)


def test_they_are_counted() -> None:
    assert asked("How many different people paid the painter Dobrynkin?").value == 3


def test_who_is_called_by_a_last_name_alone_is_the_same() -> None:
    reply = asked(
        "How many different people paid the painter Dobrynkin?",
        "Later Dobrynkin got 10 guineas from Tilda Rask, too.",
    )

    assert reply.value == 3


def test_amounts_are_added_up_and_shown() -> None:
    reply = asked("How many guineas did the painter Dobrynkin get in all?")

    assert reply.value == 455
    assert reply.answer.startswith("455 guineas = 120 + 240 + 95")
    assert reply.status == "partial"


def test_amounts_are_compared() -> None:
    reply = asked("Who paid the painter Dobrynkin the most?")

    assert reply.value == ["Bartolo Quint", 240]
    assert "Tilda Rask: 120" in reply.answer


def test_who_is_asked_for_alone_is_told_with_what_other_places_tell() -> None:
    reply = asked("Who paid the painter Dobrynkin?")

    assert reply.status == "partial"
    assert reply.value in ("Tilda Rask", "Bartolo Quint", "Greta Lund")
    assert all(name in reply.answer for name in ("Tilda Rask", "Bartolo Quint", "Greta Lund"))
    assert "Count Orlov" not in reply.answer


def test_where_all_are_asked_for_one_place_is_marked() -> None:
    reply = asked(
        "Who was seen with Count Orlov? Name every one of them.", "Count Orlov slept: Ann Lee sang."
    )

    assert reply.status != "answered"


def test_what_stands_in_one_place_is_looked_up_there() -> None:
    reply = asked("Who met Count Orlov? Name every one of them.")

    assert reply.plan != "gather"


@pytest.mark.parametrize(
    "question", ["How many people paid the painter Dobrynkin?", "Who paid the painter Dobrynkin? Name all."]
)
def test_a_spent_purse_ends_in_order(question: str) -> None:
    context = FakeContext({"novel.txt": CALM.join((*PAID, *OTHERS, ""))})
    run = Asked(question, lambda job: "", context=context, reader=FakeEngine(_read), limits=Limits(calls=1))

    assert run.reply.status == "partial"
    assert any("limit of 1 sub-calls" in note for note in run.reply.notes)
