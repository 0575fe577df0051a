"""One SELECT at a time over the records of a library, in a child that is killed when it takes too long."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec

from rlm_desktop import awake
from rlm_desktop.context.children import GONE, UNBELIEVED, apart
from rlm_desktop.context.tables import isolation
from rlm_desktop.context.tables.frames import MOST_BYTES, Answer, Ask, Failed, Found, Ready
from rlm_desktop.context.tables.gate import Tables, check
from rlm_desktop.context.tables.messages import explain
from rlm_desktop.errors import QueryFailed, SandboxUnsafe, Stopped, TableError
from rlm_desktop.profile import HIDDEN_COLUMNS, Rows
from rlm_desktop.settings import TableLimits

STARTING = 60.0
"""Seconds the engine may take to open a record file."""
LOOK = 0.05
"""Seconds between two looks at whether to stop."""

ShouldStop = Callable[[], bool]


def _never() -> bool:
    return False


class TableWorker:
    """The tables of one record file. Safe to use from several threads; queries run one after the other."""

    def __init__(self, database: Path, limits: TableLimits | None = None) -> None:
        self._database = database
        self._limits = limits or TableLimits()
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._tables: Tables = {}

    def tables(self) -> Tables:
        """The names of the tables, the main one first, each with its columns."""
        with self._lock:
            self._start()
            return self._tables

    def query(
        self, sql: str, *, limit: int = 10_000, seconds: float = 60.0, should_stop: ShouldStop = _never
    ) -> Rows:
        """The rows of one SELECT, at most `limit`. Raises `QueryRefused`, `QueryFailed`, `Stopped`."""
        return self._query(sql, limit, seconds, hidden=False, should_stop=should_stop)

    def query_hidden(
        self, sql: str, *, limit: int = 10_000, seconds: float = 60.0, should_stop: ShouldStop = _never
    ) -> Rows:
        """The same for the host, which also sees `_document`, `_start` and `_end` of every row."""
        return self._query(sql, limit, seconds, hidden=True, should_stop=should_stop)

    def close(self) -> None:
        """End the child process, also in the middle of a query, which then fails."""
        process = self._process
        if process is not None:
            with suppress(ValueError):  # it was given up a moment ago
                process.kill()
        with self._lock:
            self._stop()

    def __enter__(self) -> "TableWorker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _query(self, sql: str, limit: int, seconds: float, *, hidden: bool, should_stop: ShouldStop) -> Rows:
        with self._turn(should_stop):
            self._start(should_stop)
            most = max(limit, 0)
            allowed = check(sql, self._tables, most=most + 1)
            answer = self._ask(Ask(allowed, most, hidden), seconds, should_stop)
            match answer:
                case Found(columns=columns, rows=rows, more=more):
                    return Rows(columns, rows, more)
                case Failed(error=error):
                    raise QueryFailed(explain(error, self._seen(hidden)))
                case _:
                    raise TableError("The table engine answered something else than was asked.")

    @contextmanager
    def _turn(self, should_stop: ShouldStop) -> Iterator[None]:
        """Hold the engine; whoever is stopped while another's query runs does not wait for that."""
        while not self._lock.acquire(timeout=LOOK):
            _demand_going_on(should_stop)
        try:
            yield
        finally:
            self._lock.release()

    def _seen(self, hidden: bool) -> Tables:
        if not hidden:
            return self._tables
        return {name: (*columns, *HIDDEN_COLUMNS) for name, columns in self._tables.items()}

    def _ask(self, ask: Ask, seconds: float, should_stop: ShouldStop) -> Answer:
        assert self._pipe is not None
        try:
            self._pipe.send_bytes(msgspec.json.encode(ask))
            if not self._arrives(seconds, should_stop):
                self._stop()
                raise QueryFailed(f"the query took more than {seconds:g} seconds and was ended; ask for less")
            answer: Answer = msgspec.json.decode(self._pipe.recv_bytes(MOST_BYTES), type=Answer)
            if isinstance(answer, Found) and not _is_a_table(answer, ask.limit):
                raise msgspec.ValidationError("rows that do not fit their columns")
            return answer
        except UNBELIEVED as error:
            self._stop()
            raise TableError("The table engine said what cannot be and was ended.") from error
        except (EOFError, OSError) as error:
            self._stop()
            raise QueryFailed("the table engine ran out of memory or died; ask for less") from error

    def _arrives(self, seconds: float, should_stop: ShouldStop) -> bool:
        """Whether the engine speaks within its time. A stop ends the engine, which works on for nobody."""
        assert self._pipe is not None
        until = awake.now() + seconds
        while not self._pipe.poll(max(0.0, min(LOOK, until - awake.now()))):
            if awake.now() >= until:
                return False
            try:
                _demand_going_on(should_stop)
            except Stopped:
                self._stop()
                raise
        return True

    def _start(self, should_stop: ShouldStop = _never) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self._stop()
        if not self._database.is_file():
            raise TableError(
                f"There is no record file {self._database.name}.", hint="Index the library again."
            )
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        arguments = (theirs, str(self._database), self._limits.memory_mb, self._limits.threads)
        self._process = spawn.Process(target=_serve, args=arguments, daemon=True)
        with apart():
            self._process.start()
        theirs.close()
        self._tables = self._greeting(should_stop)

    def _greeting(self, should_stop: ShouldStop) -> Tables:
        assert self._pipe is not None
        why = "it did not answer"
        try:
            if self._arrives(STARTING, should_stop):
                answer = msgspec.json.decode(self._pipe.recv_bytes(MOST_BYTES), type=Answer)
                if isinstance(answer, Ready):
                    return answer.tables
                why = (answer.error.splitlines() or [why])[0] if isinstance(answer, Failed) else why
        except UNBELIEVED:
            why = "its process said what cannot be"
        except (EOFError, OSError):
            why = "its process died"
        self._stop()
        raise TableError(f"The record file could not be opened: {why}.", hint="Index the library again.")

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._pipe = self._process = None


def _is_a_table(found: Found, most: int) -> bool:
    width = len(found.columns)
    return len(found.rows) <= most and all(len(row) == width for row in found.rows)


def _demand_going_on(should_stop: ShouldStop) -> None:
    if should_stop():
        raise Stopped("The query was stopped.")


def _serve(pipe: Connection, database: str, memory_mb: int, threads: int) -> None:
    """The child. DuckDB is loaded here and not in the program itself."""
    try:
        isolation.isolate(Path(database), pipe.fileno(), memory_mb=memory_mb)
    except SandboxUnsafe as error:
        pipe.send_bytes(msgspec.json.encode(Failed(error.message)))
        return
    from rlm_desktop.context.tables.engine import serve

    with suppress(*GONE):
        serve(pipe, database, memory_mb, threads)
