"""A word of a question is found in the forms that lines have of it, and in no other word."""

import re

import pytest

from rlm_desktop.rlm.question import forms, linking
from rlm_desktop.rlm.question.lines import wording
from tests.fakes import FakeContext

LOG = FakeContext(
    {
        "app.log": "10 web: retries left: 2\n10 web: mail sent to ada\n11 web: read time out\n"
        "11 dfs: addStoredBlock done\n12 dfs: worker stops\n13 bank: bank did not answer\n"
    },
    {"hour": "split_part(line, ' ', 1)", "message": "regexp_replace(line, '^\\S+ ', '')"},
)


def says(word: str, line: str) -> bool:
    """As the table engine finds it, in Python's spelling."""
    return re.search(_python(forms.pattern((word,))), line.lower()) is not None


def _python(pattern: str) -> str:
    plain = pattern.replace(r"[^\pL\pN]", r"[\W_]").replace(r"\pL", r"[^\W\d_]").replace(r"\pN", r"\d")
    return plain.replace(r"\p{Ll}", "[a-z]")


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("retries", "3 retries left"),
        ("retry", "3 retries left"),
        ("retries", "one retry"),
        ("denies", "denied"),
    ],
)
def test_what_ends_in_y_is_found_in_its_plural_and_its_past(word: str, line: str) -> None:
    assert says(word, line)


def test_another_word_that_begins_alike_is_not_meant() -> None:
    assert not says("try", "a trial")
    assert not says("process", "subprocess 7")


@pytest.mark.parametrize(
    ("word", "common"), [("stopped", "stop"), ("retried", "retry"), ("deleted", "delet"), ("passed", "pass")]
)
def test_endings_and_doubled_letters_are_cut(word: str, common: str) -> None:
    assert forms.cut(word) == common


@pytest.mark.parametrize(
    ("question", "said", "rows"),
    [
        ("How many retries were there?", "retries", 1),
        ("How often did web send a mail?", "sent", 1),
        ("How many timeouts were there?", "time out", 1),
        ("How many stored blocks were there?", "stored", 1),
        ("How many workers stopped?", "stops", 1),
    ],
)
def test_no_word_is_said_to_stand_nowhere_that_stands_there_in_another_form(
    question: str, said: str, rows: int
) -> None:
    found = wording.added(linking.link(question, LOG.profile, LOG.query), question, LOG.profile, LOG.query)

    assert [each.rows for each in found.worded if said in each.said] == [rows]
    assert found.unsaid == ()


def test_a_word_with_a_hyphen_is_looked_for_though_its_parts_are_words_of_asking() -> None:
    question = "How many write-offs were there?"
    found = wording.added(linking.link(question, LOG.profile, LOG.query), question, LOG.profile, LOG.query)

    assert found.unsaid == ("write-offs",)


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("entries", "entry"),
        ("processes", "process"),
        ("boxes", "box"),
        ("searches", "search"),
        ("lines", "line"),
    ],
)
def test_one_of_several_is_called_as_people_do(several: str, one: str) -> None:
    assert forms.singular(several) == one
