"""What a question joins by "or" stays inside its other conditions, and what it leaves out is left out."""

import pytest

from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.question import alternatives, linking
from rlm_desktop.rlm.question.lines import wording
from tests.fakes import FakeContext
from tests.rlm.checking import parted
from tests.rlm.shop import shop

LINES = """\
kernel: klogind started
kernel: out of memory
klogind: klogind failed
klogind: no memory
sshd: closed by root
sshd: closed by ada
sshd: reset by root
"""
LOG = FakeContext(
    {"a.log": LINES},
    parted("program", "message", by=": "),
)


def answered(question: str, sql: str, context: FakeContext = LOG) -> object:
    links = linking.link(question, context.profile, context.query)
    links = wording.added(links, question, context.profile, context.query)
    grounding = Grounding(question, context.profile, links, context.query)
    checked = grounding.check(Program(language="sql", text=sql))
    assert not checked.problem
    return context.query(checked.program.text).rows[0][0]


def test_an_or_of_one_column_stays_inside_the_other_conditions() -> None:
    question = "How many lines of the program kernel mention klogind or memory?"
    loose = "line LIKE '%klogind%' OR line LIKE '%memory%'"

    assert answered(question, f"SELECT count(*) FROM records WHERE program = 'kernel' AND {loose}") == 2


def test_alternatives_that_come_first_stay_together_too() -> None:
    question = "How many lines mention klogind or memory and are of the program kernel?"
    sql = (
        "SELECT count(*) FROM records WHERE line LIKE '%klogind%' OR line LIKE '%memory%'"
        " AND program = 'kernel'"
    )

    assert answered(question, sql) == 2


def test_values_of_two_columns_are_alternatives_where_the_question_joins_them() -> None:
    sql = "SELECT count(*) FROM records WHERE item = 'cable' AND town = 'Oulu' OR status = 'late'"

    inside = answered("How many orders of cable are from Oulu or late?", sql, shop())
    apart = answered("How many orders are of cable from Oulu, and how many late?", sql, shop())

    assert (inside, apart) == (1, 2)


def test_brackets_of_the_root_are_meant() -> None:
    sql = "SELECT count(*) FROM records WHERE (town = 'Oulu' AND item = 'bolt') OR town = 'Cork'"

    assert answered("How many orders are bolt from Oulu or from Cork?", sql, shop()) == 4


def test_a_text_that_lines_mention_is_no_value_of_a_column_as_well() -> None:
    question = "How many lines of the program kernel mention klogind or memory?"
    listed = "SELECT count(*) FROM records WHERE program IN ('kernel', 'klogind') AND"

    assert answered(question, f"{listed} line LIKE '%klogind%' OR line LIKE '%memory%'") == 2


def test_of_several_values_those_are_kept_that_the_question_names() -> None:
    sql = "SELECT count(*) FROM records WHERE status IN ('paid', 'open')"

    assert answered("How many orders are paid?", sql, shop()) == 5


def test_an_alternative_that_nobody_asked_for_is_dropped() -> None:
    sql = "SELECT count(*) FROM records WHERE status = 'paid' OR status = 'open'"

    assert answered("How many orders are paid?", sql, shop()) == 5


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("How many orders are not paid?", "SELECT count(*) FROM records WHERE status = 'paid'"),
        (
            "How many orders have a status other than paid?",
            "SELECT count(*) FROM records WHERE status IN ('paid')",
        ),
        ("How many orders are not paid?", "SELECT count(*) FROM records WHERE NOT status = 'paid'"),
    ],
)
def test_what_the_question_leaves_out_is_left_out(question: str, sql: str) -> None:
    assert answered(question, sql, shop()) == 3


def test_words_that_lines_should_not_say_are_no_condition_to_have() -> None:
    assert answered("How many closed lines are not by root?", "SELECT count(*) FROM records") == 1


def test_words_joined_by_or_are_one_condition() -> None:
    assert answered("How many were closed or reset?", "SELECT count(*) FROM records") == 3


def test_words_looked_for_within_a_not_are_found_in_any_case() -> None:
    assert (
        answered(
            "How many lines do not mention ROOT?", "SELECT count(*) FROM records WHERE NOT line LIKE '%ROOT%'"
        )
        == 5
    )


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("How many lines are not from sshd?", "sshd"),
        ("How many lines of neither kernel nor sshd are there?", "sshd"),
        ("How many lines that don't come from sshd mention root?", "sshd"),
        ("How many lines without the word root come from sshd?", "root"),
    ],
)
def test_where_a_question_speaks_of_what_is_not_counted(question: str, left_out: str) -> None:
    assert alternatives.is_left_out(left_out, question)


@pytest.mark.parametrize(
    "question",
    [
        "How many lines that are not from sshd mention root?",
        "How many lines without an address come from root?",
        "Do not more than 5 lines mention root?",
        "How many lines mention root but not ada?",
    ],
)
def test_what_stands_beside_it_is_counted(question: str) -> None:
    assert not alternatives.is_left_out("root", question)


def test_what_stands_without_something_goes_on_behind_its_verb() -> None:
    question = "How many jobs without a license are done?"

    assert alternatives.is_left_out("license", question)
    assert not alternatives.is_left_out("done", question)
    assert alternatives.is_left_out("done", "How many jobs are not done?")


def test_words_that_leave_out_are_not_looked_for_in_lines() -> None:
    links = linking.link("How many lines are there except those of sshd?", LOG.profile, LOG.query)

    assert (
        wording.added(links, "How many lines are there except those of sshd?", LOG.profile, LOG.query).unsaid
        == ()
    )


def test_rows_without_a_value_do_not_have_the_one_that_is_left_out() -> None:
    sql = "SELECT count(*) FROM records WHERE clerk <> 'dana'"

    assert answered("How many orders are not of dana?", sql, shop()) == 5
    assert answered("How many orders have a clerk other than dana?", sql, shop()) == 1


@pytest.mark.parametrize(
    ("question", "phrase", "out"),
    [
        (
            "How often was it banned? Don't count the notes that it was already banned.",
            "already banned",
            True,
        ),
        ("How often was it banned? Do not include lines that say retry. Count bans.", "retry", True),
        ("How often was it banned? Do not include lines that say retry. Count bans.", "bans", False),
        ("How many did not say that it was banned?", "banned", False),
    ],
)
def test_an_order_to_leave_something_out_goes_to_its_end(question: str, phrase: str, out: bool) -> None:
    assert alternatives.is_left_out(phrase, question) is out
