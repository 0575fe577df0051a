"""Tables whose cells stand between colons, carets or tildes."""

import pytest

from tests.context.records.conftest import Parse

USERS = "".join(
    f"user{n}:x:{n}:{100 + n}:{name}:/home/user{n}:/bin/{shell}\n"
    for n, name, shell in [(1, "", "sh"), (2, "Ada B,,,", "sh"), (3, "Ben", "zsh"), (9, "", "false")] * 3
)


def test_the_users_of_a_system_are_rows(parse: Parse) -> None:
    parsed = parse({"passwd": "# Users\n" + USERS})

    assert parsed.types == {
        "user": "text",
        "password": "text",
        "user_id": "integer",
        "group_id": "integer",
        "full_name": "text",
        "home": "text",
        "shell": "text",
    }
    assert parsed.ask("SELECT user_id, shell FROM records WHERE \"user\" = 'user3'") == [(3, "/bin/zsh")] * 3
    assert parsed.texts()[2] == USERS.splitlines()[2].encode()


@pytest.mark.parametrize("sign", [":", "^", "~"])
def test_cells_between_one_and_the_same_number_of_signs_are_columns(parse: Parse, sign: str) -> None:
    rows = [("a17", "Oslo", "2024-01-05", "3.5"), ("b18", "Graz", "2024-02-07", "17.25")] * 5
    parsed = parse({"parts.txt": "".join(sign.join(row) + "\n" for row in rows)})

    assert list(parsed.types.values()) == ["text", "text", "date", "decimal"]
    assert parsed.tables[0].rows == 10


def test_a_row_of_names_above_them_is_one(parse: Parse) -> None:
    text = "part^city^since^weight\n" + "".join(f"a{n}^Oslo^2024-01-1{n}^{n}.5\n" for n in range(9))
    parsed = parse({"parts.txt": text})

    assert parsed.types == {"part": "text", "city": "text", "since": "date", "weight": "decimal"}
    assert parsed.tables[0].rows == 9


@pytest.mark.parametrize(
    "line",
    [
        "Oslo:Graz:{n:02}:30",
        "from 10:30 to 11:30 in room 1:2:{n}",
        "I0115 10:30:{n:02}.123456 worker.go:17] Started",
        "20240105-10:30:{n:02} started: {n}",
        "10.0.0.7 - - [05/Jan/2024:10:30:{n:02} +0000] started",
        "we met at Oslo:Graz:{n} 10:30.",
        "see http://example.org:80/a:b{n}",
        "name: Ada{n}: and so: on",
        "02:42:ac:11:00:{n:02}",
        "He said it once more: now it is late : so go home : and be quick with it {n}",
    ],
)
def test_colons_that_part_no_cells_make_no_columns(parse: Parse, line: str) -> None:
    parsed = parse({"a.txt": "".join(line.format(n=n % 24) + "\n" for n in range(30))})

    assert not parsed.tables or parsed.tables[0].kind != "delimited"
