"""Questions about how often values occur become queries, or are left to the root."""

import duckdb
import pytest

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.tallies import Category, compose

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
    ],
)
def test_a_question_about_how_often_values_occur_is_answered_by_rule(question: str, answer: object) -> None:
    assert _answer(question) == answer


@pytest.mark.parametrize(
    "question",
    [
        "How many spam messages mention a lottery prize?",
        "What is the longest message with the label ham?",
        "How many users have the label spam?",
        "How many rows were spam in summer 2022?",
        "Who wrote the first message?",
        "Which label is more common in 2022 than in 2021?",
    ],
)
def test_a_question_that_says_more_than_was_understood_is_left_to_the_root(question: str) -> None:
    assert _answer(question) is None


def test_values_with_quotes_in_them_stay_values() -> None:
    category = Category(_TABLE, "label", ("it's", "spam"))

    assert "'it''s'" in str(compose("How many rows have the label it's?", category))
