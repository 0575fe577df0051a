"""The text as a picture: what code scanned, what a model read, where the evidence lies."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from rlm_desktop.gui import theme, words
from rlm_desktop.gui.parts import column, label, row, short_label
from rlm_desktop.gui.theme import GAP_1, GAP_2, GAP_3, GAP_4, THEME
from rlm_desktop.profile import Document
from rlm_desktop.reply import Coverage, Quote

ROW = 40
STRIPE = 8


class Stripe(msgspec.Struct, frozen=True):
    """One document on the map."""

    document: Document
    quotes: tuple[Quote, ...]


def stripes(documents: Sequence[Document], quotes: Sequence[Quote]) -> list[Stripe]:
    """Documents with evidence first, then as they stand in the library."""
    by_name: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_name.setdefault(quote.document, []).append(quote)
    made = [
        Stripe(document, tuple(by_name.get(document.name, ()))) for document in documents if document.bytes
    ]
    return sorted(made, key=lambda stripe: not stripe.quotes)


class StripeArea(QAbstractScrollArea):
    """One row a document; only the rows in sight are painted."""

    chosen = Signal(object, object)
    """A document, and the quote that was hit or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName("Coverage of each document")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._stripes: list[Stripe] = []
        self._whole = False
        self._current = 0
        THEME.changed.connect(self.viewport().update)

    def show_stripes(self, made: list[Stripe], *, whole: bool) -> None:
        """`whole`: code scanned every byte, so each document is known to be covered."""
        self._stripes, self._whole, self._current = made, whole, 0
        self._fit()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.colours()
        top = self.verticalScrollBar().value()
        first = top // ROW
        for number in range(first, min(len(self._stripes), first + self.viewport().height() // ROW + 2)):
            self._paint_row(painter, look, number, number * ROW - top)

    def _paint_row(self, painter: QPainter, look: theme.Colours, number: int, y: int) -> None:
        stripe = self._stripes[number]
        width = self.viewport().width()
        if number == self._current and self.hasFocus():
            painter.fillRect(0, y, width, ROW, QColor(look.hover))
        painter.setFont(theme.font(theme.SMALL))
        count = words.counted(len(stripe.quotes), "place") if stripe.quotes else ""
        right = painter.fontMetrics().horizontalAdvance(count) + GAP_3
        painter.setPen(QColor(look.text if stripe.quotes else look.muted))
        room = width - 2 * GAP_3 - right
        name = painter.fontMetrics().elidedText(stripe.document.name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(GAP_3, y + 16, name)
        painter.setPen(QColor(look.evidence))
        painter.drawText(QRectF(width - right - GAP_3, y + 3, right, 17), Qt.AlignmentFlag.AlignRight, count)
        box = self._bar(y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.scanned if self._whole else look.line))
        painter.drawRoundedRect(box, 2, 2)
        painter.setBrush(QColor(look.evidence))
        for quote in stripe.quotes:
            x = box.x() + self._share(stripe, quote.start) * box.width()
            painter.drawRect(QRectF(x - 1, box.y() - 3, 2.5, box.height() + 6))

    def _bar(self, y: int) -> QRectF:
        return QRectF(GAP_3, y + 24, self.viewport().width() - 2 * GAP_3, STRIPE)

    def _share(self, stripe: Stripe, offset: int) -> float:
        return min(1.0, offset / max(1, stripe.document.bytes))

    def _hit(self, point: QPointF) -> tuple[Stripe, Quote | None] | None:
        top = self.verticalScrollBar().value()
        number = int(point.y() + top) // ROW
        if not 0 <= number < len(self._stripes):
            return None
        stripe = self._stripes[number]
        box = self._bar(number * ROW - top)
        near = [
            (abs(box.x() + self._share(stripe, quote.start) * box.width() - point.x()), quote)
            for quote in stripe.quotes
        ]
        distance, quote = min(near, key=lambda pair: pair[0], default=(99.0, None))
        return stripe, quote if distance <= 6 else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if hit := self._hit(event.position()):
            self.chosen.emit(hit[0].document, hit[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self._stripes:
            self._current = min(max(0, self._current + step), len(self._stripes) - 1)
            bar = self.verticalScrollBar()
            bar.setValue(
                min(
                    max(bar.value(), (self._current + 1) * ROW - self.viewport().height()),
                    self._current * ROW,
                )
            )
            self.viewport().update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stripes:
            stripe = self._stripes[self._current]
            self.chosen.emit(stripe.document, stripe.quotes[0] if stripe.quotes else None)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QHelpEvent) and (hit := self._hit(QPointF(event.pos()))):
            text = hit[0].document.name if hit[1] is None else f"Line {hit[1].line:,}: {hit[1].quote[:160]}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._stripes) * ROW - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(ROW // 2)


class TotalBar(QWidget):
    """The share of all the text that code scanned, and within it what a model read."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(14)
        self._coverage = Coverage()
        self.setAccessibleName("Coverage of the whole text")
        THEME.changed.connect(self.update)

    def show_coverage(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        look, total = theme.colours(), max(1, self._coverage.bytes_total)
        box = QRectF(self.rect())
        for colour, part, height in (
            (look.line, total, 1.0),
            (look.scanned, self._coverage.bytes_scanned, 1.0),
            (look.read, self._coverage.bytes_read_by_model, 0.5),
        ):
            width = box.width() * min(1.0, part / total)
            if part:
                # A sliver stays visible: a little that was read is not nothing.
                bar = QRectF(0, box.height() * (1 - height), max(width, 3), box.height() * height)
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(bar, 2, 2)


class Key(QWidget):
    """What a colour means, as a swatch with its word."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self._name = name
        self._text = short_label(text, size=theme.SMALL, tone="muted")
        self._text.setContentsMargins(GAP_4, 0, 0, 0)
        self.setLayout(row(self._text))
        THEME.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(0, self.height() // 2 - 4, 10, 8, QColor(getattr(theme.colours(), self._name)))


class CoverageMap(QWidget):
    """Press a stripe to open its document, a mark to land on its evidence."""

    def __init__(self) -> None:
        super().__init__()
        self._words = label("What a run covered is drawn here when it has ended.", tone="muted")
        self._total = TotalBar()
        self.area = StripeArea()
        self.chosen = self.area.chosen
        self._keys = QWidget()
        keys = (
            Key("scanned", "scanned by code"),
            Key("read", "read by a model"),
            Key("evidence", "evidence"),
        )
        self._keys.setLayout(row(*keys, None, gap=GAP_3))
        head = column(gap=GAP_2)
        head.setContentsMargins(GAP_3, GAP_3, GAP_3, GAP_1)
        for widget in (self._words, self._total, self._keys):
            head.addWidget(widget)
        box = column(gap=0)
        box.addLayout(head)
        box.addWidget(self.area, 1)
        self.setLayout(box)
        self.show_coverage(None, [], ())

    def show_coverage(
        self, coverage: Coverage | None, documents: Sequence[Document], quotes: Sequence[Quote]
    ) -> None:
        known = coverage is not None and coverage.bytes_total > 0
        self._total.setVisible(known)
        self._keys.setVisible(known)
        self.area.setVisible(known)
        if coverage is None or not known:
            self._words.setText("What a run covered is drawn here when it has ended.")
            return
        whole = coverage.bytes_scanned >= coverage.bytes_total
        self._words.setText(_sentence(coverage))
        self._total.show_coverage(coverage)
        self.area.show_stripes(stripes(documents, quotes), whole=whole)


def _sentence(coverage: Coverage) -> str:
    scanned = words.percent(coverage.bytes_scanned, coverage.bytes_total)
    documents = words.counted(coverage.documents_total, "document")
    touched = f"{words.grouped(coverage.documents_touched)} of {documents}"
    read = words.size(coverage.bytes_read_by_model) if coverage.bytes_read_by_model else "Nothing"
    total = words.size(coverage.bytes_total)
    return f"{scanned} of {total} scanned by code, in {touched}. {read} read by a model."
