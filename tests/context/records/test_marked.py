"""Texts whose records mark their fields in a form of their own: games, references, appointments, contacts."""

from tests.context.records.conftest import Parse

GAMES = "".join(
    f'[Event "Club evening"]\n[Date "2021.03.{day:02}"]\n[White "{white}"]\n[Black "{black}"]\n'
    f'[Result "{result}"]\n[WhiteElo "{1500 + day}"]\n\n'
    + " ".join(f"{n}. e4 {{[%clk 0:0{n % 9}:01]}} {n}... e5" for n in range(1, 10 + day))
    + f" {result}\n\n"
    for day, white, black, result in (
        (3, "Ada", "Ben", "1-0"),
        (4, "Ben", "Ada", "0-1"),
        (5, "Ada", "Cleo", "1/2-1/2"),
        (6, "Cleo", "Ben", "1-0"),
    )
)
OWN = "".join(
    f'[Event "Club"]\n[White "{white}"]\n[Black "{black}"]\n[Result "{result}"]\n'
    f'[WhiteElo "{1500 + n}"]\n[BlackElo "{1600 + n}"]\n\n1. e4 e5 {result}\n\n'
    for n, (white, black, result) in enumerate(
        [("Ada", "Ben", "1-0"), ("Ben", "Ada", "0-1"), ("Ada", "Cleo", "0-1"), ("Ben", "Ada", "1/2-1/2")] * 3
    )
)
REFERENCES = """\
% Encoding: UTF-8

@Article{Byron2019,
  author  = {Ada Byron and Lovel{\\'e}, Ben},
  title   = {{RLM} for the
             desktop},
  journal = "Notes",
  year    = {2019},
  doi     = {10.1/abc}
}

@InProceedings{Cole2020,
  author = {Cleo Cole and Ada Byron and Ben Loveless},
  title  = {On {H}{\\aa}kan's numbers (again)},
  year   = 2020,
}

@InProceedings{Dale2021,
  author = {Dan Dale},
  title  = {Nothing},
  year   = {2021},
}
"""
CALENDAR = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
DTSTART;TZID=Europe/Berlin:20240131T090000\r
DTEND;TZID=Europe/Berlin:20240131T093000\r
SUMMARY:Meeting about the\r
  budget\\, and more\r
ATTENDEE;CN=Ada Byron;PARTSTAT=ACCEPTED:mailto:ada@example.org\r
ATTENDEE;CN="Ben":mailto:ben@example.org\r
BEGIN:VALARM\r
DESCRIPTION:ring\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20240201\r
DTEND;VALUE=DATE:20240202\r
SUMMARY:Holiday\r
DESCRIPTION:all day\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_game_is_a_row_with_its_winner_and_its_number_of_moves(parse: Parse) -> None:
    parsed = parse({"club.pgn": GAMES})

    assert parsed.tables[0].rows == 4
    assert parsed.types["date"] == "date"
    assert parsed.types["white_elo"] == "integer"
    assert parsed.ask("SELECT winner, number_of_moves FROM records ORDER BY date") == [
        ("Ada", 12),
        ("Ada", 13),
        ("draw", 14),
        ("Cleo", 15),
    ]
    assert all(text.startswith(b"[Event ") for text in parsed.texts())


def test_of_the_games_of_one_player_the_opponent_and_the_outcome_are_told(parse: Parse) -> None:
    parsed = parse({"own.pgn": OWN})

    assert parsed.ask("SELECT opponent, count(*) FROM records GROUP BY 1 ORDER BY 2 DESC") == [
        ("Ben", 9),
        ("Cleo", 3),
    ]
    assert parsed.ask("SELECT outcome, color, opponent_rating FROM records LIMIT 3") == [
        ("won", "white", 1600),
        ("won", "black", 1501),
        ("lost", "white", 1602),
    ]
    assert "opponent" not in parse({"club.pgn": GAMES}).types


def test_a_reference_is_a_row_with_its_authors_as_a_list(parse: Parse) -> None:
    parsed = parse({"own.bib": REFERENCES})

    assert parsed.ask("SELECT entry_type, key, year FROM records") == [
        ("Article", "Byron2019", 2019),
        ("InProceedings", "Cole2020", 2020),
        ("InProceedings", "Dale2021", 2021),
    ]
    assert parsed.ask("SELECT author, title FROM records WHERE year < 2021") == [
        ("Ada Byron; Ben Lovelé", "RLM for the desktop"),
        ("Cleo Cole; Ada Byron; Ben Loveless", "On Håkan's numbers (again)"),
    ]
    assert parsed.ask("SELECT count(*) FROM records WHERE doi IS NULL") == [(2,)]


def test_an_appointment_is_a_row_with_its_time_and_all_who_are_invited(parse: Parse) -> None:
    parsed = parse({"work.ics": CALENDAR})

    assert parsed.types["start"] == "timestamp"
    assert parsed.ask("SELECT CAST(start AS VARCHAR), summary, attendee FROM records") == [
        ("2024-01-31 09:00:00", "Meeting about the budget, and more", "Ada Byron; Ben"),
        ("2024-02-01 00:00:00", "Holiday", None),
    ]


def test_appointments_of_whole_days_have_dates(parse: Parse) -> None:
    days = "".join(
        f"BEGIN:VEVENT\nDTSTART:202401{day}\nSUMMARY:Day {day}\nEND:VEVENT\n" for day in range(10, 16)
    )
    parsed = parse({"days.ics": f"BEGIN:VCALENDAR\nVERSION:2.0\n{days}END:VCALENDAR\n"})

    assert parsed.types["date"] == "date"
    assert parsed.ask("SELECT count(*), CAST(max(date) AS VARCHAR) FROM records") == [(6, "2024-01-15")]


def test_a_contact_is_a_row(parse: Parse) -> None:
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL;TYPE=CELL:+49 30 {n}\nEND:VCARD\n"
        for n, name in enumerate(("Ada Byron", "Ben Loveless", "Cleo Cole"), 100)
    )

    assert parse({"all.vcf": cards}).ask("SELECT name FROM records WHERE phone LIKE '%101'") == [
        ("Ben Loveless",)
    ]


def test_time_zones_and_other_parts_of_a_calendar_are_no_appointments(parse: Parse) -> None:
    zone = "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:19701101T020000\nEND:STANDARD\nEND:VTIMEZONE\n"
    event = "BEGIN:VEVENT\nDTSTART:2024013{n}T090000Z\nSUMMARY:Day {n}\nEND:VEVENT\n"
    busy = "BEGIN:VFREEBUSY\nDTSTART:20240130T090000Z\nSUMMARY:Busy\nEND:VFREEBUSY\n"
    days = event.format(n=0) + event.format(n=1) + busy
    parsed = parse({"all.ics": f"BEGIN:VCALENDAR\nVERSION:2.0\n{zone}{days}END:VCALENDAR\n"})

    assert parsed.ask("SELECT summary FROM records ORDER BY 1") == [("Day 0",), ("Day 1",)]
