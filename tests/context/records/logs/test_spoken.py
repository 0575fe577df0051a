"""Messages of known programs, and logs whose records go on below the line with their time."""

from tests.context.records.conftest import Parse

PROXY = (
    "".join(
        f"Dec 25 0{n % 8}:32:{n:02} edge haproxy[42]: 10.0.0.{n % 3}:5{n:03}"
        f" [25/Dec/2014:0{n % 8}:32:{n:02}.081] front~ shop/node-{n % 2}"
        f" {n}/0/{'-1/-1/9 503' if n == 7 else f'0/2/{n + 2} 200'} {400 + n} - - ----"
        f' 3/2/1/0/0 0/0 {{shop.example}} "GET /a/{n}?x={n} HTTP/1.1"\n'
        for n in range(40)
    )
    + "Dec 25 09:02:27 edge haproxy[42]: Connect from 10.9.9.9:61782 to 10.9.9.1:443 (https-in/HTTP)\n"
)
NAMES = "".join(
    f"May  8 01:57:{n:02} dnsmasq[71]: query[{('A', 'AAAA')[n % 2]}] site{n % 5}.example"
    f" from 10.1.1.{n % 3}\n"
    f"May  8 01:57:{n:02} dnsmasq[71]: forwarded site{n % 5}.example to 127.0.0.1#5335\n"
    f"May  8 01:57:{n:02} dnsmasq[71]: {'gravity blocked' if n % 4 == 0 else 'reply'} site{n % 5}.example is"
    f" 0.0.0.{n}\nMay  8 01:57:{n:02} dnsmasq[71]: validation result is INSECURE\n"
    for n in range(20)
)
BANS = "2020-08-16 03:26:25,835 fail2ban.server         [28]: INFO    rollover performed\n" + "".join(
    f"2020-08-16 03:28:{n:02},986 fail2ban.filter         [28]: INFO    [web] Found 10.0.0.{n}"
    f" - 2020-08-16 03:28:{n:02}\n"
    + (
        f"2020-08-17 03:28:{n:02},990 fail2ban.actions        [28]: NOTICE  [web] Ban 10.0.0.{n}\n"
        if n % 20 == 0
        else ""
    )
    for n in range(60)
)
PACKETS = "".join(
    f"2025-11-30T00:00:{n:02}.570472-07:00 m1 kernel: [429{n:04}.710144] [UFW {('BLOCK', 'AUDIT')[n % 2]}]"
    f" IN=eth0 OUT= SRC=10.0.0.{n} DST=192.168.0.107 LEN={60 + n} TOS=0x00 TTL=64 PROTO=UDP SPT=40728"
    " DPT=53 LEN=5\n"
    for n in range(30)
)
TRACE = "a.b.NoFile: /x/{n}\n" + "\tat a.b.C.d(C.java:12)\n" * 9 + "Caused by: a.b.Gone: {n}\n\t... 9 more\n"
SERVER = (
    "".join(
        f"Jan 12, 2012 11:59:{n:02} PM org.apache.catalina.core.Start init\nINFO: Step {n} was done\n"
        for n in range(9)
    )
    + "".join(
        f"23:59:5{n},115 {('ERROR', 'WARN ')[n % 2]} [Images:{n}] a.b.NoFile: /x/{n}\n"
        + TRACE.replace("{n}", str(n))
        for n in range(9)
    )
    + "00:00:01,000 INFO  [Images:1] done\n"
)


def test_a_proxys_requests_have_their_usual_names(parse: Parse) -> None:
    parsed = parse({"haproxy.log": PROXY})

    columns = "client_ip, backend, server, total_time_ms, status, bytes, method, path"
    asked = f"SELECT {columns} FROM records WHERE path = '/a/5?x=5'"
    assert parsed.ask(asked) == [("10.0.0.2", "shop", "node-1", 7, 200, 405, "GET", "/a/5?x=5")]
    assert parsed.ask("SELECT response_time_ms, total_time_ms FROM records WHERE status = 503") == [(None, 9)]
    assert parsed.ask("SELECT DISTINCT year(time) FROM records") == [(2014,)]
    assert parsed.ask("SELECT count(*) FROM records WHERE status IS NULL") == [(1,)]


def test_names_that_are_looked_up_have_their_kind_and_who_asked(parse: Parse) -> None:
    parsed = parse({"pihole.log": NAMES})

    assert parsed.ask("SELECT count(*), count(DISTINCT client) FROM records WHERE query_type = 'A'") == [
        (10, 3)
    ]
    assert parsed.ask("SELECT count(*), min(name) FROM records WHERE action = 'gravity blocked'") == [
        (5, "site0.example")
    ]


def test_bans_that_are_few_among_what_was_found_are_columns(parse: Parse) -> None:
    parsed = parse({"fail2ban.log": BANS})

    asked = (
        "SELECT component, level, jail, count(*), min(address) FROM records WHERE action = 'Ban' GROUP BY ALL"
    )
    assert parsed.ask(asked) == [("fail2ban.actions", "NOTICE", "web", 3, "10.0.0.0")]


def test_packets_of_a_firewall_have_words_for_their_keys(parse: Parse) -> None:
    parsed = parse({"ufw.log": PACKETS})

    assert {"action", "source_ip", "destination_port", "protocol", "length"} <= set(parsed.types)
    assert parsed.ask("SELECT count(*), max(length) FROM records WHERE action = 'UFW BLOCK'") == [(15, 88)]
    assert not {"ip", "process"} & set(parsed.types)


def test_stack_traces_belong_to_their_error_and_two_forms_are_one_table(parse: Parse) -> None:
    parsed = parse({"catalina.out": SERVER})

    assert parsed.tables[0].rows == 19 and parsed.tables[0].row_is == "record"
    assert parsed.ask("SELECT level, count(*) FROM records GROUP BY 1 ORDER BY 1") == [
        ("ERROR", 5), ("INFO", 10), ("WARN", 4),
    ]  # fmt: skip
    assert parsed.ask("SELECT CAST(min(time) AS VARCHAR), CAST(max(time) AS VARCHAR) FROM records") == [
        ("2012-01-12 23:59:00", "2012-01-13 00:00:01")
    ]
    assert parsed.ask("SELECT count(*) FROM records WHERE message LIKE '%Caused by%'") == [(9,)]
    assert parsed.ask("SELECT DISTINCT component FROM records WHERE function = 'init'") == [
        ("org.apache.catalina.core.Start",)
    ]
    assert parsed.texts()[9].startswith(b"23:59:50,115") and parsed.texts()[9].endswith(b"9 more")
