"""A verb of a question is traced to a value that tells the deed in another form."""

import pytest

from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import deeds
from tests.fakes import FakeContext
from tests.rlm.checking import check, parted

WALL = FakeContext(
    {"wall.log": "denied;7\npermitted;7\ndenied;8\npermitted;8\n"}, parted("action", "machine")
)
LOANS = FakeContext({"loans.csv": "return;a\nborrow;b\nsend;a\n"}, parted("event", "book"))
ORDERS = FakeContext({"orders.csv": "ordered;a\nshipped;b\nreturned;a\n"}, parted("status", "product"))


def linked(question: str, context: FakeContext) -> list[tuple[str, str]]:
    links = linking.link(question, context.profile, context.query)
    links = deeds.added(links, question, context.profile, context.query)
    return [(link.phrase, link.value) for link in links.values if link.otherwise]


@pytest.mark.parametrize(
    ("question", "context", "found"),
    [
        ("How many connections did the firewall deny?", WALL, ("deny", "denied")),
        ("How often did the wall not permit anything?", WALL, ("permit", "permitted")),
        ("How many books were returned?", LOANS, ("returned", "return")),
        ("How many books were sent?", LOANS, ("sent", "send")),
        ("Which products did Ada return?", ORDERS, ("return", "returned")),
        ("How many books did she borrow and return?", LOANS, None),
    ],
)
def test_what_was_done_is_a_value(question: str, context: FakeContext, found: tuple[str, str] | None) -> None:
    assert linked(question, context) == ([found] if found else [])


@pytest.mark.parametrize(
    ("question", "context"),
    [
        ("How many orders are there?", ORDERS),
        ("How many did the order desk take?", ORDERS),
        ("When did the last order arrive?", ORDERS),
        ("How many products were shipped?", ORDERS),
        ("Which denial came first?", WALL),
        ("How many connections were there from 7?", WALL),
    ],
)
def test_nouns_and_values_as_they_stand_are_not_traced(question: str, context: FakeContext) -> None:
    assert linked(question, context) == []


def test_a_condition_on_it_stays() -> None:
    question = "How many connections did the firewall deny?"
    links = linking.link(question, WALL.profile, WALL.query)
    links = deeds.added(links, question, WALL.profile, WALL.query)

    assert not linking.link(question, WALL.profile, WALL.query).values
    assert [link.value for link in links.strongest()] == ["denied"]
    assert check("How many were denied?", "SELECT COUNT(*) FROM records WHERE action = 'denied'", WALL).score
