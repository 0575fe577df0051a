"""Firewalls' lines have a column for each end of a connection; padded levels are levels."""

import pytest

from rlm_desktop.context.records.logs import endpoints
from tests.context.records.conftest import Parse

LINE = (
    "2011-04-26T18:{:02}:57-06:00 wall : %FW-6-1: access-list {} {} {} {} -> {}"
    " hit-cnt 1 first hit [0x{:x}, 0x0]\n"
)
WALL = "".join(
    LINE.format(
        n % 60,
        "abc"[n % 3],
        ("permitted", "denied")[n % 2],
        ("tcp", "udp")[n % 2],
        f"{('inside', 'dmz')[n % 2]}/10.0.0.{n % 7}({4000 + n})",
        f"outside/10.1.{n % 5}.9({(53, 80)[n % 2]})",
        n % 3,
    )
    for n in range(200)
)
PADDED = "".join(
    f"[2017-04-26 00:{n % 60:02}:26,305][{('INFO ', 'WARN ', 'ERROR')[n % 3]}][{('node', 'env ')[n % 2]}]"
    f"{'' if n % 40 == 7 else ' [alpha]'} step {n} of {n + 2} is done\n"
    for n in range(120)
)


def test_each_end_of_a_connection_has_its_address_and_its_port(parse: Parse) -> None:
    parsed = parse({"wall.log": WALL})

    types = parsed.types
    assert [types[name] for name in ("action", "protocol", "source_ip", "destination_ip")] == ["text"] * 4
    assert (types["source_port"], types["destination_port"]) == ("integer", "integer")
    assert parsed.ask("SELECT count(*) FROM records WHERE action = 'denied' AND source_ip = '10.0.0.3'") == [
        (15,)
    ]
    assert parsed.ask("SELECT DISTINCT source_interface, destination_port FROM records ORDER BY 1") == [
        ("dmz", 80),
        ("inside", 53),
    ]


@pytest.mark.parametrize(
    ("value", "around", "names"),
    [
        ("inside:10.0.0.1/443", ("src", "dst"), ["source_interface", "source_ip", "source_port"]),
        ("10.0.0.1(443)", ("->", ""), ["destination_ip", "destination_port"]),
        ("dmz/10.0.0.1", ("by", ""), ["interface", "ip"]),
        ("10.0.0.1/51000,", ("from", "to"), ["source_ip", "source_port"]),
    ],
)
def test_the_words_around_it_tell_which_end_it_is(
    value: str, around: tuple[str, str], names: list[str]
) -> None:
    found = endpoints.parts_of([value], *around)

    assert found is not None and found[1] == names


@pytest.mark.parametrize("value", ["10.0.0.1:443", "10.0.0.0/24", "10.0.0.1", "user@host", "/a/10.0.0.1/b"])
def test_nets_addresses_alone_and_paths_stay_as_they_are(value: str) -> None:
    assert endpoints.parts_of([value], "from", "to") is None


def test_a_level_padded_with_blanks_is_a_level_without_them(parse: Parse) -> None:
    parsed = parse({"search.log": PADDED})

    assert parsed.ask("SELECT level, count(*) FROM records GROUP BY 1 ORDER BY 1") == [
        ("ERROR", 40),
        ("INFO", 40),
        ("WARN", 40),
    ]
    assert parsed.ask("SELECT DISTINCT process FROM records ORDER BY 1") == [("env",), ("node",)]


def test_a_line_that_lacks_the_last_bracket_has_its_columns_all_the_same(parse: Parse) -> None:
    parsed = parse({"search.log": PADDED})

    assert parsed.tables[0].fits == 1.0
    assert parsed.ask("SELECT count(time), count(*) FROM records WHERE context IS NULL") == [(3, 3)]


def test_the_steps_of_a_trace_are_no_part_of_the_kind_of_a_message(parse: Parse) -> None:
    trace = "".join(f"\tat org.example.Work.step{n}(Work.java:{n})\n" for n in range(5))
    lines = "".join(
        f"2024-05-01 10:00:{n % 60:02},123 WARN worker: step {n} is slow\n{trace}"
        f"2024-05-01 10:00:{n % 60:02},456 INFO worker: step {n} is done\n"
        for n in range(40)
    )
    kinds = parse({"app.log": lines}).ask("SELECT DISTINCT event FROM records ORDER BY 1")

    assert kinds == [("step <*> is done",), ("step <*> is slow",)]
