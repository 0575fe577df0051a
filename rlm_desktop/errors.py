"""Every error this program raises on purpose: a sentence about what happened, and a way out.

RlmError
├── BadRequest            the command or the call is wrong (exit status 2)
├── Missing               something needed is not there (exit status 3)
│   ├── ModelMissing      no model file where one is needed
│   ├── RuntimeMissing    Deno, Pyodide's files or a system library
│   └── ResourceShort     not enough memory or disk
├── LibraryError          a library or its index cannot be used
│   ├── LibraryBusy         another window or command is reading files into it
│   ├── LibraryDamaged      what is kept of it is broken; the person's files are not
│   ├── DocumentUnreadable  one file cannot be read; the others can
│   └── DocumentChanged     a file changed or went away after it was indexed
├── TableError            the table engine
│   ├── QueryFailed       the SQL is wrong; shown to the model
│   └── QueryRefused      the SQL asks for what is not allowed; shown to the model
├── EngineError           the model's process
│   ├── ModelRefused      the file is not a model we will load
│   ├── PromptTooLong     the prompt does not fit the model's window
│   └── EngineLost        the process died
├── SandboxError          the interpreter
│   ├── SandboxUnsafe     a layer that should hold does not: no guest code is run
│   └── SandboxLost       the process died or was killed
├── VerbMisused           a verb got what it cannot use; shown to the model
├── BudgetSpent           a limit of the run is reached; the run ends in order
├── Stopped               the person pressed stop
├── StoreError            the history or its folder cannot be read or written (exit status 3)
│   └── StoreTooNew       the history has a form that this version does not know
└── DownloadFailed        a download did not arrive whole
"""

import re
import traceback
from typing import ClassVar


class RlmError(Exception):
    """A sentence for the user (`message`), and what can be done about it (`hint`, may be empty)."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def kind(self) -> str:
        """The class's name in snake case: what `error.kind` says in JSON."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


def status_of_kind(kind: str) -> int:
    """The exit status of an error that is known by its kind alone."""
    found = globals().get(kind.title().replace("_", ""))
    return found.exit_status if isinstance(found, type) and issubclass(found, RlmError) else 1


class BadRequest(RlmError):
    exit_status = 2


class Missing(RlmError):
    exit_status = 3


class ModelMissing(Missing):
    pass


class RuntimeMissing(Missing):
    pass


class ResourceShort(Missing):
    pass


class LibraryError(RlmError):
    pass


class LibraryBusy(LibraryError):
    pass


class LibraryDamaged(LibraryError):
    pass


class DocumentUnreadable(LibraryError):
    pass


class DocumentChanged(LibraryError):
    pass


class TableError(RlmError):
    pass


class QueryFailed(TableError):
    pass


class QueryRefused(TableError):
    pass


class EngineError(RlmError):
    pass


class ModelRefused(EngineError):
    exit_status = 3


class PromptTooLong(EngineError):
    pass


class EngineLost(EngineError):
    pass


class SandboxError(RlmError):
    pass


class SandboxUnsafe(SandboxError):
    exit_status = 3


class SandboxLost(SandboxError):
    pass


class VerbMisused(RlmError):
    pass


class BudgetSpent(RlmError):
    pass


class Stopped(RlmError):
    exit_status = 130


class StoreError(RlmError):
    exit_status = 3


class StoreTooNew(StoreError):
    """The history has a form that this version does not know."""


class DownloadFailed(RlmError):
    exit_status = 3


ENDING = (Stopped, BudgetSpent, EngineLost)
"""What ends a run, wherever it is raised. A program is not shown it: it would take it for an empty answer."""


def trace_without_words(error: BaseException) -> str:
    """Where an error came from, and its kind. What it says stays out: a file's text may stand in it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    first = trace_without_words(before) + "\nthen\n\n" if before else ""
    kind = f"{type(error).__module__}.{type(error).__name__}\n"
    frames = traceback.format_tb(error.__traceback__)
    return "".join([first, "Traceback (most recent call last):\n", *frames, kind])
