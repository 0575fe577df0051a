"""A statement of an account is its bookings, whatever stands above them and whatever a row lacks."""

import pytest

from tests.context.records.conftest import Parse

ABOVE = (
    "Statement;made on 09.12.2025 15:23\n\nIBAN;DE89370400440532013000\nCustomer;Ada Lind\n"
    "Balance;66.331,90;EUR\n\nThe file has all bookings, and none that are only expected.\n\n"
)
NAMES = "Booked;Payee;Kind;Purpose;Amount;Currency\n"
KINDS = ("Debit", "Order", "Salary")
ROWS = "".join(f"{n:02}.11.2025;Shop {n};{KINDS[n % 3]};card {n * 7};-{n},50;EUR\n" for n in range(1, 25))


def test_what_stands_above_the_names_is_no_row(parse: Parse) -> None:
    parsed = parse({"statement.csv": ABOVE + NAMES + ROWS})

    assert list(parsed.types) == ["booked", "payee", "kind", "purpose", "amount", "currency"]
    assert (parsed.types["booked"], parsed.types["amount"]) == ("date", "decimal")
    assert parsed.ask("SELECT count(*), count(amount) FROM records") == [(24, 24)]


def test_a_row_that_lacks_a_text_keeps_its_figures_in_their_columns(parse: Parse) -> None:
    short = "28.11.2025;Pension;paid for November;2.647,74;EUR\n"
    parsed = parse({"statement.csv": ABOVE + NAMES + ROWS + short})

    assert parsed.ask("SELECT amount, kind, currency FROM records WHERE payee = 'Pension'") == [
        (2647.74, None, "EUR")
    ]


def test_lines_of_text_are_no_statement(parse: Parse) -> None:
    text = "".join(f"On day {n}{', it rained' * (n % 4)} and we went home.\n" for n in range(40))
    parsed = parse({"diary.txt": "A diary\n\nDay, Weather, Place\n" + text})

    assert parsed.tables[0].kind != "delimited"


def test_a_row_of_which_it_is_not_clear_what_it_lacks_is_left_as_it_is(parse: Parse) -> None:
    parsed = parse({"statement.csv": NAMES + ROWS + "28.11.2025;Pension;Salary;no amount;EUR\n"})

    assert parsed.ask("SELECT count(amount) FROM records") == [(24,)]


@pytest.mark.parametrize(
    "above", ["Sales of the year\n", "Sales\nmade by Ann\n", "Account,DE12\nHolder,Ann\nBalance,12.00\n\n"]
)
def test_a_long_table_below_a_title_or_facts_has_its_names(parse: Parse, above: str) -> None:
    rows = "".join(f"2024-01-{day % 28 + 1:02},shop {day},{day}.50\n" for day in range(50))
    parsed = parse({"sales.csv": above + "date,text,amount\n" + rows})

    assert parsed.types["date"] == "date" and parsed.types["amount"] == "decimal"
    assert parsed.ask("SELECT count(date), sum(amount) FROM records") == [(50, 1250.0)]
    assert parsed.ask("SELECT count(*) FROM records") == [(50,)]
