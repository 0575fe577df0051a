"""A question names the labels that texts are to be told by."""

from typing import Literal

import pytest

from rlm_desktop import profile as profiles
from rlm_desktop.profile import Column, Profile
from rlm_desktop.rlm.labelling import implied, sets
from rlm_desktop.rlm.labelling.listed import LabelSet, meaning, named_in
from rlm_desktop.rlm.labelling.sets import Wanted, name_columns
from rlm_desktop.rlm.labelling.work import after_head


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "The answer is one of 3 categories: 'human being', 'location', 'entity'.",
            ("human being", "location", "entity"),
        ),
        ("Labels: ham, spam. Which is more common?", ("ham", "spam")),
        (
            "The kinds are: plain, salt and pepper, sweet or sour.",
            ("plain", "salt and pepper", "sweet", "sour"),
        ),
        ("Is the sentiment of most reviews classified as positive or negative?", ("positive", "negative")),
        ("Each row has a label, \u201cyes\u201d or \u201cno\u201d.", ("yes", "no")),
    ],
)
def test_a_set_of_labels_is_known_where_it_is_named(text: str, labels: tuple[str, ...]) -> None:
    found = named_in(text)

    assert found is not None
    assert found.labels == labels


@pytest.mark.parametrize(
    "text",
    [
        "How many rows are more common or less common?",
        "He said 'yes', 'no' and 'perhaps'.",
        "Which label is the most common?",
        "Is red more common, less common, or the same frequency as blue?",
    ],
)
def test_what_names_no_labels_has_none(text: str) -> None:
    assert named_in(text) is None


def test_the_names_of_columns_are_no_labels() -> None:
    columns = tuple(Column(name=name, type="text") for name in ("rank", "study_type", "conditions"))
    table = profiles.Table(
        name="records", kind="delimited", row_is="record", rows=9, fits=1.0, columns=columns
    )
    profile = Profile(documents=1, bytes=1, lines=1, tables=(table,))

    found = named_in('Types:\n"Rank","Study Type","Conditions"\n1,"A","B"')
    assert found is not None
    assert name_columns(found, profile)
    assert not name_columns(LabelSet(("ham", "spam"), "The labels are ham and spam."), profile)


@pytest.mark.parametrize(
    ("question", "labels", "without"),
    [
        (
            "Which topic comes up most: billing, login or shipping?",
            ("billing", "login", "shipping"),
            "Which topic comes up most: ?",
        ),
        (
            "Classify each article as World, Sports or Sci/Tech. How many are there of each?",
            ("World", "Sports", "Sci/Tech"),
            "How many are there of each?",
        ),
        (
            "Sort the mails into spam and ham: which is more common?",
            ("spam", "ham"),
            "Sort the mails into : which is more common?",
        ),
        ("Every note is either praise or criticism.", ("praise", "criticism"), "Every note is either ."),
        (
            "Each tweet is positive, negative or neutral. How many are positive?",
            ("positive", "negative", "neutral"),
            "How many are positive?",
        ),
        (
            "How many of Ann's messages are about loans (the topics are cards, loans, rates)?",
            ("cards", "loans", "rates"),
            "How many of Ann's messages are about loans (the topics are )?",
        ),
        (
            "How many reviews are negative rather than positive?",
            ("negative", "positive"),
            "How many reviews are negative ?",
        ),
    ],
)
def test_labels_are_known_in_other_forms_of_lists(
    question: str, labels: tuple[str, ...], without: str
) -> None:
    found = named_in(question)

    assert found is not None
    assert found.labels == labels
    assert found.supposed
    assert sets.speaks_of(question, found)
    assert question == "Every note is either praise or criticism." or sets.without(question, found) == without


@pytest.mark.parametrize(
    "question",
    [
        "Who was asked to send his log directly rather than as an attachment to the list?",
        "How many proposals come under the Apache licence rather than Creative Commons?",
        "How many rows should be classified as the label 'salt and pepper'?",
        "Group the orders by month and region.",
        "Sort the sales into weeks and months.",
        "Each customer is more or less content, isn't he?",
        "Is label 'a' more common? Say 'more common than', 'less common than' or 'same frequency as'.",
        "Which topics are discussed by Ann, Ben or Carla?",
        "What kinds of orders did Ann, Ben and Carla place?",
    ],
)
def test_lists_of_other_things_are_no_labels(question: str) -> None:
    assert named_in(question) is None


