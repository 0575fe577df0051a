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
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rlm_desktop.gui.answers.answer_card import tone_colour
from rlm_desktop.gui.beneath.backend import RunSummary
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.notice import Notice
from rlm_desktop.gui.style.screen_reader import named
from rlm_desktop.gui.style.theme import GAP_2, GAP_3, GAP_5, THEME

Index = QModelIndex | QPersistentModelIndex
TYPING_PAUSE_MS = 150
UNDO_MS = 10_000


class HistoryModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[RunSummary] = []

    def show(self, runs: Sequence[RunSummary]) -> None:
        self.beginResetModel()
        self._runs = list(runs)
        self.endResetModel()

    def take(self, row: int) -> RunSummary:
        self.beginRemoveRows(QModelIndex(), row, row)
        run = self._runs.pop(row)
        self.endRemoveRows()
        return run

    def put_back(self, row: int, run: RunSummary) -> None:
        row = min(row, len(self._runs))
        self.beginInsertRows(QModelIndex(), row, row)
        self._runs.insert(row, run)
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._runs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        run = self._runs[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            told = f": {run.answer.rstrip('.')}" if run.answer else ""
            return f"{run.question} {words.status(run.status)[0]}{told}. {words.when(run.started)}"
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
        answer = " · ".join(" ".join(line.split()) for line in run.answer.splitlines())
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


class HistoryList(QListView):
    """Return opens, Delete removes; Backspace does nothing, since it is pressed by mistake."""

    removal_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)


class HistoryPanel(QWidget):
    """Typing narrows the list; Return or a double click opens a run."""

    searched = Signal(str)
    chosen = Signal(object)
    again_wanted = Signal(object)
    export_wanted = Signal(object)
    removed = Signal(object)
    """A run, when its removal can no longer be undone."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.field = QLineEdit(placeholderText=tr("Search questions and answers"), clearButtonEnabled=True)
        named(self.field, tr("Search the history"))
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.field.text()))
        self.field.textChanged.connect(lambda _: self._pause.start())
        self._model = HistoryModel(self)
        self.list = HistoryList()
        self.list.removal_wanted.connect(self.remove_current)
        self.list.setAccessibleName(tr("History"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(HistoryDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.activated.connect(self._open)
        self.list.selectionModel().selectionChanged.connect(self._offer)
        self.notice = Notice()
        self._undo = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._undo.timeout.connect(self._remove_for_good)
        self._taken: list[tuple[int, RunSummary]] = []
        self._empty = label("", tone="muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.hide()
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, 0)
        box.addWidget(label(tr("History"), size=theme.TITLE, bold=True))
        self._actions = [
            button(tr("Open"), lambda: self._open(self.list.currentIndex())),
            button(tr("Ask again"), lambda: self.again_wanted.emit(self._current())),
            button(tr("Export…"), lambda: self.export_wanted.emit(self._current())),
            button(tr("Remove"), self.remove_current),
        ]
        top = row(self.field, *self._actions)
        top.setStretch(0, 1)
        top.setContentsMargins(0, 0, 0, 0)
        box.addLayout(top)
        box.addWidget(self.notice)
        box.addWidget(self._empty, 1)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        THEME.changed.connect(self.list.viewport().update)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        taken = {run.id for _, run in self._taken}
        runs = [run for run in runs if run.id not in taken]
        self._model.show(runs)
        if runs:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self._offer()
        self.list.setVisible(bool(runs))
        self._empty.setVisible(not runs)
        none = (
            tr("Nothing found. Try another word.")
            if self.field.text()
            else tr("No question has been asked yet. Each is kept here with its answer and its steps.")
        )
        self._empty.setText(none)

    def remove_current(self) -> None:
        """Take a run out of the list; for a while it can be brought back, then it is gone for good."""
        if not self.list.currentIndex().isValid():
            return
        at = self.list.currentIndex().row()
        self._taken.append((at, self._model.take(at)))
        self._undo.start()
        count = words.counted(len(self._taken), "question")
        said = tr("{count} removed, with all that was kept of it.", count=count)
        self.notice.say(said, action=tr("Undo"), then=self.undo)

    def undo(self) -> None:
        self._undo.stop()
        while self._taken:
            self._model.put_back(*self._taken.pop())

    def give_up_undo(self) -> list[RunSummary]:
        """The runs whose removal has not been done yet; it cannot be undone any more."""
        self._undo.stop()
        runs = [run for _, run in self._taken]
        self._taken = []
        return runs

    def _remove_for_good(self) -> None:
        self.notice.hide()
        for run in self.give_up_undo():
            self.removed.emit(run)

    def _current(self) -> RunSummary:
        found: RunSummary = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        return found

    def _offer(self) -> None:
        """The buttons are about a run; without one they are off."""
        for action in self._actions:
            action.setEnabled(self.list.currentIndex().isValid())

    def _open(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(Qt.ItemDataRole.UserRole))
