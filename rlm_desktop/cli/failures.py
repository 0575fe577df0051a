"""Whatever went wrong, as one of our own errors: a sentence, a way out, an exit status."""

import errno
import os
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rlm_desktop.errors import BadRequest, ResourceShort, RlmError, Stopped, trace_without_words
from rlm_desktop.paths import NoFolder

LOG = "rlm-desktop.log"
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}

_NOT_WRITABLE = {errno.EROFS, errno.EACCES}


class WentWrong(RlmError):
    """A mistake of the program itself."""


def as_ours(error: BaseException, logs: Path | None) -> RlmError:
    """The error for the person; the traceback of a mistake of ours goes to a file in `logs`."""
    match error:
        case RlmError():
            return error
        case KeyboardInterrupt():
            return Stopped("Stopped.")
        case MemoryError():
            return ResourceShort("There is not enough memory.", hint="Close other programs and try again.")
        case OSError(errno=number) if number in _FULL:
            return ResourceShort("The disk is full.", hint="Free some space, or choose another --data-dir.")
        case OSError(errno=number, strerror=why, filename=str(name)) if number in _NOT_WRITABLE:
            hint = "Check that the folder exists and may be written, or choose another with --data-dir."
            return ResourceShort(f"{name} cannot be written: {why}.", hint=hint)
        case NoFolder(filename=name):
            message = f"{name} is no folder, and the data folder needs one there."
            return BadRequest(message, hint="Move it away, or choose another folder with --data-dir.")
        case _:
            return _went_wrong(error, logs)


def _went_wrong(error: BaseException, logs: Path | None) -> WentWrong:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "rlm_desktop" in frame.filename]
    place = frames[-1].name if frames else "the program"
    said = f"Something went wrong in {place}: {type(error).__name__}."
    with suppress(OSError):
        if logs is not None:
            _write(logs / LOG, said, error)
            return WentWrong(said, hint=f"The details are in {logs / LOG}.")
    return WentWrong(said, hint="Run it again with --debug to see more.")


def _write(log: Path, said: str, error: BaseException) -> None:
    """Raises `OSError`, as on a full disk; a handler of `logging` would print a traceback instead."""
    entry = f"{datetime.now():%Y-%m-%d %H:%M:%S} ERROR {said}\n{trace_without_words(error)}"
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(log, flags, 0o600), "ab") as file:
        file.write(entry.encode("utf-8", "backslashreplace"))
