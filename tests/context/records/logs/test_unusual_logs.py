"""Log lines in forms that are less usual: columns before the time, bars, letters for levels, odd times."""

import duckdb
import pytest

from rlm_desktop.context.records import lines
from rlm_desktop.context.records.shapes.shape import Field
from rlm_desktop.context.records.values.kinds import kind_of
from tests.context.records.conftest import Parse

PHONE = """05-21 07:03:09.120   912  1044 D LightService: target=20, rate=5
05-21 07:03:09.402   912   912 W AlarmService: caller 10042 may not do that
05-21 23:59:58.007  2001  2001 E LightService: no sensor
"""
RACKS = """- 1150000001 2006.06.11 R01-C:J2 2006-06-11-04.26.41.500000 R01-C:J2 RAS KERNEL INFO parity error
HOTCPU 1150000100 2006.06.11 R17-C:J9 2006-06-11-04.28.20.000001 R17-C:J9 RAS KERNEL FATAL fan has stopped
- 1150090000 2006.06.12 R17-C:J9 2006-06-12-05.26.40.250000 R17-C:J9 RAS APP ERROR link: failed to read
"""
CLUSTER = """40017 knot-7 unix.hw state_change.gone 1150000001 1 Part "a" is gone (HW=12)
40018 switch-1N02 switch_module error 1150003601 1 Link has expired
40019 knot-12 unix.hw temperature 1150086401 0 ambient=31
"""
STEPS = "20180304-9:05:7:16|Step_Store|3001|flush of all sensors\n" + "".join(
    f"20180304-9:{n}:7:250|Step_{('Count', 'Store')[n % 2]}|3001|{('onStep', 'flush of all')[n % 2]} {n}\n"
    for n in range(10, 60)
)
DESK = """Aug  2 10:00:01 desk-14 kernel[0]: wake reason: lid
Aug  2 10:00:02 desk-14 launcher[1] (org.paper.sync[88]): exited with 3
Aug  3 10:00:03 book Paper Writer[771]: four pages
"""
REQUEST, START = (
    "api.log.2 2019-02-03 10:00:0{} 771 {} cloud.api.server [req-{} u1 - -] ",
    "compute.log.2 2019-02-03",
)
BUILT = (
    " 802 INFO cloud.compute [-] [instance: {}673dd71-34c5-4fbb-86c4-40623fbe45b4] Took {} seconds to build."
)
CLOUD = "\n".join(
    [
        REQUEST.format("0.008", "INFO", "1a-2b")
        + '10.1.1.1 "GET /v2/x HTTP/1.1" status: 200 len: 1893 time: 0.25',
        f"{START} 10:00:01.000{BUILT.format(0, 19.5)}",
        REQUEST.format("2.000", "WARNING", "3c-4d") + '10.1.1.2 "POST /v2/y HTTP/1.1" status: 404 time: 0.75',
        f"{START} 10:00:03.000{BUILT.format(1, 2.25)}\n",
    ]
)
PROXY = """[09.27 08:00:01] reader.exe *64 - a.org:443 close, 403 bytes sent, 42600 bytes (41.6 KB) received
[09.27 08:00:02] writer.exe - mail.example.net:25 close, 1119 bytes (1.09 KB) sent, 20 bytes received
[10.30 08:00:03] reader.exe *64 - pages.example.org:443 open through proxy
"""
CRON = """- 1150000001 2006.06.11 n7 Jun 11 04:26:41 n7/n7 cron(pam)[91]: session opened for ada
- 1150000002 2006.06.11 boss Jun 11 04:26:42 local@boss /opt/x/sbin/meter[92]: no answer from n9
- 1150000003 2006.06.11 n9 Jun 11 04:26:43 n9/n9 ntpd[93]: synchronized to 10.1.2.250
"""

