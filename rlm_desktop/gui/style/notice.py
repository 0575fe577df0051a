"""A line of notice: what went wrong, with a way out."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QWidget

from rlm_desktop.errors import RlmError
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.style.buttons import button, icon_button
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_2, GAP_3, restyle


class Notice(QFrame):
    """What went wrong, in a line with a way out; it goes when it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName(tr("Notice"))
        self._message = label(bold=True)
        self._hint = label(tone="muted")
        texts = column(gap=2)
        texts.addWidget(self._message)
        texts.addWidget(self._hint)
        close = icon_button("close", tr("Close the notice"), self.hide)
        self._action = button("", kind="link")
        self._action.setAccessibleName(tr("Way out"))
        self._action.hide()
        self._then: Callable[[], object] | None = None
        self._action.clicked.connect(lambda _=False: self._act())
        inner = row(texts, self._action, close, gap=GAP_2)
        inner.setStretch(0, 1)
        inner.setContentsMargins(GAP_3, GAP_2, GAP_2, GAP_2)
        self.setLayout(inner)
        self.hide()

    @property
    def text(self) -> str:
        return f"{self._message.text()} {self._hint.text()}".strip()

    def show_error(self, error: RlmError) -> None:
        self.say(told(error.message), told(error.hint), bad=True)

    def say(
        self,
        message: str,
        hint: str = "",
        *,
        action: str = "",
        then: Callable[[], object] | None = None,
        bad: bool = False,
    ) -> None:
        self.setProperty("tone", "bad" if bad else "")
        restyle(self)
        self._message.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._action.setText(action)
        self._action.setAccessibleName(action or tr("Way out"))
        self._action.setVisible(bool(action))
        self._then = then
        self.show()
        announce(self, f"{message} {hint}")

    def _act(self) -> None:
        self.hide()
        if self._then:
            self._then()
