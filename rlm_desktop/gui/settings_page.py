"""The few things that can be set, each with what it does."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QScrollArea, QSpinBox, QWidget

from rlm_desktop.gui import theme
from rlm_desktop.gui.parts import ElidedLabel, button, column, label, named, row, short_label
from rlm_desktop.gui.theme import GAP_1, GAP_3, GAP_5, THEME
from rlm_desktop.settings import Settings

LOOKS = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


class SettingsPage(QScrollArea):
    """Changes take effect at once and are kept."""

    look_chosen = Signal(str)
    minutes_chosen = Signal(int)

    def __init__(self, settings: Settings, minutes: int) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName("Settings")
        self.setWidgetResizable(True)
        self.look = QComboBox()
        named(self.look, "Appearance")
        for name, text in LOOKS:
            self.look.addItem(text, name)
        self.look.setCurrentIndex(max(0, self.look.findData(THEME.appearance)))
        self.look.activated.connect(lambda _: self.look_chosen.emit(str(self.look.currentData())))
        self.minutes = QSpinBox()
        named(self.minutes, "Longest time for a question, in minutes")
        self.minutes.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.minutes.setRange(1, 24 * 60)
        self.minutes.setSuffix(" min")
        self.minutes.setValue(minutes)
        self.minutes.valueChanged.connect(self.minutes_chosen)
        box = column(gap=GAP_5)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        box.addWidget(label("Settings", size=theme.TITLE, bold=True))
        box.addWidget(_field("Appearance", "Light or dark, or as the system has it.", self.look))
        text = "A question that takes longer ends in order, with what was found so far."
        box.addWidget(_field("Longest time for a question", text, self.minutes))
        box.addWidget(_network(settings))
        box.addWidget(_folder(settings))
        box.addStretch(1)
        inner = QWidget()
        inner.setLayout(box)
        inner.setMaximumWidth(808)
        page = QWidget()
        page.setObjectName("page")
        page.setLayout(row(inner, gap=0))
        self.setWidget(page)


def _field(title: str, explained: str, control: QWidget) -> QWidget:
    control.setFixedWidth(180)
    made = QWidget()
    box = column(gap=GAP_1)
    box.addWidget(label(title, bold=True))
    box.addWidget(label(explained, tone="muted"))
    box.addSpacing(GAP_1)
    box.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)
    made.setLayout(box)
    return made


def _network(settings: Settings) -> QWidget:
    made = QWidget()
    box = column(gap=GAP_1)
    word = "Offline" if settings.offline else "Online servers allowed"
    text = (
        "Nothing you ask and nothing you add leaves this machine: asking opens no network connection."
        if settings.offline
        else "The settings file allows connections to servers you named."
    )
    box.addWidget(label(word, bold=True))
    box.addWidget(label(text, tone="muted"))
    made.setLayout(box)
    return made


def _folder(settings: Settings) -> QWidget:
    made = QWidget()
    box = column(gap=GAP_1)
    path = ElidedLabel(str(settings.data.root))
    path.setFont(theme.mono())
    show = button(
        "Show the folder",
        lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(settings.data.root))),
        kind="link",
        picture="open",
    )
    box.addWidget(short_label("Data folder", bold=True))
    text = "Libraries, history and models lie here. Your own files stay where they are."
    box.addWidget(label(text, tone="muted"))
    box.addWidget(path)
    box.addLayout(row(show, None, gap=GAP_3))
    made.setLayout(box)
    return made
