"""What documents have no field for is told as such, before anything is counted."""

import pytest

from rlm_desktop.rlm.plans import fields
from tests.fakes import FakeContext
from tests.rlm.asked import Asked

BARE = {f"plan-{n:03}.txt": f"Abstract\n\nThis plan, number {n}, was rejected at once.\n" for n in range(12)}
DATED = {
    name: f"Vienna, {n + 1} March 2024\nStatus: open\n{text}" for n, (name, text) in enumerate(BARE.items())
}


def lacking(question: str, texts: dict[str, str]) -> str:
    context = FakeContext(texts)
    return fields.lacking(question, context.profile, context, context.documents())


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("How many plans have the status Rejected?", "status"),
        ("How many plans are of the type Process?", "type"),
        ("How many plans name Ines Costa among their authors?", "authors"),
        ("What is the most common status of a plan, and how many plans have it?", "status"),
        ("How many different values of Status are there?", "Status"),
        ("How many plans were created in 2003?", "date"),
        ("In which year were the most plans created?", "date"),
        ("Which plan was created last?", "date"),
        ("How many plans were rejected?", ""),
        ("Which plans were rejected in the end?", ""),
        ("How many houses have the status Sold?", ""),
        ("What does plan 7 say of the status Quo?", ""),
    ],
)
def test_a_field_that_no_document_has_is_found_out(question: str, field: str) -> None:
    assert lacking(question, BARE) == field


def test_a_line_for_it_or_a_date_at_the_head_is_enough() -> None:
    assert lacking("How many plans have the status Rejected?", DATED) == ""
    assert lacking("How many plans were created in 2024?", DATED) == ""


def test_it_is_told_with_the_reason() -> None:
    asked = Asked("How many plans have the status Rejected?", context=FakeContext(BARE))

    assert asked.reply.status == "not_found"
    assert "Hardly any of the 12 documents has a line that tells its status." in asked.reply.answer
    assert asked.root.jobs == asked.reader.jobs == []
