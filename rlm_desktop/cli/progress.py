"""What happens in a run, told on standard error: a line a step, and a bar for what takes long."""

import threading
from collections.abc import Iterator

from rlm_desktop.cli.terminal import Terminal
from rlm_desktop.cli.words import count, duration, one_line, size
from rlm_desktop.events import (
    BudgetRanOut,
    CandidatesCompared,
    DocumentSkipped,
    Event,
    IngestPaused,
    IngestProgressed,
    IngestResumed,
    InterpreterLost,
    ModelLoaded,
    Noted,
    PlanChosen,
    ProgramFailed,
    ProgramFinished,
    ProgramMended,
    ProgramRefused,
    ProgramWritten,
    QueryRan,
    QuestionUnderstood,
    RunEnded,
    SubCallFinished,
    SubCallsStarted,
    TextProfiled,
    TurnStarted,
)
from rlm_desktop.profile import Profile

_BAR = 24


class Progress:
    """Shows events as they come, from whichever thread they come."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._lock = threading.Lock()

    def show(self, event: Event) -> None:
        with self._lock:
            match event:
                case IngestProgressed(doing=doing, done=done, total=total) as how_far:
                    self._draw(doing, done, total, " ".join([*_pace(how_far), how_far.document]))
                case SubCallFinished(what=what, number=number, of=of, reply=reply):
                    self._draw(what, number, of, reply)
                case RunEnded():
                    self._terminal.clear_bar()
                case _:
                    self._tell(event)

    def _tell(self, event: Event) -> None:
        line = _line(event)
        if line:
            self._terminal.tell(f"{event.at:6.1f} s  {line}")

    def _draw(self, doing: str, done: int, total: int, what: str) -> None:
        share = min(1.0, done / total) if total else 0.0
        filled = round(share * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        self._terminal.draw_bar(f"          {doing} {bar} {share:4.0%}  {one_line(what, 40)}")


def _pace(event: IngestProgressed) -> Iterator[str]:
    """How fast it goes and how long the rest takes, where that is known."""
    if event.rate and event.unit == "bytes":
        yield f"{size(round(event.rate))}/s,"
    if event.remaining is not None:
        yield f"{duration(event.remaining)} left "


def _line(event: Event) -> str:
    """The event in one sentence, or nothing for those that are too small to tell."""
    match event:
        case ModelLoaded(role=role, name=name, seconds=seconds):
            return f"loaded the {role} model {name} in {duration(seconds)}"
        case PlanChosen(plan=plan, why=why):
            return f"plan {plan}: {one_line(why)}"
        case TurnStarted(turn=turn, candidates=candidates):
            again = "" if turn <= 1 else f" (turn {turn})"
            return f"asked for {count(candidates, 'program')}{again}"
        case SubCallsStarted(what=what, calls=calls, model=model):
            return f"{one_line(what)}: {count(calls, 'call')} of {model or 'the sub-model'}"
        case CandidatesCompared(groups=groups, chosen=chosen):
            return f"{_votes(groups, chosen)} {one_line(chosen, 80)}"
        case BudgetRanOut(what=what):
            return one_line(what)
        case InterpreterLost(why=why):
            return f"the interpreter was lost, a fresh one goes on: {one_line(why)}"
        case Noted(text=text):
            return one_line(text, 200)
        case _:
            return _text_line(event) or _program_line(event)


def _text_line(event: Event) -> str:
    match event:
        case TextProfiled(profile=profile):
            return _profile(profile)
        case IngestPaused():
            return "reading is paused"
        case IngestResumed():
            return "reading goes on"
        case QuestionUnderstood(understood_as=understood_as):
            return f"understood as: {one_line(understood_as, 200)}"
        case DocumentSkipped(document=document, reason=reason):
            return f"left out {one_line(document)}: {one_line(reason)}"
        case _:
            return ""


def _program_line(event: Event) -> str:
    match event:
        case ProgramWritten(candidate=candidate, language=language, code=code, seconds=seconds):
            return f"program {candidate + 1} ({language}, {duration(seconds)}): {one_line(code)}"
        case ProgramRefused(candidate=candidate, why=why):
            return f"program {candidate + 1} was refused: {one_line(why)}"
        case ProgramMended(candidate=candidate, why=why):
            return f"program {candidate + 1} was mended: {one_line(why)}"
        case ProgramFinished(candidate=candidate, answer=answer):
            return f"program {candidate + 1} answers {one_line(answer, 80)}"
        case ProgramFailed(candidate=candidate, kind=kind, message=message):
            return f"program {candidate + 1} failed: {one_line(kind, 60)}: {one_line(message)}"
        case QueryRan(candidate=candidate, rows=rows, seconds=seconds):
            return f"program {candidate + 1} queried {count(rows, 'row')} in {duration(seconds)}"
        case _:
            return ""


def _profile(profile: Profile) -> str:
    text = f"{count(profile.documents, 'document')}, {size(profile.bytes)}"
    if not profile.tables:
        return f"looked at {text}, {count(profile.lines, 'line')}"
    table = profile.tables[0]
    names = ", ".join(column.name for column in table.columns)
    return f"looked at {text}: {count(table.rows, table.row_is)} with the fields {one_line(names, 80)}"


def _votes(groups: tuple[tuple[str, int], ...], chosen: str) -> str:
    total = sum(number for _, number in groups)
    agreeing = max((number for result, number in groups if result == chosen), default=0)
    return f"{agreeing} of {count(total, 'program')} gave"
