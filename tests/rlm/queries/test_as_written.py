"""Answers have durations as the text writes them, and tell how dates were read that may be read otherwise."""

import pytest

from rlm_desktop.profile import Profile, Rows
from rlm_desktop.rlm import compare
from rlm_desktop.rlm.queries import as_written
from tests.fakes import FakeContext

FILMS = "A;100;2020-01-02\nB;275;2020-03-04\nC;90.5;2020-03-04\n"
NOTES = {
    "run_minutes": "in minutes, written as 1h 40m",
    "shown": "day and month are not told apart by the values; read as month, day",
}


def films() -> FakeContext:
    columns = {
        "title": "split_part(line, ';', 1)",
        "run_minutes": "CAST(split_part(line, ';', 2) AS DOUBLE)",
        "shown": "CAST(split_part(line, ';', 3) AS DATE)",
    }
    return FakeContext({"films.txt": FILMS}, columns, notes=NOTES)


def told(sql: str) -> str:
    rows: Rows = films().query(sql)
    return as_written.in_words(sql, rows, compare.simple(rows.rows), films().profile)


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("SELECT max(run_minutes) FROM records", "4h 35m (275 minutes)"),
        ("SELECT title, run_minutes AS n FROM records ORDER BY n DESC LIMIT 1", "B, 4h 35m"),
        ("SELECT title, run_minutes FROM records ORDER BY 1", "A, 1h 40m\nB, 4h 35m\nC, 1h 30m"),
        ("SELECT title FROM records", ""),
        ("SELECT run_minutes / 60 FROM records", ""),
    ],
)
def test_durations_are_told_as_they_are_written(sql: str, text: str) -> None:
    assert told(sql) == text


def test_a_result_that_is_not_the_answer_is_left_alone() -> None:
    sql = "SELECT max(run_minutes) FROM records"

    assert as_written.in_words(sql, films().query(sql), 3, films().profile) == ""


def test_how_dates_were_read_is_told_where_the_query_uses_them() -> None:
    profile: Profile = films().profile

    assert list(as_written.remarks("SELECT count(*) FROM records WHERE month(shown) = 3", profile)) == [
        "shown: day and month are not told apart by the values; read as month, day."
    ]
    assert list(as_written.remarks("SELECT count(*) FROM records", profile)) == []
