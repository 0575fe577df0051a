"""Whether an SQLite file that should be one of ours holds rows alone, and nothing that acts by itself."""

import sqlite3

from rlm_desktop.plain import ACTING


class NotOurs(sqlite3.DatabaseError):
    """The file acts by itself: it holds triggers, views or tables that are programs."""

    sqlite_errorcode = sqlite3.SQLITE_NOTADB


def demand_plain(connection: sqlite3.Connection) -> None:
    """Raises `NotOurs`. All forms of our files have tables alone; what is more would act in our name."""
    connection.execute("PRAGMA trusted_schema = OFF")
    if connection.execute(ACTING).fetchone():
        raise NotOurs("it holds what acts by itself")
