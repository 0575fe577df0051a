"""People in headers: their names in one column, their addresses in another."""

import pytest

from rlm_desktop.context.records.values.persons import are_people
from tests.context.records.conftest import Parse

WRITTEN = (
    '"Ada Lovelace" <ada@example.org>',
    'Bob <bob@example.org>, "Cyd" <cyd@example.org>',
    "<dan@example.org>",
    "eve@example.org (Eve Online)",
    "'Flo' <flo@example.org>",
    "gus@example.org",
    "Hal",
    "O'Neil <o'neil@example.org>",
    '"ida@mozilla" <feeds@example.org>',
    "jo@example.org <jo@example.org>",
)


def test_people_have_a_name_and_an_address(parse: Parse) -> None:
    parsed = parse(
        {f"{n}.eml": f"Number: {n}\nFrom: {who}\nSubject: a\n\nIt\n" for n, who in enumerate(WRITTEN)}
    )

    assert parsed.ask("SELECT sender, sender_address FROM records ORDER BY number") == [
        ("Ada Lovelace", "ada@example.org"),
        ("Bob, Cyd", "bob@example.org, cyd@example.org"),
        ("dan@example.org", "dan@example.org"),
        ("Eve Online", "eve@example.org"),
        ("Flo", "flo@example.org"),
        ("gus@example.org", "gus@example.org"),
        ("Hal", None),
        ("O'Neil", "o'neil@example.org"),
        ("ida@mozilla", "feeds@example.org"),
        ("jo@example.org", "jo@example.org"),
    ]


@pytest.mark.parametrize(
    "values",
    [
        ["list@example.org", "<list@example.org>", "List <list@example.org>"],
        ["Ada", "Bob", "Cyd"],
        ["from a (a [127.0.0.1]) by b (Postfix) with ESMTP for <c@example.org>; Thu, 22 Aug 2002"] * 3,
        ["<1@example.org> <2@example.org>", "<3@example.org>"],
    ],
)
def test_mere_addresses_names_and_identifiers_are_left_as_they_are(values: list[str]) -> None:
    assert not are_people(values)


def test_people_in_one_cell_are_several_though_none_of_them_is_named_alone(parse: Parse) -> None:
    parsed = parse(
        {
            f"{n}.md": f"Number: {n}\nAuthor: Ada <ada@example.org>"
            + (", Bob <bob@example.org>" if n == 3 else "")
            + "\n\nIt\n"
            for n in range(9)
        }
    )

    (author,) = [column for column in parsed.tables[0].columns if column.name == "author"]
    assert author.note == "several, parted by “,”"


def test_people_with_handles_are_several_people(parse: Parse) -> None:
    written = (
        "Ada Love (@ada), Bob <bob@example.org>, Cyd",
        "Bob (@bobby) <bob@example.org>",
        "Ada Love <ada@example.org>",
        "Dan (@dan-1)",
        "Cyd (@cyd), Dan (@dan-1)",
    )
    parsed = parse({f"{n}.md": f"---\nno: {n}\nauthor: {who}\n---\nIt\n" for n, who in enumerate(written)})

    assert parsed.ask("SELECT author, author_address FROM records ORDER BY no") == [
        ("Ada Love, Bob, Cyd", "@ada, bob@example.org"),
        ("Bob", "@bobby, bob@example.org"),
        ("Ada Love", "ada@example.org"),
        ("Dan", "@dan-1"),
        ("Cyd, Dan", "@cyd, @dan-1"),
    ]
    notes = {column.name: column.note for column in parsed.tables[0].columns}
    assert notes["author"] == "several, parted by “,”"


def test_an_address_may_stand_behind_a_name_in_any_brackets_or_in_none(parse: Parse) -> None:
    written = (
        "Ada Love (ada@example.org), Bob bob@example.org",
        "Bob - bob@example.org",
        "Cyd (Cy) Dee (<cyd@example.org>)",
        "bob@example.org",
        "Ada Love ada@example.org, Eve",
        "Eve and bob@example.org",
    )
    parsed = parse({f"{n}.md": f"---\nno: {n}\nauthor: {who}\n---\nIt\n" for n, who in enumerate(written)})

    assert parsed.ask("SELECT author, author_address FROM records ORDER BY no") == [
        ("Ada Love, Bob", "ada@example.org, bob@example.org"),
        ("Bob", "bob@example.org"),
        ("Cyd (Cy) Dee", "cyd@example.org"),
        ("bob@example.org", "bob@example.org"),
        ("Ada Love, Eve", "ada@example.org"),
        ("Eve and bob@example.org", "bob@example.org"),
    ]
