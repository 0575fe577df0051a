"""A line over time: one number for each day, month or year, in order."""

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, THEME

HEIGHT = 180
LEAST_POINTS = 3
_MOMENT = re.compile(r"\d{4}([-/.]\d{1,2}){0,2}([ T]\d{1,2}(:\d{2}){0,2}(\.\d+)?)?|\d{1,2}:\d{2}(:\d{2})?")


def is_over_time(labels: Sequence[str]) -> bool:
    """Whether each label is a moment, written so that their order is that of the text."""
    return len(labels) >= LEAST_POINTS and all(_MOMENT.fullmatch(text.strip()) for text in labels)


def rounded_up(most: float) -> float:
    """The next number that a scale can end at, and whose half can be read: 481 → 500."""
    if most <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(most))
    return next(step * unit for step in (1, 2, 4, 5, 6, 8, 10) if step * unit >= most)


class LineChart(QWidget):
    """The points in order of time; resting on one says its number."""

    def __init__(self, items: Sequence[tuple[str, float]], *, name: str) -> None:
        super().__init__()
        self._items = sorted(items)
        self._most = rounded_up(max((amount for _, amount in items), default=0.0))
        self._least = min(0.0, *(amount for _, amount in items))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            ", ".join(f"{text}: {words.grouped(amount)}" for text, amount in self._items)
        )
        THEME.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, HEIGHT)

    def points(self) -> list[QPointF]:
        """Where each number lies in the picture."""
        area, last = self._area(), max(1, len(self._items) - 1)
        span = (self._most - self._least) or 1.0
        return [
            QPointF(
                area.left() + area.width() * place / last,
                area.bottom() - area.height() * (amount - self._least) / span,
            )
            for place, (_, amount) in enumerate(self._items)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        look, area, points = theme.colours(), self._area(), self.points()
        self._paint_scale(painter, look, area)
        self._paint_moments(painter, look, area, points)
        painter.setPen(QPen(QColor(look.accent), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(look.accent))
        painter.setPen(Qt.PenStyle.NoPen)
        for point in points if len(points) <= 60 else []:
            painter.drawEllipse(point, 3, 3)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            near = min(
                enumerate(self.points()), key=lambda pair: abs(pair[1].x() - event.pos().x()), default=None
            )
            if near is not None:
                text, amount = self._items[near[0]]
                QToolTip.showText(event.globalPos(), f"{text}: {words.grouped(amount)}", self)
            return True
        return super().event(event)

    def _marks(self) -> list[float]:
        """The numbers of the scale: its ends and its middle."""
        return [self._least + (self._most - self._least) * share for share in (0.0, 0.5, 1.0)]

    def _area(self) -> QRectF:
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(words.grouped(mark)) for mark in self._marks()) + GAP_2
        return QRectF(left, 10, max(10, self.width() - left - 24), self.height() - 2 * metrics.height() - 6)

    def _paint_scale(self, painter: QPainter, look: theme.Colours, area: QRectF) -> None:
        for place, mark in enumerate(self._marks()):
            y = area.bottom() - area.height() * place / 2
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(look.muted))
            box = QRectF(0, y - 10, area.left() - GAP_1, 20)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, words.grouped(mark))

    def _paint_moments(
        self, painter: QPainter, look: theme.Colours, area: QRectF, points: Sequence[QPointF]
    ) -> None:
        """As many labels as fit, the first and the last always."""
        metrics = painter.fontMetrics()
        widest = max((metrics.horizontalAdvance(text) for text, _ in self._items), default=1) + 16
        room = max(2, int(area.width() // widest))
        step = max(1, -(-(len(points) - 1) // (room - 1)))
        painter.setPen(QColor(look.muted))
        last = len(points) - 1
        for place, point in enumerate(points):
            if place != last and (place % step or last - place < step / 2):
                continue
            width = metrics.horizontalAdvance(self._items[place][0])
            left = min(max(0.0, point.x() - width / 2), self.width() - width - 1)
            painter.drawText(QPointF(left, area.bottom() + metrics.height() + 4), self._items[place][0])
