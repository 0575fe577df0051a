"""The first page: what this is, and how to begin."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from rlm_desktop.events import IngestProgressed
from rlm_desktop.gui.beneath.backend import ModelState
from rlm_desktop.gui.panels.models_page import fit_words, progress_words, speed_words, usual_page, usual_words
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.icons import Picture
from rlm_desktop.gui.style.labels import label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.theme import GAP_2, GAP_3, GAP_4, GAP_5, restyle

PROMISES = (
    ("offline", later("Your files stay here. Nothing is sent anywhere, and no network is needed.")),
    (
        "table",
        later("All of the text counts. Programs scan every line, so “how many” is counted, not guessed."),
    ),
    (
        "search",
        later("Every answer points to its place. Click a number and you stand at the line it came from."),
    ),
)
NOTHING, WAYS, PROGRESS = range(3)
"""What stands below the line about the model."""


class FirstStart(QScrollArea):
    """Drop, choose, or try the sample."""

    files_wanted = Signal()
    folder_wanted = Signal()
    sample_wanted = Signal()
    model_wanted = Signal(str)
    file_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, *, sample: bool) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr("Start"))
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("page")
        inner = QWidget()
        inner.setMaximumWidth(608)
        box = column(gap=GAP_4)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        box.addStretch(2)
        box.addWidget(label(tr("Ask questions of your own files"), size=theme.TITLE, bold=True))
        text = tr("Add a folder of documents, logs, tables or mail of any size, and ask in plain words.")
        box.addWidget(label(text, size=theme.LARGE, tone="muted"))
        for picture, promise in PROMISES:
            mark = Picture(picture, lambda: theme.colours().accent, size=20)
            line = row(mark, label(tr(promise)), gap=GAP_3)
            line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
            line.setStretch(1, 1)
            box.addLayout(line)
        box.addSpacing(GAP_2)
        box.addWidget(self._drop_zone(sample))
        self._add_model_lines(box)
        box.addStretch(3)
        inner.setLayout(box)
        page.setLayout(row(inner, gap=0))
        self.setWidget(page)

    def _add_model_lines(self, box: QVBoxLayout) -> None:
        """Whether there is a model, and below it the ways to one or how far it has come."""
        self._missing, self._ready, self._busy = "", False, False
        self._model = label(tr("Looking for a model on this machine…"), tone="muted")
        self._model.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for what comes later, so that nothing moves when it comes.
        self._model.setMinimumHeight(2 * self._model.fontMetrics().lineSpacing())
        self._mark = Picture("model", lambda: theme.colours().muted)
        foot = row(self._mark, self._model, gap=GAP_2)
        foot.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        foot.setStretch(1, 1)
        box.addLayout(foot)
        self._get = button(tr("Get the model"), lambda: self.model_wanted.emit(self._missing), kind="primary")
        self._bring = button(tr("Use a file…"), self.file_wanted.emit)
        self._bring.setToolTip(tr("A model file (GGUF) from a disk or a stick"))
        ways = QWidget()
        ways.setLayout(row(self._get, self._bring, None, gap=GAP_2))
        self._below = QStackedWidget()
        self._below.setContentsMargins(GAP_5, 0, 0, 0)
        for part in (QWidget(), ways, self._progress()):
            self._below.addWidget(part)
        self._below.setFixedHeight(ways.sizeHint().height())
        box.addWidget(self._below)

    def _progress(self) -> QWidget:
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Progress of a model"))
        self._bar.setTextVisible(False)
        self._doing = short_label("", size=theme.SMALL, tone="muted")
        self._stop = button(tr("Stop"), self.stop_wanted.emit)
        made = QWidget()
        line = row(self._bar, self._doing, self._stop, gap=GAP_3)
        line.setStretch(0, 1)
        made.setLayout(line)
        return made

    def show_models(self, models: Sequence[ModelState]) -> None:
        """Whether a question can be answered already, and what to do if not."""
        root = next((model for model in models if model.is_root), None)
        self._ready = root is not None and root.present
        self._missing = root.name if root is not None and not root.present else ""
        self._get.setVisible(bool(self._missing))
        if not self._busy:
            self._below.setCurrentIndex(NOTHING if self._ready else WAYS)
        if self._ready or not self._busy:
            self._say_of(root)

    def _say_of(self, root: ModelState | None) -> None:
        if root is not None and root.present:
            self._mark.change("done", lambda: theme.colours().good)
            ready = tr(
                "The model is ready: {title}, {bytes}.", title=root.title, bytes=words.size(root.bytes)
            )
            speed = f" {speed_words(root.speed) if root.speed else usual_words(root)}."
            self._model.setText(ready + speed)
        elif root is not None:
            self._mark.change("warning", lambda: theme.colours().warning)
            missing = tr(
                "One thing is needed first, a language model: {title}, {bytes}.",
                title=root.title,
                bytes=words.size(root.bytes),
            )
            fits = (
                tr("It fits this machine, and should read a page in about {page}.", page=usual_page(root))
                if root.fit == "now"
                else f"{fit_words(root)}."
            )
            self._model.setText(f"{missing} {fits}")
            self._get.setText(tr("Get it ({bytes})", bytes=words.size(root.bytes)))
        else:
            self._mark.change("warning", lambda: theme.colours().warning)
            self._model.setText(
                tr("The chosen model is not on this machine. Use a file, or choose another under Models.")
            )

    def show_progress(self, name: str, event: IngestProgressed, stoppable: bool) -> None:
        said = progress_words(name, event)
        self._busy = True
        self._doing.setText(said if self._ready else "")
        if not self._ready:
            self._mark.change("doing", lambda: theme.colours().accent)
            self._model.setText(said)
        self._bar.setRange(0, 1000 if event.total else 0)
        if event.total:
            self._bar.setValue(1000 * min(event.done, event.total) // event.total)
        had_focus = self._get.hasFocus() or self._bring.hasFocus()
        self._stop.setVisible(stoppable)
        self._below.setCurrentIndex(PROGRESS)
        if had_focus:
            # Else it would fall to whatever comes next in the window.
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_progress(self) -> None:
        """What has come is listed next."""
        self._busy = False
        if self._stop.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._below.setCurrentIndex(NOTHING)

    def set_dropping(self, dropping: bool) -> None:
        self._zone.setProperty("active", "true" if dropping else "false")
        restyle(self._zone)

    def _drop_zone(self, sample: bool) -> QFrame:
        self._zone = QFrame()
        self._zone.setObjectName("drop")
        self._zone.setAccessibleName(tr("Drop files here"))
        text = label(tr("Drop files or folders here"), size=theme.LARGE, bold=True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        folder = button(tr("Add a folder…"), self.folder_wanted.emit, kind="primary")
        self.setFocusProxy(folder)
        files = button(tr("Add files…"), self.files_wanted.emit)
        buttons = row(None, folder, files, gap=GAP_2)
        if sample:
            buttons.addWidget(button(tr("Try the sample"), self.sample_wanted.emit))
        buttons.addStretch(1)
        box = column(gap=GAP_3)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        box.addWidget(text)
        box.addLayout(buttons)
        self._zone.setLayout(box)
        return self._zone
