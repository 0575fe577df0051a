"""Log lines nobody described come out under sensible names."""

import pytest

from tests.context.records.conftest import Parse

SYSLOG = """Jun  4 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; uid=0 rhost=218.188.2.4
Jun 14 15:16:02 combo sshd[19937]: Failed password for invalid user ada from 10.0.0.7 port 4711 ssh2
Jun 14 15:17:02 combo sshd[19938]: Failed password for root from 10.0.0.8 port 4712 ssh2
Jun 15 15:16:02 combo kernel: Linux agpgart interface v0.100 (c) Dave Jones
"""
APACHE = """[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok /etc/httpd/conf/workers2.properties
[Sun Dec 04 04:47:45 2005] [error] mod_jk child in error state 6
[Mon Dec 05 19:15:57 2005] [notice] jk2_init() Found child 6725 in scoreboard slot 10
"""
HDFS = """081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38 terminating
081109 203807 222 WARN dfs.DataNode$DataXceiver: Receiving block blk_-69
081110 204005 35 INFO dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: blockMap updated size 67108864
"""
ZOOKEEPER = """2015-07-29 17:41:44,747 - INFO  [Peer[myid=1]/10.0.0.1:38:Election@774] - Timed out: 3200
2015-07-29 19:04:12,394 - WARN  [SendWorker:188:Manager$SendWorker@688] - Send worker leaving thread
2015-08-10 18:12:34,001 - INFO  [SessionTracker:ZooKeeperServer@325] - Expiring session 0x14f
"""
HADOOP = """2015-10-18 18:01:47,978 INFO [main] org.apache.hadoop.MRAppMaster: Created it
2015-10-18 18:01:48,963 WARN [RM Allocator] org.apache.hadoop.Client: Executing with tokens:
2015-10-18 18:10:54,546 ERROR [main] org.apache.hadoop.rm.Allocator: ERROR IN CONTACTING RM. Trying again
"""
WINDOWS = """2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack v6.1.7601.23505
2016-09-28 04:30:31, Info                  CSI    00000001@2016/9/27 WcpInitialize (wcp.dll)
2016-09-29 02:04:40, Error                 CBS    Session: 30546354_3363894584 initialized by client
"""
ACCESS = """10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326 "http://x/" "Mozilla/4 [en]"
10.0.0.2 - bob [11/Oct/2000:13:55:36 -0700] "GET /b HTTP/1.0" 404 - "-" "curl/7 (x)"
10.0.0.1 - - [12/Oct/2000:13:55:36 -0700] "POST /c HTTP/1.1" 500 9 "-" "Mozilla/4 [en]"
"""

LOGS = [
    (SYSLOG, ("time", "host", "component", "pid", "message"), ("sshd(pam_unix)", 19939)),
    (APACHE, ("time", "level", "message"), ("notice",)),
    (HDFS, ("time", "pid", "level", "component", "message"), (148, "INFO", "dfs.DataNode$PacketResponder")),
    (
        ZOOKEEPER,
        ("time", "level", "node", "component", "code_line", "message"),
        ("Peer[myid=1]/10.0.0.1", 774),
    ),
    (HADOOP, ("time", "level", "process", "component", "message"), ("main", "org.apache.hadoop.MRAppMaster")),
    (WINDOWS, ("time", "level", "component", "message"), ("Info", "CBS")),
]


@pytest.mark.parametrize(("text", "names", "values"), LOGS)
def test_fields_of_a_log_are_named_by_their_form(
    parse: Parse, text: str, names: tuple[str, ...], values: tuple[object, ...]
) -> None:
    parsed = parse({"some.log": text * 10})

    assert [name for name in parsed.types if name in names] == list(names)
    assert parsed.tables[0].fits == 1.0
    assert set(values) <= set(parsed.ask("SELECT * FROM records")[0])


def test_the_free_text_is_the_end_of_the_line(parse: Parse) -> None:
    parsed = parse({"some.log": HDFS * 10})

    assert parsed.ask("SELECT count(*) FROM records WHERE NOT ends_with(line, message)") == [(0,)]
    assert parsed.ask("SELECT min(message) FROM records") == [
        ("BLOCK* NameSystem.addStoredBlock: blockMap updated size 67108864",)
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (SYSLOG, "2000-06-04 15:16:01"),
        (APACHE, "2005-12-04 04:47:44"),
        (HDFS, "2008-11-09 20:36:15"),
        (ZOOKEEPER, "2015-07-29 17:41:44.747"),
        (ACCESS, "2000-10-10 13:55:36"),
        (HDFS.replace("081109 203615", "17/06/09 20:10:40"), None),
        ("17/06/09 20:10:40 INFO a.B: x y\n17/06/10 20:10:41 WARN a.C: z\n", "2017-06-09 20:10:40"),
    ],
)
def test_times_in_the_usual_forms_are_timestamps(parse: Parse, text: str, first: str | None) -> None:
    parsed = parse({"some.log": text * 10})

    if first is not None:
        assert parsed.types["time"] == "timestamp"
        assert parsed.ask("SELECT min(time)::VARCHAR FROM records") == [(first,)]


