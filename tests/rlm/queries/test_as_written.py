"""Answers have durations as the text writes them and months by name; how dates were read is told."""

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


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        (
            "SELECT month(shown) AS m, count(*) FROM records GROUP BY m ORDER BY 2 DESC LIMIT 1",
            "March, 2",
        ),
        ("SELECT strftime(shown, '%m') FROM records ORDER BY shown LIMIT 1", "January"),
        ("SELECT extract(month FROM min(shown)) FROM records", "January"),
        ("SELECT date_part('month', min(shown)) FROM records", "January"),
        ("SELECT dayofweek(min(shown)) FROM records", "Thursday"),
        ("SELECT isodow(max(shown)) FROM records", "Wednesday"),
        ("SELECT dayofweek(DATE '2023-01-01') FROM records LIMIT 1", "Sunday"),
        ("SELECT isodow(DATE '2023-01-01') FROM records LIMIT 1", "Sunday"),
        ("SELECT count(DISTINCT month(shown)) FROM records", ""),
        ("SELECT year(min(shown)) FROM records", ""),
        ("SELECT date_part('month', age(max(shown), min(shown))) FROM records", ""),
        ("SELECT month(max(shown)) - month(min(shown)) FROM records", ""),
    ],
)
def test_months_and_weekdays_are_told_by_their_names(sql: str, text: str) -> None:
    assert told(sql) == text


def test_a_number_of_months_is_left_a_number() -> None:
    sql = "SELECT month(max(shown)) FROM records"

    assert as_written.in_words(sql, films().query(sql), 3, films().profile, "In which month was the last?")
    for question in ("How many months did it take?", "What is the number of the month?"):
        assert not as_written.in_words(sql, films().query(sql), 3, films().profile, question)


def test_a_result_that_is_not_the_answer_is_left_alone() -> None:
    sql = "SELECT max(run_minutes) FROM records"

    assert as_written.in_words(sql, films().query(sql), 3, films().profile) == ""


def test_how_dates_were_read_is_told_where_the_query_uses_them() -> None:
    profile: Profile = films().profile

    assert list(as_written.remarks("SELECT count(*) FROM records WHERE month(shown) = 3", profile)) == [
        "shown: day and month are not told apart by the values; read as month, day."
    ]
    assert list(as_written.remarks("SELECT count(*) FROM records", profile)) == []


def test_a_year_that_the_text_does_not_give_is_told_where_days_are_shown() -> None:
    log = FakeContext(
        {"a.log": "Dec 10 sshd\nDec 11 sshd\n"},
        {
            "time": "TIMESTAMP '2000-12-10'",
            "date": "DATE '2000-12-10'",
            "program": "split_part(line, ' ', 3)",
        },
        notes={"time": "the text gives no year; 2000 stands for it", "date": "of time"},
    )
    told = ["The text gives no year: 2000 stands for it."]

    for shown in ("date, count(*)", "max(time)", "CAST(time AS DATE) AS day"):
        assert list(as_written.remarks(f"SELECT {shown} FROM records GROUP BY ALL", log.profile)) == told
    assert not list(as_written.remarks("SELECT count(*) FROM records WHERE month(date) = 12", log.profile))
    assert not list(as_written.remarks("SELECT max(shown) FROM records", films().profile))[1:]


def test_minutes_are_no_months() -> None:
    assert told("SELECT strftime(shown, '%M') FROM records LIMIT 1") == ""
    assert told("SELECT strftime(shown, '%m') FROM records LIMIT 1") == "January"
