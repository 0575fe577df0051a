"""The same orders, however they are written, come out as the same typed columns."""

from collections.abc import Callable

import pytest

from tests.context.records.conftest import Parse
from tests.context.records.orders import (
    Row,
    as_blocks,
    as_csv,
    as_json,
    as_pairs,
    as_prose,
    as_semicolons,
    as_tabs,
    orders,
)

WAYS: list[tuple[str, Callable[[list[Row]], str]]] = [
    ("orders.csv", as_csv),
    ("orders.txt", as_semicolons),
    ("orders.tsv", as_tabs),
    ("orders.jsonl", as_json),
    ("pairs.log", as_pairs),
    ("prose.log", as_prose),
    ("blocks.txt", as_blocks),
]


@pytest.mark.parametrize(("name", "write"), WAYS, ids=[name for name, _ in WAYS])
def test_every_field_of_every_shape_comes_out_typed(
    parse: Parse, name: str, write: Callable[[list[Row]], str]
) -> None:
    rows = orders()
    parsed = parse({name: write(rows)})

    (table,) = parsed.tables
    assert table.rows == len(rows)
    assert table.fits == 1.0
    kinds = list(parsed.types.values())
    assert kinds.count("integer") == 2
    assert kinds.count("decimal") == 1
    assert {"date", "timestamp"} & set(kinds)
    numbers = [column.name for column in table.columns if column.type == "decimal"]
    (total,) = parsed.ask(f"SELECT sum({numbers[0]}) FROM records")[0]
    assert float(str(total)) == pytest.approx(sum(float(str(row["price"])) for row in rows))


def test_a_header_row_is_no_record_and_a_quoted_record_may_span_lines(parse: Parse) -> None:
    parsed = parse({"orders.csv": as_csv(orders(30))})

    assert list(parsed.types)[:5] == ["order_no", "date", "city", "clerk", "product_name"]
    assert parsed.tables[0].rows == 30
    assert parsed.texts()[0].startswith(b"100000,")
    assert b"second line" in parsed.texts()[0]


def test_nested_names_of_json_are_joined(parse: Parse) -> None:
    parsed = parse({"orders.jsonl": as_json(orders(30))})

    assert {"place_town", "line_item", "line_qty", "line_price"} <= set(parsed.types)


def test_a_json_array_is_as_good_as_json_lines(parse: Parse) -> None:
    text = (
        '[\n  {"name": "a}\\"{", "n": 1},\n  {"name": "b", "n": {"k": 2}}\n, {"name": "c", "n": {"k": 3}} ]\n'
    )
    parsed = parse({"things.json": text})

    assert parsed.ask("SELECT name FROM records ORDER BY ALL") == [('a}"{',), ("b",), ("c",)]
    assert parsed.texts()[0] == b'{"name": "a}\\"{", "n": 1}'


def test_lines_in_fixed_words_name_their_slots_by_the_words_around(parse: Parse) -> None:
    lines = [
        f"2026-03-{10 + n % 9} user{n} {('INFO', 'ERROR')[n % 2]} request took {n * 7} ms" for n in range(40)
    ]
    parsed = parse({"app.log": "\n".join(lines)})

    assert parsed.types == {
        "date": "date",
        "user": "text",
        "level": "text",
        "request_took_ms": "integer",
        "line": "text",
    }


def test_cells_that_begin_with_their_key_are_named_by_it_and_head_and_foot_are_no_records(
    parse: Parse,
) -> None:
    rows = [
        f"Date: Dec {n % 28 + 1}, 2022 || User: {76000 + n} || Instance: Who was it, then?" for n in range(40)
    ]
    text = "The following lines hold 40 questions.\n\n" + "\n".join(rows) + "\n\nHow many are there?\n"
    parsed = parse({"context.txt": text})

    assert parsed.types == {"date": "date", "user": "integer", "instance": "text"}
    read = parsed.ask("SELECT count(*), min(date)::VARCHAR, any_value(instance) FROM records")
    assert read == [(40, "2022-12-01", "Who was it, then?")]


