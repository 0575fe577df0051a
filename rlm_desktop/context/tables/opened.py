"""The tables of one library: opened when something is asked of them, closed while they are made anew."""

import threading
from collections.abc import Callable
from pathlib import Path

from rlm_desktop.context.tables.worker import TableWorker
from rlm_desktop.errors import QueryFailed, QueryRefused, TableError
from rlm_desktop.profile import Rows
from rlm_desktop.settings import TableLimits

_DAMAGED = ("Corrupt database file", "Could not read enough bytes")
"""What the table engine says of a block whose sum is wrong, and of one that is not there."""


class OpenedTables:
    """Safe to use from several threads."""

    def __init__(self, database: Path, limits: TableLimits, *, when_damaged: Callable[[], None]) -> None:
        self._database = database
        self._limits = limits
        self._when_damaged = when_damaged
        self._worker: TableWorker | None = None
        self._lock = threading.Lock()

    def query(
        self, sql: str, *, limit: int, seconds: float, hidden: bool, should_stop: Callable[[], bool]
    ) -> Rows:
        """One SELECT. Raises `QueryRefused`, `QueryFailed`, `Stopped`, `TableError` for what is damaged."""
        with self._lock:
            worker = self._opened()
        ask = worker.query_hidden if hidden else worker.query
        try:
            return ask(sql, limit=limit, seconds=seconds, should_stop=should_stop)
        except QueryFailed as error:
            if not any(sign in error.message for sign in _DAMAGED):
                raise
            self._when_damaged()
            raise TableError(
                "The tables of this text are damaged.", hint="Ask again: they are made anew from the text."
            ) from error

    def usable(self) -> bool:
        """Whether anything can be asked of them; the file may be damaged or gone."""
        try:
            with self._lock:
                return bool(self._opened().tables())
        except (QueryRefused, TableError):
            self.close()
            return False

    def close(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _opened(self) -> TableWorker:
        if self._worker is None:
            if not self._database.is_file():
                raise QueryRefused("This text has no tables.")
            self._worker = TableWorker(self._database, self._limits)
        return self._worker
