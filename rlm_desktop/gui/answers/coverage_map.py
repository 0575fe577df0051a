"""The text as a picture: what code scanned, what a model read, where the evidence lies."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.labels import label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.stripes import StripeArea, stripes
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, GAP_4, THEME
from rlm_desktop.profile import Document
from rlm_desktop.reply import Coverage, Quote

EMPTY = later("What a run covers is drawn here: first what is known while it works, then all of it.")


class TotalBar(QWidget):
    """The share of all the text that code scanned, and within it what a model read."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(14)
        self._coverage = Coverage()
        self.setAccessibleName(tr("Coverage of the whole text"))
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
        self._words = label(tr(EMPTY), tone="muted")
        self._total = TotalBar()
        self.area = StripeArea()
        self.chosen = self.area.chosen
        self._keys = QWidget()
        keys = (
            Key("scanned", tr("scanned by code")),
            Key("read", tr("read by a model")),
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
        self,
        coverage: Coverage | None,
        documents: Sequence[Document],
        quotes: Sequence[Quote],
        *,
        places: int = 0,
        so_far: bool = False,
    ) -> None:
        """`so_far`: the run still works, and more may be known to it than to the window.

        `places`: how many places there are where the quotes are only the first of them.
        """
        known = coverage is not None and coverage.bytes_total > 0
        self._total.setVisible(known)
        self._keys.setVisible(known)
        self.area.setVisible(known)
        if coverage is None or not known:
            self._words.setText(tr(EMPTY))
            return
        marked = tr(
            " The first {quotes} of {places} are marked.",
            quotes=words.grouped(len(quotes)),
            places=words.counted(places, "place"),
        )
        more = marked if places > len(quotes) else ""
        self._words.setText((tr("So far: ") if so_far else "") + _sentence(coverage) + more)
        self._total.show_coverage(coverage)
        self.area.show_stripes(stripes(documents, quotes, coverage))


def _sentence(coverage: Coverage) -> str:
    scanned = words.percent(coverage.bytes_scanned, coverage.bytes_total)
    read = words.size(coverage.bytes_read_by_model) if coverage.bytes_read_by_model else tr("Nothing")
    total = words.size(coverage.bytes_total)
    if coverage.documents_total == 1:
        text = tr(
            "{scanned} of {total} scanned by code. {read} read by a model.",
            scanned=scanned,
            total=total,
            read=read,
        )
    else:
        text = tr(
            "{scanned} of {total} scanned by code, in {touched} of {documents} documents. "
            "{read} read by a model.",
            scanned=scanned,
            total=total,
            touched=words.grouped(coverage.documents_touched),
            documents=words.grouped(coverage.documents_total),
            read=read,
        )
    if coverage.bytes_looked_at:
        more = words.size(coverage.bytes_looked_at)
        text += tr(" {more} more by its first layers, which chose what it reads.", more=more)
    return words.sentence(text)
