"""What can be pressed: buttons with words or a picture, and areas with parts of their own."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QPushButton, QToolButton, QVBoxLayout

from rlm_desktop.gui.style import theme
from rlm_desktop.gui.style.icons import icon
from rlm_desktop.gui.style.theme import THEME


def button(
    text: str, then: Callable[[], object] | None = None, *, kind: str = "", picture: str = ""
) -> QPushButton:
    """A button that says what it does; its name for a screen reader is its text."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(text.replace("&", ""))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if picture:
        keep_icon(made, picture)
    if then:
        made.clicked.connect(lambda _=False: then())
    return made


def icon_button(picture: str, name: str, then: Callable[[], object] | None = None) -> QToolButton:
    """A picture to press; `name` is its tool tip and what a screen reader says."""
    made = QToolButton()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    keep_icon(made, picture)
    if then:
        made.clicked.connect(lambda _=False: then())
    return made


def keep_icon(target: QAbstractButton, picture: str, *, size: int = 16) -> None:
    """Give a button an icon that changes colour with the look."""
    target.setProperty("picture", picture)
    target.setIconSize(QSize(size, size))
    target.setIcon(icon(picture, colour=_ink(target)))
    if not target.property("keeps_icon"):
        target.setProperty("keeps_icon", True)
        _IconKeeper(target)


def _ink(target: QAbstractButton) -> str:
    look = theme.colours()
    return {"primary": look.on_accent, "stop": look.bad}.get(str(target.property("kind") or ""), look.muted)


class _IconKeeper(QObject):
    """Lives as long as its button, so that no look is sent to a button that is gone."""

    def __init__(self, target: QAbstractButton) -> None:
        super().__init__(target)
        self._target = target
        THEME.changed.connect(self.redraw)

    def redraw(self) -> None:
        picture = str(self._target.property("picture"))
        self._target.setIcon(icon(picture, colour=_ink(self._target)))


def flush(link: QPushButton) -> QPushButton:
    """A link that begins a line: its words, not the room around them, stand at the margin."""
    link.setProperty("flush", True)
    return link


class Clickable(QPushButton):
    """An area with parts of its own, pressed as a button is: with the mouse, space or return."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Its parts draw themselves; it shows only that it can be pressed."""
        if self.underMouse() or self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.tint()))
            painter.drawRoundedRect(self.rect(), theme.CORNER, theme.CORNER)

    def tint(self) -> str:
        return theme.colours().hover

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    # A button asks for the room of its text; this one for that of its parts.

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._inner().totalSizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._inner().totalMinimumSize()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return self._inner().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._inner().totalHeightForWidth(width)

    def _inner(self) -> QLayout:
        return self.layout() or QVBoxLayout()
