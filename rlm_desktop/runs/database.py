"""The SQLite file under the history: private, safe in a crash, and moved aside when it is damaged."""

import errno
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rlm_desktop.errors import StoreError, StoreTooNew
from rlm_desktop.runs import older, unwritable
from rlm_desktop.runs.migrations import MIGRATIONS, migrate
from rlm_desktop.runs.plain import demand_plain
from rlm_desktop.runs.ulid import new_ulid

BUSY_SECONDS = 15.0
"""How long to wait for another process that is writing."""

COPIED = "The history has a new form. As it was before it is kept as {name}, for the version before this one."
NO_COPY = "The history has a new form. There was no room for a copy of how it was before."
LEFT_OUT = (
    "What an older version of this program kept beside the history could not be read; it was left there."
)
WENT_BACK = (
    "The history was written by a newer version of this program. This one goes on with the copy from before;"
    " the newer one takes in what is asked now."
)
ONLY_READ = "The history cannot be written now: what was asked before is shown, and nothing can be added."

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Database:
    """One connection, used under a lock: threads take turns here, processes take turns in SQLite."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warning = ""
        """Set when a damaged file had to be moved aside, in a sentence for the user."""
        self._unwritable: StoreError | None = None
        """Why the file is only read, where that is so: its disk is full, or may not be written."""
        self._lock = threading.RLock()
        with self._lock:
            self._connection = self._open_or_start_anew()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._our_errors():
            yield self._connection

    @contextmanager
    def writing(self, *, surely: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction. With `surely` it is on the disk afterwards, even if the power goes."""
        if self._unwritable is not None:
            raise self._unwritable
        with self._lock, self._our_errors():
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if surely else 'NORMAL'}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite has already rolled back after some errors, a full disk among them.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def forget_traces(self, run: str) -> None:
        """Empty the write-ahead log, which may still hold what was removed; take it out of copies too."""
        with self._lock, self._our_errors():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            with suppress(sqlite3.DatabaseError):
                older.forget(self.path, run)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _open_or_start_anew(self) -> sqlite3.Connection:
        try:
            return self._open()
        except StoreTooNew:
            raise
        except StoreError as error:
            return self._only_read(error)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                return self._only_read(self._ours(error))
            self.warning = self._move_aside()
        try:
            return self._open()
        except sqlite3.DatabaseError as error:
            raise self._ours(error) from error

    def _only_read(self, why: StoreError) -> sqlite3.Connection:
        """The history as it is, where it cannot be written. Raises `why` where it cannot be read either."""
        try:
            connection = unwritable.opened(self.path)
        except (sqlite3.Error, OSError) as error:
            raise why from error
        self._unwritable, self.warning = why, ONLY_READ
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            return self._open_file()
        except StoreTooNew:
            copy = older.place(self.path, len(MIGRATIONS))
            if not copy.is_file():
                raise
            self.path, self.warning = copy, WENT_BACK
            return self._open_file()

    def _open_file(self) -> sqlite3.Connection:
        self._make_private()
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            demand_plain(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What is removed is overwritten, not just unlinked.
            connection.execute("PRAGMA secure_delete = ON")
            migrate(connection, lambda form: self._keep(connection, form))
            self._take_in(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _keep(self, connection: sqlite3.Connection, form: int) -> None:
        try:
            older.keep(connection, self.path, form)
        except (sqlite3.Error, OSError):
            self.warning = NO_COPY
        else:
            self.warning = COPIED.format(name=older.place(self.path, form).name)

    def _take_in(self, connection: sqlite3.Connection) -> None:
        """A copy that cannot be read must not stand in the way of the history itself."""
        try:
            older.take_in(connection, self.path, lambda copy: migrate(copy, lambda form: None))
        except (sqlite3.Error, OSError):
            self.warning = LEFT_OUT

    def _make_private(self) -> None:
        """Create the file for its owner alone; SQLite gives its side files the same mode."""
        try:
            open_private(self.path)
            with suppress(PermissionError):
                self.path.chmod(0o600)
        except OSError as error:
            raise StoreError(
                f"The history in {self.path} could not be opened: {error.strerror}.",
                hint="Check that the folder exists and may be written, or choose another with --data-dir.",
            ) from error

    def _move_aside(self) -> str:
        """Keep the damaged file under another name; the sentence tells where."""
        place = self.path.with_name(f"{self.path.stem}.damaged-{new_ulid()}{self.path.suffix}")
        try:
            self.path.replace(place)
            for side in ("-wal", "-shm"):
                part = self.path.with_name(self.path.name + side)
                if part.exists():
                    part.replace(place.with_name(place.name + side))
        except OSError as error:
            raise StoreError(
                f"The history in {self.path} is damaged, and could not be moved aside: {error.strerror}.",
                hint="Close other windows of this program, or move the file away by hand.",
            ) from error
        return f"The history was damaged. It was kept as {place.name}, and a new one was started."

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise self._started_anew() from error
            raise self._ours(error) from error

    def _started_anew(self) -> StoreError:
        self._connection.close()
        self.warning = self._move_aside()
        self._connection = self._open_or_start_anew()
        return StoreError(self.warning, hint="What is asked from now on is kept again.")

    def _ours(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        hints = {
            sqlite3.SQLITE_FULL: "Free some space on that disk.",
            sqlite3.SQLITE_IOERR: "Check that disk, and that there is space on it.",
            sqlite3.SQLITE_READONLY: "Make the file writable, or choose another data folder with --data-dir.",
            sqlite3.SQLITE_BUSY: "Another window of this program is busy writing: try again in a moment.",
        }
        hint = hints.get(code, f"Move {self.path} away to start a new one.")
        return StoreError(f"The history in {self.path} could not be used: {error}.", hint=hint)


def open_private(path: Path) -> None:
    """Have the file there, its owner's alone. Raises `OSError`, as for a pipe, which would be waited for."""
    if path.is_symlink():  # what it leads to may be somebody's data base
        raise OSError(errno.ELOOP, "it is a link")
    opened = os.open(path, os.O_CREAT | os.O_RDONLY | getattr(os, "O_NONBLOCK", 0), 0o600)
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is no file")
    finally:
        os.close(opened)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, and not its disk full, its folder read-only or somebody writing."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
