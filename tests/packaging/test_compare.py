"""Two builds compared: what is the same is not named, and whatever is not is."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(paths.PROGRAM.parent / "packaging"))
    return importlib.import_module("compare")


@pytest.fixture
def builds(tmp_path: Path) -> tuple[Path, Path]:
    """Two that are the same."""
    for name in ("one", "other"):
        (tmp_path / name / "lib").mkdir(parents=True)
        (tmp_path / name / "program").write_bytes(b"abcdef")
        (tmp_path / name / "lib" / "link").symlink_to("../program")
    return tmp_path / "one", tmp_path / "other"


def test_two_builds_that_are_the_same_have_no_difference(
    compare: ModuleType, builds: tuple[Path, Path]
) -> None:
    assert compare.differences(*builds) == []
    assert compare.main([str(build) for build in builds]) == 0


def test_a_byte_a_mode_a_link_and_a_file_too_many_are_each_named(
    compare: ModuleType, builds: tuple[Path, Path]
) -> None:
    one, other = builds
    (other / "program").write_bytes(b"abcXef")
    (other / "more").write_bytes(b"")
    for build in builds:
        (build / "tool").write_bytes(b"")
    (other / "tool").chmod(0o700)
    (other / "lib" / "link").unlink()
    (other / "lib" / "link").symlink_to("../more")

    found = dict(compare.differences(one, other))
    assert found.pop("tool").startswith("mode ")
    assert found == {
        "program": "6 bytes, from byte 3 on",
        "more": "only in the second",
        "lib/link": "leads elsewhere",
    }
    assert compare.main([str(build) for build in builds]) == 1
