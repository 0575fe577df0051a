"""What a stranger may have put into a folder of ours: files that are none, data bases that act."""

import errno
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

ACTING: Final = (
    "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%' LIMIT 1"
)
"""Finds what of an SQLite file is more than rows: it would act in our name, or without end."""


def strange(folder: Path) -> str:
    """The name of something in the folder, or below it, that is no file and no folder; empty for nothing.

    To write to a link is to write to what it leads to, and a pipe is waited for. Raises `OSError`.
    """
    for entry in sorted(folder.rglob("*")):  # it follows no links
        with suppress(FileNotFoundError):  # another window has just removed it
            mode = entry.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                return entry.name
    return ""


def note(file: Path, *, most: int = 16 << 20) -> bytes:
    """What a small file of ours holds. Raises `OSError`, also for what is no file or too large to be one."""
    if not file.is_file():  # a pipe would be waited for, and a device has no end
        raise FileNotFoundError(errno.ENOENT, "there is no such file", str(file))
    with file.open("rb") as opened:
        data = opened.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, "it is too large", str(file))
    return data
