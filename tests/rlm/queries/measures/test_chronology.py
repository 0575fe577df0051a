"""The first row of a table with days and times of day is the first by both."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import chronology
from tests.rlm.checking import result

LOG = Table(
    name="records",
    kind="log",
    row_is="line",
    rows=100,
    fits=1.0,
    columns=(
        Column(name="date", type="date", distinct=3),
        Column(name="time", type="time", distinct=90),
        Column(name="level", type="text", distinct=2),
    ),
)


def ordered(question: str, sql: str, table: Table = LOG) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    chronology.in_order(tree, table, question)
    return tree.sql(dialect="duckdb").replace('"', "")


@pytest.mark.parametrize(
    ("question", "sql", "meant"),
    [
        (
            "When did the first error happen?",
            "SELECT date FROM records WHERE level = 'error' ORDER BY time LIMIT 1",
            "SELECT date, time FROM records WHERE level = 'error' ORDER BY date ASC, time ASC LIMIT 1",
        ),
        (
            "When was the last error?",
            "SELECT MAX(time) FROM records WHERE level = 'error'",
            "SELECT date, time FROM records WHERE level = 'error' ORDER BY date DESC, time DESC LIMIT 1",
        ),
        (
            "Which level has the last line?",
            "SELECT level FROM records ORDER BY time DESC LIMIT 1",
            "SELECT level FROM records ORDER BY date DESC, time DESC LIMIT 1",
        ),
    ],
)
def test_rows_are_put_in_order_by_day_and_time(question: str, sql: str, meant: str) -> None:
    assert ordered(question, sql) == meant


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("What is the earliest time of day?", "SELECT MIN(time) FROM records"),
        (
            "On which day were there the most?",
            "SELECT date FROM records GROUP BY date ORDER BY COUNT(*) DESC LIMIT 1",
        ),
        (
            "Which level is the most common?",
            "SELECT level FROM records GROUP BY level ORDER BY COUNT(*) DESC LIMIT 1",
        ),
    ],
)
def test_other_orders_stay(question: str, sql: str) -> None:
    assert ordered(question, sql) == sql


def test_a_table_of_one_day_is_in_order_by_its_times() -> None:
    one = Table(
        name="records",
        kind="log",
        row_is="line",
        rows=9,
        fits=1.0,
        columns=(Column(name="date", type="date", distinct=1), *LOG.columns[1:]),
    )
    sql = "SELECT level FROM records ORDER BY time LIMIT 1"

    assert ordered("Which level came first?", sql, one) == sql


def test_when_is_told_to_the_second_where_lines_have_it() -> None:
    columns = (Column(name="time", type="timestamp", distinct=90), *LOG.columns[:1], LOG.columns[2])
    log = Table(name="records", kind="log", row_is="line", rows=100, fits=1.0, columns=columns)
    sql = "SELECT date FROM records WHERE level = 'error' ORDER BY date LIMIT 1"

    assert ordered("When did the first error happen?", sql, log) == (
        "SELECT time FROM records WHERE level = 'error' ORDER BY time LIMIT 1"
    )
    assert ordered("On which day was the first error?", sql, log) == sql


def test_a_time_by_another_name_is_the_only_one_there_is() -> None:
    day, town = Column(name="day", type="date"), Column(name="town", type="text")
    stamp = Column(name="stamp", type="timestamp")

    assert chronology.only_moment("time", [day, town]) == ["day"]
    assert chronology.only_moment("created_at", [stamp, town]) == ["stamp"]
    assert chronology.only_moment("time", [day, stamp]) == []
    assert chronology.only_moment("status", [day, town]) == []


def test_days_and_times_of_different_matters_are_no_moment() -> None:
    staff = Table(
        name="records",
        kind="delimited",
        row_is="line",
        rows=90,
        fits=1.0,
        columns=(
            Column(name="name", type="text", distinct=80),
            Column(name="start_date", type="date", distinct=70),
            Column(name="last_login_time", type="time", distinct=80),
        ),
    )
    sql = "SELECT name, start_date FROM records ORDER BY start_date LIMIT 1"

    assert ordered("Who came first?", sql, staff) == sql


@pytest.mark.parametrize(
    ("part", "meant"),
    [
        ("STRFTIME(time, '%Y-%m') = '2019-02'", "STRFTIME(date, '%Y-%m') = '2019-02'"),
        ("MONTH(time) = 2", "MONTH(date) = 2"),
        ("DAYNAME(time) = 'Monday'", "DAYNAME(date) = 'Monday'"),
        ("HOUR(time) = 2", "HOUR(time) = 2"),
        ("STRFTIME(time, '%H') = '02'", "STRFTIME(time, '%H') = '02'"),
    ],
)
def test_a_time_of_day_has_no_month(part: str, meant: str) -> None:
    tree = sqlglot.parse_one(f"SELECT COUNT(*) FROM records WHERE {part}", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    list(chronology.of_days(tree, {column.name: column for column in LOG.columns}))

    assert tree.sql(dialect="duckdb").replace('"', "").endswith(f"WHERE {meant}")


def test_times_of_a_day_are_not_compared_with_dates() -> None:
    clocks = (("11:19 AM", 3), ("2:00 PM", 2), ("unknown", 1))
    columns = {
        "date": Column(name="date", type="date", distinct=9),
        "time": Column(name="time", type="text", distinct=9, values=clocks),
    }
    for sql in (
        "SELECT COUNT(*) FROM t WHERE CAST(time AS DATE) BETWEEN DATE '2021-09-01' AND DATE '2021-12-31'",
        "SELECT COUNT(*) FROM t WHERE time >= '2021-09-01'",
    ):
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        assert isinstance(tree, exp.Query)
        assert list(chronology.of_days(tree, columns)) == ["time has no days: date was meant."]
        assert {column.name for column in tree.find_all(exp.Column)} == {"date"}


def test_days_that_no_cast_reads_are_taken_as_they_are_written() -> None:
    columns = {
        "posted": Column(name="posted", type="text", distinct=2, values=(("Nov 30", 3), ("Jul 2023", 1))),
        "day": Column(name="day", type="text", distinct=2, values=(("2021-01-01", 3),)),
        "due": Column(name="due", type="text", distinct=2, values=(("2023/01/15", 3), ("open", 1))),
    }
    sql = "SELECT CAST(posted AS DATE), CAST(day AS DATE), CAST(due AS DATE) FROM t GROUP BY ALL"
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert len(list(chronology.as_written(tree, columns))) == 1
    assert tree.sql(dialect="duckdb").startswith("SELECT posted, CAST(day AS DATE), CAST(due AS DATE)")


@pytest.mark.parametrize(
    ("values", "sql", "doubted"),
    [
        (("Nov 30", "Dec 1"), "SELECT MAX(CAST(posted AS DATE)) FROM t", True),
        (("15.01.2023",), "SELECT n FROM t ORDER BY CAST(posted AS DATE) LIMIT 1", True),
        (("2023.1.5", "2023.01.15"), "SELECT n FROM t WHERE CAST(posted AS DATE) > '2023.01.01'", True),
        (("2023.01.15", "20230115"), "SELECT MAX(CAST(posted AS DATE)) FROM t", False),
        (("Nov 30",), "SELECT CAST(posted AS DATE), COUNT(*) FROM t GROUP BY 1", False),
    ],
)
def test_days_that_are_put_in_order_by_their_letters_mark_the_answer(
    values: tuple[str, ...], sql: str, *, doubted: bool
) -> None:
    stored = tuple((value, 1) for value in values)
    columns = {"posted": Column(name="posted", type="text", distinct=2, values=stored)}
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)

    (found,) = chronology.as_written(tree, columns)

    assert bool(found.doubt) is doubted and bool(found.why) is not doubted
    assert not tree.find(exp.Cast)


@pytest.mark.parametrize(
    ("part", "of"),
    [
        ("strftime(day, '%H')", "day"),
        ("hour(day)", "day"),
        ("EXTRACT(hour FROM day)", "day"),
        ("EXTRACT(month FROM day)", ""),
        ("strftime(day, '%Y-%m')", ""),
        ("hour(stamp)", ""),
        ("hour(day + CAST(clock AS TIME))", ""),
        ("EXTRACT(hour FROM day + CAST(clock AS TIME))", ""),
    ],
)
def test_a_day_has_no_hour(part: str, of: str) -> None:
    columns = {"day": Column(name="day", type="date"), "stamp": Column(name="stamp", type="timestamp")}
    columns["clock"] = Column(name="clock", type="text")
    tree = sqlglot.parse_one(f"SELECT {part} FROM records", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert chronology.hours_of_days(tree, columns) == of


@pytest.mark.parametrize(
    ("question", "shown", "of"),
    [
        ("What was the average time the server took to answer?", "AVG(stamp)", "stamp"),
        ("How long did a request take on average?", "MEDIAN(EPOCH(stamp))", "stamp"),
        ("How many seconds did it take on average?", "AVG(EXTRACT(EPOCH FROM stamp))", "stamp"),
        ("What is the average duration?", "AVG(done - stamp)", ""),
        ("What is the average duration?", "AVG(DATE_DIFF('second', stamp, done))", ""),
        ("What is the average date of the orders?", "AVG(stamp)", ""),
        ("In which year were they built on average?", "AVG(YEAR(stamp))", ""),
        ("What is the average number of pages?", "AVG(pages)", ""),
    ],
)
def test_a_mean_of_moments_tells_no_duration(question: str, shown: str, of: str) -> None:
    columns = {
        "stamp": Column(name="stamp", type="timestamp", distinct=9),
        "done": Column(name="done", type="timestamp", distinct=9),
        "pages": Column(name="pages", type="integer", distinct=9),
    }
    tree = sqlglot.parse_one(f"SELECT {shown} FROM t", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert chronology.mean_moment(tree, question, columns) == of


def test_a_moment_compared_with_a_time_of_day_is_compared_by_its_own() -> None:
    sql = "SELECT COUNT(*) FROM records WHERE stamp BETWEEN '08:00:00' AND '09:30'"

    assert result("How many orders came between 08:00 and 09:30?", sql) == ((6,),)
    of_a_day = "SELECT COUNT(*) FROM records WHERE stamp >= '2024-03-02 10:00:00'"
    assert result("How many orders came since 10:00 on 2 March 2024?", of_a_day) == ((7,),)


BANKS = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=465,
    fits=1.0,
    columns=(
        Column(name="bank", type="text", distinct=460),
        Column(name="cert", type="integer", distinct=465),
        Column(name="closed", type="date", distinct=200),
        Column(name="updated", type="date", distinct=80),
    ),
)


@pytest.mark.parametrize(
    ("question", "sql", "by"),
    [
        (
            "What failed most recently, and when?",
            "SELECT bank, closed FROM records ORDER BY cert",
            "closed",
        ),
        ("Which bank failed most recently?", "SELECT bank FROM records ORDER BY cert", ""),
        ("Which bank has the latest cert?", "SELECT bank, closed FROM records ORDER BY cert", ""),
        ("Which bank has the most?", "SELECT bank, closed FROM records ORDER BY cert", ""),
        ("Which is the latest bank?", "SELECT bank, closed FROM records ORDER BY updated", ""),
    ],
)
def test_the_most_recent_is_told_by_its_day(question: str, sql: str, by: str) -> None:
    tree = sqlglot.parse_one(f"{sql} DESC LIMIT 1", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert chronology.latest(tree, BANKS, question) == by
    assert ('ORDER BY "closed" DESC' in tree.sql(dialect="duckdb")) == bool(by)
