"""Logins as `last` prints them are rows, and so are the starts of the machine."""

from tests.context.records.conftest import Parse

LAST = """ada      pts/0        ada-mac.example.net Tue Jan  5 14:29:24 2021   still logged in
ada      tty1                          Mon Jan  4 12:29:04 2021 - crash                    (1+01:59)
reboot   system boot  3.10.0-1062.el7.x86_64 Mon Jan  4 12:11:44 2021 - Tue Jan  5 14:29:36 2021 (1+02:17)
bo       :0           :0               Tue Dec 29 13:49:58 2020 - crash                     (-4:-56)
root     tty1                          Thu Aug 15 10:57:26 2019 - Thu Aug 15 11:56:42 2019  (00:59)

wtmp begins Thu Aug 15 10:57:06 2019
"""


def test_each_login_is_a_row_with_its_end(parse: Parse) -> None:
    parsed = parse({"last.txt": LAST})

    assert parsed.ask(
        "SELECT event, user_name, terminal, host, started::VARCHAR, how_it_ended, duration_minutes"
        " FROM records ORDER BY started DESC"
    ) == [
        ("login", "ada", "pts/0", "ada-mac.example.net", "2021-01-05 14:29:24", "still logged in", None),
        ("login", "ada", "tty1", None, "2021-01-04 12:29:04", "crash", 1559),
        ("reboot", None, None, None, "2021-01-04 12:11:44", "logged out", 1577),
        ("login", "bo", ":0", ":0", "2020-12-29 13:49:58", "crash", -296),
        ("login", "root", "tty1", None, "2019-08-15 10:57:26", "logged out", 59),
    ]


def test_a_start_of_the_machine_has_its_kernel(parse: Parse) -> None:
    parsed = parse({"last.txt": LAST})

    assert parsed.ask("SELECT kernel, ended::VARCHAR FROM records WHERE event = 'reboot'") == [
        ("3.10.0-1062.el7.x86_64", "2021-01-05 14:29:36")
    ]


def test_an_end_without_a_day_is_of_the_day_of_the_login(parse: Parse) -> None:
    rows = "".join(f"ada  ttys00{n}  Thu Feb 1{n} 14:3{n} - 15:00  (00:2{9 - n})\n" for n in range(6))
    parsed = parse({"last.txt": rows})

    assert parsed.ask("SELECT month(started), day(started), hour(ended) FROM records LIMIT 2") == [
        (2, 10, 15),
        (2, 11, 15),
    ]
