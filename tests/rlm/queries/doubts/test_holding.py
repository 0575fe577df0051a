"""An answer is marked where it names something else than what is asked after."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.ports import Job
from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.doubts import holding
from rlm_desktop.rlm.question.links import Links
from tests.fakes import FakeEngine
from tests.rlm.asked import Asked, sql

BEST = sql("SELECT item, COUNT(*) AS n FROM records GROUP BY item ORDER BY n DESC LIMIT 1")


def reader(word: str) -> FakeEngine:
    """Says `word` of columns, and Yes to all else."""

    def reply(job: Job) -> str:
        return word if "of a table has values such as" in job.messages[-1].content else "Yes"

    return FakeEngine(reply, -0.1)


@pytest.mark.parametrize(("word", "status"), [("No", "partial"), ("Yes", "answered")])
def test_a_bolt_is_no_customer(word: str, status: str) -> None:
    reply = Asked("Which customer had the most orders?", [BEST] * 8, reader=reader(word)).reply

    assert (reply.status, reply.value) == (status, ["cable", 5])
    assert ("It is not sure that “item” tells a customer." in reply.notes) is (word == "No")


def test_what_has_been_done_is_asked_about_in_irregular_verbs_as_well() -> None:
    reply = Asked("Which customer made the most orders?", [BEST] * 8, reader=reader("No")).reply

    assert "It is not sure that “item” tells a customer." in reply.notes


def test_a_column_that_is_called_so_is_not_asked_about() -> None:
    engine = reader("No")

    assert Asked("Which item had the most orders?", [BEST] * 4, reader=engine).reply.status == "answered"
    assert not [job for job in engine.jobs if "has values such as" in job.messages[-1].content]


GAMES = {
    name: Column(name=name, type="text", distinct=20)
    for name in ("country_of_games", "country_of_athlete", "city", "athlete_name")
}
GAMES["fruity"] = Column(name="fruity", type="boolean", distinct=2)
BY_GAMES = (
    "SELECT country_of_games, COUNT(*) AS n FROM records GROUP BY country_of_games ORDER BY n DESC LIMIT 1"
)


def shown(question: str, query: str = BY_GAMES) -> list[str]:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return list(holding.of_shown(tree, question, GAMES))


def test_one_of_two_columns_that_may_be_meant_is_told() -> None:
    assert shown("Which country has won the most races?") == [
        "country_of_games was told, and country_of_athlete may as well be meant."
    ]


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Which country has had the most games?", BY_GAMES),
        ("Which city has had the most races?", BY_GAMES.replace("country_of_games", "city")),
        ("How many races were in each country?", BY_GAMES),
    ],
)
def test_one_that_the_question_tells_apart_is_not(question: str, query: str) -> None:
    assert not shown(question, query)


def test_yes_or_no_names_nothing() -> None:
    by_taste = "SELECT fruity, COUNT(*) FROM records GROUP BY fruity ORDER BY COUNT(*) DESC LIMIT 1"

    assert "is yes or no" in shown("What is the most popular fruity candy?", by_taste)[0]


class Never(AskedFor):
    """Says of no column that it tells what is asked after."""

    def __init__(self) -> None:
        pass

    def holds(self, thing: str, column: Column) -> bool:
        return False


def test_another_column_that_is_shown_may_be_what_is_asked_after() -> None:
    def doubts(query: str) -> list[str]:
        tree = sqlglot.parse_one(query, dialect="duckdb")
        assert isinstance(tree, exp.Query)
        asked = "Who was the oldest, and which athlete was it?"
        return list(holding.doubts(tree, asked, GAMES, (), Links(), Never()))

    assert doubts("SELECT city FROM records LIMIT 1")
    assert not doubts("SELECT city, athlete_name FROM records LIMIT 1")


def test_a_number_of_another_kind_is_told() -> None:
    columns = {name: Column(name=name, type="text") for name in ("serial_number", "n_number")}

    def told(name: str) -> list[str]:
        tree = sqlglot.parse_one(f"SELECT {name} FROM records", dialect="duckdb")
        assert isinstance(tree, exp.Query)
        return list(holding.of_another_kind(tree, "List the registration number of each.", columns))

    assert told("serial_number") == ["It is not sure that “serial_number” tells a registration number."]
    assert told("n_number") == []


def test_a_date_tells_a_day() -> None:
    days = sql("SELECT stamp, COUNT(*) AS n FROM records GROUP BY stamp ORDER BY n DESC LIMIT 1")
    reply = Asked("Which busy day had the most orders?", [days] * 8, reader=reader("No")).reply

    assert not [note for note in reply.notes if "tells a day" in note]


def test_the_name_of_a_file_tells_a_document() -> None:
    name = Column(name="name", type="text", nulls=0, distinct=9, values=(("a.md", 1),), note="file name")
    said: list[bool] = []
    for thing in ("proposals", "towns"):
        tree = sqlglot.parse_one("SELECT name FROM records WHERE n = 4", dialect="duckdb")
        assert isinstance(tree, exp.Query)
        asked = Asked("?", [BEST], reader=reader("No"))
        judged = AskedFor("?", asked.loop._run.subcalls, lambda table: [])
        question = f"Which {thing} have a count of 4?"
        said.append(bool(list(holding.doubts(tree, question, {"name": name}, (), Links(), judged))))

    assert said == [False, True]
