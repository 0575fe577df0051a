"""What a package holds is what the program uses: parts of Qt, libraries, folders of its own."""

import ast
import importlib
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from rlm_desktop import paths
from rlm_desktop.gui import guide

ROOT = paths.PROGRAM.parent
BUILT = ROOT / "dist" / "rlm-desktop"


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return packaging_module("shipped", monkeypatch)


def packaging_module(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module(name)


def imported_parts_of_qt() -> set[str]:
    """Read from the program as Python reads it."""
    return {name for path in paths.PROGRAM.rglob("*.py") for name in _parts(ast.parse(path.read_bytes()))}


def _parts(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.ImportFrom(module="PySide6", names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(name)) if name.startswith("PySide6."):
                yield name.split(".")[1]
            case ast.Import(names=names):
                yield from (alias.name.split(".")[1] for alias in names if alias.name.startswith("PySide6."))


def installed_qt() -> Path:
    found = importlib.util.find_spec("PySide6")
    assert found and found.origin
    return Path(found.origin).parent


def test_the_parts_of_qt_that_are_shipped_are_the_ones_imported(shipped: ModuleType) -> None:
    there = [path for path in installed_qt().glob("Qt*.*") if path.suffix in {".so", ".pyd"}]
    kept = {path.name.split(".")[0] for path in there if shipped.keeps(f"PySide6/{path.name}")}

    assert kept == imported_parts_of_qt() == shipped.qt_modules()


def test_of_qts_plugins_those_for_screens_that_no_desktop_has_stay_behind(shipped: ModuleType) -> None:
    plugins = "PySide6/Qt/plugins"

    assert shipped.keeps(f"{plugins}/platforms/libqxcb.so")
    assert shipped.keeps(f"{plugins}/imageformats/libqsvg.so")
    for plugin in ("platforms/libqeglfs.so", "platformthemes/libqgtk3.so", "tls/libqopensslbackend.so"):
        assert not shipped.keeps(f"{plugins}/{plugin}")


def test_what_must_fit_the_systems_drivers_and_fonts_is_left_to_the_system(shipped: ModuleType) -> None:
    assert not shipped.keeps("libX11.so.6") and not shipped.keeps("libstdc++.so.6")
    assert shipped.keeps("libxcb-cursor.so.0") and shipped.keeps("numpy.libs/libscipy_openblas64_.so")


def test_the_builders_own_llama_cpp_is_not_shipped(shipped: ModuleType) -> None:
    for name in ("llama_cpp/lib/libllama.so", "libggml-cpu.so.0", "llama_cpp/lib/libggml-base.so"):
        assert not shipped.keeps(name)
    assert shipped.keeps("llama_cpp/llama_cpp.py")


def test_every_file_of_the_programs_own_is_shipped_but_sources_of_what_is_built(shipped: ModuleType) -> None:
    folders = {folder for _, folder in shipped.resource_files()}

    assert {"resources/icons", "resources/prompts", "resources/sample", "models"} <= folders
    assert not any(folder.startswith("resources/sandbox/guest") for folder in folders)
    assert not any(path.suffix == ".gguf" for path, _ in shipped.resource_files())


def test_the_pages_of_the_guide_are_shipped_with_all_their_pictures(shipped: ModuleType) -> None:
    files = {path.relative_to(ROOT / "docs").as_posix() for path in shipped.guide_files()}
    pages = {name for _, name in guide.PAGES}
    sources = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in pages]

    assert pages <= files
    assert {name for source in sources for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", source)} <= files


@pytest.fixture
def built() -> Path:
    if not BUILT.is_dir():
        pytest.skip("packaging/build_app.py has not been run")
    return BUILT / "_internal"


@pytest.mark.slow
def test_the_finished_folder_has_no_library_that_nothing_asks_for(
    built: Path, shipped: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = packaging_module("libraries", monkeypatch)
    by_name = [path.name for path in built.rglob("lib*") if path.name.startswith(shipped.LOADED_BY_NAME)]

    assert libraries.unasked(built, loaded_by_name=by_name) == []


@pytest.mark.slow
def test_the_finished_folder_asks_the_system_for_what_each_desktop_has(
    built: Path, shipped: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = packaging_module("libraries", monkeypatch).from_the_system(built)

    assert {name.split(".so")[0] for name in asked} <= {*shipped.SYSTEM_LIBRARIES, "ld-linux-x86-64"}


@pytest.mark.slow
def test_no_library_is_in_the_finished_folder_twice(built: Path) -> None:
    names = [path.name for path in built.rglob("lib*.so*") if not path.is_symlink()]

    assert len(names) == len(set(names))
