"""A page of a PDF as it looks on paper, with the evidence marked."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.beneath.backend import PagePicture
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import icon_button
from rlm_desktop.gui.style.labels import short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, THEME
from rlm_desktop.profile import Document
from rlm_desktop.spans import Span

RESIZE_PAUSE_MS = 200
Draw = Callable[[Document, int, int, Span | None], PagePicture]
"""Makes the picture of a page, so many pixels wide, with a span marked."""


class _Paper(QWidget):
    """Paints the picture it was given, and the marks on it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Page"))
        self._image = QImage()
        self._marks: tuple[tuple[float, float, float, float], ...] = ()
        THEME.changed.connect(self.update)

    def show_picture(self, picture: PagePicture, scale: float) -> None:
        # The bytes are copied: an image over borrowed memory outlives what it borrowed from.
        image = QImage(
            picture.pixels, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGB32
        ).copy()
        image.setDevicePixelRatio(scale)
        self._image = image
        self._marks = tuple(
            (left / scale, top / scale, width / scale, height / scale)
            for left, top, width, height in picture.marks
        )
        self.setFixedSize(round(picture.width / scale), round(picture.height / scale))
        self.update()

    @property
    def marks(self) -> tuple[tuple[float, float, float, float], ...]:
        return self._marks

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        # Paper stays white in the dark, so the marks are those of the light look.
        wash = QColor(theme.LIGHT.evidence_soft)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for mark in self._marks:
            painter.fillRect(QRectF(*mark).adjusted(-2, -1, 2, 1), wash)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QPen(QColor(theme.LIGHT.evidence), 2))
        for left, top, width, height in self._marks:
            painter.drawLine(
                int(left) - 2, int(top + height) + 1, int(left + width) + 2, int(top + height) + 1
            )


class PageView(QWidget):
    """Fetches the page it should show beside the window, as wide as it is itself."""

    failed = Signal(object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._document: Document | None = None
        self._drawer: Draw | None = None
        self._page = 1
        self._span: Span | None = None
        self._asked = 0
        self.paper = _Paper()
        self._area = QScrollArea()
        self._area.setAccessibleName(tr("Page of the document"))
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setWidget(self.paper)
        self._number = short_label(size=theme.SMALL, tone="muted")
        self._back = icon_button("up", tr("Page before"), lambda: self.turn(-1))
        self._on = icon_button("down", tr("Next page"), lambda: self.turn(1))
        box = column(gap=GAP_1)
        bar = row(self._back, self._on, self._number, None, gap=GAP_1)
        bar.setContentsMargins(0, 0, GAP_2, 0)
        box.addLayout(bar)
        sheet = row(self._area)
        sheet.setContentsMargins(0, 0, GAP_2, 0)
        box.addLayout(sheet, 1)
        self.setLayout(box)
        self._pause = QTimer(self, singleShot=True, interval=RESIZE_PAUSE_MS)
        self._pause.timeout.connect(self._fetch)

    @property
    def page(self) -> int:
        return self._page

    def show_page(self, draw: Draw, document: Document, page: int, span: Span | None = None) -> None:
        """Show a page, from 1; `draw` makes its picture and may take a while."""
        self._drawer, self._document = draw, document
        self._page, self._span = min(max(1, page), document.pages or 1), span
        self._fetch()

    def turn(self, step: int) -> None:
        if self._document is not None and self._drawer is not None:
            self.show_page(self._drawer, self._document, self._page + step)

    def clear(self) -> None:
        self._document = None
        self._asked += 1

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(step)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._document is not None and event.size().width() != event.oldSize().width():
            self._pause.start()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(400, 560)

    def _fetch(self) -> None:
        document, page, span, draw = self._document, self._page, self._span, self._drawer
        if document is None or draw is None or not self.isVisible():
            return
        self._asked += 1
        mine, scale = self._asked, self.devicePixelRatioF()
        width = max(200, round(self._area.viewport().width() * scale))
        count = words.grouped(document.pages or 1)
        self._number.setText(tr("Page {page} of {pages}", page=words.grouped(page), pages=count))
        self._back.setEnabled(page > 1)
        self._on.setEnabled(page < (document.pages or 1))

        def show(picture: PagePicture) -> None:
            # The person may have turned the page while this one was drawn.
            if mine == self._asked:
                self.paper.show_picture(picture, scale)
                self._reveal()

        def refused(error: RlmError) -> None:
            if mine == self._asked:
                self.failed.emit(error)

        self._jobs.run(lambda: draw(document, page, width, span), show, failed=refused)

    def _reveal(self) -> None:
        if self.paper.marks:
            left, top, width, height = self.paper.marks[0]
            self._area.ensureVisible(round(left + width / 2), round(top + height / 2), 40, 120)
        else:
            self._area.verticalScrollBar().setValue(0)
