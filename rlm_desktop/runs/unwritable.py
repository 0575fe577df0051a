"""The history on a disk that is full or may not be written: it is read, and nothing is added."""

import sqlite3
from pathlib import Path

from rlm_desktop.runs.migrations import MIGRATIONS, form, usable_from
from rlm_desktop.runs.plain import demand_plain

_WAYS = ("mode=ro", "mode=ro&immutable=1")
"""With its side files where SQLite can use them, else the file as it was when these were last emptied."""


def opened(path: Path) -> sqlite3.Connection:
    """The file, to be read. Raises `OSError`, `sqlite3.Error` where it is not there or of another form."""
    if path.is_symlink() or not path.is_file():
        raise FileNotFoundError(path)
    refused = sqlite3.OperationalError("it cannot be read")
    for way in _WAYS:
        try:
            return _opened(f"{path.absolute().as_uri()}?{way}")
        except sqlite3.OperationalError as error:
            refused = error
    raise refused


def _opened(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA query_only = ON")
        demand_plain(connection)
        # An older form has columns too few, and may not be changed here.
        if form(connection) < len(MIGRATIONS) or usable_from(connection) > len(MIGRATIONS):
            raise sqlite3.NotSupportedError("it has another form")
    except BaseException:
        connection.close()
        raise
    return connection
