"""Of which meeting a document tells is read from its head, and a question names a meeting by its day."""

import pytest

from rlm_desktop.rlm.question.documents import scopes
from rlm_desktop.rlm.question.times import own_days
from rlm_desktop.rlm.question.times.own_days import Day
from tests.fakes import FakeContext

POSTED = '---\ntitle: "Minutes"\ndate: "2014-09-08"\n---\n\n'


def of(text: str, name: str = "page.md") -> Day | None:
    context = FakeContext({name: text})
    return own_days.of(context.documents()[0], context)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (
            "Minutes of the Meeting held in the hall\n\nAt 7.30pm on Wednesday 9 July 2014\n",
            "2014-07-09",
        ),
        ("Minutes of the Meeting held in the hall at 7pm on Wednesday 8th October 2014", "2014-10-08"),
        ("# Board session, March 3, 2020\n\nPresent: Ada", "2020-03-03"),
    ],
)
def test_the_day_is_that_of_the_head_and_not_when_it_was_published(head: str, day: str) -> None:
    own = of(POSTED + head)

    assert own is not None and own.text == day


@pytest.mark.parametrize(
    "head",
    [
        "Present: Ada\n\n2 To approve the Minutes of the last Council Meeting on 14 May 2014\n",
        "Dear Ada,\n\nI was born on 9 July 2014.\n",
        "Next meeting: 9 July 2014\n",
        "Nothing of the kind.\n",
    ],
)
def test_a_day_of_something_else_is_none(head: str) -> None:
    assert of(POSTED + head) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2014-01-council-minutes-december.md", "2013-12"),
        ("2014-07-council-minutes-june.md", "2014-06"),
        ("minutes/2014-07-09.md", "2014-07-09"),
    ],
)
def test_where_the_head_tells_none_the_name_may(name: str, day: str) -> None:
    own = of("Present: Ada\n", name)

    assert own is not None and own.text == day


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("At the July 2013 meeting the police spoke of a fire. What burned?", "2013-07"),
        ("At what time did the meeting of 9 July 2014 close?", "2014-07-09"),
        ("Who was there at the meeting held on Wednesday, the 9th of July 2014?", "2014-07-09"),
        ("What did the annual meeting in May 2013 decide?", "2013-05"),
        ("Who spoke at the 2 May 2013 board meeting?", "2013-05-02"),
    ],
)
def test_a_question_names_a_meeting_by_its_day_or_month(question: str, day: str) -> None:
    asked = own_days.asked_for(question)

    assert asked is not None and asked.text == day


@pytest.mark.parametrize(
    "question",
    [
        "How many meetings were held in July 2014?",
        "Who was born on 9 July 2014?",
        "When was the July 2013 newsletter printed?",
        "Which meetings were between 9 July 2014 and 3 August 2014?",
        "What was decided at the meeting?",
        "Who may come to the meeting?",
    ],
)
def test_other_days_name_no_meeting(question: str) -> None:
    assert own_days.asked_for(question) is None


def test_the_minutes_of_the_meeting_that_is_named_are_the_scope() -> None:
    head = "Minutes of the Meeting held on {}\n\nAll agreed.\n"
    context = FakeContext(
        {
            "2014-08-page.md": POSTED + head.format("9 July 2014"),
            "2014-09-page.md": POSTED + head.format("13 August 2014"),
            "2014-10-page.md": POSTED + "The last meeting, on 9 July 2014, was long.\n",
        }
    )

    def scope(question: str) -> tuple[int, ...]:
        return tuple(scopes.of(question, context, context.documents()).documents)

    assert scope("When did the meeting of 9 July 2014 close?") == (0,)
    assert scope("Who spoke at the August 2014 meeting?") == (1,)
    assert scope("Who spoke at the May 2014 meeting?") == ()


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        (
            "At the July 2013 meeting the police spoke of a fire.",
            "At the meeting the police spoke of a fire.",
        ),
        ("When did the meeting of 9 July 2014 close?", "When did the meeting close?"),
        ("Who came to the meeting held on Wednesday, the 9th of July 2014?", "Who came to the meeting?"),
        ("Who was born on 9 July 2014?", "Who was born on 9 July 2014?"),
    ],
)
def test_in_its_minutes_it_is_the_meeting(question: str, bare: str) -> None:
    assert own_days.without(question) == bare


def test_since_when_something_holds_is_no_name_of_a_document() -> None:
    context = FakeContext(
        {"report-march-2015.md": "a", "report-april-2015.md": "b", "report-may-2016.md": "c"}
    )

    def scope(question: str) -> tuple[int, ...]:
        return tuple(scopes.of(question, context, context.documents()).documents)

    assert scope("What was the clerk to be paid from April 2015?") == ()
    assert scope("What was told in April 2015?") == (1,)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("List the dates of all the meetings whose minutes mention the Blue Bell.", "mention the Blue Bell"),
        ("What are the dates of the council meetings that mention lamps?", "mention lamps"),
        ("Give me the days of the meetings at which the Blue Bell was mentioned", "mention the Blue Bell"),
        ("List the dates of all the meetings.", ""),
        ("List the dates of the meetings that Ada Holm attended.", ""),
        ("Which minutes mention the Blue Bell?", ""),
    ],
)
def test_the_days_of_meetings_that_mention_something_are_asked_for(question: str, said: str) -> None:
    assert own_days.meetings_that(question) == said
