"""The answer: the value large, what carries it, how much of the text it rests on, and how it was found."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QWidget,
)

from rlm_desktop.gui.answers import export
from rlm_desktop.gui.answers.answer_chart import bars_shown, chart_of, save_picture, table_text
from rlm_desktop.gui.answers.evidence_list import address
from rlm_desktop.gui.answers.explaining import explained
from rlm_desktop.gui.answers.headlines import headline
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import Clickable, button, flush
from rlm_desktop.gui.style.fold import Fold
from rlm_desktop.gui.style.highlight import code_html
from rlm_desktop.gui.style.labels import ElidedLabel, label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.theme import CORNER, GAP_1, GAP_2, GAP_3, GAP_4, THEME
from rlm_desktop.reply import Quote, Reply

QUOTES_SHOWN = 3
ROWS_TALL = 10
ROW_TALL = 26
ABOUT_MODELS = ("model_missing", "model_refused", "resource_short")
"""Kinds of error whose way out is on the page of models, but for a disk that is full."""


class AnswerCard(QFrame):
    """Draws one reply. A word and a coloured edge say whether it is whole."""

    quote_chosen = Signal(object)
    all_evidence_wanted = Signal()
    coverage_wanted = Signal()
    steps_wanted = Signal()
    save_wanted = Signal()
    models_wanted = Signal()
    settings_wanted = Signal()
    whole_wanted = Signal()
    go_on_wanted = Signal()

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("Answer"))
        self.reply = reply
        self._word, self._tone = words.ending(reply)
        self._box = column(gap=GAP_3)
        self._box.setContentsMargins(GAP_4 + 4, GAP_3, GAP_4, GAP_3)
        self.setLayout(self._box)
        self._add_head()
        self._add_value()
        self._add_notes()
        self._add_evidence()
        self._add_honesty()
        self._add_more()
        THEME.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone_colour(self._tone)))
        painter.setClipRect(0, 0, 4, self.height())
        painter.drawRoundedRect(QRectF(0, 0, 2 * CORNER, self.height()), CORNER, CORNER)

    # ── from top to bottom ──────────────────────────────────────────────────

    def _add_head(self) -> None:
        word = short_label(self._word, size=theme.SMALL, bold=True, tone=self._tone)
        copy = button(tr("Copy"), self.copy, kind="link", picture="copy")
        copy.setToolTip(tr("Copy the answer with its sources"))
        save = button(tr("Save…"), self.save_wanted.emit, kind="link")
        save.setAccessibleName(tr("Save the answer"))
        self._box.addLayout(row(word, None, copy, save))

    def _add_value(self) -> None:
        large, below = headline(self.reply)
        if large:
            size = theme.TITLE if len(large) <= 60 else theme.LARGE
            self._box.addWidget(label(large, size=size, bold=True))
        if self.reply.estimate:
            self._box.addWidget(label(_estimate_words(self.reply), tone="muted"))
        if below:
            text = label(below, size=theme.LARGE if not large and len(below) < 400 else theme.NORMAL)
            self._box.addWidget(text)
        table = words.grid(self.reply.value)
        if table is None or _said_already(table, large):
            return
        chart = chart_of(table)
        if chart is not None:
            if len(table.rows) > bars_shown(table):
                self._box.addWidget(label(chart.accessibleName(), size=theme.SMALL, tone="muted"))
            self._box.addWidget(chart)
        if chart is None or len(table.columns) > 2 or len(table.rows) > bars_shown(table):
            self._box.addWidget(AnswerTable(table))
        self._box.addLayout(_takeaways(self, table, chart))
        if table.left_off:
            self._box.addWidget(
                label(
                    tr(
                        "{more_rows} in the saved answer", more_rows=words.counted(table.left_off, "more row")
                    ),
                    tone="faint",
                )
            )

    def _add_notes(self) -> None:
        aid = words.first_aid(self.reply)
        notes = [*map(told, self.reply.notes), *([aid] if aid else [])]
        if self.reply.error and self.reply.status != "failed":
            notes.insert(0, told(self.reply.error.message))
        for note in notes:
            flat = " ".join(note.split())
            self._box.addWidget(label(flat, tone="" if note is aid else "muted"))
        self._add_ways_on()

    def _add_ways_on(self) -> None:
        """What can be done about an answer that is not whole."""
        if can_go_on(self.reply):
            go_on = button(tr("Go on"), self.go_on_wanted.emit)
            go_on.setToolTip(tr("Asks it again the same way; what was read is known already"))
            self._box.addLayout(row(go_on, None))
        if can_be_whole(self.reply):
            whole = button(tr("Read every page…"), self.whole_wanted.emit)
            whole.setToolTip(tr("Says first how long that takes"))
            self._box.addLayout(row(whole, None))
        if self.reply.error and self.reply.error.kind in ABOUT_MODELS:
            full = " disk " in f" {self.reply.error.message} "
            way = (
                button(tr("Open Settings"), self.settings_wanted.emit)
                if full
                else button(tr("Open Models"), self.models_wanted.emit)
            )
            self._box.addLayout(row(way, None))

    def _add_evidence(self) -> None:
        evidence = self.reply.evidence
        if not evidence.shown:
            return
        box = column(gap=2)
        for number, quote in enumerate(evidence.shown[:QUOTES_SHOWN]):
            line = QuoteLine(number + 1, quote)
            line.clicked.connect(lambda _=False, quote=quote: self.quote_chosen.emit(quote))
            box.addWidget(line)
        if evidence.total > QUOTES_SHOWN:
            rest = tr("All {total} places", total=words.grouped(evidence.total))
            box.addLayout(row(flush(button(rest, self.all_evidence_wanted.emit, kind="link")), None))
        self._box.addLayout(box)

    def _add_honesty(self) -> None:
        line = label(words.honesty(self.reply), size=theme.SMALL, tone="muted")
        line.setAccessibleDescription(tr("What the answer rests on"))
        self._box.addWidget(line)

    def _add_more(self) -> None:
        box = column(gap=0)
        if self.reply.program:
            box.addWidget(Fold(tr("The program"), lambda: code_view(self.reply.program)))
        none = self.reply.status in ("failed", "stopped")
        why = tr("Why there is no answer") if none else tr("Why this answer")
        box.addWidget(Fold(why, self._why))
        self._box.addLayout(box)

    def _why(self) -> QWidget:
        made = QWidget()
        box = column(gap=GAP_2)
        box.setContentsMargins(GAP_3, 0, 0, GAP_1)
        for sentence in explained(self.reply):
            box.addWidget(label(sentence))
        steps = button(tr("See every step"), self.steps_wanted.emit, kind="link")
        cover = button(tr("See what was covered"), self.coverage_wanted.emit, kind="link")
        box.addLayout(row(flush(steps), cover, None))
        made.setLayout(box)
        return made

    def copy(self) -> None:
        QApplication.clipboard().setText(export.with_sources(self.reply))


class QuoteLine(Clickable):
    """A numbered piece of evidence; pressing it opens the document there."""

    def __init__(self, number: int, quote: Quote) -> None:
        super().__init__(
            tr(
                "Evidence {number}: {address}: {value}",
                number=number,
                address=address(quote),
                value=quote.quote[:120],
            )
        )
        self._number = number
        where = ElidedLabel(address(quote))
        where.setProperty("tone", "muted")
        where.setFont(theme.font(theme.SMALL))
        text = ElidedLabel(" ".join(quote.quote[:500].split()), mode=Qt.TextElideMode.ElideRight)
        text.setFont(theme.mono())
        box = column(gap=1)
        box.setContentsMargins(30, GAP_1, GAP_2, GAP_1)
        box.addWidget(where)
        box.addWidget(text)
        self.setLayout(box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tint(self) -> str:
        return theme.colours().evidence_soft

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.colours().evidence))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(theme.font(theme.SMALL, bold=True))
        badge = QRectF(0.5, 6.5, 20, 18)
        painter.drawRoundedRect(badge, 9, 9)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self._number))


def _said_already(table: words.Grid, large: str) -> bool:
    """Whether a short list stands in the headline, item by item."""
    return len(table.rows[0]) == 1 and large == ", ".join(str(row[0]) for row in table.rows)


def can_be_whole(reply: Reply) -> bool:
    """Whether reading every page could say more than the answer does."""
    return reply.status in ("partial", "not_found", "estimated") and not reply.coverage.exhaustive


def can_go_on(reply: Reply) -> bool:
    """Whether it ended too soon: stopped by the person, at a limit, or as the model's process was lost."""
    too_soon = reply.error is not None and reply.error.kind in ("budget_spent", "engine_lost")
    return reply.status == "stopped" or (too_soon and reply.status in ("partial", "failed"))


