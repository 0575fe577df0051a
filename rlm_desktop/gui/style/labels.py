"""Text on the screen: in as many lines as it takes, or in one that ends in … where the room does."""

import html
import unicodedata

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QSizePolicy

from rlm_desktop.gui.style import theme
from rlm_desktop.legible import legible, legible_name


def label(text: str = "", *, size: int = theme.NORMAL, bold: bool = False, tone: str = "") -> QLabel:
    """Plain text that wraps and can be selected."""
    made = _Wrapping(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(size, bold=bold))
    made.setWordWrap(True)
    made.setProperty("tone", tone)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # A label that wraps gives way to the column it stands in.
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def tip(text: str) -> str:
    """A tool tip that shows its text as it is: Qt takes what looks like HTML for it, with its pictures."""
    shown = legible(text)
    return f"<qt>{html.escape(shown)}</qt>".replace("\n", "<br>") if GuiQt.mightBeRichText(shown) else shown


class _Wrapping(QLabel):
    """Asks for one line at least; Qt's own minimum is its height at no width at all."""

    def __init__(self, text: str) -> None:
        super().__init__(legible(text))

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(legible(text))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(1, self.fontMetrics().lineSpacing())


def short_label(text: str = "", *, size: int = theme.NORMAL, bold: bool = False, tone: str = "") -> QLabel:
    """Text that stays on one line and takes only the room it needs."""
    made = label(text, size=size, bold=bold, tone=tone)
    made.setWordWrap(False)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made


def led(text: str) -> str:
    """A line about something whose name is written from the right, still read as a line from the left."""
    first = next((way for way in map(unicodedata.bidirectional, text) if way in ("L", "R", "AL")), "L")
    return text if first == "L" else f"\N{LEFT-TO-RIGHT MARK}{text}"


class ElidedLabel(QLabel):
    """One line that ends in … where the room ends; the whole of it is in the tool tip."""

    def __init__(self, text: str = "", *, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = ""
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(1)
        self.set_text(text)

    @property
    def whole(self) -> str:
        return self._whole

    def set_text(self, text: str) -> None:
        self._whole = legible_name(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(self.width(), 8))
        # A mark alone tells nothing.
        self.setText(led(shown) if len(shown) > 1 or shown == self._whole else "")
        self.setToolTip(tip(self._whole) if shown != self._whole else "")
        self.setAccessibleName(self._whole)
