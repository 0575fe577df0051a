"""Pieces of queries: whether a SELECT has the columns of a table at hand."""

from collections.abc import Callable

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import reads
from rlm_desktop.rlm.queries.measures import chronology, single_rows, sums, superlatives
from rlm_desktop.rlm.queries.rows import details
from rlm_desktop.rlm.question.links import Links


@pytest.mark.parametrize(
    ("sql", "outermost", "innermost"),
    [
        ("SELECT a FROM records", True, True),
        ('SELECT a FROM other JOIN "Records" USING (a)', True, True),
        ("SELECT a FROM other", False, False),
        ("SELECT a FROM (SELECT a FROM records)", False, True),
        ("WITH t AS (SELECT a FROM records) SELECT a FROM t", False, True),
        ("WITH records AS (SELECT a FROM records) SELECT a FROM records", False, True),
    ],
)
def test_a_select_reads_what_it_names_itself(sql: str, outermost: bool, innermost: bool) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")

    assert reads(tree, "records") is outermost
    assert reads(list(tree.find_all(exp.Select))[-1], "records") is innermost


def test_two_queries_put_together_read_nothing_of_themselves() -> None:
    assert not reads(sqlglot.parse_one("SELECT a FROM records UNION SELECT a FROM records"), "records")


GAMES = Table(
    name="records",
    kind="delimited",
    row_is="document",
    rows=100,
    fits=1.0,
    columns=(
        Column(name="title", type="text", distinct=100),
        Column(name="match_num", type="integer", distinct=30),
        Column(name="nr", type="integer", distinct=100, minimum="1", maximum="100"),
        Column(name="place", type="text", distinct=9),
        Column(name="place_note", type="text", distinct=9, note="in brackets behind place"),
        Column(name="goals", type="integer", distinct=9, minimum="0", maximum="9"),
        Column(name="date", type="date", distinct=60),
        Column(name="time", type="time", distinct=60),
    ),
)
Rule = Callable[[exp.Query, str], object]


@pytest.mark.parametrize(
    ("rule", "question", "sql"),
    [
        (
            lambda tree, question: single_rows.with_names(tree, question, GAMES),
            "Which match was the longest?",
            "SELECT match_num FROM {} ORDER BY goals DESC LIMIT 1",
        ),
        (
            lambda tree, question: superlatives.named(tree, question, GAMES, Links()),
            "What is the longest match?",
            "SELECT MAX(goals) FROM {}",
        ),
        (
            lambda tree, question: superlatives.identified(tree, question, GAMES, Links()),
            "Which match had most people?",
            "SELECT place FROM {} ORDER BY match_num DESC LIMIT 1",
        ),
        (
            lambda tree, question: superlatives.with_most(tree, question, GAMES),
            "Where was the match with the highest goals?",
            "SELECT place FROM {}",
        ),
        (
            lambda tree, question: sums.has_some(tree, question, GAMES),
            "How many matches had goals?",
            "SELECT COUNT(*) FROM {}",
        ),
        (
            lambda tree, _: details.told(tree, [GAMES]),
            "Where was it?",
            "SELECT place FROM {} WHERE match_num = 4",
        ),
        (
            lambda tree, question: details.titled(tree, question, [GAMES]),
            "Which are there?",
            "SELECT name FROM {}",
        ),
        (
            lambda tree, question: chronology.in_order(tree, GAMES, question),
            "Which was the first?",
            "SELECT place FROM {} ORDER BY date LIMIT 1",
        ),
    ],
)
def test_what_adds_a_column_leaves_a_query_over_a_query(rule: Rule, question: str, sql: str) -> None:
    direct = sqlglot.parse_one(sql.format("records"), dialect="duckdb")
    assert isinstance(direct, exp.Query) and rule(direct, question)

    over = sqlglot.parse_one(sql.format("(SELECT DISTINCT * FROM records)"), dialect="duckdb")
    before = over.sql()
    assert isinstance(over, exp.Query) and not rule(over, question)
    assert over.sql() == before


@pytest.mark.parametrize(
    ("sql", "adds"),
    [
        ("SELECT name FROM records", True),
        ("SELECT DISTINCT name FROM records ORDER BY name", True),
        ("SELECT DISTINCT name, place FROM records", False),
        ("SELECT DISTINCT ON (place) name FROM records", False),
        ("SELECT name FROM records GROUP BY name", False),
    ],
)
def test_documents_have_their_titles_beside_their_names_also_where_each_is_told_once(
    sql: str, adds: bool
) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    assert details.titled(tree, "Which are there?", [GAMES]) is adds
