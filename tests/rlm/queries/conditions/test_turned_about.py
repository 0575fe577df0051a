"""What a question names is looked for, not what does not have it."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.conditions import turned_about
from tests.fakes import FakeContext
from tests.rlm.checking import check, result

NOT_THOSE = (
    "SELECT DISTINCT item FROM records WHERE town NOT IN (SELECT town FROM records WHERE status = 'late')"
)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which items were ordered but not sent (late)?", [("bolt",)]),
        ("Which items are in no order that is not late?", [("bolt",), ("cable",)]),
        ("Which items never went to a town with an order that is late?", [("bolt",), ("cable",)]),
    ],
)
def test_rows_that_are_named_are_taken_themselves(question: str, found: list[tuple[str]]) -> None:
    assert sorted(result(question, NOT_THOSE)) == found  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "question",
    [
        "Which items went to towns with no late orders?",
        "Which items went to towns with zero late orders?",
        "Which items went to towns that lack late orders?",
        "Which items went to towns free of late orders?",
        "Which items went to towns where orders that are late are missing?",
        "Which items went to towns for whom no order was late?",
        "Which items went to any towns but those with late orders?",
        "Which items did not go to towns with a delay (late)?",
        "Which items went to towns with no delays (late)?",
        "Which items went to towns with late orders?",
    ],
)
def test_rows_that_lack_what_is_named_stay_left_out(question: str) -> None:
    tree = sqlglot.parse_one(NOT_THOSE, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert turned_about.named_rows(tree, question) == ""


@pytest.mark.parametrize(
    ("question", "turned"),
    [
        ("Which pages were not found (404)?", True),
        ("Which pages failed (404)?", True),
        ("Which pages did not fail with 404?", False),
    ],
)
def test_a_number_in_brackets_says_what_was_said(question: str, turned: bool) -> None:
    sql = "SELECT page FROM records WHERE page NOT IN (SELECT page FROM records WHERE status = 404)"
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert turned_about.named_rows(tree, question) == ("status = 404" if turned else "")


PLACES = FakeContext(
    {"a.txt": "Hartford;3\nEast Hartford;1\nEast Hartford;5\nYork;9\nHartford;4\n"},
    {"town": "split_part(line, ';', 1)", "number": "CAST(split_part(line, ';', 2) AS BIGINT)"},
)
BUT_EAST = "SELECT COUNT(*) FROM records WHERE town <> 'East Hartford'"


def test_a_name_beside_a_longer_one_that_is_left_out_is_asked_for() -> None:
    question = "How many entries are from Hartford (not counting East Hartford)?"

    assert result(question, BUT_EAST, PLACES) == ((2,),)


def test_only_a_name_that_stands_alone_and_is_asked_for_is_taken() -> None:
    assert result("How many entries are not from East Hartford?", BUT_EAST, PLACES) == ((3,),)
    both = check("How many entries are neither from Hartford nor from East Hartford?", BUT_EAST, PLACES)
    assert "“Hartford” of the question has no place in the query." in both.doubts


def test_a_name_inside_others_that_is_looked_for_stays_so() -> None:
    places = FakeContext({"a.txt": "Hartford\nEast Hartford\nWest Hartford\n"}, {"town": "line"})
    question = "How many entries have Hartford in their town, without East Hartford?"

    assert result(question, f"{BUT_EAST} AND town LIKE '%Hartford%'", places) == ((2,),)
