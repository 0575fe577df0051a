"""The guide opens in the program, with its pictures, and leads to nothing outside."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rlm_desktop import paths
from rlm_desktop.gui import guide
from rlm_desktop.gui.guide import GuideText, GuideWindow
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.saying import language, po
from rlm_desktop.gui.style.theme import THEME
from tests.gui.conftest import WAIT

CATALOGUE = paths.resources() / "translations" / "de.po"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def text(qtbot: QtBot) -> Iterator[GuideText]:
    made = GuideText()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.open_page("user-guide.md")
    yield made
    THEME.apply("system")


def pictures_of(page: Path) -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))


def drawn(text: GuideText, name: str) -> QImage:
    found = text.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
    assert isinstance(found, QImage)
    return found


def test_f1_opens_the_guide_and_opens_it_once(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_F1)
        qtbot.waitUntil(lambda: bool(window.findChildren(GuideWindow)), timeout=WAIT)

    (opened,) = window.findChildren(GuideWindow)
    assert opened.isVisible()
    assert "Add files, ask in plain words" in opened.text.toPlainText()


def test_every_page_that_the_guide_offers_is_there_with_its_headings(text: GuideText) -> None:
    for _, name in guide.PAGES:
        text.open_page(name)
        assert text.source().fileName() == name
        assert text.headings()[0][0] == 1


def test_every_picture_of_the_guide_is_drawn_as_wide_as_there_is_room(text: GuideText) -> None:
    names = pictures_of(paths.documentation() / "user-guide.md")

    assert len(names) > 10
    for name in names:
        assert not drawn(text, name).isNull()
        assert 0 < drawn(text, name).width() <= text.viewport().width() * text.devicePixelRatioF()


def test_in_the_dark_the_pictures_are_dark_ones(text: GuideText) -> None:
    name = "images/guide/answer.webp"
    THEME.apply("light")
    light = drawn(text, name).pixelColor(5, 5).lightness()
    THEME.apply("dark")

    assert drawn(text, name).pixelColor(5, 5).lightness() < 80 < light


def test_a_picture_that_is_not_there_is_left_out(text: GuideText) -> None:
    assert drawn(text, "images/guide/never-taken.webp").isNull()


def test_a_link_leads_to_a_page_of_the_guide_and_to_nothing_else(text: GuideText) -> None:
    text.setSource(QUrl("installing.md"))
    assert text.source().fileName() == "installing.md"
    for elsewhere in ("https://example.org/", "file:///etc/passwd", "nothing.md"):
        text.setSource(QUrl(elsewhere))
        assert text.source().fileName() == "installing.md"


def test_every_link_of_a_shipped_page_leads_to_a_shipped_page() -> None:
    shipped = {name for _, name in guide.PAGES}
    for name in shipped:
        source = (paths.documentation() / name).read_text(encoding="utf-8")
        linked = {link.partition("#")[0] for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", source)}
        assert linked <= shipped


def test_a_heading_that_is_chosen_comes_to_the_top(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    opened = GuideWindow(parent)
    opened.show()
    row = next(row for row, heading in enumerate(opened.text.headings()) if heading[1] == "History")

    opened.headings.setCurrentRow(row)

    assert opened.text.textCursor().block().text() == "History"
    assert 0 <= opened.text.cursorRect().top() < 60
    opened.close()


def test_a_page_in_the_language_that_is_spoken_comes_before_the_english_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "documentation", lambda: tmp_path)
    (tmp_path / "user-guide.md").write_text("# User guide\n", encoding="utf-8")
    (tmp_path / "user-guide.de.md").write_text("# Anleitung\n", encoding="utf-8")
    language.use("de")
    try:
        assert guide.page("user-guide.md").name == "user-guide.de.md"
    finally:
        language.use("en")
    assert guide.page("user-guide.md").name == "user-guide.md"


def test_the_german_guide_has_the_english_ones_parts_and_pictures_and_the_windows_german_words() -> None:
    english, german = (
        (paths.documentation() / name).read_text(encoding="utf-8")
        for name in ("user-guide.md", "user-guide.de.md")
    )
    said = {text.strip() for texts in po.read(CATALOGUE).values() for text in texts}
    bold = set(re.findall(r"\*\*(.+?)\*\*", german)) - {"+", "Es ist schon da"}

    for kind in (r"^#+ ", r"\]\((images/[^)]+)\)", r"\]\((\w+\.md)\)", r"^\* ", r"^\|"):
        assert re.findall(kind, german, re.MULTILINE) == re.findall(kind, english, re.MULTILINE)
    assert [word for word in sorted(bold) if word not in said] == []
