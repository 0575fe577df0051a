"""A heading that shows or hides what is below it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rlm_desktop.gui.style.buttons import button, flush, keep_icon
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.theme import GAP_1


class Fold(QWidget):
    """A heading that shows or hides what is below it. The content is made when it is first opened."""

    toggled = Signal(bool)

    def __init__(self, title: str, make: Callable[[], QWidget], *, opened: bool = False) -> None:
        super().__init__()
        self._make = make
        self._content: QWidget | None = None
        self._head = flush(button(title, self.toggle, kind="link", picture="right"))
        self._box = column(gap=GAP_1)
        self._box.addLayout(row(self._head, None))
        self.setLayout(self._box)
        if opened:
            self.toggle()

    @property
    def is_open(self) -> bool:
        return self._content is not None and not self._content.isHidden()

    def toggle(self) -> None:
        if self._content is None:
            self._content = self._make()
            self._box.addWidget(self._content)
            self._content.setVisible(True)
            shown = True
        else:
            shown = self._content.isHidden()
            self._content.setVisible(shown)
        keep_icon(self._head, "down" if shown else "right")
        self.toggled.emit(shown)