def _takeaways(card: QWidget, table: words.Grid, chart: QWidget | None) -> QHBoxLayout:
    """The table and the chart, to be used elsewhere."""
    copy = button(
        tr("Copy the table"), lambda: QApplication.clipboard().setText(table_text(table)), kind="link"
    )
    made = row(flush(copy), gap=GAP_2)
    if chart is not None:
        made.addWidget(button(tr("Save the chart…"), lambda: save_picture(chart, card), kind="link"))
    made.addStretch(1)
    return made


def tone_colour(tone: words.Tone) -> str:
    look = theme.colours()
    return {"good": look.good, "warning": look.warning, "bad": look.bad, "neutral": look.scanned}[tone]


def _estimate_words(reply: Reply) -> str:
    estimate = reply.estimate
    assert estimate is not None
    return tr(
        "Between {low} and {high} with {confidence} confidence, judged by {sampled} of {of}",
        low=words.grouped(estimate.low),
        high=words.grouped(estimate.high),
        confidence=words.percent(estimate.confidence, 1),
        sampled=words.grouped(estimate.sampled),
        of=words.grouped(estimate.of),
    )


def code_view(code: str) -> QTextBrowser:
    """A program in colours, as tall as it is, up to a point."""
    made = QTextBrowser()
    made.setAccessibleName(tr("Program"))
    made.document().setDocumentMargin(GAP_3)

    def draw() -> None:
        look = theme.colours()
        style = f"pre {{ font-family: '{theme.mono().family()}', monospace; font-size: 12px; }}"
        made.document().setDefaultStyleSheet(style)
        made.setHtml(
            code_html(code, "python" if not code.lstrip().lower().startswith("select") else "sql", look)
        )

    draw()
    _Redraw(made, draw)
    made.setFixedHeight(min(360, 2 * GAP_3 + GAP_2 + 17 * (code.count("\n") + 2)))
    return made


