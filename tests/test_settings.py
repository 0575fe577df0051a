"""What is set is kept in a file a person can read, and read back as it was."""

from pathlib import Path

import msgspec
import pytest

from rlm_desktop.errors import BadRequest
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import UNKNOWN, EngineSettings, Limits, Settings


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


NEWER = """\
candidates = 4
later = ["a", {b = 1, "c d" = inf}]
day = 2026-11-28

[engine]
cache_type = "q4_0"
sub = "small"

[engine.later]
deep = true

[limits]
patience = 2.5

[tools]
"a key" = "x"
"""
"""Settings of a version that has more names and more choices than this one."""


def test_settings_of_a_newer_version_are_used_as_far_as_they_are_known_and_told_of(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    data.settings.write_text(NEWER, encoding="utf-8")
    settings = Settings.load(data)

    assert (settings.candidates, settings.engine, settings.limits) == (
        4,
        EngineSettings(sub="small"),
        Limits(),
    )
    assert settings.warning == UNKNOWN.format(
        names="later, day, engine.cache_type, engine.later.deep, limits.patience, tools.a key",
        file="settings.toml",
    )


def test_what_only_a_newer_version_knows_is_there_for_it_after_an_older_one_kept_its_own(
    tmp_path: Path,
) -> None:
    data = DataFolder(tmp_path)
    data.settings.write_text(NEWER, encoding="utf-8")
    before = msgspec.toml.decode(NEWER)

    msgspec.structs.replace(Settings.load(data), candidates=5).save()

    assert msgspec.toml.decode(data.settings.read_bytes()) == {**before, "candidates": 5}
    assert Settings.load(data).candidates == 5


def test_a_choice_that_is_made_here_replaces_the_newer_one(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    data.settings.write_text(NEWER, encoding="utf-8")
    msgspec.structs.replace(Settings.load(data), engine=EngineSettings(cache_type="q8_0")).save()

    assert Settings.load(data).engine == EngineSettings(cache_type="q8_0")
    assert "cache_type" not in Settings.load(data).warning


@pytest.mark.parametrize("wrong", ['candidates = "three"', "limits = 3", "[engine]\nthreads = true"])
def test_a_value_of_the_wrong_type_was_typed_wrong_and_is_refused(wrong: str, tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    data.settings.write_text(wrong, encoding="utf-8")

    with pytest.raises(BadRequest, match="cannot be used"):
        Settings.load(data)
