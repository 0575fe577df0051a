"""Front matter in YAML and in TOML becomes columns, its lists lists."""

import pytest

from rlm_desktop.context.records.front_matter import toml_pairs
from rlm_desktop.context.records.heads import head_of
from tests.context.records.conftest import Parse

TOML = """+++
path = "blog/2020/06/0{n}/on-ropes"
title = "On ropes"
authors = ["Ada L.", "Bob"]
draft = false

[extra]
team = "the rope team"
[author]
name = "Ada"
+++

Text = none
"""
YAML = """---
# what it is
title: "On: ropes"
tags:
  - hemp
  - old rope
authors: [Ada L., 'Bob']
summary: >-
  Ropes are
  long.
extra:
  team: the rope team

author:
  name: Ada
---
Text: none
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            TOML.format(n=1),
            [
                "path: blog/2020/06/01/on-ropes",
                "title: On ropes",
                "authors: Ada L.\x1fBob",
                "draft: false",
                "team: the rope team",
                "author name: Ada",
            ],
        ),
        (
            YAML,
            [
                "title: On: ropes",
                "tags: hemp\x1fold rope",
                "authors: Ada L.\x1fBob",
                "summary: Ropes are long.",
                "team: the rope team",
                "author name: Ada",
            ],
        ),
    ],
)
def test_front_matter_is_told_on_lines(text: str, wanted: list[str]) -> None:
    assert head_of(text).split("\n") == wanted


def test_its_lists_are_lists_and_its_path_tells_the_day(parse: Parse) -> None:
    parsed = parse({f"{n}.md": TOML.format(n=n) for n in range(1, 7)})

    assert parsed.ask("SELECT authors, team, CAST(date AS VARCHAR) FROM records WHERE name = '4.md'") == [
        ("Ada L., Bob", "the rope team", "2020-06-04")
    ]
    notes = {column.name: column.note for column in parsed.tables[0].columns}
    assert notes["authors"] == "several, parted by “,”"
    assert notes["date"] == "from the document's name"


def test_a_name_tells_the_day_where_no_header_does(parse: Parse) -> None:
    named = parse({f"2018-05-1{n}-sea.md": f"---\ntitle: a{n}\nkind: b\n---\n" for n in range(6)})
    dated = parse(
        {f"2018-05-1{n}-sea.md": f"---\ntitle: a\ncreated: 2017-01-0{n + 1}\n---\n" for n in range(6)}
    )

    assert named.types["date"] == "date"
    assert "date" not in dated.types


def test_toml_in_a_fence_is_a_head_and_the_heading_below_it_the_title() -> None:
    text = '```toml\n[advisory]\nid = "A-1"\ndate = "2023-01-04"\n```\n\n# It leaks\n\nText\n'

    assert head_of(text).splitlines() == ["Title: It leaks", "advisory id: A-1", "advisory date: 2023-01-04"]
    assert head_of('Text\n\n```toml\nid = "A-1"\nof = 3\n```\n') == ""


def test_of_toml_keys_deep_in_each_other_those_at_the_top_are_told() -> None:
    deep = ".".join(["a"] * 1200)

    assert toml_pairs(f'+++\ntitle = "Holes"\n{deep} = 1\n+++\n') == [("title", "Holes")]
