"""A pattern of several words: where each of them ends, and in which order they stand."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check, result


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("% veniam%", 3),
        ("%veniam %", 3),
        ("% veniam %", 2),
        ("%veniam%", 4),
        ("% nothing%", 0),
    ],
)
def test_a_blank_before_a_word_is_its_border(pattern: str, count: int) -> None:
    context = FakeContext(
        {"a.log": "9:00 veniam sit\n9:01 dolor veniam, sit\n9:02 veniamus dolor\n9:03 conveniam sit\n"},
        {"clock": "split_part(line, ' ', 1)", "message": "substr(line, 6)"},
    )
    query = f"SELECT COUNT(*) FROM records WHERE message LIKE '{pattern}'"

    assert result("How many messages mention veniam, and nothing else?", query, context) == ((count,),)


LOFTS = FakeContext(
    {"plans.txt": "Loft conversion\nErection of a loft conversion\nA (loft conversion)\nAloft conversions\n"},
    {"proposal": "line"},
)


@pytest.mark.parametrize("padded", ["% loft conversion%", "% loft conversion %"])
def test_a_blank_around_a_text_is_the_end_of_a_word(padded: str) -> None:
    sql = f"SELECT COUNT(*) FROM records WHERE proposal LIKE '{padded}'"

    assert result("How many proposals are for a loft conversion?", sql, LOFTS) == ((3,),)


def test_parts_that_no_row_has_in_their_order_are_looked_for_in_any() -> None:
    context = FakeContext(
        {"a.log": "1 ada successfully authenticated\n2 bo authenticated\n3 cy failed\n"},
        {"name": "split_part(line, ' ', 2)", "message": "substr(line, 3)"},
    )
    question = "Who authenticated successfully?"
    turned = "SELECT name FROM records WHERE message LIKE '%authenticated% successfully%'"
    right = "SELECT name FROM records WHERE message LIKE '%successfully%authenticated%'"

    assert result(question, turned, context) == (("ada",),) == result(question, right, context)


def test_a_word_that_rows_have_is_not_written_apart_as_the_question_has_it() -> None:
    context = FakeContext(
        {"db.log": "9:00 Note Normal shutdown\n9:01 Note Starting shutdown\n9:02 Note started\n"},
        {"level": "split_part(line, ' ', 2)", "message": "substr(line, 11)"},
    )
    sql = "SELECT COUNT(*) FROM records WHERE message LIKE '%Normal shutdown%'"

    checked = check("How many times was the server shut down?", sql, context)

    assert context.query(checked.program.text).rows == ((2,),)
    assert checked.doubts  # which of both is a time that it was


@pytest.mark.parametrize(
    ("question", "pattern", "count"),
    [
        ("How many messages say failed and login?", "%login%failed%", 1),
        ("How many messages say login before failed?", "%login%failed%", 0),
        ("How many messages say login followed by failed?", "%login%failed%", 0),
        ("How many messages tell of an error 5?", "%error%5%", 0),
    ],
)
def test_parts_are_looked_for_as_they_stand_where_the_order_is_said(
    question: str, pattern: str, count: int
) -> None:
    context = FakeContext({"a.log": "15 times an error\nfailed to login\n"}, {"message": "line"})
    sql = f"SELECT COUNT(*) FROM records WHERE message LIKE '{pattern}'"

    assert result(question, sql, context) == ((count,),)
