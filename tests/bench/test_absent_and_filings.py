"""Saying that the text does not tell is right where it does not; amounts are compared in any unit."""

import pytest

from rlm_desktop.bench import baselines, filings, unanswerable
from rlm_desktop.bench.filings import Amount, facts, holds, same, score
from rlm_desktop.bench.gold import Number
from rlm_desktop.bench.runner import _score
from rlm_desktop.bench.suite import Question
from rlm_desktop.reply import Quote, Reply, Status

COUNT = Question(id="q", topic="t", kind="k", text="How many?", gold=(Number(0),), paths=("p",), absent=True)
WHICH = Question(id="q", topic="t", kind="k", text="Which?", gold=(), paths=("p",), absent=True)


def reply(status: Status, value: object) -> Reply:
    return Reply(run="r", question="q", status=status, answer=str(value), value=value)


@pytest.mark.parametrize(
    ("question", "status", "value", "points"),
    [
        (COUNT, "not_found", None, 1.0),
        (COUNT, "answered", 0, 1.0),
        (COUNT, "answered", 12, 0.0),
        (WHICH, "not_found", None, 1.0),
        (WHICH, "partial", "Madrid", 0.0),
        (WHICH, "answered", 0, 0.0),
    ],
)
def test_only_saying_so_is_right(question: Question, status: Status, value: object, points: float) -> None:
    assert _score(question, reply(status, value)) == points


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ("NONE.", 1.0),
        ("The text does not mention a telephone number.", 1.0),
        ("There is no information about it, so the answer is NONE", 1.0),
        ("Madrid", 0.0),
        ("None of them but Madrid", 0.0),
        ("It was Notre Dame.", 0.0),
    ],
)
def test_a_bare_model_says_so_in_its_own_words(said: str, points: float) -> None:
    assert baselines.score(WHICH, said) == points


def test_every_system_is_asked_after_what_it_does_not_have() -> None:
    assert all(len(cases) >= 3 for cases in unanswerable._LOGS.values())


TOLD = (
    "Operating expenses were $14,316 million, while net sales for Q1 2023 were $117,154 million. "
    "SOURCE(S): x 9,999"
)


def test_amounts_are_the_facts_and_not_dates_or_sources() -> None:
    assert [each.value for each in facts(TOLD, "q").amounts] == [14316e6, 117154e6]
    assert facts("As of June 25, 2022 it was 12.5%.", "q").amounts == (Amount(12.5, 125, percent=True),)
    assert facts("No, there were no acquisitions.", "q").nothing
    assert not facts("IDM 2.0, a 364-day loan, U.S. Patent Nos. 7,814,170 and 7,103,640.", "q").amounts


def test_sources_between_the_facts_do_not_end_them() -> None:
    told = (
        "- June: $82,959 million. (SOURCE: 2022 Q3 X.pdf)\n- July: $81,797 million.\nSOURCE(S): 2022 Q3 X.pdf"
    )

    assert [each.value for each in facts(told, "q").amounts] == [82959e6, 81797e6]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("$18.7 billion", "18,718", True),
        ("$18.7 billion", "18,900", False),
        ("$18.0 billion", "18,100", False),
        ("12%", "12.0 %", True),
        ("12%", "$12.0 million", False),
        ("$0.0", "$5.0", False),
    ],
)
def test_an_amount_is_the_same_in_any_unit_as_far_as_it_is_written(one: str, other: str, equal: bool) -> None:
    assert same(facts(one, "q").amounts[0], facts(other, "q").amounts[0]) is equal


def test_a_share_of_the_words_is_right_where_there_are_no_amounts_and_common_words_count_little() -> None:
    rare = filings.rarity(["costs rose"] * 40 + ["Epic sued over the store, its rules, fees and costs"])
    told = facts("Epic sued over the store, its rules, fees and costs rose", "Who went to court?", rare)

    assert score(told, "q", "Epic sued because of the store's rules and its fees") == 1.0
    assert score(told, "q", "The costs rose, and costs of the other matters rose as well") == 0.0


def test_saying_no_is_right_of_what_is_asked_alone() -> None:
    question = "Were there any significant acquisitions or divestitures?"
    told = facts("No, there were no significant acquisitions or divestitures.", question)

    assert score(told, question, "There were no acquisitions or divestitures.") == 1.0
    assert score(told, question, "There were no repurchases of shares in the quarter.") == 0.0
    assert score(told, question, "We closed acquisitions and divestitures of three businesses.") == 0.0


def test_half_of_the_facts_make_an_answer_right() -> None:
    told = facts(TOLD, "q")

    assert score(told, "q", "Total operating expenses: 14,316 in millions") == 1.0
    assert score(told, "q", "Total operating expenses: 15,316 in millions") == 0.0


def test_a_citation_is_right_where_the_facts_stand_in_the_report_that_is_meant() -> None:
    told = facts(TOLD, "q")

    def quote(document: str, text: str) -> Quote:
        return Quote(document=document, start=0, end=9, line=1, page=4, quote=text)

    assert holds(told, "q", "2023 Q1 AAPL", [quote("10q/2023 Q1 AAPL.pdf", "Expenses 14,316 12,755")])
    assert not holds(told, "q", "2023 Q1 AAPL", [quote("10q/2023 Q2 AAPL.pdf", "Expenses 14,316 12,755")])
    assert not holds(told, "q", "2023 Q1 AAPL", [quote("10q/2023 Q1 AAPL.pdf", "Expenses 1 2")])


def test_every_question_has_facts_or_says_that_there_are_none() -> None:
    assert filings.facts("They sell phones and watches to people.", "q").words
