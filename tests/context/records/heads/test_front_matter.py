"""Front matter in YAML and in TOML becomes columns, its lists lists."""

import pytest

from rlm_desktop.context.records.heads.front_matter import of_yaml, toml_pairs
from rlm_desktop.context.records.heads.head import head_of
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


KEP = """\
# What is proposed, and by whom.
title: Ropes for all
kep-number: {n}
authors:
  - "@ada"
  - "@bo"

stage: alpha  # alpha, beta or stable
milestone:
  alpha: "v1.{n}"

# Gates that turn it on.
feature-gates:
  - name: Ropes
    components:
      - knots
"""


def test_a_file_that_is_all_yaml_is_a_head_to_its_end() -> None:
    assert head_of(KEP.format(n=7)).splitlines() == [
        "title: Ropes for all",
        "kep-number: 7",
        "authors: @ada\x1f@bo",
        "stage: alpha",
        "alpha: v1.7",
        "feature-gates: Ropes",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Ropes\nname: a\nname: b\nkind: c\n",
        "# Ropes\nname: a\nkind: b\n\nMany words follow.\n",
        "From: ada@example.org\nTo: bo@example.org\n\nRopes: seven\n",
    ],
)
def test_keys_that_recur_or_text_below_are_no_such_file(text: str) -> None:
    assert of_yaml(text) == []


def test_documents_of_one_ending_are_a_table_beside_others_without_headers(parse: Parse) -> None:
    files: dict[str, str | bytes] = {f"rope{n}.yaml": KEP.format(n=n) for n in range(12)}
    files |= {f"about{n}.md": f"# About ropes\n\nThis is text number {n} about ropes.\n" for n in range(12)}
    records = parse(files)

    assert records.ask("SELECT count(*), min(kep_number), max(stage) FROM records") == [(12, 0, "alpha")]


def test_tables_and_blocks_beside_documents_with_headers_keep_their_rows(parse: Parse) -> None:
    files: dict[str, str | bytes] = {
        f"pep{n}.txt": f"PEP: {n}\nTitle: Rope {n}\nCreated: {n + 1:02}-Mar-2026\n\nAbstract\n\nWords.\n"
        for n in range(8)
    }
    rows = (
        f"{('Ada', 'Bob')[n % 2]:<12}{('Graz', 'Oulu', 'Cork')[n % 3]:<12}{n / 2:>8}\n" for n in range(60)
    )
    files["fixed.txt"] = f"{'name':<12}{'town':<12}{'weight':>8}\n" + "".join(rows)
    files["people.txt"] = "".join(
        f"Name: Cy {n}\nTown: Graz\nBorn: 2026-01-{n + 1:02}\n\n" for n in range(20)
    )
    parsed = parse(files)

    assert {table.name: table.rows for table in parsed.tables if table.kind != "documents"} == {
        "records": 60, "headers_records": 8, "people": 20
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("**By: Ada Lind and Bo Nye**", "Ada Lind\x1fBo Nye"),
        ("By Ada Lind (ada@example.org)", "Ada Lind"),
        ("**Authors: Ada Lind, Bo Nye, and Cy de Wit**", "Ada Lind\x1fBo Nye\x1fCy de Wit"),
        ("**Ada Lind and\nBo Nye**", "Ada Lind\x1fBo Nye"),
        ("**Many Words** are bold here.", ""),
        ("By the time it was noticed, it was too late.", ""),
        ("**Warning**", ""),
        ("**Key Takeaways**\n\nThe key is long. Two takeaways follow.", ""),
        ("By Monday", ""),
    ],
)
def test_a_line_below_the_front_matter_that_is_names_tells_who_wrote_it(line: str, names: str) -> None:
    told = head_of(f"---\ntitle: Ropes\nnumber: 7\n---\n\n# Ropes\n\n{line}\n\nText.\n").splitlines()

    assert told[2:] == ([f"Author: {names}"] if names else [])
