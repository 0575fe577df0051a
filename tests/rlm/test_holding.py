"""An answer is marked where it names something else than what is asked after."""

import pytest

from rlm_desktop.ports import Job
from tests.fakes import FakeEngine
from tests.rlm.test_loop import Asked, sql

BEST = sql("SELECT item, COUNT(*) AS n FROM records GROUP BY item ORDER BY n DESC LIMIT 1")


def reader(word: str) -> FakeEngine:
    """Says `word` of columns, and Yes to all else."""

    def reply(job: Job) -> str:
        return word if "of a table has values such as" in job.messages[-1].content else "Yes"

    return FakeEngine(reply, -0.1)


@pytest.mark.parametrize(("word", "status"), [("No", "partial"), ("Yes", "answered")])
def test_a_bolt_is_no_customer(word: str, status: str) -> None:
    reply = Asked("Which customer had the most orders?", [BEST] * 8, reader=reader(word)).reply

    assert (reply.status, reply.value) == (status, ["cable", 5])
    assert ("It is not sure that “item” tells a customer." in reply.notes) is (word == "No")


def test_a_column_that_is_called_so_is_not_asked_about() -> None:
    engine = reader("No")

    assert Asked("Which item had the most orders?", [BEST] * 4, reader=engine).reply.status == "answered"
    assert not [job for job in engine.jobs if "has values such as" in job.messages[-1].content]