def test_what_stands_within_the_message_can_be_asked_for(parse: Parse) -> None:
    parsed = parse({"some.log": SYSLOG * 10})

    assert parsed.types["port"] == "integer"
    which = "message LIKE '%Failed password%'"
    failed = f"SELECT ip, user, count(*) FROM records WHERE {which} GROUP BY ALL ORDER BY 1"
    assert parsed.ask(failed) == [("10.0.0.7", "ada", 10), ("10.0.0.8", "root", 10)]


def test_a_web_log_has_method_path_and_status(parse: Parse) -> None:
    parsed = parse({"access.log": ACCESS * 10})

    assert list(parsed.types) == [
        "address", "user", "time", "date", "method", "path", "protocol", "status", "bytes", "referer",
        "user_agent", "line",
    ]  # fmt: skip
    assert parsed.ask("SELECT address, bytes FROM records WHERE status = 500 LIMIT 1") == [("10.0.0.1", 9)]
    assert parsed.ask("SELECT count(*) FROM records WHERE bytes IS NULL") == [(10,)]


def test_a_line_that_does_not_fit_stays_with_nulls_and_is_counted(parse: Parse) -> None:
    parsed = parse({"some.log": APACHE * 40 + "Traceback: something else\n"})

    (table,) = parsed.tables
    assert table.rows == 121
    assert table.fits == pytest.approx(120 / 121)
    assert table.misfit == "Traceback: something else"
    assert parsed.ask("SELECT level FROM records WHERE line LIKE 'Trace%'") == [(None,)]


@pytest.mark.parametrize("cut", ["", '"', '"cu'])
def test_a_log_whose_last_line_is_cut_off_keeps_its_columns(parse: Parse, cut: str) -> None:
    begin = '10.0.0.{n} - - [2026-03-01 00:00:{n:02}] "GET /{n} HTTP/1.1" {status} 1{n:03} "https://shop/" '
    agents = ('"curl/8.5.0"', '"Mozilla/5.0 (X11; Linux x86_64) Gecko/1"', '"python-requests/2.32"')
    lines = [begin.format(n=n, status=(200, 404)[n % 2]) + agents[n % 3] for n in range(60)]
    text = "\n".join([*lines, begin.format(n=3, status=200) + cut])

    parsed = parse({"access.log": text})

    assert {"address", "time", "method", "path", "status", "bytes", "user_agent"} <= set(parsed.types)
    assert parsed.tables[0].rows == 61
    assert parsed.ask("SELECT count(*) FROM records WHERE path IS NULL") == [(0 if cut else 1,)]


def test_lines_that_count_themselves_have_a_number_beside_the_raw_line(parse: Parse) -> None:
    text = "".join(f"2026-01-01 INFO line {number}-{number % 7}\n" for number in range(2000))

    parsed = parse({"a.log": text})

    assert parsed.types["line"] == "text" and len(set(parsed.types)) == len(parsed.tables[0].columns)
    assert parsed.ask("SELECT count(*), min(line) FROM main.records") == [
        (2000, "2026-01-01 INFO line 0-0"),
    ]


def test_a_line_that_goes_on_in_another_way_has_its_time(parse: Parse) -> None:
    acts, states = ("status", "configure"), ("new", "old", "half")
    usual = "".join(
        f"2025-06-24 14:36:{n:02} {acts[n % 2]} {states[n % 3]} lib{n}:all {n}.4\n" for n in range(40)
    )
    parsed = parse({"dpkg.log": (usual + "2025-06-25 09:00:00 startup archives\n") * 3})

    days = parsed.ask("SELECT CAST(time AS DATE), count(*), count(word) FROM records GROUP BY 1 ORDER BY 1")

    assert [(str(day), lines, words) for day, lines, words in days] == [
        ("2025-06-24", 120, 120),
        ("2025-06-25", 3, 0),
    ]


def test_each_key_of_lines_that_are_nothing_but_pairs_is_a_column(parse: Parse) -> None:
    rare = "".join(f" rare{n}={n}" for n in range(30))
    lines = [
        f'date=2020-09-0{n % 8 + 1} time=17:2{n % 8}:00 action="accept" srcip=10.0.0.{n}'
        f"{rare if n % 3 else ''} sentbyte={n * 10}"
        for n in range(60)
    ]
    parsed = parse({"wall.log": "\n".join(lines) + "\n"})

    assert parsed.types["sentbyte"] == parsed.types["rare29"] == "integer"
    assert parsed.ask("SELECT sum(sentbyte) FROM records WHERE rare29 = 29 AND action = 'accept'") == [
        (12000,)
    ]
