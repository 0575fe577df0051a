"""Rows of a dump are rows of the tables that it fills, under the names these give their columns."""

import time

from tests.context.records.conftest import Parse

CREATED = (
    "-- MySQL dump\nDROP TABLE IF EXISTS `users`;\nCREATE TABLE `users` (\n  `id` int(11) NOT NULL,\n"
    "  `name` varchar(50) DEFAULT NULL,\n  `balance` decimal(10,2),\n  `joined` datetime,\n"
    "  `left_on` date,\n"
    "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n"
)
USERS = [
    rf"INSERT INTO `users` VALUES ({n},'O\'Neil, (Ann) ''{n}''',{n}.50,'2024-01-{n + 1:02} 10:00:00',NULL);"
    for n in range(20)
]
LOGS = [
    f"INSERT INTO shop.logs (id, what) VALUES ({n}, {'NULL' if n % 3 else chr(39) + 'it' + chr(39)});"
    for n in range(30)
]


def test_each_table_of_a_dump_is_a_table(parse: Parse) -> None:
    parsed = parse({"shop.sql": CREATED + "\n".join([*USERS, *LOGS, ""])})

    assert {table.name: table.rows for table in parsed.tables} == {"records": 20, "logs": 30}
    assert parsed.ask(
        "SELECT sum(balance), min(name), count(left_on), max(joined)::VARCHAR FROM records"
    ) == [(200.0, "O'Neil, (Ann) '0'", 0, "2024-01-20 10:00:00")]
    assert parsed.ask("SELECT count(what), max(id) FROM logs") == [(10, 29)]
    assert parsed.texts()[0] == USERS[0].partition("VALUES ")[2].removesuffix(";").encode()


def test_rows_below_one_statement_are_rows(parse: Parse) -> None:
    rows = ",\n".join(f"  ({n}, 'Ada', {n * 2}, now())" for n in range(20))
    script = f"BEGIN;\nINSERT INTO orders (id, who, amount, at) VALUES\n{rows};\nCOMMIT;\n"
    parsed = parse({"orders.sql": script})

    assert parsed.ask("SELECT count(*), sum(amount), max(who) FROM records") == [(20, 380, "Ada")]


def test_a_script_that_queries_is_no_dump(parse: Parse) -> None:
    queries = "".join(f"SELECT a, b FROM t{n} WHERE c IN (1, 2);\n" for n in range(20))
    parsed = parse({"q.sql": f"{queries}INSERT INTO x VALUES (1, 2);\n"})

    assert "x" not in {table.name for table in parsed.tables}


def test_what_no_dump_can_be_is_seen_in_a_moment(parse: Parse) -> None:
    quotes, brackets = "'" * 999, "(" * 5_000
    began = time.process_time()
    parse(
        {
            "q.sql": f"INSERT INTO t VALUES ({quotes});\n" * 5,
            "b.sql": f"INSERT INTO t VALUES ({brackets}\n" * 5,
        }
    )

    assert time.process_time() - began < 5


def test_many_rows_in_a_line_are_rows_where_they_stand(parse: Parse) -> None:
    rows = [f"({n},'Zoë \\'{n}\\'',{n}.25,NULL,NULL)" for n in range(500)]
    people = f"INSERT INTO `users` VALUES {','.join(rows)};\n"
    parsed = parse({"shop.sql": f"{CREATED}LOCK TABLES `users` WRITE;\n{people}UNLOCK TABLES;\n"})

    assert parsed.ask("SELECT count(*), sum(balance), max(id) FROM records") == [(500, 124875.0, 499)]
    assert parsed.ask("SELECT name FROM records WHERE id = 7") == [("Zoë '7'",)]
    assert parsed.texts() == [row.encode() for row in rows]


def test_lines_below_copy_are_rows_of_its_table(parse: Parse) -> None:
    ports = "".join(f"{n}\tPort {n}\t{'\\N' if n % 2 else f'2024-02-{n + 1:02}'}\n" for n in range(20))
    ships = "".join(f"{n}\tShip\\t{n}\t{n % 20}\n" for n in range(40))
    dump = (
        "--\n-- PostgreSQL database dump\n--\nSET client_encoding = 'UTF8';\n"
        "CREATE TABLE public.ports (\n    id integer NOT NULL,\n    name text,\n    opened date\n);\n"
        f"COPY public.ports (id, name, opened) FROM stdin;\n{ports}\\.\n\n"
        f"COPY public.ships (id, name, port_id) FROM stdin;\n{ships}\\.\n\n"
        "ALTER TABLE ONLY public.ports ADD CONSTRAINT ports_pkey PRIMARY KEY (id);\n"
    )
    parsed = parse({"harbour.sql": dump})

    assert {table.name: table.rows for table in parsed.tables} == {"records": 20, "ships": 40}
    assert [table.called for table in parsed.tables] == ["ports", ""]
    assert parsed.ask("SELECT count(opened), max(opened)::VARCHAR FROM records") == [(10, "2024-02-19")]
    assert parsed.ask("SELECT name FROM ships WHERE id = 3") == [("Ship\t3",)]


def test_texts_of_several_lines_and_backslashes_are_taken_as_they_are(parse: Parse) -> None:
    rows = "".join(f"INSERT INTO notes VALUES({n},'C:\\dir\\','It''s\nnote {n}');\n" for n in range(10))
    created = "PRAGMA foreign_keys=OFF;\nCREATE TABLE notes (id INTEGER, place TEXT, said TEXT);\n"
    parsed = parse({"notes.sql": f"{created}{rows}COMMIT;\n"})

    assert parsed.ask("SELECT place, said FROM records WHERE id = 4") == [("C:\\dir\\", "It's\nnote 4")]
    assert parsed.ask("SELECT count(*) FROM records") == [(10,)]


def test_rows_below_statements_of_several_tables_are_rows_of_these(parse: Parse) -> None:
    towns = ",\n".join(f"  ({n}, 'Town {n}')" for n in range(10))
    people = ",\n".join(f"  ({n}, 'Ada', to_date('2020-01-0{n + 1}', 'YYYY-MM-DD'))" for n in range(5))
    script = (
        f"INSERT INTO towns (id, name)\nVALUES\n{towns};\n"
        f"INSERT [dbo].[People] ([Id], [Name], [Born]) VALUES\n{people};\n"
    )
    parsed = parse({"both.sql": script})

    assert {table.name: table.rows for table in parsed.tables} == {"records": 10, "people": 5}
    assert parsed.ask("SELECT max(born)::VARCHAR FROM people") == [("2020-01-05",)]


def test_a_table_far_behind_in_a_long_dump_is_one_too(parse: Parse) -> None:
    long = "".join(f"INSERT INTO `users` VALUES ({n},'{'x' * 200}',1,NULL,NULL);\n" for n in range(2000))
    late = (
        "CREATE TABLE `fees` (\n  `id` int,\n  `fee` int\n);\nINSERT INTO `fees` VALUES (1,5),(2,6),(3,7);\n"
    )
    parsed = parse({"shop.sql": f"{CREATED}{long}{late}"})

    assert parsed.ask("SELECT sum(fee) FROM fees") == [(18,)]


def test_a_statement_that_breaks_off_ends_with_its_last_whole_row(parse: Parse) -> None:
    rows = ",".join(f"({n},'a',1,NULL,NULL)" for n in range(1, 4))
    parsed = parse({"cut.sql": f"{CREATED}INSERT INTO `users` VALUES {rows},(4,'unfin"})

    assert parsed.ask("SELECT count(*), max(id) FROM records") == [(3, 3)]
