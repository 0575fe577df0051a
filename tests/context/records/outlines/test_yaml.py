"""YAML whose entries are records: maps in a list, maps under keys, documents one behind the other."""

import time

import pytest

from rlm_desktop.context.records.outlines.yaml_values import value_of
from tests.context.records.conftest import Parse

PEOPLE = """\
# Who works here
version: 2
people:
- name: Ada Brandt   # since the beginning
  age: 33
  address:
    city: Oslo
    zip: "007"
  tags: [a, "b c"]
  note: |
    people:
    - name: nobody

    # kept

# One who left
- name: "Ben: the other"
  age: 41
  address: {city: Graz, zip: '008'}
  tags:
  - c
- name: Cleo
  age: ~
  address:
    city: Lyon
    zip: "009"
  tags: []
updated: 2024-01-31
"""
SERVERS = "servers:\n" + "".join(
    f"  srv{n}:\n    host: 10.0.0.{n}\n    port: {8000 + n}\n    on: {'true' if n % 2 else 'false'}\n"
    for n in range(6)
)


def test_each_map_of_a_list_is_a_row_and_what_is_nested_a_column(parse: Parse) -> None:
    parsed = parse({"people.yaml": PEOPLE})

    assert parsed.tables[0].rows == 3
    assert parsed.types == {
        "name": "text",
        "age": "integer",
        "address_city": "text",
        "address_zip": "text",
        "tags": "text",
        "note": "text",
    }
    assert parsed.ask("SELECT name, age, address_city, address_zip, tags FROM records") == [
        ("Ada Brandt", 33, "Oslo", "007", "a, b c"),
        ("Ben: the other", 41, "Graz", "008", "c"),
        ("Cleo", None, "Lyon", "009", None),
    ]
    assert parsed.ask("SELECT note FROM records LIMIT 1") == [("people:\n- name: nobody\n\n# kept",)]


def test_a_row_leads_to_the_bytes_of_its_entry(parse: Parse) -> None:
    for text in (PEOPLE, PEOPLE.replace("\n", "\r\n"), "\ufeff" + PEOPLE.replace("Ada", "Ädå")):
        parsed = parse({"people.yaml": text})

        first, second, third = parsed.texts()
        assert first.decode().startswith("- name: A" if "Ada" in text else "- name: Ä")
        assert first.decode().endswith("# kept")
        assert second.decode().splitlines() == [
            '- name: "Ben: the other"',
            "  age: 41",
            "  address: {city: Graz, zip: '008'}",
            "  tags:",
            "  - c",
        ]
        assert third.endswith(b"tags: []")


def test_a_list_at_the_top_and_one_that_is_indented_are_read_alike(parse: Parse) -> None:
    entries = "".join(f"- name: P{n}\n  born: 2001-0{n}-01\n" for n in range(1, 6))
    deeper = "data:\n  people:\n" + "".join(f"    {line}\n" for line in entries.splitlines())

    for text in (entries, deeper, "---\n" + entries):
        parsed = parse({"a.yml": text})
        assert parsed.types == {"name": "text", "born": "date"}
        assert parsed.tables[0].rows == 5


def test_maps_under_keys_are_rows_with_the_key_as_their_name(parse: Parse) -> None:
    parsed = parse({"servers.yaml": SERVERS})

    assert parsed.types == {"name": "text", "host": "text", "port": "integer", "on_value": "boolean"}
    assert parsed.ask("SELECT name, port FROM records WHERE host = '10.0.0.4'") == [("srv4", 8004)]
    assert parsed.texts()[4] == b"srv4:\n    host: 10.0.0.4\n    port: 8004\n    on: false"


def test_maps_in_lists_under_keys_are_rows_with_the_key_of_their_list(parse: Parse) -> None:
    text = "".join(
        f"team{n}:\n" + "".join(f"- person: P{n}{m}\n  rank: {m}\n" for m in range(1, 4)) for n in range(5)
    )
    parsed = parse({"teams.yaml": text})

    assert parsed.tables[0].rows == 15
    assert parsed.ask("SELECT DISTINCT group_name FROM records WHERE person LIKE 'P3%'") == [("team3",)]


