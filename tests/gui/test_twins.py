"""A program that was written again is not run again: it is shown with the result of the first."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from rlm_desktop import events as happened
from rlm_desktop.events import Event
from rlm_desktop.gui.answers.record import Record
from rlm_desktop.gui.answers.steps import Story
from rlm_desktop.gui.style.tree import TreeModel


def written(candidate: int, code: str, *, turn: int = 1) -> Event:
    return happened.ProgramWritten(
        turn=turn, candidate=candidate, language="python", code=code, tokens=9, seconds=1.0
    )


def finished(candidate: int) -> Event:
    return happened.ProgramFinished(turn=1, candidate=candidate, answer="7", seconds=0.1)


RUN: list[Event] = [
    happened.TurnStarted(turn=1, candidates=3, prompt="…"),
    written(0, "answer(7)"),
    written(1, "answer( 8 )"),
    written(2, "answer(7) "),
    happened.ProgramMended(turn=1, candidate=1, code="ANSWER(7)", why="8 is not in the text"),
    finished(0),
    happened.CandidatesCompared(groups=(("7", 3),), chosen="7"),
]


def test_programs_written_again_have_a_tick_and_the_result_of_the_first(qtbot: QtBot) -> None:
    owner = QObject()
    model = TreeModel(owner)
    record = Record(model)
    record.add_all(RUN)

    first, mended, again = model.root.children[0].children

    assert first.text == "Program 1 · 0.1 s"
    assert (mended.text, mended.picture) == ("Program 2 · same as program 1", "done")
    assert (again.text, again.picture) == ("Program 3 · same as program 1", "done")


def test_a_program_of_an_earlier_turn_lends_its_failure_as_well(qtbot: QtBot) -> None:
    owner = QObject()
    model = TreeModel(owner)
    failed = happened.ProgramFailed(turn=1, candidate=0, kind="empty", message="No row fits.", seconds=0.1)
    record = Record(model)
    record.add_all(
        [
            written(0, "answer(1)"),
            failed,
            happened.TurnStarted(turn=2, candidates=1, prompt="…"),
            written(0, "answer(1)", turn=2),
            happened.CandidatesCompared(groups=(), chosen=""),
        ]
    )

    again = model.root.children[1].children[0]

    assert (again.text, again.picture) == ("Program 1 · same as program 1 of turn 1, failed", "failed")


def test_the_story_counts_them_as_run() -> None:
    story = Story()
    for event in RUN[:-1]:
        story.add(event)
    before = story.steps["turn-1"].state

    story.add(RUN[-1])

    assert "Wrote 3 programs · all 3 agree · 2 the same as another" in story.steps["turn-1"].text
    assert (before, story.steps["turn-1"].state) == ("doing", "done")
