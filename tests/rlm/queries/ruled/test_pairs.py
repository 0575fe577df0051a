"""Which pairs a question asks for is understood by rule, or left to the root."""

import duckdb
import pytest

from rlm_desktop import events
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.ruled import pairs
from rlm_desktop.rlm.queries.ruled.tally_asked import Category
from tests.rlm.asked import Asked, sql
from tests.rlm.shop import shop

_ROWS = [
    ("2022-01-05", 1, "entity"),
    ("2022-02-05", 1, "location"),
    ("2022-03-05", 2, "entity"),
    ("2022-03-06", 2, "entity"),
    ("2022-04-05", 3, "human being"),
    ("2022-04-06", 3, "location"),
    ("2022-04-06", 4, "numeric value"),
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
        Column(name="label", type="text"),
    ),
)
_CATEGORY = Category(_TABLE, "label", ("entity", "location", "human being", "numeric value"))


def found(question: str) -> list[tuple[int, ...]] | None:
    wanted = pairs.compose(question, _CATEGORY)
    if wanted is None:
        return None
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE records ("date" DATE, "user" BIGINT, label VARCHAR)')
        connection.executemany("INSERT INTO records VALUES (?, ?, ?)", _ROWS)
        return connection.execute(wanted.query).fetchall()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "List all pairs of user IDs (no duplicate pairs, list the lower ID first) where both users have"
            " at least one instance with a location or human being. In your answer, list them as (id, id).",
            [(1, 3)],
        ),
        (
            "In the above data, list all pairs of users where both have at least one row with the label"
            " 'entity', and all instances that are an entity for both users must be after March 1, 2022.",
            [],
        ),
        ("Which pairs of users both have a row with the label 'location'?", [(1, 3)]),
        (
            "List all pairs of users such that one user has at least one instance with entity and one"
            " with location, and the other user has exactly one instance with numeric value.",
            [(1, 4)],
        ),
        (
            "Find the pairs of users where one has exactly two rows with the label 'entity' and the other has"
            " no rows with the label 'entity'.",
            [(2, 3), (2, 4)],
        ),
        ("How many pairs of users are there where both have no entity rows?", None),
        ("How many pairs of users have at least one row with 'entity'?", [(1,)]),
        ("List all pairs of users where both have at least one entity and live in Oulu.", None),
        ("How many rows have the label 'entity'?", None),
        ("List all pairs of instances where both have the label 'entity'.", None),
    ],
)
def test_pairs_are_told_by_what_their_sides_have(
    question: str, expected: list[tuple[int, ...]] | None
) -> None:
    assert found(question) == expected


def test_pairs_of_any_table_are_listed_with_the_rows_they_rest_on() -> None:
    asked = Asked("List all pairs of towns where both have at least one order with the status paid.")

    assert asked.reply.value == [["Cork", "Graz"], ["Cork", "Oulu"], ["Graz", "Oulu"]]
    assert asked.reply.status == "answered"
    assert [quote.line for quote in asked.reply.evidence.shown] == [1, 3, 5, 7, 8]
    assert asked.reply.usage.root_turns == 0
    assert [each.plan for each in asked.seen(events.PlanChosen) if isinstance(each, events.PlanChosen)] == [
        "pairs"
    ]


def test_pairs_that_share_a_value_are_joined_by_it() -> None:
    wanted = pairs.asked("How many pairs of clerks have the same item?", shop().profile)

    assert wanted is not None
    assert shop().query(wanted.query).rows == ((1,),)


def test_that_there_are_no_such_pairs_is_an_answer() -> None:
    asked = Asked("List all pairs of clerks where both have at least three orders with the status open.")

    assert (asked.reply.status, asked.reply.value) == ("answered", [])


def test_what_is_not_understood_is_left_to_the_root() -> None:
    asked = Asked(
        "Which pairs of clerks never sold the same item?",
        [sql("SELECT DISTINCT town FROM records WHERE status = 'open'")] * 9,
    )

    assert asked.reply.usage.root_turns > 0
