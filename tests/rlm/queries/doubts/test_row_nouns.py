"""What is counted is what rows are, or something in the query tells which of them are."""

from collections.abc import Sequence

import msgspec
import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.doubts import row_nouns
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.links import Link, Links
from tests.fakes import FakeContext
from tests.rlm.checking import parted

COMICS = Table(
    name="records",
    kind="delimited",
    row_is="record",
    rows=400,
    fits=1.0,
    columns=(
        Column(name="name", type="text", distinct=400),
        Column(name="publisher", type="text", distinct=2),
        Column(name="eye_color", type="text", distinct=9),
    ),
)
LINKED = Links(values=(Link("villains", "records", "align", "Bad"),))
QUERY = "SELECT COUNT(*) FROM records WHERE publisher = 'marvel'"


class Judge(AskedFor):
    """Says how likely rows are what they are asked to be, and keeps what it was asked."""

    def __init__(self, likely: float | None) -> None:
        self.likely, self.asked = likely, list[str]()

    def every_row(self, thing: str, table: Table) -> float | None:
        self.asked.append(thing)
        return self.likely


def told(
    question: str, judge: Judge, query: str = QUERY, links: Links | None = None, called: Sequence[str] = ()
) -> list[str]:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return list(row_nouns.doubts(tree, question, COMICS, called, links or Links(), judge))


@pytest.mark.parametrize(
    "question", ["How many villains has Marvel?", "Who has the most villains?", "Who was the first villain?"]
)
def test_rows_that_are_something_else_are_told(question: str) -> None:
    assert told(question, Judge(0.1)) == ["It is not sure that each row is what is counted: villain."]


def test_rows_that_are_so_are_not() -> None:
    assert not told("How many characters has Marvel?", Judge(0.9))
    assert not told("How many characters has Marvel?", Judge(None))


@pytest.mark.parametrize(
    ("question", "query", "links", "called"),
    [
        ("How many publishers are there?", QUERY, None, ()),  # a column
        ("How many comics are there?", QUERY, None, ("comics.csv",)),
        ("How many villains are there?", f"{QUERY} AND name LIKE '%villain%'", None, ()),
        (
            "How many villains are there?",
            QUERY,
            Links(values=(Link("villains", "records", "align", "Bad"),)),
            (),
        ),
        ("How many times did it rain?", QUERY, None, ()),
    ],
)
def test_a_noun_of_which_something_speaks_is_not_asked_about(
    question: str, query: str, links: Links | None, called: Sequence[str]
) -> None:
    judge = Judge(0.1)

    assert not told(question, judge, query, links, called)
    assert not judge.asked


def test_rows_are_shown_from_all_over_the_table() -> None:
    context = FakeContext(
        {"a.csv": "".join(f"Hero {n};marvel\n" for n in range(9))},
        parted("name", "publisher"),
    )
    (table,) = context.profile.tables

    assert row_nouns.shown(table, context.query) == [
        "name: Hero 0; publisher: marvel",
        "name: Hero 4; publisher: marvel",
        "name: Hero 8; publisher: marvel",
    ]
    assert not row_nouns.shown(msgspec.structs.replace(table, name="none"), context.query)


def test_the_row_of_a_name_does_not_tell_how_many_there_are() -> None:
    links = Links(values=(Link("Storm", "records", "name", "Storm", 1),))
    tree = sqlglot.parse_one("SELECT COUNT(*) FROM records WHERE name = 'Storm'", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    asked = "How many {} does Storm have?"
    assert list(row_nouns.of_one_row(tree, asked.format("children"), COMICS, ("comics.csv",), links))
    assert not list(row_nouns.of_one_row(tree, asked.format("comics"), COMICS, ("comics.csv",), links))


@pytest.mark.parametrize(
    ("noun", "column", "told"),
    [("children", "name", True), ("comics", "name", False), ("people", "boss", False)],
)
def test_the_row_with_the_name_that_rows_go_by_is_not_counted(noun: str, column: str, told: bool) -> None:
    bosses = msgspec.structs.replace(
        COMICS, columns=(*COMICS.columns, Column(name="boss", type="text", distinct=390))
    )
    links = Links(values=(Link("Storm", "records", column, "Storm", 1),))
    tree = sqlglot.parse_one(f"SELECT COUNT(*) FROM records WHERE {column} = 'Storm'", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    found = row_nouns.of_its_own(tree, f"How many {noun} does Storm have?", bosses, ("comics.csv",), links)
    assert bool(found) is told


def test_what_another_column_tells_after_that_is_not_sure() -> None:
    homes = FakeContext(
        {"homes.csv": "".join(f"Home {n};{n}\n" for n in range(80))},
        {"name": "split_part(line, ';', 1)", "places": "CAST(split_part(line, ';', 2) AS BIGINT)"},
    )
    question = "How many children live at Home 7?"
    links = linking.link(question, homes.profile, homes.query)
    grounding = Grounding(question, homes.profile, links, homes.query)

    def checked(shown: str) -> Checked:
        return grounding.check(
            Program(language="sql", text=f"SELECT {shown} FROM records WHERE name = 'Home 7'")
        )

    assert not checked("places").doubts
    assert checked("COUNT(*)").problem
    assert "It is not sure that a column tells how many children there are." in checked("places").doubts


def test_an_address_that_is_in_many_rows_of_the_column_is_not_the_one_row_of_another() -> None:
    links = Links(values=(Link("10.0.0.7", "records", "name", "10.0.0.7", 1),))
    tree = sqlglot.parse_one("SELECT COUNT(*) FROM records WHERE publisher = '10.0.0.7'", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    asked = "How many connections came from 10.0.0.7?"
    assert not list(row_nouns.of_one_row(tree, asked, COMICS, ("comics.csv",), links))


@pytest.mark.parametrize(
    ("question", "sql", "doubted"),
    [
        ("How many airports are there in Oslo?", "SELECT count(*) FROM metro_area", True),
        ("Does Oslo or Bergen have more airports?", "SELECT city, count(*) FROM metro_area GROUP BY 1", True),
        ("How many airports are there in Oslo?", "SELECT count(*) FROM records", False),
        ("How many areas are there?", "SELECT count(*) FROM metro_area", False),
        ("Which airport is the highest?", "SELECT max(height) FROM metro_area", False),
        ("How many airports has an area?", "SELECT count(DISTINCT airport) FROM metro_area", False),
        ("How many metro areas have airports?", "SELECT count(*) FROM metro_area", False),
    ],
)
def test_what_has_a_table_of_its_own_is_counted_there(question: str, sql: str, doubted: bool) -> None:
    own = msgspec.structs.replace(COMICS, called="airport")
    other = msgspec.structs.replace(COMICS, name="metro_area")
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    used = [other] if "metro_area" in sql else [own]

    told = list(row_nouns.of_another_table(tree, question, used, [own, other]))

    assert told == (["It is not sure that each row is what is counted: airport."] if doubted else [])
