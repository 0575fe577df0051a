"""The program is started in a folder of a stranger, whose files have the names of Python's modules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rlm_desktop.context import ripgrep
from rlm_desktop.paths import PROGRAM

NAMES = """
    msgspec numpy duckdb random signal psutil jinja2 json llama_cpp sqlglot secrets lxml pypdfium2 ctypes
    queue hashlib multiprocessing logging tempfile struct decimal inspect typing shutil wasmtime
"""


def strange(folder: Path) -> Path:
    """Texts, and beside them what would leave a mark if Python took it for its own."""
    folder.mkdir()
    for name in NAMES.split():
        mark = folder / "taken"
        (folder / f"{name}.py").write_text(
            f"open({str(mark)!r}, 'a').write(__name__ + ' ')\nraise ImportError('a stranger')\n",
            encoding="utf-8",
        )
    (folder / "t.csv").write_text(
        "user,n\n" + "".join(f"u{n % 3},{n}\n" for n in range(50)), encoding="utf-8"
    )
    (folder / "p.html").write_text("<p>about tea</p>", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "words", [["library", "add", "l", "t.csv", "p.html"], ["doctor"]], ids=["read", "doctor"]
)
def test_nothing_of_the_folder_one_is_in_is_run(tmp_path: Path, words: list[str]) -> None:
    folder = strange(tmp_path / "strange")
    start = tmp_path / "start.py"
    start.write_text(
        "from rlm_desktop.__main__ import main\nif __name__ == '__main__': main()\n", encoding="utf-8"
    )

    ended = subprocess.run(
        [sys.executable, str(start), "--data-dir", str(tmp_path / "data"), *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parent)},
        capture_output=True,
        encoding="utf-8",
        timeout=200,
    )

    assert not (folder / "taken").exists(), (folder / "taken").read_text(encoding="utf-8")
    if words[0] == "library":
        assert "2 documents" in ended.stdout, ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="a file that may be run")
def test_a_ripgrep_in_the_folder_one_is_in_is_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rg").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "rg").chmod(0o700)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")

    assert ripgrep._installed() is None
