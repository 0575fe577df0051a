"""From a question to a checked answer: plans are tried in order until one gives an answer that holds.

The way is that of Recursive Language Models (Zhang and Khattab, arXiv 2512.24601): the text is an
object in an interpreter and never enters the root's window. What is different here is what a small
root needs: typed records, worked examples, grounding, several candidates, and plans without a root.
"""

import time
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from rlm_desktop import events
from rlm_desktop.errors import BudgetSpent, EngineError, SandboxError, TableError
from rlm_desktop.ports import Context, Engine, Interpreter, Message
from rlm_desktop.profile import Rows
from rlm_desktop.reply import Reply, Usage
from rlm_desktop.rlm import examples, freely, intent, labelling, linking, plans, prompts, wording
from rlm_desktop.rlm.answers import Answer, Answers
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.candidates import Candidate, Candidates, Group
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.follow_ups import Understood
from rlm_desktop.rlm.freely import Freely
from rlm_desktop.rlm.grounding import Grounding
from rlm_desktop.rlm.labelling import AddColumn
from rlm_desktop.rlm.linking import Links
from rlm_desktop.rlm.naming import NOTHING_NAMED, Naming, name_columns
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.recursion import Children, Nest
from rlm_desktop.rlm.subcalls import Kept, SubCalls
from rlm_desktop.rlm.tools import Tools
from rlm_desktop.settings import Settings

_NOT_COMPUTED = (
    "No program gave an answer: this was read in the passages that match best, not computed over all of them."
)
_FREE_TURNS = 4
"""So many times more turns has a free run: it works in small steps."""
_PATIENCE = 180.0  # seconds
_USUAL_SPEED = 50.0  # tokens a second, the default model on two cores
_BYTES_A_TOKEN = 3.6
_SURE = 0.85
"""Grounding score from which an answer that most candidates share is taken without asking again."""
_FAIR = 0.6
"""The same for an answer that all share."""
_MANY = 5
"""So many programs that all agree are enough, whatever their score."""


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


