"""A text that breaks off in the middle of a record says so; one that only ends oddly does not."""

import json

import pytest

from tests.context.records.conftest import Parse

ORDERS = [
    {"id": n, "customer": ("Ada", "Bob", "Cleo")[n % 3], "amount": n * 1.5, "tags": ["a", "b"]}
    for n in range(1, 61)
]
LINES = "".join(f"{json.dumps(each)}\n" for each in ORDERS)
ARRAY = json.dumps(ORDERS, indent=1)
NESTED = json.dumps({"meta": {"n": 60}, "orders": ORDERS}, indent=1)
XML = (
    '<?xml version="1.0"?>\n<!-- <none> -->\n<orders>\n'
    + "".join(
        f'<order id="{each["id"]}"><customer>{each["customer"]}</customer></order>\n' for each in ORDERS
    )
    + "</orders>\n"
)
QUOTED = "id,customer,amount,note\n" + "".join(
    f'{each["id"]},{each["customer"]},{each["amount"]},"said, ""yes"""\n' for each in ORDERS
)
PLAIN = "id;customer;amount\n" + "".join(
    f"{each['id']};{each['customer']};{each['amount']}\n" for each in ORDERS
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("orders.jsonl", LINES[:-40]),
        ("orders.json", ARRAY[:-60]),
        ("orders.json", ARRAY[:-2]),
        ("orders.json", NESTED[:-70]),
        ("orders.xml", XML[:-30]),
        ("orders.xml", XML.removesuffix("</orders>\n")),
        ("orders.csv", QUOTED[:-20]),
        ("orders.csv", QUOTED[:-10]),
        ("orders.csv", PLAIN[:-9]),
        ("orders.csv", PLAIN[:-11]),
    ],
)
def test_a_text_that_breaks_off_is_named(parse: Parse, name: str, text: str) -> None:
    (table, *_) = parse({name: text}).tables

    assert table.broken_off == ((1, name),)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("orders.jsonl", LINES),
        ("orders.jsonl", LINES.rstrip() + "\n\n\n"),
        ("orders.jsonl", LINES + "EOF"),
        ("orders.json", ARRAY),
        ("orders.json", f"{ARRAY}\n\n"),
        ("orders.json", NESTED),
        ("orders.xml", XML),
        ("orders.xml", f"{XML}<!-- made by hand -->\n"),
        ("orders.csv", QUOTED),
        ("orders.csv", QUOTED.rstrip("\n")),
        ("orders.csv", f"{QUOTED}Total,,60"),
        ("orders.csv", f"{QUOTED}60 rows"),
        ("orders.csv", f"{PLAIN}Total;60"),
        ("orders.csv", PLAIN.rstrip("\n")),
    ],
)
def test_a_text_that_is_whole_is_not(parse: Parse, name: str, text: str) -> None:
    (table, *_) = parse({name: text}).tables

    assert table.broken_off == ()


def test_of_many_documents_those_are_named_that_break_off(parse: Parse) -> None:
    (table, *_) = parse(
        {"a.jsonl": LINES, "b.jsonl": LINES[:-9], "c.jsonl": LINES, "d.jsonl": LINES[:-50]}
    ).tables

    assert table.broken_off == ((2, "b.jsonl"), (4, "d.jsonl"))


def test_a_record_that_does_not_fit_is_shown_as_it_stands(parse: Parse) -> None:
    (table, *_) = parse({"orders.jsonl": LINES.replace('{"id": 7,', "{id: 7,")}).tables

    assert table.fits == pytest.approx(59 / 60)
    assert table.misfit is not None and table.misfit.startswith('{id: 7, "customer": "Bob"')


def test_a_value_that_is_not_of_its_columns_type_is_shown(parse: Parse) -> None:
    days = "".join(f"{n},2026-03-{n % 28 + 1:02}\n" for n in range(300))
    (table, *_) = parse({"days.csv": f"number,day\n{days}300,2026-20-03\n"}).tables

    day = table.columns[1]
    assert (day.type, day.unread, day.unread_example) == ("date", 1, "2026-20-03")
