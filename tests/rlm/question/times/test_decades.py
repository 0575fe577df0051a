"""Decades and centuries are years that a question names."""

import pytest

from rlm_desktop.rlm.question.times import decades
from tests.fakes import FakeContext
from tests.rlm.checking import check

FILMS = FakeContext(
    {"films.csv": "".join(f"Film {n};{1985 + n % 20};{1985 + n % 20}-05-0{n % 9 + 1}\n" for n in range(60))},
    {
        "title": "split_part(line, ';', 1)",
        "year": "CAST(split_part(line, ';', 2) AS BIGINT)",
        "shown": "CAST(split_part(line, ';', 3) AS DATE)",
    },
)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("How many came out in the nineties?", [("nineties", 1990, 1999)]),
        ("How many came out in the 1990s?", [("1990s", 1990, 1999)]),
        ("Which was the first of the '80s?", [("the '80s", 1980, 1989)]),
        ("How many were built in the 19th century?", [("19th century", 1800, 1899)]),
        ("How many people are in their fifties?", []),
        ("How many took 90 seconds?", []),
    ],
)
def test_a_question_names_them_in_many_ways(question: str, meant: list[tuple[str, int, int]]) -> None:
    assert list(decades.named(question)) == meant


@pytest.mark.parametrize(
    "condition",
    [
        "year BETWEEN 1990 AND 1999",
        "year >= 1990 AND year < 2000",
        "shown BETWEEN '1990-01-01' AND '1999-12-31'",
        "shown >= '1990-01-01' AND shown < '2000-01-01'",
    ],
)
def test_the_years_of_a_decade_are_asked_for(condition: str) -> None:
    question = "How many came out in the nineties?"
    checked = check(question, f"SELECT COUNT(*) FROM records WHERE {condition}", FILMS)

    assert int(str(FILMS.query(checked.program.text).rows[0][0])) == 30
    assert not checked.doubts


def test_a_query_without_them_is_told() -> None:
    question = "What is the mean year of the films of the nineties?"
    checked = check(question, "SELECT AVG(year) FROM records", FILMS)

    assert checked.doubts == ("“nineties” of the question has no place in the query.",)
