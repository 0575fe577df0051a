"""A process that holds one model: how it is started, who waits for its answers, and what its death means."""

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec
import psutil

from rlm_desktop import errors
from rlm_desktop.engine import fit, frames
from rlm_desktop.errors import BadRequest, EngineError, EngineLost, ModelRefused, ResourceShort, RlmError
from rlm_desktop.paths import PROGRAM, own_module
from rlm_desktop.settings import EngineSettings

SERVE = "engine-serve"
"""The one argument with which the packaged application becomes a model's process."""

_LAST_LINES = 50
_LONGEST_LINE = 300


_KILLED = 9
_TOO_LONG = getattr(signal, "SIGXCPU", 0)
_SIGNALS = ("SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV")
_BROKEN = {3, 0xC0000005, *(-getattr(signal, name) for name in _SIGNALS if hasattr(signal, name))}
"""How a process ends that a file or a text has broken; the numbers are Windows's."""
OF_THE_FILE = "The file may be damaged or made for another program; verify it or choose another."
_AGAIN = (
    "What was read is kept, and it is started again with the next question;"
    " if it dies again, try a smaller model."
)
_ONCE_MORE = (
    "It is started again with the next question; if that happens again, verify the file or choose another."
)
_FOLDERS = re.compile(r"\S*[/\\](?=[^/\\\s]+:\d+:)")

_NO_MEMORY = (
    "failed to allocate",
    "unable to allocate",
    "insufficient memory",
    "bad_alloc",
    "Cannot allocate memory",
    "failed to map segment",
    "MemoryError",
    "Thread creation failed",
    "can't start new thread",
)
"""What is said last by a process that got no more memory."""
_TO_END = 0.5
"""Seconds between a process's closing of its pipe and its end."""
_LAST_WORDS = 12
"""Lines in which that may stand: where in the program it happened is told after it."""


class Lost(msgspec.Struct, frozen=True):
    """The child ended; put into the queue of every call that waits."""

    message: str
    """How it ended, in our words."""
    said: str = ""
    """What it said last, in the words of a library or Python's."""
    short_of_memory: bool = False
    broke: bool = False
    """Whether the library broke off by itself."""
    too_long: bool = False
    """Whether the kernel ended it over a text that was not cut into tokens in time."""
    computed: bool = False
    """Whether it had given anything that a model has to be computed for."""


Arrival = frames.Event | Lost


