"""Progress is told in a line a step, in words and numbers that people use."""

import io

import pytest

from rlm_desktop.cli.progress import Progress
from rlm_desktop.cli.terminal import Terminal
from rlm_desktop.cli.words import count, duration, one_line, plain, size
from rlm_desktop.events import (
    BudgetRanOut,
    CandidatesCompared,
    DocumentSkipped,
    Event,
    InterpreterLost,
    Noted,
    OutputPrinted,
    ProgramFailed,
    ProgramWritten,
    QueryRan,
    SubCallsStarted,
    TextProfiled,
    TextStreamed,
    TurnStarted,
)
from rlm_desktop.profile import Profile
from tests.cli.fakes import PROFILE


def told(event: Event) -> str:
    err = io.StringIO()
    Progress(Terminal(io.StringIO(), err)).show(event)
    return err.getvalue().strip()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            TextProfiled(at=0.4, profile=PROFILE),
            "looked at 1 document, 4.4 MB: 80,000 lines with the fields user, level",
        ),
        (TextProfiled(profile=Profile(documents=2, bytes=10, lines=1)), "2 documents, 10 bytes, 1 line"),
        (TurnStarted(turn=2, candidates=3, prompt="…"), "asked for 3 programs (turn 2)"),
        (
            ProgramWritten(turn=1, candidate=0, language="sql", code="SELECT\n 1", tokens=3, seconds=2.0),
            "program 1 (sql, 2.0 s): SELECT 1",
        ),
        (
            ProgramFailed(turn=1, candidate=1, kind="KeyError", message="no\x1b[31m", seconds=0.1),
            "program 2 failed: KeyError: no�[31m",
        ),
        (QueryRan(turn=1, candidate=0, sql="…", rows=1, seconds=0.04), "program 1 queried 1 row in 0.0 s"),
        (CandidatesCompared(groups=(("85", 2), ("84", 1)), chosen="85"), "2 of 3 programs gave 85"),
        (SubCallsStarted(what="reading", calls=40), "reading: 40 calls of the sub-model"),
        (SubCallsStarted(what="reading", calls=2, model="little"), "reading: 2 calls of little"),
        (DocumentSkipped(document="a.pdf", reason="no text layer"), "left out a.pdf: no text layer"),
        (
            BudgetRanOut(what="The run's limit of 60 seconds is reached."),
            "The run's limit of 60 seconds is reached.",
        ),
        (InterpreterLost(why="memory"), "a fresh one goes on: memory"),
        (Noted(text="checking"), "checking"),
    ],
)
def test_a_step_is_a_line(event: Event, words: str) -> None:
    assert words in told(event)
    assert "\n" not in told(event)


@pytest.mark.parametrize(
    "event", [TextStreamed(turn=1, candidate=0, text="x"), OutputPrinted(turn=1, candidate=0, text="x")]
)
def test_small_things_are_not_told(event: Event) -> None:
    assert told(event) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (4_400_000, "4.4 MB"), (3_090_000_000, "3.1 GB")],
)
def test_sizes(number: int, words: str) -> None:
    assert size(number) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (41.2, "41 s"), (250, "4 min 10 s"), (7500, "2 h 5 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_counts_have_their_plural() -> None:
    assert [count(1, "document"), count(1204, "document"), count(2, "more place", "more places")] == [
        "1 document",
        "1,204 documents",
        "2 more places",
    ]


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\ud800", "\r"])
def test_what_could_steer_a_terminal_is_replaced(letter: str) -> None:
    assert plain(f"a{letter}b") == "a�b"


def test_a_long_text_becomes_one_short_line() -> None:
    assert one_line("a\n\n  b\t" + "c" * 200, 10) == "a b ccccc…"