class Loop:
    """One run: one question over one library."""

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        *,
        run: str,
        question: str,
        seed: int = 0,
        meant: Understood | None = None,
    ) -> None:
        self._parts = parts
        self._settings = settings
        self._question = question
        self._meant = meant or Understood(question=question)
        self._seed = seed
        self._budget = Budget(settings.limits)
        self._profile = parts.context.profile
        self._subcalls = SubCalls(
            parts.sub,
            budget=self._budget,
            kept=parts.kept,
            emit=parts.emit,
            should_stop=parts.should_stop,
            seed=seed,
        )
        ready = [document for document in parts.context.documents() if document.status == "ready"]
        self._sizes = {document.id: document.bytes for document in ready}
        self._names = {document.id: document.name for document in ready}
        self._answers = Answers(parts.context, run=run, question=question)
        self._children = Children(self._subcalls, parts.context, depth=settings.limits.depth)
        self._candidates: list[Candidates] = []
        self._last: Tools | None = None
        self._sandbox_seconds = 0.0
        self._free_counts = freely.Counts()
        self._estimate = False
        self._notes: list[str] = []
        self._left_out = ""

    def run(self, plan: str = "auto", *, estimate: bool = False) -> Reply:
        """Answer the question; with `estimate`, reading every page becomes reading a sample.

        Raises `Stopped`, and `EngineError`, `SandboxError` where the parts fail for good.
        """
        self._estimate = estimate
        started = time.monotonic()
        self._parts.emit(events.TextProfiled(profile=self._profile))
        told = self._labelled(plan)
        links = linking.link(self._question, self._profile, self._query)
        links = wording.added(links, self._question, self._profile, self._query)
        self._left_out = wording.left_out(links)
        free = plan == "auto" and freely.suits(self._parts.root)
        route = plans.route(self._question, self._profile, links, plan, free=free)
        answer = self._counted(told)
        for number, name in enumerate(route.plans if answer is None else ()):
            if name == "exhaustive" and plan == "auto" and self._too_long_to_read():
                continue
            why = route.why if number == 0 else "The plan before gave no answer."
            self._parts.emit(events.PlanChosen(plan=name, why=why))
            answer = self._try(name, links)
            if answer is not None:
                if number and name == "search" and intent.of(self._question).computes:
                    answer = answer.but_partial(_NOT_COMPUTED)
                break
        if answer is None:
            answer = self._answers.nothing_found(self._last, self._subcalls.counts.calls)
            answer = msgspec.structs.replace(answer, notes=(*answer.notes, *self._notes))
        reply = self._answers.reply(answer, self._usage(time.monotonic() - started))
        return labelling.as_estimate(reply, told, self._query) if told else reply

    def _labelled(self, plan: str) -> labelling.Told | None:
        """The labels that the question counts, read from the text first where no column has them."""
        if plan == "free":
            return None
        reads = labelling.Labelling(
            self._parts.context,
            self._subcalls,
            profile=self._profile,
            add_column=self._parts.add_column,
            emit=self._parts.emit,
            model=self._parts.sub.info.name,
            patience=labelling.patience(plan, self._estimate, self._settings.limits.seconds),
        )
        try:
            told = reads.prepare(self._question)
        except BudgetSpent as spent:
            self._parts.emit(events.BudgetRanOut(what=spent.message))
            return None
        if reads.profile is not self._profile:
            self._profile = reads.profile
            self._parts.emit(events.TextProfiled(profile=self._profile))
        return told

    def _counted(self, told: labelling.Told | None) -> Answer | None:
        """The answer of a query that needs no root: how often values of a column occur."""
        if told is None or told.query is None:
            return None
        why = "The question asks how often something occurs: the query for that is known."
        self._parts.emit(events.PlanChosen(plan="records", why=why))
        code = Program(language="sql", text=told.query).code
        tools = self._tools(0, 0)
        self._parts.emit(
            events.ProgramWritten(turn=0, candidate=0, language="sql", code=told.query, tokens=0, seconds=0.0)
        )
        try:
            # A query of the host's own needs no interpreter around it.
            found = tools.sql(told.query)
        except TableError as error:
            self._tell_failed(error.kind, error.message)
            return None
        tools.answer(found["rows"])
        return self._answers.of_program(tools, code, plan="records")

    def _too_long_to_read(self) -> bool:
        """Whether reading every page would take longer than a person who did not ask for it would wait."""
        counts = self._subcalls.counts
        spent = counts.prompt_tokens + counts.generated_tokens
        speed = spent / counts.seconds if counts.seconds > 1 and spent else _USUAL_SPEED
        seconds = self._profile.bytes / _BYTES_A_TOKEN / speed
        if seconds <= _PATIENCE:
            return False
        self._notes.append(
            f"Not every page was read: that would take about {_duration(seconds)}. "
            "Choose the plan “exhaustive” for it."
        )
        self._parts.emit(events.Noted(text=self._notes[-1]))
        return True

    def _query(self, sql: str) -> Rows:
        return self._parts.context.query(sql, hidden=True)

    def _try(self, plan: plans.Plan, links: Links) -> Answer | None:
        """One plan; None where it gave nothing. A spent budget ends the run with what there is."""
        try:
            match plan:
                case "records":
                    return self._records(links)
                case "program":
                    return self._guided("text", prompts.text_card(self._profile), self._new_candidates(links))
                case "free":
                    return self._free()
                case "direct":
                    return self._direct()
                case "search":
                    return self._fixed(plan, plans.search_program(self._question))
                case "exhaustive":
                    return self._exhaustive()
        except BudgetSpent as spent:
            self._parts.emit(events.BudgetRanOut(what=spent.message))
            return self._partial(plan, spent)
        except (EngineError, SandboxError) as error:
            self._parts.emit(events.Noted(text=error.message))
            raise

    # -- programs by the root

    def _records(self, links: Links) -> Answer | None:
        """Queries over the tables, whose nameless columns are given names first."""
        naming = name_columns(prompts.most_relevant(self._profile, links), self._subcalls)
        card = prompts.tables_card(naming.profile(self._profile), naming.links(links))
        return self._guided("sql", card, self._new_candidates(links, naming))

    def _guided(self, kind: Literal["sql", "text"], card: str, drawn: Candidates) -> Answer | None:
        """Draw candidates until enough of them agree on a grounded answer, or the turns are spent."""
        shown = examples.for_question(kind, self._question, self._profile)
        messages = self._messages(kind, shown, card)
        plan = "records" if kind == "sql" else "program"
        for turn in range(1, max(2, self._settings.limits.turns)):
            asked = self._asked(messages, shown, card, kind, turn, drawn)
            drawn.draw(asked, turn=turn, seed=self._seed, greedy=turn == 1)
            groups = drawn.groups()
            if groups:
                drawn.tell_groups()
            if groups and self._settled(groups):
                break
        return self._chosen(drawn, plan)

    def _messages(
        self, kind: Literal["sql", "text"], shown: examples.Examples, card: str
    ) -> tuple[Message, ...]:
        """What the root is asked; after a question that had a query, with that as the example next to it."""
        before = self._meant.example if kind == "sql" else None
        return prompts.for_root(kind, shown, card, self._question, before=before)

    def _asked(
        self,
        messages: Sequence[Message],
        shown: examples.Examples,
        card: str,
        kind: Literal["sql", "text"],
        turn: int,
        drawn: Candidates,
    ) -> list[Sequence[Message]]:
        """The first turn asks alike; later turns tell what failed, or ask with examples in another order."""
        count = max(1, self._settings.candidates)
        if turn == 1:
            return [messages] * count
        if drawn.groups():
            other = self._messages(kind, examples.rotated(shown, turn), card)
            return [other] * count
        failed = drawn.all[0] if turn == 2 else drawn.all[-1]
        told = prompts.after_failure(messages, failed.reply, failed.problem(), self._question)
        return [told] * count

    @staticmethod
    def _settled(groups: Sequence[Group]) -> bool:
        """Whether one grounded answer has more than half of the programs that gave any."""
        first, drawn = groups[0], sum(len(group.members) for group in groups)
        score = first.best.checked.score if first.best.checked else 0.0
        if first.is_certainly_none or (len(groups) == 1 and (score >= _FAIR or drawn >= _MANY)):
            return True
        return score >= _SURE and len(first.members) * 2 > drawn and first.best.weight > 0.6

    def _new_candidates(self, links: Links, naming: Naming = NOTHING_NAMED) -> Candidates:
        grounding = Grounding(
            self._question,
            self._profile,
            links,
            self._query,
            naming,
            self._meant.kept,
            enabled=self._settings.grounding,
        )
        drawn = Candidates(
            root=self._parts.root,
            interpreter=self._parts.interpreter,
            grounding=grounding,
            budget=self._budget,
            new_tools=self._tools,
            emit=self._parts.emit,
            should_stop=self._parts.should_stop,
            seconds=self._settings.sandbox.seconds,
        )
        self._candidates.append(drawn)
        return drawn

    def _chosen(self, drawn: Candidates, plan: str) -> Answer | None:
        groups = drawn.groups()
        if not groups:
            return None
        best: Candidate = groups[0].best
        answer = self._answers.of_candidate(best, groups, plan=plan)
        return answer.but_partial(self._left_out) if self._left_out else answer

    def _tools(self, turn: int, candidate: int) -> Tools:
        tools = Tools(
            self._parts.context,
            self._subcalls,
            Ledger(self._sizes, self._names),
            child=self._children.ask,
            emit=self._parts.emit,
            turn=turn,
            candidate=candidate,
        )
        self._last = tools
        return tools

    # -- plans without code from the root

    def _fixed(self, plan: str, code: str) -> Answer | None:
        tools = self._tools(0, 0)
        self._parts.emit(
            events.ProgramWritten(turn=0, candidate=0, language="python", code=code, tokens=0, seconds=0.0)
        )
        started, reading = time.monotonic(), self._subcalls.counts.seconds
        try:
            result = self._parts.interpreter.run(
                code, tools=tools.by_name(), seconds=self._settings.sandbox.seconds, fresh=True
            )
        finally:
            read = self._subcalls.counts.seconds - reading
            self._sandbox_seconds += time.monotonic() - started - read
        if result.error:
            self._tell_failed(result.error.kind, result.error.message)
        return self._answers.of_program(tools, code, plan=plan) if tools.outcome.answered else None

    def _exhaustive(self) -> Answer | None:
        """Every page is read; the notes are put together by one more call."""
        size = min(6000, max(1500, (self._subcalls.window - 1500) * 2))
        sample_seed = self._seed if self._estimate else None
        code = plans.exhaustive_program(self._question, size=size, sample_seed=sample_seed)
        self._fixed("exhaustive", code)
        if self._last is None:
            return None
        answer = self._answers.of_notes(self._last, self._subcalls, code, plan="exhaustive")
        return (
            answer.from_sample() if answer and self._estimate and not answer.coverage.exhaustive else answer
        )

    def _direct(self) -> Answer | None:
        code = f"question = {self._question!r}\nanswer(find(question, list(passages(size=12000))))"
        return self._fixed("direct", code)

    def _free(self) -> Answer | None:
        """The published protocol; its turns are more, and are not those of the plans after it."""
        limits = self._settings.limits
        budget = self._budget.share(1, turns=limits.turns * _FREE_TURNS)
        tools = self._tools(1, 0)
        children = Children(
            self._subcalls,
            self._parts.context,
            depth=limits.depth,
            budget=budget,
            nest=self._parts.nest,
            work=self._work_freely,
            emit=self._parts.emit,
            seen=tools.ledger.merge,
        )
        tools.give_children(children.ask, children.ask_each)
        code = self._freely(self._parts.interpreter, budget, self._parts.emit).work(
            self._question, prompts.text_card(self._profile), tools, seed=self._seed
        )
        return self._answers.of_program(tools, code, plan="free") if tools.outcome.answered else None

    def _work_freely(
        self, question: str, context: Context, interpreter: Interpreter, tools: Tools, budget: Budget
    ) -> None:
        """A run within this one; of its turns the person sees the calls alone."""
        card = prompts.text_card(context.profile)
        self._freely(interpreter, budget, _unheard).work(question, card, tools, seed=self._seed)

    def _freely(
        self, interpreter: Interpreter, budget: Budget, emit: Callable[[events.Event], None]
    ) -> Freely:
        return Freely(
            self._parts.root,
            interpreter,
            budget=budget,
            emit=emit,
            should_stop=self._parts.should_stop,
            seconds=self._settings.sandbox.seconds,
            counts=self._free_counts,
        )

    def _partial(self, plan: str, spent: BudgetSpent) -> Answer | None:
        """What there is when the budget is spent: agreed programs, else the notes taken so far."""
        for drawn in self._candidates:
            if drawn.groups():
                chosen = self._chosen(drawn, plan)
                return chosen.but_partial(spent.message) if chosen else None
        if self._last is None or not self._last.outcome.notes:
            return self._answers.spent(spent)
        found = self._answers.of_notes_unread(self._last, plan=plan)
        return (found or self._answers.spent(spent)).but_partial(spent.message)

    def _tell_failed(self, kind: str, message: str) -> None:
        self._parts.emit(events.ProgramFailed(turn=0, candidate=0, kind=kind, message=message, seconds=0.0))

    def _usage(self, seconds: float) -> Usage:
        counts = self._subcalls.counts
        root: list[Candidates | freely.Counts] = [*self._candidates, self._free_counts]
        return Usage(
            root_turns=self._budget.turns + self._free_counts.turns,
            candidates=sum(len(drawn.all) for drawn in self._candidates),
            sub_calls=counts.calls - counts.cached,
            cached_calls=counts.cached,
            prompt_tokens=counts.prompt_tokens + sum(each.prompt_tokens for each in root),
            generated_tokens=counts.generated_tokens + sum(each.generated_tokens for each in root),
            seconds=round(seconds, 3),
            seconds_by_part={
                "root": round(sum(each.root_seconds for each in root), 3),
                "sandbox": round(self._sandbox_seconds + sum(each.sandbox_seconds for each in root), 3),
                "sub": round(counts.seconds, 3),
            },
        )


def _unheard(_: events.Event) -> None:
    return None


def _duration(seconds: float) -> str:
    """A time as people say it."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count:,} {name}{'s' if count != 1 else ''}"
    return "a minute"
