"""Texts in sections, TOML and INI: those with the same keys are rows."""

import pytest

from tests.context.records.conftest import Parse

INVOICES = "# Of this year\nversion = 3\n\n" + "\n".join(
    f'[[invoice]]\nnumber = {n}\ncustomer = "Ada [{n}]"  # a remark\namount = {n}.50\ndate = 2024-01-0{n}\n'
    f'tags = [\n  "a",\n  "b{n}",\n]\n\n[invoice.address]\ncity = "Oslo"\n'
    for n in range(1, 5)
)
SERVERS = "; all of them\n\n" + "\n".join(
    f"[server{n}]\nhost = 10.0.0.{n}\nport: {8000 + n}\nenabled = {'true' if n % 2 else 'false'}\n"
    for n in range(6)
)


def test_tables_of_an_array_are_rows_with_the_tables_below_them(parse: Parse) -> None:
    parsed = parse({"invoices.toml": INVOICES})

    assert parsed.types == {
        "number": "integer",
        "customer": "text",
        "amount": "decimal",
        "date": "date",
        "tags": "text",
        "address_city": "text",
    }
    assert parsed.ask("SELECT customer, amount, tags FROM records WHERE number = 3") == [
        ("Ada [3]", 3.5, "a, b3")
    ]
    assert parsed.texts()[1].startswith(b"[[invoice]]\nnumber = 2\n")
    assert parsed.texts()[1].endswith(b'[invoice.address]\ncity = "Oslo"')


def test_sections_of_the_same_keys_are_rows_with_their_names(parse: Parse) -> None:
    for text in (SERVERS, SERVERS.replace("\n", "\r\n")):
        parsed = parse({"config.ini": text})

        assert parsed.types == {"name": "text", "host": "text", "port": "integer", "enabled": "boolean"}
        assert parsed.ask("SELECT name, port FROM records WHERE host = '10.0.0.4'") == [("server4", 8004)]
        assert parsed.texts()[5].splitlines() == [
            b"[server5]",
            b"host = 10.0.0.5",
            b"port: 8005",
            b"enabled = true",
        ]


def test_tables_below_one_name_are_rows_beside_others_that_are_none(parse: Parse) -> None:
    text = '[owner]\nname = "Ada"\n\n' + "".join(
        f'[servers.s{n}]\nip = "10.0.0.{n}"\nrole = "web"\n\n[servers.s{n}.limits]\nopen = {n}\n\n'
        for n in range(5)
    )
    parsed = parse({"servers.toml": text})

    assert parsed.ask("SELECT name, limits_open FROM records WHERE ip = '10.0.0.3'") == [("s3", 3)]
    assert parsed.tables[0].rows == 5


def test_sections_of_a_kind_are_rows_and_keys_may_stand_in_them_more_than_once(parse: Parse) -> None:
    text = "[core]\n\tbare = false\n" + "".join(
        f'[remote "r{n}"]\n\turl = https://example.org/{n}.git\n\tfetch = +a{n}\n\tfetch = +b{n}\n'
        for n in range(6)
    )
    parsed = parse({"config": text})

    assert parsed.ask("SELECT name, url, fetch_value FROM records WHERE name = 'r2'") == [
        ("r2", "https://example.org/2.git", "+a2, +b2")
    ]
    assert parsed.tables[0].rows == 6


def test_an_address_in_the_head_of_a_section_is_its_name_as_a_whole(parse: Parse) -> None:
    text = "".join(f"[monitor:///var/log/{n}.log]\nsourcetype = s{n}\nindex = main\n\n" for n in range(5))
    parsed = parse({"inputs.conf": text})

    assert parsed.ask("SELECT name FROM records WHERE sourcetype = 's2'") == [("monitor:///var/log/2.log",)]


def test_what_stands_further_in_goes_on_with_the_value_above(parse: Parse) -> None:
    text = "".join(f"[env{n}]\ndeps =\n    a{n}\n    b\ncommand = run\n" for n in range(5))
    parsed = parse({"tox.ini": text})

    assert parsed.ask("SELECT deps FROM records WHERE name = 'env1'") == [("a1, b",)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "app.ini",
            "[paths]\nroot = /srv\nlog = /var\n\n[limits]\nopen = 5\nsize = 7\n\n[mail]\nhost = x\nto = y\n",
        ),
        ("songs.txt", "".join(f"[Verse {n}]\nWe sing: all day\nand all night\n\n" for n in range(20))),
        (
            "pyproject.toml",
            '[project]\nname = "x"\nversion = "1"\n\n[tool.ruff]\nline = 1\n\n[tool.mypy]\nstrict = true\n',
        ),
        ("words.txt", "".join(f"[{n}] a line of a log with key={n}\n" for n in range(30))),
    ],
)
def test_sections_that_are_unlike_or_few_are_no_rows(parse: Parse, name: str, text: str) -> None:
    parsed = parse({name: text})

    assert not parsed.tables or parsed.tables[0].kind != "json"


def test_a_section_without_a_name_is_none(parse: Parse) -> None:
    text = (
        "".join(f"[s{n}]\na = {n}\nb = 2\n" for n in range(8))
        + "[[=]]\na = 1\nb = 1\n" * 3
        + "[=]\na = 1\n" * 3
    )

    assert parse({"a.toml": text}).tables
