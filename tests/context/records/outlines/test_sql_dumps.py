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
    assert parsed.texts()[0] == USERS[0].encode()


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
