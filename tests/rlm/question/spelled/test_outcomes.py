"""What failed is found under the letter that a column has for it, where its letters are outcomes."""

import pytest

from rlm_desktop.rlm.question import linking
from tests.fakes import FakeContext
from tests.rlm.checking import parted, result

TRIALS = FakeContext(
    {"trials.csv": "1958;F;P;a\n1958;S;F;b\n1959;S;F;c\n1959;F;P;d\n"},
    parted("year", "suc", "season", "note"),
)


def linked(question: str) -> list[tuple[str, str, str]]:
    found = linking.link(question, TRIALS.profile, TRIALS.query)
    return [(one.phrase, one.column, one.value) for one in found.values]


@pytest.mark.parametrize(
    ("question", "said", "letter"),
    [
        ("How many launches failed?", "failed", "F"),
        ("How many failures were there?", "failures", "F"),
        ("How many launches were unsuccessful?", "unsuccessful", "F"),
        ("How many launches were successful?", "successful", "S"),
        ("Which launches succeeded?", "succeeded", "S"),
    ],
)
def test_how_something_went_is_the_letter_for_it(question: str, said: str, letter: str) -> None:
    assert linked(question) == [(said, "suc", letter)]


def test_a_letter_of_another_column_says_nothing_of_how_it_went() -> None:
    assert linked("How many were passed on?") == []
    assert linked("How many launches were there?") == []


def test_a_made_up_letter_gives_way_to_it() -> None:
    sql = "SELECT count(*) FROM records WHERE year = '1958' AND suc = 'N'"

    assert result("How many launches failed in 1958?", sql, TRIALS) == ((1,),)