def test_documents_one_behind_the_other_are_rows(parse: Parse) -> None:
    text = "".join(f"---\nkind: Pod\nmetadata:\n  name: pod-{n}\n  size: {n}\n" for n in range(4))
    parsed = parse({"pods.yaml": text})

    assert parsed.ask("SELECT metadata_name, metadata_size FROM records WHERE kind = 'Pod'") == [
        (f"pod-{n}", n) for n in range(4)
    ]
    assert parsed.texts()[3] == b"kind: Pod\nmetadata:\n  name: pod-3\n  size: 3"


def test_two_lists_are_two_tables(parse: Parse) -> None:
    text = "people:\n" + "".join(f"  - name: P{n}\n    age: {n}\n" for n in range(9))
    text += "orders:\n" + "".join(f"  - number: {n}\n    amount: {n}.5\n" for n in range(4))
    parsed = parse({"shop.yaml": text})

    assert [(table.name, table.rows) for table in parsed.tables[:2]] == [("records", 9), ("orders", 4)]


def test_an_entry_that_cannot_be_read_is_no_reason_to_lose_the_others(parse: Parse) -> None:
    entries = [f"- name: P{n}\n  age: {n}\n" for n in range(20_000)]
    entries[15_000] = "- name: x: y\n   age\n  b\n"
    parsed = parse({"a.yaml": "".join(entries)})

    assert parsed.ask("SELECT count(*), count(name), sum(age) FROM records") == [
        (20_000, 19_999, sum(range(20_000)) - 15_000)
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("words.yaml", "words:\n" + "".join(f"- word{n}\n" for n in range(40))),
        ("settings.yaml", "".join(f"key{n}:\n  a{n}: 1\n  b{n}:\n    c: 2\n" for n in range(30))),
        ("chat.txt", "".join(f"Ada: it is {n} now\n- no: {n}\n" for n in range(30))),
        ("list.txt", "Shopping\n\n" + "".join(f"- milk: {n} l\n" for n in range(30))),
    ],
)
def test_lines_that_only_look_so_are_not_read_as_entries(parse: Parse, name: str, text: str) -> None:
    parsed = parse({name: text})

    assert not parsed.tables or parsed.tables[0].kind != "json"


def test_values_are_those_that_yaml_has() -> None:
    text = """\
plain: two words   # remark
url: http://a.b:80/c#d
quoted: "a \\"b\\" \\u00e9"
single: 'it''s'
folded: >-
  one
  two

  three
long: goes
  on here
flow: {a: 1, b: [x, "y, z"], c: {d: e}}
over: [
  1,  # first
  2
]
anchored: &base
  x: 1
merged:
  <<: *base
  y: 2
nothing:
list:
- - a
  - b
- key: v
"""

    assert value_of(text.splitlines()) == {
        "plain": "two words",
        "url": "http://a.b:80/c#d",
        "quoted": 'a "b" é',
        "single": "it's",
        "folded": "one two\nthree",
        "long": "goes on here",
        "flow": {"a": "1", "b": ["x", "y, z"], "c": {"d": "e"}},
        "over": ["1", "2"],
        "anchored": {"x": "1"},
        "merged": {"y": "2"},
        "nothing": None,
        "list": [["a", "b"], {"key": "v"}],
    }


def test_an_entry_without_end_does_not_fill_the_memory_and_ends_where_it_is_cut(parse: Parse) -> None:
    long = "- name: long\n  note: |\n" + "    and so on\n" * 400_000
    text = (
        "".join(f"- name: P{n}\n  note: short\n" for n in range(30_000)) + long + "- name: last\n  note: x\n"
    )
    parsed = parse({"a.yaml": text})

    assert parsed.tables[0].rows == 30_002
    assert parsed.ask("SELECT note FROM records WHERE name = 'last'") == [("x",)]


def test_brackets_that_nothing_closes_are_seen_in_a_moment(parse: Parse) -> None:
    began = time.process_time()
    parse({"a.yaml": "- a: [1,\n- b: {x\n" * 3_000})
    parse({"b.yaml": "- a: [1, [2],\n  b: 'x\n" * 3_000})

    assert time.process_time() - began < 10
