"""What the loop needs from the parts: text, models, an interpreter. An adapter fits by shape."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from rlm_desktop.profile import Document, Profile, Rows, Scan
from rlm_desktop.spans import DocumentId, Hit, Place, Span


class Mount(msgspec.Struct, frozen=True):
    """One stretch of one file on disk that holds the text of one document."""

    document: DocumentId
    name: str
    path: str
    start: int
    size: int


class Context(Protocol):
    """The text of one library, on disk. Safe to read from several threads."""

    @property
    def profile(self) -> Profile: ...

    def documents(self) -> Sequence[Document]: ...

    def read(self, span: Span) -> str:
        """The text of a span; a cut multi-byte character at an end is left out. Raises `DocumentChanged`."""

    def locate(self, document: DocumentId, offset: int) -> Place: ...

    def search(self, words: str, *, limit: int, documents: Sequence[DocumentId] = ()) -> Sequence[Hit]:
        """Passages (of some documents) that best match the words, best first, from the full-text index."""

    def scan(
        self,
        pattern: str,
        *,
        regex: bool = False,
        ignore_case: bool = True,
        keep: int = 1000,
        documents: Sequence[DocumentId] = (),
    ) -> Scan:
        """Look at every byte (of some documents) for a literal (or regex): exact totals.

        Raises `VerbMisused` for a bad regex.
        """

    def passages(self, *, size: int, documents: Sequence[DocumentId] = ()) -> Iterator[Span]:
        """The whole text (or some documents) as passages of at most `size` bytes, cut at natural borders."""

    def drawn(
        self,
        count: int,
        *,
        size: int,
        seed: int = 0,
        alike: bool = False,
        documents: Sequence[DocumentId] = (),
    ) -> Sequence[Span]:
        """Passages from random places of the text, in the order they were drawn; all where it is short.

        With `alike` a large document is as likely as any other of more than two passages.
        """

    def query(self, sql: str, *, limit: int = 10_000, seconds: float = 60.0, hidden: bool = False) -> Rows:
        """Run one SELECT over the library's tables in the locked-down worker.

        With `hidden` the columns that lead back to the bytes may be named.
        Raises `QueryFailed`, `QueryRefused` with a message for the model.
        """

    def mounts(self) -> Sequence[Mount]:
        """Where the text of each document lies, for the interpreter to read in place."""


class Message(msgspec.Struct, frozen=True):
    role: Literal["system", "user", "assistant"]
    content: str


class Sampling(msgspec.Struct, frozen=True, kw_only=True):
    """How to continue a prompt. Temperature 0 is greedy."""

    max_tokens: int = 256
    """At most; one is always drawn."""
    temperature: float = 0.0
    top_p: float = 0.95
    seed: int = 0
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    """GBNF; the reply is then certain to fit it (unless cut at `max_tokens`)."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One prompt to continue. Jobs that begin alike share the evaluation of what is alike."""

    messages: tuple[Message, ...]
    sampling: Sampling = Sampling()


class Completion(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    finish: Literal["stop", "length", "cancelled"]
    prompt_tokens: int
    """Tokens of the prompt, whether evaluated now or taken from the cache."""
    cached_tokens: int
    generated_tokens: int
    logprob: float = 0.0
    """Mean log-probability of the generated tokens; a cheap sign of certainty."""


class Labelled(msgspec.Struct, frozen=True):
    """The label with the best score, and each label's log-probability (they sum to one in probability)."""

    label: str
    scores: tuple[tuple[str, float], ...]
    layers: int = 0
    """How many of the model's layers told it; 0: all of them."""

    @property
    def margin(self) -> float:
        """How far the best label is ahead of the next, in log-probability."""
        best = sorted((score for _, score in self.scores), reverse=True)
        return best[0] - best[1] if len(best) > 1 else float("inf")


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    sha256: str
    path: str
    parameters: int
    context_tokens: int


class AttentionJob(msgspec.Struct, frozen=True, kw_only=True):
    """Texts, each cut into parts, and a question: at which parts does it make the model look?

    A prompt is `before`, the parts as they are, `neutral`, which asks for nothing in them, then `after`.
    """

    before: str
    texts: tuple[tuple[str, ...], ...]
    neutral: str
    after: str
    sense: bool = False
    """Whether text and question may share no word; that takes two thirds of the layers, not one."""


Weights = tuple[float, ...]
"""How much is looked at each part of a text."""


class Engine(Protocol):
    """One loaded model in a process of its own. Calls from several threads are served in turn or together."""

    @property
    def info(self) -> ModelInfo: ...

    def count_tokens(self, text: str) -> int: ...

    def generate(
        self,
        jobs: Sequence[Job],
        *,
        on_text: Callable[[int, str], None] | None = None,
        on_done: Callable[[int, Completion], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Completion]:
        """Continue all prompts, many at a time; replies in the order of the jobs.

        Raises `PromptTooLong`, `EngineLost`; `Stopped` when `should_stop` turns true (within half a second).
        """

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        among: int = 0,
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Labelled]:
        """For each item, score every label as the continuation of prefix + item + suffix, from the logits.

        `among`: how many items will be asked for so in all, this call's among them. Of many, some may be told
        by the model's first layers (`Labelled.layers`); 0: all are read whole.
        """

    def attend(self, job: AttentionJob, *, should_stop: Callable[[], bool] | None = None) -> list[Weights]:
        """For each text, how much each of its parts is looked at from `job.after`, beyond `job.neutral`.

        By the model's first layers. Empty where this engine cannot tell.

        Raises `PromptTooLong`, `EngineLost`, `Stopped`.
        """

    def close(self) -> None: ...


class CellError(msgspec.Struct, frozen=True):
    """Why a cell failed: the exception's class, and its message with the line of the cell it came from."""

    kind: str
    message: str
    line: int | None = None


class CellResult(msgspec.Struct, frozen=True, kw_only=True):
    ok: bool
    output: str
    value: str | None = None
    """repr of the last expression, if the cell ends with one."""
    error: CellError | None = None
    seconds: float = 0.0
    calls: int = 0
    killed: bool = False
    """The process had to be killed; the next cell starts in a fresh one, variables are gone."""
    read: tuple[Span, ...] = ()
    """What the program read of the text itself, without overlaps; nothing where it was killed."""


Tool = Callable[..., object]
"""A host function the guest may call by name: JSON values in, a JSON value out.

An `RlmError` raised by it reaches the guest as an exception with that message, except
those of `errors.ENDING`, which end the cell and are raised by `Interpreter.run`.
"""


class Interpreter(Protocol):
    """Model-written code runs here and nowhere else."""

    def run(
        self,
        code: str,
        *,
        tools: Mapping[str, Tool],
        seconds: float = 30.0,
        fresh: bool = False,
        on_output: Callable[[str], None] | None = None,
    ) -> CellResult:
        """Run one cell. With `fresh`, in a new namespace that holds only the verbs.

        The guest's own failures are in the result. Raises `SandboxUnsafe`, and those of `errors.ENDING`
        from a tool. Time spent in tools does not count against `seconds`.
        """

    def stop(self) -> None:
        """End the running cell now; may be called from any thread."""

    def close(self) -> None: ...
