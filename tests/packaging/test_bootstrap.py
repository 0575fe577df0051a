"""The set-up finds what it needs, says what is missing, and does each step once."""

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parent.parent.parent / "packaging"
OLD = (3, 8)


@pytest.fixture(autouse=True)
def beside_the_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripts import one another as they do when `python3 packaging/bootstrap.py` runs."""
    monkeypatch.syspath_prepend(str(PACKAGING))


@pytest.fixture
def machine() -> ModuleType:
    return importlib.import_module("machine")


@pytest.fixture
def bootstrap() -> ModuleType:
    return importlib.import_module("bootstrap")


@pytest.mark.parametrize("name", ["bootstrap.py", "console.py", "gpu.py", "machine.py"])
def test_the_set_up_can_be_read_by_an_old_python_and_needs_nothing_installed(name: str) -> None:
    tree = ast.parse((PACKAGING / name).read_text(encoding="utf-8"), feature_version=OLD)

    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules <= {*sys.stdlib_module_names, "console", "gpu", "machine"}


def test_the_running_python_is_taken_when_it_is_new_enough(machine: ModuleType) -> None:
    assert machine.find_python() == Path(sys.executable)


def test_a_command_that_is_named_like_python_but_fails_is_passed_over(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shim = _script(tmp_path / "python3.13", "exit 127")
    real = tmp_path / "versions" / "3.13.1" / "bin"
    real.mkdir(parents=True)
    (real / "python3").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(shim))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    assert machine.find_python().samefile(real / "python3")


def test_without_a_newer_python_it_says_what_to_install(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "_try_python", lambda command: None)

    with pytest.raises(importlib.import_module("console").SetupStopped, match=r"3\.12 or newer.*install"):
        machine.find_python()


def test_without_a_compiler_it_says_what_to_install(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)

    with pytest.raises(importlib.import_module("console").SetupStopped, match=r"compiler.*install"):
        machine.need_compiler()


def test_a_compiler_that_cannot_compile_does_not_count(machine: ModuleType, tmp_path: Path) -> None:
    assert not machine._compiles(str(_script(tmp_path / "c++", "exit 1")))


def test_missing_system_libraries_are_named_as_packages(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(machine, "WINDOW_LIBRARIES", {"libnobodyhas.so.9": "libnobody9"})
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(importlib.import_module("console").SetupStopped, match="apt install libnobody9"):
        machine.need_window_libraries(None)


def test_a_step_is_done_again_when_its_key_changes_or_it_was_broken_off(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    stamps = bootstrap.Stamps(tmp_path / "setup.json")
    stamps.finish("packages", "one")
    assert stamps.done("packages", "one") and not stamps.done("packages", "two")

    stamps.begin("packages", "two")

    assert stamps.begun("packages") and not stamps.done("packages", "two")


def test_the_lock_file_has_a_hash_for_every_package_and_names_no_address(bootstrap: ModuleType) -> None:
    locked = bootstrap._locked()

    assert {"llama-cpp-python", "pyside6-essentials", "pytest"} <= {name for name, _ in locked}
    assert all("--hash=sha256:" in text and "==" in text for _, text in locked)
    assert "://" not in bootstrap.LOCK.read_text(encoding="utf-8")


def test_what_a_program_said_is_in_the_log_and_the_reason_in_the_sentence(tmp_path: Path) -> None:
    console = importlib.import_module("console")
    script = "print('working'); print('error: no such thing'); raise SystemExit(1)"

    with pytest.raises(console.SetupStopped, match="Trying failed: error: no such thing"):
        console.Console(tmp_path / "setup.log").run("Trying", [sys.executable, "-c", script])

    assert "working" in (tmp_path / "setup.log").read_text(encoding="utf-8")


def test_a_wrong_command_is_refused_with_the_right_ones() -> None:
    tried = subprocess.run(
        [sys.executable, PACKAGING / "bootstrap.py", "fly"], capture_output=True, encoding="utf-8"
    )

    assert tried.returncode == 2 and "run" in tried.stderr and "test" in tried.stderr


def _script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    os.chmod(path, 0o755)  # noqa: PTH101
    return path
