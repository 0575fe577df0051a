"""A model in a process of its own: starts it, asks it, notices its death, and starts it again."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import psutil

from rlm_desktop import errors
from rlm_desktop.engine import fit, frames, gguf
from rlm_desktop.errors import EngineError, EngineLost, RlmError, Stopped
from rlm_desktop.paths import PROGRAM
from rlm_desktop.ports import Completion, Job, Labelled, ModelInfo
from rlm_desktop.settings import EngineSettings

SERVE = "engine-serve"
"""The one argument with which the packaged application becomes a model's process."""

_LOOK = 0.05
"""Seconds between two looks at `should_stop`."""
_LAST_LINES = 50
_LOADING = 600.0
"""Seconds that a model may take to load."""


class _Lost(msgspec.Struct, frozen=True):
    """The child ended; put into the queue of every call that waits."""

    message: str


_Arrival = frames.Event | _Lost


def child_command() -> list[str]:
    """How to start a model's process, from Python or from the packaged application."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SERVE]
    return [sys.executable, "-m", "rlm_desktop.engine.serve"]


def child_environment() -> Mapping[str, str]:
    """The child finds this very package, wherever it is started from.

    Its threads sleep while they wait for each other: spinning would take the processor from the window
    and from every other program, and where cores are shared it makes the model itself slower.
    """
    places = [str(PROGRAM.parent), os.environ.get("PYTHONPATH", "")]
    waiting = {"OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "passive")}
    return {**os.environ, **waiting, "PYTHONPATH": os.pathsep.join(filter(None, places))}


class _Child:
    """One process, and the calls that wait for it."""

    def __init__(self, load: frames.Load) -> None:
        self._load = load
        self._calls: dict[int, queue.SimpleQueue[_Arrival]] = {0: queue.SimpleQueue()}
        self._lock = threading.Lock()
        self._errors: deque[str] = deque(maxlen=_LAST_LINES)
        self._process: subprocess.Popen[bytes] | None = None
        self._dead = False
        started = threading.Event()
        # On Linux the child dies with the thread that started it, so one that lives as long as it does it.
        threading.Thread(target=self._keep, args=(started,), name="engine", daemon=True).start()
        started.wait()

    @property
    def alive(self) -> bool:
        return not self._dead

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def open(self, call: int) -> queue.SimpleQueue[_Arrival]:
        arrivals: queue.SimpleQueue[_Arrival] = queue.SimpleQueue()
        with self._lock:
            if self._dead:
                arrivals.put(_Lost(self._obituary()))
            self._calls[call] = arrivals
        return arrivals

    def close_call(self, call: int) -> None:
        with self._lock:
            self._calls.pop(call, None)

    def arrivals(self, call: int) -> queue.SimpleQueue[_Arrival]:
        return self._calls[call]

    def send(self, request: frames.Request) -> None:
        """Put a request on the pipe; a dead child is told to the waiting call by the thread that keeps it."""
        with self._lock:
            if self._process and self._process.stdin and not self._dead:
                try:
                    frames.write(_binary(self._process.stdin), request)
                except OSError:
                    return

    def end(self, *, patience: float = 2.0) -> None:
        """Close the pipe, which ends the child; kill it if it does not go."""
        process = self._process
        if process is None:
            return
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _keep(self, started: threading.Event) -> None:
        try:
            self._process = subprocess.Popen(
                child_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=child_environment(),
            )
        except OSError as error:
            self._errors.append(str(error))
            self._bury()
            return
        finally:
            started.set()
        listener = threading.Thread(target=self._listen, daemon=True)
        listener.start()
        self.send(self._load)
        self._carry(self._process)
        self._process.kill()
        self._process.wait()
        listener.join()
        self._bury()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()

    def _carry(self, process: subprocess.Popen[bytes]) -> None:
        """Give each event to the call it belongs to, until the pipe ends or carries what is no event."""
        assert process.stdout
        try:
            while (event := frames.read_event(_binary(process.stdout))) is not None:
                number = 0 if isinstance(event, frames.Ready) else event.call
                with self._lock:
                    arrivals = self._calls.get(number)
                if arrivals:
                    arrivals.put(event)
        except (msgspec.MsgspecError, OSError, ValueError) as error:
            self._errors.append(f"an answer could not be read: {error}")

    def _listen(self) -> None:
        assert self._process and self._process.stderr
        with self._process.stderr as stream:
            for line in stream:
                self._errors.append(line.decode("utf-8", "replace").rstrip())

    def _bury(self) -> None:
        with self._lock:
            self._dead = True
            for arrivals in self._calls.values():
                arrivals.put(_Lost(self._obituary()))

    def _obituary(self) -> str:
        code = self._process.returncode if self._process else None
        how = "could not be started" if code is None else f"ended ({_cause(code)})"
        last = [line for line in self._errors if line.strip()][-3:]
        said = f" It said last: {' / '.join(last)}" if last else ""
        return f"The model's process {how}.{said}"


class LlamaEngine:
    """One loaded model: `ports.Engine`. May be called from several threads; close it when done."""

    def __init__(
        self, model: Path, settings: EngineSettings, *, name: str, sha256: str, prefixes: Path | None = None
    ) -> None:
        """`prefixes` is a folder where costly beginnings of prompts are kept for the next start."""
        self._load = frames.Load(
            path=str(model.resolve()),
            context_tokens=settings.context_tokens,
            sequences=settings.sequences,
            threads=settings.threads or psutil.cpu_count(logical=False) or 1,
            gpu_layers=settings.gpu_layers,
            sha256=sha256,
            prefixes=str(prefixes.resolve()) if prefixes else "",
        )
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
    def pid(self) -> int | None:
        """The model's process, for measuring its memory."""
        return self._child.pid

    def count_tokens(self, text: str) -> int:
        with _Call(self) as call:
            call.send(frames.Count(call=call.number, text=text))
            event = call.next()
            assert isinstance(event, frames.Counted)
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
                    case frames.Wrote(index=index, text=text):
                        if on_text:
                            on_text(index, text)
                    case frames.Completed(index=index, completion=completion):
                        done[index] = completion
                        if on_done:
                            on_done(index, completion)
        return [done[index] for index in range(len(jobs))]

    def label(
        self,
        *,
        prefix: str,
        items: Sequence[str],
        suffix: str,
        labels: Sequence[str],
        on_done: Callable[[int, Labelled], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> list[Labelled]:
        if not items:
            return []
        done: dict[int, Labelled] = {}
        with _Call(self, should_stop) as call:
            call.send(
                frames.Label(
                    call=call.number, prefix=prefix, items=tuple(items), suffix=suffix, labels=tuple(labels)
                )
            )
            while len(done) < len(items):
                match call.next():
                    case frames.Scored(index=index, scores=scores):
                        done[index] = _labelled(labels, scores)
                        if on_done:
                            on_done(index, done[index])
        return [done[index] for index in range(len(items))]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._child.end()

    def _start(self) -> tuple[_Child, frames.Ready]:
        header = gguf.read(Path(self._load.path))
        fit.check(header, name=self._name, cells=self._load.context_tokens)
        child = _Child(self._load)
        try:
            event = child.arrivals(0).get(timeout=_LOADING)
        except queue.Empty:
            child.end(patience=0.0)
            raise EngineLost(
                f"{self._name} was not loaded within {_LOADING:.0f} seconds.", hint="Choose a smaller model."
            ) from None
        if isinstance(event, frames.Ready):
            return child, event
        child.end()
        raise _our_error(event)

    def _living_child(self) -> _Child:
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
            if isinstance(event, frames.Failed | _Lost):
                raise _our_error(event)
            return event


def _our_error(event: _Arrival) -> RlmError:
    """What the child reports, as an error of this process."""
    match event:
        case _Lost(message=message):
            return EngineLost(
                message,
                hint="It is started again with the next question; if it dies again, try a smaller model.",
            )
        case frames.Failed(error=name, message=message, hint=hint):
            kind = getattr(errors, name, EngineError)
            return kind(message, hint=hint) if issubclass(kind, RlmError) else EngineError(message, hint=hint)
        case _:
            return EngineError("The model's process answered out of turn.")


def _labelled(labels: Sequence[str], scores: Sequence[float]) -> Labelled:
    pairs = tuple(zip(labels, scores, strict=True))
    return Labelled(max(pairs, key=lambda pair: pair[1])[0], pairs)


def _cause(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit status {code}"


def _binary(stream: object) -> BinaryIO:
    return stream  # type: ignore[return-value]
