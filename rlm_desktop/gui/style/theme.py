"""Colours, sizes and spaces of the window, in light and in dark."""

from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from rlm_desktop import paths

Appearance = Literal["system", "light", "dark"]

SMALL, NORMAL, LARGE, TITLE = 12, 13, 15, 20
"""The four sizes of type, in pixels that follow the screen's scale."""
GAP_1, GAP_2, GAP_3, GAP_4, GAP_5 = 4, 8, 12, 16, 24
CORNER = 6


class Colours(msgspec.Struct, frozen=True, kw_only=True):
    """Every colour the window uses. `scanned`, `read`, `evidence` mean the same wherever they stand."""

    dark: bool
    window: str
    surface: str
    raised: str
    hover: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_soft: str
    on_accent: str
    scanned: str
    read: str
    evidence: str
    evidence_soft: str
    good: str
    warning: str
    bad: str


LIGHT = Colours(
    dark=False,
    window="#F4F5F5",
    surface="#FFFFFF",
    raised="#FAFBFB",
    hover="#E9ECEC",
    line="#DCE0E0",
    text="#1B2222",
    muted="#566060",
    faint="#8A9494",
    accent="#0F766E",
    accent_soft="#D8ECEA",
    on_accent="#FFFFFF",
    scanned="#64748B",
    read="#7C3AED",
    evidence="#B45309",
    evidence_soft="#FDE9C4",
    good="#0F766E",
    warning="#A15C07",
    bad="#B42318",
)
DARK = Colours(
    dark=True,
    window="#16191A",
    surface="#1D2122",
    raised="#232829",
    hover="#2C3233",
    line="#343B3C",
    text="#E7ECEC",
    muted="#A3AEAE",
    faint="#768181",
    accent="#2DD4BF",
    accent_soft="#17403C",
    on_accent="#06231F",
    scanned="#94A3B8",
    read="#A78BFA",
    evidence="#FBBF24",
    evidence_soft="#4A3A10",
    good="#2DD4BF",
    warning="#F0B429",
    bad="#F97066",
)


class Theme(QObject):
    """The look in use. Widgets that paint themselves repaint on `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours = LIGHT
        self.appearance: Appearance = "system"
        self._follows = self._worn = False

    def apply(self, appearance: Appearance) -> None:
        """Dress the application; `system` follows the desktop, now and when it changes."""
        self.appearance = appearance
        wanted = DARK if self._wants_dark() else LIGHT
        if self._worn and wanted is self.colours:
            # Dressing every widget anew takes a while, and nothing would change.
            return
        self.colours = wanted
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        self._worn = True
        application.setPalette(_palette(self.colours))
        application.setFont(font(NORMAL))
        application.setStyleSheet(stylesheet(self.colours))
        self.changed.emit()

    def follow_system(self) -> None:
        if self._follows:
            return
        self._follows = True
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _: self.apply(self.appearance))

    def _wants_dark(self) -> bool:
        if self.appearance != "system":
            return self.appearance == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


THEME = Theme()
"""There is one look at a time, as there is one application."""


def colours() -> Colours:
    return THEME.colours


def font(size: int = NORMAL, *, bold: bool = False) -> QFont:
    """The system's font in one of the four sizes."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def mono(size: int = SMALL) -> QFont:
    """The system's fixed-width font: for text of documents, programs and paths."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(size)
    made.setFixedPitch(True)
    return made


def restyle(widget: QWidget) -> None:
    """Have the stylesheet look again at a widget whose property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _palette(look: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: look.window,
        QPalette.ColorRole.WindowText: look.text,
        QPalette.ColorRole.Base: look.surface,
        QPalette.ColorRole.AlternateBase: look.raised,
        QPalette.ColorRole.Text: look.text,
        QPalette.ColorRole.PlaceholderText: look.faint,
        QPalette.ColorRole.Button: look.surface,
        QPalette.ColorRole.ButtonText: look.text,
        QPalette.ColorRole.ToolTipBase: look.raised,
        QPalette.ColorRole.ToolTipText: look.text,
        QPalette.ColorRole.Highlight: look.accent,
        QPalette.ColorRole.HighlightedText: look.on_accent,
        QPalette.ColorRole.Link: look.accent,
        QPalette.ColorRole.Accent: look.accent,
        QPalette.ColorRole.Mid: look.line,
        QPalette.ColorRole.Light: look.raised,
        QPalette.ColorRole.Dark: look.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.faint))
    return palette


