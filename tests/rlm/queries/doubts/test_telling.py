"""What records cannot tell is found out before a program counts something else."""

from collections.abc import Sequence

import msgspec
import pytest

from rlm_desktop.ports import Job, Message
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.queries.doubts import attributes, telling
from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked, sql
from tests.rlm.question.lines.test_wording import LOG


def judge(word: str) -> FakeEngine:
    return FakeEngine(lambda job: word)


def test_lines_that_are_about_something_else_are_not_counted() -> None:
    reply = Asked("How many passwords were changed?", context=LOG, reader=judge("No")).reply

    assert (reply.status, reply.value) == ("not_found", None)
    assert reply.answer == (
        "The text does not tell. “changed” stands in no line, or in none of those that say the rest."
        " Lines that say “passwords” are about something else."
    )


def test_lines_that_say_it_in_another_word_are_counted_and_the_word_is_named() -> None:
    query = sql("SELECT COUNT(*) FROM records WHERE lower(line) LIKE '%failed%'")
    asked = Asked("How many authentication attempts failed?", [query] * 8, context=LOG, reader=judge("Yes"))

    assert (asked.reply.status, asked.reply.value) == ("partial", 3)
    assert "“authentication”" in " ".join(asked.reply.notes)


def test_what_no_line_says_was_done_by_nobody() -> None:
    reply = Asked("Which program installed a printer?", context=LOG, reader=judge("No")).reply

    assert reply.status == "not_found"
    assert "“printer”" in reply.answer


def test_a_measure_that_no_column_holds_is_not_in_the_text_and_the_columns_are_told() -> None:
    reply = Asked("What is the average weight of an order?", reader=judge("No")).reply

    assert reply.status == "not_found"
    assert "No column holds “weight”. The columns are: order_no, day, stamp" in reply.answer


def test_a_measure_at_a_place_is_looked_for_as_well() -> None:
    for question in ("What was the highest weight recorded at Graz?", "What is the highest weight at Graz?"):
        reply = Asked(question, reader=judge("No")).reply

        assert reply.status == "not_found"
        assert "No column holds “weight”." in reply.answer


def test_a_measure_that_a_column_holds_under_another_name_goes_to_the_programs() -> None:
    query = sql("SELECT AVG(quantity) FROM records")

    reply = Asked("What is the average size of an order?", [query] * 4, reader=judge("Yes")).reply

    assert (reply.status, reply.value) == ("answered", 3.375)


def test_a_measure_that_is_a_column_is_not_asked_about() -> None:
    def refuse(job: Job) -> str:
        raise AssertionError(job.messages[-1].content)

    query = sql("SELECT AVG(quantity) FROM records")
    for question in ("What is the average quantity?", "What is the average number of pieces of an order?"):
        assert Asked(question, [query] * 4, reader=FakeEngine(refuse)).reply.value == 3.375


def test_things_that_no_row_is_about_are_not_added_up() -> None:
    reply = Asked("What is the total quantity of turbines?", reader=judge("No")).reply

    assert reply.status == "not_found"
    assert "“turbines” stand nowhere in the text" in reply.answer


def test_things_that_rows_are_about_are_added_up() -> None:
    query = sql("SELECT SUM(quantity) FROM records")

    assert Asked("What is the total quantity of goods?", [query] * 4, reader=judge("Yes")).reply.value == 27


PACKAGES = FakeContext(
    {"packages.txt": "adduser;90;all\nbash;7000;amd64\n" * 9},
    {
        "package": "split_part(line, ';', 1)",
        "size": "CAST(split_part(line, ';', 2) AS BIGINT)",
        "architecture": "split_part(line, ';', 3)",
    },
)


@pytest.mark.parametrize("question", ["On what date was bash installed?", "When was bash installed?"])
def test_a_date_of_rows_that_have_none_is_not_told(question: str) -> None:
    reply = Asked(question, context=PACKAGES).reply

    assert reply.status == "not_found"
    assert "The columns are: package, size, architecture." in reply.answer


def test_a_measure_ends_with_a_word() -> None:
    match = telling._MEASURE.search("What was the longest garbage collection pause, and when was it?")

    assert match is not None and match["one"] == "garbage collection pause"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("How many clients were refused because of a failed password?", "partial"),
        ("How many clients were refused with a failed password?", "not_found"),
    ],
)
def test_lines_that_say_the_reason_are_those_that_are_asked_for(question: str, status: str) -> None:
    query = sql("SELECT COUNT(*) FROM records WHERE lower(line) LIKE '%failed password%'")

    assert Asked(question, [query] * 8, context=LOG, reader=judge("No")).reply.status == status


HOMES = FakeContext(
    {"homes.csv": "".join(f"Home {n};{n * 3};Leeds\n" for n in range(40))},
    {
        "name": "split_part(line, ';', 1)",
        "places": "CAST(split_part(line, ';', 2) AS BIGINT)",
        "town": "split_part(line, ';', 3)",
    },
)
(TABLE,) = HOMES.profile.tables
TABLES = (msgspec.structs.replace(TABLE, kind="delimited"),)


def lacked(question: str, likely: float = 0.2, said: tuple[str, ...] = ()) -> str:
    links = linking.link(question, HOMES.profile, HOMES.query)
    calls = Likely(likely)
    return attributes.lacking(question, TABLES, links, ("homes.csv",), calls, lambda word: word in said)


class Likely(SubCalls):
    """Says Yes as likely to everything."""

    def __init__(self, likely: float) -> None:
        self.likely = likely

    def yes(self, questions: Sequence[Sequence[Message]], *, what: str) -> list[float | None]:
        return [self.likely] * len(questions)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("What is Home 7's phone number?", "phone number"),
        ("What is the name of the manager of Home 7?", "manager"),
        ("How many nurses work at Home 7?", "nurses"),
        ("How much rain fell in Leeds?", "rain"),
        ("Which doctor visited Home 7?", "doctor"),
        ("What was the budget of the house Home 7?", "budget"),
    ],
)
def test_what_no_column_tells_of_one_thing_is_refused(question: str, thing: str) -> None:
    assert lacked(question) == thing
    assert not lacked(question, 0.5)
    assert not lacked(question, said=("phone", "number", "manager", "nurse", "rain", "doctor", "budget"))


@pytest.mark.parametrize(
    "question",
    [
        "How many places has Home 7?",
        "How many nurses are there in Leeds?",  # rows may be counted
        "Which home has the most places?",
        "What is Home 7's town?",
        "What is the town of Home 7?",
        "What is the budget of the largest home?",
        "What was the number of places of Home 7?",
        "What is the name of the home in Leeds with most places?",
        "How many homes are in Leeds?",
        "Which town had the fewest places?",
        "How much did Home 7 cost?",
    ],
)
def test_what_a_column_is_called_is_not_asked_about(question: str) -> None:
    assert not lacked(question)
