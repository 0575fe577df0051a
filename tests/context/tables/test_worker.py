"""Queries through the worker's process: values, messages, limits."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_desktop.context import records
from rlm_desktop.context.source import Source
from rlm_desktop.context.tables import TableWorker
from rlm_desktop.errors import LibraryError, QueryFailed, QueryRefused, Stopped, TableError
from rlm_desktop.events import Event
from rlm_desktop.settings import TableLimits
from rlm_desktop.spans import DocumentId

LINE = "2024-01-{day:02} 10:00:00 {level} a.b: load {n}.5 in {n} steps\n"


def log(path: Path, count: int = 60) -> Source:
    lines = (LINE.format(day=n % 28 + 1, level=("INFO", "ERROR")[n % 3 == 0], n=n) for n in range(count))
    path.write_text("".join(lines), encoding="utf-8")
    return Source(
        document=DocumentId(1), name=path.name, kind="log", path=path, start=0, size=path.stat().st_size
    )


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TableWorker]:
    folder = tmp_path_factory.mktemp("tables")
    events: list[Event] = []
    tables = records.build(
        folder / "records.db", [log(folder / "app.log")], emit=events.append, should_stop=lambda: False
    )
    assert tables[0].rows == 60
    assert events
    assert not list(folder.glob("*.new*"))
    with TableWorker(folder / "records.db", TableLimits(memory_mb=512)) as made:
        yield made


def test_values_come_back_as_json_has_them(worker: TableWorker) -> None:
    rows = worker.query(
        "SELECT time, date, level, 1.5::DECIMAL(4, 2), avg(1), [1, 2] FROM records GROUP BY ALL ORDER BY ALL"
    )

    assert rows.rows[0][2:] == ("ERROR", 1.5, 1.0, [1, 2])
    assert str(rows.rows[0][0]).endswith(" 10:00:00")
    assert len(str(rows.rows[0][1])) == 10


def test_rows_beyond_the_limit_are_left_off_and_said(worker: TableWorker) -> None:
    rows = worker.query("SELECT line FROM records", limit=7)

    assert len(rows.rows) == 7
    assert rows.more


def test_the_span_of_a_row_is_for_the_host_alone(worker: TableWorker) -> None:
    assert "_start" not in worker.query("SELECT * FROM records LIMIT 1").columns
    with pytest.raises(QueryFailed, match="no column named '_start'"):
        worker.query("SELECT _start FROM records")
    assert worker.query_hidden("SELECT min(_start), max(_document) FROM records").rows == ((0, 1),)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "SELECT levl FROM records",
            r"no column named 'levl' in records \(did you mean level\?\); its columns are: time,",
        ),
        ("SELECT * FROM logs", "no table named 'logs'; the tables are: records"),
        ("SELECT count(*) FROM records WHERE time > 'soon'", "'soon' is no date or time"),
        ("SELECT level, count(*) FROM records", "column level must be in GROUP BY"),
        ("SELECT avg(level) FROM records", r"avg\(text\) does not work"),
        ("SELECT levels(level) FROM records", "there is no function levels"),
        ("SELECT FROM WHERE", "syntax error"),
    ],
)
def test_errors_are_one_line_in_the_terms_of_the_data(worker: TableWorker, sql: str, message: str) -> None:
    with pytest.raises(QueryFailed, match=message) as failed:
        worker.query(sql)

    assert "\n" not in failed.value.message


def test_what_is_not_allowed_is_refused(worker: TableWorker) -> None:
    with pytest.raises(QueryRefused):
        worker.query("SELECT * FROM read_text('/etc/passwd')")


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_works(worker: TableWorker) -> None:
    started = time.monotonic()
    with pytest.raises(QueryFailed, match=r"more than 0\.3 seconds"):
        worker.query(
            "SELECT count(*) FROM range(100000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5",
            seconds=0.3,
        )

    assert time.monotonic() - started < 10
    assert worker.query("SELECT count(*) FROM records").rows == ((60,),)


def test_memory_is_limited_and_the_worker_survives(worker: TableWorker) -> None:
    with pytest.raises(QueryFailed):
        worker.query("SELECT len(list(a.range || 'x' || b.range)) FROM range(100000) a, range(1000) b")

    assert worker.query("SELECT count(*) FROM records").rows == ((60,),)


def test_without_a_record_file_there_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(TableError) as failed:
        TableWorker(tmp_path / "none.db", TableLimits()).query("SELECT 1")

    assert failed.value.hint


def test_building_stops_within_a_moment_and_leaves_the_old_tables(tmp_path: Path) -> None:
    old = tmp_path / "records.db"
    old.write_bytes(b"as it was")
    source = log(tmp_path / "app.log", 200_000)
    told: list[Event] = []

    # Stopped by what it tells, not by a clock: a quick machine is done before any second is over.
    with pytest.raises(Stopped):
        records.build(old, [source], emit=told.append, should_stop=lambda: bool(told))

    assert len(told) == 1
    assert old.read_bytes() == b"as it was"
    assert not list(tmp_path.glob("*.new*"))


def test_a_document_that_went_away_is_told(tmp_path: Path) -> None:
    source = log(tmp_path / "app.log")
    source.path.unlink()

    with pytest.raises(LibraryError, match=r"app\.log is no longer there"):
        records.build(tmp_path / "r.db", [source], emit=lambda _: None, should_stop=lambda: False)
