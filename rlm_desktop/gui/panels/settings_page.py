"""The things that can be set, each with what it does. They hold from the next question on."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QScrollArea, QSpinBox, QWidget

from rlm_desktop.gui.panels.data_place import DataPlace
from rlm_desktop.gui.saying.language import LANGUAGES, current, later, tr
from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.labels import label
from rlm_desktop.gui.style.layouts import column, row
from rlm_desktop.gui.style.notice import Notice
from rlm_desktop.gui.style.screen_reader import named
from rlm_desktop.gui.style.theme import GAP_1, GAP_5, THEME
from rlm_desktop.settings import Limits, Settings

LOOKS = (("system", later("As the system")), ("light", later("Light")), ("dark", later("Dark")))
TYPING_PAUSE_MS = 600
LEAST_WIDTH = 200
NO_LIMIT = later("no limit")
GRAPHICS = ((-1, later("Used as far as it goes")), (0, later("Not used")))
WATCHING = (
    ("tell", later("Say so")),
    ("read", later("Read them at once")),
    ("off", later("Do not look")),
)
WATCHING_EXPLAINED = later(
    "Files of the library that is asked are looked at now and then. Each question reads what has "
    "changed in any case."
)
GRAPHICS_EXPLAINED = later(
    "Where there is one, a model runs many times as fast on it. "
    "It holds when a model is loaded the next time."
)
OFFLINE_EXPLAINED = later(
    "Asking never opens a network connection. While this is on, a model that is to be fetched "
    "is asked about once more."
)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A number that can be set: how it is named, explained, read from the settings and put back."""

    title: str
    explained: str
    suffix: str = ""
    most: int
    least: int = 0
    """0 stands for no limit."""
    read: Callable[[Settings], float]
    change: Callable[[Settings, int], Settings]


def _limit(name: str, title: str, explained: str, *, most: int, of: int = 1, suffix: str = "") -> Field:
    """A field for one of the limits, counted in `of`."""

    def change(settings: Settings, value: int) -> Settings:
        limits: Limits = msgspec.structs.replace(settings.limits, **{name: value * of})
        return msgspec.structs.replace(settings, limits=limits)

    return Field(
        title=title,
        explained=explained,
        suffix=suffix,
        most=most,
        least=1 if name == "turns" else 0,
        read=lambda settings: getattr(settings.limits, name) / of,
        change=change,
    )


FIELDS = (
    _limit(
        "seconds",
        later("Longest time for a question"),
        later("A question that takes longer ends in order, with what was found so far."),
        most=24 * 60,
        of=60,
        suffix=later(" min"),
    ),
    _limit(
        "calls",
        later("Most passages given to the Reader"),
        later(
            "Each takes some seconds on a machine without a graphics card. "
            "A question that needs more says how far it came."
        ),
        most=1_000_000,
        suffix=later(" passages"),
    ),
    _limit(
        "tokens",
        later("Most text the models handle"),
        later("In thousands of tokens, read and written, for one question. A token is some four letters."),
        most=1_000_000,
        of=1000,
        suffix=later(" thousand"),
    ),
    _limit(
        "turns",
        later("Times the Planner may try"),
        later("When no program gives a good answer it tries again. Then a fixed way of reading takes over."),
        most=20,
    ),
    Field(
        title=later("Programs written at once"),
        explained=later("They are compared: where they agree, the answer is surer. More take longer."),
        most=9,
        least=1,
        read=lambda settings: settings.candidates,
        change=lambda settings, value: msgspec.structs.replace(settings, candidates=value),
    ),
)


