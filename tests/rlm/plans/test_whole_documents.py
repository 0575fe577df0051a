"""What is asked of whole documents is told by code that looks at all of them."""

import msgspec
import pytest

from rlm_desktop.profile import Document
from rlm_desktop.reply import Reply
from rlm_desktop.rlm.plans import whole_documents
from rlm_desktop.spans import DocumentId
from tests.fakes import FakeContext
from tests.rlm.asked import Asked

TEXTS = {
    "licenses/apache.txt": "Patent license.\nA patent, and all Patents and trademarks.\nNo warranty.\n",
    "licenses/bsd.txt": "No warranty of any kind, expressed\nor implied.\n",
    "letters/letter-1.txt": "Dear Ana, the Trademark is ours. Compatent people said so.\n",
    "letters/letter-2.txt": "Dear Ana,\n" + "the kettle is blue.\n" * 9,
}


def reply(question: str, texts: dict[str, str] | None = None) -> Reply:
    return Asked(question, [], context=FakeContext(texts or TEXTS)).reply


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many documents contain the word trademark?", 2),
        ("How many files mention trademarks?", 2),
        ("In how many of the files does the word patent occur?", 1),
        ("How many of the licenses mention a warranty?", 2),
        ("How many letters mention “Dear Ana”?", 2),
        ("Which documents mention Dear Ana?", ["letters/letter-1.txt", "letters/letter-2.txt"]),
        ("How many documents mention a patent license?", 1),
        (
            "Which documents mention Dear Ana by her full name?",
            ["letters/letter-1.txt", "letters/letter-2.txt"],
        ),
        ("How many documents mention trademarks at all?", 2),
        ("Which of the licenses mention patents?", "licenses/apache.txt"),
        (
            "Please list all documents that mention trademarks.",
            ["letters/letter-1.txt", "licenses/apache.txt"],
        ),
        ("In which letters does “kettle” appear?", "letters/letter-2.txt"),
        ("Which of the license papers say anything about patents?", "licenses/apache.txt"),
        ("Which license is the longest?", "licenses/apache.txt"),
        ("What is the shortest document?", "licenses/bsd.txt"),
        (
            'How often does the word "warranty" occur in each document?',
            [["licenses/apache.txt", 1], ["licenses/bsd.txt", 1]],
        ),
        ('How often does the word "patent" occur in each file?', ["licenses/apache.txt", 3]),
        ("Which license mentions patents most often?", ["licenses/apache.txt", 3]),
        ("Which of the files mentions kettles the most?", ["letters/letter-2.txt", 9]),
    ],
)
def test_documents_are_counted_and_named_without_a_model(question: str, value: object) -> None:
    told = reply(question)

    assert (told.status, told.value) == ("answered", value)
    assert told.evidence.total >= 1
    assert told.coverage.exhaustive or "the longest" in question or "the shortest" in question
    assert told.usage.prompt_tokens == 0


@pytest.mark.parametrize(
    "question",
    [
        "Which licenses mention patents or trademarks?",
        "Which letters say that the delivery was late?",
        "How many documents have errors?",
        "How many orders mention tea?",
        "Which license requires a notice?",
        "How many files are there?",
        "Which documents mention the teapot that broke?",
    ],
)
def test_what_is_more_than_a_word_or_not_about_documents_is_left_to_others(question: str) -> None:
    context = FakeContext(TEXTS)
    everything = [DocumentId(number) for number in range(len(TEXTS))]

    assert whole_documents.asked(question, context.documents(), everything) is None


def test_documents_that_are_records_are_not_meant_by_what_they_are_called() -> None:
    context = FakeContext({"orders.csv": "1,tea\n", "note.txt": "tea\n"})

    assert whole_documents.asked("How many orders mention tea?", context.documents(), [DocumentId(1)]) is None


def test_no_document_is_called_by_a_verb() -> None:
    documents = [
        Document(id=DocumentId(n), name=name, path=name, kind="text", bytes=9, lines=1)
        for n, name in enumerate(("grammar-is-canonical.md", "is-aligned.md", "rent.md"))
    ]

    assert whole_documents.documents_called("is", documents, [document.id for document in documents]) is None


LEASES = {
    "new-york.txt": "This agreement is made for a rent.\n",
    "new-haven.txt": "An agreement on a rent, with a note.\n",
    "boston.txt": "Agreement: no chapter, no rent.\n",
    "denver.txt": "The agreement ends.\n",
}


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many agreements make mention of a rent?", 3),
        ("How many new agreements mention the rent?", None),
        ("How many chapters mention the rent?", None),
        ("How many notes mention the rent?", None),
    ],
)
def test_documents_are_what_most_of_them_say_they_are(question: str, number: int | None) -> None:
    context = FakeContext(LEASES)

    def says(document: DocumentId, word: str) -> bool:
        return context.scan(word, keep=1, documents=[document]).matches > 0

    everything = [document.id for document in context.documents()]
    found = whole_documents.asked(question, context.documents(), everything, says)

    assert (found is None) is (number is None)
    assert number is None or reply(question, LEASES).value == number


