"""A disk that is full and a folder that may not be written are one sentence with a way out, status 3."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rlm_desktop import paths
from rlm_desktop.runs.kept import KeptResults
from rlm_desktop.runs.store import RunStore
from tests.end_to_end.commands import Finished, run

ORDERS = paths.sample_library() / "orders.csv"
Disk = Callable[[str], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk in memory, with the options of `mount`."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def mount(options: str) -> Path:
        nonlocal mounted
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        try:
            subprocess.run(words, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("this person may not mount a disk")
        mounted = True
        return place

    yield mount
    if mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def one_sentence(finished: Finished) -> str:
    assert finished.status == 3, finished
    assert "Traceback" not in finished.told and "Logging error" not in finished.told
    (said,) = finished.told.strip().splitlines()[-1:]
    return said


def test_a_data_folder_on_a_read_only_disk(disk: Disk) -> None:
    place = disk("size=1m,ro")

    for data in (place, place / "below"):
        said = one_sentence(run(data, "library", "add", "orders", ORDERS))
        assert "Read-only file system" in said and "--data-dir" in said


def test_a_full_disk(disk: Disk) -> None:
    place = disk("size=64k")

    added = one_sentence(run(place, "library", "add", "orders", ORDERS))
    listed = run(place, "runs", "list")

    assert "full" in added and ("space" in added or "--data-dir" in added)
    assert listed.status in (0, 3) and "Traceback" not in listed.told


@pytest.mark.slow
def test_a_disk_with_room_for_the_text_and_none_for_its_tables(disk: Disk) -> None:
    added = run(disk("size=400k"), "library", "add", "orders", ORDERS)

    assert added.status == 0, added
    assert "the disk is full" in added.told and "Traceback" not in added.told


def test_what_is_kept_of_sub_calls_is_done_without_where_nothing_can_be_written(disk: Disk) -> None:
    place = disk("size=64k,ro")

    kept = KeptResults(place / "kept.sqlite")
    kept.put("key", "value")

    assert kept.get("key") == "value"
    kept.close()


def test_a_cache_that_another_window_is_writing_is_not_thrown_away(tmp_path: Path) -> None:
    first, second = KeptResults(tmp_path / "kept.sqlite"), KeptResults(tmp_path / "kept.sqlite")
    first.put("a", "1")
    second.put("b", "2")

    assert (first.get("b"), second.get("a")) == ("2", "1")
    first.close()
    second.close()


def test_the_disk_fills_up_while_a_history_is_written_and_what_was_kept_stays(disk: Disk) -> None:
    place = disk("size=512k")
    path = place / "history.sqlite"
    store = RunStore(path)
    kept: list[str] = []
    with pytest.raises(Exception, match="full"):
        for number in range(10_000):
            kept.append(store.begin(f"question {number} " + "x" * 1000))
    store.close()

    with_room = RunStore(path)
    assert len(kept) > 20
    assert [summary.id for summary in reversed(with_room.list(limit=10_000))] == kept
    with_room.close()
