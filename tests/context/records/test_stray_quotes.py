"""A quote that belongs to no cell does not swallow rows, and those that do belong to one are left."""

import json

import pytest

from tests.context.records.conftest import Parse

ROWS = "".join(f'"2024-01-{day:02}","name {day}",{day}\n' for day in range(1, 29))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_name_on_two_lines_in_the_first_row_keeps_the_rows_below(parse: Parse, mark: str) -> None:
    records = parse({"forms.csv": f'{mark}"day\n(local)","name","number"\n{ROWS}'})

    assert records.ask("SELECT count(*) FROM records") == [(28,)]


def test_a_cell_of_two_lines_that_ends_before_a_blank_is_one_cell(parse: Parse) -> None:
    rows = ROWS.replace('"name 3"', '"name\nthree" ')
    records = parse({"forms.csv": f'"day","name","number"\n{rows}'})

    assert records.ask("SELECT count(*) FROM records") == [(28,)]


def test_lists_by_the_thousand_are_no_tables(parse: Parse) -> None:
    of_each = json.dumps([{"item": "rope", "price": price} for price in range(4)])
    users = ",".join(f'"user{number}": {of_each}' for number in range(1_000))
    records = parse({"users.json": f"{{{users}}}"})

    assert len(records.tables) <= 1
