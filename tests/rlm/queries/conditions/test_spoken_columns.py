"""What a question says stands in one column is looked for there, and not in another."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.conditions import spoken_columns
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

LINES = (
    "Taco King;coffee, tea;2 Pine\nBob;tacos and burritos;9 Taco Lane\nAna;tacos;1 Elm\nKim;tea;3 Elm\n"
    "Tea House;soup, taco shells;4 Oak\n"
)


def number(question: str, condition: str) -> object:
    context = FakeContext({"permits.txt": LINES}, parted("applicant", "food_items", "address"))
    checked = check(question, f"SELECT COUNT(*) FROM records WHERE {condition}", context)
    assert not checked.problem
    return context.query(checked.program.text).rows[0][0]


@pytest.mark.parametrize("condition", ["applicant LIKE '%taco%'", "CONTAINS(LOWER(applicant), 'taco')"])
def test_what_is_mentioned_among_the_food_is_looked_for_in_the_food(condition: str) -> None:
    assert number("How many entries mention taco among the food they sell?", condition) == 3
    assert number("How many entries have food items that mention taco?", condition) == 3


@pytest.mark.parametrize(
    "question",
    [
        "How many applicants with taco in their name sell food?",
        "How many entries mention taco?",
        "How many entries called taco sell food?",
        "How many entries mention taco and sell tea in the street?",
        "How many taco trucks sell food at an address?",
        "How many of the food tea mention taco?",
    ],
)
def test_a_column_that_is_named_for_something_else_is_left_alone(question: str) -> None:
    assert number(question, "CONTAINS(LOWER(applicant), 'taco')") == 1


def test_a_column_without_the_text_is_not_taken() -> None:
    assert number("How many entries mention king among the food they sell?", "applicant LIKE '%King%'") == 1


@pytest.mark.parametrize(
    ("question", "condition", "rows"),
    [
        ("How many entries have a suspended permit?", "permit LIKE 'SUSPENDED%'", 2),
        ("How many entries have a suspended permit?", "permit = 'suspended'", 2),
        ("How many entries mention suspended permits?", "CONTAINS(LOWER(permit), 'suspended')", 0),
        ("How many entries have suspended in their permit?", "CONTAINS(LOWER(permit), 'suspended')", 0),
        ("How many entries are by Mr Suspended?", "permit = 'Suspended'", 0),
        ("How many entries have a delayed permit?", "permit LIKE '%delayed%'", 1),
    ],
)
def test_a_word_that_no_permit_has_is_its_state(question: str, condition: str, rows: int) -> None:
    lines = "P-1;SUSPEND\nP-2;OPEN\nP-3;SUSPEND\nP-4 delayed;OPEN\nP-5;DELAY\n"
    context = FakeContext({"permits.txt": lines * 20}, parted("permit", "state"))
    profile = context.profile
    table = msgspec.structs.replace(
        profile.tables[0],
        kind="delimited",
        columns=tuple(
            msgspec.structs.replace(column, distinct=100 if column.name == "permit" else 3)
            for column in profile.tables[0].columns
        ),
    )
    tree = sqlglot.parse_one(f"SELECT COUNT(*) FROM records WHERE {condition}", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    list(spoken_columns.mend(tree, question, table, context.query))

    assert context.query(tree.sql(dialect="duckdb")).rows == ((rows * 20,),)
