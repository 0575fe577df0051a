"""How far the reading of files has come, with Pause and Stop, and what could not be read and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from rlm_desktop.events import DocumentSkipped, Event, IngestPaused, IngestProgressed, IngestResumed
from rlm_desktop.gui.beneath.backend import LibraryInfo
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button, icon_button, keep_icon
from rlm_desktop.gui.style.fold import Fold
from rlm_desktop.gui.style.labels import ElidedLabel, label
from rlm_desktop.gui.style.layouts import clear, column, row
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_1, GAP_2, GAP_3

SKIPPED_SHOWN = 50


class IngestBar(QWidget):
    """Stands below the libraries while files are added, and stays where some could not be read."""

    pause_wanted = Signal(bool)
    """Whether the reading is to stand still."""
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Adding files"))
        self._what = ElidedLabel()
        self._what.setFont(theme.font(theme.SMALL, bold=True))
        self._doing, self._pace = _small_line(), _small_line()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Progress of adding files"))
        self._bar.setTextVisible(False)
        self.pause = icon_button("pause", tr("Pause adding files"), self._switch)
        self._stop = icon_button("close", tr("Stop adding files"), self.stopped.emit)
        self._paused = False
        self._skipped: list[tuple[str, str]] = []
        self._skipped_box = QVBoxLayout()
        head = row(self._what, self.pause, self._stop, gap=GAP_1)
        head.setStretch(0, 1)
        box = column(gap=GAP_1)
        box.setContentsMargins(GAP_2, GAP_2, GAP_2, GAP_2)
        box.addLayout(head)
        box.addWidget(self._bar)
        box.addWidget(self._doing)
        box.addWidget(self._pace)
        box.addLayout(self._skipped_box)
        self.setLayout(box)
        self.hide()

    @property
    def said(self) -> str:
        """What stands in it at the moment."""
        return " ".join(line.whole for line in (self._what, self._doing, self._pace) if line.whole)

    def begin(self, name: str) -> None:
        self._skipped = []
        clear(self._skipped_box)
        self._what.set_text(tr("Adding to {name}", name=name))
        self._doing.set_text(tr("Looking at the files"))
        self._pace.set_text("")
        self._bar.setRange(0, 0)
        for part in (self._bar, self._pace, self.pause, self._stop):
            part.show()
        # Until it has begun there is nothing that could stand still.
        self.pause.setEnabled(False)
        self._dress(paused=False)
        self.show()

    def add(self, events: Sequence[Event]) -> None:
        for event in events:
            match event:
                case IngestProgressed():
                    self._go_on(event)
                case IngestPaused():
                    self._dress(paused=True)
                    self._doing.set_text(tr("Paused: it goes on where it stood"))
                    self._pace.set_text("")
                    announce(self, tr("Adding files is paused"))
                case IngestResumed():
                    self._dress(paused=False)
                case DocumentSkipped(document=document, reason=reason):
                    self._skipped.append((document, reason))

    def end(self, info: LibraryInfo | None) -> None:
        """Go away when all is well; stay with the reasons where a file could not be read."""
        for part in (self._bar, self._pace, self.pause, self._stop):
            part.hide()
        if not self._skipped:
            self.hide()
            return
        self._what.set_text(tr("{files} could not be read", files=words.counted(len(self._skipped), "file")))
        done = (
            tr("{documents} can be asked about", documents=words.counted(info.documents, "document"))
            if info
            else tr("Nothing was added")
        )
        self._doing.set_text(done)
        clear(self._skipped_box)
        self._skipped_box.addWidget(Fold(tr("Which, and why"), self._reasons, opened=len(self._skipped) < 4))
        self._skipped_box.addLayout(row(button(tr("Close"), self.hide, kind="link"), None))

    def _go_on(self, event: IngestProgressed) -> None:
        self._bar.setRange(0, max(event.total, 0) and 1000)
        if event.total:
            self._bar.setValue(1000 * min(event.done, event.total) // event.total)
        self.pause.setEnabled(True)
        if not self._paused:
            self._doing.set_text(words.how_far(event) + (f" · {event.document}" if event.document else ""))
            self._pace.set_text(words.pace(event))

    def _switch(self) -> None:
        """Asked for at once, shown when it is so: a large file may take a moment to stand still."""
        self.pause_wanted.emit(not self._paused)
        if not self._paused:
            self._doing.set_text(tr("Pausing …"))

    def _dress(self, *, paused: bool) -> None:
        self._paused = paused
        name = tr("Go on adding files") if paused else tr("Pause adding files")
        self.pause.setAccessibleName(name)
        self.pause.setToolTip(name)
        keep_icon(self.pause, "resume" if paused else "pause")

    def _reasons(self) -> QWidget:
        made = QWidget()
        box = column(gap=GAP_1)
        box.setContentsMargins(GAP_3, 0, 0, 0)
        for document, reason in self._skipped[:SKIPPED_SHOWN]:
            name = ElidedLabel(document)
            name.setFont(theme.font(theme.SMALL))
            box.addWidget(name)
            box.addWidget(label(told(reason), size=theme.SMALL, tone="warning"))
        if len(self._skipped) > SKIPPED_SHOWN:
            more = words.counted(len(self._skipped) - SKIPPED_SHOWN, "more file")
            box.addWidget(label(tr("and {more}", more=more), size=theme.SMALL, tone="faint"))
        made.setLayout(box)
        return made


def _small_line() -> ElidedLabel:
    made = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
    made.setFont(theme.font(theme.SMALL))
    made.setProperty("tone", "muted")
    return made
