"""The shape of the history file, as numbered steps from nothing to what it is now."""

import sqlite3

from rlm_desktop.errors import StoreError

# Only ever add a step: files out there have taken the ones before.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            question TEXT NOT NULL,
            library TEXT NOT NULL,
            paths TEXT NOT NULL,
            settings TEXT NOT NULL,
            started REAL NOT NULL,
            process TEXT NOT NULL,
            status TEXT,
            answer TEXT NOT NULL DEFAULT '',
            seconds REAL,
            reply TEXT
        ) STRICT
        """,
        """
        CREATE TABLE events (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            at REAL NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    ("ALTER TABLE runs ADD COLUMN after TEXT NOT NULL DEFAULT ''",),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that are missing, all or none. Raises `StoreError` for a file from a newer version."""
    if _version(connection) == len(MIGRATIONS):
        return
    # Two processes may start at once: the second waits here and finds the work done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise StoreError(
                "The history was written by a newer version of this program.",
                hint="Update RLM Desktop, or choose another data folder with --data-dir.",
            )
        for step in MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
