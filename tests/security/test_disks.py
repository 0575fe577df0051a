"""A disk that is full and a folder that may not be written are one sentence with a way out, status 3."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rlm_desktop import paths
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.errors import RlmError
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Column
from rlm_desktop.runs.kept import KeptResults
from rlm_desktop.runs.store import RunStore
from tests.end_to_end.commands import Finished, run

ORDERS = paths.sample_library() / "orders.csv"
SCRIPT = "answer(sql('SELECT count(*) FROM records')[0][0])\n"
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
def test_a_disk_without_room_for_the_index_of_words(disk: Disk) -> None:
    said = one_sentence(run(disk("size=400k"), "library", "add", "orders", ORDERS))

    assert "is full" in said and "Free some space" in said


@pytest.mark.slow
def test_a_disk_with_room_for_the_text_and_none_for_its_tables(disk: Disk) -> None:
    added = run(disk("size=600k"), "library", "add", "orders", ORDERS)

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


def _filled(place: Path) -> Path:
    """The file that takes the last room of the disk."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return filler
    return filler


DOINGS: dict[str, tuple[str, ...]] = {
    "written out": ("library", "export", "orders", "{place}/carried.rlm"),
    "taken in": ("library", "import", "{outside}/carried.rlm", "--name", "again"),
    "read anew": ("library", "reindex", "orders"),
    "run over": ("sandbox", "run", "{outside}/script.py", str(ORDERS)),
    "added": ("library", "add", "more", str(ORDERS)),
    "removed": ("library", "remove", "orders"),
}


@pytest.mark.slow
@pytest.mark.parametrize("doing", DOINGS)
def test_the_disk_is_full_while_a_library_is(disk: Disk, tmp_path: Path, doing: str) -> None:
    """One sentence or the work itself; what was there stays; with room it is done."""
    # What is taken in has to leave 256 MB free.
    place, outside = disk("size=300m" if doing == "taken in" else "size=8m"), tmp_path / "outside"
    outside.mkdir()
    data = place / "data"
    (outside / "script.py").write_text(
        "answer(sql('SELECT count(*) FROM records')[0][0])\n", encoding="utf-8"
    )
    assert run(data, "library", "add", "orders", ORDERS).status == 0
    assert run(data, "library", "export", "orders", outside / "carried.rlm").status == 0
    words = [word.format(place=place, outside=outside) for word in DOINGS[doing]]
    filler = _filled(place)

    failed = run(data, *words)

    assert failed.status in (0, 3), failed
    assert "Traceback" not in failed.told and "Logging error" not in failed.told
    if failed.status:
        said = failed.told.strip().splitlines()[-1]
        assert "full" in said or "space" in said or "room" in said or "too small" in said, failed.told
    filler.unlink()
    if doing != "removed":
        assert run(data, "library", "show", "orders").status == 0
    if failed.status:
        assert run(data, *words).status == 0
    left = [path.name for path in (*place.glob(".*"), *(data / "libraries").glob(".*"))]
    assert left == []


@pytest.mark.slow
@pytest.mark.parametrize("doing", DOINGS)
def test_the_disk_becomes_read_only_while_a_library_is(disk: Disk, tmp_path: Path, doing: str) -> None:
    place, outside = disk("size=300m"), tmp_path / "outside"
    outside.mkdir()
    data = place / "data"
    (outside / "script.py").write_text(
        "answer(sql('SELECT count(*) FROM records')[0][0])\n", encoding="utf-8"
    )
    assert run(data, "library", "add", "orders", ORDERS).status == 0
    assert run(data, "library", "export", "orders", outside / "carried.rlm").status == 0
    words = [word.format(place=place, outside=outside) for word in DOINGS[doing]]
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)

    one_sentence(run(data, *words))

    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    assert run(data, *words).status == 0


@pytest.mark.slow
def test_the_disk_is_full_while_labels_are_kept(disk: Disk) -> None:
    place = disk("size=8m")
    library = Shelf(DataFolder(place / "data")).create("orders", [ORDERS])
    library.update()
    rows = library.query("SELECT _document, _start FROM records", hidden=True).rows
    values = [(int(str(document)), int(str(start)), "a label " * 50) for document, start in rows]
    filler = _filled(place)

    with pytest.raises(RlmError) as failed:
        library.add_column("records", Column(name="label", type="text"), values)

    assert failed.value.message and "Traceback" not in failed.value.message
    filler.unlink()
    assert library.query("SELECT count(*) FROM records").rows == ((1200,),)
    library.add_column("records", Column(name="label", type="text"), values)
    assert library.query("SELECT count(label) FROM records").rows == ((1200,),)
    library.close()
