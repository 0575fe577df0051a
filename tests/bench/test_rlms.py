"""The published package is asked in an interpreter of its own, and ended when its model has had its time."""

import os
import sys
from pathlib import Path
from typing import Self

import pytest

from rlm_desktop.bench import rlms
from rlm_desktop.bench.said import Said
from rlm_desktop.errors import BadRequest, RuntimeMissing, Stopped

PACKAGE = {
    "rlm/__init__.py": """
import time
from types import SimpleNamespace
from rlm.clients.openai import OpenAIClient

class RLM:
    _best_partial_answer = None

    def __init__(self, **named):
        self.named = named

    def completion(self, text, root_prompt):
        print("what it prints is not its answer")
        usage = SimpleNamespace(prompt_tokens=70, completion_tokens=5)
        OpenAIClient()._track_cost(SimpleNamespace(usage=usage), "local")
        if root_prompt == "fail":
            raise ValueError("no such thing")
        if root_prompt == "wait":
            time.sleep(60)
        return SimpleNamespace(response=f"{root_prompt} {text if isinstance(text, str) else sorted(text)}")
""",
    "rlm/clients/__init__.py": "",
    "rlm/clients/openai.py": """
class OpenAIClient:
    def _track_cost(self, response, model):
        return 0.0
""",
}


class Server:
    """Stands for llama.cpp's server."""

    address = "http://127.0.0.1:1"
    pid = os.getpid()

    def __init__(self, *_: object, **__: object) -> None:
        self.entered = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An interpreter that has a package of this name."""
    monkeypatch.setattr(rlms, "LlamaServer", Server)
    for name, code in PACKAGE.items():
        file = tmp_path / "packages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code, encoding="utf-8")
    return interpreter(tmp_path, tmp_path / "packages")


def interpreter(folder: Path, packages: Path) -> str:
    script = folder / "python"
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH="{packages}" exec "{sys.executable}" -P "$@"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    return str(script)


def ask(python: str, question: str, paths: list[Path], *, seconds: float = 60.0) -> Said:
    with rlms.Reference(python, Path("llama-server"), Path("m.gguf"), seconds=seconds) as reference:
        return reference.ask(question, [str(path) for path in paths], should_stop=lambda: False)


def test_its_answer_is_told_with_its_calls_and_tokens(python: str, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Grüße", encoding="utf-8")
    said = ask(python, "What is said?", [text])

    assert said.answer == "What is said? Grüße"
    assert (said.error, said.calls, said.prompt_tokens, said.generated_tokens) == ("", 1, 70, 5)
    assert said.seconds > 0


def test_of_a_folder_it_gets_every_text_by_its_name(python: str, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("x", encoding="utf-8")

    assert str(folder / "b.txt") in ask(python, "Which?", [folder]).answer


def test_what_it_raises_is_told(python: str, tmp_path: Path) -> None:
    assert ask(python, "fail", []).error.startswith("ValueError: no such thing")


def test_it_is_ended_when_its_model_has_had_its_time(python: str) -> None:
    said = ask(python, "wait", [], seconds=0.0)

    assert said.error.startswith("No answer")
    assert said.seconds < 30


def test_it_is_ended_when_the_person_stops(python: str) -> None:
    with rlms.Reference(python, Path("llama-server"), Path("m.gguf")) as reference, pytest.raises(Stopped):
        reference.ask("wait", [], should_stop=lambda: True)


def test_without_the_package_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rlms, "LlamaServer", Server)
    (tmp_path / "none").mkdir()

    with pytest.raises(RuntimeMissing, match="rlms is not installed") as missing:
        ask(interpreter(tmp_path, tmp_path / "none"), "?", [])
    with pytest.raises(BadRequest, match="does not run"):
        ask(str(tmp_path / "nowhere"), "?", [])
    assert "pip install rlms" in missing.value.hint
