"""A clock that is set back or ahead, and two of the program at work on one data folder."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlm_desktop.paths import DataFolder
from rlm_desktop.runs import ulid
from rlm_desktop.runs.store import RunStore
from tests.end_to_end.commands import ENVIRONMENT, command, run

DAY = 86_400.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    opened = RunStore(tmp_path / "history.sqlite")
    yield opened
    opened.close()


@pytest.mark.parametrize("jump", [-400 * DAY, -1.0, 400 * DAY])
def test_the_newest_run_stays_the_newest_when_the_clock_jumps_between_two_starts(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    now = time.time()
    first = store.begin("first")
    monkeypatch.setattr(ulid, "_last", 0)  # as in a program that was started anew
    monkeypatch.setattr(time, "time", lambda: now + jump)
    monkeypatch.setattr(time, "time_ns", lambda: int((now + jump) * 1e9))

    second = store.begin("second")

    assert [run.id for run in store.list()] == [second, first]
    assert store.find("last") == second


def test_a_running_run_is_known_as_running_whatever_the_clock_says(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.begin("now")
    monkeypatch.setattr(time, "time", lambda: 0.0)

    assert store.list()[0].running


@pytest.mark.slow
def test_two_programs_read_the_same_files_into_libraries_at_once(data: DataFolder, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.csv").write_text("name,value\n" + f"a,{number}\n" * 500, encoding="utf-8")

    both = [
        subprocess.Popen(
            command(data.root, "library", "add", name, folder),
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for name in ("one", "two")
    ]
    told = [child.communicate(timeout=250) for child in both]

    assert [child.returncode for child in both] == [0, 0], told
    assert "Traceback" not in str(told)
    listed = run(data.root, "library", "list")
    assert "one" in listed.output and "two" in listed.output and "5 documents" in listed.output
