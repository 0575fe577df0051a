"""What is kept of a library may be damaged: that is said, the rest goes on, and what can be made again is."""

from pathlib import Path

import pytest

from rlm_desktop import Runtime, Settings
from rlm_desktop.context import records
from rlm_desktop.errors import LibraryDamaged, TableError
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


@pytest.mark.parametrize("damage", ["gone", "no database", "cut", "turned"])
def test_damaged_tables_are_made_anew_from_the_text(data: DataFolder, tmp_path: Path, damage: str) -> None:
    rows = "".join(f"{n},{n % 5},{n * 7919 % 100_003}\n" for n in range(20_000))
    (tmp_path / "a.csv").write_text("number,kind,hash\n" + rows, encoding="utf-8")
    with Runtime(Settings(data=data)) as first:
        first.add_library("one", [tmp_path / "a.csv"])
        tables = folder_of(first, "one") / "records.duckdb"
    damaged(tables, damage)

    with Runtime(Settings(data=data)) as again:
        library = again.open_library("one")
        if damage in ("cut", "turned"):
            with pytest.raises(TableError):
                library.query("SELECT sum(hash), sum(number), count(DISTINCT kind) FROM records")
        again.update_library("one")
        assert library.query("SELECT count(*), sum(number) FROM records").rows == ((20_000, 199_990_000),)


def damaged(file: Path, how: str) -> None:
    content = bytearray(file.read_bytes())
    match how:
        case "gone":
            file.unlink()
            return
        case "no database":
            content[:] = NO_DATABASE
        case "cut":
            del content[len(content) // 2 :]
        case "turned":
            # Not the three blocks at the beginning, which are looked at when the file is opened.
            for place in range(3 * 4096 + 64, len(content), 1024):
                content[place] ^= 0xFF
    file.write_bytes(content)


def test_tables_in_the_form_of_an_older_version_are_made_anew(
    data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 30, encoding="utf-8")
    done: list[str] = []
    with Runtime(Settings(data=data)) as runtime:
        runtime.add_library(
            "one", [tmp_path / "a.csv"], emit=lambda event: done.append(event.__class__.__name__)
        )
        first = len(done)
        runtime.update_library("one", emit=lambda event: done.append(event.__class__.__name__))
        unchanged = len(done)
        monkeypatch.setattr(records, "FORM", 10_000)
        runtime.update_library("one", emit=lambda event: done.append(event.__class__.__name__))

    assert first == unchanged < len(done)
