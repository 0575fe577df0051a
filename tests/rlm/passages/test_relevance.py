"""Of a report's sentences those are told that state what is asked after, not those that fear or point."""

import pytest

from rlm_desktop.rlm.passages import relations, relevance, sentences
from rlm_desktop.spans import DocumentId, Hit, Span

REPORT = """# Share Repurchase Program
During the quarter the company repurchased 102 million shares for $18.0 billion.
The board may repurchase shares at any time.
See Note 7 for share repurchases of earlier years, in Part II of this report.

# Acquisitions
On May 2, we acquired One Oak for $3.5 billion in cash.

# Risks
Acquisitions could fail, and any failure might harm us.

# Interest
Interest expense was $193 million, due to higher rates.
"""


def best(question: str, most: int = 3) -> list[str]:
    found = sentences.of([Hit(Span(DocumentId(0), 0, len(REPORT.encode())), REPORT)])
    what = relevance.wanted(question)
    return [each.sentence.text for each in relevance.different(relevance.ranked(what, found), most)]


def test_a_fact_comes_before_what_may_be_and_what_points_elsewhere() -> None:
    assert best("Did the company report any share repurchase activities, and what was their scale?", 1) == [
        "During the quarter the company repurchased 102 million shares for $18.0 billion."
    ]


def test_a_word_is_found_in_its_other_forms() -> None:
    assert best("Were there any significant acquisitions?", 1) == [
        "On May 2, we acquired One Oak for $3.5 billion in cash."
    ]
    assert relevance.term("acquisition") == relevance.term("acquired")
    assert relevance.term("fluctuations") != relevance.term("flow")


def test_each_thing_that_is_asked_after_is_told() -> None:
    told = best("What changes in share repurchases and interest expenses were disclosed?", 2)

    assert any("18.0 billion" in each for each in told)
    assert any("193 million" in each for each in told)


def test_words_that_say_where_to_look_are_not_looked_for() -> None:
    what = relevance.wanted("How does the discussion on market risk in the financial section align with it?")

    assert what.terms == {"market", "risk"}


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How do the changes in inventory correspond with the supply strategies?",
            "the changes in inventory",
            "the supply strategies",
        ),
        (
            "Analyze the relationship between revenue abroad and currency risk to understand its exposure.",
            "revenue abroad",
            "currency risk",
        ),
        (
            "Compare the spending on plants with the plans for next year.",
            "the spending on plants",
            "the plans for next year",
        ),
    ],
)
def test_what_is_related_to_what(question: str, one: str, other: str) -> None:
    assert relations.sides(question) == relations.Sides(one, other)


@pytest.mark.parametrize(
    "question", ["What was the tax rate, and how does this compare to last year?", "Who reflected on it?"]
)
def test_what_only_points_back_is_no_side(question: str) -> None:
    assert relations.sides(question) is None


def test_whether_there_was_something_a_fact_answers_or_a_denial_and_no_fear() -> None:
    said = {each.text: each for each in sentences.of([Hit(Span(DocumentId(0), 0, len(REPORT)), REPORT)])}

    assert relevance.asks_any("Did the company report any acquisitions?")
    assert not relevance.asks_any("How did the company report acquisitions?")
    assert relevance.states(said["On May 2, we acquired One Oak for $3.5 billion in cash."])
    assert not relevance.states(said["The board may repurchase shares at any time."])
    assert not relevance.states(said["Acquisitions could fail, and any failure might harm us."])


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("They are there between 16:00 CET and 19:00 CET.", True),
        ("Open from 9 a.m. on.", True),
        ("The bell rings at noon.", True),
        ("Open at eight a.m., and from 9.30 to 17.00.", True),
        ("Section 10.3 has 40 hours a week.", False),
        ("It costs from 9 to 5 percent.", False),
        ("Notice is given within 14 days.", False),
    ],
)
def test_times_of_day_are_told_by_clocks(text: str, tells: bool) -> None:
    (said,) = sentences.of([Hit(Span(DocumentId(0), 0, len(text)), text)])

    assert relevance.tells_clock(said) is tells
    assert relevance.asks_clock("Between which hours must they be there?")
    assert relevance.asks_clock("At what time does it close?")
    for other in (
        "How many hours a week do they work?",
        "What time limit applies?",
        "What time zone is it in?",
    ):
        assert not relevance.asks_clock(other)
