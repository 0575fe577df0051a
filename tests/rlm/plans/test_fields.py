"""What documents have no field for is told as such, before anything is counted."""

import msgspec
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


BODIES = {f"mail-{n:03}.txt": f"Dear Ada,\n\nthe kettle of number {n} is late.\n\nBo\n" for n in range(12)}
MAILS = {
    name: f"From: bo@x.org\nTo: ada@x.org\nSubject: tea\nDate: 3 Mar 2024\nIn-Reply-To: <1>\n\n{text}"
    for name, text in BODIES.items()
}


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("How many mails did Bo send?", "sender"),
        ("Who sent the most mails, and how many?", "sender"),
        ("How many mails were sent from the address bo@x.org?", "sender"),
        ("How many different senders of mails are there?", "sender"),
        ("How many mails are addressed to ada@x.org?", "recipient"),
        ('How many mails have a subject that begins with "Re:"?', "subject"),
        ('Who sent the mail with the subject "tea"?', "subject"),
        ("How many mails were sent in August 2002?", "date"),
        ("On which day was the latest mail sent?", "date"),
        ("How many mails have an In-Reply-To header?", "In-Reply-To"),
        ("How many mails mention a kettle?", ""),
        ("Who wrote about the kettle?", ""),
        ("Which mail speaks of number 4?", ""),
        ("How many kettles were sent to Graz?", ""),
    ],
)
def test_what_only_headers_tell_of_mails_is_lacking_where_they_have_none(question: str, field: str) -> None:
    assert lacking(question, BODIES) == field
    assert lacking(question, MAILS) == ""


def test_of_files_that_are_mails_no_word_for_them_is_needed() -> None:
    context = FakeContext(BODIES)
    mails = [msgspec.structs.replace(one, kind="message") for one in context.documents()]

    assert fields.lacking("Which subject occurs most often?", context.profile, context, mails) == "subject"
    assert lacking("Which subject occurs most often?", BODIES) == ""


def test_it_is_told_with_the_reason() -> None:
    asked = Asked("How many plans have the status Rejected?", context=FakeContext(BARE))

    assert asked.reply.status == "not_found"
    assert "Hardly any of the 12 documents has a line that tells its status." in asked.reply.answer
    assert asked.root.jobs == asked.reader.jobs == []
