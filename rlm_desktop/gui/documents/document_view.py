"""Text of any size, a screenful at a time: only the lines that can be seen are read and painted."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.beneath.backend import Line, OpenLibrary
from rlm_desktop.gui.documents.line_layout import LONGEST, Piece, SpanSet, char_range, lay_out
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import THEME
from rlm_desktop.spans import DocumentId, Span

BLOCK = 128
"""Lines read at once."""
BLOCKS_KEPT = 24
SPOKEN = 500
"""Characters of a line that a screen reader is given."""
SCROLL_STEPS = 2**30
"""A scroll bar counts in 32 bits; documents with more lines are scaled onto this many steps."""


class Lines:
    """The lines of one document, read in blocks and kept while they are near."""

    def __init__(self, library: OpenLibrary, document: DocumentId) -> None:
        self._library = library
        self._document = document
        self._blocks: OrderedDict[int, Sequence[Line]] = OrderedDict()

    def get(self, number: int) -> Line | None:
        """Line `number`, from 1, or nothing past the end."""
        index, offset = divmod(number - 1, BLOCK)
        block = self._blocks.get(index)
        if block is None:
            block = self._library.lines(self._document, index * BLOCK + 1, BLOCK)
            self._blocks[index] = block
            while len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(index)
        return block[offset] if offset < len(block) else None


class DocumentView(QAbstractScrollArea):
    """Shows lines with their numbers, marks spans, and can be driven by keyboard alone."""

    failed = Signal(object)
    moved = Signal(object)
    """The line at the cursor changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Text of the document"))
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines: Lines | None = None
        self._count = 0
        self._top = 1
        self._current = 0
        self._wrap = True
        self._marks = SpanSet()
        self._found = SpanSet()
        self._selected: tuple[int, int] | None = None
        self._painted: list[tuple[float, Piece]] = []
        self._scaled = False
        self._follow_bar = True
        self._wheel = 0.0
        self.verticalScrollBar().valueChanged.connect(self._bar_moved)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        THEME.changed.connect(self.viewport().update)

    def show_document(self, library: OpenLibrary, document: DocumentId, lines: int, *, top: int = 1) -> None:
        """A document of `lines` lines, from its first line on or another one."""
        self._lines = Lines(library, document)
        self._count = lines
        self._top, self._current = 1, 0
        self._marks, self._found, self._selected = SpanSet(), SpanSet(), None
        self._fit_bar()
        self._scroll_to(top)

    def clear(self) -> None:
        self._lines, self._count, self._current = None, 0, 0
        self._fit_bar()
        self.viewport().update()

    def mark(self, spans: Sequence[Span]) -> None:
        """The pieces of evidence to show in their colour."""
        self._marks = SpanSet(spans)
        self.viewport().update()

    def mark_found(self, spans: Sequence[Span]) -> None:
        self._found = SpanSet(spans)
        self.viewport().update()

    def go_to(self, line: int) -> None:
        """Put a line a third down the view, and make it the current one."""
        self._current = min(max(line, 1), max(self._count, 1))
        self._scroll_to(self._current - self._rows() // 3)
        self.moved.emit(self._current)
        self._speak()
        self.viewport().update()

    def _speak(self) -> None:
        """The text is painted: only what is said of it reaches a screen reader."""
        try:
            text = self.selected_text()[:SPOKEN]
        except RlmError:
            return  # Told when it is painted.
        said = tr("Line {line}: {value}", line=words.grouped(self._current), value=text)
        self.setAccessibleDescription(said)
        announce(self, said)

    @property
    def top_line(self) -> int:
        return self._top

    @property
    def current_line(self) -> int:
        return self._current

    @property
    def line_count(self) -> int:
        return self._count

    @property
    def wraps(self) -> bool:
        return self._wrap

    def set_wrap(self, wrap: bool) -> None:
        self._wrap = wrap
        self._fit_bar()
        self.viewport().update()

    def painted_lines(self) -> list[int]:
        """Numbers of the lines on the screen, for tests and for screen readers."""
        return list(dict.fromkeys(piece.line.number for _, piece in self._painted))

    def marks_on(self, number: int) -> list[tuple[int, int]]:
        """Which columns of a painted line are marked as evidence."""
        pieces = [piece for _, piece in self._painted if piece.line.number == number]
        return [found for piece in pieces for found in char_range(piece, self._marks.near(piece.line.span))]

    def selected_text(self) -> str:
        """The lines selected, or the current one, as text. Bounded: a copy is for people."""
        if self._lines is None:
            return ""
        first, last = sorted(self._selected or (self._current, self._current))
        wanted = (self._lines.get(number) for number in range(max(first, 1), min(last, first + 10_000) + 1))
        return "\n".join(line.text for line in wanted if line)

    # ── painting ────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        look = theme.colours()
        painter.fillRect(self.viewport().rect(), QColor(look.surface))
        painter.setFont(theme.mono())
        self._painted = []
        try:
            self._paint_lines(painter, look)
        except RlmError as error:
            # Said once: a view that cannot read its text stops asking for it.
            self._lines = None
            self.failed.emit(error)

    def _paint_lines(self, painter: QPainter, look: theme.Colours) -> None:
        if self._lines is None:
            return
        metrics = QFontMetricsF(theme.mono())
        height, width = self._row_height(), metrics.horizontalAdvance("0")
        gutter = self._gutter()
        columns = (
            max(20, int((self.viewport().width() - gutter - theme.GAP_2) / width)) if self._wrap else LONGEST
        )
        shift = 0 if self._wrap else self.horizontalScrollBar().value() * width
        y, number = 0.0, self._top
        while y < self.viewport().height() and (line := self._lines.get(number)):
            for piece in lay_out(line, columns):
                self._painted.append((y, piece))
                self._paint_piece(painter, look, piece, QRectF(gutter - shift, y, width, height))
                if piece.first:
                    self._paint_number(painter, look, number, QRectF(0, y, gutter, height))
                else:
                    painter.fillRect(QRectF(0, y, gutter - theme.GAP_1, height), QColor(look.surface))
                y += height
            number += 1

    def _paint_piece(self, painter: QPainter, look: theme.Colours, piece: Piece, cell: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        if self._is_selected(piece.line.number):
            painter.fillRect(
                QRectF(cell.x(), cell.y(), self.viewport().width(), cell.height()), QColor(look.accent_soft)
            )
        elif piece.line.number == self._current:
            painter.fillRect(
                QRectF(cell.x(), cell.y(), self.viewport().width(), cell.height()), QColor(look.raised)
            )
        for spans, colour in ((self._found, look.accent_soft), (self._marks, look.evidence_soft)):
            for start, end in char_range(piece, spans.near(piece.line.span)):
                left = metrics.horizontalAdvance(piece.text[:start])
                box = QRectF(cell.x() + left, cell.y(), 0, cell.height())
                box.setWidth(metrics.horizontalAdvance(piece.text[start:end]))
                painter.fillRect(box, QColor(colour))
                if spans is self._marks:
                    painter.fillRect(QRectF(box.x(), box.bottom() - 2, box.width(), 2), QColor(look.evidence))
        painter.setPen(QColor(look.text))
        baseline = cell.y() + metrics.ascent() + 2
        painter.drawText(QPointF(cell.x(), baseline), piece.text)
        if piece.cut:
            painter.setPen(QColor(look.faint))
            painter.drawText(
                QPointF(cell.x() + metrics.horizontalAdvance(piece.text), baseline), tr(" … cut")
            )

    def _paint_number(self, painter: QPainter, look: theme.Colours, number: int, box: QRectF) -> None:
        painter.fillRect(
            QRectF(box.x(), box.y(), box.width() - theme.GAP_1, box.height()), QColor(look.surface)
        )
        marked = number == self._current
        if marked:
            painter.fillRect(
                QRectF(0, box.y(), 3, box.height()), QColor(look.evidence if self._marks else look.accent)
            )
        painter.setPen(QColor(look.text if marked else look.faint))
        right = box.adjusted(0, 0, -theme.GAP_3, 0)
        painter.drawText(
            right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words.grouped(number)
        )

    def _is_selected(self, number: int) -> bool:
        if self._selected is None or self._selected[0] == self._selected[1]:
            return False
        first, last = sorted(self._selected)
        return first <= number <= last

    # ── places ──────────────────────────────────────────────────────────────

    def _row_height(self) -> float:
        return float(round(QFontMetricsF(theme.mono()).height()) + 3)

    def _rows(self) -> int:
        return max(1, int(self.viewport().height() / self._row_height()))

    def _gutter(self) -> float:
        digits = len(f"{max(self._count, 99):,}")
        return QFontMetricsF(theme.mono()).horizontalAdvance("0") * digits + theme.GAP_5

    def _last_top(self) -> int:
        return (
            max(1, self._count - self._rows() + 1)
            if not self._wrap
            else max(1, self._count - self._rows() // 2)
        )

    def _scroll_to(self, top: int) -> None:
        self._top = min(max(1, top), self._last_top())
        self._follow_bar = False
        self.verticalScrollBar().setValue(self._bar_value(self._top))
        self._follow_bar = True
        self.viewport().update()

    def _fit_bar(self) -> None:
        most = self._last_top() - 1
        self._scaled = most > SCROLL_STEPS
        bar = self.verticalScrollBar()
        self._follow_bar = False
        bar.setRange(0, min(most, SCROLL_STEPS))
        bar.setPageStep(self._rows())
        bar.setValue(self._bar_value(self._top))
        self._follow_bar = True
        self.horizontalScrollBar().setRange(0, 0 if self._wrap else 400)

    def _bar_value(self, top: int) -> int:
        most = self._last_top() - 1
        return (top - 1) * SCROLL_STEPS // most if self._scaled else top - 1

    def _bar_moved(self, value: int) -> None:
        if not self._follow_bar:
            return
        most = self._last_top() - 1
        self._top = 1 + (value * most // SCROLL_STEPS if self._scaled else value)
        self.viewport().update()

    # ── hands ───────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit_bar()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        # Counted in lines, not in steps of the bar: on a scaled bar one step is many lines.
        self._wheel -= event.angleDelta().y() / 40
        lines = int(self._wheel)
        self._wheel -= lines
        self._scroll_to(self._top + lines)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        page = max(1, self._rows() - 2)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Space: page,
        }
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.selected_text())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._step_to(1 if event.key() == Qt.Key.Key_Home else self._count)
        elif event.key() in steps:
            self._step_to((self._current or self._top) + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _step_to(self, line: int) -> None:
        """Move the current line and scroll only as far as it needs to be seen."""
        self._current = min(max(1, line), max(1, self._count))
        if self._current < self._top:
            self._scroll_to(self._current)
        elif self._current > self._top + self._rows() - 3:
            self._scroll_to(self._current - self._rows() + 3)
        self._selected = None
        self.moved.emit(self._current)
        self._speak()
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if line := self._line_at(event.position().y()):
            self._current, self._selected = line, (line, line)
            self.moved.emit(line)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        line = self._line_at(event.position().y())
        if line and self._selected:
            self._selected = (self._selected[0], line)
            self.viewport().update()

    def _line_at(self, y: float) -> int | None:
        return next((piece.line.number for top, piece in reversed(self._painted) if top <= y), None)
