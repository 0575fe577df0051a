"""Where the history cannot be written, what was asked before is still there to be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rlm_desktop.errors import StoreError
from rlm_desktop.runs import database
from rlm_desktop.runs.database import ONLY_READ
from rlm_desktop.runs.store import RunStore


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A history with one question."""
    store = RunStore(tmp_path / "history.sqlite")
    store.begin("Which user?", "logs")
    store.close()
    return tmp_path / "history.sqlite"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk without room: nothing that SQLite would write finds any."""

    def refuses(connection: sqlite3.Connection, keep: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(database, "migrate", refuses)
    yield


def test_what_was_asked_is_listed_and_nothing_is_added(asked: Path, full: None) -> None:
    store = RunStore(asked)

    assert [run.question for run in store.list()] == ["Which user?"]
    assert store.warning == ONLY_READ
    with pytest.raises(StoreError) as refused:
        store.begin("And which machine?", "logs")
    assert "full" in refused.value.message and "Free some space" in refused.value.hint
    store.close()


def test_what_was_written_last_is_read_as_well(asked: Path, full: None) -> None:
    other = sqlite3.connect(asked)  # a program that was killed leaves its log beside the file
    other.execute("PRAGMA wal_autocheckpoint = 0")
    other.execute("UPDATE runs SET question = 'Which machine?'")
    other.commit()
    store = RunStore(asked)

    assert [run.question for run in store.list()] == ["Which machine?"]
    store.close()
    other.close()


def test_where_there_is_no_history_the_reason_is_told(tmp_path: Path, full: None) -> None:
    (tmp_path / "history.sqlite").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StoreError, match="could not be opened"):
        RunStore(tmp_path / "history.sqlite")


def test_a_history_of_an_older_form_is_not_changed(asked: Path, full: None) -> None:
    with closing(sqlite3.connect(asked)) as other:
        other.execute("PRAGMA user_version = 1")

    with pytest.raises(StoreError, match="full"):
        RunStore(asked)
