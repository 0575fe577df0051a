"""A history of every form it ever had is read on, and an older version goes on with it: nothing is lost."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rlm_desktop.errors import StoreError
from rlm_desktop.events import Noted
from rlm_desktop.runs import database, migrations, older
from rlm_desktop.runs.database import COPIED, LEFT_OUT, NO_COPY, WENT_BACK
from rlm_desktop.runs.migrations import MIGRATIONS
from rlm_desktop.runs.store import RunStore

FORMS = sorted((Path(__file__).parent / "forms").glob("history-*.sql"))
NEWEST = len(MIGRATIONS)
FIRST, SECOND = "01KSAMPLE0000000000000001", "01KSAMPLE0000000000000002"
ADDS = (*MIGRATIONS, ("ALTER TABLE runs ADD COLUMN stars INTEGER NOT NULL DEFAULT 0",))
BREAKS = (*MIGRATIONS, ("ALTER TABLE runs RENAME COLUMN library TO shelf",))

Become = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Become:
    """Be another version of the program: its steps, and which forms can use what it writes."""

    def version(steps: tuple[tuple[str, ...], ...], usable_from: int = 3) -> None:
        for module in (migrations, database):
            monkeypatch.setattr(module, "MIGRATIONS", steps)
        monkeypatch.setattr(migrations, "USABLE_FROM", usable_from)

    return version


@contextmanager
def opened(path: Path) -> Iterator[RunStore]:
    store = RunStore(path)
    try:
        yield store
    finally:
        store.close()


def write(path: Path, script: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))


def columns(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            row
            for table in ("runs", "events", "form")
            for row in connection.execute(
                'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)', (table,)
            )
        ]


def asked(store: RunStore) -> list[str]:
    return [summary.question for summary in store.list()]


def test_there_is_a_sample_of_every_form() -> None:
    """Whoever adds a step adds one: the rows of the sample before, in the form as it is then."""
    assert [path.stem for path in FORMS] == [f"history-{form}" for form in range(1, NEWEST + 1)]


@pytest.mark.parametrize("script", FORMS, ids=lambda script: script.stem)
def test_a_history_of_every_form_is_read_on_and_is_like_a_new_one(script: Path, path: Path) -> None:
    write(path, script)
    with opened(path.with_name("new.sqlite")), opened(path) as store:
        assert asked(store) == ["And in May?", "Which user has the most ERROR lines?"]
        assert store.reply(FIRST).value == ["user17", 256]
        assert store.events(FIRST) == [Noted(at=0.5, text="checking")]
        assert store.request(FIRST).paths == ("app.log",)
        store.begin("And in June?", after=SECOND)

    assert columns(path) == columns(path.with_name("new.sqlite"))


@pytest.mark.parametrize("script", FORMS[:-1], ids=lambda script: script.stem)
def test_before_the_form_changes_one_private_copy_is_kept_and_told_of(script: Path, path: Path) -> None:
    write(path, script)
    form = int(script.stem.rpartition("-")[2])
    path.with_name("history.form-0.sqlite").touch()

    with opened(path) as store:
        (copy,) = older.copies(path)
        assert store.warning == COPIED.format(name=copy.name)
    with opened(path) as store:
        assert store.warning == ""

    assert copy == older.place(path, form)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (form,)
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (2,)


def test_a_new_history_and_one_of_this_form_need_no_copy(path: Path) -> None:
    for _ in range(2):
        with opened(path) as store:
            assert store.warning == ""
    assert older.copies(path) == []


def test_without_room_for_a_copy_the_history_is_used_and_that_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, FORMS[0])

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(older, "keep", full)
    with opened(path) as store:
        assert (store.warning, len(asked(store))) == (NO_COPY, 2)


def test_a_newer_form_that_only_adds_is_used_as_it_is_and_stays_new(path: Path, become: Become) -> None:
    become(ADDS)
    with opened(path) as store:
        store.begin("Asked in the new version")

    become(MIGRATIONS)
    with opened(path) as store:
        assert (store.warning, asked(store)) == ("", ["Asked in the new version"])
        store.begin("Asked after going back")

    become(ADDS)
    with opened(path) as store:
        assert (store.warning, asked(store)) == ("", ["Asked after going back", "Asked in the new version"])


def test_going_back_over_a_form_that_breaks_goes_on_with_the_copy_and_forward_takes_it_in(
    path: Path, become: Become
) -> None:
    with opened(path) as store:
        store.begin("Asked first")
    become(BREAKS, usable_from=NEWEST + 1)
    with opened(path) as store:
        assert store.warning.startswith("The history has a new form.")

    become(MIGRATIONS)
    for _ in range(2):
        with opened(path) as store:
            assert (store.warning, "Asked first" in asked(store)) == (WENT_BACK, True)
            run = store.begin("Asked after going back")
            store.append(run, Noted(at=1.0, text="looking"))

    become(BREAKS, usable_from=NEWEST + 1)
    with closing(RunStore(path)._database) as newer, newer.reading() as connection:
        rows = connection.execute("SELECT question, shelf FROM runs ORDER BY rowid").fetchall()
        events = connection.execute("SELECT count(*) FROM events").fetchone()
    assert [question for question, _ in rows] == ["Asked first"] + 2 * ["Asked after going back"]
    assert events == (2,)


def test_a_newer_form_that_breaks_is_left_alone_where_there_is_no_copy(path: Path, become: Become) -> None:
    become(BREAKS, usable_from=NEWEST + 1)
    with opened(path):
        pass
    before = path.read_bytes()

    become(MIGRATIONS)
    with pytest.raises(StoreError, match="newer version"):
        RunStore(path)
    assert path.read_bytes() == before


def test_what_is_removed_is_removed_from_the_copy_too(path: Path) -> None:
    write(path, FORMS[0])
    with opened(path) as store:
        store.remove(FIRST)

    (copy,) = older.copies(path)
    assert b"Which user has the most ERROR" not in copy.read_bytes()
    assert b"And in May" in copy.read_bytes()
    with opened(path) as store:
        assert asked(store) == ["And in May?"]


def test_a_copy_that_is_damaged_does_not_stand_in_the_way(path: Path) -> None:
    write(path, FORMS[0])
    with opened(path):
        pass
    older.copies(path)[0].write_bytes(b"no database at all" * 100)

    with opened(path) as store:
        assert store.warning == LEFT_OUT
        store.remove(SECOND)
        assert asked(store) == ["Which user has the most ERROR lines?"]
