"""Logs of programs whose form is known: their lines have the columns these programs are about."""

import pytest

from tests.context.records.conftest import Parse

KNOWN = {
    "kubernetes": (
        "I0301 08:{m}:00.367853       1 main.go:10] Started controller {m}",
        {
            "level": "text",
            "time": "timestamp",
            "pid": "integer",
            "source_file": "text",
            "code_line": "integer",
        },
    ),
    "rust": (
        "[2024-03-01T08:{m}:00Z INFO  my_crate::net] listening on {m}",
        {"time": "timestamp", "level": "text", "component": "text"},
    ),
    "python": ("WARNING:app.db:query {m} took long", {"level": "text", "component": "text"}),
    "audit": (
        'type=SYSCALL msg=audit(1709280000.136:{m}): arch=c000003e success=yes pid=12 comm="sshd"',
        {"type": "text", "time": "timestamp", "event_number": "integer", "success": "text", "comm": "text"},
    ),
    "compiler": (
        "src/a.c:{m}:7: warning: unused variable x{m}",
        {"source_file": "text", "code_line": "integer", "level": "text"},
    ),
    "squid": (
        "1709280000.123    {m} 10.0.0.4 TCP_MISS/404 26 GET http://a.org/{m} - HIER_DIRECT/1.2.3.4 text/html",
        {
            "time": "timestamp",
            "elapsed_ms": "integer",
            "client": "text",
            "status": "integer",
            "bytes": "integer",
        },
    ),
    "balancer": (
        "http 2024-03-01T08:{m}:00.123456Z app/lb/50 10.0.0.3:7084 10.1.0.1:80 0.000 0.1{m} 0.000 200 200 34"
        ' 366 "GET http://x.com:80/a HTTP/1.1" "curl/7.46.0" - - arn:aws "Root=1-5"',
        {"time": "timestamp", "client": "text", "target_time_seconds": "decimal", "status": "integer"},
    ),
    "php": (
        "[01-Mar-2024 08:{m}:00 UTC] PHP Fatal error:  Undefined variable $x{m} in /var/www/a.php on line 7",
        {"time": "timestamp", "level": "text"},
    ),
    "kernel": (
        "[   {m}.500000] {w} {m}",
        {"uptime_seconds": "decimal", "component": "text"},
    ),
}


@pytest.mark.parametrize("program", KNOWN)
def test_what_known_programs_write_before_what_they_say_has_its_columns(parse: Parse, program: str) -> None:
    form, columns = KNOWN[program]
    parsed = parse(
        {
            "some.log": "".join(
                f"{form.format(m=m, w=('usb 1-1: new device', 'eth0: link is up at last, speed')[m % 2])}\n"
                for m in range(10, 40)
            )
        }
    )

    assert columns.items() <= parsed.types.items()
    first = next(iter(columns))
    assert parsed.ask(f"SELECT count(*), count({first}) FROM records") == [(30, 30)]


def test_lines_with_a_time_and_as_many_commas_each_are_a_log(parse: Parse) -> None:
    lines = [
        f"Mar  1 08:{m}:00 mx postfix/{program}[7]: 04265C3B{m}: to=<{who}@x.org>,"
        f" relay=mx[1.2.3.4]:25, delay={m}, status=sent (250 OK)"
        for m, (program, who) in enumerate(15 * [("smtp", "ada"), ("lmtp", "tom")], 10)
    ]
    parsed = parse({"mail.log": "\n".join(lines)})

    assert {"time": "timestamp", "recipient": "text", "delay": "integer"}.items() <= parsed.types.items()
    assert parsed.ask("SELECT DISTINCT recipient FROM records ORDER BY 1") == [("ada@x.org",), ("tom@x.org",)]
