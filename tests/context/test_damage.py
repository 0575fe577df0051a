"""What is kept of a library may be damaged: that is said, the rest goes on, and what can be made again is."""

from pathlib import Path

import pytest

from rlm_desktop import Runtime, Settings
from rlm_desktop.errors import LibraryDamaged
from rlm_desktop.paths import DataFolder

NO_DATABASE = b"not a database " * 100


@pytest.fixture
def runtime(data: DataFolder, tmp_path: Path) -> Runtime:
    """Two libraries, each of one page, as a program that was started anew finds them."""
    with Runtime(Settings(data=data)) as first:
        for name in ("one", "two"):
            text = tmp_path / f"{name}.txt"
            text.write_text(f"this is {name}\n", encoding="utf-8")
            first.add_library(name, [text])
    return Runtime(Settings(data=data))


def folder_of(runtime: Runtime, name: str) -> Path:
    (identity,) = [library.id for library in runtime.libraries() if library.name == name]
    return runtime.settings.data.libraries / identity


@pytest.mark.parametrize("cut", [False, True])
def test_one_damaged_library_leaves_the_others_usable_and_can_be_removed(runtime: Runtime, cut: bool) -> None:
    file = folder_of(runtime, "one") / "library.sqlite"
    file.write_bytes(file.read_bytes()[:5000] if cut else NO_DATABASE)
    identity = file.parent.name

    with runtime:
        assert {library.name for library in runtime.libraries()} == {"two", f"{identity} (cannot be opened)"}
        assert runtime.open_library("two").scan("this is two").matches == 1
        with pytest.raises(LibraryDamaged) as told:
            runtime.open_library(identity)
        assert "Remove" in told.value.hint
        runtime.remove_library(identity)
        assert [library.name for library in runtime.libraries()] == ["two"]


def test_a_damaged_index_of_words_is_made_again(runtime: Runtime) -> None:
    (folder_of(runtime, "one") / "words.sqlite").write_bytes(NO_DATABASE)

    with runtime:
        assert [hit.text for hit in runtime.open_library("one").search("one")] == ["this is one\n"]
        runtime.update_library("one")
        assert [hit.text for hit in runtime.open_library("one").search("one")] == ["this is one\n"]


def test_what_was_kept_for_a_question_over_paths_is_read_again_when_it_is_damaged(
    runtime: Runtime, tmp_path: Path
) -> None:
    with runtime:
        kept = runtime.open_library([tmp_path / "one.txt"]).folder
    (kept / "library.sqlite").write_bytes(NO_DATABASE)

    with Runtime(runtime.settings) as again:
        library = again.open_library([tmp_path / "one.txt"])
        library.update(emit=lambda _: None, should_stop=lambda: False)
        assert library.scan("this is one").matches == 1
