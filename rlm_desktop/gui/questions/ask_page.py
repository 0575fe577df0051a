"""The middle of the window: which library is asked, the conversation, and the question box."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from rlm_desktop.gui.questions.ask_box import AskBox
from rlm_desktop.gui.questions.conversation import WIDEST, Conversation
from rlm_desktop.gui.questions.first_start import FirstStart
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.buttons import button, icon_button
from rlm_desktop.gui.style.labels import ElidedLabel, short_label
from rlm_desktop.gui.style.layouts import column, hairline, row
from rlm_desktop.gui.style.notice import Notice
from rlm_desktop.gui.style.theme import GAP_2, GAP_3, GAP_4, GAP_5

ROOM_FOR_FACTS = 500


class AskPage(QWidget):
    asked = Signal(str, str)
    sidebar_wanted = Signal()
    inspector_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, *, sample: bool) -> None:
        super().__init__()
        self.setObjectName("page")
        self.first = FirstStart(sample=sample)
        self.conversation = Conversation()
        self.box = AskBox()
        self.notice = Notice()
        self.box.asked.connect(self.asked)
        self.conversation.suggested.connect(self.box.suggest)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.conversation)
        self._middle.addWidget(self.first)
        outer = column(gap=0)
        outer.addLayout(self._head())
        outer.addWidget(hairline())
        outer.addWidget(self._middle, 1)
        self._foot = QWidget()
        foot = column(gap=GAP_2)
        foot.setContentsMargins(GAP_5, GAP_2, GAP_5, GAP_4)
        foot.addWidget(self.notice)
        foot.addWidget(self.box)
        inner = QWidget()
        inner.setLayout(foot)
        inner.setMaximumWidth(WIDEST)
        self._foot.setLayout(row(inner, gap=0))
        outer.addWidget(self._foot)
        self.setLayout(outer)

    def show_first(self, first: bool) -> None:
        """The first page while there is no library; the conversation from then on."""
        self._middle.setCurrentIndex(1 if first else 0)
        self._inspect.setVisible(not first)
        self.box.setVisible(not first)
        self._new.setVisible(not first)
        if first:
            self._title.set_text("RLM Desktop")
            self._facts.setText("")
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_library(self, name: str, facts: str) -> None:
        self._title.set_text(name)
        self._facts.setText(facts)
        self.box.set_scope(tr("Library: {name}", name=name))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """In a narrow column the library's name comes before how much it holds."""
        super().resizeEvent(event)
        self._facts.setVisible(event.size().width() >= ROOM_FOR_FACTS)

    def alert(self, window: QWidget) -> None:
        """Let the desktop show that an answer is there while the person is elsewhere."""
        QApplication.alert(window)

    def _head(self) -> QHBoxLayout:
        self._title = ElidedLabel("RLM Desktop")
        self._title.setFont(theme.font(bold=True))
        self._facts = short_label("", size=theme.SMALL, tone="muted")
        self._new = button(tr("New conversation"), self.new_wanted.emit, kind="link")
        name = tr("Show or hide the inspector (Ctrl+I)")
        self._inspect = icon_button("inspector", name, self.inspector_wanted.emit)
        made = row(
            icon_button("sidebar", tr("Show or hide the libraries (Ctrl+B)"), self.sidebar_wanted.emit),
            self._title,
            self._facts,
            self._new,
            self._inspect,
            gap=GAP_3,
        )
        made.setStretch(1, 1)
        made.setContentsMargins(GAP_2, 6, GAP_2, 6)
        return made
