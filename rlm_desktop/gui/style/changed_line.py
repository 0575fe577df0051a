"""A quiet line below the libraries: how many files changed since they were read, and the way to read them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rlm_desktop.gui.saying.language import tr, trn
from rlm_desktop.gui.saying.words import grouped
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.labels import ElidedLabel
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_2


class ChangedLine(QWidget):
    read_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Changed files"))
        self._library = ""
        self._said = ElidedLabel()
        self._said.setFont(theme.font(theme.SMALL))
        self._said.setProperty("tone", "muted")
        read = button(tr("Read again"), lambda: self.read_wanted.emit(self._library), kind="link")
        box = column(gap=0)
        box.setContentsMargins(GAP_2, GAP_2, GAP_2, 0)
        box.addWidget(self._said)
        box.addLayout(row(read, None))
        self.setLayout(box)
        self.hide()

    @property
    def said(self) -> str:
        return self._said.whole if not self.isHidden() else ""

    def show_changes(self, library: str, files: int) -> None:
        """Say it once for each count; nothing changed is nothing to say."""
        if not files:
            self.hide()
            return
        said = trn(
            "{n} file of {library} changed",
            "{n} files of {library} changed",
            files,
            n=grouped(files),
            library=library,
        )
        if said != self.said:
            self._library = library
            self._said.set_text(said)
            self.show()
            announce(self, said)
