"""What the plans of one run share: its question, its parts, its purse, its readers and its books."""

from collections.abc import Callable
from functools import cached_property

import msgspec

from rlm_desktop import events
from rlm_desktop.ports import Context, Engine, Interpreter
from rlm_desktop.profile import Profile, Rows
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.follow_ups import Understood
from rlm_desktop.rlm.labelling import AddColumn
from rlm_desktop.rlm.passages.statements import choosing
from rlm_desktop.rlm.passages.statements.shelf import Shelf
from rlm_desktop.rlm.passages.subcalls import Kept, SubCalls
from rlm_desktop.rlm.plans.answers import Answers
from rlm_desktop.rlm.question.documents import by_title, scopes, writers
from rlm_desktop.rlm.question.documents.scopes import Scope
from rlm_desktop.rlm.verbs.recursion import Children, Nest
from rlm_desktop.rlm.verbs.tools import Tools
from rlm_desktop.settings import Settings


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run works with."""

    context: Context
    root: Engine
    sub: Engine
    interpreter: Interpreter
    kept: Kept
    emit: Callable[[events.Event], None]
    should_stop: Callable[[], bool]
    add_column: AddColumn | None = None
    """Keeps labels that were read as a column of the library; without it none are read."""
    nest: Nest | None = None
    """Gives a run within this one its text and interpreter; without it such runs only read."""


class Run:
    """One question at work. The plans take turns with it."""

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        *,
        run: str,
        meant: Understood,
        seed: int,
        budget: Budget | None = None,
    ) -> None:
        self.parts = parts
        self.settings = settings
        self.meant = meant
        self.question = meant.question
        self.for_reader = meant.for_reader or meant.question
        self.seed = seed
        self.reads_whole = False
        """Whether the person wants every word read, and no passage in part."""
        self.budget = budget or Budget(settings.limits)
        self.profile: Profile = parts.context.profile
        self.subcalls = SubCalls(
            parts.sub,
            budget=self.budget,
            kept=parts.kept,
            emit=parts.emit,
            should_stop=parts.should_stop,
            seed=seed,
        )
        self.answers = Answers(parts.context, run=run, question=self.question)
        self.last: Tools | None = None
        """The tools of the program that ran last."""
        self.sandbox_seconds = 0.0
        """Spent in programs of the host's own."""
        ready = [document for document in parts.context.documents() if document.status == "ready"]
        self.ready = ready
        self._sizes = {document.id: document.bytes for document in ready}
        self._names = {document.id: document.name for document in ready}
        self.shelf = Shelf(ready, parts.context)
        self._children = Children(self.subcalls, parts.context, depth=settings.limits.depth)

    @cached_property
    def scope(self) -> Scope:
        """The documents that the question names."""
        written = writers.of(self.question, self.profile.tables, self.query)
        return (
            written
            or choosing.scope(self.question, self.shelf)
            or scopes.of(self.question, self.parts.context, self.ready, self._titled)
        )

    def _titled(self) -> Scope | None:
        return by_title.of(self.question, self.profile.tables, self.query)

    def tools(self, turn: int, candidate: int) -> Tools:
        """New tools for one program, with books of their own."""
        self.last = Tools(
            self.parts.context,
            self.subcalls,
            Ledger(self._sizes, self._names),
            child=self._children.ask,
            children=self._children.ask_each,
            emit=self.parts.emit,
            turn=turn,
            candidate=candidate,
        )
        self.last.reads_whole = self.reads_whole
        return self.last

    def query(self, sql: str) -> Rows:
        return self.parts.context.query(sql, hidden=True)

    def tell_failed(self, kind: str, message: str) -> None:
        self.parts.emit(events.ProgramFailed(turn=0, candidate=0, kind=kind, message=message, seconds=0.0))
