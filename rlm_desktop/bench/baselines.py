"""What the same model answers without this program: from what its window holds, or from passages found."""

import re
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

import msgspec

from rlm_desktop.bench.gold import is_right
from rlm_desktop.bench.rlms import Reference
from rlm_desktop.bench.said import Said
from rlm_desktop.bench.suite import Question
from rlm_desktop.errors import RlmError, Stopped
from rlm_desktop.ports import Context, Engine, Job, Message, Sampling
from rlm_desktop.spans import Span

if TYPE_CHECKING:
    from rlm_desktop.runtime import Runtime

READER, RETRIEVAL, RLMS = "reader", "retrieval", "rlms"
BARE = (READER, RETRIEVAL)
"""Those that need nothing but the model."""
AT_MOST = {f"{name}-at-most": name for name in BARE}
"""What these two could have right at most, without asking: where the answer stands in what they are given."""
NAMES = (*BARE, RLMS, *AT_MOST)
_PASSAGES, _RETRIEVED = 6, 2_000
"""Passages that match best, and tokens of them together, as is usual."""
_REPLY, _AROUND = 400, 160
"""Tokens that are left for the reply, and for the question and what stands around it."""
_BYTES_A_TOKEN = 8
_TASK = (
    "You answer a question about a text. Give only the answer, in as few words as you can,"
    " or in the form that the question asks for. If the text does not tell, answer NONE."
)
_NOTHING = (
    r"\bNONE\b",
    r"^(?i:\W*(?:none|0|no|null|n/a|unknown)\W*)$",
    r"(?i:\bno (?:\w+ ){0,2}?(?:mention|information)|\bcannot be)",
    r"(?i:\b(?:do|does|did|is|are|was|were|can)(?: not|n.t|not) (?:\w+ ){0,3}?"
    r"(?:tell|say|state|mention|specif|provid|contain|includ|given|found|have|determin|available))",
)
"""How models say that a text does not tell."""
_SILENT = re.compile("|".join(_NOTHING))


Choice = Callable[[Context, Engine, Question], str]
"""What of a text is given for a question."""


class Ways:
    """Asks one model a suite's questions in simpler ways. For questions about one text it is read once."""

    def __init__(
        self,
        runtime: "Runtime",
        *,
        model: str,
        reference: Reference | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._runtime = runtime
        self._model = model
        self._reference = reference
        self._should_stop = should_stop
        self._begun: tuple[tuple[str, ...], str] | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def said(self, question: Question, name: str) -> Said:
        """What one way answers, and its score. Who could not be asked has not said that nothing is told.

        Raises `Stopped`.
        """
        if name in AT_MOST:
            return self._at_most(question, self._choice(AT_MOST[name]))
        asked = self._by_reference(question) if name == RLMS else self._by_model(question, self._choice(name))
        return asked if asked.error else msgspec.structs.replace(asked, score=score(question, asked.answer))

    def _choice(self, name: str) -> Choice:
        return self._beginning if name == READER else _found

    def _at_most(self, question: Question, choose: Choice) -> Said:
        """Whether it could be right but by luck: the answer is there, or all is given, or nothing is told."""
        context, engine = self._runtime.bare(question.paths, model=self._model)
        started = time.monotonic()
        text = choose(context, engine, question)
        whole = sum(document.bytes for document in context.documents())
        could = (
            question.absent
            or question.says_nothing
            or len(text.encode()) >= whole
            or all(part.is_in(text) for part in question.gold)
        )
        return Said(score=float(could), seconds=time.monotonic() - started)

    def _by_reference(self, question: Question) -> Said:
        if self._reference is None:
            return Said(error="It was not said how the package rlms is run.")
        self._open.enter_context(self._reference)
        return self._reference.ask(question.text, question.paths, should_stop=self._should_stop)

    def _by_model(self, question: Question, choose: Choice) -> Said:
        try:
            context, engine = self._runtime.bare(question.paths, model=self._model)
            started = time.monotonic()
            text = choose(context, engine, question)
            if not text.strip():
                # Nothing was found: shown nothing, a small model makes something up.
                return Said(answer="NONE", seconds=time.monotonic() - started)
            done = engine.generate([_job(text, question.text)], should_stop=self._should_stop)[0]
        except Stopped:
            raise
        except RlmError as error:
            return Said(error=error.message)
        return Said(
            answer=done.text.strip(),
            seconds=time.monotonic() - started,
            prompt_tokens=done.prompt_tokens,
            cached_tokens=done.cached_tokens,
            generated_tokens=done.generated_tokens,
            calls=1,
        )

    def _beginning(self, context: Context, engine: Engine, question: Question) -> str:
        """As much of the text as the window holds beside question and reply."""
        if self._begun is None or self._begun[0] != question.paths:
            room = engine.info.context_tokens - _REPLY - _AROUND
            self._begun = question.paths, _fitting(_beginnings(context, room * _BYTES_A_TOKEN), room, engine)
        return self._begun[1]


def _job(text: str, question: str) -> Job:
    # The text first and the question last: what was evaluated of the text serves the next question about it.
    asked = f"Text:\n{text}\n\nQuestion: {question}\nAnswer:"
    messages = (Message("system", _TASK), Message("user", asked))
    return Job(messages=messages, sampling=Sampling(max_tokens=_REPLY))


def _beginnings(context: Context, size: int) -> str:
    """The documents from the first on, until there are so many bytes."""
    parts: list[str] = []
    for document in context.documents():
        part = context.read(Span(document.id, 0, min(document.bytes, size)))
        parts.append(part)
        size -= len(part.encode())
        if size <= 0:
            break
    return "\n\n".join(parts)


def _found(context: Context, engine: Engine, question: Question) -> str:
    """The passages that our own search ranks first, whole, the best one first."""
    passages = [context.read(hit.span) for hit in context.search(question.text, limit=_PASSAGES)]
    return _fitting("\n\n---\n\n".join(passages), _RETRIEVED, engine)


def _fitting(text: str, tokens: int, engine: Engine) -> str:
    """The longest beginning, nearly, that has no more than so many tokens."""
    while (count := engine.count_tokens(text)) > tokens:
        text = text[: int(len(text) * tokens / count * 0.995)]
    return text


def score(question: Question, said: str) -> float:
    """What a reply in words alone scores; a sentence around the answer takes nothing from it."""
    if question.absent or (question.says_nothing and _SILENT.search(said)):
        return float(_SILENT.search(said) is not None or not said.strip())
    if question.told is not None:
        return question.told(said)
    return question.score(said) if question.score else float(is_right(question.gold, said, said))


def in_order(
    questions: Sequence[tuple[int, Question]], *, first: int | None, texts: int | None
) -> list[tuple[int, Question]]:
    """Those of the first few texts, and of them the first few, with their seeds; a text after the other."""
    order = list(dict.fromkeys(question.paths for _, question in questions))[:texts]
    chosen = [each for each in questions if each[1].paths in order][:first]
    return sorted(chosen, key=lambda each: order.index(each[1].paths))
