"""Runs the chat template that came with a model: code of a stranger, in Jinja's sandbox and within limits.

The sandbox keeps it from Python's objects. It would still compute for ever, or fill the memory, so its steps,
its processor time and, where the system can, its memory are counted; what goes beyond is a template that
cannot be used.
"""

import functools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

_LONGEST_TEMPLATE = 256 * 1024
_LONGEST_TEXT = 256 * 1024
"""Characters that a template may write around the messages."""
_MOST_STEPS = 1_000_000
"""Lines of Python; a long conversation takes some thousands."""
_MOST_SECONDS = 5.0
"""Of processor time."""
_MOST_BYTES = 384 << 20
_MOST_BITS = 4096
"""Of a number that is multiplied, divided or raised to a power: those of millions of digits never end."""
_UNUSED_FILTERS = (
    *(
        "center",
        "filesizeformat",
        "pprint",
        "random",
        "round",
        "striptags",
        "truncate",
        "urlencode",
        "urlize",
    ),
    *("wordwrap", "xmlattr"),
)
"""No template of a model needs them, and each can be made to work for minutes."""


class TemplateFailed(Exception):
    """The template does not render these messages, or not each once and in order."""


class _TooMuch(BaseException):
    """A limit was reached. No `except Exception` on the way may hold it up."""


class Template:
    """A template, compiled. Raises `TemplateFailed` where that cannot be done."""

    def __init__(self, source: str | None) -> None:
        if not source:
            raise TemplateFailed("it has none")
        if len(source) > _LONGEST_TEMPLATE:
            raise TemplateFailed("it is too long")
        self._compiled = _within_limits(lambda: _environment().from_string(source))

    def render(self, values: Mapping[str, object]) -> str:
        """Its text. Raises `TemplateFailed`."""
        text = _within_limits(lambda: self._compiled.render(values))
        if len(text) > _LONGEST_TEXT:
            raise TemplateFailed("what it writes is too long")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise TemplateFailed("what it writes is no text") from error
        return text


def ready() -> None:
    """Open what tells the memory that this process takes: behind its walls it could not."""
    _own_size()


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "/", "//", "%", "**"})

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:
        for value in (left, right):
            if isinstance(value, int) and value.bit_length() > _MOST_BITS:
                raise TemplateFailed("it computes with a number that is too large")
        if operator == "**" and not (isinstance(right, int | float) and abs(right) <= _MOST_BITS):
            raise TemplateFailed("it computes with a number that is too large")
        return self.binop_table[operator](left, right)


def _environment() -> _Environment:
    environment = _Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.ChainableUndefined,
        extensions=["jinja2.ext.loopcontrols"],
    )
    for name in _UNUSED_FILTERS:
        environment.filters.pop(name)
    environment.globals.pop("lipsum")
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = _today
    return environment


def _refuse(message: object) -> None:
    raise TemplateFailed(_line(message))


def _line(said: object) -> str:
    """What a template says, which may be meant for a terminal, as a short line."""
    return "".join(letter if letter.isprintable() else " " for letter in str(said)[:200])


def _today(form: str) -> str:
    # The day only: a time of day would make every prompt begin anew, and nothing cached would fit.
    return datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0).strftime(form)


def _within_limits[T](work: Callable[[], T]) -> T:
    """What the work gives. Raises `TemplateFailed` where it fails or takes too much."""
    try:
        with _little_memory(), _few_steps():
            return work()
    except TemplateFailed:
        raise
    except _TooMuch as error:
        raise TemplateFailed("it takes too long") from error
    except MemoryError as error:
        raise TemplateFailed("it takes too much memory") from error
    except (
        *(jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
        *(RecursionError, SyntaxError, NotImplementedError, AssertionError),
    ) as error:
        raise TemplateFailed(_line(error)) from error


@contextmanager
def _few_steps() -> Iterator[None]:
    steps, until = 0, time.thread_time() + _MOST_SECONDS

    def count(frame: FrameType, event: str, argument: object) -> object:
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS or time.thread_time() > until:
            raise _TooMuch
        return count

    before = sys.gettrace()
    sys.settrace(count)  # type: ignore[arg-type]
    try:
        yield
    finally:
        sys.settrace(before)


@contextmanager
def _little_memory() -> Iterator[None]:
    """Little more than there is already (Linux)."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _size() + _MOST_BYTES
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size() -> int:
    pages = int(os.pread(_own_size(), 100, 0).split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


@functools.cache
def _own_size() -> int:
    return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC) if sys.platform == "linux" else -1
