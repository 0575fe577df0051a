"""Questions about how often values occur become queries, or are left to the root."""

import duckdb
import pytest

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.ruled.tallies import compose, of_given
from rlm_desktop.rlm.queries.ruled.tally_asked import Category

_ROWS = [
    ("2022-01-05", 11, "spam"),
    ("2022-01-20", 11, "ham"),
    ("2022-02-01", 22, "spam"),
    ("2022-02-02", 22, "spam"),
    ("2022-02-02", 33, "ham"),
    ("2022-03-09", 33, "ham"),
    ("2022-03-10", 33, "ham"),
]
_TABLE = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=len(_ROWS),
    fits=1.0,
    columns=(
        Column(name="date", type="date"),
        Column(name="user", type="integer"),
        Column(name="instance", type="text", note="free text"),
        Column(name="label", type="text", values=(("ham", 4), ("spam", 3))),
    ),
)
_CATEGORY = Category(_TABLE, "label", ("ham", "spam", "other"))


def _answer(question: str) -> object:
    query = compose(question, _CATEGORY, known="The following lines contain text messages.")
    if query is None:
        return None
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE records ("date" DATE, "user" BIGINT, label VARCHAR)')
        connection.executemany("INSERT INTO records VALUES (?, ?, ?)", _ROWS)
        found = connection.execute(query).fetchall()
    return found[0][0]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which of the labels is the most common?", "ham"),
        (
            "In the above data, which label is the least common? Give your final answer as 'Label: x'.",
            "other",
        ),
        ("Is the label 'ham' more common, less common, or the same frequency as 'spam'?", "more common"),
        ("Among rows dated in February 2022, is spam more common than ham?", "more common"),
        ("Considering only the rows of the users 11 and 22: is ham less common than spam?", "less common"),
        ("How many text messages should be classified as spam?", 3),
        ("How many rows of the users 22, 33 have the label ham?", 3),
        ("Among rows dated after February 1, 2022, how many have the label 'spam'?", 1),
        ("How many rows dated on or after 2022-02-01 are spam?", 2),
        ("How many rows between January 20, 2022 and February 1, 2022 are labelled spam?", 1),
        ("Which user is represented most often?", 33),
        ("Which user is represented second most often?", 11),
        ("Which user has the most rows with the label spam?", 22),
        ("How many dates are represented exactly 2 times?", 1),
        ("In which month did the label 'ham' first occur more often than the label 'spam'?", "March 2022"),
        ("For how many months does the label spam occur more often than the label ham?", 1),
        (
            "Was the label 'ham' more common, less common, or the same frequency before February 2, 2022,"
            " as compared to after February 2, 2022?",
            "less common",
        ),
        ("How many users have the label spam?", 2),
        ("Considering only the rows of the users 11, 22: how many should be classified as 'spam'?", 3),
        ("What share of the messages of user 11 is spam?", 50.0),
        ("Which users wrote only spam?", 22),
        ("Which users never sent spam?", 33),
        ("In which month were the most spam messages sent?", "February 2022"),
        ("Are there more spam or more ham messages?", "ham"),
        ("How many messages since February 2022 are spam?", 2),
        ("How many messages in 2022 are ham?", 4),
        ("How many messages in March are ham?", 2),
        ("How many messages are there of each label?", "ham"),
    ],
)
def test_a_question_about_how_often_values_occur_is_answered_by_rule(question: str, answer: object) -> None:
    assert _answer(question) == answer


@pytest.mark.parametrize(
    "question",
    [
        "How many spam messages mention a lottery prize?",
        "What is the longest message with the label ham?",
        "How many users have the label spam and the label ham?",
        "How many rows were spam in summer 2022?",
        "How many messages are not spam?",
        "How many of the spam messages are long?",
        "How many spam messages got more than 10 votes?",
        "How many rows were spam on Mondays?",
        "Who wrote the first message?",
        "Which label is more common in 2022 than in 2021?",
    ],
)
def test_a_question_that_says_more_than_was_understood_is_left_to_the_root(question: str) -> None:
    assert _answer(question) is None


def test_values_with_quotes_in_them_stay_values() -> None:
    category = Category(_TABLE, "label", ("it's", "spam"))

    assert "'it''s'" in str(compose("How many rows have the label it's?", category))


_NOTES = (
    ("2024-03-01", "Leeds", "Ann Lee", "negative"),
    ("2024-03-02", "Leeds", "Bob Orr", "positive"),
    ("2024-04-03", "York", "Ann Lee", "negative"),
    ("2024-04-04", "New York", "Ann Lee", "negative"),
    ("2024-04-05", "York", "Cid Fry", "negative"),
)


def _of_notes(question: str, *, given: bool = False) -> object:
    values = (("Leeds", 2), ("York", 2), ("New York", 1)), (("Ann Lee", 3), ("Bob Orr", 1), ("Cid Fry", 1))
    columns = (
        Column(name="date", type="date", distinct=5),
        Column(name="city", type="text", distinct=3, values=values[0]),
        Column(name="author", type="text", distinct=3, values=values[1]),
        Column(name="note", type="text", distinct=5, note="free text"),
        Column(name="tone", type="text", distinct=2, values=(("negative", 4), ("positive", 1))),
    )
    table = Table(name="notes", kind="delimited", row_is="record", rows=5, fits=1.0, columns=columns)
    category = Category(table, "tone", ("negative", "positive"))
    query = of_given(question, (table,)) if given else compose(question, category)
    if query is None:
        return None
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE notes (date DATE, city VARCHAR, author VARCHAR, tone VARCHAR, note VARCHAR)"
        )
        connection.executemany("INSERT INTO notes (date, city, author, tone) VALUES (?, ?, ?, ?)", _NOTES)
        return [row if len(row) > 1 else row[0] for row in connection.execute(query).fetchall()]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many notes from Leeds are negative?", [1]),
        ("How many notes from New York are negative?", [1]),
        ("How many of Ann Lee's notes are negative?", [3]),
        ("How many notes from York in April 2024 are negative?", [2]),
        ("How many negative notes did Ann Lee write before April 2024?", [1]),
        ("How many notes are positive and how many are negative?", [(1, 4)]),
        ("Which authors wrote negative notes?", ["Ann Lee", "Cid Fry"]),
        ("Which customers never wrote a positive note?", ["Ann Lee", "Cid Fry"]),
        ("Which city has the lowest share of negative notes?", [("Leeds", 50.0)]),
        ("Is negative or positive the more frequent tone in York, and by how much?", [("negative", 2)]),
        ("How many more negative than positive notes are there?", [3]),
        ("How many more negative notes are there than positive notes?", [3]),
        ("How many notes from leeds are negative?", None),
        ("How many notes from Leeds or York are negative?", None),
        ("How many notes from Paris are negative?", None),
        ("How many notes that are not from Leeds are negative?", None),
    ],
)
def test_values_of_other_columns_are_conditions_or_the_root_is_asked(question: str, answer: object) -> None:
    assert _of_notes(question) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which authors wrote only negative notes?", ["Ann Lee", "Cid Fry"]),
        ("Which city has the highest share of positive notes?", [("Leeds", 50.0)]),
        ("How many notes are negative?", None),
        ("Which authors wrote only long notes?", None),
        ("Which authors wrote only negative notes from Leeds?", None),
    ],
)
def test_of_a_column_of_the_text_only_what_a_root_gets_wrong_is_told_by_rule(
    question: str, answer: object
) -> None:
    assert _of_notes(question, given=True) == answer
