"""Log records of several lines, logs over a turn of the year, and what messages say of how long it took."""

import json

import duckdb

from rlm_desktop.context.records.shapes.shape import Field, Shape
from rlm_desktop.context.records.values.following import DAY_ABOVE, complete
from tests.context.records.conftest import Parse

ROOTS = ("[Roots]", "[Roots, and more]", "")
LONG = "".join(
    f"2024-03-05T10:{n:02}:00.100+0100: {n}.5: [job {'(full)' if n % 4 == 0 else '(quick) (again)'},"
    f" 0.{n:03} secs]\n   {ROOTS[n % 3]} [Parallel Time: {n}.5 ms, Workers: 1]\n"
    f"      [Scan: {n * 7}]\n   [Clear: 0]\n"
    for n in range(1, 50)
)


def test_lines_that_are_indented_belong_to_the_record_above_them(parse: Parse) -> None:
    parsed = parse({"jobs.log": "A program, version 1\n" + LONG})

    assert parsed.tables[0].rows == 49
    assert parsed.ask("SELECT max(duration_seconds), max(parallel_time_ms) FROM records") == [(0.049, 49.5)]
    assert parsed.ask("SELECT count(*) FROM records WHERE message LIKE '%(full)%'") == [(12,)]
    assert parsed.texts()[0].startswith(b"2024-03-05T10:01") and parsed.texts()[0].endswith(b"[Clear: 0]")


def test_a_weekday_before_a_time_is_part_of_it_and_a_new_year_begins_behind_december(parse: Parse) -> None:
    days = (("Mon Dec 30", 30), ("Tue Dec 31", 31), ("Wed Jan  1", 1))
    lines = [f"{day} 10:0{n}:11.25{n} [conn{n}] opened file {n}" for day, _ in days for n in range(10)]
    parsed = parse({"db.log": "\n".join(lines) + "\n"})

    assert parsed.types["time"] == "timestamp"
    assert parsed.ask("SELECT CAST(min(time) AS VARCHAR), CAST(max(time) AS VARCHAR) FROM records") == [
        ("2000-12-30 10:00:11.25", "2001-01-01 10:09:11.259")
    ]


def test_the_first_time_that_messages_tell_is_a_column(parse: Parse) -> None:
    lines = [
        f"03-05 10:00:{n:02}.100  100  200 I {'Boot    ' if n % 2 else 'Timing'}: "
        + (f"Step {n} took to complete: {n * 3}ms" if n % 3 else f"the user opened {n} (and nothing else)")
        for n in range(41)
    ]
    parsed = parse({"device.log": "\n".join(lines) + "\n"})

    assert parsed.ask("SELECT max(duration_ms) FROM records") == [(120,)]
    assert parsed.ask("SELECT DISTINCT component FROM records ORDER BY 1") == [("Boot",), ("Timing",)]


def test_addresses_in_angle_brackets_are_the_addresses(parse: Parse) -> None:
    lines = [
        f"Mar  5 10:00:{n:02} mx smtpd[{n}]: "
        + (f"msg{n}: from=<ada{n % 4}@example.org>, size={n * 100}, queued" if n % 3 else f"removed {n}")
        for n in range(40)
    ]

    assert ("ada1@example.org",) in parse({"mail.log": "\n".join(lines) + "\n"}).ask(
        "SELECT DISTINCT sender FROM records"
    )


def test_many_columns_of_numbers_are_loaded_in_little_memory(parse: Parse) -> None:
    rows = [json.dumps({f"k{i}": i * n for i in range(119)}) for n in range(3)]

    assert len(parse({"wide.jsonl": "\n".join(rows) + "\n"}).tables[0].columns) == 119


def _two_programs(*, days: bool) -> str:
    """Over three midnights; the second program tells no day, and begins before the first."""
    lines = []
    for n in range(72):
        day, hour = divmod(n + 20, 24)
        clock = f"{hour:02}:10:{n % 60:02}"
        if days and n > 9 and n % 5 == 0:
            lines.append(f"2024-03-{day + 1:02} {clock} INFO main: step {n} is done")
        else:
            lines.append(
                f"{clock},123 WARN worker: step {n} is slow\n\tat org.example.Work.run(Work.java:{n})"
            )
    return "\n".join(lines) + "\n"


def test_a_time_of_day_has_the_day_told_above_it_or_else_the_one_below(parse: Parse) -> None:
    parsed = parse({"both.log": _two_programs(days=True)})

    assert parsed.types["time"] == "timestamp"
    asked = "SELECT CAST(time AS VARCHAR) FROM records WHERE coalesce(main_step, worker_step) = {}"
    assert [parsed.ask(asked.format(n)) for n in (0, 3, 4, 9, 10, 27, 28, 71)] == [
        [("2024-03-01 20:10:00.123",)],
        [("2024-03-01 23:10:03.123",)],
        [("2024-03-02 00:10:04.123",)],
        [("2024-03-02 05:10:09.123",)],
        [("2024-03-02 06:10:10",)],
        [("2024-03-02 23:10:27.123",)],
        [("2024-03-03 00:10:28.123",)],
        [("2024-03-04 19:10:11.123",)],
    ]


def test_a_time_of_day_of_a_document_that_tells_no_day_has_none() -> None:
    shape = Shape(kind="log", fields=(Field(name="time", text="", type="timestamp", note=DAY_ABOVE),))
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT unnest([1, 1, 2]) AS _document, unnest([0, 9, 0]) AS _start,"
            " CAST(unnest(['2024-03-01 23:00', '1900-01-01 01:00', '1900-01-01 02:00']) AS TIMESTAMP) AS time"
        )
        complete(connection, "t", shape)

        times = connection.execute("SELECT CAST(time AS VARCHAR) FROM t").fetchall()
    assert times == [("2024-03-01 23:00:00",), ("2024-03-02 01:00:00",), (None,)]
