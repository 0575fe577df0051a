"""Bookings of accounts in the forms of programs for money and of banks."""

import pytest

from tests.context.records.conftest import Parse

QIF = "!Account\nNChecking\nTBank\n^\n!Type:Bank\n" + "".join(
    f"D{n}/13'24\nT-1,0{n}0.25\nPShop {n}\nLFood\nA1 Main St\nAOslo\nSFood\n$-1.00\nSHome\n$-2.00\n^\n"
    for n in range(1, 6)
)
MT940 = (
    "{1:F01BANK}\n"
    + "".join(
        f":20:REF{month}\n:25:10010010/1234\n:28C:{month}/1\n:60F:C240{month}01EUR1000,00\n"
        f":61:240{month}020{month}02D288,3NMSCRENT//B{month}\n:86:Rent of\nAda\n"
        f":61:240{month}03RD10,NTRF\n:86:166?00BOOKED?20Back ?21again?31DE12?32Ben?33 Cole\n"
        f":62F:D240{month}28EUR721,70\n-\n"
        for month in (1, 2)
    )
    + "-}\n"
)


def test_each_booking_up_to_its_caret_is_a_row(parse: Parse) -> None:
    for text in (QIF, QIF.replace("\n", "\r\n")):
        parsed = parse({"bank.qif": text})

        assert parsed.tables[0].rows == 5
        assert parsed.types["date"] == "date"
        assert parsed.ask("SELECT date, amount, payee, address, split_amounts FROM records LIMIT 1")[0][
            1:
        ] == (
            -1010.25,
            "Shop 1",
            "1 Main St, Oslo",
            "-1.00, -2.00",
        )
        assert parsed.ask("SELECT CAST(min(date) AS VARCHAR) FROM records") == [("2024-01-13",)]
        assert parsed.texts()[0].startswith(b"D1/13'24")
        assert parsed.texts()[0].endswith(b"^")


def test_bookings_of_a_bank_have_signed_amounts_and_their_account(parse: Parse) -> None:
    parsed = parse({"mt940.sta": MT940})

    assert [(table.name, table.rows) for table in parsed.tables[:2]] == [("records", 4), ("balances", 2)]
    assert parsed.ask(
        "SELECT CAST(date AS VARCHAR), amount, side, text, reference, bank_reference, account, currency"
        " FROM records LIMIT 1"
    ) == [("2024-01-02", -288.3, "debit", "Rent of Ada", "RENT", "B1", "10010010/1234", "EUR")]
    assert parsed.ask("SELECT amount, side, text, counterparty, counterparty_account FROM records")[1] == (
        10.0,
        "credit",
        "Back again",
        "Ben Cole",
        "DE12",
    )
    assert parsed.texts()[0] == b":61:2401020102D288,3NMSCRENT//B1\n:86:Rent of\nAda"


def test_balances_are_a_table_of_their_own(parse: Parse) -> None:
    parsed = parse({"mt940.sta": MT940})

    assert parsed.ask(
        "SELECT statement, opening_balance, closing_balance, number_of_bookings FROM balances"
    ) == [("1/1", 1000.0, -721.7, 2), ("2/1", 1000.0, -721.7, 2)]


def test_pieces_of_a_playlist_are_rows(parse: Parse) -> None:
    text = "#EXTM3U\n" + "".join(f"#EXTINF:{100 + n},Ada - Song {n}\n/music/{n}.mp3\n" for n in range(5))
    parsed = parse({"list.m3u": text})

    assert parsed.ask("SELECT artist, title, seconds, path FROM records LIMIT 1") == [
        ("Ada", "Song 0", 100, "/music/0.mp3")
    ]
    assert parsed.texts()[1] == b"#EXTINF:101,Ada - Song 1\n/music/1.mp3"


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"a line {n}\n^\n" for n in range(30)),
        "".join(f":{n}: a note that begins with a number\n" for n in range(20, 60)),
        "#EXTM3U\n" + "".join(f"/music/{n}.mp3\n" for n in range(30)),
    ],
)
def test_texts_with_some_of_their_signs_are_no_bookings(parse: Parse, text: str) -> None:
    parsed = parse({"a.txt": text})

    assert not parsed.tables or parsed.tables[0].kind != "json"
