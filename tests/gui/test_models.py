"""Models are got, brought, checked, chosen and removed in the window; what fits is said in plain words."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.panels.models_page import ModelCard
from rlm_desktop.gui.style import dialogs
from tests.gui.conftest import QUESTION, WAIT, answered, ask
from tests.gui.fake_runtime import CATALOGUE, FakeRuntime

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

SMALL = CATALOGUE[1]


@pytest.fixture
def cards(qtbot: QtBot, window: MainWindow) -> list[ModelCard]:
    window.show_page("models")
    qtbot.waitUntil(lambda: len(shown_cards(window)) == len(CATALOGUE), timeout=WAIT)
    return shown_cards(window)


def shown_cards(window: MainWindow) -> list[ModelCard]:
    return [card for card in window.models.findChildren(ModelCard) if not card.isHidden()]


def is_shown(window: MainWindow, name: str, trait: str = "name") -> bool:
    """Whether a model's card is there and its model has the trait: the cards are made anew with each list."""
    return any(card.model.name == name and getattr(card.model, trait) for card in shown_cards(window))


def press_on(qtbot: QtBot, window: MainWindow, name: str, text: str) -> None:
    qtbot.waitUntil(lambda: is_shown(window, name), timeout=WAIT)
    qtbot.wait(60)
    press(next(card for card in shown_cards(window) if card.model.name == name), text)


def press(widget: QWidget, text: str) -> None:
    pressed = next(
        item
        for item in widget.findChildren(QAbstractButton)
        if item.text().startswith(text) and item.isVisible()
    )
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)


def texts(widget: QWidget) -> str:
    return "\n".join(item.text() for item in widget.findChildren(QLabel))


def test_what_fits_this_machine_is_said_in_plain_words(window: MainWindow, cards: list[ModelCard]) -> None:
    assert "Planner and Reader" in texts(cards[0])
    assert "Fits this machine: it takes about 1.6 GB of memory · file 1.1 GB" in texts(cards[0])
    assert "Too large for this machine: it takes about 5.4 GB of memory" in texts(cards[-1])
    get = next(item for item in cards[-1].findChildren(QAbstractButton) if item.text().startswith("Get it"))
    assert not get.isEnabled()


def test_a_model_is_got_with_its_progress_and_can_then_read(
    qtbot: QtBot, window: MainWindow, cards: list[ModelCard], runtime: FakeRuntime
) -> None:
    runtime.pause = 0.03
    press_on(qtbot, window, SMALL.name, "Get it")
    press(window.models.notice, "Fetch it")
    qtbot.waitUntil(lambda: "of 1.0 GB" in texts(window.models._progress), timeout=WAIT)
    qtbot.waitUntil(lambda: is_shown(window, SMALL.name, "present"), timeout=WAIT)
    assert not window.models._progress.isVisible()

    press_on(qtbot, window, SMALL.name, "Use as Reader")
    qtbot.waitUntil(lambda: is_shown(window, SMALL.name, "is_sub"), timeout=WAIT)

    assert runtime.settings.engine.sub == SMALL.name
    assert runtime.settings.engine.root == CATALOGUE[0].name


def test_another_planner_leaves_the_reader_who_it_was(
    qtbot: QtBot, window: MainWindow, cards: list[ModelCard], runtime: FakeRuntime
) -> None:
    window.model_work.choose("root", SMALL.name)
    qtbot.waitUntil(lambda: runtime.settings.engine.root == SMALL.name, timeout=WAIT)

    assert runtime.settings.engine.sub == CATALOGUE[0].name


def test_a_download_that_is_stopped_says_that_it_can_go_on(
    qtbot: QtBot, window: MainWindow, cards: list[ModelCard], runtime: FakeRuntime
) -> None:
    runtime.pause = 0.1
    press_on(qtbot, window, SMALL.name, "Get it")
    press(window.models.notice, "Fetch it")
    qtbot.waitUntil(lambda: window.models._progress.isVisible(), timeout=WAIT)

    press(window.models._progress, "Stop")
    qtbot.waitUntil(lambda: "Start it again to go on" in window.models.notice.text, timeout=WAIT)

    assert SMALL.name not in runtime.present


def test_a_model_file_that_is_dropped_is_brought(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/media/stick/small.gguf")])
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)

    window.dropEvent(drop)

    qtbot.waitUntil(lambda: "is here" in window.models.notice.text, timeout=WAIT)
    assert runtime.present == {CATALOGUE[0].name, SMALL.name}
    assert window.pages.currentWidget() is window.models


def test_a_damaged_model_is_told_with_the_way_out(
    qtbot: QtBot, window: MainWindow, cards: list[ModelCard], runtime: FakeRuntime
) -> None:
    runtime.damaged = {CATALOGUE[0].name}
    press_on(qtbot, window, CATALOGUE[0].name, "Check")

    qtbot.waitUntil(lambda: "damaged" in window.models.notice.text, timeout=WAIT)

    assert "get it again" in window.models.notice.text


