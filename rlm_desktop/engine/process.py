"""A model in a process of its own: starts it, asks it, notices its death, and starts it again."""

import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from rlm_desktop.engine import fit, frames, gguf, inquiry
from rlm_desktop.engine.child import Child, Lost, load_request, not_loaded, our_error
from rlm_desktop.errors import EngineError, EngineLost, RlmError, Stopped
from rlm_desktop.ports import AttentionJob, Completion, Job, Labelled, ModelInfo, Weights
from rlm_desktop.settings import EngineSettings

_LOOK = 0.05
"""Seconds between two looks at `should_stop`."""
_LOADING = 600.0
"""Seconds that a model may take to load."""


class LlamaEngine:
    """One loaded model: `ports.Engine`. May be called from several threads; close it when done."""

    def __init__(
        self, model: Path, settings: EngineSettings, *, name: str, sha256: str, prefixes: Path | None = None
    ) -> None:
        """`prefixes` is a folder where costly beginnings of prompts are kept for the next start."""
        self._load = msgspec.structs.replace(
            load_request(model, settings),
            sha256=sha256,
            prefixes=str(prefixes.resolve()) if prefixes else "",
        )
        self._first_layers = settings.first_layers
        self._name = name
        self._sha256 = sha256
        self._lock = threading.Lock()
        self._last_call = 0
        self._closed = False
        self._child, self._ready = self._start()

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(
            name=self._name,
            sha256=self._sha256,
            path=self._load.path,
            parameters=self._ready.parameters,
            context_tokens=self._ready.context_tokens,
        )

    @property
    def note(self) -> str:
        """What a user should know about how this model is used; empty for nothing."""
        return self._ready.note

    @property
    def threads(self) -> int:
        """Threads that evaluate."""
        return self._load.threads

    @property
    def pid(self) -> int | None:
        """The model's process, for measuring its memory."""
        return self._child.pid

    def count_tokens(self, text: str) -> int:
        with _Call(self) as call:
            call.send(frames.Count(call=call.number, text=text))
            event = call.next()
            if not isinstance(event, frames.Counted) or event.tokens < 0:
                raise call.disbelieved()
            return event.tokens

    def generate(
        self,
        jobs: Sequence[Job],
        *,
        on_text: Callable[[int, str], None] | None = None,
        on_done: Callable[[int, Completion], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Completion]:
        if not jobs:
            return []
        done: dict[int, Completion] = {}
        with _Call(self, should_stop) as call:
            call.send(frames.Generate(call=call.number, jobs=tuple(jobs), stream=on_text is not None))
            while len(done) < len(jobs):
                match call.next():
                    case frames.Wrote(index=index, text=text) if 0 <= index < len(jobs):
                        if on_text:
                            on_text(index, text)
                    case frames.Completed(index=index, completion=completion) if (
                        0 <= index < len(jobs) and index not in done and _can_be(completion)
                    ):
                        done[index] = completion
                        if on_done:
                            on_done(index, completion)
                    case _:
                        raise call.disbelieved()
        return [done[index] for index in range(len(jobs))]

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        among: int = 0,
        control: bool = False,
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Labelled]:
        """`control`: prefix and suffix may hold the model's control tokens ("<|im_end|>"), items never."""
        if not items:
            return []
        done: dict[int, Labelled] = {}
        with _Call(self, should_stop) as call:
            call.send(
                frames.Label(
                    call=call.number,
                    prefix=prefix,
                    items=tuple(items),
                    suffix=suffix,
                    labels=tuple(labels),
                    among=among if self._first_layers else 0,
                    control=control,
                )
            )
            while len(done) < len(items):
                match call.next():
                    case frames.Scored(index=index, scores=scores, layers=layers) if (
                        0 <= index < len(items) and index not in done and len(scores) == len(labels)
                    ):
                        done[index] = _labelled(labels, scores, layers)
                        if on_done:
                            on_done(index, done[index])
                    case _:
                        raise call.disbelieved()
        return [done[index] for index in range(len(items))]

    def attend(self, job: AttentionJob, *, should_stop: Callable[[], bool] | None = None) -> list[Weights]:
        if not (job.texts and self._first_layers):
            return []
        done: dict[int, Weights] = {}
        with _Call(self, should_stop) as call:
            call.send(frames.Attend(call=call.number, job=job))
            while len(done) < len(job.texts):
                match call.next():
                    case frames.Attended(index=index, weights=weights) if (
                        0 <= index < len(job.texts)
                        and index not in done
                        and len(weights) == len(job.texts[index])
                    ):
                        done[index] = _finite(weights)
                    case frames.Attended(weights=()):
                        call.send(frames.Cancel(call=call.number))
                        return []
                    case _:
                        raise call.disbelieved()
        return [done[index] for index in range(len(job.texts))]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._child.end()

    def _start(self) -> tuple[Child, frames.Ready]:
        header = gguf.read(Path(self._load.path))
        self._check_memory(header)
        child = Child(self._load)
        try:
            event = child.arrivals(0).get(timeout=_LOADING)
        except queue.Empty:
            child.end(patience=0.0)
            raise EngineLost(
                f"{self._name} was not loaded within {_LOADING:.0f} seconds.", hint="Choose a smaller model."
            ) from None
        if isinstance(event, frames.Ready) and event.parameters >= 0 and event.context_tokens > 0:
            return child, event
        child.end()
        raise not_loaded(event, model=self._file) if isinstance(event, Lost) else our_error(event)

    def _check_memory(self, header: gguf.Header) -> None:
        """Raises `ResourceShort`."""
        load = self._load
        wanted = fit.need(header, cells=load.context_tokens, cache=load.cache_type)
        fit.check(
            wanted,
            header,
            name=self._name,
            cells=load.context_tokens,
            cache=load.cache_type,
            free=inquiry.room(wanted.total, gpu_layers=load.gpu_layers),
        )

    @property
    def _file(self) -> str:
        return Path(self._load.path).name

    def _living_child(self) -> Child:
        """The child, started again if it died since the last call."""
        with self._lock:
            if self._closed:
                raise EngineLost("The model is closed.", hint="Load it again.")
            if not self._child.alive:
                self._child, self._ready = self._start()
            return self._child

    def _new_number(self) -> int:
        with self._lock:
            self._last_call += 1
            return self._last_call