HOSTED = """2020-03-11 20:40:43 CET::@:[12760]:LOG:  listening on IPv4 address "0.0.0.0", port 5432
2020-03-11 20:40:44 CET:[local]:postgres@shop:[12774]:LOG:  duration: 0.027 ms  statement: SELECT 1
2020-03-11 20:40:45 CET:10.0.0.7(50916):hr@staff:[14386]:LOG:  duration: 30.5 ms  statement: INSERT INTO a
2020-03-11 20:40:46 CET:10.0.0.7(50917):hr@staff:[14387]:FATAL:  no entry for host "10.0.0.7", user "hr"
"""


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        (PHONE, ("time", "pid", "thread", "level", "component", "message"), "2000-05-21 07:03:09.12"),
        (RACKS, ("tag", "host", "time", "component", "level", "message"), "2006-06-11 04:26:41.5"),
        (CLUSTER, ("number", "host", "component", "source", "time", "message"), "2006-06-11 04:26:41"),
        (STEPS, ("time", "component", "pid", "message"), "2018-03-04 09:05:07.016"),
        (DESK, ("time", "host", "component", "pid", "message"), "2000-08-02 10:00:01"),
        (CLOUD, ("file", "time", "pid", "level", "component", "request_id"), "2019-02-03 10:00:00.008"),
        (PROXY, ("time", "component", "message"), "2000-09-27 08:00:01"),
        (HOSTED, ("time", "client", "user", "database", "pid", "level", "message"), "2020-03-11 20:40:43"),
        (CRON, ("date", "host", "time", "source", "component", "pid", "message"), "2006-06-11 04:26:41"),
    ],
)
def test_columns_before_the_time_and_odd_times_are_found(
    parse: Parse, text: str, names: tuple[str, ...], first: str
) -> None:
    parsed = parse({"some.log": text * 10})

    assert [name for name in parsed.types if name in names] == list(names)
    assert parsed.tables[0].fits == 1.0
    assert parsed.ask("SELECT min(time)::VARCHAR FROM records") == [(first,)]


def test_a_column_that_stands_there_twice_is_one(parse: Parse) -> None:
    parsed = parse({"some.log": RACKS * 10})

    assert [name for name in parsed.types if name.startswith("host")] == ["host"]
    assert parsed.ask("SELECT DISTINCT host FROM records WHERE level = 'FATAL'") == [("R17-C:J9",)]


def test_a_dash_is_no_tag_and_no_request(parse: Parse) -> None:
    tags = parse({"some.log": RACKS * 10}).ask("SELECT DISTINCT tag FROM records WHERE tag IS NOT NULL")
    requests = parse({"other.log": CLOUD * 10}).ask("SELECT count(request_id), count(*) FROM records")

    assert (tags, requests) == ([("HOTCPU",)], [(20, 40)])


def test_a_level_of_one_letter_says_what_the_letters_mean(parse: Parse) -> None:
    parsed = parse({"some.log": PHONE * 10})

    (level,) = [column for column in parsed.tables[0].columns if column.name == "level"]
    assert "W warning" in level.note


def test_a_time_without_year_has_that_of_the_day_before_it(parse: Parse) -> None:
    parsed = parse({"some.log": CRON * 10})

    assert parsed.ask("SELECT count(*) FROM records WHERE year(time) <> 2006 OR time::DATE <> date") == [(0,)]


def test_a_time_without_year_has_that_of_the_seconds_before_it() -> None:
    seconds, time = ["1131566461", "1131566462"], ["Nov  9 20:01:01", "Nov  9 20:01:02"]
    kinds = kind_of(seconds, name="time"), kind_of(time, name="time_2")
    names = ("a", "b")
    fields = [
        Field(name=name, text=name, type=kind.type, cast=kind.cast, note=kind.note)
        for name, kind in zip(names, kinds, strict=True)
    ]

    found = lines._with_year(fields[1], fields, {"a": lines._year(seconds[0])})

    for given in seconds[0], None:  # A line without the seconds has the year of the others.
        sql = f"SELECT CAST({found.cast.replace('{x}', found.text)} AS VARCHAR) FROM (SELECT ? AS a, ? AS b)"
        assert duckdb.execute(sql, [given, time[0]]).fetchall() == [("2005-11-09 20:01:01",)]


def test_a_line_without_a_tag_has_its_time_and_host_all_the_same(parse: Parse) -> None:
    parsed = parse({"some.log": DESK * 20 + "Aug  4 11:00:00 desk-14 --- repeated 2 times ---\n"})

    asked = "SELECT host, component FROM records WHERE day(time) = 4"
    assert parsed.ask(asked) == [("desk-14", None)]


def test_a_name_of_two_words_is_a_program_among_many_of_one(parse: Parse) -> None:
    line = "Aug  2 10:00:01 desk kernel[0]: wake reason: lid\n"
    parsed = parse({"some.log": line * 97 + line.replace("kernel", "Paper Writer") * 3})

    assert parsed.ask("SELECT count(*) FROM records WHERE component = 'Paper Writer' AND day(time) = 2") == [
        (3,)
    ]


