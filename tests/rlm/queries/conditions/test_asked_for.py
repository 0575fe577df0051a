"""A condition that the question says in words of its own stays; one that nobody asked for goes."""

import pytest
import sqlglot

from rlm_desktop.ports import Job
from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.conditions import asked_for
from tests.fakes import FakeContext, FakeEngine
from tests.rlm.asked import Asked, sql

BOTH = sql("SELECT COUNT(*) FROM records WHERE town = 'Graz' AND status = 'paid'")
QUESTION = "How many orders were settled?"
PAID = sql("SELECT COUNT(*) FROM records WHERE status = 'paid'")


def reader(word: str, surely: float) -> FakeEngine:
    """Says `word` about conditions so surely, and Yes to what else it is asked."""

    def reply(job: Job) -> str:
        return word if "have a word about" in job.messages[-1].content else "Yes"

    return FakeEngine(reply, surely)


def test_what_the_question_says_otherwise_is_kept_and_told() -> None:
    reply = Asked(QUESTION, [PAID] * 4, reader=reader("Yes", -0.1)).reply

    assert (reply.status, reply.value) == ("answered", 5)
    assert "Only rows with status = 'paid' were looked at, as the question seems to say." in reply.notes


def test_what_the_question_does_not_say_is_dropped() -> None:
    reply = Asked("How many orders came from Graz?", [BOTH] * 4, reader=reader("No", -0.1)).reply

    assert (reply.status, reply.value) == ("answered", 3)


def test_an_answer_is_partial_where_it_is_not_sure_whether_a_condition_is_meant() -> None:
    reply = Asked("How many orders came from Graz?", [BOTH] * 8, reader=reader("Yes", -0.65)).reply

    assert (reply.status, reply.value) == ("partial", 3)
    assert "It is not sure whether only rows with status = 'paid' are meant." in reply.notes


def test_a_dropped_condition_that_the_question_may_say_is_told() -> None:
    reply = Asked("How many orders came from Graz?", [BOTH] * 8, reader=reader("No", -0.5)).reply

    assert (reply.status, reply.value) == ("partial", 3)
    assert "It is not sure whether only rows with status = 'paid' are meant." in reply.notes


def test_a_value_that_no_row_has_is_not_asked_about() -> None:
    engine = reader("Yes", -0.1)

    Asked(QUESTION, [sql("SELECT COUNT(*) FROM records WHERE status = 'settled up'")] * 8, reader=engine)

    assert not [job for job in engine.jobs if "settled up" in job.messages[-1].content]


@pytest.mark.parametrize("question", ["Which clerk has most?", "How many were paid?"])
def test_all_questions_share_what_the_model_reads_first(question: str) -> None:
    one, other = asked_for.messages(question, "is_paid", "is_paid = 1"), asked_for.messages("?", "a", "a = 1")

    assert one[:-1] == other[:-1]
    assert one[-1].content == f'Does the question "{question}" have a word about is paid (is_paid = 1)?'


@pytest.mark.parametrize(
    ("question", "value", "meant"),
    [
        ("How many pictures have a lake and a barn?", "1", True),
        ("How many pictures have no lake?", "1", None),
        ("How many pictures have a river?", "1", None),
        ("How many pictures have a lake?", "0", None),
    ],
)
def test_what_is_there_or_not_is_asked_for_by_the_name_of_its_column(
    question: str, value: str, meant: bool | None
) -> None:
    asked = asked_for.AskedFor(question, None, lambda _: ())  # type: ignore[arg-type]
    condition = sqlglot.parse_one(f"has_lake = {value}")
    column = Column(name="has_lake", type="integer", distinct=2)

    if meant:
        assert asked(condition, column, lambda: True) == asked_for.Asked(meant=True)
    else:
        with pytest.raises(AttributeError):  # the model would be asked
            asked(condition, column, lambda: True)


def test_what_a_code_stands_for_is_not_sure() -> None:
    lines = "Leeds;York;A\nYork;Leeds;H\nLeeds;Ripon;D\nLeeds;Hull;H\n"
    names = ("home", "away", "won")
    context = FakeContext(
        {"matches.csv": lines}, {name: f"split_part(line, ';', {n})" for n, name in enumerate(names, 1)}
    )
    lost = sql("SELECT COUNT(*) FROM records WHERE home = 'Leeds' AND won = 'A'")

    reply = Asked("How many did Leeds lose?", [lost] * 8, context=context, reader=reader("No", -0.1)).reply

    assert reply.status == "partial"
    assert "It is not sure whether only rows with won = 'A' are meant." in reply.notes