MEETINGS = {
    "meetings/2023-01-30.md": "We spoke of Fortran.\n",
    "meetings/2023-03-21.md": "Nobody did. Python is a language.\n",
    "meetings/2023-07-11.md": "Fortran again, and Tokyo.\n",
}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("On how many of the meeting days was the programming language Python mentioned?", 1),
        ("On which meeting day did somebody mention Tokyo?", "meetings/2023-07-11.md"),
        ("In which meetings was Fortran mentioned?", ["meetings/2023-01-30.md", "meetings/2023-07-11.md"]),
        ("At which meetings was Fortran discussed?", ["meetings/2023-01-30.md", "meetings/2023-07-11.md"]),
        ("During how many meetings did anyone talk about Fortran?", 2),
        ("Which of the meeting notes mention Fortran?", ["meetings/2023-01-30.md", "meetings/2023-07-11.md"]),
    ],
)
def test_days_of_which_a_document_each_tells_are_documents(question: str, value: object) -> None:
    told = reply(question, MEETINGS)

    assert (told.status, told.value) == ("answered", value)


def test_what_documents_with_headers_mention_stands_in_their_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = {
        f"docs/{n}.md": f"Title: {n}\n\n{'Ada wrote this.' if n % 3 else 'Nobody did.'}\n" for n in range(6)
    }
    context = FakeContext(texts, {"title": "line"})
    table = context.profile.tables[0]
    headed = msgspec.structs.replace(table, kind="headers", row_is="document", rows=6)
    monkeypatch.setattr(context, "_tables", (headed,))

    told = Asked("How many of the proposals mention Ada?", [], context=context).reply

    assert (told.status, told.value) == ("answered", 4)


def test_of_a_folder_of_letters_and_minutes_the_letters_are_meant() -> None:
    names = ("letters/01-minutes.md", "letters/02-letter-bo.md", "letters/03-letter-cy.md")
    documents = list(FakeContext(dict.fromkeys(names, "Dear Sir\n")).documents())
    ids = [document.id for document in documents]

    assert whole_documents.documents_called("letters", documents, ids) == tuple(ids[1:])
    assert whole_documents.documents_called("minutes", documents, ids) == tuple(ids[:1])
    # A file that does not say what it is may be one of them.
    mixed = [*documents[:2], *FakeContext({"letters/04.md": "Dear Sir\n"}).documents()]
    assert whole_documents.documents_called("letters", mixed, [each.id for each in mixed]) == ()


def test_running_text_is_looked_through_for_what_it_may_be_and_told_so() -> None:
    notes = {
        "docs/01-a.md": "We keep it in SQLite.\n",
        "docs/02-b.md": "We use files.\n",
        "docs/03-c.md": "SQLite again.\n",
    }

    of = Asked("How many of the decisions mention SQLite?", context=FakeContext(notes)).reply
    assert (of.status, of.value) == ("partial", 2)
    assert "No document is called “decisions”: all were looked at." in of.notes
    documents = list(FakeContext(notes).documents())
    ids = [document.id for document in documents]
    for question in ("Which characters mention SQLite?", "Which decisions mention SQLite?"):
        found = whole_documents.asked(question, documents, ids if "decisions" in question else ids[:0])
        assert (found is not None) is ("decisions" in question)
    assert whole_documents.asked("Which characters mention SQLite?", documents, ids) is None


def test_one_list_is_none_of_the_things_that_it_lists() -> None:
    lists = {"station-list.txt": "Graz 1901\nOslo 1950, near the river\n"}
    context = FakeContext(lists)
    every = [document.id for document in context.documents()]

    assert whole_documents.documents_called("stations", context.documents(), every) is None
    assert whole_documents.documents_called("documents", context.documents(), every) == ()


@pytest.mark.parametrize(
    ("question", "kind", "meant"),
    [
        ("How many of the e-mails mention botnets?", "message", True),
        ("How many emails mention botnets?", "message", True),
        ("How many messages mention botnets?", "message", True),
        ("How many of the e-mails mention botnets?", "text", False),
        ("How many of the e-mails mention a price of 5 in their subject?", "message", False),
    ],
)
def test_mails_are_called_so_by_their_form(question: str, kind: str, meant: bool) -> None:
    documents = [
        Document(id=DocumentId(n), name=f"post/{n}.eml", path=f"post/{n}.eml", kind=kind, bytes=9, lines=1)
        for n in range(3)
    ]
    every = [document.id for document in documents]

    assert (whole_documents.asked(question, documents, every) is not None) is meant


@pytest.mark.parametrize("thing", ["an In-Reply-To header", "In-Reply-To headers", "a subject field"])
def test_a_header_is_no_word_that_a_document_has(thing: str) -> None:
    context = FakeContext(TEXTS)
    documents = context.documents()

    assert (
        whole_documents.asked(f"How many files have {thing}?", documents, [one.id for one in documents])
        is None
    )
