"""What is of a country is found by its adjective and its people."""

import pytest

from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.spelled import codes, peoples
from tests.fakes import FakeContext
from tests.rlm.checking import parted

FIRMS = FakeContext(
    {"firms.txt": "Germany;English\nUnited States;German\nFrance;French\nGermany;French\n"},
    parted("country", "language"),
)


@pytest.mark.parametrize(
    ("question", "column", "value"),
    [
        ("How many American firms are there?", "country", "United States"),
        ("How many firms are owned by Americans?", "country", "United States"),
        ("How many firms have a German language?", "language", "German"),
    ],
)
def test_the_country_of_a_people_is_linked(question: str, column: str, value: str) -> None:
    found = linking.link(question, FIRMS.profile, FIRMS.query).values

    assert [(link.column, link.value) for link in found] == [(column, value)]


def test_a_word_without_a_capital_is_no_people() -> None:
    assert not peoples.countries("polish") and peoples.countries("Polish") == ("Poland",)


def test_codes_of_countries_are_found_by_their_peoples() -> None:
    assert ("German", "de") in list(codes.codes(["German"], "country"))