def test_amounts_that_say_what_they_are_of_are_columns(parse: Parse) -> None:
    parsed = parse({"some.log": PROXY * 10})

    assert parsed.ask("SELECT sum(bytes_sent), sum(bytes_received) FROM records") == [(15220, 426200)]
    assert parsed.ask("SELECT DISTINCT component FROM records ORDER BY 1") == [
        ("reader.exe *64",),
        ("writer.exe",),
    ]


def test_a_word_with_a_number_or_an_identifier_behind_a_colon_is_a_column(parse: Parse) -> None:
    parsed = parse({"some.log": CLOUD * 10})

    assert parsed.ask("SELECT count(*), max(duration) FROM records WHERE status = 404") == [(10, 0.75)]
    assert parsed.ask("SELECT count(DISTINCT instance), max(seconds_build) FROM records") == [(2, 19.5)]
    assert parsed.ask("SELECT DISTINCT method, path FROM records WHERE status = 404") == [("POST", "/v2/y")]


def test_a_table_in_bars_without_free_text_stays_a_table(parse: Parse) -> None:
    text = "".join(f"2026-01-0{n % 9 + 1} 10:00:00|shop{n % 3}|{n}\n" for n in range(60))

    assert parse({"a.txt": text}).tables[0].kind == "delimited"


def test_a_number_behind_a_colon_is_called_by_its_unit(parse: Parse) -> None:
    parsed = parse({"db.log": HOSTED * 10})
    longest = "SELECT user, max(duration_ms) FROM records WHERE duration_ms > 0 GROUP BY 1 ORDER BY 1"

    assert parsed.ask(longest) == [("hr", 30.5), ("postgres", 0.027)]


def test_the_commas_of_what_is_said_make_no_table(parse: Parse) -> None:
    said = ("access forbidden by rule", "open() failed (2: No such file)", "upstream timed out", "SSL failed")
    text = "".join(
        f"2024/02/12 09:{n % 60:02}:48 [{'crit' if n % 20 == 0 else 'error'}] 550#0: *{n} {said[n % 3]},"
        f' client: 10.0.0.{n % 7}, server: example.com, request: "GET /p{n % 5} HTTP/1.1", host: "a"\n'
        for n in range(80)
    )
    parsed = parse({"error.log": text})

    assert parsed.tables[0].kind == "log"
    assert parsed.ask("SELECT count(*), count(DISTINCT ip) FROM records WHERE level = 'crit'") == [(4, 4)]
    assert parsed.ask("SELECT count(DISTINCT path) FROM records") == [(5,)]


def test_a_table_whose_first_column_is_a_time_stays_one(parse: Parse) -> None:
    text = "".join(f"2024-02-12 09:00:{n % 60:02},error,shop{n % 3},{n}\n" for n in range(60))

    assert parse({"a.csv": text}).tables[0].kind == "delimited"


def test_mysqls_log_has_its_level_whatever_it_says_most(parse: Parse) -> None:
    often = "".join(
        f"2022-11-{n % 20 + 1:02} {n % 24:2}:00:{n % 60:02} {n + 14} [Warning] Aborted connection {n + 14}"
        f" to db: 'shop' user: 'ada' host: '10.0.0.{n % 9}' (Got an error reading)\n"
        for n in range(300)
    )
    seldom = "".join(f"2022-11-21  9:00:0{n} 0 [Note] InnoDB: Starting shutdown...\n" for n in range(9))
    parsed = parse({"mysqld.log": often + seldom})

    assert parsed.types["time"] == "timestamp" and parsed.types["message"] == "text"
    assert parsed.ask("SELECT level, count(*) FROM records GROUP BY 1 ORDER BY 2") == [
        ("Note", 9),
        ("Warning", 300),
    ]
    assert parsed.ask("SELECT count(*) FROM records WHERE hour(time) < 6 AND message LIKE 'Aborted%'") == [
        (78,)
    ]


def test_rubys_logger_is_read_with_its_traces_below(parse: Parse) -> None:
    one = (
        'I, [2013-11-20T10:00:05.259561 #2918]  INFO -- : Started GET "/signin" for 127.0.0.1\n'
        "E, [2013-11-20T10:00:05.302717 #2918] ERROR -- : no such table: users\n"
        "F, [2013-11-21T10:00:05.305987 #2919] FATAL -- : \n"
        "ActionView::Template::Error (no such table):\n    1: <header>\n  app/a.rb:25:in `user'\n\n\n"
    )
    parsed = parse({"production.log": one * 20})

    assert parsed.tables[0].kind == "log"
    levels = "SELECT level, count(*), min(pid) FROM records WHERE time IS NOT NULL GROUP BY 1 ORDER BY 1"
    assert parsed.ask(levels) == [("ERROR", 20, 2918), ("FATAL", 20, 2919), ("INFO", 20, 2918)]
    assert parsed.ask("SELECT count(*) FROM records WHERE message LIKE 'Started %'") == [(20,)]


