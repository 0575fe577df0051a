"""How much a figure grew is the last of it less the first."""

import pytest

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.ruled import growth
from rlm_desktop.rlm.question.links import Links

TABLE = Table(
    name="records",
    kind="json",
    row_is="record",
    rows=9,
    fits=1.0,
    columns=(
        Column(name="loaded", type="timestamp", distinct=1),
        Column(name="time", type="timestamp", distinct=9),
        Column(name="requests_total", type="integer"),
        Column(name="requests_current", type="integer"),
    ),
)


@pytest.mark.parametrize(
    "question",
    [
        "By how much did the total number of requests grow between the first and the last snapshot?",
        "How much did the total requests increase from the first row to the last one?",
    ],
)
def test_the_first_is_taken_from_the_last(question: str) -> None:
    assert growth.query(question, [TABLE], Links()) == (
        'SELECT arg_max("requests_total", "time") - arg_min("requests_total", "time") AS growth,'
        ' arg_min("requests_total", "time") AS first, arg_max("requests_total", "time") AS last'
        ' FROM "records" WHERE "requests_total" IS NOT NULL'
    )


@pytest.mark.parametrize(
    "question",
    [
        "How much did the requests of host a grow between May and June?",
        "How much did the load grow between the first and the last snapshot?",
        "How many requests were there?",
    ],
)
def test_other_questions_are_left_to_the_root(question: str) -> None:
    assert growth.query(question, [TABLE], Links()) == ""