def test_what_stands_in_brackets_behind_the_labels_does_not_say_what_they_mean() -> None:
    found = named_in("Each has one of the labels 'a', 'b' (the data does not provide them). Count.")

    assert found is not None
    assert meaning(found) == "Each has one of the labels 'a', 'b'."
    assert meaning(LabelSet(("a", "b"), "(The labels are a, b)")) == "(The labels are a, b)"


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("How many of these reviews are negative?", ("positive", "negative")),
        ("What percentage of the reviews written since 2015 is positive?", ("positive", "negative")),
        ("Which airline got the most positive tweets?", ("positive", "negative", "neutral")),
        ("How many of these mails are spam?", ("spam", "not spam")),
        ("Which users wrote toxic comments?", ("toxic", "not toxic")),
        ("How many notes are praise and how many are criticism?", ("praise", "criticism")),
        ("How many tweets to United are complaints?", ("complaint", "no complaint")),
    ],
)
def test_a_question_implies_labels_by_one_of_them(question: str, labels: tuple[str, ...]) -> None:
    found = implied.in_question(question)

    assert found is not None
    assert found.labels == labels


@pytest.mark.parametrize(
    "question",
    [
        "How many patients were tested positive?",
        "How many bookings have a negative amount?",
        "How many messages tell of a negative balance?",
        "Which comment mentions positive effects and negative numbers?",
        "How many of the lines are negative?",
        "Does Lumen Toys have positive working capital?",
        "How many reviews are about praise?",
        "How did the team respond to the complaint?",
        "Why was the review of Ann Lee negative?",
    ],
)
def test_such_words_of_other_things_imply_no_labels(question: str) -> None:
    assert implied.in_question(question) is None


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How many messages in March are about top-ups?", "about top-ups"),
        ("Which customers asked about the delivery of their card?", "about the delivery of their card"),
        ("How many customers complain about lost or missing luggage?", "about lost or missing luggage"),
        ("What share of the tweets about delays by Ann is angry?", "about delays"),
    ],
)
def test_what_some_texts_are_about_is_one_of_two_labels(question: str, about: str) -> None:
    found = implied.topic_in(question)

    assert found is not None
    assert found.labels == (about, f"not {about}")
    assert found.of_one


@pytest.mark.parametrize(
    "question",
    [
        "Which mail is about closures?",
        "Who asked about KVim?",
        "How many letters complain about something?",
        "Which posts are about to expire?",
        "How many meetings were about rent?",
        "What did the reviewers say about the lens?",
        "How many messages are about 10 minutes apart?",
    ],
)
def test_one_text_that_is_looked_for_needs_no_labels(question: str) -> None:
    assert implied.topic_in(question) is None


def _texts(
    kind: Literal["delimited", "log"] = "delimited", rows: int = 40, **columns: tuple[str, ...]
) -> Wanted:
    told = tuple(
        Column(name=name, type="text", distinct=len(values), values=tuple((value, 1) for value in values))
        for name, values in columns.items()
    )
    text = Column(name="text", type="text", distinct=rows, note="free text")
    table = profiles.Table(
        name="records", kind=kind, row_is="record", rows=rows, fits=1.0, columns=(*told, text)
    )
    return Wanted(table, text, _NEGATIVE)


_NEGATIVE = LabelSet(("positive", "negative"), "Each is one of: positive, negative.", supposed=True)


def test_supposed_labels_are_read_only_where_no_column_tells_them() -> None:
    assert sets.may_be_read(_NEGATIVE, _texts())
    assert sets.may_be_read(_NEGATIVE, _texts("log", speaker=("Ann",)))
    assert not sets.may_be_read(_NEGATIVE, _texts("log", component=("sshd",)))
    assert not sets.may_be_read(_NEGATIVE, _texts(rating=("1", "2", "5")))
    assert not sets.may_be_read(_NEGATIVE, _texts(verdict=("Negative!", "Positive!")))
    assert sets.too_many(_NEGATIVE, _texts(rows=9_000))
    assert not sets.too_many(_NEGATIVE, _texts(rows=4_000))


def test_short_documents_are_rows_with_a_text_of_their_own() -> None:
    table = profiles.Table(name="records", kind="headers", row_is="document", rows=3, fits=1.0, columns=())
    short = Profile(documents=3, bytes=900, lines=30, tables=(table,))
    long = Profile(documents=3, bytes=900_000, lines=30, tables=(table,))

    assert sets.text_of(short, _no_query) == (table, None)
    assert sets.text_of(long, _no_query) is None


def _no_query(sql: str) -> profiles.Rows:
    raise AssertionError(sql)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Reviewer: Ann\nDate: 2024-01-02\n\nA dull film.\n", "A dull film.\n"),
        ("From ann@a.org\nSubject: Hi\n there\n\nSee you.", "See you."),
        ("A dull film.\n\nReally: dull.", "A dull film.\n\nReally: dull."),
        ("Dear Ann: hello\n\n", "Dear Ann: hello\n\n"),
    ],
)
def test_the_head_of_a_document_is_no_part_of_its_text(text: str, after: str) -> None:
    assert after_head(text) == after
