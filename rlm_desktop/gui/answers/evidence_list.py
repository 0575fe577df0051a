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
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.answers.places import Packed, PlacesFeed
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, THEME
from rlm_desktop.reply import Evidence, Quote

Index = QModelIndex | QPersistentModelIndex
NUMBER_WIDTH = 36
"""Room for numbers of up to three figures; the largest in the list may want more."""
ROW = 46
QUOTE_ROLE = Qt.ItemDataRole.UserRole


def address(quote: Quote) -> str:
    """Where a quote stands, as people point: document, line, and page where there are pages."""
    page = tr(", page {page}", page=quote.page) if quote.page else ""
    return tr(
        "{document}, line {line}{page}", document=quote.document, line=words.grouped(quote.line), page=page
    )


class EvidenceModel(QAbstractListModel):
    """Makes a row when it is painted; asks its feed for more when the end comes into sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quotes = Packed()
        self._feed: PlacesFeed | None = None
        self._from_feed = 0
        self._more = False
        self.to_end = False
        """Whether the person is on the way to the last place: then more are fetched unasked."""

    def show(self, quotes: Sequence[Quote], feed: PlacesFeed | None = None) -> None:
        """The quotes at hand; with a feed they are the first of those it brings."""
        if self._feed is not None:
            self._feed.let_go()
        self.beginResetModel()
        self._quotes, self._feed = Packed(quotes), feed
        self._from_feed, self._more, self.to_end = 0, feed is not None, False
        self.endResetModel()
        if feed is not None:
            feed.came.connect(self._came)
            feed.more()

    def stop(self) -> None:
        """No more will come."""
        self._more = False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._quotes)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        return self._more

    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        if self._feed is not None:
            self._feed.more()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        quote = self._quotes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{index.row() + 1}. {address(quote)}: {quote.quote[:200]}"
            case Qt.ItemDataRole.UserRole:
                return quote
            case _:
                return None

    def _came(self, quotes: list[Quote], last: bool) -> None:
        self._more = not last
        shown = len(self._quotes)
        first, self._from_feed = self._from_feed, self._from_feed + len(quotes)
        if first < shown:
            # The feed begins with what is shown already; where the text has changed since, it does not.
            if any(self._quotes[first + at] != quote for at, quote in enumerate(quotes[: shown - first])):
                self.beginResetModel()
                self._quotes = Packed(quotes)
                self.endResetModel()
                return
            quotes = quotes[shown - first :]
        if quotes:
            self.beginInsertRows(QModelIndex(), shown, shown + len(quotes) - 1)
            self._quotes.extend(quotes)
            self.endInsertRows()
        if self.to_end and self._more and self._feed is not None:
            self._feed.more()


class EvidenceDelegate(QStyledItemDelegate):
    """Paints a number, the address, and one line of the quote."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(120, ROW)

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
        left = box.left() + GAP_2 + max(NUMBER_WIDTH, self._number_width(index.model().rowCount())) + GAP_2
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

    def _number_width(self, number: int) -> int:
        text = words.grouped(number)
        return max(22, QFontMetrics(theme.font(theme.SMALL, bold=True)).horizontalAdvance(text) + GAP_2)

    def _paint_number(self, painter: QPainter, look: theme.Colours, number: int, box: QRect) -> None:
        painter.setFont(theme.font(theme.SMALL, bold=True))
        text, width = words.grouped(number), self._number_width(number)
        badge = QRect(box.left() + GAP_2, box.top() + GAP_1 + 2, width, 18)
        painter.setPen(QPen(QColor(look.evidence), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(badge, 9, 9)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


class EvidenceTable(QTableView):
    """One column of rows of one height: Qt's list view takes seconds for a million of them."""

    opened = Signal(QModelIndex)

    def __init__(self, model: EvidenceModel) -> None:
        super().__init__()
        self.setAccessibleName(tr("Evidence"))
        self._places = model
        self.setModel(model)
        model.rowsInserted.connect(self._follow)
        self.setItemDelegate(EvidenceDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setStretchLastSection(True)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW)
        self.clicked.connect(self.opened)

    def go_to_end(self) -> None:
        """The last place there is, also where most are still to be fetched: the list follows them down."""
        self._places.to_end = True
        self._follow()
        self._places.fetchMore(QModelIndex())

    def _follow(self) -> None:
        if self._places.to_end:
            self.setCurrentIndex(self._places.index(self._places.rowCount() - 1, 0))
            self.scrollToBottom()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._places.to_end = False
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._places.to_end = False
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self._places.to_end = False
        if event.key() == Qt.Key.Key_End:
            self.go_to_end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class EvidenceList(QWidget):
    """Pressing a place, or Return on it, asks to open it."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._head = label("", size=theme.SMALL, tone="muted")
        self._head.setContentsMargins(GAP_3, GAP_2, GAP_3, GAP_2)
        self._model = EvidenceModel(self)
        self._evidence: Evidence | None = None
        self._trouble = ""
        self.list = EvidenceTable(self._model)
        self.list.opened.connect(self._open)
        self._model.rowsInserted.connect(self._say)
        self._model.modelReset.connect(self._say)
        box = column(gap=0)
        box.addWidget(self._head)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        THEME.changed.connect(self.list.viewport().update)
        self.show_evidence(None)

    def show_evidence(self, evidence: Evidence | None, feed: PlacesFeed | None = None) -> None:
        """The places of a reply; `feed` brings those that the reply does not carry."""
        self._evidence, self._trouble = evidence, ""
        quotes = evidence.shown if evidence else ()
        if feed is not None:
            feed.failed.connect(self._failed)
        self._model.show(quotes, feed)
        self.list.setVisible(bool(quotes))

    def select(self, number: int) -> None:
        """Show place `number`, from 0, as the current one, without opening it."""
        self.list.setCurrentIndex(self._model.index(number))

    @property
    def head(self) -> str:
        return self._head.text()

    def _open(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(QUOTE_ROLE))

    def _failed(self, error: RlmError) -> None:
        self._model.stop()
        self._trouble = told(error.message)
        self._say()

    def _say(self) -> None:
        self._head.setText(_head_words(self._evidence, self._model.rowCount(), self._trouble))


def _head_words(evidence: Evidence | None, listed: int, trouble: str) -> str:
    if evidence is None:
        return tr("Here stand the places an answer rests on. Ask a question first.")
    if not evidence.total:
        return tr("This answer names no place in the text.")
    whole = tr("{places} the answer rests on", places=words.counted(evidence.total, "place"))
    if trouble:
        return tr(
            "The first {listed} of {whole}. {trouble}",
            listed=words.grouped(listed),
            whole=whole,
            trouble=trouble,
        )
    return whole
