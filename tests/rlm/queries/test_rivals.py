"""Two values that a question sets against each other are told each by itself."""

import pytest

from tests.rlm.checking import check

TOWNS = "WHERE town IN ('Graz', 'Oulu')"


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Did Graz or Oulu have a higher quantity?", "DESC"),
        ("Which had the lower quantity, Graz or Oulu?", "ASC"),
    ],
)
def test_each_is_told_the_one_that_is_asked_for_first(question: str, order: str) -> None:
    checked = check(question, f"SELECT avg(quantity) FROM records {TOWNS}")

    assert checked.program is not None
    text = checked.program.text
    assert text.startswith('SELECT "town", AVG(quantity)') and 'GROUP BY "town"' in text
    assert text.endswith(f"ORDER BY AVG(quantity) {order}")


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many orders are from Graz or Oulu?", f"SELECT count(*) FROM records {TOWNS}"),
        ("Did Graz or Oulu have more?", f"SELECT town, sum(quantity) FROM records {TOWNS} GROUP BY town"),
        ("What is the highest quantity?", "SELECT max(quantity) FROM records WHERE status = 'paid'"),
    ],
)  # fmt: skip
def test_what_is_no_contest_or_told_apart_stays(question: str, sql: str) -> None:
    program = check(question, sql).program

    assert program is not None and program.text.count("town") == sql.count("town")
