"""The one file that installs itself: for one person, whole or not at all, and gone again when removed."""

import importlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths

PACKAGING = paths.PROGRAM.parent / "packaging"
PROGRAM = '#!/bin/sh\necho "this is {version}"\n'


@pytest.fixture
def build_single(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if sys.platform != "linux" or not all(shutil.which(tool) for tool in ("sh", "tar", "gzip", "sha256sum")):
        pytest.skip("the file is for Linux")
    monkeypatch.syspath_prepend(str(PACKAGING))
    return importlib.import_module("build_single")


@pytest.fixture
def installer(build_single: ModuleType, qapp: object, tmp_path: Path) -> Path:
    """Of a program that says its version, instead of the real one, which is large."""
    return made(build_single, tmp_path, "one")


def made(build_single: ModuleType, folder: Path, version: str) -> Path:
    app, output = folder / f"app-{version}", folder / f"out-{version}"
    (app / "_internal" / "models").mkdir(parents=True)
    output.mkdir()
    program = app / "rlm-desktop"
    program.write_text(PROGRAM.format(version=version), encoding="utf-8")
    program.chmod(0o755)
    file = build_single.build(app, output)
    assert isinstance(file, Path)
    return file


def run(command: list[str | Path], home: Path) -> "subprocess.CompletedProcess[str]":
    env = {"HOME": str(home), "PATH": os.environ["PATH"]}
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [str(part) for part in command],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    # What the desktop's own tools make of its folders when they are there.
    made_by_tools = ("mimeinfo.cache", "icon-theme.cache")
    return {str(path.relative_to(folder)) for path in found if path.name not in made_by_tools}


def test_installed_it_runs_and_stands_among_the_applications(installer: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"

    seen = run(["sh", installer], home)
    entry = (home / ".local/share/applications/rlm-desktop.desktop").read_text(encoding="utf-8")

    assert seen.returncode == 0, seen.stderr
    assert run([home / ".local/bin/rlm-desktop"], home).stdout == "this is one\n"
    assert f'Exec="{home}/.local/lib/rlm-desktop/rlm-desktop" window %F' in entry
    assert (home / ".local/share/icons/hicolor/48x48/apps/rlm-desktop.png").is_file()


def test_removed_it_leaves_the_persons_own_data_and_nothing_else(installer: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(["sh", installer], home)
    data = home / ".local/share/rlm-desktop/history.sqlite"
    data.parent.mkdir(parents=True)
    data.write_bytes(b"what was asked")

    seen = run([home / ".local/lib/rlm-desktop/uninstall"], home)

    assert seen.returncode == 0, seen.stderr
    left = {name for name in files(home) if not name.startswith(".local/share/mime/")}
    assert left == {".local/share/rlm-desktop/history.sqlite"}


def test_a_newer_version_takes_the_place_of_the_old_one(
    build_single: ModuleType, installer: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    run(["sh", installer], home)
    old = home / ".local/lib/rlm-desktop/only-in-the-old-one"
    old.write_bytes(b"")

    run(["sh", made(build_single, tmp_path, "two")], home)

    assert run([home / ".local/bin/rlm-desktop"], home).stdout == "this is two\n"
    assert not old.exists()


def test_a_damaged_file_installs_nothing(installer: Path, tmp_path: Path) -> None:
    whole = installer.read_bytes()
    installer.write_bytes(whole[:-100])

    seen = run(["sh", installer], tmp_path / "home")

    assert seen.returncode == 1 and "damaged" in seen.stderr
    assert files(tmp_path / "home") == set()


def test_two_builds_of_the_same_folder_are_the_same_file(
    build_single: ModuleType, installer: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    again.mkdir()

    assert installer.name.endswith(f"-{platform.machine()}.run")
    assert build_single.build(tmp_path / "app-one", again).read_bytes() == installer.read_bytes()