def test_removing_a_model_is_asked_about_first(
    qtbot: QtBot, window: MainWindow, cards: list[ModelCard], runtime: FakeRuntime
) -> None:
    press_on(qtbot, window, CATALOGUE[0].name, "Remove")
    assert runtime.present

    press(window.models.notice, "Remove")

    qtbot.waitUntil(lambda: not runtime.present, timeout=WAIT)
    qtbot.waitUntil(lambda: "Planner and Reader, missing" in texts(window.models), timeout=WAIT)


def test_models_stay_as_they_are_while_a_question_is_answered(
    qtbot: QtBot, window: MainWindow, cards: list[ModelCard], runtime: FakeRuntime
) -> None:
    window.show_page("ask")
    runtime.pause = 0.2
    ask(window)

    window.model_work.choose("sub", SMALL.name)

    assert "A question is being answered." in window.ask_page.notice.text
    assert runtime.settings.engine.sub == ""


def test_the_first_page_gets_the_missing_model(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    fresh = FakeRuntime(runtime.settings.data.root / "fresh", libraries=())
    fresh.present = set()
    first = MainWindow(fresh, fresh.ask_from_window)
    qtbot.addWidget(first)
    first.show()
    qtbot.waitUntil(lambda: "a language model" in texts(first.ask_page.first), timeout=WAIT)

    press(first.ask_page.first, "Get it (1.1 GB)")
    press(first.ask_page.notice, "Fetch it")

    qtbot.waitUntil(lambda: "The model is ready" in texts(first.ask_page.first), timeout=WAIT)
    first.close()


def test_a_file_that_cannot_be_brought_is_told_on_the_page_the_person_looks_at(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.model_work.bring("/media/stick/letter.pdf")

    qtbot.waitUntil(lambda: "is not a GGUF file" in window.ask_page.notice.text, timeout=WAIT)

    assert window.pages.currentWidget() is window.ask_page
    assert not window.models.notice.isVisibleTo(window.models)


def test_a_model_that_has_come_is_measured_without_being_asked(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.present = set()
    window.model_work.fetch(CATALOGUE[0].name)
    qtbot.waitUntil(lambda: runtime.speed is not None, timeout=WAIT)
    window.show_page("models")

    qtbot.waitUntil(lambda: "On this machine it reads a page" in texts(window.models), timeout=WAIT)


@pytest.mark.parametrize(
    ("pressed", "linked"), [("Use one where it lies", True), ("Add a model file", False)]
)
def test_a_file_is_copied_or_used_where_it_lies(
    qtbot: QtBot,
    window: MainWindow,
    runtime: FakeRuntime,
    monkeypatch: pytest.MonkeyPatch,
    pressed: str,
    linked: bool,
) -> None:
    monkeypatch.setattr(dialogs, "choose_file", lambda *_: "/media/disk/small.gguf")
    window.show_page("models")

    press(window.models, pressed)
    qtbot.waitUntil(lambda: is_shown(window, SMALL.name, "present"), timeout=WAIT)

    assert runtime.linked == linked


def test_before_a_link_is_removed_it_is_told_that_the_file_stays(
    window: MainWindow, tmp_path: Path, cards: list[ModelCard]
) -> None:
    link = tmp_path / "small.gguf"
    link.symlink_to(tmp_path / "elsewhere.gguf")

    window.model_work.offer_removal(msgspec.structs.replace(SMALL, present=True, path=str(link)))

    assert "stays where it is" in window.models.notice.text


def test_what_comes_from_a_stick_can_be_stopped(
    qtbot: QtBot, window: MainWindow, cards: list[ModelCard], runtime: FakeRuntime
) -> None:
    runtime.going.clear()
    window.model_work.bring("/media/stick/small.gguf")
    qtbot.waitUntil(lambda: "Copying" in texts(window.models._progress), timeout=WAIT)
    press(window.models._progress, "Stop")
    runtime.going.set()

    qtbot.waitUntil(lambda: "Nothing was changed." in window.models.notice.text, timeout=WAIT)

    assert SMALL.name not in runtime.present


def test_a_question_waits_for_a_model_that_is_on_its_way(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    _bring_a_missing_model(qtbot, window, runtime)

    ask(window)
    assert "is asked as soon as it is here" in window.ask_page.notice.text
    assert not runtime.asked

    runtime.settings = msgspec.structs.replace(
        runtime.settings, engine=msgspec.structs.replace(runtime.settings.engine, root=SMALL.name)
    )
    runtime.going.set()
    answered(qtbot, window)
    assert [question for question, _, _ in runtime.asked] == [QUESTION]


def test_a_question_that_is_not_to_wait_stands_in_the_box_again(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    _bring_a_missing_model(qtbot, window, runtime)
    ask(window)

    press(window.ask_page.notice, "Don't wait")
    assert window.ask_page.box.edit.toPlainText() == QUESTION

    runtime.going.set()
    qtbot.waitUntil(lambda: not window.model_work.awaited, timeout=WAIT)
    assert not runtime.asked


def _bring_a_missing_model(qtbot: QtBot, window: MainWindow, runtime: FakeRuntime) -> None:
    """None is here, and one is being read from a stick, which takes until `going` is set."""
    runtime.present.clear()
    window.model_work.list_models()
    qtbot.waitUntil(lambda: not window.model_work._complete, timeout=WAIT)
    runtime.going.clear()
    window.model_work.bring("/media/stick/small.gguf")
    assert window.model_work.awaited
