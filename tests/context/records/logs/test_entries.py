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


FORMS = {
    "status": ("M\tREADME.md\nA\tdata/a.csv", "R100\told.md\tREADME.md\nD\tdata/b.csv"),
    "numbers": ("3\t1\tREADME.md\n10\t0\tdata/a.csv", "1\t1\tREADME.md\n-\t-\tdata/b.csv"),
    "stat": (
        " README.md  |  4 ++-\n data/a.csv | 10 +++++\n 2 files changed, 13 insertions(+), 1 deletion(-)",
        " README.md  |   2 +-\n data/b.csv | Bin 0 -> 52 bytes\n 2 files changed, 1 insertion(+)",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_files_of_a_change_are_a_column_of_several(parse: Parse, form: str) -> None:
    changed = FORMS[form]
    history = "".join(
        f"commit {number:040x}\nAuthor: Ada Lind <ada@example.org>\n"
        f"Date:   Thu Aug {number % 9 + 1} 10:14:27 2026 -0700\n\n"
        f"    Mend the {number}th typo\n\n{changed[number % 2]}\n\n"
        for number in range(30)
    )
    parsed = parse({"log.txt": history})

    (table,) = parsed.tables
    assert table.columns[-1].note == "several, parted by “,”"
    assert parsed.ask("SELECT DISTINCT files FROM records ORDER BY 1") == [
        ("README.md, data/a.csv",),
        ("README.md, data/b.csv",),
    ]
    assert parsed.ask("SELECT message FROM records WHERE commit LIKE '%07'") == [("Mend the 7th typo",)]


def test_a_file_that_was_only_moved_is_one_of_the_files_and_blanks_take_no_time(parse: Parse) -> None:
    blanks = " a" + " " * 40_000 + "b"
    history = "".join(
        f"commit {number:040x}\nAuthor: Ada Lind <ada@example.org>\n"
        f"Date:   Thu Aug {number % 9 + 1} 10:14:27 2026 -0700\n\n"
        f"    Move it{blanks if number == 3 else ''}\n\n a.md => b.md | 0\n c.md | 2 +-\n\n"
        for number in range(30)
    )

    assert parse({"log.txt": history}).ask("SELECT DISTINCT files FROM records") == [("a.md => b.md, c.md",)]
