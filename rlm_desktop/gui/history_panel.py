"""All questions ever asked, searchable, to be opened again as they were."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rlm_desktop.gui import theme, words
from rlm_desktop.gui.answer_card import tone_colour
from rlm_desktop.gui.backend import RunSummary
from rlm_desktop.gui.parts import column, label, named
from rlm_desktop.gui.theme import GAP_2, GAP_3, GAP_5, THEME

Index = QModelIndex | QPersistentModelIndex
TYPING_PAUSE_MS = 150


class HistoryModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: Sequence[RunSummary] = ()

    def show(self, runs: Sequence[RunSummary]) -> None:
        self.beginResetModel()
        self._runs = runs
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._runs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        run = self._runs[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{run.question} {words.status(run.status)[0]}: {run.answer}. {words.when(run.started)}"
        return run if role == Qt.ItemDataRole.UserRole else None


class HistoryDelegate(QStyledItemDelegate):
    """Paints the question, the answer below it, and when and where it was asked."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(200, 68)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.colours()
        run: RunSummary = index.data(Qt.ItemDataRole.UserRole)
        state, box = option.state, QRect(option.rect)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(look.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(look.hover))
        word, tone = words.status(run.status)
        painter.fillRect(QRect(box.left(), box.top() + 8, 3, box.height() - 16), QColor(tone_colour(tone)))
        inner = box.adjusted(GAP_3, GAP_2, -GAP_3, -GAP_2)
        answer = " ".join(run.answer.split())
        facts = " · ".join(
            part for part in (words.when(run.started), run.library, words.seconds(run.seconds)) if part
        )
        lines = (
            (run.question, theme.font(theme.NORMAL, bold=True), look.text, 14),
            (f"{word}: {answer}" if answer else word, theme.font(theme.NORMAL), look.text, 33),
            (facts, theme.font(theme.SMALL), look.muted, 51),
        )
        for text, font, colour, y in lines:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner.left(), box.top() + y + 5, shown)
        painter.restore()


class HistoryPanel(QWidget):
    """Typing narrows the list; Return or a click opens a run."""

    searched = Signal(str)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.field = QLineEdit(placeholderText="Search questions and answers", clearButtonEnabled=True)
        named(self.field, "Search the history")
        self.field.setMaximumWidth(420)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.field.text()))
        self.field.textChanged.connect(lambda _: self._pause.start())
        self._model = HistoryModel(self)
        self.list = QListView()
        self.list.setAccessibleName("History")
        self.list.setModel(self._model)
        self.list.setItemDelegate(HistoryDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self._empty = label("", tone="muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.hide()
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, 0)
        box.addWidget(label("History", size=theme.TITLE, bold=True))
        box.addWidget(self.field)
        box.addWidget(self._empty, 1)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        THEME.changed.connect(self.list.viewport().update)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        self._model.show(runs)
        self.list.setVisible(bool(runs))
        self._empty.setVisible(not runs)
        none = "Nothing found. Try another word." if self.field.text() else "No question has been asked yet."
        self._empty.setText(none)

    def _open(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(Qt.ItemDataRole.UserRole))
