"""The date of a deed is in the column that is called by it."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.conditions import deed_dates
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

SHOPS = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=90,
    fits=1.0,
    columns=(
        Column(name="town", type="text", distinct=30),
        Column(name="opendate", type="date", distinct=80),
        Column(name="date_changed", type="date", distinct=80),
        Column(name="delivery_date", type="date", distinct=80),
    ),
)


def used(question: str, sql: str) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return deed_dates.mend(tree, question, SHOPS)


FIRST = "SELECT town, date_changed FROM records ORDER BY date_changed LIMIT 1"


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("When did the first shop in Graz open?", "opendate"),
        ("Which shop was opened first?", "opendate"),
        ("Which shop was delivered to first?", "delivery_date"),
        ("Which shop was changed first?", ""),
        ("Which shop is the first?", ""),
        ("Which of the open shops is the first?", ""),
    ],
)
def test_the_deed_names_its_date(question: str, column: str) -> None:
    assert used(question, FIRST) == column


def test_the_time_between_two_stays() -> None:
    assert not used("How long after it opened was it changed?", "SELECT date_changed - opendate FROM records")


def test_what_is_asked_by_its_own_date_is_no_other_deed() -> None:
    sql = "SELECT count(*) FROM records WHERE delivery_date > '2020-01-01'"

    assert not used("How many of the opened shops have a delivery after 2019?", sql)
    assert used("How many shops opened after 2019?", sql) == "opendate"


LINES = "".join(
    f"{status};2018-07-0{day};2018-06-0{day}\n"
    for day in range(1, 8)
    for status in ("APPROVED", "ISSUED", "SUSPEND")
)


def number(question: str, condition: str) -> object:
    columns = {
        **parted("status"),
        "approved": "CAST(split_part(line, ';', 2) AS DATE)",
        "received": "CAST(split_part(line, ';', 3) AS DATE)",
    }
    context = FakeContext({"permits.txt": LINES}, columns)
    checked = check(question, f"SELECT COUNT(*) FROM records WHERE {condition}", context)
    assert not checked.problem
    return context.query(checked.program.text).rows[0][0]


IN_JULY = "status = 'APPROVED' AND YEAR(approved) = 2018 AND MONTH(approved) = 7"


@pytest.mark.parametrize(
    ("question", "condition", "rows"),
    [
        ("How many were approved in July 2018?", IN_JULY, 21),
        ("How many of the approved ones were approved in July 2018?", IN_JULY, 7),
        (
            "How many approved ones were received in June 2018?",
            IN_JULY.replace("(approved)", "(received)"),
            7,
        ),
    ],
)
def test_what_was_approved_in_july_need_not_be_approved_now(question: str, condition: str, rows: int) -> None:
    condition = condition if "June" not in question else condition.replace("= 7", "= 6")
    assert number(question, condition) == rows


@pytest.mark.parametrize(
    ("question", "condition", "rows"),
    [
        ("How many are suspended?", "status = 'SUSPENDED'", 7),
        ("How many are not suspended?", "status <> 'Suspended'", 14),
        ("How many are by Mr Suspended?", "status = 'Suspended'", 0),
    ],
)
def test_a_state_is_found_in_another_form_of_its_word(question: str, condition: str, rows: int) -> None:
    assert number(question, condition) == rows


@pytest.mark.parametrize(
    ("question", "column", "plain", "told"),
    [
        ("When was the last event recorded?", "event_time", "timestamp", "event_time"),
        ("On which day was the first order placed?", "order_date", "date", "order_date"),
        ("When was the last event recorded?", "event_time", "received_time", ""),
        ("When was the last alarm recorded?", "event_time", "timestamp", ""),
        ("How many events are there?", "event_time", "timestamp", ""),
    ],
)
def test_the_last_of_something_has_the_time_that_is_called_so(
    question: str, column: str, plain: str, told: str
) -> None:
    dates = (Column(name=column, type="timestamp"), Column(name=plain, type="timestamp"))
    tree = sqlglot.parse_one(f"SELECT MAX({plain}) FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert deed_dates.of_the_thing(tree, question, msgspec.structs.replace(SHOPS, columns=dates)) == told
    assert (told or plain) in tree.sql(dialect="duckdb")