def test_a_word_list_is_lines_with_numbers_and_prose_is_no_table(parse: Parse) -> None:
    words = "\n".join(f"{chr(97 + n % 26)}word" for n in range(100))
    prose = "\n".join(
        "it was a cold and long morning when the ship left the port, and nobody came." for _ in range(80)
    )

    assert parse({"words.txt": words}).types == {"line_number": "integer", "line": "text"}
    assert parse({"story.txt": prose}).tables == ()


def test_numbers_with_leading_zeros_stay_text_and_empty_is_null(parse: Parse) -> None:
    rows = "\n".join(f"{n:05d},{'' if n % 2 else n},name {n}" for n in range(40))
    parsed = parse({"codes.csv": "code,amount,name\n" + rows})

    assert parsed.types["code"] == "text"
    assert parsed.ask("SELECT count(*), count(amount) FROM records WHERE code LIKE '000%'") == [(40, 20)]


def test_a_column_that_is_no_number_after_all_is_loaded_as_text(parse: Parse) -> None:
    rows = [f"{n},{n * 2}" for n in range(60_000)]
    for n in range(20_000, 21_000):
        rows[n] = f"{n},about {n}"
    parsed = parse({"mixed.csv": "id,amount\n" + "\n".join(rows)})

    assert parsed.types["amount"] == "text"
    assert parsed.ask("SELECT amount FROM records WHERE id = 20500") == [("about 20500",)]


def test_documents_of_one_shape_share_a_table_with_their_names(parse: Parse) -> None:
    parsed = parse(
        {"a.csv": "id,n\n" + "\n".join(f"{n},1" for n in range(9)), "b.csv": "id,n\n7,2\n8,3\n9,4\n"}
    )

    assert parsed.ask("SELECT document, count(*) FROM records GROUP BY ALL ORDER BY 1") == [
        ("a.csv", 9),
        ("b.csv", 3),
    ]


def test_documents_of_different_shapes_have_tables_of_their_own(parse: Parse) -> None:
    parsed = parse({"orders.csv": as_csv(orders(50)), "blocks.txt": as_blocks(orders(10))})

    assert [table.name for table in parsed.tables] == ["records", "blocks"]
    assert parsed.ask("SELECT count(*) FROM blocks") == [(10,)]


def test_documents_with_headers_are_one_row_each(parse: Parse) -> None:
    files: dict[str, str | bytes] = {
        f"pep-{n:04}.rst": f"PEP: {n}\nTitle: On\n  {n} things\nCreated: {n:02}-Jun-2000\n\nText: it\nmore\n"
        for n in range(1, 9)
    }
    parsed = parse(files)

    assert parsed.tables[0].kind == "headers"
    assert parsed.types == {
        "name": "text", "pep": "integer", "title": "text", "created": "date",
        "bytes": "integer", "lines": "integer",
    }  # fmt: skip
    row = parsed.ask("SELECT title, created::VARCHAR, lines FROM records WHERE pep = 3")
    assert row == [("On 3 things", "2000-06-03", 7)]


def test_a_table_among_documents_with_headers_keeps_its_rows(parse: Parse) -> None:
    files: dict[str, str | bytes] = {
        f"{n:03}.eml": f"From: ada\nTo: bob\nSubject: number {n}\nDate: {n:02}-Jun-2000\n\nText: it\nmore\n"
        for n in range(1, 20)
    }
    parsed = parse(files | {"orders.csv": as_csv(orders(50)), "notes.md": "# Notes\n\nNothing yet.\n"})

    rows = {table.kind: table.rows for table in parsed.tables}
    assert rows == {"headers": 19, "delimited": 50}


def test_three_documents_or_more_are_listed_whatever_stands_in_them(parse: Parse) -> None:
    prose = "It was a cold and long morning when the ship left the port, and nobody came.\n"
    parsed = parse({"a.txt": prose, "b.txt": prose * 3, "c.md": prose * 2})

    (table,) = parsed.tables
    assert (table.name, table.kind, table.row_is, table.rows) == ("documents", "documents", "document", 3)
    assert parsed.ask("SELECT name, lines FROM documents ORDER BY bytes DESC LIMIT 1") == [("b.txt", 3)]
    assert parsed.ask("SELECT count(*) FROM documents WHERE kind = 'txt'") == [(2,)]
    assert parsed.texts("documents")[0] == prose.encode()


