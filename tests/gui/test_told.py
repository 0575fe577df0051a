"""What the runtime says is said in the window's language, as far as it is known."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import rlm_desktop
from rlm_desktop.gui.saying import language
from rlm_desktop.gui.saying.sentences import SENTENCES
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.saying.ways import WAYS

ROOT = Path(rlm_desktop.__file__).parent
PARTS = ("rlm", "runtime", "context", "engine", "sandbox", "runs", "walls", "settings.py", "profile.py")
FOR_MODELS_AND_BUILDERS = (
    "context/profiling.py", "context/records/load.py", "context/records/documents.py",
    "context/records/added.py",
    "context/tables/", "context/pages.py", "context/library.py", "context/texts.py", "context/viewing.py",
    "context/tally.py", "engine/labels.py", "engine/llama/grammar.py", "engine/batcher.py", "engine/serve.py",
    "engine/confinement.py", "engine/servers/", "engine/catalogue.py", "engine/download.py",
    "rlm/follow_ups/rewriting.py", "rlm/passages/judging_documents.py",
    "rlm/verbs/given.py", "runs/older.py",
    "rlm/prompts.py", "rlm/verbs/tabular.py", "rlm/verbs/textual.py", "rlm/queries/grounding.py",
    "rlm/queries/measures/subjects.py", "rlm/labelling/implied.py",
    "rlm/queries/tables/names.py", "rlm/plans/freely.py", "runs/export.py", "runs/store.py",
    "runtime/doctor.py", "runtime/libraries.py", "runtime/scripts.py", "runtime/speeds.py", "sandbox/",
)  # fmt: skip
"""What these say beyond the sentences that are known goes to a model, a builder of packages or a terminal."""

LATECOMERS = 12
"""Of some three hundred sentences so many may be new, or reworded, until the next round of translation."""


@pytest.fixture
def german() -> Iterator[None]:
    language.use("de")
    yield
    language.use("en")


def _modules() -> Iterator[Path]:
    for part in PARTS:
        yield from [ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py")


@cache
def _said() -> dict[str, str]:
    """Each text of the runtime with {} for its values, and the module that says it."""
    said = {}
    for module in _modules():
        tree = ast.parse(module.read_text(encoding="utf-8"))
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) not in notes and (text := _template(node)):
                said[text] = module.relative_to(ROOT).as_posix()
    catalogue = tomllib.loads((ROOT.parent / "models" / "catalogue.toml").read_text(encoding="utf-8"))
    return said | {str(model["good_for"]): "models" for model in catalogue["model"]}


def test_the_runtime_still_says_each_of_the_sentences() -> None:
    said = _said()

    gone = [text for text in (*SENTENCES, *WAYS) if _open(text) not in said]

    assert len(gone) <= LATECOMERS, "\n".join(gone)


def test_no_sentence_that_a_person_may_see_is_left_in_english() -> None:
    known = {_open(text) for text in (*SENTENCES, *WAYS)}
    left = [
        f"{module}: {text}"
        for text, module in _said().items()
        if module == "models" or re.fullmatch(r"(?s)[A-Z“{].*\S \S.*[^,]\.", text)
        if text not in known and "\n" not in text and not module.startswith(FOR_MODELS_AND_BUILDERS)
    ]

    assert len(left) <= LATECOMERS, "\n".join(left)


def _open(sentence: str) -> str:
    return re.sub(r"\{\w\}", "{}", sentence)


def _template(node: ast.AST) -> str:
    """A text in the code with {} for each of its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w+(?::[^}]*)?\}", "{}", node.value)
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


def test_a_way_out_that_names_a_command_is_the_way_in_the_window() -> None:
    assert told("Free some space, or choose another place with --data-dir.") == (
        "Free some space, or choose another data folder under Settings."
    )
    assert told(
        "Fetch it: rlm-desktop models get qwen. Or bring it on a stick: rlm-desktop models import FILE."
    ) == ("Get it under Models, or bring it there from a file or a stick.")
