"""What desktops are told of the program: the entry, the description, kinds of files, icons, installers."""

import importlib
import re
import shutil
import struct
import subprocess
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from configparser import RawConfigParser
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths
from rlm_desktop.cli.main import main

ROOT = paths.PROGRAM.parent
PACKAGING = ROOT / "packaging"
LINUX = PACKAGING / "linux"
METAINFO = LINUX / "org.rlmdesktop.rlmdesktop.metainfo.xml"


def project_version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def checked_by(tool: str, arguments: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed here")
    command = [tool, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)


def test_the_desktop_entry_is_valid() -> None:
    seen = checked_by("desktop-file-validate", [LINUX / "rlm-desktop.desktop"])

    assert (seen.returncode, seen.stdout) == (0, "")


def test_the_description_for_software_centres_is_valid() -> None:
    seen = checked_by("appstreamcli", ["validate", "--no-net", METAINFO])

    assert seen.returncode == 0, seen.stdout


def test_the_newest_release_in_the_description_is_the_projects_version() -> None:
    release = ElementTree.parse(METAINFO).find("releases/release")

    assert release is not None and release.get("version") == project_version()


def test_the_entry_opens_the_window_with_the_files_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    entry = RawConfigParser(strict=True)
    entry.read(LINUX / "rlm-desktop.desktop", encoding="utf-8")
    words = entry["Desktop Entry"]["Exec"].split()

    assert (words[0], words[-1]) == ("rlm-desktop", "%F")
    with pytest.raises(SystemExit) as left:
        main([*words[1:-1], "--help"])
    assert left.value.code == 0 and "PATH" in capsys.readouterr().out


def test_a_model_file_is_known_by_its_name_and_by_how_it_begins() -> None:
    kinds = ElementTree.parse(LINUX / "rlm-desktop.xml").getroot()
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    model = kinds.find("m:mime-type[@type='application/x-gguf']", space)

    assert model is not None
    glob, match = model.find("m:glob", space), model.find("m:magic/m:match", space)
    assert glob is not None and glob.get("pattern") == "*.gguf"
    assert match is not None and match.get("value") == "GGUF"


@pytest.fixture
def icons(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(PACKAGING))
    return importlib.import_module("icons")


@pytest.mark.usefixtures("qapp")
def test_there_is_an_icon_in_every_size_each_as_large_as_its_folder_says(
    icons: ModuleType, tmp_path: Path
) -> None:
    for path in icons.theme(tmp_path):
        if path.suffix == ".png":
            width, height = struct.unpack(">II", path.read_bytes()[16:24])
            assert path.parts[-3] == f"{width}x{height}"
    assert {48, 128, 256} <= set(icons.LINUX)
    assert (tmp_path / "hicolor" / "scalable" / "apps" / "rlm-desktop.svg").is_file()


@pytest.mark.usefixtures("qapp")
def test_the_icons_of_windows_and_macos_say_their_own_length(icons: ModuleType) -> None:
    windows, macos = icons.ico(), icons.icns()
    _, kind, count = struct.unpack("<HHH", windows[:6])
    size, at = struct.unpack("<II", windows[6 + 16 * (count - 1) + 8 : 6 + 16 * count])

    assert (kind, count, at + size) == (1, len(icons.WINDOWS), len(windows))
    assert macos[:4] == b"icns" and struct.unpack(">I", macos[4:8])[0] == len(macos)


def test_the_flatpak_is_not_given_the_network() -> None:
    manifest = (PACKAGING / "flatpak" / "org.rlmdesktop.rlmdesktop.yml").read_text(encoding="utf-8")
    permissions = re.findall(r"^ +- (--\S+)$", manifest, re.MULTILINE)

    assert "--socket=wayland" in permissions
    assert "--share=network" not in permissions


def test_the_flatpak_reads_only_what_the_person_chooses() -> None:
    manifest = (PACKAGING / "flatpak" / "org.rlmdesktop.rlmdesktop.yml").read_text(encoding="utf-8")

    assert re.findall(r"^ +- --(?:filesystem|device=all|talk-name)\S*", manifest, re.MULTILINE) == []


def test_windows_uninstaller_takes_every_key_out_that_the_installer_puts_in() -> None:
    script = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")
    written = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', script))
    deleted = re.findall(r'DeleteRegKey (?:/ifempty )?HKCU "([^"]+)"', script)

    assert written
    assert [key for key in written if not any(key.startswith(gone) for gone in deleted)] == []


def test_windows_uninstaller_leaves_the_kind_of_file_to_another_program_that_has_taken_it() -> None:
    script = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")
    removed = re.findall(r'^ *(DeleteReg\w+.*\\\.gguf".*)$', script, re.MULTILINE)

    assert removed
    assert all("/ifempty" in line or line.startswith("DeleteRegValue") for line in removed)


def test_the_workflows_build_what_the_package_needs() -> None:
    """`bootstrap.py setup` makes both interpreters; no job packs before it."""
    workflow = (ROOT / ".github" / "workflows" / "packages.yml").read_text(encoding="utf-8")
    jobs = re.split(r"^  \w+:$", workflow.partition("jobs:")[2], flags=re.MULTILINE)[1:]

    assert len(jobs) == 3
    for job in jobs:
        assert job.index("bootstrap.py setup") < min(
            job.index(name) for name in ("build_app.py", "build.sh", "build.ps1") if name in job
        )


def test_the_workflows_try_the_program_with_a_command_that_needs_no_model() -> None:
    workflow = (ROOT / ".github" / "workflows" / "packages.yml").read_text(encoding="utf-8")

    assert workflow.count("sandbox run tried.py") == 2
    assert not re.search(r"rlm-desktop(\.exe)?\"? doctor", workflow)


def test_the_app_for_macos_is_no_background_program() -> None:
    spec = (PACKAGING / "rlm-desktop.spec").read_text(encoding="utf-8")

    assert "console=True" in spec and '"LSBackgroundOnly": False' in spec


@pytest.mark.parametrize("script", sorted(PACKAGING.rglob("*.sh")), ids=lambda path: path.name)
def test_a_shell_script_can_be_read_by_any_shell(script: Path) -> None:
    seen = checked_by("sh", ["-n", script])

    assert (seen.returncode, seen.stderr) == (0, "")
