"""Where everything is kept that the program writes: shown, opened, and another folder chosen for it."""

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from rlm_desktop.errors import BadRequest
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import dialogs, theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.labels import ElidedLabel, label, short_label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_1, GAP_3
from rlm_desktop.paths import DataFolder


class DataPlace(QWidget):
    """A choice holds from the next start on, and one line says so; nothing is moved."""

    failed = Signal(object)

    def __init__(self, data: DataFolder) -> None:
        super().__init__()
        self._data = data
        self._given = data not in (DataFolder.default(), DataFolder.usual())
        """Whether the program was started with a folder of its own, which holds as long as it is given."""
        box = column(gap=GAP_1)
        path = ElidedLabel(str(data.root))
        path.setFont(theme.mono())
        box.addWidget(short_label(tr("Data folder"), bold=True))
        text = tr("Libraries, history and models lie here. Your own files stay where they are.")
        box.addWidget(label(text, tone="muted"))
        box.addWidget(path)
        show = button(tr("Show the folder"), self._show, kind="link", picture="open")
        self._other = button(tr("Another folder…"), self._choose, kind="link")
        self._usual = button(tr("Back to the usual folder"), lambda: self._put(None), kind="link")
        box.addLayout(row(show, self._other, self._usual, None, gap=GAP_3))
        self._said = label(tone="muted")
        box.addWidget(self._said)
        self.setLayout(box)
        self._tell()

    @property
    def said(self) -> str:
        return self._said.text()

    def _tell(self) -> None:
        """What will be, where that is not what is."""
        chosen = DataFolder.default()
        self._other.setVisible(not self._given)
        self._usual.setVisible(not self._given and chosen != DataFolder.usual())
        if self._given:
            said = tr("Started with --data-dir: this folder holds as long as that is given.")
        elif chosen != self._data:
            said = tr(
                "From the next start on: {folder}. What is here stays here; to take it along, close the "
                "program and copy what the folder holds.",
                folder=chosen.root,
            )
        else:
            said = ""
        self._said.setText(said)
        self._said.setVisible(bool(said))

    def _show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data.root)))

    def _choose(self) -> None:
        if path := dialogs.choose_folder(self, tr("Another data folder")):
            self._put(DataFolder.within(Path(path)).root)

    def _put(self, root: Path | None) -> None:
        try:
            DataFolder.choose(root)
        except OSError as error:
            message = tr("Nothing can be kept in {folder}: {why}.", folder=root or "", why=error.strerror)
            self.failed.emit(BadRequest(message, hint=tr("Choose another folder.")))
        self._tell()
        announce(self, self.said)
