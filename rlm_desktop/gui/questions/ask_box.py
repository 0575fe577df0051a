"""Where a question is put: the text, how to go about it, and Ask or Stop in one place."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QPlainTextEdit, QSizePolicy

from rlm_desktop.gui.beneath.backend import AskChoice
from rlm_desktop.gui.questions.follow_chip import FollowChip
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.labels import ElidedLabel, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import announce, named
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3, restyle
from rlm_desktop.runtime.kinds import PlanChoice

PLANS: tuple[tuple[PlanChoice, str, str], ...] = (
    ("auto", later("Automatic"), later("The program chooses the way")),
    ("guided", later("Guided"), later("Short programs over the records that were found")),
    ("free", later("Free"), later("The Planner writes any program; for larger models")),
    ("exhaustive", later("Read everything"), later("The Reader reads every page; slow, and complete")),
)
LINES = 4


class QuestionEdit(QPlainTextEdit):
    """One to four lines of text. Return asks, Shift+Return breaks the line, Up brings earlier questions."""

    asked = Signal()
    files_pasted = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Question"))
        self.setPlaceholderText(tr("Ask about the text"))
        self.setFont(theme.font(theme.LARGE))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().setDocumentMargin(2)
        self.past: list[str] = []
        self._place = 0
        self.textChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.asked.emit()
        elif event.key() == Qt.Key.Key_Up and self._on_first_line():
            self._recall(-1)
        elif event.key() == Qt.Key.Key_Down and self._place < len(self.past) and self._on_last_line():
            self._recall(1)
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Copied files are added; anything else is text."""
        paths = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        if paths:
            self.files_pasted.emit(paths)
        else:
            super().insertFromMimeData(source)

    def remember(self, question: str) -> None:
        self.past = [*(old for old in self.past if old != question), question]
        self._place = len(self.past)

    def set_past(self, questions: list[str]) -> None:
        self.past = questions
        self._place = len(questions)

    def _recall(self, step: int) -> None:
        place = self._place + step
        if 0 <= place <= len(self.past):
            self._place = place
            self.setPlainText(self.past[place] if place < len(self.past) else "")
            self.moveCursor(self.textCursor().MoveOperation.End)

    def _on_first_line(self) -> bool:
        return self.textCursor().blockNumber() == 0

    def _on_last_line(self) -> bool:
        return self.textCursor().blockNumber() == self.document().blockCount() - 1

    def _fit(self) -> None:
        lines = min(LINES, max(1, int(self.document().size().height())))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + GAP_2)


class AskBox(QFrame):
    """While a run goes on the box shows its time, and the button stops it."""

    asked = Signal(str, str)
    """A question, and the run that it follows up or nothing."""
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ask")
        self.setAccessibleName(tr("Ask"))
        self.edit = QuestionEdit()
        self.edit.asked.connect(self._press)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._look_whether_it_leans)
        self._leans: Callable[[str], bool] = lambda _: False
        self._before = ("", "")
        self._alone = False
        self.go = button(tr("Ask"), self._pressed, kind="primary")
        self.go.setMinimumWidth(92)
        self._scope = ElidedLabel()
        self._scope.setFont(theme.font(theme.SMALL))
        self._scope.setProperty("tone", "muted")
        self.follows = FollowChip()
        self.follows.declined.connect(self._ask_alone)
        self.plan = _plan_box()
        self.estimate = QCheckBox(tr("Estimate"))
        self.estimate.setAccessibleName(tr("Estimate from a sample"))
        self.estimate.setToolTip(
            tr("Answer from a sample instead of the whole text; a count comes with an interval")
        )
        self._clock = short_label("", size=theme.SMALL, tone="muted")
        self._clock.hide()
        self._since = QElapsedTimer()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._show_clock)
        self._running = False
        box = column(gap=GAP_1)
        box.setContentsMargins(GAP_3, GAP_2, GAP_2, GAP_2)
        box.addWidget(self.follows)
        box.addWidget(self.edit)
        below = row(self._scope, self._clock, self.plan, self.estimate, self.go, gap=GAP_2)
        below.setStretch(0, 1)
        box.addLayout(below)
        self.setLayout(box)

    @property
    def running(self) -> bool:
        return self._running

    def choice(self, *, seconds: float | None = None) -> AskChoice:
        plan = PLANS[self.plan.currentIndex()][0]
        return AskChoice(plan=plan, estimate=self.estimate.isChecked(), seconds=seconds)

    def set_scope(self, text: str) -> None:
        self._scope.set_text(text)

    def set_leaning(self, leans: Callable[[str], bool]) -> None:
        """How to tell whether a question needs the one before it."""
        self._leans = leans

    def set_before(self, run: str, question: str) -> None:
        """What can be followed up: the last answer in sight, or nothing."""
        self._before = (run, question)
        self.follows.show_question(question)
        self._look_whether_it_leans()

    @property
    def after(self) -> str:
        """The run that what stands in the box follows up."""
        return self._before[0] if self.follows.isVisibleTo(self) else ""

    def suggest(self, question: str) -> None:
        self.edit.setPlainText(question)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """A run has started: the button is now Stop."""
        self._running = True
        self._since.start()
        self._tick.start()
        self._show_clock()
        self._dress(tr("Stop"), "stop")

    def stopping(self) -> None:
        self.go.setEnabled(False)
        self._dress(tr("Stopping"), "stop")

    def end(self) -> None:
        self._running = False
        self._tick.stop()
        self._clock.hide()
        self.go.setEnabled(True)
        self._dress(tr("Ask"), "primary")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", "true" if event.type() == QEvent.Type.FocusIn else "false")
            restyle(self)
        return super().eventFilter(watched, event)

    def _press(self) -> None:
        """Return asks; it never stops, so that a habit does not end a long run."""
        question = self.edit.toPlainText().strip()
        if question and not self._running:
            after = self.after
            self.edit.remember(question)
            self.edit.clear()
            self.asked.emit(question, after)

    def _look_whether_it_leans(self) -> None:
        text = self.edit.toPlainText().strip()
        if not text:
            self._alone = False
        follows = bool(text and self._before[0] and not self._alone and self._leans(text))
        if follows and not self.follows.isVisibleTo(self):
            announce(self.edit, self.follows.said)
        self.follows.setVisible(follows)

    def _ask_alone(self) -> None:
        self._alone = True
        self._look_whether_it_leans()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pressed(self) -> None:
        if self._running:
            self.stopped.emit()
        else:
            self._press()

    def _dress(self, text: str, kind: str) -> None:
        self.go.setText(text)
        self.go.setAccessibleName(text)
        self.go.setProperty("kind", kind)
        restyle(self.go)

    def _show_clock(self) -> None:
        self._clock.setText(words.clock(self._since.elapsed() / 1000))
        self._clock.show()


def _plan_box() -> QComboBox:
    made = QComboBox()
    made.setProperty("kind", "quiet")
    # Wide enough for its words also where the box is narrow; the scope gives way.
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    named(made, tr("Plan"))
    made.setToolTip(tr("How the question is gone about"))
    made.setAccessibleDescription(tr("Plan: how the question is gone about"))
    for name, text, tip in PLANS:
        made.addItem(tr(text), name)
        made.setItemData(made.count() - 1, tr(tip), Qt.ItemDataRole.ToolTipRole)
    return made
