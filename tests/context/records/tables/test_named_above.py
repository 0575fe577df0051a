"""Columns that a comment above them names, in the logs of web servers and of Zeek."""

from tests.context.records.conftest import Parse

ZEEK = (
    "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tservice\trtt\tlocal\n"
    "#types\ttime\taddr\tstring\tinterval\tbool\n"
    + "".join(
        f"15219117{n}.86571{n % 10}\t10.0.0.{n % 3}\t{'-' if n % 2 else 'dns'}\t0.5\tT\n"
        for n in range(20, 60)
    )
    + "#close\t2024-04-12\n"
)
HEAD = "#Software: A server\n#Fields: date time c-ip cs-uri-stem sc-status time-taken\n"
W3C = HEAD + "".join(
    f"2024-01-0{1 + n // 20} 10:00:{n:02} 10.0.0.{n % 3} /page/{n % 5} {200 if n % 4 else 404} {n * 7}\n"
    + (HEAD if n == 19 else "")
    for n in range(40)
)


def test_the_fields_of_zeek_are_named_and_typed(parse: Parse) -> None:
    parsed = parse({"conn.log": ZEEK})

    assert parsed.tables[0].rows == 40
    assert parsed.types == {
        "time": "timestamp",
        "date": "date",
        "client": "text",
        "service": "text",
        "rtt_seconds": "decimal",
        "local": "boolean",
    }
    assert parsed.ask("SELECT CAST(min(time) AS VARCHAR), count(service) FROM records") == [
        ("2018-03-24 17:15:20.86571", 20)
    ]


def test_the_fields_of_a_web_servers_log_are_named_and_comments_are_no_rows(parse: Parse) -> None:
    parsed = parse({"web.log": W3C})

    assert parsed.tables[0].rows == 40
    assert parsed.ask("SELECT count(*) FROM records WHERE status = 404 AND client IS NOT NULL") == [(10,)]
    assert parsed.ask("SELECT path FROM records ORDER BY time_taken_ms DESC LIMIT 1") == [("/page/4",)]
