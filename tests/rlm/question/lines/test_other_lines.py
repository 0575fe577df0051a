"""Lines made otherwise than nearly all others are found by the words that they alone say."""

import sqlglot
from sqlglot import exp

from rlm_desktop.rlm.queries.doubts import unread_lines
from rlm_desktop.rlm.question import linking
from rlm_desktop.rlm.question.lines import other_lines
from tests.fakes import FakeContext

LINES = "".join(f"conn;{('denied', 'permitted')[n % 2]};tcp;10.0.0.{n % 9}\n" for n in range(200))
LOG = FakeContext(
    {
        "wall.log": LINES
        + "Line protocol on Interface Eth0/6, changed state to down\n" * 2
        + "Line protocol on Interface Eth0/6, changed state to up\n" * 2
    },
    {
        "action": "nullif(split_part(line, ';', 2), '')",
        "protocol": "nullif(split_part(line, ';', 3), '')",
        "ip": "nullif(split_part(line, ';', 4), '')",
    },
)


def worded(question: str) -> list[tuple[str, int]]:
    links = linking.link(question, LOG.profile, LOG.query)
    found = other_lines.added(links, question, LOG.profile, LOG.query).worded
    return [(one.phrase, one.rows) for one in found]


def test_their_words_are_conditions() -> None:
    assert worded("When did the link Eth0/6 go down?") == [("Eth0", 4), ("down", 2)]
    assert worded("How often did Eth0/6 come back up?") == [("Eth0", 4), ("up", 2)]


def test_what_other_lines_say_too_or_none_does_is_not() -> None:
    assert worded("How many connections were there?") == []
    assert worded("How many conn were from 10.0.0.3?") == []


def test_beside_a_value_of_the_others_they_are_only_told() -> None:
    question = "How many denied connections were there on the Interface?"
    links = linking.link(question, LOG.profile, LOG.query)
    tree = sqlglot.parse_one("SELECT COUNT(*) FROM records WHERE action = 'denied'", dialect="duckdb")
    assert isinstance(tree, exp.Query)

    assert worded(question) == []
    assert list(unread_lines.doubts(tree, question, links, LOG.profile.tables, LOG.query)) == [
        "4 lines that say “interface” as well are not like the others, and were left out."
    ]