def stylesheet(look: Colours) -> str:
    """What the palette alone cannot say: corners, hairlines, and the few kinds of button."""
    kind = "dark" if look.dark else "light"
    check = (paths.resources() / "icons" / f"checked-{kind}.svg").as_posix()
    choose = (paths.resources() / "icons" / f"choose-{kind}.svg").as_posix()
    return f"""
    QWidget#sidebar, QWidget#inspector {{ background: {look.window}; }}
    QWidget#centre, QWidget#page {{ background: {look.surface}; }}
    QScrollArea#page {{ border: none; background: {look.surface}; }}
    QFrame#card {{ background: {look.surface}; border: 1px solid {look.line}; border-radius: {CORNER}px; }}
    QFrame#ask {{ background: {look.surface}; border: 1px solid {look.line}; border-radius: {CORNER}px; }}
    QFrame#ask[focused="true"] {{ border: 1px solid {look.accent}; }}
    QFrame#notice {{ background: {look.raised}; border: 1px solid {look.line};
        border-left: 4px solid {look.accent}; border-radius: {CORNER}px; }}
    QFrame#notice[tone="bad"] {{ border-left: 4px solid {look.bad}; }}
    QFrame#drop {{ border: 1px dashed {look.faint}; border-radius: {CORNER}px; background: {look.raised}; }}
    QFrame#drop[active="true"] {{ border: 1px solid {look.accent}; background: {look.accent_soft}; }}
    QFrame#chip {{ border: 1px solid {look.accent}; background: {look.accent_soft};
        border-radius: {CORNER}px; }}
    QFrame#hairline {{ background: {look.line}; border: none; }}
    QLabel[tone="muted"] {{ color: {look.muted}; }}
    QLabel[tone="faint"] {{ color: {look.faint}; }}
    QLabel[tone="bad"] {{ color: {look.bad}; }}
    QLabel[tone="warning"] {{ color: {look.warning}; }}
    QLabel[tone="good"] {{ color: {look.good}; }}
    QLabel[tone="neutral"] {{ color: {look.scanned}; }}
    QLabel[tone="accent"] {{ color: {look.accent}; }}
    QPushButton {{ padding: 5px {GAP_3}px; border: 1px solid {look.line}; border-radius: {CORNER}px;
        background: {look.surface}; color: {look.text}; }}
    QPushButton:hover {{ background: {look.hover}; }}
    QPushButton:focus {{ border-color: {look.accent}; }}
    QPushButton:disabled {{ color: {look.faint}; background: {look.raised}; }}
    QPushButton[kind="primary"] {{ background: {look.accent}; color: {look.on_accent};
        border-color: {look.accent}; font-weight: 600; }}
    QPushButton[kind="primary"]:disabled {{ background: {look.hover}; color: {look.faint};
        border-color: {look.line}; }}
    QPushButton[kind="primary"]:focus {{ border: 2px solid {look.text}; padding: 4px 11px; }}
    QPushButton[kind="stop"] {{ border-color: {look.bad}; color: {look.bad}; font-weight: 600; }}
    QPushButton[kind="link"] {{ border: 1px solid transparent; background: transparent; color: {look.accent};
        padding: 2px {GAP_1}px; text-align: left; }}
    QPushButton[flush="true"] {{ padding-left: 0; }}
    QPushButton[kind="link"]:hover {{ background: {look.hover}; }}
    QPushButton[kind="link"]:focus {{ border-color: {look.accent}; }}
    QPushButton[kind="nav"] {{ border: 1px solid transparent; background: transparent;
        padding: 6px {GAP_2}px; text-align: left; }}
    QPushButton[kind="nav"]:hover {{ background: {look.hover}; }}
    QPushButton[kind="nav"]:checked {{ background: {look.accent_soft}; font-weight: 600; }}
    QPushButton[kind="nav"]:focus {{ border-color: {look.accent}; }}
    QToolButton {{ border: 1px solid transparent; border-radius: {CORNER}px; padding: {GAP_1}px;
        background: transparent; color: {look.text}; }}
    QToolButton:hover {{ background: {look.hover}; }}
    QToolButton:focus {{ border-color: {look.accent}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QLineEdit, QComboBox, QSpinBox {{ padding: {GAP_1}px {GAP_2}px; border: 1px solid {look.line};
        border-radius: {CORNER}px; background: {look.surface}; color: {look.text};
        selection-background-color: {look.accent}; selection-color: {look.on_accent}; }}
    QSpinBox QLineEdit {{ border: none; padding: 0 {GAP_2}px; background: transparent; }}
    QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
    QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ border-color: {look.accent}; }}
    QComboBox[kind="quiet"] {{ border-color: transparent; background: transparent; color: {look.muted}; }}
    QComboBox[kind="quiet"]:hover {{ background: {look.hover}; }}
    QComboBox[kind="quiet"]:focus {{ border-color: {look.accent}; }}
    QComboBox::drop-down {{ border: none; width: 22px; }}
    QComboBox::down-arrow {{ image: url({choose}); width: 12px; height: 12px; }}
    QComboBox QAbstractItemView {{ background: {look.surface}; border: 1px solid {look.line};
        selection-background-color: {look.accent_soft}; selection-color: {look.text}; outline: none; }}
    QTreeView, QListView, QTableView {{ border: none; background: transparent; outline: none;
        selection-background-color: {look.accent_soft}; selection-color: {look.text}; }}
    QTreeView {{ show-decoration-selected: 1; }}
    QTreeView::item, QListView::item {{ padding: 3px 0; }}
    QTreeView::item:hover, QListView::item:hover {{ background: {look.hover}; }}
    QTreeView::item:selected, QListView::item:selected {{ background: {look.accent_soft};
        color: {look.text}; }}
    QTableView {{ gridline-color: {look.line}; background: {look.surface}; }}
    QTableView::item {{ padding: 2px {GAP_2}px; }}
    QTableView::item:selected {{ background: {look.accent_soft}; color: {look.text}; }}
    QCheckBox {{ color: {look.muted}; spacing: 6px; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {look.faint}; border-radius: 3px;
        background: {look.surface}; }}
    QCheckBox::indicator:checked {{ background: {look.accent}; border-color: {look.accent};
        image: url({check}); }}
    QCheckBox:focus {{ color: {look.accent}; }}
    QHeaderView {{ background: {look.surface}; border: none; }}
    QHeaderView::section {{ background: {look.surface}; color: {look.muted}; border: none;
        border-bottom: 1px solid {look.line}; padding: {GAP_1}px 11px; }}
    QTextBrowser, QPlainTextEdit, QTextEdit {{ border: none; background: transparent; color: {look.text};
        selection-background-color: {look.accent}; selection-color: {look.on_accent}; }}
    QPlainTextEdit#editor {{ background: {look.surface}; border: 1px solid {look.line};
        border-radius: {CORNER}px; }}
    QPlainTextEdit#editor:focus {{ border-color: {look.accent}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {look.line}; }}
    QTabBar {{ background: transparent; }}
    QTabBar::tab {{ padding: 11px 8px 10px 8px; color: {look.muted}; border: none;
        border-bottom: 2px solid transparent; background: transparent; }}
    QTabBar::tab:selected {{ color: {look.text}; border-bottom-color: {look.accent}; }}
    QTabBar::tab:hover {{ color: {look.text}; }}
    QTabBar::tab:focus {{ color: {look.accent}; }}
    QProgressBar {{ border: none; border-radius: 2px; background: {look.line};
        max-height: 4px; min-height: 4px; }}
    QProgressBar::chunk {{ background: {look.accent}; border-radius: 2px; }}
    QSplitter::handle {{ background: {look.line}; }}
    QSplitter::handle:hover {{ background: {look.accent}; }}
    QScrollBar:vertical {{ width: 10px; background: transparent; margin: 0; }}
    QScrollBar:horizontal {{ height: 10px; background: transparent; margin: 0; }}
    QScrollBar::handle {{ background: {look.line}; border-radius: 4px; min-height: 32px; min-width: 32px;
        margin: 1px; }}
    QScrollBar::handle:hover {{ background: {look.faint}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QToolTip {{ color: {look.text}; background: {look.raised}; border: 1px solid {look.line}; padding: 4px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QMenu {{ background: {look.surface}; border: 1px solid {look.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px {GAP_5}px 5px {GAP_3}px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {look.accent_soft}; color: {look.text}; }}
    QMenu::separator {{ height: 1px; background: {look.line}; margin: 4px; }}
    """
