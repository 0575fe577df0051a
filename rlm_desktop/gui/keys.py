"""What each key does in the window; `shortcuts.py` shows the same list to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from rlm_desktop.gui import adding
from rlm_desktop.gui.findings import DOCUMENT_TAB
from rlm_desktop.gui.style.shortcuts import ShortcutsDialog

if TYPE_CHECKING:
    from rlm_desktop.gui.main_window import MainWindow

PAGES = ("ask", "history", "models", "settings")


def install(window: MainWindow) -> None:
    document = window.inspector.document
    doings = {
        "F1": window.show_guide,
        "Shift+F1": lambda: ShortcutsDialog(window).open(),
        "Esc": window.asking.stop,
        "Ctrl+L": lambda: window.show_page("ask"),
        "Ctrl+N": window.asking.begin_anew,
        "Ctrl+O": lambda: adding.choose_files(window, ""),
        "Ctrl+Shift+O": lambda: adding.choose_folder(window, ""),
        "Ctrl+V": lambda: adding.paste(window),
        "Ctrl+B": lambda: window.columns.toggle("sidebar"),
        "Ctrl+I": lambda: window.columns.toggle("inspector"),
        "Ctrl+F": lambda: _in_document(window, document.begin_search),
        "Ctrl+G": lambda: _in_document(window, document.begin_go_to_line),
        "F3": lambda: document.next_hit(),
        "Shift+F3": lambda: document.next_hit(-1),
        "Ctrl+Shift+C": lambda: copy_answer(window),
        "Ctrl+S": lambda: save_answer(window),
        "F11": lambda: window.showNormal() if window.isFullScreen() else window.showFullScreen(),
        "Ctrl+E": window.inspector.trajectory.edit_program,
        "Ctrl+Q": window.close,
    }
    for number, page in enumerate(PAGES, start=1):
        doings[f"Ctrl+{number}"] = lambda page=page: window.show_page(page)  # type: ignore[misc]
    for tab in range(window.inspector.count()):
        doings[f"Alt+{tab + 1}"] = lambda tab=tab: _show_tab(window, tab)  # type: ignore[misc]
    for key, doing in doings.items():
        QShortcut(QKeySequence(key), window).activated.connect(doing)


def copy_answer(window: MainWindow) -> None:
    """Copy the answer that the inspector is pointed at."""
    card = window.ask_page.conversation.last_answered()
    if card is not None and card.answer is not None:
        card.answer.copy()


def save_answer(window: MainWindow) -> None:
    """Ask where the last answer is to be saved."""
    card = window.ask_page.conversation.last_answered()
    if card is not None:
        window.asking.save(card.run)


def _in_document(window: MainWindow, begin: object) -> None:
    if window.inspector.document.document is not None and callable(begin):
        _show_tab(window, DOCUMENT_TAB)
        begin()


def _show_tab(window: MainWindow, tab: int) -> None:
    window.columns.reveal("inspector")
    window.inspector.setCurrentIndex(tab)
    window.inspector.currentWidget().setFocus()
