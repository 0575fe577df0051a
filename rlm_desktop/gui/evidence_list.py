"""The places an answer rests on, as a list to walk through."""

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
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rlm_desktop.gui import theme, words
from rlm_desktop.gui.parts import column, label
from rlm_desktop.gui.theme import GAP_1, GAP_2, GAP_3, THEME
from rlm_desktop.reply import Evidence, Quote

Index = QModelIndex | QPersistentModelIndex
QUOTE_ROLE = Qt.ItemDataRole.UserRole


def address(quote: Quote) -> str:
    """Where a quote stands, as people point: document, line, and page where there are pages."""
    page = f", page {quote.page}" if quote.page else ""
    return f"{quote.document}, line {words.grouped(quote.line)}{page}"


class EvidenceModel(QAbstractListModel):
    """Holds the quotes as they came; a row is made only when it is painted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quotes: Sequence[Quote] = ()

    def show(self, quotes: Sequence[Quote]) -> None:
        self.beginResetModel()
        self._quotes = quotes
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._quotes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        quote = self._quotes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{index.row() + 1}. {address(quote)}: {quote.quote[:200]}"
            case Qt.ItemDataRole.UserRole:
                return quote
            case _:
                return None


class EvidenceDelegate(QStyledItemDelegate):
    """Paints a number, the address, and one line of the quote."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(120, 46)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.colours()
        quote = index.data(QUOTE_ROLE)
        state, box = option.state, QRect(option.rect)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(look.evidence_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(look.hover))
        self._paint_number(painter, look, index.row() + 1, box)
        left = box.left() + 52
        room = box.right() - left - GAP_2
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(QColor(look.muted))
        text = painter.fontMetrics().elidedText(address(quote), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(left, box.top() + 18, text)
        painter.setFont(theme.mono())
        painter.setPen(QColor(look.text))
        line = " ".join(quote.quote[:400].split())
        painter.drawText(
            left, box.top() + 37, painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room)
        )
        painter.restore()

    def _paint_number(self, painter: QPainter, look: theme.Colours, number: int, box: QRect) -> None:
        painter.setFont(theme.font(theme.SMALL, bold=True))
        text = words.grouped(number)
        width = max(22, painter.fontMetrics().horizontalAdvance(text) + GAP_2)
        badge = QRect(box.left() + GAP_2, box.top() + GAP_1 + 2, width, 18)
        painter.setPen(QPen(QColor(look.evidence), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(badge, 9, 9)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


class EvidenceList(QWidget):
    """Pressing a place, or moving to it with the arrow keys, asks to open it."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._head = label("", size=theme.SMALL, tone="muted")
        self._head.setContentsMargins(GAP_3, GAP_2, GAP_3, GAP_2)
        self._model = EvidenceModel(self)
        self.list = QListView()
        self.list.setAccessibleName("Evidence")
        self.list.setModel(self._model)
        self.list.setItemDelegate(EvidenceDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        box = column(gap=0)
        box.addWidget(self._head)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        THEME.changed.connect(self.list.viewport().update)
        self.show_evidence(None)

    def show_evidence(self, evidence: Evidence | None) -> None:
        quotes = evidence.shown if evidence else ()
        self._model.show(quotes)
        self.list.setVisible(bool(quotes))
        self._head.setText(_head_words(evidence))

    def select(self, number: int) -> None:
        """Show place `number`, from 0, as the current one, without opening it."""
        self.list.setCurrentIndex(self._model.index(number))

    def _open(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(QUOTE_ROLE))


def _head_words(evidence: Evidence | None) -> str:
    if evidence is None:
        return "Here stand the places an answer rests on. Ask a question first."
    if not evidence.total:
        return "This answer names no place in the text."
    shown, places = len(evidence.shown), words.counted(evidence.total, "place")
    first = f"The first {words.grouped(shown)} of " if shown < evidence.total else ""
    return f"{first}{places} the answer rests on"
