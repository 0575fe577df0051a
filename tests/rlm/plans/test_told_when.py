"""When something was said is told by the day of the document in which it stands."""

from collections.abc import Callable

import msgspec
import pytest

from rlm_desktop.profile import Rows
from rlm_desktop.rlm.plans import told_when
from rlm_desktop.spans import DocumentId
from tests.fakes import FakeContext

CONTEXT = FakeContext(
    {
        "minutes-1.txt": "2018-05-09;Ada\n\nBob was re-elected as treasurer of the rope club.\n",
        "minutes-2.txt": "2018-05-16;Cyd\n\nAda was re-elected as chair of the rope club.\n",
        "minutes-3.txt": "2018-06-01;Dan\n\nAda was re-elected as chair of the rope club, it is said.\n",
    },
    {"date": "TRY_CAST(split_part(line, ';', 1) AS DATE)", "sender": "split_part(line, ';', 2)"},
)


DAYS = (("2018-05-09", "Ada"), ("2018-05-16", "Cyd"), ("2018-06-01", "Dan"))


def of_document(sql: str) -> Rows:
    """The day, and the writer where that is asked, of the document that a query speaks of."""
    row = DAYS[int(sql.partition("_document = ")[2][0])]
    return Rows(columns=("date", "sender"), rows=(row if "sender" in sql else row[:1],))


def found(question: str, own: Callable[[DocumentId], str] = lambda document: "") -> told_when.Told | None:
    tables = [msgspec.structs.replace(table, kind="headers") for table in CONTEXT.profile.tables]
    return told_when.find(question, tables, CONTEXT, of_document, (), own)


@pytest.mark.parametrize(
    "question",
    [
        "On which date was it announced that Ada was re-elected as chair of the rope club?",
        "When did somebody say that Ada was re-elected as chair?",
        "In which minutes is it reported that Ada was re-elected as chair?",
    ],
)
def test_the_day_is_that_of_the_document_that_says_it_first(question: str) -> None:
    told = found(question)

    assert told is not None
    assert told.text() == "2018-05-16: “Ada was re-elected as chair of the rope club.”"


def test_who_said_it_is_told_where_that_is_asked() -> None:
    told = found("When was it announced that Ada was re-elected as chair, and by whom?")

    assert told is not None
    assert told.text().startswith("2018-05-16, Cyd: ")


@pytest.mark.parametrize(
    "question",
    [
        "When was it announced that Eve was re-elected as chair?",
        "When was it announced that the old boats were sold?",
        "When was Ada re-elected?",
        "Who announced that Ada was re-elected as chair?",
    ],
)
def test_what_no_sentence_says_is_left_to_others(question: str) -> None:
    assert found(question) is None


def test_minutes_are_of_the_day_of_their_meeting_and_not_of_when_they_came_out() -> None:
    told = found(
        "When was it announced that Ada was re-elected as chair of the rope club?",
        lambda document: "2018-05-02" if document == 1 else "",
    )

    assert told is not None
    assert told.day == "2018-05-02"
