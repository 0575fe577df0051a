"""The window and its screen: with its frame it is never larger than the room there is."""

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

USUAL = QSize(1280, 800)
FRAME = QMargins(8, 40, 8, 8)
"""Room for a frame that is not known yet: a window is framed only after it is shown."""
FRAMED_MS = 150


def first_size(window: QWidget) -> QSize:
    """How large a window begins that nobody has sized yet."""
    return USUAL.boundedTo(_room(window).marginsRemoved(FRAME).size()) if _on_a_screen() else USUAL


def keep_within(window: QWidget) -> None:
    """Take back what lies beyond the screen, and no more; a window that fills it is left alone."""
    if _on_a_screen() and window.isVisible() and not (window.isMaximized() or window.isFullScreen()):
        frame, inner = window.frameGeometry(), window.geometry()
        margins = QMargins(
            inner.left() - frame.left(),
            inner.top() - frame.top(),
            frame.right() - inner.right(),
            frame.bottom() - inner.bottom(),
        )
        wanted = within(frame, _room(window)).marginsRemoved(margins)
        if wanted != inner:
            window.setGeometry(wanted)


def within(frame: QRect, room: QRect) -> QRect:
    """A frame made as small as the room where it is larger, and moved as little as brings it inside."""
    size = frame.size().boundedTo(room.size())
    left = max(room.left(), min(frame.left(), room.left() + room.width() - size.width()))
    top = max(room.top(), min(frame.top(), room.top() + room.height() - size.height()))
    return QRect(left, top, size.width(), size.height())


def _room(window: QWidget) -> QRect:
    return window.screen().availableGeometry()


def _on_a_screen() -> bool:
    """What is drawn into memory alone has a screen of some size that nobody sees."""
    return QGuiApplication.platformName() != "offscreen"
