"""Where everything lies that the program writes: the usual folder, or one that a person chose."""

from pathlib import Path

import pytest

from rlm_desktop.errors import BadRequest
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import Settings


@pytest.fixture(autouse=True)
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The usual folder, as another than the person's own."""
    folder = DataFolder(tmp_path / "usual")
    monkeypatch.setattr(DataFolder, "usual", lambda: folder)
    return folder.root


def test_a_chosen_folder_holds_from_the_next_start_on_until_it_is_given_up(
    tmp_path: Path, usual: Path
) -> None:
    DataFolder.choose(tmp_path / "disk" / "papers")
    assert Settings.load().data.root == tmp_path / "disk" / "papers"

    DataFolder.choose(None)
    assert Settings.load().data.root == usual
    assert list(usual.iterdir()) == []


def test_a_folder_that_is_given_goes_before_the_chosen_one(tmp_path: Path) -> None:
    DataFolder.choose(tmp_path / "chosen")

    assert Settings.load(DataFolder(tmp_path / "given")).data.root == tmp_path / "given"


def test_a_chosen_folder_on_a_disk_that_is_not_there_is_told_and_not_made_anew(tmp_path: Path) -> None:
    DataFolder.choose(tmp_path / "stick")
    (tmp_path / "stick").rmdir()

    with pytest.raises(BadRequest, match="stick is not there"):
        Settings.load()
    assert not (tmp_path / "stick").exists()


def test_nothing_is_strewn_among_other_files(tmp_path: Path) -> None:
    empty, other, ours = tmp_path / "empty", tmp_path / "other", tmp_path / "ours"
    for folder in (empty, other, ours):
        folder.mkdir()
    (other / "letter.txt").touch()
    (ours / "history.sqlite").touch()

    assert [DataFolder.within(folder).root for folder in (empty, other, ours)] == [
        empty,
        other / "rlm-desktop",
        ours,
    ]