class _Call:
    """One call's conversation with the child; leaving it early cancels what is under way."""

    def __init__(self, engine: LlamaEngine, should_stop: Callable[[], bool] | None = None) -> None:
        self.number = engine._new_number()
        self._child = engine._living_child()
        self._file = engine._file
        self._should_stop = should_stop
        self._arrivals = self._child.open(self.number)

    def __enter__(self) -> "_Call":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._child.close_call(self.number)
        if kind is not None:
            self._child.send(frames.Cancel(call=self.number))

    def send(self, request: frames.Request) -> None:
        self._child.send(request)

    def disbelieved(self) -> RlmError:
        """End a process that says what cannot be: what it was given may have taken it over."""
        self._child.end(patience=0.0)
        return our_error(None)

    def next(self) -> frames.Event:
        """The next event of this call. Raises `Stopped`, `EngineLost` and what the child could not do."""
        looked = 0.0
        while True:
            if self._should_stop and time.monotonic() - looked > _LOOK:
                looked = time.monotonic()
                if self._should_stop():
                    raise Stopped("Stopped.")
            try:
                event = self._arrivals.get(timeout=_LOOK if self._should_stop else None)
            except queue.Empty:
                continue
            if isinstance(event, frames.Failed | Lost):
                raise our_error(event, model=self._file)
            return event


def _can_be(completion: Completion) -> bool:
    """Whether these may be the figures of a reply; fewer than none would give a run more to spend."""
    return (
        0 <= completion.cached_tokens <= completion.prompt_tokens
        and completion.generated_tokens >= 0
        and not math.isinf(completion.logprob)
    )


def _labelled(labels: Sequence[str], scores: tuple[float, ...], layers: int) -> Labelled:
    pairs = tuple(zip(labels, _finite(scores), strict=True))
    return Labelled(max(pairs, key=lambda pair: pair[1])[0], pairs, layers)


def _finite(numbers: tuple[float, ...]) -> tuple[float, ...]:
    if not all(map(math.isfinite, numbers)):
        raise EngineError(
            "The model's likelihoods are no numbers: its file may be damaged.",
            hint="Check it with rlm-desktop models verify, or choose another model.",
        )
    return numbers
