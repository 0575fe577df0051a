"""The one array that a JSON object consists of holds the records; lists of names are lists."""

import json
import time

from rlm_desktop.context.records.shapes.blocks import Nested
from tests.context.records.conftest import Parse

MEMBERS = [
    {
        "id": f"V-{n}",
        "added": f"2022-03-{n + 1:02}",
        "tags": ["a", f"t{n % 3}"] if n else [],
        "by": {"who": "x]}"},
    }
    for n in range(20)
]
CATALOGUE = {"title": "Holes", "tags": ["x"], "holes": MEMBERS, "count": 20, "more": [{"a": 1}]}


def test_the_members_of_an_array_in_an_object_are_rows(parse: Parse) -> None:
    for indent in (None, 2):
        parsed = parse({"holes.json": json.dumps(CATALOGUE, indent=indent)})

        assert parsed.types == {"id": "text", "added": "date", "tags": "text", "by_who": "text"}
        assert parsed.ask("SELECT count(*), max(added)::VARCHAR, max(by_who) FROM records") == [
            (20, "2022-03-20", "x]}")
        ]
        assert [json.loads(text) for text in parsed.texts()] == MEMBERS


def test_an_object_of_settings_is_no_table_of_its_few_lists(parse: Parse) -> None:
    settings = {f"key{n}": "some value of its own" for n in range(40)} | {
        "people": [{"a": 1}, {"a": 2}, {"a": 3}]
    }

    assert all(
        "key0" in t.columns[0].name or t.kind != "json"
        for t in parse({"s.json": json.dumps(settings)}).tables
    )


def test_each_of_several_lists_in_an_object_is_a_table(parse: Parse) -> None:
    gifts = [{"who": f"W{n}", "gift": "Vase", "worth": n} for n in range(30)]
    register = {
        "made": "2026",
        "counts": {"gifts": 30},
        "gifts": gifts,
        "visits": [*MEMBERS, *MEMBERS, *MEMBERS],
    }
    parsed = parse({"register.json": json.dumps(register)})

    assert [(table.name, table.rows) for table in parsed.tables] == [("records", 60), ("gifts", 30)]
    assert parsed.ask("SELECT sum(worth) FROM gifts") == [(435,)]


def test_an_array_is_followed_from_block_to_block() -> None:
    import numpy as np

    text = json.dumps(CATALOGUE).encode()
    cut = text.index(b'{"id": "V-7"')
    find = Nested("holes")
    first = find(np.frombuffer(text[:cut], np.uint8))
    rest = find(np.frombuffer(text[cut:], np.uint8))

    assert (len(first), len(rest)) == (7, 13)
    assert find.end is not None
    assert text[cut:][find.end :].startswith(b'], "count"')


def test_a_first_member_that_fills_a_block_is_looked_for_again() -> None:
    import numpy as np

    text = json.dumps(CATALOGUE).encode()
    find = Nested("holes")
    find(np.frombuffer(text[: text.index(b'"by"')], np.uint8))

    assert len(find(np.frombuffer(text, np.uint8))) == len(MEMBERS)


def test_objects_deep_in_each_other_cost_no_more_than_others(parse: Parse) -> None:
    deep = '{"a": ' * 20_000 + "1" + "}" * 20_000
    started = time.process_time()

    assert not [table for table in parse({"deep.json": deep}).tables if table.kind == "json"]
    assert time.process_time() - started < 30


def test_lists_of_names_stand_side_by_side(parse: Parse) -> None:
    films = [{"title": f"T{n}", "cast": ["Ann, Jr.", "Bob"] if n % 2 else ["Bob"]} for n in range(10)]
    films += [{"title": "none", "cast": []}]
    parsed = parse({"films.json": json.dumps(films)})
    cast = next(c for c in parsed.tables[0].columns if c.name.startswith("cast"))

    assert cast.note == "several, parted by “;”"
    assert cast.nulls == 1
    assert ("Ann, Jr.; Bob",) in parsed.ask(f"SELECT {cast.name} FROM records")


def test_what_a_list_of_objects_has_under_each_key_stands_side_by_side(parse: Parse) -> None:
    ada = {"firstname": "Ada", "surname": "Byron", "share": 2, "why": "for engines; and notes"}
    bob = {"firstname": "Bob", "share": 2, "why": "for tea"}
    prizes = [{"year": 1900 + n, "winners": [ada, bob] if n % 2 else [bob]} for n in range(10)]
    prizes += [{"year": 1950}, {"year": 1951, "winners": []}]
    parsed = parse({"prizes.json": json.dumps({"prizes": prizes})})

    assert list(parsed.types) == ["year", "winners", "winners_share", "winners_why", "number_of_winners"]
    asked = "SELECT winners, winners_share, winners_why, number_of_winners FROM records WHERE year = {}"
    assert parsed.ask(asked.format(1901)) == [
        ("Ada Byron; Bob", "2; 2", "for engines; and notes| for tea", 2)
    ]
    assert parsed.ask(asked.format(1950)) == [(None, None, None, None)]
    assert parsed.ask(asked.format(1951)) == [(None, None, None, 0)]
    assert [c.note for c in parsed.tables[0].columns][1:4] == [
        "several, parted by “;”",
        "several, parted by “;”",
        "several, parted by “|”",
    ]


def test_lists_of_one_object_are_what_it_has(parse: Parse) -> None:
    rows = [{"ship": f"S{n}", "port": [{"name": f"P{n}", "since": f"2020-01-0{n + 1}"}]} for n in range(8)]
    parsed = parse({"ships.json": json.dumps([*rows, {"ship": "S9", "port": []}])})

    assert parsed.types == {"ship": "text", "port": "text", "port_since": "date"}
    assert parsed.ask("SELECT port FROM records WHERE port_since = '2020-01-03'") == [("P2",)]


def test_a_list_of_objects_that_hold_others_stays_as_it_is_written(parse: Parse) -> None:
    rows = [{"id": n, "parts": [{"name": "A", "of": [{"name": "B"}]}] * 2} for n in range(8)]
    parsed = parse({"parts.json": json.dumps(rows)})

    assert [(c.name, c.note) for c in parsed.tables[0].columns] == [("id", ""), ("parts", "list as JSON")]
