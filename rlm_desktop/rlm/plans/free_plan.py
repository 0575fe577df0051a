"""The plan "free": the published protocol over this run's text, with runs within it."""

from collections.abc import Callable

import msgspec

from rlm_desktop import events
from rlm_desktop.ports import Context, Interpreter
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.plans.answers import Answer
from rlm_desktop.rlm.plans.freely import Counts, Freely
from rlm_desktop.rlm.plans.run import Run
from rlm_desktop.rlm.verbs.recursion import Children
from rlm_desktop.rlm.verbs.tools import Tools

_LONGEST_ANSWER = 500  # characters
_FREE_TURNS = 4
"""So many times more turns has a free run: it works in small steps."""


class Free:
    """One free run, and those within it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.counts = Counts()

    def answer(self) -> Answer | None:
        """The published protocol; its turns are more, and are not those of the plans after it."""
        limits = self._run.settings.limits
        budget = self._run.budget.share(1, turns=limits.turns * _FREE_TURNS)
        tools = self._run.tools(1, 0)
        children = Children(
            self._run.subcalls,
            self._run.parts.context,
            depth=limits.depth,
            budget=budget,
            nest=self._run.parts.nest,
            work=self._work_freely,
            emit=self._run.parts.emit,
            seen=tools.ledger.merge,
        )
        tools.give_children(children.ask, children.ask_each)
        card, before = self._with_earlier(prompts.text_card(self._run.profile))
        code = self._freely(self._run.parts.interpreter, budget, self._run.parts.emit).work(
            self._run.question, card, tools, seed=self._run.seed, before=before
        )
        return self._run.answers.of_program(tools, code, plan="free") if tools.outcome.answered else None

    def _with_earlier(self, card: str) -> tuple[str, str]:
        """The card with the question before, and the program that leaves its answer in a variable."""
        earlier = self._run.meant.earlier
        if earlier is None:
            return card, ""
        told = (
            f"An earlier question was: {earlier.question}\nIts answer, in the variable earlier_answer: "
            f"{earlier.answer[:_LONGEST_ANSWER]}\nIts program was:\n{earlier.program[:_LONGEST_ANSWER]}"
        )
        value = msgspec.json.encode(earlier.value).decode()
        return f"{card}\n{told}", f"earlier_answer = json.loads({value!r})"

    def _work_freely(
        self, question: str, context: Context, interpreter: Interpreter, tools: Tools, budget: Budget
    ) -> None:
        """A run within this one; of its turns the person sees the calls alone."""
        card = prompts.text_card(context.profile)
        self._freely(interpreter, budget, _unheard).work(question, card, tools, seed=self._run.seed)

    def _freely(
        self, interpreter: Interpreter, budget: Budget, emit: Callable[[events.Event], None]
    ) -> Freely:
        return Freely(
            self._run.parts.root,
            interpreter,
            budget=budget,
            emit=emit,
            should_stop=self._run.parts.should_stop,
            seconds=self._run.settings.sandbox.seconds,
            counts=self.counts,
        )


def _unheard(_: events.Event) -> None:
    return None
