"""When most happened, or nothing, is a query that needs no root where the question says nothing else."""

import msgspec
import pytest

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.ruled import over_time
from rlm_desktop.rlm.question.links import Link, Links

LOG = Table(
    name="records",
    kind="log",
    row_is="line",
    rows=900,
    fits=1.0,
    columns=(
        Column(name="time", type="timestamp"),
        Column(name="level", type="text"),
        Column(name="bytes", type="integer"),
        Column(name="message", type="text", note="free text"),
        Column(name="line", type="text"),
    ),
)


@pytest.mark.parametrize(
    "question",
    [
        "What was the longest stretch without any log entry, and when did it start?",
        "What is the longest gap between two consecutive entries?",
        "How long was the longest time without a message?",
        "When was the biggest gap in the log?",
    ],
)
def test_the_longest_time_without_an_entry_lies_between_two_rows(question: str) -> None:
    sql = over_time.query(question, [LOG], Links())

    assert 'lag("time") OVER (ORDER BY "time")' in sql
    assert sql.endswith("ORDER BY seconds DESC NULLS LAST LIMIT 1")


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("In which minute was the most logged?", "strftime(\"time\", '%Y-%m-%d %H:%M')"),
        ("Which single hour (date and hour of day) had the most entries?", "'%Y-%m-%d %H:00'"),
        ("Which hour of the day has the most entries?", "strftime(\"time\", '%H:00') AS hour"),
        ("On which day were the fewest lines written?", 'CAST("time" AS DATE)'),
        ("Which hour was the busiest?", "'%Y-%m-%d %H:00'"),
    ],
)
def test_the_busiest_time_is_that_of_most_rows(question: str, shown: str) -> None:
    sql = over_time.query(question, [LOG], Links())

    assert shown in sql and ("ASC" if "fewest" in question else "DESC") in sql


@pytest.mark.parametrize(
    "question",
    [
        "In which hour were the most errors logged?",
        "On which day were the most bytes sent?",
        "Which hour had the highest number of bytes?",
        "What was the longest time between two failures?",
        "What is the longest gap between an entry of ada and the next?",
        "In which minute did the server start?",
    ],
)
def test_what_says_more_is_left_to_the_root(question: str) -> None:
    assert over_time.query(question, [LOG], Links()) == ""


def test_a_value_that_is_named_is_a_condition() -> None:
    links = Links(values=(Link(phrase="error", table="records", column="level", value="ERROR", rows=3),))

    assert over_time.query("In which minute was the most logged?", [LOG], links) == ""
    sql = over_time.query("In which second was the most error logged?", [LOG], links)
    assert "%H:%M:%S" in sql and """WHERE "time" IS NOT NULL AND "level" = 'ERROR' GROUP BY 1""" in sql


def test_entries_of_a_log_in_blocks_are_what_is_counted() -> None:
    times = (Column(name="time", type="timestamp"), Column(name="query_time_seconds", type="decimal"))
    log = msgspec.structs.replace(LOG, kind="blocks", row_is="block", columns=times)

    sql = over_time.query("In which hour were the most slow queries logged?", [log], Links())
    assert "'%Y-%m-%d %H:00'" in sql
    assert over_time.query("In which hour was the most query time spent?", [log], Links()) == ""
