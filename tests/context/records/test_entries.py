"""Entries with a head and a body are one row each, whatever blank lines the body has."""

import pytest

from tests.context.records.conftest import Parse

HISTORY = "".join(
    f"commit {number:040x}\n"
    + ("Merge: 0a1b 2c3d\n" if number % 3 == 0 else "")
    + f"Author: {'Ada Lind' if number % 2 else 'Bo Nye'} <{number % 4}@example.org>\n"
    + f"Date:   Thu Aug {number % 9 + 1} 10:14:27 2026 -0700\n\n"
    + f"    Mend the {number}th typo\n    \n    Note: not the last one.\n\n    Signed-off-by: Ada\n\n"
    for number in range(40)
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_version_history_has_a_row_for_each_commit(parse: Parse, ends: str) -> None:
    parsed = parse({"log.txt": HISTORY.replace("\n", ends)})

    (table,) = parsed.tables
    assert table.rows == 40
    assert parsed.types == {
        "commit": "text",
        "merge": "text",
        "author": "text",
        "author_address": "text",
        "date": "timestamp",
        "message": "text",
    }
    assert parsed.ask("SELECT count(*) FROM records WHERE author = 'Bo Nye' AND merge IS NULL") == [(13,)]
    assert parsed.ask("SELECT count(DISTINCT author_address) FROM records") == [(4,)]
    ((message, date),) = parsed.ask("SELECT message, date::VARCHAR FROM records WHERE commit LIKE '%07'")
    assert str(message).startswith("Mend the 7th typo\n")
    assert str(message).endswith("Signed-off-by: Ada")
    assert date == "2026-08-08 10:14:27"


def test_an_entry_is_its_bytes_up_to_the_next(parse: Parse) -> None:
    texts = parse({"log.txt": HISTORY}).texts()

    assert len(texts) == 40
    assert all(text.startswith(b"commit ") and text.endswith(b"Signed-off-by: Ada") for text in texts)


def test_mails_one_behind_the_other_are_entries_without_a_title(parse: Parse) -> None:
    mails = "".join(
        f"From: {who}\nSubject: Lunch {day}\nDate: Thu, {day} Aug 2026 10:00:00 +0200 (CEST)\n\n"
        "Shall we?\n\nAt noon: as always.\nYours\n\n"
        for day in range(10, 25)
        for who in ("ada@example.org", "bo@example.org")
    )
    parsed = parse({"mails.txt": mails})

    assert parsed.tables[0].rows == 30
    assert parsed.types["date"] == "timestamp"
    assert parsed.ask("SELECT count(*) FROM records WHERE message LIKE '%At noon: as always.%'") == [(30,)]


def test_prose_with_colons_is_no_entry(parse: Parse) -> None:
    text = "".join(
        f"Chapter {n}\n\nNote: it rains.\nWhy: who knows.\n\nThen it was dry.\n\n" for n in range(9)
    )

    assert all(table.kind != "blocks" for table in parse({"book.txt": text}).tables)
