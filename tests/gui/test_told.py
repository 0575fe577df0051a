"""What the runtime says is said in the window's language, as far as it is known."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rlm_desktop
from rlm_desktop.gui import language
from rlm_desktop.gui.told import SENTENCES, told

PARTS = ("rlm", "runtime", "context", "engine", "sandbox")


@pytest.fixture
def german() -> Iterator[None]:
    language.use("de")
    yield
    language.use("en")


def test_the_runtime_still_says_each_of_the_sentences() -> None:
    root = Path(rlm_desktop.__file__).parent
    said = {
        text
        for part in PARTS
        for module in (root / part).rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if (text := _template(node))
    }

    assert [text for text in SENTENCES if re.sub(r"\{\w\}", "{}", text) not in said] == []


def _template(node: ast.AST) -> str:
    """A text in the code with {} for each of its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


@pytest.mark.usefixtures("german")
def test_a_sentence_keeps_its_values_and_an_unknown_one_its_english() -> None:
    assert told("There is no table ordres; orders was meant.") == (
        "Eine Tabelle ordres gibt es nicht; gemeint war orders."
    )
    assert told("this PDF has no text layer") == "dieses PDF hat keine Textebene"
    assert told("Something that nobody foresaw.") == "Something that nobody foresaw."


def test_in_english_it_stays_as_it_came() -> None:
    assert told("There is no question.") == "There is no question."
