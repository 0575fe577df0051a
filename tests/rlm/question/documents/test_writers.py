"""What somebody thinks of something is told in what they wrote."""

import msgspec
import pytest

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.documents import writers
from tests.fakes import FakeContext

CONTEXT = FakeContext(
    {"notes.txt": "Ada Love;ropes\nBob;nets\nAda Love;boats\n"}, {"sender": "split_part(line, ';', 1)"}
)


def _tables() -> list[Table]:
    return [msgspec.structs.replace(table, kind="headers") for table in CONTEXT.profile.tables]


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada think of the change of ropes, and why?",
        "Why does Ada Love object to nets?",
        "What was the reply of Ada to it?",
    ],
)
def test_the_documents_of_who_is_asked_about_are_meant(question: str) -> None:
    asked: list[str] = []

    def query(sql: str) -> object:
        asked.append(sql)
        return CONTEXT.query(sql, hidden=True)

    found = writers.of(question, _tables(), query)  # type: ignore[arg-type]
    assert asked
    assert found is not None
    assert not found.said
    assert len(found.documents) == 2


@pytest.mark.parametrize(
    "question",
    ["What did Eve think of ropes?", "What did people think of Ada?", "Who is Ada?", "Why did it sink?"],
)
def test_other_questions_are_about_all(question: str) -> None:
    assert writers.of(question, _tables(), lambda sql: CONTEXT.query(sql, hidden=True)) is None


@pytest.mark.parametrize(
    "question",
    ["Which ropes did Ada Love say were still good?", "What number does Ada of Ropes give in her mails?"],
)
def test_a_fact_that_somebody_tells_stands_in_what_they_wrote_or_nowhere(question: str) -> None:
    found = writers.of(question, _tables(), lambda sql: CONTEXT.query(sql, hidden=True))

    assert found is not None
    assert found.said
    assert len(found.documents) == 2


@pytest.mark.parametrize("question", ["How many notes did Ada send?", "Which notes did Ada write?"])
def test_what_is_counted_or_listed_is_no_such_fact(question: str) -> None:
    found = writers.of(question, _tables(), lambda sql: CONTEXT.query(sql, hidden=True))

    assert found is None
