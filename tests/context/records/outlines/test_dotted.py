"""Settings with dots in their keys."""

import pytest

from tests.context.records.conftest import Parse

SETTINGS = "# of each module\n" + "".join(
    f"app.module{n}.timeout={20 + n}\napp.module{n}.mail.to = ada{n}@example.org\n" for n in range(12)
)


def test_each_name_with_the_same_keys_is_a_row(parse: Parse) -> None:
    parsed = parse({"app.properties": SETTINGS})

    assert parsed.types == {"name": "text", "timeout": "integer", "mail_to": "text"}
    assert parsed.ask("SELECT timeout, mail_to FROM records WHERE name = 'module7'") == [
        (27, "ada7@example.org")
    ]
    assert parsed.texts()[1] == b"app.module1.timeout=21\napp.module1.mail.to = ada1@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"menu.item{n}.label{n}=Word {n}\n" for n in range(30)),
        "".join(f"app.key{n}={n}\n" for n in range(30)),
        "".join(f"app.m{n}.a={n}\napp.m{n}.b={n}\n" for n in range(3)) + "other.thing.is=1\n" * 9,
    ],
)
def test_keys_that_names_do_not_share_make_no_rows(parse: Parse, text: str) -> None:
    parsed = parse({"app.properties": text})

    assert not parsed.tables or parsed.tables[0].kind != "json"
