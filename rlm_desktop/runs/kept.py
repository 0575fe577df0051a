"""What readers answered before: the same question about the same passage is never paid for twice.

A key is a hash of everything a result depends on (model, prompt, sampling), so nothing here can be
stale. A result may quote the text it came from, so it goes with the run that asked for it. It is a cache:
a damaged file is begun anew, one that cannot be written is done without, and a write that fails costs time.
"""

import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

from rlm_desktop.runs.database import is_damage, open_private
from rlm_desktop.runs.plain import demand_plain

MOST_BYTES = 200_000_000
_SWEEP_EVERY = 500  # puts


class KeptResults:
    """Results by key, on disk. Any thread may call."""

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._puts = 0
        self._connection = self._open()

    def get(self, key: str) -> str | None:
        with self._lock:
            try:
                row = self._connection.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
                if row:
                    self._connection.execute("UPDATE kept SET used = ? WHERE key = ?", (time.time(), key))
            except sqlite3.Error:
                return None
        return row[0] if row else None

    def put(self, key: str, value: str, *, run: str = "") -> None:
        with self._lock:
            try:
                self._connection.execute(
                    "INSERT OR REPLACE INTO kept (key, value, used, run) VALUES (?, ?, ?, ?)",
                    (key, value, time.time(), run),
                )
                self._puts += 1
                if self._puts % _SWEEP_EVERY == 0:
                    self._sweep()
            except sqlite3.Error:
                return

    def of(self, run: str, *, drawn: str = "") -> "KeptOfRun":
        """The same results; those that are added are remembered as that run's.

        `drawn` is what tells results apart beside their keys, such as numbers that a model reckons with.
        """
        return KeptOfRun(self, run, drawn)

    def forget(self, run: str) -> None:
        """Remove what a run has added, for good."""
        self._delete("DELETE FROM kept WHERE run = ?", run)

    def forget_all(self) -> None:
        """Remove every result, for good."""
        self._delete("DELETE FROM kept")

    def _delete(self, sql: str, *values: str) -> None:
        with self._lock, suppress(sqlite3.Error):
            self._connection.execute(sql, values)
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _sweep(self) -> None:
        """Drop what was not used for longest until the rest is at most the size allowed."""
        self._connection.execute(
            """
            DELETE FROM kept WHERE key IN (
                SELECT key FROM (
                    SELECT key, sum(length(value) + 100) OVER (ORDER BY used DESC, key) AS size FROM kept
                ) WHERE size > ?
            )
            """,
            (self._most_bytes,),
        )

    def _open(self) -> sqlite3.Connection:
        with suppress(sqlite3.Error, OSError):
            try:
                return self._connect_on_disk()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
            for side in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + side).unlink(missing_ok=True)
            return self._connect_on_disk()
        # A full disk, or a folder that may not be written: what is kept lasts as long as this process.
        return self._connect(":memory:")

    def _connect_on_disk(self) -> sqlite3.Connection:
        open_private(self._path)
        return self._connect(str(self._path))

    def _connect(self, place: str) -> sqlite3.Connection:
        connection = sqlite3.connect(place, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            demand_plain(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS kept"
                " (key TEXT PRIMARY KEY, value TEXT NOT NULL, used REAL NOT NULL,"
                " run TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID"
            )
            if "run" not in [row[1] for row in connection.execute("PRAGMA table_info(kept)")]:
                connection.execute("ALTER TABLE kept ADD COLUMN run TEXT NOT NULL DEFAULT ''")
        except BaseException:
            connection.close()
            raise
        return connection


class KeptOfRun:
    """What one run sees of the kept results."""

    def __init__(self, kept: KeptResults, run: str, drawn: str = "") -> None:
        self._kept = kept
        self._run = run
        self._before = f"{drawn}:" if drawn else ""

    def get(self, key: str) -> str | None:
        return self._kept.get(self._before + key)

    def put(self, key: str, value: str) -> None:
        self._kept.put(self._before + key, value, run=self._run)
