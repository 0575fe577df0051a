"""A code that the question has only as an ordinary word is told beside the answer."""

import pytest
import sqlglot
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.queries.doubts import coined_codes

COLUMNS = {
    "iata": Column(name="iata", type="text", distinct=7000, minimum="AAA", maximum="ZZV"),
    "track": Column(name="track", type="text", distinct=900),
    "status": Column(name="status", type="text", distinct=3),
    "rows": Column(name="rows", type="integer", distinct=90),
}


def doubts(question: str, condition: str) -> list[str]:
    tree = sqlglot.parse_one(f"SELECT count(*) FROM records WHERE {condition}", dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return list(coined_codes.doubts(tree, question, COLUMNS))


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("How many airports lie below sea level?", "iata IN ('SEA', 'LIE')"),
        ("How many airports lie below sea level?", "iata = 'SEA'"),
        ("How many hours of music did I play?", "track = 'Music'"),
    ],
)
def test_it_is_not_sure_that_an_ordinary_word_is_a_code_or_a_name(question: str, condition: str) -> None:
    assert doubts(question, condition) == [f"It is not sure whether only rows with {condition} are meant."]


@pytest.mark.parametrize(
    ("question", "condition", "told"),
    [
        ("How many airports lie below sea level?", r"regexp_matches(lower(iata), '(?:^|\W)seas?\b')", "SEA"),
        ("How many airports lie below it?", "lower(iata) LIKE '%lie%'", "LIE"),
        ("How many flights went to sea?", "lower(iata) LIKE '%sea%'", ""),
        ("How many airports lie below sea level?", "lower(track) LIKE '%sea%'", ""),
        ("How many flights left SEA?", "iata LIKE '%SEA%'", ""),
    ],
)
def test_ordinary_words_that_were_looked_for_in_codes_are_not_sure_either(
    question: str, condition: str, told: str
) -> None:
    sure = f"It is not sure whether only rows with iata = '{told}' are meant."
    assert doubts(question, condition) == ([sure] if told else [])


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("How many flights went to sea?", "iata = 'SEA'"),
        ("How many flights went from lax to sea?", "iata IN ('LAX', 'SEA')"),
        ("How many flights left SEA for the sea?", "iata = 'SEA'"),
        ("How many requests were ok?", "status = 'OK'"),
        ("How many songs by queen did I play?", "track = 'Queen'"),
        ("How often did I play thunderstruck?", "track = 'Thunderstruck'"),
        ("How many hours of Music did I play?", "track = 'Music'"),
        ("How many rows are there?", "rows = 5"),
    ],
)
def test_what_is_pointed_at_or_written_so_is_meant(question: str, condition: str) -> None:
    assert doubts(question, condition) == []
