"""What a log has no column for stands in its messages."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check

LOG = FakeContext(
    {"boot.log": "9:00 30 StepOne took 30ms\n9:01 70 StepTwo took 70ms\n"},
    {
        "time": "split_part(line, ' ', 1)",
        "duration_ms": "CAST(split_part(line, ' ', 2) AS BIGINT)",
        "message": "substr(line, 9)",
    },
)


def test_of_the_row_that_has_most_the_message_says_which_it_is() -> None:
    query = "SELECT step, duration_ms FROM records ORDER BY duration_ms DESC LIMIT 1"

    checked = check("Which step took the longest, and how long?", query, LOG)

    assert LOG.query(checked.program.text).rows == (("StepTwo took 70ms", 70),)
    assert any("There is no column step" in mend for mend in checked.mends)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which job took the longest?", "SELECT stage FROM records ORDER BY duration_ms DESC LIMIT 1"),
        (
            "Which step came most often?",
            "SELECT step, COUNT(*) FROM records GROUP BY step ORDER BY 2 LIMIT 1",
        ),
    ],
)
def test_what_is_not_said_or_is_counted_has_no_column(question: str, sql: str) -> None:
    assert "There is no column" in check(question, sql, LOG).problem


ROLLED = FakeContext(
    {"broker.log": "1 INFO Rolled new segment a\n2 INFO Rolled new segment b\n3 WARN Renewed segment c\n"},
    {
        "second": "CAST(split_part(line, ' ', 1) AS BIGINT)",
        "level": "split_part(line, ' ', 2)",
        "message": "substr(line, 8)",
    },
)


@pytest.mark.parametrize("condition", ["new = '1'", "new", "new = TRUE", "new LIKE '%'", "new IS NOT NULL"])
def test_a_word_of_the_question_as_a_mere_yes_is_looked_for_in_the_lines(condition: str) -> None:
    query = f"SELECT COUNT(*) FROM records WHERE message LIKE '%segment%' AND {condition}"

    checked = check("How many new segments were there?", query, ROLLED)

    assert ROLLED.query(checked.program.text).rows == ((2,),)


@pytest.mark.parametrize("condition", ["new = '0'", "new IS NULL", "fresh = '1'", "new > 1"])
def test_what_denies_or_is_not_asked_for_has_no_column(condition: str) -> None:
    query = f"SELECT COUNT(*) FROM records WHERE {condition}"

    checked = check("How many new segments were there?", query, ROLLED)

    assert "There is no column" in checked.problem


@pytest.mark.parametrize(
    ("question", "name", "meant"),
    [
        ("Which police department has the most cases?", "department", "police_name"),
        ("Which department has the most cases?", "department", ""),
        ("Which court district has the most cases?", "district", ""),
    ],
)
def test_a_police_department_is_the_police(question: str, name: str, meant: str) -> None:
    context = FakeContext(
        {"a.txt": "12;LOCAL HULL;x\n12;LOCAL HULL;y\n14;LOCAL YORK;z\n"},
        {
            "police": "split_part(line, ';', 1)",
            "police_name": "split_part(line, ';', 2)",
            "note": "split_part(line, ';', 3)",
        },
    )
    query = f"SELECT {name}, COUNT(*) AS n FROM records GROUP BY {name} ORDER BY n DESC LIMIT 1"
    checked = check(question, query, context)

    assert (meant in checked.program.text and not checked.problem) if meant else checked.problem


TESTS = FakeContext(
    {"tests.csv": "3;a\n3;b\n4;c\n"},
    {"pan_day": "CAST(split_part(line, ';', 1) AS BIGINT)", "test": "split_part(line, ';', 2)"},
)


@pytest.mark.parametrize("group", ["day", "CAST(time AS DATE)"])
def test_what_a_query_calls_by_a_word_of_the_question_is_the_column_of_that_name(group: str) -> None:
    counted = "SELECT CAST(time AS DATE) AS day, COUNT(*) AS n FROM records"
    sql = f"{counted} GROUP BY {group} ORDER BY n DESC LIMIT 1"

    checked = check("On which day were the most tests done?", sql, TESTS)

    assert TESTS.query(checked.program.text).rows == ((3, 2),)
    assert "There is no column" in check("When were the most tests done?", sql, TESTS).problem


def test_a_name_of_two_letters_is_not_taken_for_one_that_is_spelled_nearly_so() -> None:
    matches = FakeContext(
        {"e.csv": "Dean;1.5;2\nKay;2.5;0\n"},
        {"referee": "split_part(line, ';', 1)", "wha": "CAST(split_part(line, ';', 2) AS DOUBLE)"},
    )

    assert (
        "There is no column ha"
        in check("Who showed most reds?", "SELECT referee, ha FROM records", matches).problem
    )
    near = check(
        "Which referee has the highest wha?", "SELECT refereee FROM records ORDER BY wha DESC", matches
    )
    assert "referee was meant" in " ".join(near.mends)
