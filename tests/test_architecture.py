"""The direction of imports, and which library belongs to which adapter, as `pyproject.toml` says."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUEST = sorted((ROOT / "resources").rglob("*.py"))
PROGRAM = sorted((ROOT / "rlm_desktop").rglob("*.py"))


def test_every_import_contract_is_kept() -> None:
    lint = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-logo",
    ]

    report = subprocess.run([*lint, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8")

    assert report.returncode == 0, report.stdout + report.stderr


@pytest.mark.parametrize("path", GUEST, ids=lambda path: path.name)
def test_the_guest_imports_nothing_of_ours(path: Path) -> None:
    assert "rlm_desktop" not in {name.partition(".")[0] for name in _imported(path)}


def test_the_command_line_starts_without_qt_llama_duckdb_and_the_network() -> None:
    script = "import sys, rlm_desktop.cli, rlm_desktop.runtime; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )

    assert not {"PySide6", "llama_cpp", "duckdb", "requests"} & set(loaded.stdout.split())


def test_every_library_that_is_imported_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {_plain(re.split(r"[<>=!~\[; ]", wanted)[0]) for wanted in project["dependencies"]}

    imported = {name.partition(".")[0] for path in PROGRAM for name in _imported(path)}
    since_python_314 = {"compression"}
    foreign = imported - sys.stdlib_module_names - since_python_314 - {"rlm_desktop"}

    sources = packages_distributions()
    assert [
        name for name in foreign if not {_plain(one) for one in sources.get(name, [name])} & declared
    ] == []


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
