"""The shape of the history file, as numbered steps from nothing to what it is now."""

import sqlite3
from typing import Protocol

from rlm_desktop.errors import StoreTooNew

# Only ever add a step: files out there have taken the ones before.
# A step after which an older program would write wrongly or fail (a column without a default, a new meaning)
# raises USABLE_FROM to its own number; one that only adds leaves it.
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
    ("CREATE TABLE form (usable_from INTEGER NOT NULL) STRICT", "INSERT INTO form VALUES (0)"),
)

USABLE_FROM = 3
"""The oldest form whose programs can read and write a file of the newest; it is written into the file."""


class Keep(Protocol):
    """Called before a file changes its form, with the form it has."""

    def __call__(self, form: int, /) -> None: ...


def migrate(connection: sqlite3.Connection, keep: Keep) -> None:
    """Take the steps that are missing, all or none. Raises `StoreTooNew` for a file from a newer version.

    A newer form that says it only has more than this one is used as it is.
    """
    version, newest = form(connection), len(MIGRATIONS)
    if version > newest and usable_from(connection) > newest:
        raise StoreTooNew(
            "The history was written by a newer version of this program.",
            hint="Update RLM Desktop, or choose another data folder with --data-dir.",
        )
    if version >= newest:
        return
    if version:
        keep(version)
    # Two processes may start at once: the second waits here and finds the work done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in MIGRATIONS[form(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute("UPDATE form SET usable_from = ?", (USABLE_FROM,))
        connection.execute(f"PRAGMA user_version = {newest}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def form(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def usable_from(connection: sqlite3.Connection) -> int:
    """What a file says about itself; one that says nothing is of use to its own form and newer ones."""
    told = connection.execute("SELECT name FROM sqlite_master WHERE name = 'form'").fetchone()
    row = connection.execute("SELECT usable_from FROM form").fetchone() if told else None
    return int(row[0]) if row else form(connection)
