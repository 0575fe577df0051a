"""Words that say which rows are meant, and that a query passes over, are told."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.doubts import left_over
from rlm_desktop.rlm.question.links import Link, Links

MEAN = "SELECT AVG(age) FROM records WHERE NOT born IS NULL"


def parsed(sql: str) -> exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree


def told(question: str, sql: str, links: Links = Links()) -> list[str]:  # noqa: B008 (a frozen value)
    return list(left_over.of(parsed(sql), question, links))


def test_a_mean_over_all_is_not_one_of_men() -> None:
    assert told("How old are men on average?", MEAN) == ["“men” of the question has no place in the query."]


@pytest.mark.parametrize(
    "sql", [f"{MEAN} AND sex = 'M'", f"{MEAN} AND award = 'Best actor'", f"{MEAN} AND who = 'Man'"]
)
def test_a_query_that_looks_at_men_is_not_told(sql: str) -> None:
    assert not told("How old are men on average?", sql)


def test_a_value_that_is_called_so_tells_it() -> None:
    links = Links(values=(Link("women", "records", "kind", "W"),))

    assert not told("How old are women on average?", f"{MEAN} AND kind = 'W'", links)


def test_where_every_condition_was_dropped_the_words_that_are_left_are_told() -> None:
    dropped = [sqlglot.parse_one("town = 'Graz'")]

    def doubts(question: str, sql: str = MEAN) -> list[str]:
        return list(left_over.of_dropped(parsed(sql), dropped, question, Links(), ["guests.csv"]))

    assert "“sick”" in doubts("What is the mean age of sick guests?")[0]
    assert not doubts("What is the mean age of guests?")
    assert not doubts("What is the mean age of sick guests?", f"{MEAN} AND day > 5")


CRIMES = Table(
    name="records",
    kind="delimited",
    row_is="line",
    rows=900,
    fits=1.0,
    columns=(
        Column(name="kind", type="text", distinct=90),
        Column(name="district", type="integer", distinct=6),
    ),
)


@pytest.mark.parametrize(
    ("question", "where", "passed_over"),
    [
        ("How many home burglaries were there?", "district = 5", ["home"]),
        ("How many home burglaries were there?", "kind = 'Burglary, home'", []),
        ("How many residential burglaries were there?", "kind = 'BURGLARY RESIDENCE'", []),
        ("How many burglaries were there?", "district = 5", []),
        ("How many foggy days were there?", "kind = 'fog'", []),
        ("What percentage of registered voters came?", "district = 5", ["registered"]),
        ("What share of the crimes was solved?", "district = 5", []),
        ("How many different districts are there?", "district > 0", []),
    ],
)
def test_a_word_before_what_is_counted_has_its_place(
    question: str, where: str, passed_over: list[str]
) -> None:
    tree = parsed(f"SELECT COUNT(*) FROM records WHERE {where}")

    told = list(left_over.of_modifiers(tree, question, Links(), CRIMES, ("crimes.csv",)))

    assert told == [f"“{word}” of the question has no place in the query." for word in passed_over]


def test_what_rows_are_by_now_is_a_condition() -> None:
    sql = "SELECT DISTINCT link FROM records WHERE company = 'NVIDIA'"
    asked = "Which NVIDIA internships are still open?"

    assert told(asked, sql) == ["“open” of the question has no place in the query."]
    assert not told(asked, f"{sql} AND status = 'open'")
    assert told(asked, f"{sql} AND NOT posted IS NULL")
    assert not told(asked, f"{sql} AND closed_at IS NULL")
