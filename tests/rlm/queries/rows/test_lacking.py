"""Where no row of a condition has the figure, a word was taken for a value that means something else."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.rows import lacking
from tests.fakes import FakeContext
from tests.rlm.checking import check, result

LOG = FakeContext(
    {
        "db.log": "".join(
            f"{'LOG' if n % 2 else 'STATEMENT'};{n * 10 if n % 2 else ''};{'hr' if n % 3 else 'shop'}\n"
            for n in range(30)
        )
    },
    {
        "level": "split_part(line, ';', 1)",
        "duration": "TRY_CAST(split_part(line, ';', 2) AS BIGINT)",
        "db": "split_part(line, ';', 3)",
    },
)


def dropped(sql: str) -> tuple[str, list[str]]:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    (table,) = LOG.profile.tables
    columns = {column.name: column for column in table.columns}
    doubts = list(lacking.drop(tree, columns, table.name, LOG.query))
    return tree.sql(dialect="duckdb"), doubts


@pytest.mark.parametrize(
    ("sql", "left"),
    [
        (
            "SELECT AVG(duration) FROM records WHERE level = 'STATEMENT'",
            "SELECT AVG(duration) FROM records",
        ),
        (
            "SELECT line FROM records WHERE level = 'STATEMENT' AND db = 'hr' ORDER BY duration DESC LIMIT 1",
            "SELECT line FROM records WHERE db = 'hr' ORDER BY duration DESC LIMIT 1",
        ),
    ],
)
def test_the_figure_is_that_of_the_others(sql: str, left: str) -> None:
    text, doubts = dropped(sql)

    assert text == left
    assert doubts == ["No row with level = 'STATEMENT' has a duration: the figure is that of the others."]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT AVG(duration) FROM records WHERE level = 'LOG'",
        "SELECT AVG(duration) FROM records WHERE level = 'NOTICE'",
        "SELECT COUNT(*) FROM records WHERE level = 'STATEMENT'",
    ],
)
def test_conditions_that_fit_stay(sql: str) -> None:
    assert dropped(sql) == (sql, [])


def test_a_value_that_most_lines_lack_is_looked_for_in_them() -> None:
    lines = "".join(f"app;;backup-daemon.service: Failed {n}\n" for n in range(4)) + "app;backup-daemon;up\n"
    log = FakeContext(
        {"boot.log": lines},
        {"program": "split_part(line, ';', 1)", "comm": "nullif(split_part(line, ';', 2), '')"},
    )
    tree = sqlglot.parse_one(
        "SELECT COUNT(*) FROM records WHERE comm = 'backup-daemon' AND contains(line, 'Failed')",
        dialect="duckdb",
    )
    assert isinstance(tree, exp.Query)
    (table,) = log.profile.tables
    told = list(lacking.in_lines(tree, {column.name: column for column in table.columns}, table, log.query))

    assert list(log.query(tree.sql(dialect="duckdb")).rows) == [(4,)]
    assert told == ["No row with the rest has comm = “backup-daemon”: it was looked for in the lines."]


def test_the_lines_that_say_a_value_that_their_column_lacks_are_doubted() -> None:
    lines = "".join(f"app;;backup-daemon.service: Failed {n}\n" for n in range(4)) + "app;backup-daemon;up\n"
    log = FakeContext(
        {"boot.log": lines},
        {"program": "split_part(line, ';', 1)", "comm": "nullif(split_part(line, ';', 2), '')"},
    )
    query = "SELECT COUNT(*) FROM records WHERE comm = 'backup-daemon' AND contains(line, 'Failed')"
    question = "How many times has backup-daemon Failed?"

    assert result(question, query, log) == ((4,),)
    told = "No row with the rest has comm = “backup-daemon”: it was looked for in the lines."
    assert told in check(question, query, log).doubts


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("How many errors came from 10.0.0.1?", "ip = '10.0.0.1' AND level = 'ERROR'"),
        ("How many errors came from 10.0.0.16?", "ip = '10.0.0.16' AND level = 'ERROR'"),
        ("How many warnings are of user admin?", "\"user\" = 'admin' AND level = 'WARN'"),
    ],
)
def test_no_line_of_another_is_taken_where_a_value_has_none(question: str, condition: str) -> None:
    errors = "".join(f"ERROR;10.0.0.{n};;from 10.0.0.{n} via 10.0.0.16\n" for n in range(10, 16))
    others = "INFO;10.0.0.1;;from 10.0.0.1\nINFO;10.0.0.16;;from 10.0.0.16\n" + "INFO;;;idle\n" * 20
    users = "INFO;;admin;in\n" + "WARN;;;administrator is away\n" * 3
    log = FakeContext(
        {"app.log": errors + others + users},
        {
            "level": "split_part(line, ';', 1)",
            "ip": "nullif(split_part(line, ';', 2), '')",
            "user": "nullif(split_part(line, ';', 3), '')",
        },
    )

    assert result(question, f"SELECT COUNT(*) FROM records WHERE {condition}", log) == ((0,),)


def test_whose_row_has_no_figure_has_none() -> None:
    homes = FakeContext(
        {"homes.csv": "".join(f"Home {n};{n if n else ''}\n" for n in range(80))},
        {"name": "split_part(line, ';', 1)", "places": "TRY_CAST(split_part(line, ';', 2) AS BIGINT)"},
    )
    checked = check("How many places has Home 0?", "SELECT places FROM records WHERE name = 'Home 0'", homes)

    assert "'Home 0'" in checked.program.text


MAILS = FakeContext(
    {"mail.log": "ada;90;;10.0.0.1\nbob;700;;10.0.0.2\n;;sent;\n;;bounced;\n" * 3},
    {
        "sender": "nullif(split_part(line, ';', 1), '')",
        "size": "TRY_CAST(split_part(line, ';', 2) AS BIGINT)",
        "status": "nullif(split_part(line, ';', 3), '')",
        "ip": "nullif(split_part(line, ';', 4), '')",
    },
)


def test_what_a_condition_compares_is_not_whom_the_answer_tells() -> None:
    sql = "SELECT sender, size FROM records WHERE status = 'sent' ORDER BY size DESC LIMIT 1"

    assert result("Who sent the largest message, and how large was it?", sql, MAILS) == (("bob", 700),)