class _Redraw(QWidget):
    """Draws again when the look changes, as long as its parent lives."""

    def __init__(self, parent: QWidget, draw: Callable[[], None]) -> None:
        super().__init__(parent)
        self._draw = draw
        self.hide()
        THEME.changed.connect(self.again)

    def again(self) -> None:
        self._draw()


class AnswerTable(QTableWidget):
    """The rows of an answer: some of them in sight, the others by scrolling."""

    def __init__(self, grid: words.Grid) -> None:
        super().__init__(len(grid.rows), max((len(row) for row in grid.rows), default=1))
        self.setAccessibleName(tr("Table of the answer"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        # Between two scroll bars Qt would draw a corner of its own.
        self.setCornerWidget(QWidget())
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_TALL)
        header = self.horizontalHeader()
        header.setVisible(bool(grid.columns))
        for place, name in enumerate(grid.columns):
            head = QTableWidgetItem(name)
            head.setTextAlignment(_side(grid.rows[0][place]))
            self.setHorizontalHeaderItem(place, head)
        for number, cells in enumerate(grid.rows):
            for place, item in enumerate(cells):
                name = grid.columns[place] if grid.columns else ""
                self.setItem(number, place, _cell(item, name))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        self._tall = ROW_TALL * min(ROWS_TALL, len(grid.rows)) + (30 if grid.columns else 2)
        self.setFixedHeight(self._tall)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Columns that go on to the right bring a scroll bar, which takes no row's room."""
        super().resizeEvent(event)
        beyond = self.horizontalHeader().length() > event.size().width()
        self.setFixedHeight(self._tall + (self.horizontalScrollBar().sizeHint().height() if beyond else 0))


def _cell(item: object, column: str) -> QTableWidgetItem:
    made = QTableWidgetItem(words.cell(item, column))
    made.setTextAlignment(_side(item))
    return made


def _side(item: object) -> Qt.AlignmentFlag:
    """Numbers stand at the right, so that their places line up."""
    number = isinstance(item, int | float) and not isinstance(item, bool)
    side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
