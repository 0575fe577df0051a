"""A count of none, or of one kind alone, is told as one that something else may be behind."""

import msgspec
import pytest

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries import scant
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from tests.rlm.shop import shop

NONE = "No row is like that: what is asked for may be said otherwise."
COUNTED = "SELECT COUNT(*) FROM records WHERE building LIKE '%academies%'"


def told(value: object, query: str = COUNTED, question: str = "How many were at academies?") -> str:
    return scant.doubt(Program(language="sql", text=query), value, question)


def test_none_is_told() -> None:
    assert told(0) == NONE
    assert told([0]) == NONE
    assert (
        told(0.0, "SELECT 100.0 * SUM(CASE WHEN a = 'b' THEN 1 ELSE 0 END) / COUNT(*) FROM records") == NONE
    )


def test_one_kind_alone_is_told() -> None:
    query = "SELECT COUNT(DISTINCT region) FROM records WHERE city = 'York'"

    assert told(1, query) == "Only one value of region was counted: something else may be meant."
    assert not told(2, query)
    assert not told(1)


@pytest.mark.parametrize(
    ("value", "query", "question"),
    [
        (3, COUNTED, "How many were at academies?"),
        ("Ada", "SELECT name, COUNT(*) FROM records GROUP BY name", "Who was there most?"),
        (0, "SELECT MIN(temperature) FROM records", "What was the lowest temperature?"),
        (0, COUNTED, 'How many say "academies"?'),
        (0, COUNTED, "How many lines mention academies?"),
        (0, "SELECT", "How many are there?"),
    ],
)
def test_what_is_no_such_count_is_not(value: object, query: str, question: str) -> None:
    assert not told(value, query, question)


def test_a_program_that_searched_and_found_none_is_told() -> None:
    searched = Program(
        language="python", text='answer(sum(1 for hit in search("no book") if hit.name == "x"))'
    )

    assert scant.doubt(searched, 0, "How many are there?").startswith("Nothing in the text was found")
    assert not scant.doubt(searched, 3, "How many are there?")
    assert not scant.doubt(Program(language="python", text="answer(0)"), 0, "How many are there?")


def test_many_for_one_are_told() -> None:
    query, days = "SELECT day FROM records WHERE title = 'Recess'", ["2012-06-30", "2013-01-19"]

    assert told(days, query, "For which day was the recess?") == (
        "One day is asked for, and 2 rows are like that."
    )
    assert not told(days, query, "For which days was the recess?")
    assert not told(days, "SELECT town, day FROM records", "In which town was the recess, and on which day?")


@pytest.mark.parametrize(
    ("value", "question", "query", "doubted"),
    [
        (1, "How many passengers were on flight 51?", "SELECT COUNT(*) FROM records WHERE flight = 51", True),
        (
            2,
            "How many passengers were on flight 51?",
            "SELECT COUNT(*) FROM records WHERE flight = 51",
            False,
        ),
        (1, "How many flights had number 51?", "SELECT COUNT(*) FROM records WHERE flight = 51", False),
        (1, "How many delays were there?", "SELECT COUNT(*) FROM records WHERE dep_delay > 900", False),
        (1, "How many refunds were there?", "SELECT COUNT(*) FROM records WHERE kind = 'refund'", False),
        (1, "How many passengers were on flight 51?", "SELECT seats FROM records WHERE flight = 51", False),
    ],
)
def test_one_row_is_not_one_of_what_rows_are_not_called(
    value: int, question: str, query: str, doubted: bool
) -> None:
    program = Program(language="sql", text=query)
    called = ("nyc_flights.csv", "records", "flight", "dep_delay", "kind", "seats")

    assert bool(scant.of_one(program, value, question, called)) is doubted


@pytest.mark.parametrize(("word", "expected"), [("Don't", False), ("late", True)])
def test_none_is_expected_where_a_query_looks_for_what_no_line_says(word: str, expected: bool) -> None:
    question, context = "How many orders are late? Don't count refunds.", shop()
    links = msgspec.structs.replace(linking.link(question, context.profile, context.query), unsaid=(word,))
    grounding = Grounding(question, context.profile, links, context.query, called=("orders.txt",))
    query = "SELECT COUNT(*) FROM records WHERE CONTAINS(LOWER(line), 'late')"

    assert grounding.check(Program(language="sql", text=query)).expects_nothing == expected


@pytest.mark.parametrize(
    ("question", "code", "value", "is_doubtful"),
    [
        ("How many goats came ashore at Gull Point?", 'answer(len(scan("goats").hits))', 30, True),
        ("How many goats came ashore at Gull Point?", 'answer(scan("goats.*Gull").lines)', 30, False),
        ("How many goats came ashore?", 'answer(len(scan("goats").hits))', 30, False),
        ("How many lines mention Gull Point?", 'answer(scan("Gull Point").lines)', 3, False),
        ("How many goats are in the Two Books?", 'answer(scan("goats").lines)', 3, False),
        ("What did the goats of Gull Point eat?", 'answer(scan("goats").hits)', ["grass"], False),
        ("How many goats came ashore at Gull Point?", "answer(2 + 3)", 5, False),
    ],
)
def test_places_counted_without_a_name_of_the_question_are_told(
    question: str, code: str, value: object, is_doubtful: bool
) -> None:
    program = Program(language="python", text=code)
    told = scant.unscanned(program, value, question, ["two_books.txt"])

    assert bool(told) == is_doubtful
