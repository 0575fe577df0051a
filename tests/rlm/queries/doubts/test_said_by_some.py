"""What the texts of some rows say is told where a query passes it over."""

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.doubts import said_by_some
from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.checking import parted

STATEMENTS = "".join(
    f"{command};{text}\n"
    for command, text in (
        ("DELETE", "delete from sessions where age > 3"),
        ("DELETE", "delete from watchdog"),
        ("INSERT", "insert into sessions values the queue"),
        ("DELETE", "delete from sessions"),
    )
)
COUNT = "SELECT COUNT(*) FROM records WHERE command = 'DELETE'"


def passed_over(question: str, sql: str = COUNT) -> bool:
    context = FakeContext(
        {"slow.log": STATEMENTS}, parted("command", "statement"), notes={"statement": "free text"}
    )
    table = msgspec.structs.replace(context.profile.tables[0], kind="blocks")
    links = linking.link(question, context.profile, context.query)
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return bool([*said_by_some.doubts(tree, question, links, [table], ["slow.log"], context.query)])


def test_a_noun_that_some_of_the_rows_say_is_told() -> None:
    assert passed_over("How many were deletes from the sessions table?")
    assert not passed_over(
        "How many were deletes from the sessions table?", f"{COUNT} AND statement LIKE '%sessions%'"
    )


@pytest.mark.parametrize(
    "question",
    [
        "How many deletes are in the log?",  # it is called so
        "How many were deletes with a where?",
        "How many were deletes from the queue?",  # none of these rows says it
        "How many were deletes on the whole?",
        "How many deletes were there?",
        "How many were deletes by a command?",
    ],
)
def test_other_words_are_not(question: str) -> None:
    assert not passed_over(question)
