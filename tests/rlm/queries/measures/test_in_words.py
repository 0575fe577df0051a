"""A length that is asked for in words is none in letters."""

import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.measures import in_words
from tests.fakes import FakeContext

CONTEXT = FakeContext({"notes.txt": "an old  rope\nnets\n"}, {"title": "line"})
COLUMNS = {"title": Column(name="title", type="text"), "size": Column(name="size", type="integer")}


def parsed(sql: str) -> exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree


def test_words_are_counted_and_not_letters() -> None:
    tree = parsed("SELECT avg(length(title)) FROM records")

    told = list(in_words.counted(tree, "How long is a title on average, in words?", COLUMNS))
    assert told == ["Words of title were counted, not letters."]
    assert CONTEXT.query(tree.sql(dialect="duckdb")).rows == ((2.0,),)


def test_words_of_what_is_not_asked_for_mark_the_answer() -> None:
    tree = parsed("SELECT avg(len(string_split(title, ' '))) FROM records")

    assert not list(in_words.doubts(tree, "How long is a title on average, in words?"))
    assert list(in_words.doubts(tree, "How long is a proposal on average, in words?")) == [
        "The words of title were counted, of which the question does not speak."
    ]


def test_letters_stay_letters_where_no_words_are_asked_for() -> None:
    tree = parsed("SELECT max(length(title)) FROM records")

    assert not list(in_words.counted(tree, "Which title is the longest?", COLUMNS))
    assert not list(in_words.doubts(tree, "Which title has the word rope?"))
