"""What a screen reader meets: every part that can be reached says what it is, in the order it stands in."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.answers.answer_card import QuoteLine
from rlm_desktop.gui.documents.document_view import DocumentView
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.panels.profile_card import _ColumnRow
from rlm_desktop.gui.style.stripes import StripeArea
from rlm_desktop.gui.style.tab_order import _stops
from tests.gui.conftest import WAIT, answered, ask

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

Role = QAccessible.Role
PANELS = {Role.Client, Role.Border, Role.Pane, Role.LayeredPane, Role.NoRole, Role.Grouping}
PAINTED = (QScrollArea, StripeArea, DocumentView)
"""Pages that scroll, and areas that speak for themselves by what they announce."""


@pytest.fixture
def asked(qtbot: QtBot, window: MainWindow) -> MainWindow:
    ask(window)
    answered(qtbot, window)
    return window


def _met(part: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    """All that is in sight below a part, as the system's interface tells it."""
    if part is None or part.state().invisible:
        return
    yield part
    for place in range(min(part.childCount(), 60)):
        yield from _met(part.child(place))


def _name(part: QAccessibleInterface) -> str:
    return part.text(QAccessible.Text.Name) or part.text(QAccessible.Text.Description)


def test_each_stop_of_the_tab_key_has_a_name_and_is_more_than_a_panel(
    qtbot: QtBot, asked: MainWindow
) -> None:
    wrong: list[str] = []
    for page in ("history", "models", "settings", "ask"):
        asked.show_page(page)
        qtbot.wait(60)
        wrong += _wrong_below(asked)
    for tab in range(asked.inspector.count()):
        asked.inspector.setCurrentIndex(tab)
        qtbot.wait(60)
        wrong += _wrong_below(asked.inspector)

    assert wrong == []


def _wrong_below(container: QWidget) -> Iterator[str]:
    for stop in _stops(container):
        part = QAccessible.queryAccessibleInterface(stop)
        if not _name(part).strip():
            yield f"no name: {stop!r}"
        if part.role() in PANELS and not isinstance(stop, PAINTED):
            yield f"a panel: {stop!r}"


def _press(key: Qt.Key) -> QWidget:
    """Press a key where the focus is; who has it then."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    now = QApplication.focusWidget()
    assert now is not None
    return now


def test_what_can_be_pressed_is_a_button_to_a_screen_reader(asked: MainWindow) -> None:
    rows: list[QWidget] = [*asked.findChildren(QuoteLine), *asked.findChildren(_ColumnRow)]

    roles = {QAccessible.queryAccessibleInterface(row).role() for row in rows}

    assert len(rows) > 5
    assert roles == {Role.Button}


def test_no_text_is_hidden_behind_another_name(asked: MainWindow) -> None:
    """A label that has a name of its own is read by that name: its text would be lost."""
    card = asked.ask_page.conversation.last_answered()
    assert card is not None
    read = [_name(part) for part in _met(QAccessible.queryAccessibleInterface(card))]

    assert any("scanned by code" in text for text in read)


def test_what_a_list_is_for_is_told_beside_what_is_chosen_in_it(asked: MainWindow) -> None:
    box = QAccessible.queryAccessibleInterface(asked.ask_page.box.plan)

    assert box.text(QAccessible.Text.Description).startswith("Plan")


def test_tab_goes_from_the_answer_to_the_question_box_and_back(qtbot: QtBot, asked: MainWindow) -> None:
    box = asked.ask_page.box.edit
    box.setFocus()
    before = [_press(Qt.Key.Key_Backtab) for _ in range(4)]
    card = asked.ask_page.conversation.last_answered()

    assert card is not None
    assert all(card.isAncestorOf(stop) for stop in before)
    assert [_press(Qt.Key.Key_Tab) for _ in range(4)][-1] is box


def test_tab_comes_round_and_misses_nothing(qtbot: QtBot, asked: MainWindow) -> None:
    # Once one of the pages has the focus, Tab goes to the chosen one alone, and arrows to the others.
    asked.sidebar.show_page("ask")
    next(stop for stop in _stops(asked) if stop.accessibleName() == "Ask").setFocus()
    asked.ask_page.box.edit.setFocus()
    wanted = list(_stops(asked))
    met = [_press(Qt.Key.Key_Tab) for _ in wanted]

    assert met[-1] is asked.ask_page.box.edit
    assert {id(part) for part in met} == {id(part) for part in wanted}


def test_a_line_of_a_document_is_told_as_the_cursor_comes_to_it(qtbot: QtBot, asked: MainWindow) -> None:
    QTest.mouseClick(asked.findChildren(QuoteLine)[0], Qt.MouseButton.LeftButton)
    view = asked.inspector.document.findChildren(DocumentView)[0]
    qtbot.waitUntil(lambda: view.current_line > 0, timeout=WAIT)
    QTest.keyClick(view, Qt.Key.Key_Down)

    said = QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Description)
    assert said.startswith(f"Line {view.current_line}: 2026-")


def test_a_run_in_the_history_is_told_in_whole_sentences(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("history")
    runs = window.history.list.model()
    qtbot.waitUntil(lambda: runs.rowCount() > 3, timeout=WAIT)
    told = [runs.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(runs.rowCount())]

    assert all(each.count("..") == 0 and ": ." not in each for each in told)


def test_nothing_empty_stands_in_the_way_to_the_ask_button(window: MainWindow) -> None:
    met = list(_met(QAccessible.queryAccessibleInterface(window.ask_page.box)))

    assert all(_name(part) for part in met if part.role() == Role.StaticText)
