"""The history as it was before its form changed, kept for the version of the program that had that form.

There is one such copy at most. A version that finds a history it cannot read goes on with the copy of its
own form; the newer version, when it is back, takes in what was asked meanwhile.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from rlm_desktop.runs.plain import demand_plain


def place(history: Path, form: int) -> Path:
    return history.with_name(f"{history.stem}.form-{form}{history.suffix}")


def copies(history: Path) -> list[Path]:
    return sorted(history.parent.glob(f"{history.stem}.form-*{history.suffix}"))


def keep(connection: sqlite3.Connection, history: Path, form: int) -> None:
    """Copy the history, which is of this form, and let go of copies of other forms."""
    target = place(history, form)
    fresh = target.with_name(f"{target.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        fresh.touch(mode=0o600)
        connection.execute("VACUUM INTO ?", (str(fresh),))
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    for copy in copies(history):
        if copy != target:
            _remove(copy)


def take_in(
    connection: sqlite3.Connection, history: Path, migrate: Callable[[sqlite3.Connection], None]
) -> None:
    """Bring over what an older version asked in its copy meanwhile; `migrate` gives it this form."""
    for copy in copies(history):
        fresh = copy.with_name(f"{copy.name}.new")
        with closing(sqlite3.connect(copy, isolation_level=None)) as older:
            demand_plain(older)
            if _runs(older) <= _runs(connection):
                continue
            fresh.unlink(missing_ok=True)
            fresh.touch(mode=0o600)
            older.execute("VACUUM INTO ?", (str(fresh),))
        try:
            with closing(sqlite3.connect(fresh, isolation_level=None)) as older:
                migrate(older)
            connection.execute("ATTACH ? AS older", (str(fresh),))
            try:
                _bring(connection)
            finally:
                connection.execute("DETACH older")
        finally:
            fresh.unlink(missing_ok=True)


def forget(history: Path, run: str) -> None:
    """Take a run out of the copies too: what was removed is removed everywhere."""
    for copy in copies(history):
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            demand_plain(connection)
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("DELETE FROM runs WHERE id = ?", (run,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _runs(connection: sqlite3.Connection) -> set[str]:
    return {str(row[0]) for row in connection.execute("SELECT id FROM runs")}


def _bring(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TEMP TABLE new AS SELECT id FROM older.runs WHERE id NOT IN (SELECT id FROM main.runs)"
        )
        # Both have the same columns in the same order: the same steps made them.
        for table, key in (("runs", "id"), ("events", "run")):
            connection.execute(
                f"INSERT INTO main.{table} SELECT * FROM older.{table} WHERE {key} IN (SELECT id FROM new)"
            )
        connection.execute("DROP TABLE temp.new")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _remove(copy: Path) -> None:
    for part in (copy, *(copy.with_name(copy.name + side) for side in ("-wal", "-shm"))):
        with suppress(OSError):
            part.unlink(missing_ok=True)
