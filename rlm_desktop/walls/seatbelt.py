"""macOS's walls: a profile of what a process may do, which the system holds it to. Written, never run.

The profile forbids everything and allows again what is needed, as Landlock and seccomp do on Linux: reading
some files, no socket, no other program. A process of ours puts it on itself; a foreign one starts with it.
"""

import ctypes
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rlm_desktop.errors import SandboxUnsafe
from rlm_desktop.walls.files import EXECUTE, KEEP, READ_FILE, WRITE_FILE, Rule
from rlm_desktop.walls.untried import WAY_OUT

_SANDBOX_EXEC: Final = Path("/usr/bin/sandbox-exec")
_LIBRARY: Final = "/usr/lib/libSystem.B.dylib"
_LIBRARIES: Final = (
    "/usr/lib", "/System/Library", "/System/Volumes/Preboot/Cryptexes", "/Library/Apple",
    "/usr/share/zoneinfo", "/opt/homebrew/Cellar", "/opt/homebrew/opt", "/usr/local/Cellar", "/usr/local/opt",
)  # fmt: skip
"""Where the system and package managers keep what a program is linked with; nothing of a person's."""
_BEFORE: Final = (
    "(version 1)",
    "(deny default)",
    '(import "system.sb")',  # what any program needs before its first line runs, as Apple has it
    "(allow sysctl-read)",
    "(allow file-read-metadata)",  # a path is looked up step by step
    "(allow signal (target self))",
)
_AFTER: Final = (  # the last rule that fits is the one that holds, also over what was imported
    "(deny network*)",
    "(deny process-fork)",
    "(deny mach-register)",
    "(deny appleevent-send)",
    "(deny iokit-open)",
    "(deny file-link)",
)
_NOT_WRITTEN: Final = "(deny file-write*)"
_NOT_STARTED: Final = "(deny process-exec*)"
_NO_FILES: Final = 'ulimit -c 0 && ulimit -f 0 && exec "$@"'
"""No memory on disk after a crash, no file that grows: the limits that macOS keeps."""


def is_there() -> bool:
    """Whether this system has what puts a profile on."""
    return _SANDBOX_EXEC.is_file()


def profile(rules: Iterable[Rule]) -> str:
    """The same rules as Landlock's, in the system's language. What is not there is not named."""
    known = [(path.resolve(), access) for path, access in rules if path.exists()]
    started = [f"(allow process-exec {_one(path)})" for path, access in known if access & EXECUTE]
    return "\n".join(
        [
            *_BEFORE,
            *_AFTER,
            _NOT_WRITTEN,
            _NOT_STARTED,
            *(f"(allow file-read* file-map-executable {_below(place)})" for place in _LIBRARIES),
            '(allow file-write-data (literal "/dev/null"))',
            *_allowed(known),
            *started,
            "",
        ]
    )


def _allowed(rules: Iterable[Rule]) -> Iterator[str]:
    for path, access in rules:
        place = _below(path) if path.is_dir() else _one(path)
        if access & READ_FILE:
            yield f"(allow file-read* {place})"
        if access & EXECUTE or (path.is_dir() and access & WRITE_FILE == 0):
            yield f"(allow file-map-executable {place})"  # a folder of programs' own modules
        if access & KEEP == KEEP:
            yield f"(allow file-write* {place})"


def _one(path: Path) -> str:
    return f"(literal {_quoted(path)})"


def _below(path: Path | str) -> str:
    return f"(subpath {_quoted(path)})"


def _quoted(path: Path | str) -> str:
    """A name can hold quotes and line ends, and must not end the rule it stands in."""
    return json.dumps(str(path), ensure_ascii=False)


def restrict(rules: Iterable[Rule]) -> None:
    """Nothing but what the rules allow is possible from now on, for all threads. Raises `SandboxUnsafe`."""
    library = ctypes.CDLL(_LIBRARY, use_errno=True)
    library.sandbox_init.argtypes = [ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_char_p)]
    reason = ctypes.c_char_p()
    if library.sandbox_init(profile(rules).encode(), 0, ctypes.byref(reason)) != 0:
        told = (reason.value or b"no reason given").decode(errors="replace").strip()
        raise SandboxUnsafe(
            f"macOS's walls around an isolated process could not be put up: {told}.",
            hint=WAY_OUT,
        )


def starting(rules: Iterable[Rule]) -> list[str]:
    """What to write before a foreign program's command to have it behind the walls from its first line."""
    return ["/bin/sh", "-c", _NO_FILES, "walled", str(_SANDBOX_EXEC), "-p", profile(rules)]
