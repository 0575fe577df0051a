"""Log records of several lines, logs over a turn of the year, and what messages say of how long it took."""

import json

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
    assert parsed.ask("SELECT max(duration_seconds), max(parallel_time) FROM records") == [(0.049, 49.5)]
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
