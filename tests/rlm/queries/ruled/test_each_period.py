"""How many rows each year has is a query that needs no root, where nothing else is asked."""

import pytest

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.ruled import each_period
from rlm_desktop.rlm.question.links import Inside, Link, Links
from tests.rlm.asked import Asked
from tests.rlm.test_headed import CONTEXT

TABLE = Table(
    name="records",
    kind="headers",
    row_is="document",
    rows=9,
    fits=1.0,
    columns=(
        Column(name="title", type="text"),
        Column(name="author", type="text"),
        Column(name="created", type="date"),
        Column(name="deadline", type="date"),
    ),
)
YEARS = (
    'SELECT year("created") AS year, count(*) AS n FROM "records" WHERE "created" IS NOT NULL'
    " GROUP BY 1 ORDER BY 1"
)


@pytest.mark.parametrize(
    "question",
    [
        "How many proposals were created in each year?",
        "How many proposals were created per year?",
        "Break the proposals down by year of creation.",
        "Give me the number of proposals created for each year.",
        "Show a breakdown of the created proposals by year",
    ],
)
def test_rows_are_counted_for_each_year(question: str) -> None:
    assert each_period.query(question, [TABLE], Links()) == YEARS


@pytest.mark.parametrize(
    "question",
    [
        "How many proposals were there in each year?",  # of which date?
        "How many authors created proposals in each year?",
        "How many proposals with two authors were created in each year?",
        "How many proposals and drafts were created in each year?",
        "How many proposals were created in 2022 per year?",
        "How many proposals were created?",
    ],
)
def test_other_questions_are_left_to_the_root(question: str) -> None:
    assert each_period.query(question, [TABLE], Links()) == ""


def test_a_value_that_is_named_is_a_condition() -> None:
    links = Links(values=(Link(phrase="draft", table="records", column="status", value="Draft", rows=3),))
    assert each_period.query("How many draft proposals were created in each year?", [TABLE], links) == ""


def test_it_is_answered_without_the_root() -> None:
    reply = Asked("How many contracts were created in each year?", [], context=CONTEXT).reply

    assert [list(row) for row in reply.value] == [[2014, 1], [2015, 1], [2016, 2]]  # type: ignore[attr-defined]


def test_words_of_asking_that_a_text_has_are_no_condition() -> None:
    down = Inside(phrase="down", table="records", column="title", values=("Winding down",), rows=1)
    asked = "Break the proposals down by year of creation."

    assert each_period.query(asked, [TABLE], Links(inside=(down,))) == YEARS


def test_what_appears_does_so_on_the_first_of_its_days() -> None:
    assert each_period.query("How many proposals appeared in each year?", [TABLE], Links()) == YEARS
    assert each_period.query("How many proposals lapsed in each year?", [TABLE], Links()) == ""
