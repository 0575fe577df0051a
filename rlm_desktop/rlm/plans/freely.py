"""The published protocol: the root writes any Python, sees what it prints, and goes on until FINAL.

After the reference implementation of Recursive Language Models (arXiv 2512.24601, section 3).
"""

import time
from collections.abc import Callable

import msgspec

from rlm_desktop import events
from rlm_desktop.ports import CellResult, Completion, Engine, Interpreter, Job, Message, Sampling
from rlm_desktop.rlm import programs, prompts
from rlm_desktop.rlm.budget import Budget
from rlm_desktop.rlm.verbs.tools import Tools

_SHOWN = 2000  # characters of what a program printed
_LONGEST_PROGRAM = 700  # tokens
_MOST_REPEATED = 3
"""So often a program that failed is written again until another plan takes over."""
_REPEATED = (
    "This program was written before and failed, and was not run again."
    " Look at the text with print, then write another one."
)
_CAPABLE = 6_500_000_000
END = "\n```\n"
"""What ends a reply: its block is over. Without the line's end a block behind words would end at once."""


class Counts(msgspec.Struct):
    """What the root of a free run, and of the runs within it, came to."""

    turns: int = 0
    prompt_tokens: int = 0
    generated_tokens: int = 0
    root_seconds: float = 0.0
    sandbox_seconds: float = 0.0


def suits(root: Engine) -> bool:
    """Whether a root is large enough to be free: from 7 billion parameters on."""
    return root.info.parameters >= _CAPABLE


class Freely:
    """One free run of the root over one text."""

    def __init__(
        self,
        root: Engine,
        interpreter: Interpreter,
        *,
        budget: Budget,
        emit: Callable[[events.Event], None],
        should_stop: Callable[[], bool],
        seconds: float,
        counts: Counts | None = None,
    ) -> None:
        self._root = root
        self._interpreter = interpreter
        self._budget = budget
        self._emit = emit
        self._should_stop = should_stop
        self._seconds = seconds
        self._counts = counts or Counts()

    def work(self, question: str, card: str, tools: Tools, *, seed: int, before: str = "") -> str:
        """Turn after turn until there is an answer or the turns are spent; the last program's code.

        `before` is run first, to leave variables of an earlier question.
        """
        if before:
            self._interpreter.run(before, tools=tools.by_name(), seconds=self._seconds, fresh=True)
        messages = [
            Message("system", prompts.words("free")),
            Message("user", f"{card}\nQuestion: {question}"),
        ]
        code = ""
        failed: set[str] = set()
        repeated = 0
        for turn in range(1, self._budget.limits.turns + 1):
            self._budget.spend(turns=1)
            self._counts.turns += 1
            self._emit(events.TurnStarted(turn=turn, candidates=1, prompt=messages[-1].content))
            reply = self._write(messages, turn, seed)
            program = programs.from_reply(reply) or programs.final_of(reply)
            code = program.code if program else ""
            if not program:
                seen = "There was no python block in the reply."
            elif code in failed:
                seen, repeated = _REPEATED, repeated + 1
            else:
                ok, seen = self._run(code, tools, turn, fresh=turn == 1 and not before)
                failed |= set() if ok else {code}
            if tools.outcome.answered or repeated >= _MOST_REPEATED:
                break
            # Only ever append: the engine reuses the cached prefix of the turn before.
            messages += [
                Message("assistant", reply),
                Message("user", f"Output:\n{seen}\nQuestion: {question}"),
            ]
        return code

    def _write(self, messages: list[Message], turn: int, seed: int) -> str:
        started = time.monotonic()
        sampling = Sampling(
            max_tokens=_LONGEST_PROGRAM,
            temperature=0.0 if turn == 1 else 0.5,
            seed=seed + turn,
            stop=(END,),
        )

        def on_text(_: int, text: str) -> None:
            self._emit(events.TextStreamed(turn=turn, candidate=0, text=text))

        job = Job(messages=tuple(messages), sampling=sampling)
        with self._budget.in_time(self._should_stop) as must_end:
            written = self._root.generate([job], on_text=on_text, should_stop=must_end)[0]
        self._count(written, time.monotonic() - started)
        self._emit(
            events.ProgramWritten(
                turn=turn,
                candidate=0,
                language="python",
                code=written.text,
                tokens=written.generated_tokens,
                seconds=time.monotonic() - started,
            )
        )
        return written.text

    def _count(self, written: Completion, seconds: float) -> None:
        self._counts.prompt_tokens += written.prompt_tokens
        self._counts.generated_tokens += written.generated_tokens
        self._counts.root_seconds += seconds
        self._budget.note(tokens=written.prompt_tokens - written.cached_tokens + written.generated_tokens)

    def _run(self, code: str, tools: Tools, turn: int, *, fresh: bool) -> tuple[bool, str]:
        """Whether it ran to its end, and what the root sees of it."""

        def on_output(text: str) -> None:
            self._emit(events.OutputPrinted(turn=turn, candidate=0, text=text))

        result: CellResult = self._interpreter.run(
            code, tools=tools.by_name(), seconds=self._seconds, fresh=fresh, on_output=on_output
        )
        self._counts.sandbox_seconds += result.seconds
        for span in result.read:
            tools.ledger.scan(span)
        if result.error:
            self._emit(
                events.ProgramFailed(
                    turn=turn,
                    candidate=0,
                    kind=result.error.kind,
                    message=result.error.message,
                    seconds=result.seconds,
                )
            )
        shown = result.output + (result.value or "")
        failed = f"\n{result.error.kind}: {result.error.message}" if result.error else ""
        return result.ok, (shown[:_SHOWN] or "(nothing)") + failed