def test_the_list_of_documents_comes_behind_real_records(parse: Parse) -> None:
    texts: dict[str, str | bytes] = {f"{n}.csv": "id,n\n1,1\n2,5\n3,4\n" for n in range(3)}
    parsed = parse(texts | {"documents.csv": "who,what\nada,1\nbob,2\ncid,3\n"})

    assert [table.name for table in parsed.tables] == ["records", "documents_2", "documents"]
    assert parsed.ask("SELECT count(*) FROM documents") == [(4,)]


def test_quotes_within_texts_are_signs_and_hold_no_rows_together(parse: Parse) -> None:
    rows = [f"{n:08x}|Ada Lind|2026-08-{n % 28 + 1:02} 08:00:00|Mend the {n}th thing" for n in range(80)]
    rows[20] += ' and the "first" one'
    rows[30] += ', a note"'
    rows[50] += " | or two"
    parsed = parse({"history.txt": "\n".join(rows)})

    table = parsed.tables[0]
    assert (table.rows, table.fits) == (80, 1.0)
    assert list(parsed.types.values())[:2] == ["text", "text"]
    last = table.columns[-1].name
    assert parsed.ask(f"SELECT count(*) FROM records WHERE {last} LIKE '%| or two'") == [(1,)]


def test_a_quote_without_a_partner_hides_no_rows(parse: Parse) -> None:
    rows = [f'"{n}","Drug, {n}","Open"' for n in range(300)]
    rows[40], rows[170] = '"40","Drug, 40","Open":Treatment"', '"170","Drug "170","Open"'
    parsed = parse({"trials.csv": '"rank","drug","status"\n' + "\n".join(rows)})

    assert parsed.ask("SELECT count(*), count(rank), max(drug) FROM records") == [(300, 300, "Drug, 99")]


def test_cells_are_read_without_blanks_and_words_of_programs_for_nothing(parse: Parse) -> None:
    rows = "".join(f"{n}; Ann{n % 7} ;{'null' if n % 5 else 'None'}\n" for n in range(60))
    parsed = parse({"staff.csv": "id;first name;note\n" + rows})

    assert parsed.ask("SELECT count(note), min(note), min(first_name) FROM records") == [(12, "None", "Ann0")]


def test_a_first_row_of_values_names_no_columns(parse: Parse) -> None:
    rows = "".join(f"a{n},2026-08-{n % 28 + 1:02} 08:00:00,{n % 3 + 1}.5,word{n}\n" for n in range(50))

    assert parse({"rows.csv": rows}).tables[0].rows == 50


@pytest.mark.parametrize("name", ["lakes.html", "lakes.docx"])
def test_the_table_of_a_document_has_its_names_and_what_stands_around_it_is_no_row(
    parse: Parse, name: str
) -> None:
    rows = "\n".join(f"Lake {n}\t{'Oslo' if n % 2 else 'Porto'}\t{n * 10}" for n in range(9))
    page = (
        f"# Lakes\n\nThis is a list.\n\nLakes by depth\nName\tCity\tDepth (m)\n{rows}\n\nSource: an atlas.\n"
    )
    parsed = parse({name: page})

    assert parsed.types == {"name": "text", "city": "text", "depth_m": "integer"}
    assert parsed.ask("SELECT count(*), max(depth_m) FROM records") == [(9, 80)]
    assert parsed.texts()[0] == b"Lake 0\tPorto\t0"


def test_a_page_of_prose_with_a_small_table_or_one_without_names_has_no_rows(parse: Parse) -> None:
    prose = "\n".join(f"A sentence about lake {n}." for n in range(30))
    small = "Name\tCity\nLake 1\tOslo\nLake 2\tPorto\nLake 3\tPorto"

    assert not parse({"a.html": f"{prose}\n{small}"}).tables
    unnamed = parse({"b.html": "\n".join(f"{n}\t{n * n}" for n in range(9))})
    assert all(table.kind != "delimited" for table in unnamed.tables)


def test_paragraphs_with_as_many_commas_each_are_no_table(parse: Parse) -> None:
    clauses = ("the clerk counted his tools in the spring", "and many others saw it there")
    text = "\n\n".join(
        ", ".join(f"{clause} {n} {m}" for m in range(4) for clause in clauses) for n in range(4)
    )

    assert not parse({"notes.txt": f"{text}\n"}).tables
