"""Cells that hold lists are told from cells with commas."""

import pytest

from tests.context.records.conftest import Parse

AUTHORS = ["Ada (@a), Bo (@b)", "Bo (@b)", "Cy, Ada (@a), Bo (@b)", "Cy", "Bo (@b), Cy"]
PARTS = ["libc6 (>= 2.34), zlib1g", "libc6 (>= 2.14)", "zlib1g (>= 1.2), libc6", "adduser", "adduser, zlib1g"]
TOWNS = ["Boston, MA", "Austin, TX", "Salem, MA", "Dallas, TX", "Lowell, MA"]
NAMES = ["Smith, Ann", "Jones, Bob", "Smith, Bob", "Brown, Ann", "Jones, Ann"]
TITLES = ["Red, White and Blue", "Up", "Eat, Pray, Love", "Go, Dog", "Alien"]
SIZES = ["1, 2", "2, 3, 1", "3", "2", "1, 3"]


@pytest.mark.parametrize(
    ("values", "sign", "note"),
    [
        (AUTHORS, ",", "several, parted by “,”"),
        ([value.replace(",", ";") for value in AUTHORS], ";", "several, parted by “;”"),
        ([value.replace(", ", "|") for value in AUTHORS], "|", "several, parted by “|”"),
        (PARTS, ",", "several, parted by “,”"),
        (TOWNS, ",", ""),
        (NAMES, ",", ""),
        (TITLES, ",", ""),
        (SIZES, ",", ""),
        ([*(f"Drug: D{n}|Device: E{n}" for n in range(4)), "Drug: D9"], "|", "several, parted by “|”"),
    ],
)
def test_lists_are_told_by_what_stands_on_both_sides_of_a_sign(
    parse: Parse, values: list[str], sign: str, note: str
) -> None:
    rows = [f'{n};"{values[n % 5]}"' if sign != ";" else f'{n},"{values[n % 5]}"' for n in range(40)]
    table = parse({"t.csv": "\n".join([f"id{',' if sign == ';' else ';'}who", *rows])}).tables[0]

    assert {column.name: column.note for column in table.columns}["who"] == note


def test_persons_joined_by_and_are_several(parse: Parse) -> None:
    authors = ["Ada", "Bob", "Ada and Bob", "Ada, Cyd, and Bob", "Cyd & Ada", "Ropes and Nets Ltd"]
    parsed = parse(
        {
            f"{n}.md": f"---\nno: {n}\nauthor: {who}\ntitle: Bread and Ada {n}\n---\n"
            for n, who in enumerate(authors)
        }
    )

    assert parsed.ask("SELECT author FROM records WHERE no BETWEEN 2 AND 4 ORDER BY no") == [
        ("Ada, Bob",),
        ("Ada, Cyd, Bob",),
        ("Cyd, Ada",),
    ]
    assert parsed.ask("SELECT title FROM records WHERE no = 2") == [("Bread and Ada 2",)]
