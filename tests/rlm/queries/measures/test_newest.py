"""Which document is the newest is told by its title."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import newest

POSTS = Table(
    name="records",
    kind="headers",
    row_is="document",
    rows=387,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=387),
        Column(name="title", type="text", distinct=380),
        Column(name="author", type="text", distinct=40),
        Column(name="date", type="date", distinct=350),
    ),
)
LAST = "SELECT MAX(date) FROM records"
ORDERED = "SELECT date FROM records ORDER BY date DESC LIMIT 1"


def mended(question: str, sql: str, table: Table = POSTS) -> str:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    newest.mend(tree, question, table)
    return tree.sql(dialect="duckdb")


@pytest.mark.parametrize(
    ("question", "sql", "told"),
    [
        (
            "Which of the posts is the newest?",
            LAST,
            'SELECT "title", "date" FROM records ORDER BY "date" DESC',
        ),
        ("Which post is the newest?", ORDERED, 'SELECT "title", "date" FROM records ORDER BY date DESC'),
        ("Of the posts by Ada, which is the oldest?", LAST.replace("MAX", "MIN"), 'SELECT "title", "date"'),
        (
            "How many posts did Ada write, and which is the newest?",
            "SELECT COUNT(*), MAX(date) FROM records WHERE author = 'Ada'",
            'ARG_MAX("title", "date") FROM records WHERE author = \'Ada\'',
        ),
        (
            "How many posts are there, and which was the first of them?",
            "SELECT COUNT(*) AS n, MIN(date) AS d FROM records",
            'ARG_MIN("title", "date") AS d FROM records',
        ),
    ],
)
def test_a_title_stands_beside_the_day(question: str, sql: str, told: str) -> None:
    assert told in mended(question, sql)


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("When was the newest post written?", LAST),
        ("Which day is the latest?", LAST),
        ("What date is the newest?", LAST),
        ("What is the date of the newest post?", LAST),
        ("On which day was the last post written?", ORDERED),
        ("Which author was the first to write about Rust?", LAST),
        ("Which post is the newest?", "SELECT title, date FROM records ORDER BY date DESC LIMIT 1"),
        ("Which post is the newest?", "SELECT author, MAX(date) FROM records GROUP BY author"),
        ("Which post is the longest?", LAST),
    ],
)
def test_where_a_day_is_asked_for_or_a_title_told_nothing_changes(question: str, sql: str) -> None:
    assert "ARG_M" not in (told := mended(question, sql))
    assert told.count("title") == sql.count("title")


def test_rows_that_are_no_documents_are_left_alone() -> None:
    lines = Table(name="records", kind="log", row_is="line", rows=9, fits=1.0, columns=POSTS.columns)

    assert "title" not in mended("Which of the lines is the newest?", LAST, lines)
