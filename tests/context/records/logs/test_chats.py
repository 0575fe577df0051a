"""Chats are rows with who said what; who comes and goes says nothing."""

from tests.context.records.conftest import Parse

CHANNEL = "".join(
    f"=== guest{n} [n=g@host{n}.example]  has joined #talk\n[10:{n:02}] <{who}> message {n}\n"
    for n, who in enumerate(["ada", "ben", "ada", "cleo", "ada", "ben"] * 4)
)
GROUP = "".join(
    f"{day:02}/01/2024, 10:{day:02} - {who}: hello: {day}\n"
    for day, who in enumerate(["Ada Byron", "Ben", "Ada Byron"] * 4, 13)
)


def test_who_said_something_in_a_channel(parse: Parse) -> None:
    parsed = parse({"talk.txt": CHANNEL})

    assert parsed.ask("SELECT count(message), count(DISTINCT speaker), count(joined_by) FROM records") == [
        (24, 3, 24)
    ]
    assert parsed.ask("SELECT CAST(max(time) AS VARCHAR) FROM records") == [("10:23:00",)]


def test_who_said_something_in_a_group_of_a_messenger(parse: Parse) -> None:
    parsed = parse({"chat.txt": "12/01/2024, 10:00 - Cleo joined using an invite\n" + GROUP})

    assert parsed.types["time"] == "timestamp"
    assert parsed.ask("SELECT speaker, count(*) FROM records GROUP BY 1 ORDER BY 2 DESC") == [
        ("Ada Byron", 8),
        ("Ben", 4),
        (None, 1),
    ]
    assert parsed.ask("SELECT joined_by FROM records WHERE message IS NULL") == [("Cleo",)]


def test_the_lines_of_a_log_are_no_chat(parse: Parse) -> None:
    log = "".join(f"[13/01/2024, 10:00:{n:02}] Info: all is well {n}\n" for n in range(20))

    assert "speaker" not in parse({"app.log": log}).types


def test_who_comes_and_goes_behind_arrows_says_nothing(parse: Parse) -> None:
    text = CHANNEL + (
        "[10:30] → Dan joined (~dan@host)\n[10:31] ⇐ Dan quit (~dan@host): Ping timeout: 265 seconds\n"
        "[10:32] * cleo → cleo_away\n[10:33] * ada joined the two ends\n[10:34] » Eve left\n"
    )
    parsed = parse({"talk.txt": text})

    assert parsed.ask("SELECT left_by FROM records WHERE event LIKE '%Ping timeout%'") == [("Dan",)]
    assert parsed.ask("SELECT count(joined_by), count(left_by), count(message) FROM records") == [(25, 2, 25)]


def test_a_time_in_brackets_to_the_minute_stands_before_who_said_it(parse: Parse) -> None:
    names = ("Mary", "+1 123 456 789", "John")
    said = "".join(f"[2019-04-16 02:{n:02}] {names[n % 3]}: dolor {n}: sit\n" for n in range(30))
    log = "".join(f"[2019-04-16 02:10:{n:02}] {('cron', 'sshd')[n % 2]}: done {n}\n" for n in range(30))

    assert parse({"chat.txt": said}).ask("SELECT count(*) FROM records WHERE speaker = 'Mary'") == [(10,)]
    assert "speaker" not in parse({"app.log": log}).types
