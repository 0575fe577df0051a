"""What no head of a document tells is looked for in the text, first in what has the writer or title named."""

import msgspec
import pytest

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Rows, Table
from rlm_desktop.rlm.question.documents import by_title, told_in_text, writers
from rlm_desktop.rlm.question.documents.scopes import Scope


def heads(*columns: str, row_is: str = "document") -> Table:
    return Table(
        name="records",
        kind="headers",
        row_is=row_is,  # type: ignore[arg-type]
        rows=40,
        fits=1.0,
        columns=tuple(Column(name=name, type="text") for name in columns),
        documents=40,
    )


MAILS = heads("name", "sender", "date", "subject", "in_reply_to", "bytes", "lines")
PROPOSALS = heads("name", "title", "author", "created", "status", "number")


@pytest.mark.parametrize(
    "question",
    [
        "When Ada Holm reported the check, how many packages had been checked and how many had failed?",
        "Beyond which version should the library not be updated, as Ada Holm asks?",
        "How many minutes did Ada Holm's example of June 2023 run?",
        "What is Ada Holm's telephone number?",
        "Which company does Ada Holm work for?",
        "To how many cells does the mail on the default window want to cut it?",
    ],
)
def test_what_is_no_field_is_told_in_the_text(question: str) -> None:
    assert told_in_text.asks(question, [MAILS])


@pytest.mark.parametrize(
    "question",
    [
        "How many mails did Ada Holm send?",
        "How many mails mention Rcpp?",
        "Who wrote the most mails, and how many?",
        "On what day did Ada Holm first write to the list?",
        "In which month were the most mails sent?",
        "How many people wrote to the list?",
        "How many packages are named in subjects?",
        "Which sender is the busiest?",
        "How many days lie between the first and the last mail?",
        "What is Ada Holm's e-mail address?",
        "How many lines has the longest mail?",
        "How many threads did Ada Holm start?",
    ],
)
def test_fields_and_numbers_of_documents_are_told_by_their_heads(question: str) -> None:
    assert not told_in_text.asks(question, [MAILS])


REPORTS = msgspec.structs.replace(
    PROPOSALS, columns=(Column(name="topics", type="text", values=(("hardware", 3), ("incident, dns", 2))),)
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many incidents are filed under hardware?", False),
        ("How many incidents are tagged as dns?", False),
        ("How many boxes were marked as fragile?", True),
        ("How many boxes were filed by Ada Holm?", True),
        ("What kind of component made the servers crash?", True),
        ("What type of proposal is it?", False),
        ("What kind of incident was it?", False),
        ("What kind of status does it have?", False),
    ],
)
def test_what_is_filed_under_a_value_is_told_by_heads_and_the_kind_of_a_thing_is_not(
    question: str, told: bool
) -> None:
    assert told_in_text.asks(question, [REPORTS]) == told


def test_where_rows_are_more_than_heads_these_may_tell_it() -> None:
    question = "Which company does Ada Holm work for?"

    assert not told_in_text.asks(question, [MAILS, heads("company", row_is="record")])
    assert not told_in_text.asks(question, [heads("sender", "company")])
    assert not told_in_text.asks(question, [])


def titled(question: str) -> Scope | None:
    titles = (
        "Reduce default circuit window",
        "Mnemonic onion URLs",
        "Increase Acceptable Consensus Age",
        "Re: Fees",
    )
    rows = Rows(columns=("_document", "title"), rows=tuple(enumerate(titles)))
    return by_title.of(question, [PROPOSALS], lambda sql: rows)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("To how many cells does the proposal on the default circuit window want to cut it?", 0),
        ("Whose idea inspired the proposal for mnemonic onion addresses?", 1),
        (
            "For how long, according to the proposal to increase the acceptable consensus age?",
            2,
        ),
    ],
)
def test_a_document_is_called_by_most_of_its_title(question: str, document: int) -> None:
    scope = titled(question)

    assert scope is not None and not scope.said
    assert scope.documents == (document,)


@pytest.mark.parametrize(
    "question",
    [
        "How many proposals are about the consensus?",
        "Who wrote the proposal about the fee?",
        "What does proposal 234 of the acceptable consensus age say?",
        "Who increased the age of consensus?",
    ],
)
def test_one_word_or_a_number_is_no_title(question: str) -> None:
    assert titled(question) is None


def test_what_somebody_wrote_who_is_named_is_looked_into_first() -> None:
    def query(sql: str) -> Rows:
        return Rows(columns=("_document",), rows=((3,), (5,)) if "holm" in sql else ())

    scope = writers.of("Beyond which version should it not go, as Ada Holm asks?", [MAILS], query)

    assert scope is not None and not scope.said and not scope.written
    assert scope.documents == (3, 5)
    assert writers.of("How many mails did Ada Holm send?", [MAILS], query) is None
    assert writers.of("Beyond which version should it not go, as Bo Lund asks?", [MAILS], query) is None


def test_a_query_that_fails_leaves_all_documents() -> None:
    def query(sql: str) -> Rows:
        raise TableError("no such column")

    assert by_title.of("Who inspired the mail on the default window?", [MAILS], query) is None
    assert writers.of("Which company does Ada Holm work for?", [MAILS], query) is None
