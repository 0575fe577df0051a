"""Says which answer the next question follows up, and takes no for an answer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import icon_button
from rlm_desktop.gui.style.labels import ElidedLabel, tip
from rlm_desktop.gui.style.layouts import row
from rlm_desktop.gui.style.theme import GAP_1, GAP_2


class FollowChip(QFrame):
    """Stands above the question while it reads as if it leant on the last answer."""

    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chip")
        self._text = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._text.setFont(theme.font(theme.SMALL))
        self.close_button = icon_button("close", tr("Ask it by itself"), self.declined.emit)
        inner = row(self._text, self.close_button, gap=GAP_1)
        inner.setStretch(0, 1)
        inner.setContentsMargins(GAP_2, 1, 1, 1)
        self.setLayout(inner)
        self.hide()

    @property
    def said(self) -> str:
        return self._text.whole

    def show_question(self, question: str) -> None:
        text = tr("Continues: {question}", question=" ".join(question.split()))
        self._text.set_text(text)
        self._text.setToolTip(tip(text))
        self.setAccessibleName(text)
