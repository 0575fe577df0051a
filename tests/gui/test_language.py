"""The window speaks another language: no text is left out, and its numbers are written as it writes them."""

import ast
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rlm_desktop.gui import application
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.saying import language, po, words
from tests.gui.conftest import WAIT, answered, ask
from tests.gui.fake_runtime import FakeRuntime

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))
import texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

SHOWN = {
    "label": 0, "short_label": 0, "button": 0, "Fold": 0, "icon_button": 1, "named": 1, "say": 0,
    "announce": 1, "setText": 0, "set_text": 0, "setToolTip": 0, "setAccessibleName": 0,
    "setPlaceholderText": 0, "setWindowTitle": 0, "addAction": 0, "addTab": 1, "setSuffix": 0,
}  # fmt: skip
"""What puts a text before a person, and which of its arguments that text is."""
LEFT = {"RLM Desktop"}


@pytest.fixture
def german() -> Iterator[None]:
    language.use("de")
    yield
    language.use("en")


def test_every_text_of_the_window_is_translated() -> None:
    for path in sorted(texts.CATALOGUES.glob("*.po")):
        assert texts.missing(po.read(path), texts.texts()) == []


def test_no_text_is_shown_that_does_not_go_through_the_catalogue() -> None:
    bare = []
    for module in sorted(texts.WINDOW.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (place := SHOWN.get(texts._name(node.func))) is not None:
                bare += [
                    f"{module.name}:{node.lineno} {text}" for text in _bare(node.args[place : place + 1])
                ]
    assert bare == []


def _bare(arguments: list[ast.expr]) -> Iterator[str]:
    """Words that stand in the code as they are: in a literal, or between the values of one."""
    for argument in arguments:
        parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
        for part in parts:
            text = part.value if isinstance(part, ast.Constant) else None
            if isinstance(text, str) and re.search(r"[A-Za-z]{2,}", text) and text not in LEFT:
                yield text


@pytest.mark.usefixtures("german")
def test_a_german_window_shows_nothing_english(qtbot: QtBot, runtime: FakeRuntime) -> None:
    application.prepare([])
    window = MainWindow(runtime, runtime.ask_from_window)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.library == "Orders", timeout=WAIT)
    ask(window)
    answered(qtbot, window)
    for page in ("history", "models", "settings", "ask"):
        window.show_page(page)
        qtbot.wait(60)

    catalogue = po.read(language.catalogue_file("de"))
    english = {text for text, forms in catalogue.items() if forms[0] != text and len(text) > 3}
    left = [f"{type(widget).__name__}: {text}" for widget, text in _shown(window) if text in english]

    assert left == []
    assert any(text == "Fragen" for _, text in _shown(window))
    window.close()


def _shown(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for widget in window.findChildren(QWidget):
        yield widget, widget.accessibleName()
        yield widget, widget.toolTip()
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget, widget.text()
        if isinstance(widget, QLineEdit):
            yield widget, widget.placeholderText()


@pytest.mark.usefixtures("german")
def test_german_numbers_cannot_be_mistaken_for_english_ones() -> None:
    assert words.grouped(1_234_567) == "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"
    assert words.grouped(2.5) == "2,5"
    assert words.size(3_100_000_000) == "3,1 GB"
    assert words.counted(1, "document") == "1 Dokument"
    assert words.counted(2, "document") == "2 Dokumente"
    assert words.when(datetime(2025, 3, 12), datetime(2026, 1, 1)) == "12. März 2025"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "under a minute"), (60, "about 1 minute"), (1500, "about 25 minutes"), (9000, "about 2 hours")],
)
def test_a_time_to_come_is_said_no_surer_than_it_is(seconds: float, said: str) -> None:
    assert words.about(seconds) == said


def test_a_catalogue_survives_being_written_and_read(tmp_path: Path) -> None:
    wanted = {'say "hello"\n{name}': "", "{n} line": "{n} lines"}
    kept: po.Catalogue = {'say "hello"\n{name}': ("„{name}“\n",), "{n} line": ("{n} Zeile", "{n} Zeilen")}
    file = tmp_path / "de.po"
    file.write_text(texts.written('msgid ""\nmsgstr ""', kept, wanted), encoding="utf-8")

    assert po.read(file) == kept
    assert texts.missing(kept, wanted) == []
    assert texts.missing({}, wanted) == [
        "not translated: 'say \"hello\"\\n{name}'",
        "not translated: '{n} line'",
    ]


def test_a_text_marked_as_uncertain_is_shown_in_english(tmp_path: Path) -> None:
    file = tmp_path / "de.po"
    file.write_text('#, fuzzy\nmsgid "Ask"\nmsgstr "Vielleicht"\n', encoding="utf-8")

    assert po.read(file) == {}