class SettingsPage(QScrollArea):
    """Changes take effect at once and are kept."""

    look_chosen = Signal(str)
    language_chosen = Signal(str)
    watching_chosen = Signal(str)
    changed = Signal(object)
    """A function from the settings as they are to the settings as they should be."""

    def __init__(self, settings: Settings, *, language: str = "system", watching: str = "tell") -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(tr("Settings"))
        self.setWidgetResizable(True)
        self.notice = Notice()
        looks = [(name, tr(text)) for name, text in LOOKS]
        self.look = _choice(tr("Appearance"), looks, THEME.appearance, self.look_chosen.emit)
        # A language is named in itself, so that whoever speaks it finds it.
        tongues = [("system", tr("As the system")), *((item.code, item.name) for item in LANGUAGES.values())]
        self.language = _choice(tr("Language"), tongues, language, self.language_chosen.emit)
        doings = [(name, tr(text)) for name, text in WATCHING]
        self.watching = _choice(tr("Changed files"), doings, watching, self.watching_chosen.emit)
        graphics = [(str(layers), tr(text)) for layers, text in GRAPHICS]
        current = "0" if settings.engine.gpu_layers == 0 else "-1"
        self.graphics = _choice(tr("Graphics card"), graphics, current, self._graphics_chosen)
        self.offline = QCheckBox(tr("Offline"))
        self.offline.setAccessibleName(tr("Offline"))
        self.offline.setChecked(settings.offline)
        self.offline.toggled.connect(self._offline_chosen)
        self.numbers = {field.title: self._number(field, settings) for field in FIELDS}
        box = column(gap=GAP_5)
        box.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        box.addWidget(label(tr("Settings"), size=theme.TITLE, bold=True))
        box.addWidget(self.notice)
        box.addWidget(_field(tr("Appearance"), tr("Light or dark, or as the system has it."), self.look))
        box.addWidget(
            _field(tr("Language"), tr("Of the window. Questions are best asked in English."), self.language)
        )
        box.addWidget(_field(tr("Network"), tr(OFFLINE_EXPLAINED), self.offline))
        box.addWidget(_field(tr("Changed files"), tr(WATCHING_EXPLAINED), self.watching))
        for field in FIELDS:
            box.addWidget(_field(tr(field.title), tr(field.explained), self.numbers[field.title]))
        box.addWidget(_field(tr("Graphics card"), tr(GRAPHICS_EXPLAINED), self.graphics))
        place = DataPlace(settings.data)
        place.failed.connect(self.notice.show_error)
        box.addWidget(place)
        box.addStretch(1)
        inner = QWidget()
        inner.setLayout(box)
        inner.setMaximumWidth(808)
        page = QWidget()
        page.setObjectName("page")
        page.setLayout(row(inner, gap=0))
        self.setWidget(page)

    def _offline_chosen(self, offline: bool) -> None:
        self.changed.emit(lambda settings: msgspec.structs.replace(settings, offline=offline))

    def _graphics_chosen(self, layers: str) -> None:
        def change(settings: Settings) -> Settings:
            engine = msgspec.structs.replace(settings.engine, gpu_layers=int(layers))
            return msgspec.structs.replace(settings, engine=engine)

        self.changed.emit(change)

    def _number(self, field: Field, settings: Settings) -> QSpinBox:
        made = QSpinBox()
        named(made, tr(field.title))
        made.setRange(field.least, field.most)
        # Qt knows only the comma and the point, and a point would be read as a decimal sign.
        made.setGroupSeparatorShown(current().group == ",")
        made.lineEdit().setTextMargins(GAP_1, 0, GAP_1, 0)
        made.setSuffix(tr(field.suffix))
        made.setSpecialValueText("" if field.least else tr(NO_LIMIT))
        made.setValue(round(field.read(settings)))
        # Kept when the person has stopped typing, not at every figure.
        pause = QTimer(made, singleShot=True, interval=TYPING_PAUSE_MS)
        pause.timeout.connect(
            lambda: self.changed.emit(lambda settings: field.change(settings, made.value()))
        )
        made.valueChanged.connect(lambda _: pause.start())
        return made


def _choice(
    name: str, items: Sequence[tuple[str, str]], current: str, chosen: Callable[[str], object]
) -> QComboBox:
    """A list to choose one of; `chosen` gets what stands behind the words."""
    made = QComboBox()
    named(made, name)
    for value, text in items:
        made.addItem(text, value)
    made.setCurrentIndex(max(0, made.findData(current)))
    made.activated.connect(lambda _: chosen(str(made.currentData())))
    return made


def _field(title: str, explained: str, control: QWidget) -> QWidget:
    control.setFixedWidth(max(LEAST_WIDTH, control.sizeHint().width()))
    made = QWidget()
    box = column(gap=GAP_1)
    head = label(title, bold=True)
    head.setBuddy(control)
    control.setAccessibleDescription(f"{title}. {explained}")
    box.addWidget(head)
    box.addWidget(label(explained, tone="muted"))
    box.addSpacing(GAP_1)
    box.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)
    made.setLayout(box)
    return made
