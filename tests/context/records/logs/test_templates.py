"""The kinds of messages of a log are a column."""

from rlm_desktop.context.records.logs.templates import masked, templates
from tests.context.records.conftest import Parse

NAMES = ("ada", "bob", "cid", "dan", "eve", "fay")


def log(count: int = 300) -> str:
    """Lines of four kinds."""
    messages = (
        "Failed password for {name} from 10.0.0.{n} port {n}",
        "session opened for user {name}",
        "session closed for user {name}",
        "auth failure; rhost=10.0.0.{n}  user={name}",
    )
    lines = []
    for n in range(count):
        message = messages[n % 4].format(name=NAMES[n % len(NAMES)], n=n % 250)
        lines.append(f"2024-01-0{n % 9 + 1} 10:00:00 INFO app.Main: {message}")
    return "\n".join(lines)


def test_every_row_has_the_template_of_its_message(parse: Parse) -> None:
    parsed = parse({"some.log": log()})

    assert parsed.ask("SELECT event, count(*) FROM records GROUP BY ALL ORDER BY 1") == [
        ("Failed password for <*> from <*> port <*>", 75),
        ("auth failure; rhost=<*>  user=<*>", 75),
        ("session closed for user <*>", 75),
        ("session opened for user <*>", 75),
    ]
    event = next(column for column in parsed.tables[0].columns if column.name == "event")
    assert event.note == "the message with its variable parts as <*>"
    assert event.distinct == len(event.values) == 4


def test_a_message_that_is_like_no_template_becomes_one_word_by_word(parse: Parse) -> None:
    parsed = parse({"some.log": log() + "\n2024-01-01 10:00:00 INFO app.Main: disk 7 lost at 0x1f on node-3"})

    found = parsed.ask("SELECT event FROM records WHERE message LIKE 'disk%'")
    assert found == [("disk <*> lost at <*> on <*>",)]


def test_messages_that_are_all_different_have_no_event(parse: Parse) -> None:
    words = [" ".join(chr(97 + (n * k) % 26) * 3 for k in range(1, n % 7 + 3)) for n in range(400)]
    lines = [f"2024-01-01 10:00:00 INFO app.Main: {message}" for message in words]

    assert "event" not in parse({"some.log": "\n".join(lines)}).types


def test_times_sizes_and_lists_are_one_variable_part() -> None:
    assert masked("at Sun Jul 24 02:38:23 2005 done") == "at <*> done"
    assert masked("free 317.5 KB of a=3") == "free <*> of a=<*>"
    assert masked("delete blk_1 blk_2 10.0.0.1:50010") == "delete <*>"


def test_templates_come_with_how_often_they_are_there() -> None:
    found = templates(["up 1", "up 2", "down now", "up 3"])

    assert [(one.text, one.count) for one in found] == [("up <*>", 3), ("down now", 1)]
