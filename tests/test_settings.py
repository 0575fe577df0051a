"""What is set is kept in a file a person can read, and read back as it was."""

from pathlib import Path

import msgspec
import pytest

from rlm_desktop.errors import BadRequest
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import EngineSettings, Limits, Settings


def test_settings_are_read_back_as_they_were_kept(tmp_path: Path) -> None:
    changed = Settings(
        data=DataFolder(tmp_path),
        limits=Limits(seconds=90.5, calls=0),
        engine=EngineSettings(root='/media/stick/my "own" modèl\\e.gguf', sub="small"),
        candidates=5,
        offline=False,
    )

    changed.save()

    assert Settings.load(DataFolder(tmp_path)) == changed


def test_only_what_differs_from_the_defaults_is_kept(tmp_path: Path) -> None:
    plain = Settings(data=DataFolder(tmp_path))
    msgspec.structs.replace(plain, limits=Limits(turns=7)).save()

    assert plain.data.settings.read_text(encoding="utf-8") == "[limits]\nturns = 7\n"


def test_nothing_is_left_behind_and_the_old_file_stays_whole_until_then(tmp_path: Path) -> None:
    settings = Settings(data=DataFolder(tmp_path), candidates=4)
    settings.save()
    settings.save()

    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["settings.toml"]


def test_a_folder_that_cannot_be_written_is_said_with_a_way_out(tmp_path: Path) -> None:
    settings = Settings(data=DataFolder(tmp_path), candidates=4)
    settings.data.settings.mkdir()

    with pytest.raises(BadRequest, match="could not be kept"):
        settings.save()
