"""Cells that say something in the place of a date or a number leave their column its type."""

import json

from tests.context.records.conftest import Parse

START = "person,since,until,days\n"


def rows(said: str, *, every: int = 9) -> str:
    cells = [(n, f"{n % 12 + 1}/{n % 28 + 1}/20{n % 20:02}", _until(n, said, every)) for n in range(1, 80)]
    return START + "".join(f"P{n},{since},{until},{n * 7}\n" for n, since, until in cells)


def _until(number: int, said: str, every: int) -> str:
    return said if number % every == 0 else f"{number % 12 + 1}/3/2021"


def test_a_date_stays_one_and_what_is_said_instead_stands_beside_it(parse: Parse) -> None:
    parsed = parse({"staff.csv": rows("Still here")})

    assert parsed.types["until"] == "date"
    assert parsed.types["until_words"] == "text"
    found = parsed.ask("SELECT count(*), count(until), count(until_words), max(until_words) FROM records")
    assert found == [(79, 71, 8, "Still here")]


def test_numbers_among_too_many_words_are_a_text(parse: Parse) -> None:
    text = "who,age,paid\n" + "".join(f"P{n},{n},{'nothing' if n % 2 else n * 3}\n" for n in range(80))

    assert parse({"staff.csv": text}).types["paid"] == "text"


def test_dates_are_dates_also_where_half_of_the_cells_say_something_else(parse: Parse) -> None:
    assert parse({"staff.csv": rows("Nil return", every=2)}).types["until"] == "date"
    members = [
        {"who": f"P{n}", "date": "Nil return" if n % 2 else f"2024-03-{n % 28 + 1:02}"} for n in range(80)
    ]
    parsed = parse({"register.json": json.dumps(members)})
    assert parsed.types == {"who": "text", "date": "date", "date_words": "text"}


def test_days_that_no_form_reads_are_counted(parse: Parse) -> None:
    proposals: dict[str, str | bytes] = {
        f"{n:03}.txt": f"Number: {n}\nCreated: {2006 + n % 9}-03-{'xx' if n == 7 else '11'}\n\nText.\n"
        for n in range(1, 61)
    }
    columns = {column.name: column for column in parse(proposals).tables[0].columns}

    assert (columns["created"].type, columns["created"].unread) == ("date", 1)
    assert columns["number"].unread == 0


def test_columns_without_a_name_behind_the_last_are_none(parse: Parse) -> None:
    text = "\ufeffperson,days,,\n" + "".join(f"P{n % 40},{n},,\n" for n in range(1, 80))

    assert parse({"staff.csv": text}).types == {"person": "text", "days": "integer"}
