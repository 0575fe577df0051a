"""Questions for two things: one query tells both, or each part is asked by itself."""

import msgspec
import pytest

from rlm_desktop.ports import Job
from rlm_desktop.reply import Usage
from rlm_desktop.rlm import in_parts
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.question import parts
from tests.rlm.asked import Asked, sql

NOTHING = Answer(status="not_found", text="")
PAID = "SELECT COUNT(*) FROM records WHERE status = 'paid'"
LARGEST = "SELECT MAX(quantity) FROM records WHERE status = 'paid'"
TWO = "How many orders are paid, and what is the largest quantity of these?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (TWO, ("How many orders are paid", "what is the largest quantity of these")),
        (
            "How many came in each year? Which year was the busiest?",
            ("How many came in each year", "Which year was the busiest"),
        ),
        ("Which orders and which towns are late?", ("Which orders", "which towns are late")),
        ("Who pays, and how much?", ("Who pays", "how much")),
        ("In which year was most sold, and in which month?", ("In which year was most sold", "which month")),
        ("How many customers who live in Oslo and who own a car are there?", ()),
        ("List the products for which stock is 0 and for which price is over 10.", ()),
        ("How many orders are from Graz and Cork?", ()),
        ("Which lines say “who are you, and what do you want”?", ()),
        ("Do we know the day on which it was sent?", ()),
    ],
)
def test_the_parts_of_a_question(question: str, asked: tuple[str, ...]) -> None:
    assert parts.of(question) == (asked or (question.rstrip("?"),))


def test_a_query_that_tells_both_is_the_answer() -> None:
    both = "SELECT COUNT(*), MAX(quantity) FROM records WHERE status = 'paid'"

    asked = Asked(TWO, [sql(both)])

    assert asked.reply.value == [5, 4]
    assert "asked by itself" not in str(asked.events)


def _by_parts(first: str, second: str) -> Asked:
    """A root that knows one query for the whole and the first part, and one for what follows it."""

    def reply(job: Job) -> str:
        question = job.messages[-1].content
        return second if "largest" in question and "How many" not in question else first

    return Asked(TWO, reply)


def test_the_parts_share_the_purse_of_their_question() -> None:
    asked = _by_parts(sql(PAID), sql(LARGEST))
    used = asked.reply.usage

    assert used.root_turns > 1
    assert asked.loop._run.budget.tokens == used.prompt_tokens + used.generated_tokens


def test_a_part_that_no_query_tells_is_asked_by_itself() -> None:
    asked = _by_parts(sql(PAID), sql(LARGEST))

    assert asked.reply.answer == "5\n4"
    assert asked.reply.value == [5, 4]
    assert "COUNT" in asked.reply.program and "MAX" in asked.reply.program


def test_the_count_of_the_one_that_has_most_is_not_how_many_there_are() -> None:
    most = (
        "SELECT COUNT(*) AS n, town FROM records WHERE status = 'paid' GROUP BY town ORDER BY n DESC LIMIT 1"
    )

    def reply(job: Job) -> str:
        last = job.messages[-1].content
        return sql(PAID) if "How many" in last and "town" not in last.split("How many")[-1] else sql(most)

    asked = Asked("How many orders are paid, and which town has most of them?", reply)

    assert "asked by itself" in str(asked.events)
    assert str(asked.reply.answer).startswith("5\n")


@pytest.mark.parametrize(
    ("asked", "second"),
    [
        (("How many lookups failed", "which name most often"), "which name most often of these"),
        (("How many orders are paid", "which town has most of them"), "which town has most of them"),
        (("How many orders are paid", "how many are there"), "how many are there"),
    ],
)
def test_which_has_most_is_asked_of_those_that_are_counted(asked: tuple[str, str], second: str) -> None:
    assert in_parts.one_by_one(asked)[1] == second


def test_what_is_asked_of_those_is_no_condition_of_the_first_part() -> None:
    most = (
        "SELECT town, COUNT(*) AS n FROM records WHERE status = 'paid' GROUP BY town ORDER BY n DESC LIMIT 1"
    )
    asked = Asked("Which town has most orders, and how many of those orders are paid?", lambda job: sql(most))

    assert "asked by itself" in str(asked.events)


def test_one_part_alone_is_not_the_whole_answer() -> None:
    asked = _by_parts(sql(PAID), "I do not know.")

    assert asked.reply.status == "partial"
    assert in_parts.ONE_OF_THEM in asked.reply.notes


def test_what_was_spent_is_the_sum() -> None:
    whole = Usage(candidates=2, seconds=3.0, seconds_by_part={"root": 1.0})

    spent = in_parts.spent(whole, [Usage(candidates=1, seconds=9.0, seconds_by_part={"root": 0.5})])

    assert (spent.candidates, spent.seconds, spent.seconds_by_part) == (3, 3.0, {"root": 1.5})


def test_the_first_of_each_is_not_what_each_has() -> None:
    question = "How many orders came in each month? Which month had the most?"
    first = "SELECT month(day), COUNT(*) AS n FROM records GROUP BY 1 ORDER BY n DESC LIMIT 1"
    each = first.removesuffix(" LIMIT 1")
    asked = parts.of(question)

    assert not in_parts.covers(_answer(first), asked)
    assert in_parts.covers(_answer(each), asked)
    assert in_parts.covers(_answer(first), ("Which month has the most orders", "how many are they"))


def _answer(query: str) -> Answer:
    code = Program(language="sql", text=query).code
    return Answer(status="answered", text="3", value=3, plan="records", program=code)


def test_a_condition_of_the_second_part_is_none_of_the_first() -> None:
    asked = "What was ordered in total, and how many of these orders are still open?"
    both = "SELECT SUM(quantity), COUNT(*) FROM records WHERE status = 'open'"
    apart = (
        "SELECT SUM(quantity), COUNT(*) FILTER (WHERE status = 'open') FROM records WHERE day > '2000-01-01'"
    )

    answers = [
        msgspec.structs.replace(NOTHING, status="answered", program=Program(language="sql", text=sql).code)
        for sql in (both, apart)
    ]

    assert [in_parts.covers(answer, parts.of(asked)) for answer in answers] == [False, True]


def test_what_a_condition_gives_is_none_of_the_answers() -> None:
    asked = "How many orders were late, and what do they come to?"
    query = Program(
        language="sql", text="SELECT COUNT(*), status FROM records WHERE status = 'late' GROUP BY 2"
    )
    told = msgspec.structs.replace(NOTHING, status="answered", program=query.code)

    assert not in_parts.covers(told, parts.of(asked))
