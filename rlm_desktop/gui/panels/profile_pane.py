"""What the documents hold that were chosen in the tree: a folder, or one file."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from rlm_desktop.gui.panels.profile_card import ProfileCard
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import clear, column
from rlm_desktop.gui.style.screen_reader import announce
from rlm_desktop.gui.style.theme import GAP_3
from rlm_desktop.profile import Profile


class ProfilePane(QScrollArea):
    """One card at a time; it says what to do while there is none."""

    suggested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        self._box = column()
        self._box.setContentsMargins(GAP_3, GAP_3, GAP_3, GAP_3)
        page.setLayout(self._box)
        self.setWidget(page)
        self.clear()

    def clear(self) -> None:
        self._say(tr("Choose a folder in the tree, or “What it holds” in a document's menu."))

    def wait(self, name: str) -> None:
        self._say(tr("Counting what {name} holds …", name=name))

    def show_profile(self, name: str, profile: Profile) -> None:
        clear(self._box)
        card = ProfileCard(name, profile)
        card.suggested.connect(self.suggested)
        self._box.addWidget(card)
        self._box.addStretch(1)
        announce(self, card.accessibleName())

    def _say(self, text: str) -> None:
        clear(self._box)
        self._box.addWidget(label(text, tone="muted"))
        self._box.addStretch(1)
