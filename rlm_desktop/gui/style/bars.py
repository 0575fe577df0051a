"""Small bar charts: how often each value occurs."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.theme import GAP_2, THEME

ROW = 20


class Bars(QWidget):
    """Labels on the left, bars of one colour, numbers right behind them."""

    def __init__(self, items: Sequence[tuple[str, float]], *, name: str, total: float | None = None) -> None:
        super().__init__()
        self._items = list(items)
        self._most = max((amount for _, amount in items), default=1) or 1
        self._total = total
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setAccessibleDescription(", ".join(f"{text}: {words.grouped(amount)}" for text, amount in items))
        THEME.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(280, ROW * len(self._items))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        metrics = painter.fontMetrics()
        numbers = [words.grouped(amount) for _, amount in self._items]
        right = max((metrics.horizontalAdvance(number) for number in numbers), default=0)
        left = min(self._widest(metrics), int(self.width() * 0.42))
        for place, ((text, amount), number) in enumerate(zip(self._items, numbers, strict=True)):
            y = place * ROW
            self._paint_text(painter, text, QRectF(0, y, left, ROW))
            room = max(8, self.width() - left - right - 3 * GAP_2)
            bar = QRectF(left + GAP_2, y + 5, max(2.0, room * amount / self._most), ROW - 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colours().accent))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(QColor(theme.colours().muted))
            spot = QRectF(bar.right() + GAP_2, y, right + GAP_2, ROW)
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, number)

    def _widest(self, metrics: QFontMetrics) -> int:
        return max((metrics.horizontalAdvance(text) for text, _ in self._items), default=0) + 2

    def _paint_text(self, painter: QPainter, text: str, box: QRectF) -> None:
        painter.setPen(QColor(theme.colours().text))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
