"""A column that was worked out stands beside those that were read, and stays."""

from pathlib import Path

import pytest

from rlm_desktop.context.library import Library
from rlm_desktop.errors import LibraryError
from rlm_desktop.profile import Column

_TEXT = "Messages and who sent them.\n\n" + "".join(
    f"Date: Dec {day}, 2022 || User: {day % 3} || Instance: message number {day}\n" for day in range(1, 21)
)


def _library(folder: Path) -> Library:
    (folder / "rows.txt").write_text(_TEXT, encoding="utf-8")
    (folder / "library").mkdir(exist_ok=True)
    library = Library(folder / "library")
    library.add([folder / "rows.txt"])
    library.update()
    return library


def _labelled(library: Library, column: str, value: str) -> None:
    rows = library.query("SELECT _document, _start FROM records", hidden=True).rows
    values = [(int(str(document)), int(str(start)), value) for document, start in rows[:5]]
    library.add_column("records", Column(name=column, type="text", note="labels"), values)


def test_a_column_that_was_added_can_be_queried_and_is_in_the_profile_of_the_next_start(
    tmp_path: Path,
) -> None:
    with _library(tmp_path) as library:
        _labelled(library, "label", "it's spam")
        _labelled(library, "tone", "kind")
        _labelled(library, "label", "spam")

        assert library.query("SELECT count(*) FROM records WHERE label = 'spam' AND tone = 'kind'").rows == (
            (5,),
        )
        assert library.query("SELECT count(*) FROM records").rows == ((20,),)
    with Library(tmp_path / "library") as again:
        again.update()

        assert [column.name for column in again.profile.tables[0].columns][-2:] == ["tone", "label"]
        assert again.query("SELECT count(label) FROM records").rows == ((5,),)
        assert (
            len(again.query("SELECT _start, label FROM records WHERE label IS NOT NULL", hidden=True).rows)
            == 5
        )


def test_a_column_of_a_table_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    with _library(tmp_path) as library:
        with pytest.raises(LibraryError):
            library.add_column("orders", Column(name="label", type="text"), [(1, 0, "spam")])

        assert library.query("SELECT count(*) FROM records").rows == ((20,),)
