"""Lines of a statement that begin with a day and end with amounts are rows; what stands between is none."""

import pytest

from tests.context.records.conftest import Parse

WHAT = ("Miete Wohnung", "Gehalt ACME GmbH")
GERMAN = "Kontoauszug Januar 2024\nIBAN DE12 3456\n\nDatum  Beschreibung  Betrag EUR  Saldo EUR\n" + "".join(
    f"{n}.01.2024  {WHAT[n % 2]}  {'' if n % 2 else '-'}1.2{n},50  {n}.000,00\n   Verwendungszweck folgt\n"
    for n in range(10, 30)
)
AMERICAN = "ACME BANK\nDate Description Amount\n" + "".join(
    f"01/{n}/2024 PURCHASE STORE {n} {'($12.50)' if n % 2 else '$1,012.50 CR'}\nref {n}\n"
    for n in range(13, 30)
)


@pytest.mark.parametrize("kind", ["pdf", "txt"])
def test_bookings_are_rows_with_signed_amounts(parse: Parse, kind: str) -> None:
    parsed = parse({f"statement.{kind}": GERMAN})

    assert parsed.types == {
        "date": "date",
        "description": "text",
        "amount": "decimal",
        "balance": "decimal",
        "line": "text",
    }
    assert parsed.ask("SELECT count(*), min(amount), max(amount), max(date)::VARCHAR FROM records") == [
        (20, -1228.5, 1229.5, "2024-01-29")
    ]
    assert parsed.texts()[0] == b"10.01.2024  Miete Wohnung  -1.210,50  10.000,00"


def test_what_was_taken_away_stands_in_brackets_or_is_called_a_debit(parse: Parse) -> None:
    parsed = parse({"statement.pdf": AMERICAN})

    assert parsed.ask("SELECT count(*), min(amount), max(amount) FROM records") == [(17, -12.5, 1012.5)]


def test_a_letter_that_names_two_bookings_has_no_rows(parse: Parse) -> None:
    sentences = "".join(f"It was told again in {word} that nothing was paid.\n" for word in "abcdefghijkl")

    assert not parse({"letter.pdf": f"{sentences}01.02.2024 Fee 12,50\n02.02.2024 Fee 13,50\n"}).tables
