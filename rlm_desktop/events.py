"""What happened in a run, in the past tense. Watchers match on the type.

Every event has `at`: seconds since the run started. Candidates of one turn are told apart by `candidate`.
"""

import msgspec

from rlm_desktop.profile import Profile
from rlm_desktop.reply import Reply


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    at: float = 0.0


class RunStarted(Event, frozen=True, tag="run_started"):
    run: str
    question: str
    paths: tuple[str, ...] = ()
    library: str = ""
    after: str = ""
    """The run that is followed up."""


class IngestProgressed(Event, frozen=True, tag="ingest_progressed"):
    """How far the reading of files has come. `doing` is in words: "reading files"."""

    doing: str
    done: int
    total: int
    document: str = ""
    unit: str = ""
    """What `done` and `total` count: "bytes", or nothing where a person needs no number of it."""
    rate: float = 0.0
    """How much of it is done in a second; 0 while that is not known."""
    remaining: float | None = None
    """Seconds that the rest takes at this rate; None while that is not known."""


class IngestPaused(Event, frozen=True, tag="ingest_paused"):
    """Reading stands still, because somebody wanted it to."""


class IngestResumed(Event, frozen=True, tag="ingest_resumed"):
    """Reading goes on where it stood."""


class DocumentSkipped(Event, frozen=True, tag="document_skipped"):
    document: str
    reason: str


class TextProfiled(Event, frozen=True, tag="text_profiled"):
    profile: Profile


class QuestionUnderstood(Event, frozen=True, tag="question_understood"):
    """A question that leant on the one before was completed; `why` tells how, in a sentence."""

    question: str
    understood_as: str
    why: str


class ModelLoaded(Event, frozen=True, tag="model_loaded"):
    role: str
    name: str
    seconds: float


class PlanChosen(Event, frozen=True, tag="plan_chosen"):
    plan: str
    why: str


class TurnStarted(Event, frozen=True, tag="turn_started"):
    """The root was asked for programs. `prompt` is the whole of what it saw."""

    turn: int
    candidates: int
    prompt: str


class TextStreamed(Event, frozen=True, tag="text_streamed"):
    """A piece of what a model is writing. Not kept in the history: the whole follows."""

    turn: int
    candidate: int
    text: str


class ProgramWritten(Event, frozen=True, tag="program_written"):
    turn: int
    candidate: int
    language: str
    code: str
    tokens: int
    seconds: float


class ProgramRefused(Event, frozen=True, tag="program_refused"):
    """The check before running found what cannot work or is not grounded in question and profile."""

    turn: int
    candidate: int
    why: str


class ProgramMended(Event, frozen=True, tag="program_mended"):
    turn: int
    candidate: int
    code: str
    why: str


class OutputPrinted(Event, frozen=True, tag="output_printed"):
    turn: int
    candidate: int
    text: str


class QueryRan(Event, frozen=True, tag="query_ran"):
    turn: int
    candidate: int
    sql: str
    rows: int
    seconds: float


class ProgramFinished(Event, frozen=True, tag="program_finished"):
    turn: int
    candidate: int
    answer: str
    seconds: float


class ProgramFailed(Event, frozen=True, tag="program_failed"):
    turn: int
    candidate: int
    kind: str
    message: str
    seconds: float


class InterpreterLost(Event, frozen=True, tag="interpreter_lost"):
    """The interpreter died or was killed; the run goes on in a fresh one."""

    why: str


class SubCallsStarted(Event, frozen=True, tag="sub_calls_started"):
    what: str
    calls: int
    model: str = ""
    """Which one reads."""


class SubCallFinished(Event, frozen=True, tag="sub_call_finished"):
    what: str
    number: int
    of: int
    prompt: str
    reply: str
    cached: bool
    tokens: int
    seconds: float


class CandidatesCompared(Event, frozen=True, tag="candidates_compared"):
    """`groups`: the different results with the number of candidates that gave each, most first."""

    groups: tuple[tuple[str, int], ...]
    chosen: str


class BudgetRanOut(Event, frozen=True, tag="budget_ran_out"):
    what: str
    """Which limit was reached, in a sentence."""


class Noted(Event, frozen=True, tag="noted"):
    """Something worth telling the person while it works, in a sentence."""

    text: str


class RunEnded(Event, frozen=True, tag="run_ended"):
    reply: Reply


AnyEvent = (
    RunStarted
    | IngestProgressed
    | IngestPaused
    | IngestResumed
    | DocumentSkipped
    | TextProfiled
    | QuestionUnderstood
    | ModelLoaded
    | PlanChosen
    | TurnStarted
    | TextStreamed
    | ProgramWritten
    | ProgramRefused
    | ProgramMended
    | OutputPrinted
    | QueryRan
    | ProgramFinished
    | ProgramFailed
    | InterpreterLost
    | SubCallsStarted
    | SubCallFinished
    | CandidatesCompared
    | BudgetRanOut
    | Noted
    | RunEnded
)
"""Decode a line of an events file with `msgspec.json.decode(line, type=AnyEvent)`."""
