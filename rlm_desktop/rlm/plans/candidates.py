"""Several programs for one question: drawn in one batch, checked, run, and compared by what they answer.

Agreement between programs that were written differently is the best sign of a right answer that there
is without a bigger model (docs/measurements.md, "What several programs and their check give";
arXiv 2603.15653).
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from rlm_desktop import events
from rlm_desktop.errors import BadRequest
from rlm_desktop.ports import (
    CellError,
    CellResult,
    Completion,
    Engine,
    Interpreter,
    Job,
    Message,
    Sampling,
    Tool,
)
from rlm_desktop.rlm import compare, programs
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.queries.checked import Checked
from rlm_desktop.rlm.queries.grounding import Grounding
from rlm_desktop.rlm.verbs.tools import Outcome, Tools

_LONGEST_PROGRAM = 320  # tokens
_TEMPERATURE = 0.7


class Candidate(msgspec.Struct, kw_only=True):
    """One program of one turn and what became of it."""

    number: int
    turn: int
    reply: str
    checked: Checked | None = None
    tools: Tools | None = None
    value: object = None
    error: CellError | None = None
    output: str = ""
    certainty: float = 0.0
    """Mean probability of the tokens it was written with, 0 to 1."""

    @property
    def outcome(self) -> Outcome:
        return self.tools.outcome if self.tools else Outcome()

    @property
    def answered(self) -> bool:
        if self.error is not None or not self.outcome.answered:
            return False
        # Nothing is an answer where a program looked for what no row has.
        return not compare.is_empty(self.value) or (self.checked is not None and self.checked.expects_nothing)

    @property
    def weight(self) -> float:
        """How much its answer counts: grounding first, then certainty; less for a doubt, or a bare zero."""
        if not self.answered or self.checked is None:
            return 0.0
        base = 0.1 + self.checked.score + 0.2 * self.certainty
        unexpected = compare.is_nothing_found(self.value) and not self.checked.expects_nothing
        doubted = self.checked.doubts or compare.has_gap(self.value)
        return base / (3 if unexpected else 1) / (2 if doubted else 1)

    def problem(self) -> str:
        """What went wrong, in the terms of the data, for the root to read."""
        if self.checked is None:
            return "The reply held no program."
        if self.checked.problem:
            return self.checked.problem
        if self.error:
            return self.error.message
        if not self.outcome.answered:
            shown = self.output.strip()[:500]
            return (
                f"The program gave no answer; it printed: {shown}" if shown else "The program gave no answer."
            )
        return "The result was empty: no row fits all the conditions."


class Group(msgspec.Struct, frozen=True):
    """Candidates with the same answer."""

    members: tuple[Candidate, ...]

    @property
    def weight(self) -> float:
        return sum(member.weight for member in self.members)

    @property
    def is_certainly_none(self) -> bool:
        """Whether it is nothing because a program looked for a word that no line says."""
        return any(
            member.checked is not None
            and member.checked.expects_nothing
            and compare.is_nothing_found(member.value)
            for member in self.members
        )

    @property
    def best(self) -> Candidate:
        """The one to show: grounded best, and of those the first that was drawn."""
        return max(self.members, key=lambda member: (round(member.weight, 2), -member.number))


class Candidates:
    """Draws, runs and compares the programs of one question."""

    def __init__(
        self,
        *,
        root: Engine,
        interpreter: Interpreter,
        grounding: Grounding,
        budget: Budget,
        new_tools: Callable[[int, int], Tools],
        emit: Callable[[events.Event], None],
        should_stop: Callable[[], bool],
        seconds: float,
    ) -> None:
        self._root = root
        self._interpreter = interpreter
        self._grounding = grounding
        self._budget = budget
        self._new_tools = new_tools
        self._emit = emit
        self._should_stop = should_stop
        self._seconds = seconds
        self.all: list[Candidate] = []
        self.prompt_tokens = 0
        self.generated_tokens = 0
        self.root_seconds = 0.0
        self.sandbox_seconds = 0.0

    def draw(
        self,
        prompts: Sequence[Sequence[Message]],
        *,
        turn: int,
        seed: int,
        greedy: bool,
        grammar: str | None = None,
    ) -> list[Candidate]:
        """Ask the root once for each prompt, all in one batch, check the programs and run them."""
        self._budget.spend(turns=1)
        whole = "\n\n".join(f"[{m.role}]\n{m.content}" for m in prompts[0])
        self._emit(events.TurnStarted(turn=turn, candidates=len(prompts), prompt=whole))
        written = self._write(prompts, turn=turn, seed=seed, greedy=greedy, grammar=grammar)
        for candidate in written:
            self._run(candidate)
            self.all.append(candidate)
        return written

    def _write(
        self,
        prompts: Sequence[Sequence[Message]],
        *,
        turn: int,
        seed: int,
        greedy: bool,
        grammar: str | None,
    ) -> list[Candidate]:
        started = time.monotonic()
        jobs = [
            Job(
                messages=tuple(messages),
                sampling=Sampling(
                    max_tokens=_LONGEST_PROGRAM,
                    temperature=0.0 if greedy and number == 0 else _TEMPERATURE,
                    seed=seed + 1000 * turn + number,
                    stop=("\n```",),
                    grammar=grammar,
                ),
            )
            for number, messages in enumerate(prompts)
        ]

        def on_text(number: int, text: str) -> None:
            self._emit(events.TextStreamed(turn=turn, candidate=number, text=text))

        try:
            with self._budget.in_time(self._should_stop) as must_end:
                completions = self._generated(jobs, on_text, must_end)
        finally:
            self.root_seconds += time.monotonic() - started
        written = []
        for number, completion in enumerate(completions):
            self.prompt_tokens += completion.prompt_tokens
            self.generated_tokens += completion.generated_tokens
            self._budget.note(
                tokens=completion.prompt_tokens - completion.cached_tokens + completion.generated_tokens
            )
            certainty = math.exp(min(0.0, completion.logprob))
            candidate = Candidate(number=number, turn=turn, reply=completion.text, certainty=certainty)
            self._tell_written(candidate, completion.generated_tokens, time.monotonic() - started)
            written.append(candidate)
        return written

    def _generated(
        self, jobs: Sequence[Job], on_text: Callable[[int, str], None], must_end: Callable[[], bool]
    ) -> Sequence[Completion]:
        try:
            return self._root.generate(jobs, on_text=on_text, should_stop=must_end)
        except BadRequest:
            if not any(job.sampling.grammar for job in jobs):
                raise
            # A server may take no grammars: then the words are hoped for.
            free = [
                msgspec.structs.replace(job, sampling=msgspec.structs.replace(job.sampling, grammar=None))
                for job in jobs
            ]
            return self._root.generate(free, on_text=on_text, should_stop=must_end)

    def _tell_written(self, candidate: Candidate, tokens: int, seconds: float) -> None:
        program = programs.from_reply(candidate.reply)
        turn, number = candidate.turn, candidate.number
        self._emit(
            events.ProgramWritten(
                turn=turn,
                candidate=number,
                language=program.language if program else "text",
                code=program.text if program else candidate.reply,
                tokens=tokens,
                seconds=seconds,
            )
        )
        if program is None:
            self._emit(events.ProgramRefused(turn=turn, candidate=number, why="The reply held no program."))
            return
        candidate.checked = checked = self._grounding.check(program)
        if checked.problem:
            self._emit(events.ProgramRefused(turn=turn, candidate=number, why=checked.problem))
        elif checked.mends:
            why = " ".join(checked.mends)
            self._emit(events.ProgramMended(turn=turn, candidate=number, code=checked.program.text, why=why))

    def _run(self, candidate: Candidate) -> None:
        """Run a checked program; one that was run before lends its result instead."""
        checked = candidate.checked
        if checked is None or checked.problem:
            return
        twin = self._twin(checked.program)
        if twin is not None:
            candidate.tools, candidate.value, candidate.error = twin.tools, twin.value, twin.error
            candidate.output = twin.output
            return
        candidate.tools = self._new_tools(candidate.turn, candidate.number)
        result = self._execute(checked.program, candidate)
        candidate.error, candidate.output = result.error, result.output
        for span in result.read:
            candidate.tools.ledger.scan(span)
        candidate.value = compare.simple(candidate.outcome.value)
        if candidate.answered and (why := self._implausible(checked.program, candidate.value)):
            candidate.error = CellError(kind="implausible", message=why)
        self._tell_result(candidate, result)

    def _implausible(self, program: Program, value: object) -> str:
        if programs.is_written_out(program, value):
            return (
                "The answer was written into the program, not found in the text: answer with what is found."
            )
        return self._grounding.implausible(value)

    def _twin(self, program: Program) -> Candidate | None:
        text = " ".join(program.text.split()).lower()
        for other in self.all:
            if other.checked and other.tools and " ".join(other.checked.program.text.split()).lower() == text:
                return other
        return None

    def _execute(self, program: Program, candidate: Candidate) -> CellResult:
        started = time.monotonic()
        tools: Mapping[str, Tool] = candidate.tools.by_name() if candidate.tools else {}

        def on_output(text: str) -> None:
            self._emit(events.OutputPrinted(turn=candidate.turn, candidate=candidate.number, text=text))

        try:
            return self._interpreter.run(
                program.code, tools=tools, seconds=self._seconds, fresh=True, on_output=on_output
            )
        finally:
            self.sandbox_seconds += time.monotonic() - started

    def _tell_result(self, candidate: Candidate, result: CellResult) -> None:
        turn, number = candidate.turn, candidate.number
        if result.killed and result.error:
            self._emit(events.InterpreterLost(why=result.error.message))
        if candidate.answered:
            answer = compare.in_words(candidate.value)[:2000]
            self._emit(
                events.ProgramFinished(turn=turn, candidate=number, answer=answer, seconds=result.seconds)
            )
            return
        kind = candidate.error.kind if candidate.error else "empty"
        self._emit(
            events.ProgramFailed(
                turn=turn, candidate=number, kind=kind, message=candidate.problem(), seconds=result.seconds
            )
        )

    def repeats_itself(self, turn: int) -> bool:
        """Whether nothing has answered yet, and a turn brought no program that was not there before it."""
        known = {_text(one.reply) for one in self.all if one.turn < turn}
        last = [_text(one.reply) for one in self.all if one.turn == turn]
        return not any(one.answered for one in self.all) and bool(last) and known.issuperset(last)

    def groups(self) -> list[Group]:
        """All answers so far, the one to take first: the certain, then that with the most weight."""
        found: list[list[Candidate]] = []
        for candidate in self.all:
            if not candidate.answered:
                continue
            home = next((group for group in found if compare.same(group[0].value, candidate.value)), None)
            home.append(candidate) if home is not None else found.append([candidate])
        # What no line says was found nowhere: that is certain, however many programs passed over the word.
        return sorted(
            (Group(tuple(group)) for group in found),
            key=lambda group: (not group.is_certainly_none, -group.weight),
        )

    def tell_groups(self) -> None:
        groups = self.groups()
        counted = tuple((compare.in_words(g.best.value)[:200], len(g.members)) for g in groups)
        self._emit(events.CandidatesCompared(groups=counted, chosen=counted[0][0] if counted else ""))


def _text(reply: str) -> str:
    program = programs.from_reply(reply)
    return " ".join((program.text if program else reply).split()).lower()
