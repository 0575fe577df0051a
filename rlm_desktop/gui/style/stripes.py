"""The documents as stripes: what code scanned of each, what a model read, where its evidence lies."""

from collections.abc import Iterable, Sequence

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
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_3, THEME
from rlm_desktop.profile import Document
from rlm_desktop.reply import Coverage, Covered, Quote

ROW = 40
STRIPE = 8


class Stripe(msgspec.Struct, frozen=True):
    """One document on the map."""

    document: Document
    covered: Covered
    quotes: tuple[Quote, ...] = ()

    @property
    def scanned(self) -> int:
        return sum(end - start for start, end in self.covered.scanned)

    @property
    def read(self) -> int:
        return sum(end - start for start, end in self.covered.read)

    @property
    def words(self) -> str:
        """How much of it was seen, for a tool tip."""
        size = self.document.bytes
        read = tr(", {read} read by a model", read=words.percent(self.read, size)) if self.read else ""
        return tr(
            "{name}: {scanned} scanned by code{read}",
            name=self.document.name,
            scanned=words.percent(self.scanned, size),
            read=read,
        )


def stripes(
    documents: Sequence[Document], quotes: Sequence[Quote], coverage: Coverage | None = None
) -> list[Stripe]:
    """Documents with evidence first, then those a model read of, then as they stand in the library."""
    by_name: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_name.setdefault(quote.document, []).append(quote)
    seen = {covered.document: covered for covered in coverage.documents} if coverage else {}
    whole = coverage is not None and coverage.bytes_scanned >= coverage.bytes_total > 0
    made = [
        Stripe(document, _covered(document, seen, whole=whole), tuple(by_name.get(document.name, ())))
        for document in documents
        if document.bytes
    ]
    return sorted(made, key=lambda stripe: (not stripe.quotes, not stripe.covered.read))


def _covered(document: Document, seen: dict[str, Covered], *, whole: bool) -> Covered:
    """What is known of one document; where code scanned every byte of the text, that is all of it."""
    known = seen.get(document.name) or Covered(document=document.name)
    return msgspec.structs.replace(known, scanned=((0, document.bytes),)) if whole else known


def pixels(intervals: Iterable[tuple[int, int]], size: int, width: int) -> list[tuple[int, int]]:
    """Intervals of `size` bytes on a bar of `width` pixels: few, disjoint, and none of them vanishes."""
    found: list[tuple[int, int]] = []
    for start, end in intervals:
        left = start * width // max(size, 1)
        right = max(left + 1, -(-end * width // max(size, 1)))
        if found and left <= found[-1][1]:
            found[-1] = found[-1][0], max(right, found[-1][1])
        else:
            found.append((left, right))
    return found


class StripeArea(QAbstractScrollArea):
    """One row a document; only the rows in sight are painted."""

    chosen = Signal(object, object)
    """A document, and the quote that was hit or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName(tr("Coverage of each document"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._stripes: list[Stripe] = []
        self._current = 0
        THEME.changed.connect(self.viewport().update)

    @property
    def stripes(self) -> Sequence[Stripe]:
        return self._stripes

    def show_stripes(self, made: list[Stripe]) -> None:
        self._stripes, self._current = made, min(self._current, max(0, len(made) - 1))
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
        self._paint_bar(painter, look, stripe, self._bar(y))

    def _paint_bar(self, painter: QPainter, look: theme.Colours, stripe: Stripe, box: QRectF) -> None:
        """What code scanned is as tall as the bar, what a model read its lower half: two shapes."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.line))
        painter.drawRoundedRect(box, 2, 2)
        size, width = stripe.document.bytes, int(box.width())
        for intervals, colour, top in (
            (stripe.covered.scanned, look.scanned, 0.0),
            (stripe.covered.read, look.read, 0.5),
        ):
            y, height = box.y() + top * box.height(), (1 - top) * box.height()
            for left, right in pixels(intervals, size, width):
                painter.fillRect(QRectF(box.x() + left, y, right - left, height), QColor(colour))
        marks = [(quote.start, quote.start + 1) for quote in stripe.quotes]
        for left, right in pixels(marks, size, width):
            # Marks that touch become one block, so that a million places cost no more than the pixels.
            painter.fillRect(
                QRectF(box.x() + left - 1, box.y() - 3, right - left + 1.5, box.height() + 6),
                QColor(look.evidence),
            )

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
            announce(self, self._stripes[self._current].words)
            self.setAccessibleDescription(self._stripes[self._current].words)
            self.viewport().update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stripes:
            stripe = self._stripes[self._current]
            self.chosen.emit(stripe.document, stripe.quotes[0] if stripe.quotes else None)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QHelpEvent) and (hit := self._hit(QPointF(event.pos()))):
            text = (
                hit[0].words
                if hit[1] is None
                else tr("Line {line}: {value}", line=words.grouped(hit[1].line), value=hit[1].quote[:160])
            )
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
