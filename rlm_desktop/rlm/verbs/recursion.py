"""A question within a question: what `rlm_query` does.

In a free run a child is a run of its own: its own interpreter over its own text, one level less of depth,
and a share of the one budget. Elsewhere, and where the depth is used up, it is a plain reader: a text that
fits is read at once, a longer one page by page, and the notes are put together.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from rlm_desktop import events
from rlm_desktop.errors import ENDING, BudgetSpent, RlmError
from rlm_desktop.ports import Context, Interpreter
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.verbs import readers
from rlm_desktop.rlm.verbs.tools import Tools

Nest = Callable[[str | None], AbstractContextManager[tuple[Context, Interpreter]]]
"""A text (None: the one that is asked) and an interpreter over it, for one child."""

_PAGE = 6000
_NOTHING = "NONE"


class Work(Protocol):
    """What lets the root work on a question with the tools over a text until they hold an answer."""

    def __call__(
        self, question: str, context: Context, interpreter: Interpreter, tools: Tools, budget: Budget
    ) -> None: ...


class Children:
    """Runs the children of one run, on its budget."""

    def __init__(
        self,
        subcalls: SubCalls,
        context: Context,
        *,
        depth: int,
        budget: Budget | None = None,
        nest: Nest | None = None,
        work: Work | None = None,
        emit: Callable[[events.Event], None] | None = None,
        seen: Callable[[Ledger], None] | None = None,
    ) -> None:
        """`seen` is told what a child saw of this text; without `nest` and `work` children only read."""
        self._subcalls = subcalls
        self._context = context
        self._depth = depth
        self._budget = budget
        self._nest = nest
        self._work = work
        self._emit = emit or _unheard
        self._seen = seen

    def ask(self, question: str, text: str | None) -> object:
        """The child's answer; "NONE" where its text does not tell."""
        if self._depth > 0 and self._nest and self._work and self._budget:
            answer = self._run(question, text, self._budget.share(2))
            if answer is not None:
                return answer
        return self._read(question, text)

    def ask_each(self, questions: Sequence[str]) -> list[object]:
        """Each child's answer in the questions' order; one that failed says so in its place."""
        return [self._answer_or_error(question) for question in questions]

    def _answer_or_error(self, question: str) -> object:
        try:
            return self.ask(question, None)
        except ENDING:
            raise
        except RlmError as error:
            return f"Error: {error.message}"

    def _run(self, question: str, text: str | None, share: Budget) -> object:
        assert self._nest and self._work and self._budget
        self._emit(events.Noted(text=f"A run within this run was asked: {question[:200]}"))
        with self._nest(text) as (context, interpreter):
            subcalls = self._subcalls.within(share)
            sizes = {d.id: d.bytes for d in context.documents() if d.status == "ready"}
            ledger = Ledger(sizes)
            below = Children(
                subcalls,
                context,
                depth=self._depth - 1,
                budget=share,
                nest=self._nest,
                work=self._work,
                emit=self._emit,
                seen=ledger.merge if text is None else None,
            )
            tools = Tools(
                context,
                subcalls,
                ledger,
                child=below.ask,
                children=below.ask_each,
                emit=_only_calls(self._emit),
            )
            try:
                self._work(question, context, interpreter, tools, share)
            except BudgetSpent:
                if self._budget.is_spent:
                    raise
                self._emit(events.Noted(text="A run within this run has spent its share of the budget."))
        if text is None and self._seen:
            self._seen(ledger)
        return tools.outcome.value if tools.outcome.answered else None

    def _read(self, question: str, text: str | None) -> str:
        if text is None:
            pages = [hit.text for hit in self._context.search(question, limit=8)]
        else:
            pages = [text[start : start + _PAGE] for start in range(0, len(text), _PAGE)] or [""]
            pages = pages if self._depth > 0 else pages[:1]
        return readers.ask_all(self._subcalls, question, pages)[0] if pages else _NOTHING


def _only_calls(emit: Callable[[events.Event], None]) -> Callable[[events.Event], None]:
    """Of a child the calls are told; its turns are numbered like those of the run above it."""

    def told(event: events.Event) -> None:
        if isinstance(event, events.SubCallsStarted | events.SubCallFinished | events.Noted):
            emit(event)

    return told


def _unheard(_: events.Event) -> None:
    return None
