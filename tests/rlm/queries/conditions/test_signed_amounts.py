"""What came in and what went out are told apart where one column has both."""

import pytest

from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

BANK = FakeContext(
    {"bank.csv": "Rent;-500\nPension;900\nWages direct credit;-80\nShop;-20\nRefund;30\n"},
    {**parted("text"), "amount": "CAST(split_part(line, ';', 2) AS BIGINT)"},
)
SUM = "SELECT SUM(amount) FROM records"


def total(question: str, sql: str = SUM) -> float:
    return float(str(BANK.query(check(question, sql, BANK).program.text).rows[0][0]))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What is the sum of all that came in?", 930),
        ("How much are the credits in total?", 930),
        ("How much was spent in total?", -600),
        ("What do all bookings add up to?", 330),
        ("What is the sum of debits and credits?", 330),
    ],
)
def test_a_sum_is_of_one_side(question: str, found: float) -> None:
    assert total(question) == found


def test_a_query_that_says_so_itself_keeps_it() -> None:
    assert total("What is the sum of all that came in (credits only)?", f"{SUM} WHERE amount > 0") == 930


def test_the_name_of_rows_says_nothing_of_their_side() -> None:
    sql = f"{SUM} WHERE text LIKE '%Wages direct credit%'"

    assert total("What did the wages direct credits come to?", sql) == -80


EXPENSES = FakeContext(
    {"expenses.csv": "".join(f"Meal {n};{n + 10};5\n" for n in range(20)) + "Refund;-3;-4\n"},
    {
        **parted("text"),
        "amount": "CAST(split_part(line, ';', 2) AS BIGINT)",
        "profit": "CAST(split_part(line, ';', 3) AS BIGINT)",
    },
)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How much was spent in total?", "SELECT SUM(amount) FROM records"),
        ("What are the total expenses?", "SELECT SUM(amount) FROM records"),
        ("What is the profit where more than 3 was spent?", "SELECT SUM(profit) FROM records"),
        ("How much income tax was paid?", "SELECT SUM(amount) FROM records"),
        ("What was paid by credit card?", "SELECT SUM(amount) FROM records"),
    ],
)
def test_a_few_refunds_a_profit_and_names_with_income_make_no_sides(question: str, sql: str) -> None:
    assert "0" not in check(question, sql, EXPENSES).program.text