def child_command() -> list[str]:
    """How to start a model's process, from Python or from the packaged application."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SERVE]
    return own_module("rlm_desktop.engine.serve")


def child_environment() -> Mapping[str, str]:
    """The child finds this very package, wherever it is started from.

    The arrays' library gets no threads: they would be there before the walls are, and nothing needs them.
    Its own threads sleep while they wait for each other: spinning would take the processor from the window
    and from every other program, and where cores are shared it makes the model itself slower.
    """
    places = [str(PROGRAM.parent), os.environ.get("PYTHONPATH", "")]
    waiting = {"OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "passive")}
    alone = {"OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **waiting, **alone, "PYTHONPATH": os.pathsep.join(filter(None, places))}


def load_request(model: Path, settings: EngineSettings) -> frames.Load:
    """How a model is loaded with these settings on this machine."""
    return frames.Load(
        path=str(model.resolve()),
        context_tokens=settings.context_tokens,
        sequences=settings.sequences,
        threads=settings.threads or psutil.cpu_count(logical=False) or 1,
        gpu_layers=settings.gpu_layers,
        flash_attention=settings.flash_attention,
        cache_type=settings.cache_type,
        walls=settings.walls,
    )


class Child:
    """One process, and the calls that wait for it."""

    def __init__(self, load: frames.Load) -> None:
        self._load = load
        self._calls: dict[int, queue.SimpleQueue[Arrival]] = {0: queue.SimpleQueue()}
        self._lock = threading.Lock()
        self._errors: deque[str] = deque(maxlen=_LAST_LINES)
        self._process: subprocess.Popen[bytes] | None = None
        self._dead = False
        self._computed = False
        self._killed_before = fit.killed_for_memory()
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

    def open(self, call: int) -> queue.SimpleQueue[Arrival]:
        arrivals: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        with self._lock:
            if self._dead:
                arrivals.put(self._obituary())
            self._calls[call] = arrivals
        return arrivals

    def close_call(self, call: int) -> None:
        with self._lock:
            self._calls.pop(call, None)

    def arrivals(self, call: int) -> queue.SimpleQueue[Arrival]:
        return self._calls[call]

    def send(self, request: frames.Request) -> None:
        """Put a request on the pipe; a dead child is told to the waiting call by the thread that keeps it.

        Raises `BadRequest` for numbers that do not fit into a message.
        """
        with self._lock:
            if self._process and self._process.stdin and not self._dead:
                try:
                    frames.write(binary(self._process.stdin), request)
                except (OSError, ValueError):  # ValueError: it is being ended, its pipe is closed
                    return
                except OverflowError as error:
                    raise BadRequest(
                        "A number is too large to be told to a model.", hint="Choose a smaller one."
                    ) from error

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
        with contextlib.suppress(subprocess.TimeoutExpired):
            # Whoever is about to end has closed its pipe first, and shall say itself how it ended.
            self._process.wait(_TO_END)
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
            while (event := frames.read_event(binary(process.stdout))) is not None:
                self._computed |= isinstance(event, frames.Wrote | frames.Completed | frames.Scored)
                number = getattr(event, "call", 0)
                with self._lock:
                    arrivals = self._calls.get(number)
                if arrivals:
                    arrivals.put(event)
        except (msgspec.MsgspecError, OSError, ValueError, RecursionError) as error:
            self._errors.append(f"an answer could not be read: {error}")

    def _listen(self) -> None:
        assert self._process and self._process.stderr
        with self._process.stderr as stream:
            while line := stream.readline(10 * _LONGEST_LINE):
                self._errors.append(line.decode("utf-8", "replace").rstrip())

    def _bury(self) -> None:
        with self._lock:
            self._dead = True
            for arrivals in self._calls.values():
                arrivals.put(self._obituary())

    def _obituary(self) -> Lost:
        code = self._process.returncode if self._process else None
        last = [_short(line) for line in self._errors if line.strip(" ^~")][-3:]
        killed_for_it = fit.killed_for_memory() > self._killed_before
        ending = list(self._errors)[-_LAST_WORDS:]
        return Lost(
            "The model's process could not be started."
            if code is None
            else f"The model's process ended ({_cause(code)}).",
            # Whoever is killed from outside had no last words: what it said before is about something else.
            said=" / ".join(last) if code != -_KILLED else "",
            short_of_memory=killed_for_it or any(sign in line for line in ending for sign in _NO_MEMORY),
            broke=code in _BROKEN,
            too_long=bool(_TOO_LONG) and code == -_TOO_LONG,
            computed=self._computed,
        )


def our_error(event: Arrival | None, *, model: str = "") -> RlmError:
    """What the child reports, as an error of this process; what a library said is its cause alone."""
    match event:
        case Lost(message=message, said=said, short_of_memory=True):
            hint = "Close other programs, set a smaller engine.context_tokens, or choose a smaller model."
            return _caused(ResourceShort(f"The memory of this machine ran out. {message}", hint=hint), said)
        case Lost(too_long=True):
            return EngineLost(f"Cutting a text into tokens took {model} too long.", hint=OF_THE_FILE)
        case Lost(broke=True, computed=False, said=said):
            message = f"llama.cpp broke off the first time it computed with {model}."
            return _caused(EngineLost(message, hint=OF_THE_FILE), said)
        case Lost(broke=True, said=said):
            message = f"llama.cpp broke off while it computed with {model}."
            return _caused(EngineLost(message, hint=_ONCE_MORE), said)
        case Lost(message=message, said=said):
            return EngineLost(f"{message} It said last: {said}" if said else message, hint=_AGAIN)
        case frames.Failed(error=name, message=message, hint=hint):
            kind = getattr(errors, name, EngineError)
            ours = isinstance(kind, type) and issubclass(kind, RlmError)
            return kind(message, hint=hint) if ours else EngineError(message, hint=hint)
        case _:
            return EngineError("The model's process answered out of turn.")


def not_loaded(lost: Lost, *, model: str) -> RlmError:
    """What became of a model whose process ended before it was ready."""
    if lost.short_of_memory or not (lost.broke or lost.too_long):
        return our_error(lost, model=model)
    if lost.too_long:
        return ModelRefused(f"Cutting a text into tokens took {model} too long.", hint=OF_THE_FILE)
    return _caused(ModelRefused(f"llama.cpp broke off while it loaded {model}.", hint=OF_THE_FILE), lost.said)


def _caused(error: RlmError, said: str) -> RlmError:
    """Keep a library's words for whoever looks for the cause (--debug); nobody else can make use of them."""
    error.__cause__ = EngineError(said) if said else None
    return error


def _short(line: str) -> str:
    """A last word without the folders of the machine that the library was built on."""
    return _FOLDERS.sub("", line.strip())[:_LONGEST_LINE]


def _cause(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit status {code}"


def binary(stream: object) -> BinaryIO:
    return stream  # type: ignore[return-value]
