"""A column that is empty gives way to the one of the same word that is filled."""

from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

BIPS = FakeContext(
    {"bips.csv": "345;OP_VAULT;;443\n350;OP_NEW;348;\n360;OP_OTHER;;\n"},
    {
        **{name: f"nullif({sql}, '')" for name, sql in parted("bip", "title", "replaces").items()},
        "proposed_replacement": "TRY_CAST(split_part(line, ';', 4) AS BIGINT)",
    },
)
SQL = "SELECT replaces FROM records WHERE title = '{}'"


def told(question: str, sql: str) -> object:
    checked = check(question, sql, BIPS)
    assert not checked.problem
    return BIPS.query(checked.program.text).rows


def test_what_is_to_replace_something_stands_in_the_other_column_of_that_word() -> None:
    question, sql = "Which proposal is to replace OP_VAULT?", SQL.format("OP_VAULT")

    assert told(question, sql) == ((443,),)
    assert told(question, f"{sql} AND replaces IS NOT NULL AND replaces <> ''") == ((443,),)


def test_a_column_that_is_filled_or_has_no_other_stays() -> None:
    assert told("Which proposal does OP_NEW replace?", SQL.format("OP_NEW")) == (("348",),)
    assert told("What does OP_OTHER replace?", SQL.format("OP_OTHER")) == ((None,),)
    assert told("What is the number of OP_VAULT?", SQL.format("OP_VAULT")) == ((None,),)
