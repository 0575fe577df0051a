"""Which way to an answer is tried first, by what the text is and what is asked."""

import msgspec
import pytest

from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.plans import menu
from rlm_desktop.rlm.question.linking import Link, Links

MAILS = Table(
    name="records",
    kind="headers",
    row_is="document",
    rows=36,
    fits=1.0,
    columns=(Column(name="subject", type="text"), Column(name="date", type="timestamp")),
    documents=36,
)
EXPENSES = Table(
    name="expenses",
    kind="delimited",
    row_is="record",
    rows=900,
    fits=1.0,
    columns=(Column(name="amount", type="decimal"),),
)
MIXED = Profile(documents=37, bytes=300_000, lines=4_000, tables=(MAILS, EXPENSES))
PATTERNS = Links(values=(Link("night patterns", "records", "subject", "Night patterns"),))
SUBJECT = Links(values=(Link("training", "records", "subject", "Training"),))


@pytest.mark.parametrize(
    ("question", "links", "first"),
    [
        ("Show the expenses per month.", Links(), "records"),
        ("How much is the deposit?", Links(), "search"),
        ("As the contract says, for how much was it sold?", Links(), "search"),
        ("How many days' notice does it take?", Links(), "search"),
        ("By when must the training be finished?", SUBJECT, "search"),
        ("How many mails have the subject training?", SUBJECT, "records"),
        ("Why was the supplier changed?", Links(), "search"),
        ("Why was the training changed?", SUBJECT, "search"),
        ("Which mail is about the role of training?", SUBJECT, "search"),
        ("Which mail is about night patterns?", PATTERNS, "records"),
    ],
)
def test_mails_are_running_text_and_a_table_is_known_by_its_name(
    question: str, links: Links, first: str
) -> None:
    assert menu.route(question, MIXED, links, "auto").plans[0] == first


@pytest.mark.parametrize(
    ("question", "plans"),
    [
        ("How many packages had been checked, as Ada Holm says?", ("search", "exhaustive")),
        ("What is Ada Holm's telephone number?", ("search", "exhaustive")),
        ("How many mails did Ada Holm send?", ("records", "search", "exhaustive")),
    ],
)
def test_what_no_head_of_a_document_tells_is_searched_for(question: str, plans: tuple[str, ...]) -> None:
    mails = msgspec.structs.replace(MAILS, columns=(*MAILS.columns, Column(name="sender", type="text")))
    profile = Profile(documents=36, bytes=300_000, lines=4_000, tables=(mails,))
    sender = Links(values=(Link("ada holm", "records", "sender", "Ada Holm"),))

    assert menu.route(question, profile, sender, "auto").plans == plans


def test_the_minutes_of_a_meeting_that_is_named_are_searched() -> None:
    profile = Profile(documents=36, bytes=300_000, lines=4_000, tables=(MAILS,))
    question = "How many lights was the grant to replace at the August 2013 meeting?"

    assert menu.route(question, profile, Links(), "auto", meeting=True).plans == ("search", "exhaustive")
    assert menu.route(question, profile, Links(), "exhaustive", meeting=True).plans == ("exhaustive",)


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("Summarize the notes.", "notes"),
        ("Give me the main points of our letters", "letters"),
        ("Summarise what the letters say about the lift.", ""),
        ("What is this about?", ""),
    ],
)
def test_what_is_to_be_summarised_is_known_by_its_name(question: str, called: str) -> None:
    assert menu.summarised(question) == called


def test_a_share_is_computed_however_short_the_table_is() -> None:
    table = Profile(documents=1, bytes=1_500, lines=51, tables=(EXPENSES,))

    assert menu.route("What share of it was nuclear?", table, Links(), "auto").plans[0] == "records"
    assert menu.route("What is said of it?", table, Links(), "auto").plans[0] == "direct"


def test_of_a_long_table_everything_is_asked_by_query_but_why() -> None:
    table = Profile(documents=1, bytes=900_000, lines=30_000, tables=(EXPENSES,))

    assert menu.route("Which supplier sells best?", table, Links(), "auto").plans[0] == "records"
    assert menu.route("Why was it so much?", table, Links(), "auto").plans[0] == "search"


def test_what_effects_something_had_is_read_in_no_field_of_each_document() -> None:
    reports = Profile(documents=20, bytes=3_000_000, lines=40_000, tables=())
    effects = "In the latest report, what effects did the exchange rate have on the financial statements?"

    assert menu.route(effects, reports, Links(), "auto").plans[0] == "search"
    assert menu.route("What is the total of all invoices?", reports, Links(), "auto").plans[0] == "extract"


def test_a_section_that_is_called_an_overview_asks_for_no_summary() -> None:
    assert menu.asks_summary("Give me an overview of the reports.")
    assert not menu.asks_summary("How does the discussion of risk align with the business overview?")


NAMED = Links(columns=(("records", "subject"),))
ONLY_MAILS = Profile(documents=36, bytes=300_000, lines=4_000, tables=(MAILS,))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is the subject of the mail of 8 February 2023?", "records"),
        ("Who wrote the subject on 8 February 2023?", "records"),
        ("Why was the subject changed on 8 February 2023?", "search"),
        ("What is the subject of the lease?", "search"),
    ],
)
def test_what_a_field_holds_of_a_day_is_looked_up(question: str, first: str) -> None:
    assert menu.route(question, ONLY_MAILS, NAMED, "auto").plans[0] == first
