"""The left column: libraries on top, the other pages below, and the word that nothing goes out."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from rlm_desktop.gui.panels.libraries_panel import LibrariesPanel
from rlm_desktop.gui.saying.language import later, tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button
from rlm_desktop.gui.style.icons import Picture
from rlm_desktop.gui.style.labels import short_label
from rlm_desktop.gui.style.layouts import column, hairline, row
from rlm_desktop.gui.style.theme import GAP_1, GAP_2

PAGES = (
    ("ask", later("Ask"), "search"),
    ("history", later("History"), "history"),
    ("models", later("Models"), "model"),
    ("settings", later("Settings"), "settings"),
)


class Sidebar(QWidget):
    page_wanted = Signal(str)
    guide_wanted = Signal()

    def __init__(self, *, offline: bool) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAccessibleName(tr("Libraries and pages"))
        self.libraries = LibrariesPanel()
        box = column(gap=GAP_1)
        box.setContentsMargins(GAP_2, GAP_2, GAP_2, GAP_2)
        box.addWidget(self.libraries, 1)
        box.addWidget(hairline())
        self._group = QButtonGroup(self)
        self._buttons = {}
        for number, (name, text, picture) in enumerate(PAGES, start=1):
            made = button(tr(text), partial(self.page_wanted.emit, name), kind="nav", picture=picture)
            made.setCheckable(True)
            # A screen reader then says that it is one of several, and not that it may be ticked.
            made.setAutoExclusive(True)
            made.setToolTip(tr("{text} (Ctrl+{number})", text=tr(text), number=number))
            self._group.addButton(made)
            self._buttons[name] = made
            box.addWidget(made)
        guide = button(tr("Guide"), self.guide_wanted.emit, kind="nav", picture="guide")
        guide.setToolTip(tr("{text} (F1)", text=tr("Guide")))
        box.addWidget(guide)
        box.addWidget(hairline())
        self._mark = Picture("offline", lambda: theme.colours().good)
        self._said = short_label(size=theme.SMALL, tone="muted")
        line = row(self._mark, self._said, None, gap=GAP_2)
        line.setContentsMargins(GAP_2, GAP_1, GAP_2, 0)
        box.addLayout(line)
        self.show_offline(offline)
        self.setLayout(box)

    def show_page(self, name: str) -> None:
        self._buttons[name].setChecked(True)

    def show_offline(self, offline: bool) -> None:
        """The word that nothing goes out, or that it may."""
        self._mark.change("offline", lambda: theme.colours().good if offline else theme.colours().warning)
        self._said.setText(tr("Nothing leaves this machine") if offline else tr("Models may be fetched"))