def test_a_table_that_begins_with_a_number_or_a_word_stays_one(parse: Parse) -> None:
    by_seconds = "".join(f"{1700000000 + n},INFO,shop{n % 3},{n}\n" for n in range(60))
    by_word = "".join(f"error 2024-02-12,shop{n % 3},paid at 09:{n % 60:02}:01,{n}\n" for n in range(60))

    assert parse({"a.csv": by_seconds}).tables[0].kind == "delimited"
    assert parse({"b.csv": by_word}).tables[0].kind == "delimited"


def test_an_hour_before_or_after_noon_is_read_as_such(parse: Parse) -> None:
    text = "".join(
        f"2024-02-12 {1 + n % 12}:{n:02}:48 {'AM' if n % 2 else 'PM'} [INFO] worker {n % 5} did job {n}\n"
        for n in range(60)
    )
    parsed = parse({"a.log": text})

    assert parsed.ask("SELECT strftime(time, '%H:%M') FROM records LIMIT 2") == [("13:00",), ("02:01",)]
    assert parsed.tables[0].rows == 60


def test_amounts_may_have_a_comma_between_their_thousands(parse: Parse) -> None:
    said = ("Finished cleaning. {} ms", "Finished checking. {} ms")
    took = [f"{n * 977:,}" for n in range(1, 60)]
    sent = [f"{n * 613:,} bytes sent to the host" for n in range(1, 60)]
    lines = [
        f"2026-03-01 12:00:{n % 60:02} INFO {said[n % 2].format(ms) if n % 3 else sent[n]}\n"
        for n, ms in enumerate(took)
    ]
    parsed = parse({"clean.log": "".join(lines)})

    assert parsed.ask("SELECT max(duration_ms), min(duration_ms) FROM records") == [(59 * 977, 2 * 977)]
    assert parsed.ask("SELECT max(bytes_sent), min(bytes_sent) FROM records") == [(58 * 613, 613)]


def test_a_number_behind_a_label_may_have_a_comma_between_its_thousands(parse: Parse) -> None:
    lines = [
        f"2026-03-01 12:00:{n % 60:02} INFO {'Page sent' if n % 2 else 'The shop of Ada was left alone'},"
        f" size: {n * 977:,} to {'a host' if n % 3 else 'all that asked for it'}\n"
        for n in range(1, 60)
    ]
    parsed = parse({"pages.log": "".join(lines)})

    assert parsed.ask("SELECT max(size), min(size) FROM records") == [(59 * 977, 977)]


def test_lines_of_docker_compose_are_read_behind_the_name_of_their_service(parse: Parse) -> None:
    said = 'web-1     | t=2025-04-11T12:35:{:02}Z level={} msg="Moved {}" took={}\n'
    rows = [
        said.format(n, "warn" if n % 5 == 0 else "info", n, f"{n}.5ms" if n % 3 else "1.25s")
        for n in range(60)
    ]
    parsed = parse({"web.log": "".join(rows)})

    assert parsed.tables[0].columns[0].name == "service"
    assert parsed.ask("SELECT count(*), max(took_ms) FROM records WHERE level = 'warn'") == [(12, 1250.0)]

    rare = [*rows, 'web-1     | t=2025-04-11T12:36:01Z level=info msg="Added" plugin=clock\n' * 2]
    assert parse({"web.log": "".join(rare)}).ask("SELECT count(plugin) FROM records") == [(2,)]

    two = [
        f"{name:8} | 2025-04-11 12:36:{n:02},487 {level} order {n} was taken from the queue\n"
        for n in range(60)
        for name, level in (("queue", "INFO"), ("db-1", "ERROR"))
    ]
    parsed = parse({"all.log": "".join(two)})
    count = "SELECT service, count(*) FROM records WHERE level = 'ERROR' GROUP BY 1"
    assert parsed.ask(count) == [("db-1", 60)]


def test_two_cells_with_a_bar_between_them_are_no_lines_of_services(parse: Parse) -> None:
    rows = "".join(f"{name}  | {n}\n" for n in range(40) for name in ("oak", "elm"))
    names = [column.name for column in parse({"trees.txt": rows}).tables[0].columns]

    assert "service" not in names
